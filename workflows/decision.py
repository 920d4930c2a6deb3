"""What every decision ends in, and the steps that all of them share."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from domain.fact import Envelope, Fact, Recorded
from domain.issue import Issue
from domain.issue import evolve as evolve_issue
from domain.issue_facts import IssueFact
from workflows.attempt import Attempt, Context
from workflows.command import Command
from workflows.machine import WAS_BEFORE_PAUSE, Row
from workflows.outcome import Rejected
from workflows.roles import ROLES, role_behind
from workflows.rules import GUARDS, RULES


class Decision(NamedTuple):
    """Facts for each stream, and the role that entitled the actor."""

    role: str
    facts: Mapping[UUID, tuple[Fact, ...]]


def legal_row(attempt: Attempt[Any], trigger: str) -> Row:
    """The row of the regime's table that the attempt takes.

    Raises Rejected ``not-possible-now`` where the state has no such row.
    """
    issue = attempt.issue
    for row in attempt.regime.rows(trigger, issue.status):
        if all(_guard_holds(guard, row, attempt) for guard in row.when):
            return row
    possible = list(attempt.regime.triggers_from(issue.status))
    raise Rejected("not-possible-now", trigger=trigger, state=issue.status.value, possible=possible)


def _guard_holds(guard: str, row: Row, attempt: Attempt[Any]) -> bool:
    if guard == WAS_BEFORE_PAUSE:
        return attempt.issue.before_pause is row.to
    return GUARDS[guard](attempt)


def entitled_role(attempt: Attempt[Any], row: Row) -> str:
    """The first of the row's roles that fits, as it stands in the envelope.

    Raises Rejected ``not-entitled``.
    """
    for role in row.who:
        if ROLES[role](attempt):
            return role_behind(attempt, role)
    raise Rejected(
        "not-entitled", trigger=row.trigger, office=attempt.command.office, roles=list(row.who)
    )


def check_needs(attempt: Attempt[Any], row: Row) -> None:
    """Raises Rejected with the name of the first rule that does not hold."""
    for rule in row.needs:
        if not RULES[rule](attempt):
            raise Rejected(rule, trigger=row.trigger, state=row.source.value)


def stamp(command: Command, stream: UUID, version: int, role: str, context: Context) -> Envelope:
    """The envelope of one fact; what it holds was validated with the command."""
    held = (
        context.directory.holds(command.actor, command.office, context.today)
        if command.office
        else None
    )
    return Envelope.model_construct(
        stream=stream,
        version=version,
        command_id=command.id,
        command=command.type,
        actor=command.actor,
        office=command.office,
        role=role,
        on_behalf_of=held.on_behalf_of if held else None,
        channel=command.channel,
        occurred_at=command.occurred_at,
        recorded_at=context.now,
        correlation=command.correlation,
        causation=command.causation,
        directory=context.directory.version,
    )


def after(issue: Issue, facts: Iterable[IssueFact], command: Command, context: Context) -> Issue:
    """The issue as it will stand once the facts are stored."""
    stream = command.reads()[0].id if issue.id is None else issue.id
    for fact in facts:
        envelope = stamp(command, stream, issue.version + 1, "", context)
        issue = evolve_issue(issue, Recorded(0, envelope, fact))
    return issue

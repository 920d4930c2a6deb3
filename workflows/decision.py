"""What every decision ends in, and the steps that all of them share."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from domain.fact import Envelope, Fact, Recorded
from domain.issue import Issue
from domain.issue import evolve as evolve_issue
from domain.issue_facts import IssueFact
from domain.values import PersonRef
from workflows.attempt import Attempt, Context
from workflows.command import Command
from workflows.machine import WAS_BEFORE_PAUSE, Row
from workflows.outcome import Rejected
from workflows.roles import ROLES, capacities, role_behind
from workflows.rules import GUARDS, RULES


class Decision(NamedTuple):
    """Facts for each stream, and the role that entitled the actor."""

    role: str
    facts: Mapping[UUID, tuple[Fact, ...]]
    on_behalf_of: PersonRef | None = None
    """Whom the actor stood in for, in the capacity that entitled."""


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


def entitled(attempt: Attempt[Any], row: Row) -> tuple[Attempt[Any], str]:
    """The attempt in the first capacity that may carry it out, and the role as the envelope has it.

    Raises Rejected ``not-entitled``, or the rule that the first entitled capacity fails.
    """
    refused: Rejected | None = None
    for held in capacities(attempt.command, attempt.context) or (None,):
        acting = attempt._replace(held=held)
        role = next((role for role in row.who if ROLES[role](acting)), None)
        if role is None:
            continue
        try:
            check_needs(acting, row)
        except Rejected as rejected:
            refused = refused or rejected
        else:
            return acting, role_behind(acting, role)
    raise refused or Rejected(
        "not-entitled", trigger=row.trigger, office=attempt.command.office, roles=list(row.who)
    )


def check_needs(attempt: Attempt[Any], row: Row) -> None:
    """Raises Rejected with the name of the first rule that does not hold."""
    for rule in row.needs:
        if not RULES[rule](attempt):
            raise Rejected(rule, trigger=row.trigger, state=row.source.value)


def stamp(
    command: Command,
    stream: UUID,
    version: int,
    context: Context,
    *,
    role: str = "",
    on_behalf_of: PersonRef | None = None,
) -> Envelope:
    """The envelope of one fact; what it holds was validated with the command."""
    return Envelope.model_construct(
        stream=stream,
        version=version,
        command_id=command.id,
        command=command.type,
        actor=command.actor,
        office=command.office,
        role=role,
        on_behalf_of=on_behalf_of,
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
        envelope = stamp(command, stream, issue.version + 1, context)
        issue = evolve_issue(issue, Recorded(0, envelope, fact))
    return issue

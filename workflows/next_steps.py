"""What a unit may do next with an issue, as the regime's table has it: for people, who choose.

A step is named where a command of one of the unit's bodies could be accepted: the state has a row,
its guards hold, a body of the unit has one of its roles, and no rule forbids it that can be judged
before anybody has said anything. Whether the person is entitled and what they say is enough, only
the decision knows.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from domain.deadline import DeadlineId
from domain.directory import Capacity, CapacityKind
from domain.issue import Issue, Status
from domain.organisation import COMMITTEES, UnitKind
from domain.values import PersonRef, UnitId
from workflows.attempt import Attempt, Context
from workflows.decision import legal_row
from workflows.machine import Regime, Row
from workflows.outcome import Rejected
from workflows.premises import holder_tier
from workflows.roles import BOARDS, ROLES
from workflows.rules import RULES, Rule


class Step(NamedTuple):
    trigger: str
    to: Status
    leads_on: bool
    """To another state or holder, to what the unit owes, or to a decision that was asked for."""


class _Asking(NamedTuple):
    """Stands where a command would: somebody of the office, who has said nothing yet."""

    office: UnitId
    deadline: DeadlineId | None = None
    actor: PersonRef = ""


_SOMEBODY = Capacity(CapacityKind.ACTING)
_BODIES = (*BOARDS, UnitKind.COMMITTEE_OFFICE, UnitKind.INSPECTION_COMMISSION)


def _some_tier_is_below(attempt: Attempt[Any]) -> bool:
    return holder_tier(attempt, attempt.issue.holder) in attempt.regime.spec.tiers.values()


_JUDGED: Mapping[str, Rule] = {
    **{
        rule: RULES[rule]
        for rule in (
            "above-only-for-concern",
            "beyond-authority",
            "co-operation-owed",
            "held-by-a-committee",
            "pause-renewable",
            "questions-in-one-list",
            "reopened-in-time",
            "superior-exists",
            "withdrawn-by-its-source",
            "within-authority",
        )
    },
    "returns-below": _some_tier_is_below,
}
"""Rules that ask nothing of the command; for one that does, somebody may find what it asks for."""
_OF_A_DEADLINE = frozenset(
    {
        "approved-one-level-up",
        "asked-before-expiry",
        "deadline-extendable",
        "deadline-running",
        "direction-owed",
        "extended-once-only",
        "extension-was-asked",
        "granted-before-expiry",
        "own-deadline",
    }
)
"""Rules that ask which deadline is meant; one for which all of them hold is enough."""


OF_OTHER_RULES = frozenset({"adopt-regime", "succeed"})
"""Judged by the regime that binds from then on, so an issue's own table says nothing of them."""


def next_steps(issue: Issue, unit: UnitId, regime: Regime, context: Context) -> tuple[Step, ...]:
    """What the unit may do now, in the order of the table."""
    offices = _offices(unit, context)
    found = []
    for trigger in regime.triggers_from(issue.status):
        if trigger in OF_OTHER_RULES:
            continue
        rows = (_row_for(office, trigger, issue, regime, context) for office in offices)
        row = next(filter(None, rows), None)
        if row is not None:
            found.append(Step(trigger, row.to, _leads_on(row, issue, unit, regime)))
    return tuple(found)


def _offices(unit: UnitId, context: Context) -> list[UnitId]:
    """In whose names the unit acts: its own, and where it is a committee those of its bodies."""
    directory, on = context.directory, context.today
    found = directory.unit(unit, on)
    if found is None or found.kind not in COMMITTEES:
        return [unit]
    bodies = (directory.body(unit, kind, on) for kind in _BODIES)
    return [unit, *(body.id for body in bodies if body is not None)]


def _row_for(
    office: UnitId, trigger: str, issue: Issue, regime: Regime, context: Context
) -> Row | None:
    """The row that somebody in the office could take, if there is one."""
    attempt = _attempt(_Asking(office), issue, regime, context)
    try:
        row = legal_row(attempt, trigger)
    except Rejected:
        return None
    has_role = any(ROLES[role](attempt) for role in row.who)
    judged = (_JUDGED[rule](attempt) for rule in row.needs if rule in _JUDGED)
    if not has_role or not all(judged):
        return None
    of_a_deadline = [RULES[rule] for rule in row.needs if rule in _OF_A_DEADLINE]
    if not of_a_deadline:
        return row
    attempts = (
        attempt._replace(command=cast(Any, _Asking(office, deadline.id)))
        for deadline in issue.running
    )
    return row if any(all(rule(one) for rule in of_a_deadline) for one in attempts) else None


def _attempt(asking: _Asking, issue: Issue, regime: Regime, context: Context) -> Attempt[Any]:
    return Attempt(cast(Any, asking), issue, regime, context, {}, _SOMEBODY)


def _leads_on(row: Row, issue: Issue, unit: UnitId, regime: Regime) -> bool:
    elsewhere = row.to is not row.source or row.trigger in regime.spec.new_legs
    if elsewhere or "extension-was-asked" in row.needs:
        return True
    kinds = {deadline.id.kind for deadline in issue.running if deadline.bearer == unit}
    deadlines = regime.spec.deadlines
    return any(row.trigger in deadlines[kind].stops for kind in kinds if kind in deadlines)

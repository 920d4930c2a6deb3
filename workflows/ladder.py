"""The ladder: which warnings, breaches and suggestions of a deadline are due by now."""

from collections.abc import Iterator
from datetime import datetime

from domain.calendar import Calendar, start_of
from domain.deadline import (
    Deadline,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineFact,
    Deadlines,
    DeadlineStatus,
    EscalationSuggested,
    HeadNotified,
    Rung,
)
from domain.organisation import UnitKind
from domain.values import UnitId
from workflows.attempt import Context
from workflows.machine import Regime
from workflows.regime import Act
from workflows.regime import Rung as RungSpec

_FACT: dict[Act, type[Rung]] = {
    Act.WARN: DeadlineApproaching,
    Act.BREACH: DeadlineBreached,
    Act.NOTIFY_HEAD: HeadNotified,
    Act.SUGGEST_ESCALATION: EscalationSuggested,
}


def rungs_due(
    deadlines: Deadlines,
    holder: UnitId | None,
    regime: Regime,
    context: Context,
) -> tuple[DeadlineFact, ...]:
    """Every rung of the ladder that is due by now and was not reached, oldest deadline first."""
    running = sorted(
        (d for d in deadlines if d.status is DeadlineStatus.RUNNING), key=lambda d: d.due
    )
    return tuple(fact for deadline in running for fact in _rungs(deadline, holder, regime, context))


def _rungs(
    deadline: Deadline, holder: UnitId | None, regime: Regime, context: Context
) -> Iterator[DeadlineFact]:
    spec = regime.spec.deadlines.get(deadline.id.kind)
    if spec is None or not spec.follows_ladder:
        return
    calendar = context.rulebook.calendar(context.directory, deadline.calendar)
    for rung in regime.spec.ladder:
        if rung.rung in deadline.rungs:
            continue
        at = rung_time(deadline, rung, calendar)
        if rung.act is Act.WARN and not _worth_a_warning(deadline, at, context.now):
            continue
        if context.now >= at:
            notified = _notified(deadline, holder, rung, regime, context)
            yield _FACT[rung.act](
                deadline=deadline.id, rung=rung.rung, due=deadline.due, notified=notified
            )


def _worth_a_warning(deadline: Deadline, at: datetime, now: datetime) -> bool:
    """Nobody is warned once it is too late, nor of a deadline that was set no earlier than that."""
    return now < deadline.due and at > start_of(deadline.started_on)


def rung_time(deadline: Deadline, rung: RungSpec, calendar: Calendar) -> datetime:
    """When a rung is reached: a breach at the due time, the others as their day begins."""
    if rung.offset == 0:
        return deadline.due
    return start_of(calendar.add_working_days(deadline.last_day, rung.offset))


def _notified(
    deadline: Deadline, holder: UnitId | None, rung: RungSpec, regime: Regime, context: Context
) -> tuple[UnitId, ...]:
    """The first body of the rung that exists, so that no rung leads nowhere.

    What nobody is above is brought before the inspection commission of the committee itself.
    """
    on = context.today
    bearer = deadline.bearer
    below = holder or bearer
    superior = regime.superior(context.directory, below, on) if below else None
    watched_by = superior or (context.directory.committee_of(below, on) if below else None)
    inspection = watched_by and context.directory.body(
        watched_by, UnitKind.INSPECTION_COMMISSION, on
    )
    bodies = {
        "bearer": bearer,
        "holder": holder,
        "superior": superior,
        "inspection": inspection.id if inspection else None,
    }
    found = next((bodies[name] for name in rung.to if bodies[name]), holder or bearer)
    return (found,) if found else ()


BODIES = frozenset({"bearer", "holder", "superior", "inspection"})
"""What a rung may be addressed to."""

"""Open deadlines counted anew once a decree made another version of their calendar (DOMAIN 5)."""

from datetime import date

from domain.calendar import Calendar, due_day, end_of
from domain.deadline import (
    CalendarRef,
    Deadline,
    DeadlineRecomputed,
    Deadlines,
    DeadlineStatus,
    RecomputationCause,
)
from workflows.attempt import Context
from workflows.deadlines import last_day_before


def recomputed(deadlines: Deadlines, context: Context) -> tuple[DeadlineRecomputed, ...]:
    """Every open deadline by the version of its calendar that was published last.

    Nothing where they are counted by it already. Raises Rejected ``calendar-unpublished``,
    ``regime-unpublished``.
    """
    found = (_recomputed(deadline, context) for deadline in deadlines if deadline.is_open)
    return tuple(fact for fact in found if fact is not None)


def _recomputed(deadline: Deadline, context: Context) -> DeadlineRecomputed | None:
    rulebook, directory = context.rulebook, context.directory
    latest = rulebook.latest_calendar(directory, deadline.calendar.id)
    if latest.version == deadline.calendar.version or latest.first > deadline.started_on:
        return None
    last_day = _last_day(deadline, latest, context)
    return DeadlineRecomputed(
        deadline=deadline.id,
        cause=RecomputationCause.CALENDAR,
        started_on=deadline.started_on,
        spans=deadline.spans,
        pauses=deadline.pauses,
        rule=deadline.rule,
        regime=deadline.regime,
        calendar=CalendarRef(id=latest.id, version=latest.version),
        last_day=last_day,
        due=end_of(last_day),
    )


def _last_day(deadline: Deadline, latest: Calendar, context: Context) -> date:
    """Days that were counted are counted again; a day that was given or fixed stays (`002-4`).

    A clock that stands still is judged by when it stopped, so its day waits for the resumption,
    which counts by the new calendar.
    """
    if deadline.status is DeadlineStatus.PAUSED:
        return deadline.last_day
    if deadline.spans:
        counted = due_day(deadline.started_on, deadline.spans, latest, deadline.pauses)
        return counted or deadline.last_day
    regime = context.rulebook.regime(context.directory, deadline.regime)
    spec = regime.spec.deadlines.get(deadline.id.kind)
    if spec is None or spec.before_day is None or not spec.rolls:
        return deadline.last_day
    old = context.rulebook.calendar(context.directory, deadline.calendar)
    fixed = last_day_before(deadline.started_on, spec.before_day)
    return deadline.last_day + (latest.roll(fixed) - old.roll(fixed))

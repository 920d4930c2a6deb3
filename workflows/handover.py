"""The clock stands still while files are handed over, where the regime says so (DOMAIN 2; P)."""

from collections.abc import Iterator
from datetime import date

from domain.calendar import Calendar, Pause, due_day, end_of, start_of, stood_still
from domain.deadline import Deadline, DeadlineRecomputed, DeadlineStatus, RecomputationCause
from domain.issue import Issue
from domain.period import ONE_DAY
from workflows.attempt import Context
from workflows.machine import Regime
from workflows.regime import DeadlineSpec


def handed_over(
    issue: Issue, since: date, regime: Regime, context: Context
) -> Iterator[DeadlineRecomputed]:
    """Each deadline that stands still from that day for as long as the regime says.

    What was missed before gets no more time, and a day of the month that the rules fix (`002-4`)
    never moves; nor does a date that a body has named since.
    """
    working_days = regime.spec.succession.pause_working_days
    if not working_days:
        return
    for deadline in issue.running:
        spec = _spec_of(deadline, context)
        named = spec is None or spec.given
        fixed = spec is not None and spec.before_day is not None
        named_since = named and not deadline.spans and deadline.started_on >= since
        if deadline.would_be_on_time(start_of(since)) and not (fixed or named_since):
            calendar = context.rulebook.calendar(context.directory, deadline.calendar)
            pause = Pause(since=since, until=_counts_again(since, working_days, calendar))
            yield _recomputed(deadline, pause, calendar, named=named)


def _spec_of(deadline: Deadline, context: Context) -> DeadlineSpec | None:
    regime = context.rulebook.regime(context.directory, deadline.regime)
    return regime.spec.deadlines.get(deadline.id.kind)


def _counts_again(since: date, working_days: int, calendar: Calendar) -> date:
    """The day after the last of so many working days, of which the first may be one."""
    return calendar.add_working_days(since - ONE_DAY, working_days) + ONE_DAY


def _recomputed(
    deadline: Deadline, pause: Pause, calendar: Calendar, *, named: bool
) -> DeadlineRecomputed:
    """With the pause, before one that is open. The count of what stands still already ends once it
    runs on.
    """
    pauses = (*(p for p in deadline.pauses if p.until), pause, *_open(deadline))
    start, last_day = deadline.started_on, deadline.last_day
    if not deadline.spans:
        last_day += stood_still(pauses) - stood_still(deadline.pauses)
    else:
        start = _extended_from(deadline, pause) if named else start
        if deadline.status is DeadlineStatus.RUNNING:
            last_day = due_day(start, deadline.spans, calendar, pauses) or last_day
    return DeadlineRecomputed(
        deadline=deadline.id,
        cause=RecomputationCause.HANDOVER,
        started_on=start,
        spans=deadline.spans,
        pauses=pauses,
        rule=deadline.rule,
        regime=deadline.regime,
        calendar=deadline.calendar,
        last_day=last_day,
        due=end_of(last_day),
    )


def _extended_from(deadline: Deadline, pause: Pause) -> date:
    """A date that was named and then extended: it moves along, and the extension follows it."""
    start, pauses = deadline.started_on, deadline.pauses
    if min(one.since for one in (pause, *_open(deadline))) >= start:
        return start
    return start + (stood_still((*pauses, pause)) - stood_still(pauses))


def _open(deadline: Deadline) -> tuple[Pause, ...]:
    return tuple(pause for pause in deadline.pauses if pause.until is None)

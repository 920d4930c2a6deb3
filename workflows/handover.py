"""The clock stands still while files are handed over, where the regime says so (DOMAIN 2; P)."""

from collections.abc import Iterator
from datetime import date

from domain.calendar import Calendar, Pause, due_day, end_of, start_of
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
    never moves.
    """
    working_days = regime.spec.succession.pause_working_days
    if not working_days:
        return
    for deadline in issue.running:
        spec = _spec_of(deadline, context)
        in_time = deadline.would_be_on_time(start_of(since))
        if in_time and not (spec is not None and spec.before_day is not None):
            calendar = context.rulebook.calendar(context.directory, deadline.calendar)
            pause = Pause(since=since, until=_counts_again(since, working_days, calendar))
            yield _recomputed(deadline, pause, calendar, named=spec is None or spec.given)


def _spec_of(deadline: Deadline, context: Context) -> DeadlineSpec | None:
    regime = context.rulebook.regime(context.directory, deadline.regime)
    return regime.spec.deadlines.get(deadline.id.kind)


def _counts_again(since: date, working_days: int, calendar: Calendar) -> date:
    """The day after the last of so many working days, of which the first may be one."""
    return calendar.add_working_days(since - ONE_DAY, working_days) + ONE_DAY


def _recomputed(
    deadline: Deadline, pause: Pause, calendar: Calendar, *, named: bool
) -> DeadlineRecomputed:
    """With the pause. What stands still is due once it runs on, which counts this one as well."""
    pauses = (*deadline.pauses, pause)
    start, last_day = deadline.started_on, deadline.last_day
    if deadline.status is DeadlineStatus.RUNNING:
        start, last_day = _moved(deadline, pause, named=named)
        if deadline.spans:
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


def _moved(deadline: Deadline, pause: Pause, *, named: bool) -> tuple[date, date]:
    """First and last day, where a body named the date before the pause and it moves along.

    Once it was extended that date is the day from which the extension counts.
    """
    start, last_day = deadline.started_on, deadline.last_day
    if not named or pause.until is None:
        return start, last_day
    length = pause.until - pause.since
    if deadline.spans:
        return (start + length if pause.since < start else start), last_day
    return start, (last_day + length if start < pause.since else last_day)

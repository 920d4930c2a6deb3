"""Working days, day counts and pauses in the calendar of Vietnam (DOMAIN 4 and 5).

Everything here counts whole days of Vietnam: the day a period starts on is not counted, and a
period ends at 24:00 of its last day. Which days are off is data (``workflows/calendars``).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, NamedTuple, Self

from pydantic import Field, StringConstraints, model_validator

from domain.local_time import VIETNAM
from domain.period import ONE_DAY
from domain.values import Value

LONGEST_SPAN = 3660
"""Ten years: more in one span is a slip of the pen, and would walk off the end of all dates."""

DayOffReason = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]
"""Why a weekday is off, such as ``tet``; ``swap`` and ``…-in-lieu`` move rest from another day."""

_SATURDAY = 5
_SPAN = re.compile(r"(0|[1-9][0-9]{0,3})(wd|d)")


def local_date(at: datetime) -> date:
    """The day in Vietnam. Raises ValueError for a time without an offset."""
    if at.tzinfo is None:
        raise ValueError("a time without an offset has no day in Vietnam")
    return at.astimezone(VIETNAM).date()


def start_of(day: date) -> datetime:
    """The instant, in UTC, of 00:00 of the day in Vietnam."""
    return datetime.combine(day, time.min, VIETNAM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The instant, in UTC, of 24:00 of the day in Vietnam.

    A deadline whose last day is ``day`` is missed by whatever happens at this instant or later.
    """
    return start_of(day + ONE_DAY)


def is_weekend(day: date) -> bool:
    """State offices work Monday to Friday (DOMAIN 5, F19)."""
    return day.weekday() >= _SATURDAY


class DayKind(StrEnum):
    """What a day is in a calendar."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SWAPPED_OFF = "swapped-off"
    """A weekday taken off by a swap, or in lieu of a holiday that fell on a weekend."""
    SWAPPED_ON = "swapped-on"
    """A weekend day worked, to make up for a swap."""


class SpanUnit(StrEnum):
    """What a span counts: working days, or every day of the calendar."""

    WORKING_DAYS = "wd"
    DAYS = "d"


class Span(Value):
    """A length of time in days."""

    amount: int = Field(ge=0, le=LONGEST_SPAN)
    unit: SpanUnit

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads ``10wd`` or ``30d``. Raises ValueError."""
        match = _SPAN.fullmatch(text)
        if match is None or int(match[1]) > LONGEST_SPAN:
            raise ValueError(
                f"{text!r} is not a span: write working days such as 10wd or calendar days "
                f"such as 30d, at most {LONGEST_SPAN} of them"
            )
        return cls(amount=int(match[1]), unit=SpanUnit(match[2]))

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


class Pause(Value):
    """A time in which the clock stands still."""

    since: date
    """The day of the pause, which is not counted."""
    until: date | None
    """The day of resumption, which is counted; None while the pause is open."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until is not None and self.until < self.since:
            raise ValueError("a pause cannot end before it begins")
        return self

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def stood_still(pauses: Sequence[Pause]) -> timedelta:
    """How long closed pauses are together; a day that several cover counts once."""
    days: set[int] = set()
    for pause in pauses:
        if pause.until is not None:
            days.update(range(pause.since.toordinal(), pause.until.toordinal()))
    return timedelta(days=len(days))


class Calendar(Value):
    """Which weekdays are off and which weekend days are worked; every other day is as usual.

    Raises ValueError where ``days_off`` holds a weekend day, ``worked`` a weekday, or either a day
    outside ``first`` to ``last``.
    """

    id: str
    version: str
    first: date
    last: date
    """After this day only weekends are known."""
    decreed_until: date
    """The last day for which the yearly schedule is decreed; later ones are computed by rule."""
    days_off: Mapping[date, DayOffReason]
    worked: frozenset[date]

    @model_validator(mode="after")
    def _lists_hold_only_exceptions(self) -> Self:
        if not self.first <= self.decreed_until <= self.last:
            raise ValueError("decreed_until must lie between first and last")
        if any(is_weekend(day) for day in self.days_off):
            raise ValueError("a day off must be a weekday, for weekends are off anyhow")
        if not all(is_weekend(day) for day in self.worked):
            raise ValueError("a worked day must be a weekend day, for weekdays are worked anyhow")
        if not all(self.first <= day <= self.last for day in (*self.days_off, *self.worked)):
            raise ValueError("a listed day must lie between first and last")
        return self

    def kind(self, day: date) -> DayKind:
        if is_weekend(day):
            return DayKind.SWAPPED_ON if day in self.worked else DayKind.WEEKEND
        reason = self.days_off.get(day)
        if reason is None:
            return DayKind.WORKING
        moved = reason == "swap" or reason.endswith("-in-lieu")
        return DayKind.SWAPPED_OFF if moved else DayKind.HOLIDAY

    def is_working(self, day: date) -> bool:
        return day in self.worked if is_weekend(day) else day not in self.days_off

    def is_provisional(self, day: date) -> bool:
        """Whether no decree covers the day: it may turn out otherwise, or is before the lists."""
        return not self.first <= day <= self.decreed_until

    def reason(self, day: date) -> str | None:
        """Why the weekday is off; None for every other day."""
        return self.days_off.get(day)

    def roll(self, day: date) -> date:
        """That day, or the next working day where it is off (DOMAIN 5, F20)."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def add_working_days(self, start: date, n: int) -> date:
        """The n-th working day after the start, before it for a negative n, the start for 0."""
        step = ONE_DAY if n >= 0 else -ONE_DAY
        day, left = start, abs(n)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_days_after(self, start: date, end: date) -> int:
        """Working days in (start, end]; where end is earlier, minus those in (end, start]."""
        if end < start:
            return -self.working_days_after(end, start)
        days = map(date.fromordinal, range(start.toordinal() + 1, end.toordinal() + 1))
        return sum(map(self.is_working, days))


class DayNote(NamedTuple):
    """One day of a deadline's count, as an explanation shows it."""

    day: date
    kind: DayKind
    counted: bool
    paused: bool
    number: int
    """Running count within its span; 0 where the day is not counted."""
    span: int
    """Which of the spans the day belongs to, from 0."""


def due_day(
    start: date, spans: Sequence[Span], calendar: Calendar, pauses: Sequence[Pause] = ()
) -> date | None:
    """The last day of spans that follow each other from the start; that day still is in time.

    None where an open pause begins before the spans are through: then nothing is due.
    """
    day, paused = start, False
    for step in _walk(start, spans, calendar, pauses):
        day, paused, _, _ = step
    return None if paused else day


def explain(
    start: date, spans: Sequence[Span], calendar: Calendar, pauses: Sequence[Pause] = ()
) -> tuple[DayNote, ...]:
    """Every day after the start up to the due day, or to the first day of an open pause."""
    return tuple(
        DayNote(day, calendar.kind(day), number > 0, paused, number, span)
        for day, paused, number, span in _walk(start, spans, calendar, pauses)
    )


def _walk(
    start: date, spans: Sequence[Span], calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[tuple[date, bool, int, int]]:
    """Steps of (day, whether paused, number or 0, span), each day after the start.

    Each span ends on a working day that is not paused: a count of working days by itself, a count
    of days by rolling on. A span of no days ends where it starts. An open pause ends the walk on
    its first day, the only way to end on a paused one.
    """
    day = start
    for index, span in enumerate(spans):
        number, every_day = 0, span.unit is SpanUnit.DAYS
        ended = span.amount == 0
        while not ended:
            day += ONE_DAY
            working = calendar.is_working(day)
            paused = bool(pauses) and any(pause.covers(day) for pause in pauses)
            counted = number < span.amount and not paused and (working or every_day)
            number += counted
            yield day, paused, number if counted else 0, index
            if paused and any(pause.until is None and pause.covers(day) for pause in pauses):
                return
            ended = working and not paused and number == span.amount

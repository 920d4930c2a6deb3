"""How much time of every deadline has gone and when it ends: a loop over days, and nothing of ours.

It reads the published lists of days itself and knows facts only as the JSON that is stored. A
handover is told to it by its first day and its length, never read from a fact.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, NamedTuple

DAY = timedelta(days=1)
VIETNAM = timezone(timedelta(hours=7))


class Row(NamedTuple):
    """A fact as it is stored."""

    stream: str
    recorded_at: datetime
    fact: Mapping[str, Any]


class Clock(NamedTuple):
    """A deadline on a day."""

    elapsed: int
    """Working days counted up to that day, or up to its end if that came first."""
    last_day: date


class Handover(NamedTuple):
    since: date
    working_days: int


@dataclass
class WorkingDays:
    """The lists of one calendar."""

    off: set[date] = field(default_factory=set)
    worked: set[date] = field(default_factory=set)

    @classmethod
    def of(cls, text: str) -> "WorkingDays":
        found = cls()
        for year in tomllib.loads(text)["year"].values():
            for days in year["off"].values():
                found.off.update(days)
            found.worked.update(year["worked"])
        return found

    def includes(self, day: date) -> bool:
        if day in self.worked:
            return True
        return day.weekday() < 5 and day not in self.off


@dataclass
class _Deadline:
    started_on: date
    spans: list[tuple[int, str]]
    last_day: date
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    ended_on: date | None = None

    def stands_still(self, day: date) -> bool:
        return any(since <= day and (until is None or day < until) for since, until in self.pauses)


def clocks(
    rows: Iterable[Row], days: WorkingDays, on: date, handover: Handover | None = None
) -> dict[tuple[str, str], Clock]:
    """By stream and deadline, every one that was ever set."""
    found: dict[tuple[str, str], _Deadline] = {}
    for row in rows:
        _take(found, row, days, handover)
    return {key: _clock(deadline, days, on) for key, deadline in found.items()}


def _take(
    found: dict[tuple[str, str], _Deadline],
    row: Row,
    days: WorkingDays,
    handover: Handover | None,
) -> None:
    fact = row.fact
    kind, of = fact["type"].removesuffix(".v1"), fact.get("deadline")
    if not isinstance(of, Mapping):
        return
    key = (row.stream, f"{of['leg']}/{of['kind']}/{of['ordinal']}")
    if kind == "deadline-set":
        spans = [(span["amount"], span["unit"]) for span in fact["spans"]]
        found[key] = _Deadline(_day(fact["started_on"]), spans, _day(fact["last_day"]))
        return
    deadline = found[key]
    if kind in ("deadline-met", "deadline-cancelled"):
        deadline.ended_on = row.recorded_at.astimezone(VIETNAM).date()
    elif kind == "deadline-paused":
        deadline.pauses.append((_day(fact["since"]), None))
    elif kind == "deadline-resumed":
        deadline.pauses = [
            (since, until or _day(fact["until"])) for since, until in deadline.pauses
        ]
    elif kind == "deadline-extended":
        deadline.spans.append((fact["by"]["amount"], fact["by"]["unit"]))
    elif kind == "deadline-recomputed" and fact["cause"] == "handover":
        assert handover is not None
        _hand_over(deadline, handover, days)


def _hand_over(deadline: _Deadline, handover: Handover, days: WorkingDays) -> None:
    """From the first day on until so many working days have gone by."""
    day, left = handover.since, handover.working_days
    while left:
        left -= days.includes(day)
        day += DAY
    deadline.pauses.append((handover.since, day))


def _clock(deadline: _Deadline, days: WorkingDays, on: date) -> Clock:
    last_day = _last_day(deadline, days)
    until = min(last_day, on, deadline.ended_on or on)
    elapsed, day = 0, deadline.started_on
    while day < until:
        day += DAY
        elapsed += days.includes(day) and not deadline.stands_still(day)
    return Clock(elapsed, last_day)


def _last_day(deadline: _Deadline, days: WorkingDays) -> date:
    """The day on which the last span is through, which is a working day that counts.

    A day that somebody named comes later by all the days on which the clock stood still.
    """
    if not deadline.spans:
        still = {
            since + DAY * number
            for since, until in deadline.pauses
            if until is not None
            for number in range((until - since).days)
        }
        return deadline.last_day + DAY * len(still)
    if any(until is None for _, until in deadline.pauses):
        return deadline.last_day
    day = deadline.started_on
    for amount, unit in deadline.spans:
        left, ended = amount, False
        while not ended:
            day += DAY
            counts = not deadline.stands_still(day)
            if left and counts and (unit == "d" or days.includes(day)):
                left -= 1
            ended = not left and counts and days.includes(day)
    return day


def _day(text: str) -> date:
    return date.fromisoformat(text)

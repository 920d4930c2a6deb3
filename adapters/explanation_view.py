"""How a deadline came to its day, and what became of it, for people and for programs."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, NamedTuple

from adapters.calendar_view import CountedDay, counted_day, day_line, note_as_json
from adapters.plain import plain
from adapters.wording import Wording
from domain.calendar import DayNote
from domain.calendar import explain as explain_days
from domain.deadline import Deadline, DeadlineStatus
from workflows.calendar_files import CalendarFile

Standing = Literal["running", "overdue", "paused", "met", "met-late", "cancelled"]


def standing_of(deadline: Deadline, at: datetime) -> Standing:
    """What became of a deadline, or how it stands."""
    match deadline.status:
        case DeadlineStatus.MET:
            return "met" if deadline.on_time else "met-late"
        case DeadlineStatus.CANCELLED:
            return "cancelled"
        case DeadlineStatus.PAUSED:
            return "paused"
        case DeadlineStatus.RUNNING:
            return "overdue" if deadline.is_overdue(at) else "running"


class Explanation(NamedTuple):
    """A deadline in words."""

    title: str
    """What is owed by whom."""
    basis: str
    counting: str
    """How the days are counted, or that the day was given."""
    days: tuple[CountedDay, ...]
    """None where a day was given."""
    due: str
    """Until when, and how it stands."""


def explanation(
    deadline: Deadline, file: CalendarFile, at: datetime, wording: Wording
) -> Explanation:
    """How it came to its day, and how it stands at ``at``."""
    wording = wording.at(deadline.due)
    words, start = wording.words, deadline.started_on
    unit = wording.unit(deadline.bearer) if deadline.bearer else None
    rule = words.label("rule-source", deadline.rule)
    basis = {"regime": str(deadline.regime), "calendar": str(deadline.calendar)}
    days = _days(deadline, file)
    lasts = " + ".join(wording.span(span) for span in deadline.spans)
    status = words.label("deadline-is", standing_of(deadline, at))
    return Explanation(
        title=words("explain.title", what=wording.deadline(deadline.id), unit=unit),
        basis=words("explain.basis", rule=rule, **basis),
        counting=words("explain.counted", start=start, lasts=lasts)
        if days
        else words("explain.fixed", start=start),
        days=tuple(counted_day(note, file, words) for note in days),
        due=words("explain.due", day=deadline.last_day, status=status),
    )


def explanation_lines(explained: Explanation) -> Iterator[str]:
    yield explained.title
    yield f"  {explained.basis}"
    yield f"  {explained.counting}"
    yield from (f"    {day_line(day)}" for day in explained.days)
    yield f"  {explained.due}"


def explanation_as_json(deadline: Deadline, file: CalendarFile, at: datetime) -> dict[str, Any]:
    days = [note_as_json(note, file.calendar) for note in _days(deadline, file)]
    told: dict[str, Any] = plain(deadline)
    return {**told, "id": str(deadline.id), "standing": standing_of(deadline, at), "days": days}


def _days(deadline: Deadline, file: CalendarFile) -> tuple[DayNote, ...]:
    """The days of the count; none where a date was given and nothing was counted."""
    counted = [span for span in deadline.spans if span.amount]
    # What is over never ran on: a pause that was open then takes nothing from the days recorded.
    pauses = [pause for pause in deadline.pauses if pause.until or deadline.is_open]
    days = explain_days(deadline.started_on, deadline.spans, file.calendar, pauses)
    stands_still = deadline.is_open and deadline.paused_at is not None
    ends_as_recorded = stands_still or (days and days[-1].day == deadline.last_day)
    return days if counted and ends_as_recorded else ()

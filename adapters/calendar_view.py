"""The days of a calendar and of a count, for people and for programs."""

from datetime import date
from typing import Any, NamedTuple

from adapters.i18n import Translator
from domain.calendar import Calendar, DayNote
from workflows.calendar_files import CalendarFile


class CountedDay(NamedTuple):
    """One day of a count."""

    day: str
    weekday: str
    number: str
    """The how manieth it is; ``-`` where it is not counted."""
    kind: str


def counted_day(note: DayNote, file: CalendarFile, words: Translator) -> CountedDay:
    kind = kind_of_day(note.day, file, words)
    if note.paused:
        kind += f", {words('calendar.paused')}"
    weekday = words.label("weekday", note.day.isoweekday())
    return CountedDay(
        words.date(note.day), weekday, str(note.number) if note.counted else "-", kind
    )


def day_line(day: CountedDay) -> str:
    """``2026-01-05  Mon         1  working day``."""
    return f"{day.day}  {day.weekday:<8}  {day.number:>4}  {day.kind}"


def day_with_weekday(day: date, words: Translator) -> str:
    weekday = words.label("weekday", day.isoweekday())
    return f"{words.date(day)}  {weekday:<8}"


def kind_of_day(day: date, file: CalendarFile, words: Translator) -> str:
    """Working day, weekend, holiday, with the reason where there is one."""
    text = words.label("day-kind", file.calendar.kind(day))
    reason = file.calendar.reason(day)
    return f"{text}: {getattr(file.reason[reason], words.language)}" if reason else text


def note_as_json(note: DayNote, calendar: Calendar) -> dict[str, Any]:
    """One day of a count."""
    return {
        "day": note.day.isoformat(),
        "kind": note.kind.value,
        "reason": calendar.reason(note.day),
        "counted": note.counted,
        "paused": note.paused,
        "number": note.number,
        "span": note.span,
    }

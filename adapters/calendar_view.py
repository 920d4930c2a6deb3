"""The days of a calendar and of a count, for people and for programs."""

from datetime import date
from typing import Any

from adapters.i18n import Translator
from domain.calendar import Calendar, DayNote
from workflows.calendar_files import CalendarFile


def day_line(note: DayNote, file: CalendarFile, words: Translator) -> str:
    """``2026-01-05  Mon    1  working day``: one day of a count."""
    number = str(note.number) if note.counted else "-"
    text = kind_of_day(note.day, file, words)
    if note.paused:
        text += f", {words('calendar.paused')}"
    return f"{day_with_weekday(note.day, words)}  {number:>4}  {text}"


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

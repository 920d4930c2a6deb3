"""A whole issue in one file: its state, its deadlines explained, its history (docs/export.md)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from adapters.calendar_view import day_line
from adapters.explanation_view import explanation, explanation_as_json
from adapters.history_view import Entry, entry_as_json, entry_text
from adapters.issue_view import issue_as_json, issue_fields
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.deadline import Deadline
from domain.issue import Issue
from workflows.calendar_files import CalendarFile

FORMATS = ("json", "csv", "html")
KIND, VERSION = "kiennghi-issue", 1
"""What a JSON export says that it is; the version rises when a field changes its meaning."""
CSV_COLUMNS = ("part", "position", "recorded", "occurred", "who", "what", "text")


class Exported(NamedTuple):
    """An issue as it is known at a time."""

    number: str
    province: str
    issue: Issue
    at: datetime
    entries: Sequence[Entry]
    deadlines: Sequence[tuple[Deadline, CalendarFile]]
    """With the calendar that each was set by."""


def as_json(exported: Exported) -> dict[str, Any]:
    """The same in every language."""
    number, province, issue, at, entries, deadlines = exported
    return {
        "kind": KIND,
        "version": VERSION,
        "number": number,
        "exported_at": plain(at),
        "issue": issue_as_json(issue, province, at),
        "deadlines": [explanation_as_json(one, calendar, at) for one, calendar in deadlines],
        "history": [entry_as_json(entry) for entry in entries],
    }


def csv_header(wording: Wording) -> list[str]:
    return [wording.words.label("export", column) for column in CSV_COLUMNS]


def csv_rows(exported: Exported, wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """What the issue says, its deadlines, its history, all with the columns of CSV_COLUMNS."""
    words, now = wording.words, wording.at(exported.at)
    title = ("title", now.text(exported.issue.title))
    for name, text in (title, *issue_fields(exported.issue, now)):
        field = words.label("field", name)
        yield (words.label("export", "issue"), None, None, None, None, field, text)
    for deadline, calendar in exported.deadlines:
        told = explanation(deadline, calendar, exported.at, wording)
        bearer = wording.at(deadline.due).unit(deadline.bearer) if deadline.bearer else None
        text = "\n".join((told.due, told.basis, told.counting, *map(day_line, told.days)))
        what = wording.deadline(deadline.id)
        yield (words.label("export", "deadline"), None, None, None, bearer, what, text)
    for entry in exported.entries:
        said = entry_text(entry, wording)
        texts = (f"{name}: {text}" for name, text in (*said.fields, *said.texts))
        yield (
            words.label("export", "history"),
            said.position,
            said.recorded,
            said.occurred,
            "; ".join(said.who),
            said.what,
            "\n".join((*said.under, *texts)),
        )

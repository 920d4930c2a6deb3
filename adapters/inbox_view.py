"""A unit's inbox in words, as a table for spreadsheets, and for programs."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from adapters.inbox_reading import Entry, Listing
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.values import UnitId
from projections.inbox import InboxRow, Queue
from workflows.issue_commands import IssueCommand
from workflows.next_steps import Step

COLUMNS = ("number", "title", "severity", "last-day", "left")
CSV_COLUMNS = (
    *("number", "title", "chapter", "category", "severity", "state", "holder", "queue", "why"),
    *("deadline", "bearer", "last-day", "days-left", "overdue", "due-soon", "paused", "next"),
    "raised",
)


class Lines(NamedTuple):
    """An entry as people read it."""

    cells: tuple[str, ...]
    """One for each of COLUMNS."""
    is_late: bool
    details: tuple[str, ...]
    """What stands beneath, each on lines of its own."""


def queue_counts(listing: Listing, queues: Iterable[Queue], wording: Wording) -> Iterator[str]:
    """``Chờ tiếp nhận: 3``, queue after queue."""
    for queue in queues:
        yield f"{wording.words.label('queue', queue.value)}: {listing.counts[queue]}"


def lines_of(entry: Entry, unit: UnitId, wording: Wording) -> Lines:
    """``wording`` is that of the listing's day."""
    row, words = entry.row, wording.words
    cells = (
        entry.number,
        _title(row, wording),
        wording.text(row.severity),
        words.date(row.last_day) if row.last_day else "-",
        _left(entry, wording),
    )
    return Lines(cells, entry.late, tuple(_details(entry, unit, wording)))


def _details(entry: Entry, unit: UnitId, wording: Wording) -> Iterator[str]:
    """Where it stands; why it is here and what is due; what comes next, if something does."""
    row, words = entry.row, wording.words
    yield words(
        "inbox.where",
        state=wording.text(row.status),
        holder=_holder(row, unit, wording),
        chapter=_chapter(row, wording),
    )
    # The queue of what has ended says no more than its state.
    queue = "" if row.queue is Queue.ENDED else f"{words.label('queue', row.queue.value)}, "
    because = words("inbox.because", why=_why(row, wording))
    yield f"{queue}{because}{_owed(entry, unit, wording)}"
    if steps := _steps(entry, wording):
        yield words("inbox.steps", steps=steps)


def _owed(entry: Entry, unit: UnitId, wording: Wording) -> str:
    """What is due, and by whom where that is neither the unit nor the chapter.

    What a chapter owes is named after it; the holder's name stands above.
    """
    row = entry.row
    if row.due_kind is None:
        return ""
    what = wording.text(row.due_kind)
    others = () if unit in entry.bearers else entry.bearers
    told = [one if one == row.holder else wording.unit(one) for one in others if one != row.chapter]
    if not told:
        return wording.words("inbox.owed", what=what)
    return wording.words("inbox.owed-by", what=what, units=told)


def _holder(row: InboxRow, unit: UnitId, wording: Wording) -> str:
    """The unit itself by its code alone, for its name stands above the list."""
    if row.holder is None:
        return wording.words("inbox.nobody")
    return row.holder if row.holder == unit else wording.unit(row.holder)


def _title(row: InboxRow, wording: Wording) -> str:
    """In composed letters, which every terminal counts alike."""
    if row.title is None:
        return wording.words("value.erased")
    return unicodedata.normalize("NFC", row.title)


def _chapter(row: InboxRow, wording: Wording) -> str:
    """With the name that it had when the issue was raised."""
    name = row.chapter_name
    if name is None or name == row.chapter:
        return wording.unit(row.chapter)
    return f"{name} ({row.chapter})"


def _left(entry: Entry, wording: Wording) -> str:
    """Working days in words."""
    words, days = wording.words, entry.days_left
    if entry.row.due is None:
        return words("inbox.paused") if entry.row.paused else "-"
    if days is None:
        return "?"
    if entry.late:
        return words("inbox.late", days=-days) if days else words("inbox.just-late")
    return (
        words("inbox.today") if entry.row.last_day == wording.on else words("inbox.in", days=days)
    )


def _why(row: InboxRow, wording: Wording) -> str:
    return ", ".join(wording.words.label("inbox-role", role.value) for role in row.roles)


def _steps(entry: Entry, wording: Wording) -> str | None:
    """What leads on; None where nothing does."""
    if entry.steps is None:
        return "?"
    leading = (step.trigger for step in entry.steps if step.leads_on)
    return ", ".join(wording.words.label("trigger", trigger) for trigger in leading) or None


def csv_rows(entries: Iterable[Entry], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    words = wording.words
    for entry in entries:
        row = entry.row
        yield (
            entry.number,
            _title(row, wording),
            _chapter(row, wording),
            wording.text(row.category),
            wording.text(row.severity),
            wording.text(row.status),
            wording.unit(row.holder) if row.holder else None,
            words.label("queue", row.queue.value),
            _why(row, wording),
            wording.text(row.due_kind) if row.due_kind else None,
            ", ".join(map(wording.unit, entry.bearers)) or None,
            words.date(row.last_day) if row.last_day else None,
            entry.days_left,
            wording.text(row.overdue),
            wording.text(row.due_soon),
            wording.text(row.paused),
            _steps(entry, wording),
            words.instant(row.raised_at),
        )


def listing_as_json(listing: Listing, unit: UnitId) -> dict[str, Any]:
    return {
        "unit": unit,
        "at": plain(listing.at),
        "queues": {queue.value: count for queue, count in listing.counts.items()},
        "issues": [_entry_as_json(entry) for entry in listing.entries],
        "next": listing.next,
    }


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    row = {name: plain(value) for name, value in entry.row._asdict().items()}
    steps = entry.steps
    return {
        "number": entry.number,
        **row,
        "due_bearers": list(entry.bearers),
        "working_days_left": entry.days_left,
        "next_steps": None if steps is None else _commands_of(steps, leading_on=True),
        "other_steps": None if steps is None else _commands_of(steps, leading_on=False),
    }


def _commands_of(steps: Iterable[Step], *, leading_on: bool) -> list[dict[str, str]]:
    """As ``apply`` takes them, each with the state that it leads to."""
    return [
        {"command": command, "to": step.to.value}
        for step in steps
        if step.leads_on is leading_on
        for command in _COMMANDS.get(step.trigger, ())
    ]


def _commands() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for command in IssueCommand.__subclasses__():
        name = command.model_fields["type"].default
        found[command.trigger] = (*found.get(command.trigger, ()), name)
    return found


_COMMANDS = _commands()
"""Names of the commands that ask for a trigger."""

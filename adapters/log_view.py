"""Rows of the log, for people, as a table for spreadsheets, and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from adapters.history_view import documents_of, who
from adapters.log_reading import LogRow
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.terminal import wrapped
from adapters.wording import Wording
from domain.fact import Fact
from domain.organisation import CalendarPublished, RegimePublished
from domain.values import DocumentRef

CSV_COLUMNS = (
    *("position", "recorded", "occurred", "of", "number", "what", "office", "role", "command"),
    *("documents", "before", "after", "text"),
)
_INDENT = " " * 8


def row_lines(row: LogRow, wording: Wording, width: int) -> Iterator[str]:
    """What happened to what and when; who did it where, on which letter, and what it changed."""
    position, envelope, fact = row.recorded
    wording = wording.at(envelope.recorded_at)
    words = wording.words
    times = words(
        "history.times",
        occurred=words.instant(envelope.occurred_at),
        recorded=words.instant(envelope.recorded_at),
    )
    heading = f"{position:>7} {_subject(row, wording)}: {wording.fact(fact)}; {times}"
    yield from wrapped(heading, width, hanging=_INDENT)
    states = [wording.text(state) for state in (row.before, row.after) if state]
    said = [*who(envelope, wording), *map(wording.document, documents_of(fact))]
    if states:
        said.append(" → ".join(dict.fromkeys(states)))
    for text in ("; ".join(said), "; ".join(_said(fact, wording))):
        yield from wrapped(text, width, indent=_INDENT, hanging=_INDENT)


def csv_rows(rows: Iterable[LogRow], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    for row in rows:
        position, envelope, fact = row.recorded
        then = wording.at(envelope.recorded_at)
        words = wording.words
        yield (
            position,
            words.instant(envelope.recorded_at),
            words.instant(envelope.occurred_at),
            words.label("stream", row.of),
            row.number,
            then.fact(fact),
            then.unit(envelope.office) if envelope.office else None,
            words.label("role", envelope.role),
            envelope.command,
            "\n".join(map(then.document, documents_of(fact))),
            then.text(row.before) if row.before else None,
            then.text(row.after) if row.after else None,
            "\n".join(_said(fact, then)),
        )


def row_as_json(row: LogRow) -> dict[str, Any]:
    position, envelope, fact = row.recorded
    return {
        "position": position,
        "of": row.of,
        "number": row.number,
        "before": plain(row.before),
        "after": plain(row.after),
        "place": [{"unit": unit, "name": name} for unit, name in row.place],
        "envelope": plain(envelope),
        "fact": plain(fact),
    }


def _said(fact: Fact, wording: Wording) -> Iterator[str]:
    """Everything but letters, and the whole text of a regime or calendar, which fills pages."""
    but = [name for name in type(fact).model_fields if isinstance(getattr(fact, name), DocumentRef)]
    if isinstance(fact, RegimePublished | CalendarPublished):
        but.append("text")
    return (f"{name}: {text}" for name, text in wording.fields(fact, but))


def _subject(row: LogRow, wording: Wording) -> str:
    return row.number or wording.words.label("stream", row.of)

"""The ledger of successions as tables, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.listing import Column, table_of
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.values import DocumentRef
from projections.succession import Entry

COLUMNS = (
    Column("old", 5),
    Column("new", 5),
    Column("open", width=9, right=True),
    Column("closed", width=9, right=True),
    Column("unmapped", width=11, right=True),
)
CSV_COLUMNS = (
    *("succeeded", "kind", "valid-from", "old", "new", "open", "closed", "unmapped"),
    *("basis", "minutes"),
)


def heading(entry: Entry, wording: Wording) -> str:
    """``Huyện ủy (NB-H1): chia tách, từ 01/07/2025, theo quyết định …``."""
    unit, succession = wording.unit(entry.unit), entry.succession
    if succession is None:
        return wording.words("ledger.not-recorded", unit=unit)
    return wording.words(
        "ledger.entry",
        unit=unit,
        kind=wording.text(succession.kind),
        day=succession.valid_from,
        basis=wording.document(succession.basis),
    )


def ledger_table(entry: Entry, wording: Wording) -> Table:
    rows = (
        [wording.unit(one.old), wording.unit(one.new), *map(str, one[2:])] for one in entry.moved
    )
    return table_of("ledger", COLUMNS, rows, wording.words)


def csv_rows(found: Iterable[Entry], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    for entry in found:
        succession = entry.succession
        for one in entry.moved:
            yield (
                wording.unit(entry.unit),
                wording.text(entry.kind) if entry.kind else None,
                wording.text(entry.valid_from) if entry.valid_from else None,
                wording.unit(one.old),
                wording.unit(one.new),
                *one[2:],
                _document(succession.basis if succession else None, wording),
                _document(succession.minutes if succession else None, wording),
            )


def _document(document: DocumentRef | None, wording: Wording) -> str | None:
    return wording.document(document) if document else None


def entry_as_json(entry: Entry) -> dict[str, Any]:
    succession = entry.succession
    told = plain(succession) if succession else {}
    return {
        "unit": entry.unit,
        "succession": {name: value for name, value in told.items() if name not in ("type", "unit")}
        or None,
        "moved": [one._asdict() for one in entry.moved],
    }

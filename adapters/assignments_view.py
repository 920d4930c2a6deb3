"""Assignments, and chapters that lack one, as tables, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.listing import DAY_WIDTH, Column, table_of
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.directory_records import Assignment
from projections.assignments import Lacking

COLUMNS = (
    Column("chapter", 5),
    Column("cadre", 3),
    Column("ground", 3),
    Column("since", width=DAY_WIDTH),
    Column("until", width=DAY_WIDTH),
    Column("decision", 4),
)
LACKING_COLUMNS = (
    Column("chapter", 4),
    Column("above", 4),
    Column("why", 4),
    Column("free-since", width=DAY_WIDTH),
    Column("regime", 3),
)
CSV_COLUMNS = tuple(column.name for column in COLUMNS)
LACKING_CSV_COLUMNS = tuple(column.name for column in LACKING_COLUMNS)


def assignments_table(found: Iterable[Assignment], wording: Wording) -> Table:
    rows = ((*row[:-1], _brief(one, wording)) for one, row in _rows(found, wording))
    return table_of("assignments", COLUMNS, _texts(rows), wording.words)


def _brief(one: Assignment, wording: Wording) -> str | None:
    """Number and date of the decision, which find it."""
    decision = one.decision
    return f"{decision.number}, {wording.text(decision.dated)}" if decision else None


def lacking_table(found: Iterable[Lacking], wording: Wording) -> Table:
    rows = _texts(lacking_csv_rows(found, wording))
    return table_of("assignments", LACKING_COLUMNS, rows, wording.words)


def csv_rows(found: Iterable[Assignment], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    return (row for _, row in _rows(found, wording))


def _rows(
    found: Iterable[Assignment], wording: Wording
) -> Iterator[tuple[Assignment, tuple[Cell, ...]]]:
    for one in found:
        first, last = one.period
        row = (
            wording.unit(one.chapter),
            one.cadre,
            wording.text(one.ground),
            wording.text(first),
            wording.text(last) if last else None,
            wording.text(one.decision) if one.decision else None,
        )
        yield one, row


def lacking_csv_rows(found: Iterable[Lacking], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of LACKING_CSV_COLUMNS."""
    for one in found:
        yield (
            wording.unit(one.chapter),
            wording.unit(one.above) if one.above else None,
            wording.words.label("lacking", one.why.value),
            wording.text(one.since),
            one.regime,
        )


def assignment_as_json(one: Assignment) -> dict[str, Any]:
    first, last = one.period
    return {
        "chapter": one.chapter,
        "cadre": one.cadre,
        "ground": one.ground.value,
        "valid_from": plain(first),
        "valid_to": plain(last),
        "decision": plain(one.decision),
    }


def lacking_as_json(one: Lacking) -> dict[str, Any]:
    return {name: plain(value) for name, value in one._asdict().items()}


def _texts(rows: Iterable[tuple[Cell, ...]]) -> Iterator[list[str]]:
    return (["" if cell is None else str(cell) for cell in row] for row in rows)

"""Issues that are stuck as a table, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

from adapters.listing import DAY_WIDTH, Column, table_of
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.stuck_reading import Listed
from adapters.wording import Wording
from domain.calendar import local_date
from domain.issue import Issue
from domain.short_number import format_number
from domain.values import UnitId
from projections.stuck import Why

COLUMNS = (
    Column("issue", 5),
    Column("holder", 4),
    Column("why", 5),
    Column("since", width=DAY_WIDTH),
)
CSV_COLUMNS = (
    *("issue", "title", "chapter", "state", "holder", "why", "reason", "body", "owner"),
    "since",
)


def stuck_table(found: Iterable[Listed], province: str, wording: Wording) -> Table:
    """The title stands beneath the number."""
    return table_of(
        "stuck", COLUMNS, (_row(one, province, wording) for one in found), wording.words
    )


def _row(one: Listed, province: str, wording: Wording) -> list[str]:
    stuck, issue = one
    why = {"unit": wording.unit(stuck.body), "reason": wording.text(stuck.reason)}
    return [
        called(one, province, wording),
        _unit(issue.holder if issue else None, wording) or "",
        wording.words("stuck.no-place", **why)
        if stuck.why is Why.UNMAPPED
        else f"{why['unit']}: {why['reason']}",
        wording.text(local_date(stuck.since)),
    ]


def called(one: Listed, province: str, wording: Wording) -> str:
    """Number and title."""
    title = _title(one.issue, wording)
    return f"{_number(one, province)}\n{title}" if title else _number(one, province)


def csv_rows(
    found: Iterable[Listed], province: str, wording: Wording
) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    for one in found:
        stuck, issue = one
        yield (
            _number(one, province),
            _title(issue, wording),
            _unit(issue.chapter if issue else None, wording),
            wording.text(issue.status) if issue else None,
            _unit(issue.holder if issue else None, wording),
            wording.words.label("stuck-why", stuck.why.value),
            wording.text(stuck.reason),
            wording.unit(stuck.body),
            _unit(stuck.owner, wording),
            wording.words.instant(stuck.since),
        )


def stuck_as_json(one: Listed, province: str) -> dict[str, Any]:
    stuck, issue = one
    return {
        "number": _number(one, province) if issue else None,
        "title": plain(issue.title) if issue else None,
        "chapter": issue.chapter if issue else None,
        "status": issue.status.value if issue else None,
        "holder": issue.holder if issue else None,
        **{name: plain(value) for name, value in stuck._asdict().items()},
    }


def _number(one: Listed, province: str) -> str:
    issue = one.issue
    return format_number(province, issue.position) if issue else str(one.stuck.issue)


def _title(issue: Issue | None, wording: Wording) -> str | None:
    return wording.text(issue.title) if issue and issue.title else None


def _unit(unit: UnitId | None, wording: Wording) -> str | None:
    return wording.unit(unit) if unit else None

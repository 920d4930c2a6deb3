"""A committee's month in figures: as tables, for spreadsheets and for programs."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from rich.table import Table

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.known_issues import KnownIssues
from adapters.listing import DAY_WIDTH, Column, table_of
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.issue import Issue
from domain.short_number import format_number
from projections.consolidation import Consolidation, Issues, Meetings, NotableIssue, Reports

GROUPS = tuple(
    (group, tuple(name.replace("_", "-") for name in names))
    for group, names in (
        ("meetings", Meetings._fields),
        ("reports", Reports._fields),
        ("issues", Issues._fields),
    )
)
"""Figures, whose labels in the catalogue are such as ``consolidation.meetings-due``."""
FIGURE_COLUMNS = (Column("count", width=9, right=True), Column("figure", 1))
NOTABLE_COLUMNS = (
    Column("issue", 5),
    Column("chapter", 4),
    Column("state", 3),
    Column("why", 3),
)
REQUEST_COLUMNS = (
    Column("issue", 5),
    Column("chapter", 4),
    Column("to", 4),
    Column("on", width=DAY_WIDTH),
)
CSV_COLUMNS = (
    *("unit", "first", "last", "until", "chapters"),
    *(f"{group}-{name}" for group, names in GROUPS for name in names),
    *("notable", "requests"),
)


class Told(NamedTuple):
    """A month with the issues that it names, as they stood when it ended."""

    month: Consolidation
    issues: dict[Any, Issue]
    province: str

    def number(self, id: Any) -> str:
        issue = self.issues.get(id)
        return format_number(self.province, issue.position) if issue else str(id)


def told(month: Consolidation, known: KnownIssues, province: str) -> Told:
    ids = (one.issue for one in chain[Any](month.notable, month.requests))
    return Told(month, known.load(list(dict.fromkeys(ids))), province)


def figures_table(one: Told, wording: Wording) -> Table:
    words = wording.words
    figures = (("chapters", one.month.chapters), *_figures(one.month))
    rows = ([str(count), words.label("consolidation", name)] for name, count in figures)
    return table_of("consolidation", FIGURE_COLUMNS, rows, words)


def _figures(month: Consolidation) -> Iterator[tuple[str, int]]:
    counts = (month.meetings, month.reports, month.issues)
    for (group, names), counted in zip(GROUPS, counts, strict=True):
        for name, count in zip(names, counted, strict=True):
            yield f"{group}-{name}", count


def notable_table(one: Told, wording: Wording) -> Table:
    rows = (
        [
            *_issue(one, notable.issue, wording),
            _state(one, notable, wording),
            _why(notable, wording),
        ]
        for notable in one.month.notable
    )
    return table_of("consolidation", NOTABLE_COLUMNS, rows, wording.words)


def requests_table(one: Told, wording: Wording) -> Table:
    rows = (
        [*_issue(one, asked.issue, wording), wording.unit(asked.to), wording.text(asked.on)]
        for asked in one.month.requests
    )
    return table_of("consolidation", REQUEST_COLUMNS, rows, wording.words)


def _issue(one: Told, id: Any, wording: Wording) -> list[str]:
    """The title stands beneath the number; the chapter beside them."""
    issue = one.issues.get(id)
    if issue is None or issue.title is None:
        return [one.number(id), ""]
    chapter = wording.unit(issue.chapter) if issue.chapter else ""
    return [f"{one.number(id)}\n{wording.text(issue.title)}", chapter]


def _state(one: Told, notable: NotableIssue, wording: Wording) -> str:
    issue = one.issues.get(notable.issue)
    return wording.text(issue.status) if issue else ""


def _why(notable: NotableIssue, wording: Wording) -> str:
    return ", ".join(wording.words.label("notable", why.value) for why in notable.why)


def csv_row(one: Told, wording: Wording) -> tuple[Cell, ...]:
    """With the columns of CSV_COLUMNS."""
    month = one.month
    return (
        wording.unit(month.unit),
        wording.text(month.days.first),
        wording.text(month.days.last),
        wording.words.instant(month.until),
        month.chapters,
        *(count for _, count in _figures(month)),
        ", ".join(one.number(notable.issue) for notable in month.notable) or None,
        ", ".join(one.number(asked.issue) for asked in month.requests) or None,
    )


def month_as_json(one: Told) -> dict[str, Any]:
    month = one.month
    return {
        "unit": month.unit,
        "first": plain(month.days.first),
        "last": plain(month.days.last),
        "until": plain(month.until),
        "chapters": month.chapters,
        "meetings": month.meetings._asdict(),
        "reports": month.reports._asdict(),
        "issues": month.issues._asdict(),
        "notable": [
            {**_issue_as_json(one, notable.issue), "why": [why.value for why in notable.why]}
            for notable in month.notable
        ],
        "requests": [
            {**_issue_as_json(one, asked.issue), "to": asked.to, "on": plain(asked.on)}
            for asked in month.requests
        ],
    }


def _issue_as_json(one: Told, id: Any) -> dict[str, Any]:
    issue = one.issues.get(id)
    return {
        "number": one.number(id),
        "issue": str(id),
        "title": plain(issue.title) if issue else None,
        "chapter": issue.chapter if issue else None,
        "status": issue.status.value if issue else None,
    }

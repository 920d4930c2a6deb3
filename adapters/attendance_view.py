"""What cadres owed and attended, as a table, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.listing import Column, table_of
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.calendar import local_date
from projections.attendance_figures import Compliance
from projections.contests import Contested

COLUMNS = (
    Column("cadre", 4),
    Column("post", 3),
    Column("rule", width=5),
    Column("required", width=4, right=True),
    Column("actual", width=4, right=True),
    Column("substituted", width=4, right=True),
    Column("excused", width=4, right=True),
    Column("shortfall", width=5, right=True),
    Column("contest", 3),
)
CSV_COLUMNS = (
    *("cadre", "unit", "post", "regime", "duty", "rule"),
    *("required", "actual", "substituted", "excused", "shortfall", "contest"),
)

CONTEST_STATES = {None: "open", True: "upheld", False: "refused"}
"""By whether the cadre was found to be right."""


def attendance_table(found: Iterable[Compliance], wording: Wording) -> Table:
    """Of one unit; with a column of contests where there are any."""
    several = list(found)
    columns = COLUMNS if any(one.contest for one in several) else COLUMNS[:-1]
    rows = (_row(one, wording)[: len(columns)] for one in several)
    return table_of("attendance", columns, rows, wording.words)


def _row(one: Compliance, wording: Wording) -> list[str]:
    figures = (one.required, one.actual, one.substituted, one.excused, one.shortfall)
    return [
        one.cadre,
        _post(one, wording),
        one.rule,
        *map(str, figures),
        contest_text(one.contest, wording) or "",
    ]


def csv_rows(found: Iterable[Compliance], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    for one in found:
        yield (
            *(one.cadre, wording.unit(one.unit), _post(one, wording), one.regime, one.duty),
            *(one.rule, one.required, one.actual, one.substituted, one.excused, one.shortfall),
            contest_text(one.contest, wording),
        )


def compliance_as_json(one: Compliance) -> dict[str, Any]:
    values = {name: plain(value) for name, value in one._asdict().items()}
    return {**values, "contest": contest_as_json(one.contest)}


def contest_text(contest: Contested | None, wording: Wording) -> str | None:
    """``chưa xem xét, 12/01/2019``: what became of it, and since when."""
    if contest is None:
        return None
    decided = contest.decided_at or contest.at
    told = wording.words.label("contest", CONTEST_STATES[contest.upheld])
    return f"{told}, {wording.text(local_date(decided))}"


def contest_as_json(contest: Contested | None) -> dict[str, Any] | None:
    if contest is None:
        return None
    return {name: plain(value) for name, value in contest._asdict().items()}


def _post(one: Compliance, wording: Wording) -> str:
    return wording.text(one.post) if one.post else wording.words("attendance.acting")

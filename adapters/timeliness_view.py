"""When reports came, as a table, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.attendance_view import contest_as_json, contest_text
from adapters.listing import DAY_WIDTH, Column, table_of
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.calendar import local_date
from domain.period import Period
from projections.timeliness import Timely

PERIOD_WIDTH = 12
"""The first day with a dash, and the last below it."""
COLUMNS = (
    Column("cadre", 4),
    Column("period", width=PERIOD_WIDTH),
    Column("last-day", width=DAY_WIDTH),
    Column("received", width=DAY_WIDTH),
    Column("standing", 4),
    Column("corrections", width=5, right=True),
    Column("contest", 3),
)
CSV_COLUMNS = (
    *("cadre", "unit", "report", "from", "to", "owed", "last-day", "received", "standing"),
    *("days-late", "regime", "template", "corrections", "contest"),
)

MEETINGS = "meetings"
"""Stands for the name of a summary where meetings are reported."""


def timeliness_table(found: Iterable[Timely], wording: Wording) -> Table:
    """Of one unit; with a column of contests where there are any."""
    several = list(found)
    columns = COLUMNS if any(one.contest for one in several) else COLUMNS[:-1]
    rows = (_row(one, wording)[: len(columns)] for one in several)
    return table_of("timeliness", columns, rows, wording.words)


def _row(one: Timely, wording: Wording) -> list[str]:
    period = _days(one.period, wording)
    return [
        one.cadre or "",
        f"{_named(one, wording)}\n{period}" if one.name else period,
        wording.text(one.last_day) if one.last_day else "",
        wording.text(local_date(one.received_at)) if one.received_at else "",
        _standing(one, wording),
        str(one.corrections),
        contest_text(one.contest, wording) or "",
    ]


def csv_rows(found: Iterable[Timely], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    for one in found:
        first, last = one.period
        yield (
            one.cadre,
            wording.unit(one.unit) if one.unit else None,
            _named(one, wording),
            wording.text(first),
            wording.text(last or first),
            one.owed,
            wording.text(one.last_day) if one.last_day else None,
            wording.text(one.received_at) if one.received_at else None,
            wording.words.label("report-standing", one.standing.value),
            one.days_late,
            one.regime,
            one.template,
            one.corrections,
            contest_text(one.contest, wording),
        )


def timely_as_json(one: Timely) -> dict[str, Any]:
    values = {name: plain(value) for name, value in one._asdict().items()}
    first, last = one.period
    values["period"] = {"first": plain(first), "last": plain(last)}
    return {**values, "contest": contest_as_json(one.contest)}


def _named(one: Timely, wording: Wording) -> str:
    """Regimes of a province's own may have summaries that have no name here."""
    return wording.words.label("summary", one.name or MEETINGS)


def _standing(one: Timely, wording: Wording) -> str:
    standing = wording.words.label("report-standing", one.standing.value)
    if not one.days_late:
        return standing
    return wording.words("timeliness.days", standing=standing, days=one.days_late)


def _days(period: Period, wording: Wording) -> str:
    first, last = period
    if last is None or last == first:
        return wording.text(first)
    return f"{wording.text(first)} –\n{wording.text(last)}"

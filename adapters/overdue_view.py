"""What is overdue: grouped by whoever must act, as a table for spreadsheets, and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import normalize

from rich.table import Table

from adapters.deadline_view import Matter, matter
from adapters.overdue_reading import Listed
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.terminal import harmless
from adapters.wording import Wording
from domain.calendar import local_date
from domain.values import UnitId
from projections.deadlines import Reached, Step

COLUMNS = ("issue", "deadline", "last-day", "days-over", "last-reminder", "next-step")
CSV_COLUMNS = (
    *("issue", "title", "chapter", "deadline", "leg", "bearer", "holder"),
    *("last-day", "days-overdue", "last-reminder", "notified", "next-step"),
)
_SHARES = {"issue": 5, "deadline": 5, "last-reminder": 5, "next-step": 4}
"""Of the width that days and dates leave: all groups have the same columns."""
_WIDTHS = {"last-day": 10, "days-over": 4}


def by_bearer(found: Iterable[Listed]) -> dict[UnitId | None, list[Listed]]:
    """In the order of what each has kept waiting longest."""
    groups: dict[UnitId | None, list[Listed]] = {}
    for one in found:
        groups.setdefault(one.overdue.deadline.bearer, []).append(one)
    return groups


def table_of(group: Iterable[Listed], province: str, wording: Wording) -> Table:
    """One row each, the longest overdue first; the title stands beneath the number."""
    words = wording.words
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for column in COLUMNS:
        table.add_column(
            words.label("overdue", column),
            ratio=_SHARES.get(column),
            width=_WIDTHS.get(column),
            justify="right" if column == "days-over" else "left",
            overflow="fold",
        )
    for one in group:
        deadline, days_over, step = one.overdue
        called = _matter(one, province).called(wording)
        title = _title(one, wording)
        table.add_row(
            harmless(f"{called}\n{title}" if title else called),
            wording.deadline(deadline.id),
            words.date(deadline.last_day),
            str(days_over),
            _last_reminder(deadline.last_reminder, wording),
            _next_step(step, wording) or "-",
        )
    return table


def csv_rows(
    found: Iterable[Listed], province: str, wording: Wording
) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    for one in found:
        deadline, days_over, step = one.overdue
        last = deadline.last_reminder
        yield (
            _matter(one, province).called(wording),
            _title(one, wording),
            _unit(deadline.chapter, wording),
            wording.words.label("deadline", deadline.id.kind.value),
            deadline.id.leg,
            _unit(deadline.bearer, wording),
            _unit(deadline.holder, wording),
            wording.words.date(deadline.last_day),
            days_over,
            _reached(last, wording) if last else None,
            ", ".join(map(wording.unit, last.notified)) if last else None,
            _next_step(step, wording),
        )


def overdue_as_json(one: Listed, province: str) -> dict[str, Any]:
    deadline, days_over, step = one.overdue
    last = deadline.last_reminder
    return {
        **_matter(one, province)._asdict(),
        "title": plain(one.title),
        "of": deadline.of,
        "stream": str(deadline.stream),
        "deadline": str(deadline.id),
        "bearer": deadline.bearer,
        "holder": deadline.holder,
        "last_day": plain(deadline.last_day),
        "due": plain(deadline.due),
        "days_over": days_over,
        "last_reminder": {name: plain(value) for name, value in last._asdict().items()}
        if last
        else None,
        "next_step": {name: plain(value) for name, value in step._asdict().items()}
        if step
        else None,
    }


def _title(one: Listed, wording: Wording) -> str | None:
    """In composed letters, which every terminal counts alike."""
    return normalize("NFC", wording.text(one.title)) if one.title else None


def _matter(one: Listed, province: str) -> Matter:
    deadline = one.overdue.deadline
    return matter(deadline.of, deadline.origin, deadline.chapter, province)


def _unit(unit: UnitId | None, wording: Wording) -> str | None:
    return wording.unit(unit) if unit else None


def _last_reminder(last: Reached | None, wording: Wording) -> str:
    if last is None:
        return "-"
    notified = ", ".join(last.notified)
    return f"{_reached(last, wording)} ({notified})" if notified else _reached(last, wording)


def _reached(last: Reached, wording: Wording) -> str:
    rung, day = wording.words.label("rung", last.rung), local_date(last.at)
    return f"{rung} {wording.words.date(day)}"


def _next_step(step: Step | None, wording: Wording) -> str | None:
    if step is None:
        return None
    rung = wording.words.label("rung", step.rung) if step.rung else "?"
    return f"{rung} {wording.words.date(local_date(step.at))}"

"""A chapter's register of residents as a table, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.listing import DAY_WIDTH, Column, table_of
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.calendar import local_date
from projections.residence import Change, Entry

COLUMNS = (
    Column("number", 2),
    Column("member", 3),
    Column("workplace", 4),
    Column("introduced", width=DAY_WIDTH),
    Column("accepted", width=DAY_WIDTH),
    Column("state", 5),
)
CSV_COLUMNS = (
    *("number", "member", "workplace", "introduced", "document", "accepted", "state", "ended"),
    "changes",
)


def register_table(found: Iterable[Entry], wording: Wording) -> Table:
    """Changes stand beneath the state."""
    return table_of("register", COLUMNS, (_row(one, wording) for one in found), wording.words)


def _row(one: Entry, wording: Wording) -> list[str]:
    return [
        one.register_number or "",
        one.member,
        wording.unit(one.workplace),
        wording.text(local_date(one.introduced_at)),
        wording.text(local_date(one.accepted_at)) if one.accepted_at else "",
        "\n".join([_state(one, wording), *(_change(change, wording) for change in one.changes)]),
    ]


def _state(one: Entry, wording: Wording) -> str:
    state = wording.words.label("link-state", one.state(wording.on).value)
    if one.ended_on is None:
        return state
    return wording.words("register.ending", state=state, day=one.ended_on)


def _change(change: Change, wording: Wording) -> str:
    told = f"{wording.text(change.change)} ({wording.text(change.on)})"
    if not change.notified:
        return told
    units = [wording.unit(unit) for unit in change.notified]
    return wording.words("register.notified", change=told, units=units)


def csv_rows(found: Iterable[Entry], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    for one in found:
        yield (
            one.register_number,
            one.member,
            wording.unit(one.workplace),
            wording.text(local_date(one.introduced_at)),
            wording.document(one.document) if one.document else None,
            wording.text(local_date(one.accepted_at)) if one.accepted_at else None,
            wording.words.label("link-state", one.state(wording.on).value),
            wording.text(one.ended_on) if one.ended_on else None,
            "; ".join(_change(change, wording) for change in one.changes) or None,
        )


def entry_as_json(one: Entry, wording: Wording) -> dict[str, Any]:
    told = {name: plain(value) for name, value in one._asdict().items() if name != "changes"}
    return {
        **told,
        "state": one.state(wording.on).value,
        "changes": [
            {name: plain(value) for name, value in change._asdict().items()}
            for change in one.changes
        ],
    }

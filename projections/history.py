"""The history of every issue, and of everything else in the log, as it was when it happened.

An auditor reads the whole log page by page; there is no way to ask for what a person did.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from domain.deadline import DeadlineId, DeadlineKind, RegimeRef
from domain.fact import Envelope, Fact, Recorded
from domain.issue import Status
from domain.values import UnitId
from projections.fact_texts import fact_from_text
from projections.history_fold import COLUMNS, COMMAND_COLUMNS, Fold
from projections.history_tables import (
    HistoryCommandTable,
    HistoryDayTable,
    HistoryOfficeTable,
    HistoryPlaceTable,
    HistoryStreamTable,
    HistoryTable,
    HistoryUnitTable,
)
from projections.paging import Page, decode_cursor, encode_cursor, page_of
from projections.rows import asked_time, select, time_of


class History:
    """The read model of the whole log."""

    name = "history"
    version = 2
    tables: tuple[type[models.Model], ...] = (
        HistoryTable,
        HistoryCommandTable,
        HistoryDayTable,
        HistoryPlaceTable,
        HistoryOfficeTable,
        HistoryStreamTable,
        HistoryUnitTable,
    )
    indexed_for_readers: tuple[type[models.Model], ...] = (HistoryTable, HistoryCommandTable)

    def concerns(self, topic: str) -> bool:
        """Everything: a history that leaves out what it cannot read is none."""
        return True

    def fold(self, alias: str) -> Fold:
        return Fold(alias)


class Place(NamedTuple):
    """A unit as it was called when something was recorded."""

    unit: UnitId
    name: str


class Entry(NamedTuple):
    """One fact of the log, with what it meant when it was recorded."""

    recorded: Recorded[Fact]
    """Texts of erased subjects are ``Erased``."""
    of: str
    """``issue``, ``meeting``, ``report`` or ``organisation``."""
    origin: int
    """Position of the first fact of the stream, from which an issue's number comes."""
    regime: RegimeRef | None
    """That binds the issue, the meeting or the report."""
    deadline: DeadlineId | None
    """The deadline concerned."""
    calendar: RegimeRef | None
    """That the deadline concerned is counted by."""
    document: str | None
    """Number of the letter that the fact rests on."""
    before: Status | None
    """States of the issue before and after this one fact."""
    after: Status | None
    holder: UnitId | None
    next_deadline: DeadlineId | None
    """What is owed first after the fact."""
    next_last_day: date | None
    next_due: datetime | None
    place: tuple[Place, ...]
    """The office of the actor and what stood above it, as far as was known then; empty for
    whoever has no office."""


_NAMES = (*COLUMNS, *COMMAND_COLUMNS, "stream", "of", "regime", "line")
_SELECT = f"""SELECT {", ".join(f"history.{name}" for name in COLUMNS)},
{", ".join(f"history_command.{name}" for name in COMMAND_COLUMNS)}, stream, of, regime, line"""
_BESIDE = """JOIN history_stream ON history_stream.origin = history.origin
LEFT JOIN history_place ON history_place.id = place"""
_OF_STREAM = f"""{_SELECT} FROM history JOIN history_command ON first = told {_BESIDE}
WHERE history.origin = (SELECT origin FROM history_stream WHERE stream = %s) AND version > %s"""
_PAGE_OF_STREAM = f"{_OF_STREAM} ORDER BY version LIMIT %s"
_REST_OF_COMMAND = f"{_OF_STREAM} AND told = %s ORDER BY version"
# The commands come first, by an index of theirs, and then the facts of each.
_LOG = f"""{_SELECT} FROM history_command
CROSS JOIN history ON position BETWEEN first AND last {_BESIDE}"""
_DAYS = "SELECT MIN(first), MAX(last) FROM history_day WHERE day BETWEEN %s AND %s"


def entries_of(
    alias: str, stream: UUID, *, cursor: str | None = None, limit: int = 200
) -> Page[Entry]:
    """The history of an issue, or of whatever else, in order of versions.

    What a command led to is never divided between pages, so one may be longer than ``limit``.
    Raises BadCursor.
    """
    listing = f"history {stream}"
    [after] = decode_cursor(listing, cursor, int) if cursor else (0,)
    found = select(alias, _PAGE_OF_STREAM, (stream.hex, after, limit + 1))
    if len(found) <= limit:
        return Page(tuple(map(_entry, found)), None)
    version, told = found[limit - 1][_VERSION], found[limit - 1][_TOLD]
    found = found[:limit] + select(alias, _REST_OF_COMMAND, (stream.hex, version, told))
    last = found[-1][_VERSION]
    more = select(alias, _PAGE_OF_STREAM, (stream.hex, last, 1))
    return Page(tuple(map(_entry, found)), encode_cursor(listing, (last,)) if more else None)


def log_page(
    alias: str,
    *,
    office: UnitId | None = None,
    role: str | None = None,
    command: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Entry]:
    """The log in order of positions: what an office did, what was done in a role, by a command.

    ``since`` is the first time of record and ``until`` the first that is too late. Raises
    BadCursor.
    """
    told, after = decode_cursor("log", cursor, int, int) if cursor else (0, 0)
    lowest, highest = _bounds(alias, since, until)
    where, values = ["first BETWEEN %s AND %s"], list[Any]([max(told, lowest), highest])
    if since:
        where.append("recorded_at >= %s")
        values.append(asked_time(since))
    if until:
        where.append("recorded_at < %s")
        values.append(asked_time(until))
    asked = [("office", office), ("command", command), ("role", role)]
    given = [(column, value) for column, value in asked if value is not None]
    for number, (column, value) in enumerate(given):
        # SQLite uses no index of a column with a plus; the first that is given is the rarest.
        where.append(f"{'+' if number else ''}history_command.{column} = %s")
        values.append(value)
    where.append("position > %s ORDER BY history_command.first, position LIMIT %s")
    statement = f"{_LOG} WHERE {' AND '.join(where)}"
    found = select(alias, statement, (*values, after, limit + 1))
    page = page_of("log", found, limit, lambda row: (row[_TOLD], row[0]))
    return Page(tuple(map(_entry, page.rows)), page.next)


_ALWAYS, _NEVER = "0001-01-01", "9999-12-31"


def _bounds(alias: str, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Between which positions everything of these times begins; none where there is nothing."""
    if since is None and until is None:
        return 0, 2**63 - 1
    first = asked_time(since)[:10] if since else _ALWAYS
    last = asked_time(until)[:10] if until else _NEVER
    [(lowest, highest)] = select(alias, _DAYS, (first, last))
    return (1, 0) if lowest is None else (lowest, highest)


_VERSION, _TOLD = COLUMNS.index("version"), COLUMNS.index("told")


def _entry(values: Sequence[Any]) -> Entry:
    row = dict(zip(_NAMES, values, strict=True))
    line, fact = row["line"], fact_from_text(row["fact"])
    return Entry(
        recorded=Recorded(row["position"], _envelope(row), fact),
        of=row["of"],
        origin=row["origin"],
        regime=_reference(row["regime"]),
        deadline=_deadline_id(row["deadline"]),
        calendar=_reference(row["calendar"]),
        document=row["document"],
        before=Status(row["before"]) if row["before"] else None,
        after=Status(row["after"]) if row["after"] else None,
        holder=row["holder"],
        next_deadline=_deadline_id(row["next_deadline"]),
        next_last_day=date.fromisoformat(row["next_last_day"]) if row["next_last_day"] else None,
        next_due=time_of(row["next_due"]) if row["next_due"] else None,
        place=tuple(Place(unit, name) for unit, name in json.loads(line)) if line else (),
    )


def _envelope(row: Mapping[str, Any]) -> Envelope:
    same = ("version", "actor", "role", "office", "on_behalf_of", "channel", "command", "directory")
    ids = ("stream", "command_id", "correlation", "causation")
    return Envelope(
        **{name: row[name] for name in same},
        **{name: UUID(row[name]) if row[name] else None for name in ids},
        occurred_at=time_of(row["occurred_at"]),
        recorded_at=time_of(row["recorded_at"]),
    )


def _reference(text: str | None) -> RegimeRef | None:
    """A regime or a calendar."""
    if text is None:
        return None
    id, _, version = text.partition("@")
    return RegimeRef(id=id, version=version)


def _deadline_id(text: str | None) -> DeadlineId | None:
    if text is None:
        return None
    leg, kind, ordinal = text.split("/")
    return DeadlineId(leg=int(leg), kind=DeadlineKind(kind), ordinal=int(ordinal))

"""The history of everything in the log, in the words of the day on which it happened.

An auditor reads the whole log page by page; there is no way to ask for what a person did. What a
fact says is read from the log itself: here stands what it takes to find it, and what the log does
not say of it (ADR 0123).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from domain.fact import Fact, Recorded, Unreadable
from domain.issue import Status
from domain.values import UnitId
from projections.history_fold import Fold
from projections.history_places import place_from_text
from projections.history_states import states_around
from projections.history_tables import (
    HistoryCommandTable,
    HistoryDayTable,
    HistoryOfficeTable,
    HistoryPlaceTable,
    HistoryStreamTable,
    HistoryUnitTable,
)
from projections.paging import decode_cursor, encode_cursor
from projections.ports import Log
from projections.rows import asked_time, listed, select


class History:
    """The read model of the whole log."""

    name = "history"
    version = 3
    tables: tuple[type[models.Model], ...] = (
        HistoryCommandTable,
        HistoryDayTable,
        HistoryPlaceTable,
        HistoryOfficeTable,
        HistoryStreamTable,
        HistoryUnitTable,
    )
    indexed_for_readers: tuple[type[models.Model], ...] = (HistoryCommandTable,)

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
    of: str
    """``issue``, ``meeting``, ``report``, ``residence``, ``duty``, ``conference`` or
    ``organisation``."""
    origin: int
    """Position of the first fact of the stream, from which an issue's number comes."""
    before: Status | None
    """States of the issue before and after this one fact."""
    after: Status | None
    place: tuple[Place, ...]
    """The office of the actor and what stood above it, as far as was known then; empty for
    whoever has no office."""


class LogEntries(NamedTuple):
    rows: tuple[Entry, ...]
    next: str | None
    """Cursor of the page that follows; None where this is the last."""
    unreadable: tuple[Unreadable, ...]
    """What was asked for and can be read no more."""


class _Told(NamedTuple):
    """A command, and where in the log it was told."""

    first: int
    last: int
    line: str | None


_COMMANDS = """SELECT first, last, line FROM history_command
LEFT JOIN history_place ON history_place.id = place"""
_DAYS = "SELECT MIN(first), MAX(last) FROM history_day WHERE day BETWEEN %s AND %s"
_STREAMS = """SELECT stream, of, origin, states FROM json_each(%s) AS asked
CROSS JOIN history_stream ON stream = asked.value"""


def log_page(
    alias: str,
    log: Log,
    *,
    office: UnitId | None = None,
    role: str | None = None,
    command: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> LogEntries:
    """The log in order of positions: what an office did, what was done in a role, by a command.

    ``log`` is the one that the read model follows. ``since`` is the first time of record and
    ``until`` the first that is too late. Raises BadCursor, and whatever the log raises.
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
    where.append("last > %s ORDER BY first LIMIT %s")
    statement = f"{_COMMANDS} WHERE {' AND '.join(where)}"
    commands = [_Told(*row) for row in select(alias, statement, (*values, after, limit + 1))]
    return _page(alias, log, commands, after, limit)


def _page(alias: str, log: Log, commands: Sequence[_Told], after: int, limit: int) -> LogEntries:
    """More commands than the page has rows tell of more, also where some can be read no more."""
    found: list[tuple[Recorded[Fact], _Told]] = []
    unreadable = []
    cursor = encode_cursor("log", commands[-1][:2]) if len(commands) > limit else None
    for one, command in _facts(log, commands, after):
        if len(found) == limit:
            last, of = found[-1]
            cursor = encode_cursor("log", (of.first, last.position))
            break
        if isinstance(one, Unreadable):
            unreadable.append(one)
        else:
            found.append((one, command))
    return LogEntries(_entries(alias, found), cursor, tuple(unreadable))


def _facts(
    log: Log, commands: Sequence[_Told], after: int
) -> Iterator[tuple[Recorded[Fact] | Unreadable, _Told]]:
    """The facts of the commands, after a position; commands that follow each other read at once."""
    begin = 0
    for end in range(1, len(commands) + 1):
        if end == len(commands) or commands[end].first != commands[end - 1].last + 1:
            together = iter(commands[begin:end])
            command, last = next(together), commands[end - 1].last
            first = max(after + 1, command.first)
            for one in log.read_each(first - 1, last - first + 1):
                if one.position > last:
                    break
                while one.position > command.last:
                    command = next(together)
                yield one, command
            begin = end


def _entries(alias: str, found: Sequence[tuple[Recorded[Fact], _Told]]) -> tuple[Entry, ...]:
    streams = _streams(alias, {one.envelope.stream for one, _ in found})
    entries = []
    for recorded, command in found:
        of, origin, states = streams[recorded.envelope.stream]
        before, after = states_around(states, recorded.envelope.version) if states else (None, None)
        place = tuple(Place(*one) for one in place_from_text(command.line or "[]"))
        entries.append(Entry(recorded, of, origin, before, after, place))
    return tuple(entries)


def _streams(alias: str, ids: set[UUID]) -> Mapping[UUID, tuple[str, int, str]]:
    rows = select(alias, _STREAMS, (listed(id.hex for id in ids),))
    return {UUID(stream): (of, origin, states) for stream, of, origin, states in rows}


_ALWAYS, _NEVER = "0001-01-01", "9999-12-31"


def _bounds(alias: str, since: datetime | None, until: datetime | None) -> tuple[int, int]:
    """Between which positions everything of these times begins; none where there is nothing."""
    if since is None and until is None:
        return 0, 2**63 - 1
    first = asked_time(since)[:10] if since else _ALWAYS
    last = asked_time(until)[:10] if until else _NEVER
    [(lowest, highest)] = select(alias, _DAYS, (first, last))
    return (1, 0) if lowest is None else (lowest, highest)

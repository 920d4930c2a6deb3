"""The event store in one SQLite file."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteCursor

from adapters.event_store.appends import (
    digest_of_log,
    digest_of_outcomes,
    encode,
    main_stream,
    outcome_of,
    to_outcome,
    to_text,
)
from adapters.event_store.checks import Finding, findings
from adapters.event_store.errors import told_by_code
from adapters.event_store.mapper import FactMapper
from adapters.event_store.recorder import StoreRecorder
from adapters.event_store.schema import StoreInfo
from adapters.event_store.whole_files import appearing_whole, copy_database
from domain.fact import Fact, Recorded, Unreadable
from workflows.outcome import Outcome
from workflows.ports import Append, CommandIdTaken, Conflict, StoredOutcome

PAGE = 1000
"""Rows that are read at a time, so that no read keeps the log from being tidied for long."""
_LAST_POSITION = 2**63 - 1
"""The greatest number SQLite knows."""

_FACT = "position, originator_version, topic, state"
_LOAD = f"""SELECT {_FACT} FROM stored_events
WHERE originator_id = ? AND originator_version > ? ORDER BY originator_version"""
# Streams and versions come as one JSON object, so their number has no limit and the statement
# is the same for any number; CROSS JOIN keeps SQLite from scanning the events instead.
_LOAD_MANY = f"""SELECT originator_id, {_FACT} FROM json_each(?) AS asked CROSS JOIN stored_events
ON originator_id = asked.key AND originator_version > asked.value
ORDER BY originator_id, originator_version"""
_MANY = 8
"""From so many streams on, one statement finds them all; it has to sort, which a few need not."""
_MAY_APPEND = """SELECT EXISTS (SELECT 1 FROM command_outcomes WHERE command_id = ?),
(SELECT key FROM json_each(?) WHERE value IS NOT COALESCE(
    (SELECT MAX(originator_version) FROM stored_events WHERE originator_id = key), 0) LIMIT 1)"""
_HEAD_OF_STREAM = """SELECT position FROM stored_events WHERE originator_id = ?
ORDER BY originator_version DESC LIMIT 1"""
_ADD_OUTCOME = """INSERT INTO command_outcomes (command_id, digest, outcome, position)
VALUES (?, ?, ?, ?)"""
_PAGE_OF_LOG = """SELECT position, originator_id, originator_version, topic, state
FROM stored_events WHERE position > ? ORDER BY position LIMIT ?"""
_OUTCOME = "SELECT digest, outcome FROM command_outcomes WHERE command_id = ?"
_OUTCOMES = """SELECT command_id, digest, outcome FROM json_each(?) AS asked
CROSS JOIN command_outcomes ON command_id = asked.value"""
_ALL_OUTCOMES = "SELECT command_id, digest, outcome FROM command_outcomes ORDER BY command_id"


class SQLiteStore:
    """Implements ``workflows.ports.EventStore``; made by ``create`` and ``open_store``."""

    def __init__(self, recorder: StoreRecorder, mapper: FactMapper, info: StoreInfo) -> None:
        self.info = info
        self.recorder = recorder
        self._datastore = recorder.datastore
        self._mapper = mapper

    @property
    def path(self) -> Path:
        return self._datastore.path

    def __enter__(self) -> "SQLiteStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes every connection; the last one of all processes tidies the log into the file."""
        self._datastore.close()

    def outcome(self, command_id: UUID) -> StoredOutcome | None:
        rows = self._select(_OUTCOME, command_id.hex)
        return StoredOutcome(rows[0][0], to_outcome(rows[0][1])) if rows else None

    def outcomes(self, command_ids: Sequence[UUID]) -> Mapping[UUID, StoredOutcome]:
        ids = {command_id.hex: command_id for command_id in command_ids}
        rows = self._select(_OUTCOMES, json.dumps(list(ids)))
        return {ids[row[0]]: StoredOutcome(row[1], to_outcome(row[2])) for row in rows}

    def load(self, streams: Mapping[UUID, int]) -> Mapping[UUID, list[Recorded[Fact]]]:
        read = self._mapper.read
        return {
            stream: [
                read(position, stream, version, topic, state)
                for position, version, topic, state in rows
            ]
            for stream, rows in self._rows_of(streams).items()
        }

    def append(self, append: Append) -> Outcome:
        """Also raises ValueError or TypeError for an append that no store could keep."""
        [result] = self.append_many([append])
        if isinstance(result, Exception):
            raise result
        return result

    def append_many(
        self, appends: Sequence[Append]
    ) -> Sequence[Outcome | Conflict | CommandIdTaken]:
        """ValueError or TypeError, as ``append`` raises them, come before anything is stored."""
        prepared = [(append, encode(append, self._mapper)) for append in appends]
        if not prepared:
            return []
        with told_by_code(self.path), self._datastore.transaction(commit=True) as cursor:
            return [self._append(cursor, append, events) for append, events in prepared]

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Recorded[Fact]]:
        for row in self._rows(after, limit):
            yield self._mapper.read_row(row)

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        rows = self._rows(after, limit)
        if wanted:
            yield from self._mapper.read_wanted(rows, wanted)
        else:
            yield from map(self._mapper.read_or_tell, rows)

    def stream_at(self, position: int) -> UUID | None:
        if not 0 < position <= _LAST_POSITION:
            return None
        rows = self._select("SELECT originator_id FROM stored_events WHERE position = ?", position)
        return UUID(rows[0][0]) if rows else None

    def head(self) -> int:
        with told_by_code(self.path):
            return self.recorder.max_notification_id() or 0

    def log_digest(self) -> str:
        """SHA-256 over every stored row in order (docs/event-format.md)."""
        return digest_of_log(self._rows())

    def outcomes_digest(self) -> str:
        """SHA-256 over every command's outcome in order of command id (docs/event-format.md)."""
        with told_by_code(self.path), self._datastore.reader() as reader:
            return digest_of_outcomes(reader.execute(_ALL_OUTCOMES))

    def check(self) -> list[Finding]:
        """Everything that is wrong with the file; reads all of it and never raises for damage."""
        return findings(self._datastore, self._mapper, self.info)

    def backup(self, target: Path) -> None:
        """A copy as of now in one file, whole or not at all; work may go on meanwhile.

        Raises StoreUnavailable ``store-exists`` rather than overwrite anything.
        """
        with (
            appearing_whole(target) as unfinished,
            self._datastore.reader() as reader,
        ):
            copy_database(reader, unfinished, journal_mode="DELETE")

    def _append(
        self, cursor: SQLiteCursor, append: Append, events: list[StoredEvent]
    ) -> Outcome | Conflict | CommandIdTaken:
        """Decides before it writes, so an append that fails has nothing to take back."""
        cursor.execute(_MAY_APPEND, (append.command_id.hex, _json(append.expected)))
        taken, moved = cursor.fetchone()
        if taken:
            return CommandIdTaken(append.command_id)
        if moved:
            return Conflict(UUID(moved))
        positions = self.recorder._insert_events(cursor, events)
        position = positions[-1] if positions else self._head_of_main_stream(cursor, append)
        outcome = outcome_of(append, position)
        stored = to_text(outcome)
        at = None if append.refusal else position
        cursor.execute(_ADD_OUTCOME, (append.command_id.hex, append.digest, stored, at))
        return outcome

    def _head_of_main_stream(self, cursor: SQLiteCursor, append: Append) -> int:
        stream = main_stream(append)
        cursor.execute(_HEAD_OF_STREAM, (stream.hex if stream else None,))
        row = cursor.fetchone()
        return int(row[0]) if row else 0

    def _rows_of(self, streams: Mapping[UUID, int]) -> Mapping[UUID, list[Any]]:
        """Each stream's rows in order, all as of one moment."""
        if len(streams) >= _MANY:
            found: dict[UUID, list[Any]] = {stream: [] for stream in streams}
            by_text = {stream.hex: rows for stream, rows in found.items()}
            for row in self._select(_LOAD_MANY, _json(streams)):
                by_text[row[0]].append(row[1:])
            return found
        with told_by_code(self.path), self._datastore.reader() as reader:
            reader.execute("BEGIN")
            try:
                return {
                    stream: reader.execute(_LOAD, (stream.hex, after)).fetchall()
                    for stream, after in streams.items()
                }
            finally:
                reader.execute("ROLLBACK")

    def _rows(self, after: int = 0, limit: int | None = None) -> Iterator[Any]:
        """Rows of the log in pages; ends where a page is not full."""
        left = _LAST_POSITION if limit is None else limit
        while left > 0:
            size = min(PAGE, left)
            page = self._select(_PAGE_OF_LOG, after, size)
            yield from page
            if len(page) < size:
                return
            after = page[-1][0]
            left -= size

    def _select(self, statement: str, *values: str | int) -> list[sqlite3.Row]:
        with told_by_code(self.path), self._datastore.reader() as reader:
            return reader.execute(statement, values).fetchall()


def _json(versions: Mapping[UUID, int]) -> str:
    """An object of digits needs no escaping, and this way takes a fifth of the time."""
    return "{" + ",".join(f'"{stream.hex}":{version}' for stream, version in versions.items()) + "}"

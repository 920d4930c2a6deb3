"""The library's SQLite recorder with declared positions, one writer and readers that never wait."""

import sqlite3
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType

from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
    Notification,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteTransaction,
)

from adapters.event_store.schema import EVENTS

_COLUMNS = "position, originator_id, originator_version, topic, state"


def connect(path: Path, *, mode: str = "rw", busy_seconds: float = 5.0) -> sqlite3.Connection:
    """A connection without implicit transactions. ``mode``: rw, rwc (create) or ro."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=128,
    )


_in_use: Counter[tuple[int, int]] = Counter()
"""Files that this process has open, by device and inode."""
opening = Lock()
"""Held from the look at ``is_in_use`` until a datastore has been made."""


def is_in_use(path: Path) -> bool:
    """Whether this process has the file open as a store.

    Then it must not be opened by other means: closing any descriptor of a file drops all POSIX
    locks of the process on it (fcntl(2)), and another process may take its WAL away.
    """
    key = _key_of(path)
    return key is not None and _in_use[key] > 0


def _key_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class ImmediateTransaction(SQLiteTransaction):
    """Takes the write lock at once: a deferred one fails where it finds others have written."""

    def __enter__(self) -> SQLiteCursor:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        return cursor

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        try:
            super().__exit__(exc_type, exc_val, exc_tb)
        except BaseException:
            if exc_val is None:
                # COMMIT failed and may have left the transaction open; closing ends it.
                self.connection.close()
            raise


class StoreDatastore(SQLiteDatastore):
    """One write connection behind a lock, and idle read connections beside it.

    Not the library's pool: there readers queue behind a waiting writer, a connection keeps one
    statement, and a connection that cannot be made leaves the writer's lock taken for ever.
    """

    def __init__(self, path: Path, busy_seconds: float = 5.0) -> None:
        super().__init__(str(path))
        self.path = path
        self.busy_seconds = busy_seconds
        self._writing = Lock()
        self._writer: SQLiteConnection | None = None
        self._idle_readers: deque[sqlite3.Connection] = deque()
        self._closed = False
        self._key = _key_of(path)
        if self._key is not None:
            _in_use[self._key] += 1

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """A write transaction, or for ``commit=False`` a cursor to read one statement with."""
        if commit:
            with (
                self.get_connection(commit=True) as connection,
                ImmediateTransaction(connection, commit=True) as cursor,
                cursor,
            ):
                yield cursor
        else:
            with self.reader() as reader:
                cursor = SQLiteCursor(reader.cursor())
                with cursor:
                    yield cursor

    @contextmanager
    def get_connection(self, *, commit: bool) -> Iterator[SQLiteConnection]:
        """The one write connection, whatever ``commit`` says."""
        if not self._writing.acquire(timeout=self.busy_seconds):
            raise ConnectionUnavailableError("another thread is writing")
        try:
            self._require_open()
            if self._writer is None or self._writer.closed:
                self._writer = SQLiteConnection(self._connect("synchronous=FULL"), max_age=None)
            yield self._writer
        finally:
            self._writing.release()

    @contextmanager
    def reader(self) -> Iterator[sqlite3.Connection]:
        """A connection that can only read; it sees what was committed before each statement."""
        self._require_open()
        try:
            connection = self._idle_readers.pop()
        except IndexError:
            connection = self._connect("query_only=ON")
        try:
            yield connection
        finally:
            if self._closed:
                connection.close()
            else:
                self._idle_readers.append(connection)

    def close(self) -> None:
        """May be called again. Whoever writes or reads meanwhile finishes first or fails."""
        self._closed = True
        while self._idle_readers:
            self._idle_readers.pop().close()
        if self._writer is not None:
            self._writer.close()
        if self._key is not None:
            _in_use[self._key] -= 1
            self._key = None
        super().close()

    def _require_open(self) -> None:
        if self._closed:
            raise ConnectionPoolClosedError("the store is closed")

    def _connect(self, pragma: str) -> sqlite3.Connection:
        connection = connect(self.path, busy_seconds=self.busy_seconds)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection


class StoreRecorder(SQLiteApplicationRecorder):
    """Records events under declared positions; nothing it stored can be changed."""

    datastore: StoreDatastore

    def __init__(self, datastore: StoreDatastore) -> None:
        super().__init__(datastore)
        self.insert_events_statement = (
            "INSERT INTO stored_events (originator_id, originator_version, topic, state) "
            "VALUES (?,?,?,?)"
        )
        self.select_events_statement = (
            f"SELECT {_COLUMNS} FROM stored_events WHERE originator_id=? "
        )
        self.select_max_notification_id_statement = "SELECT MAX(position) FROM stored_events"

    def construct_create_table_statements(self) -> list[str]:
        return list(EVENTS)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The library reads the column ``rowid``, which a declared position replaces."""
        conditions = ["1"]
        values: list[int | str] = []
        if start is not None:
            conditions.append("position >= ?" if inclusive_of_start else "position > ?")
            values.append(start)
        if stop is not None:
            conditions.append("position <= ?")
            values.append(stop)
        if topics:
            conditions.append(f"topic IN ({','.join('?' * len(topics))})")
            values.extend(topics)
        statement = (
            f"SELECT {_COLUMNS} FROM stored_events WHERE {' AND '.join(conditions)} "
            "ORDER BY position LIMIT ?"
        )
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, (*values, limit))
            return [
                Notification(
                    id=row["position"],
                    originator_id=self.convert_originator_id(row["originator_id"]),
                    originator_version=row["originator_version"],
                    topic=row["topic"],
                    state=row["state"],
                )
                for row in cursor.fetchall()
            ]

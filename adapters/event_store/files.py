"""Creating, opening and restoring a store's file."""

import os
import struct
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from adapters.event_store.errors import told_by_code
from adapters.event_store.mapper import FactMapper
from adapters.event_store.recorder import (
    StoreDatastore,
    StoreRecorder,
    connect,
    is_in_use,
    opening,
)
from adapters.event_store.schema import (
    APPLICATION_ID,
    COMMANDS,
    EVENTS,
    SCHEMA_VERSION,
    StoreInfo,
)
from adapters.event_store.sqlite import SQLiteStore
from adapters.event_store.whole_files import appearing_whole, copy_database
from workflows.ports import StoreUnavailable

_HEADER = struct.Struct(">16sH10xI28xI4xI28x")
"""Magic, page size, number of pages, user version, application id (SQLite, "Database File Format",
1.3)."""


def create(
    path: Path,
    mapper: FactMapper,
    *,
    simulation: bool,
    created: datetime | None = None,
    store_id: UUID | None = None,
    busy_seconds: float = 5.0,
) -> SQLiteStore:
    """A new, empty store in a folder that is there, opened.

    Raises StoreUnavailable ``store-exists`` where the name is taken.
    """
    now = (created or datetime.now(UTC)).astimezone(UTC)
    info = StoreInfo(SCHEMA_VERSION, simulation, store_id or uuid4(), now)
    with appearing_whole(path) as unfinished, closing(connect(unfinished, mode="rwc")) as new:
        new.execute("PRAGMA journal_mode=WAL")
        new.execute("BEGIN")
        new.execute(f"PRAGMA application_id={APPLICATION_ID}")
        new.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        for statement in (*EVENTS, *COMMANDS):
            new.execute(statement)
        new.executemany("INSERT INTO store_info (key, value) VALUES (?, ?)", info.rows())
        new.execute("COMMIT")
    return open_store(path, mapper, busy_seconds=busy_seconds)


def open_store(path: Path, mapper: FactMapper, *, busy_seconds: float = 5.0) -> SQLiteStore:
    """An existing store. ``busy_seconds`` is how long a write waits for other writers.

    Raises StoreUnavailable and leaves the file as it was: ``store-missing``, ``store-damaged``,
    ``store-too-new``, ``store-locked``, ``store-read-only`` or ``store-failed``.
    """
    with opening:
        if not is_in_use(path):
            _require_ours(path)
        datastore = StoreDatastore(path, busy_seconds)
    try:
        return SQLiteStore(StoreRecorder(datastore), mapper, _read_info(datastore))
    except BaseException:
        datastore.close()
        raise


def restore(backup: Path, path: Path, mapper: FactMapper) -> None:
    """A new store from a backup, after every check that ``doctor`` knows.

    Raises StoreUnavailable: ``store-exists`` where the name is taken, ``store-damaged`` where the
    backup is not a whole and sound store, and whatever ``open_store`` raises for the backup.
    """
    with opening:
        if not is_in_use(backup):
            _require_ours(backup)
    with appearing_whole(path) as unfinished:
        with told_by_code(backup), closing(connect(backup, mode="ro")) as source:
            copy_database(source, unfinished, journal_mode="WAL")
        with open_store(unfinished, mapper) as copy:
            found = copy.check()
        if found:
            raise StoreUnavailable("store-damaged", path=str(backup), problem=str(found[0]))


def _read_info(datastore: StoreDatastore) -> StoreInfo:
    with told_by_code(datastore.path), datastore.reader() as reader:
        rows = reader.execute("SELECT key, value FROM store_info").fetchall()
    try:
        return StoreInfo.from_rows({row[0]: row[1] for row in rows})
    except (KeyError, ValueError):
        raise _damaged(datastore.path, "store_info is not as it was written") from None


def _require_ours(path: Path) -> None:
    """Reads the header without SQLite, which might already tidy up a file that is not ours."""
    try:
        with path.open("rb") as file:
            header, size = file.read(_HEADER.size), os.fstat(file.fileno()).st_size
        wal = path.with_name(f"{path.name}-wal")
        has_wal = wal.exists() and wal.stat().st_size > 0
    except FileNotFoundError:
        raise StoreUnavailable("store-missing", path=str(path)) from None
    except OSError as error:
        raise StoreUnavailable("store-failed", path=str(path), problem=str(error)) from error
    if len(header) < _HEADER.size:
        raise _damaged(path, "shorter than its header")
    magic, page_size, pages, version, application = _HEADER.unpack(header)
    if magic != b"SQLite format 3\0" or application != APPLICATION_ID:
        raise _damaged(path, "not a store of kiennghi")
    if version > SCHEMA_VERSION:
        raise StoreUnavailable(
            "store-too-new", path=str(path), found=str(version), known=str(SCHEMA_VERSION)
        )
    # SQLite fills up a last page that is cut; what it does not find there may be in its WAL.
    if size < pages * page_size and not has_wal:
        raise _damaged(path, "cut short")


def _damaged(path: Path, problem: str) -> StoreUnavailable:
    return StoreUnavailable("store-damaged", path=str(path), problem=problem)

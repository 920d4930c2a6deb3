"""One stable code for everything that can go wrong with a store (docs/event-format.md).

Codes: ``store-locked``, ``store-read-only``, ``store-damaged``, ``store-too-new``,
``store-missing``, ``store-exists``, ``store-full``, ``store-failed``; for a single row
``store-fact-unknown`` and ``store-fact-damaged``.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
    PersistenceError,
)

from domain.fact import Unreadable
from workflows.ports import StoreUnavailable

_CODES = {
    sqlite3.SQLITE_BUSY: "store-locked",
    sqlite3.SQLITE_LOCKED: "store-locked",
    sqlite3.SQLITE_READONLY: "store-read-only",
    sqlite3.SQLITE_PERM: "store-read-only",
    sqlite3.SQLITE_CORRUPT: "store-damaged",
    sqlite3.SQLITE_NOTADB: "store-damaged",
    sqlite3.SQLITE_FULL: "store-full",
    # Our statements do not change, so what one of them does not find is missing from the file.
    sqlite3.SQLITE_ERROR: "store-damaged",
}
_PRIMARY = 0xFF
"""The part of an extended result code that names its kind (SQLite, "Result and Error Codes")."""


class UnknownFact(StoreUnavailable):
    """The row is of a type or version that this program does not know; a newer one wrote it."""

    def __init__(self, position: int, topic: str) -> None:
        super().__init__("store-fact-unknown", position=str(position), topic=topic)
        self.position = position
        self.topic = topic


class DamagedFact(StoreUnavailable):
    """The row is not what was once stored. ``problem`` names places and rules, never content."""

    def __init__(self, position: int, problem: str) -> None:
        super().__init__("store-fact-damaged", position=str(position), problem=problem)
        self.position = position
        self.problem = problem


def unreadable(error: UnknownFact | DamagedFact, stream: object, topic: object) -> Unreadable:
    """In the place of a fact; ``stream`` and ``topic`` as they are stored."""
    try:
        identity = UUID(str(stream))
    except ValueError:
        identity = None
    problem = f": {error.problem}" if isinstance(error, DamagedFact) else ""
    return Unreadable(error.position, identity, str(topic), error.code + problem)


@contextmanager
def told_by_code(path: Path) -> Iterator[None]:
    """Turns every error of SQLite, of the library's pool and of the file system into one code."""
    try:
        yield
    except (ConnectionUnavailableError, sqlite3.Error, PersistenceError) as error:
        raise _unavailable(error, path) from error
    except (ConnectionPoolClosedError, OSError) as error:
        raise StoreUnavailable("store-failed", path=str(path), problem=str(error)) from error


def _unavailable(error: Exception, path: Path) -> StoreUnavailable:
    if isinstance(error, ConnectionUnavailableError):
        code = "store-locked"
    else:
        code = _code(error if isinstance(error, sqlite3.Error) else error.__cause__, path)
    return StoreUnavailable(code, path=str(path), problem=str(error))


def _code(error: BaseException | None, path: Path) -> str:
    extended: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    if extended == sqlite3.SQLITE_IOERR_SHORT_READ:
        return "store-damaged"
    if extended & _PRIMARY == sqlite3.SQLITE_CANTOPEN:
        return _why_it_does_not_open(path)
    return _CODES.get(extended & _PRIMARY, "store-failed")


def _why_it_does_not_open(path: Path) -> str:
    if not path.exists():
        return "store-missing"
    return "store-failed" if os.access(path.parent, os.W_OK) else "store-read-only"

"""One stable code for everything that can go wrong with the files of a read model.

Codes: ``views-busy``, ``views-locked``, ``views-read-only``, ``views-full``, ``views-damaged``,
``views-outdated``, ``views-failed``. Facts are never at stake: every file can be built again.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import adapters.databases  # noqa: F401 - tables want Django to be configured before them
from projections.positions import Overtaken
from projections.trouble import PRIMARY, is_from_outside, sqlite_code
from workflows.ports import StoreUnavailable

_OF_SQLITE = {
    sqlite3.SQLITE_BUSY: "views-locked",
    sqlite3.SQLITE_LOCKED: "views-locked",
    sqlite3.SQLITE_READONLY: "views-read-only",
    sqlite3.SQLITE_PERM: "views-read-only",
    sqlite3.SQLITE_FULL: "views-full",
    sqlite3.SQLITE_CORRUPT: "views-damaged",
    sqlite3.SQLITE_NOTADB: "views-damaged",
}
_OF_THE_SYSTEM = {
    errno.ENOSPC: "views-full",
    errno.EDQUOT: "views-full",
    errno.EACCES: "views-read-only",
    errno.EPERM: "views-read-only",
    errno.EROFS: "views-read-only",
}


class ViewsUnavailable(StoreUnavailable):
    """A read model cannot be read or written now. ``code`` is stable."""


@contextmanager
def told(name: str, path: Path, only: type[Exception] = Exception) -> Iterator[None]:
    """Turns errors of disk, file system and other processes into one code; mistakes stay."""
    try:
        yield
    except only as error:
        if isinstance(error, MemoryError) or not is_from_outside(error):
            raise
        raise unavailable(error, name, path) from error


def unavailable(error: BaseException, name: str, path: Path) -> ViewsUnavailable:
    """What to tell of an error from outside."""
    return ViewsUnavailable(_code(error), name=name, path=str(path), problem=str(error))


def is_damage(error: BaseException) -> bool:
    return _code(error) == "views-damaged"


def is_missing(error: BaseException, path: Path) -> bool:
    """Whether the file could not be opened because it is not there."""
    return sqlite_code(error) & PRIMARY == sqlite3.SQLITE_CANTOPEN and not path.exists()


def _code(error: BaseException) -> str:
    if isinstance(error, Overtaken):
        return "views-busy"
    if isinstance(error, OSError):
        return _OF_THE_SYSTEM.get(error.errno or 0, "views-failed")
    extended = sqlite_code(error)
    if extended == sqlite3.SQLITE_IOERR_SHORT_READ:
        return "views-damaged"
    return _OF_SQLITE.get(extended & PRIMARY, "views-failed")

"""Files that appear whole under their name or not at all."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from adapters.event_store.errors import told_by_code
from adapters.event_store.recorder import connect
from workflows.ports import StoreUnavailable


@contextmanager
def appearing_whole(target: Path) -> Iterator[Path]:
    """A path beside ``target`` to write to; in the end its file is synced and gets the name.

    Raises StoreUnavailable: ``store-exists`` where the name is taken, before or meanwhile, and
    ``store-missing`` where the folder is not there. A crash leaves at most a hidden ``.part`` file.
    """
    if target.exists():
        raise _taken(target)
    if not target.parent.is_dir():
        raise StoreUnavailable("store-missing", path=str(target.parent))
    unfinished = target.with_name(f".{target.name}.{uuid4().hex}.part")
    try:
        with told_by_code(target):
            yield unfinished
            _sync(unfinished)
            _give_name(unfinished, target)
            _sync(target.parent)
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)


def copy_database(source: sqlite3.Connection, target: Path, *, journal_mode: str) -> None:
    """A consistent copy of what is committed now, in one file.

    ``journal_mode`` DELETE makes a file that can be read from a read-only medium, WAL a store.
    """
    with closing(connect(target, mode="rwc")) as copy:
        source.backup(copy)
        copy.execute(f"PRAGMA journal_mode={journal_mode}")


def _give_name(unfinished: Path, target: Path) -> None:
    """A link fails where the name is taken; renaming, for file systems without links, would not."""
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise _taken(target) from None
    except OSError:
        if target.exists():
            raise _taken(target) from None
        os.rename(unfinished, target)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _taken(target: Path) -> StoreUnavailable:
    return StoreUnavailable("store-exists", path=str(target))

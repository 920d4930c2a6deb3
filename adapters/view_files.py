"""The files of one read model: its generations, the pointer to the one in use, and its lock.

``inbox-3.sqlite`` is a generation, ``inbox.current`` holds the number of the one that is read, and
``inbox.lock`` is held by whoever writes. The kernel lets go of a lock when its process dies.
"""

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

_PAUSE = 0.01
"""Seconds between two attempts to take a lock."""


class ViewFiles:
    """Reads by anybody at any time; writes only by whoever holds the lock."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.lock = folder / f"{name}.lock"
        self.pointer = folder / f"{name}.current"
        self._form = re.compile(rf"{re.escape(name)}-(\d+)\.sqlite(-wal|-shm|-journal)?")

    def path(self, generation: int) -> Path:
        return self.folder / f"{self.name}-{generation}.sqlite"

    def current(self) -> int | None:
        """None where there is no pointer, or one that says nothing."""
        try:
            text = self.pointer.read_text("ascii")
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return None
        return int(text) if re.fullmatch(r"\d{1,18}\n", text) else None

    def generations(self) -> list[int]:
        """Those of which any file is there, oldest first."""
        return sorted({generation for generation, _ in self._files()})

    def next_generation(self) -> int:
        """Never used before, so that no file left of another can be taken for part of it."""
        return max([0, self.current() or 0, *self.generations()]) + 1

    def point_to(self, generation: int) -> None:
        """From now on, and after a power cut, this generation is read.

        SQLite has synced the file itself; to open it here would drop this process's locks on it.
        """
        part = self.pointer.with_name(f"{self.pointer.name}.part")
        with part.open("w", encoding="ascii") as file:
            file.write(f"{generation}\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.pointer)
        _sync(self.folder)

    def remove(self, generation: int) -> None:
        self._remove(lambda one: one == generation)

    def remove_others(self, *kept: int | None) -> None:
        """Every generation but these. Whoever still reads one reads it to the end."""
        self._remove(lambda one: one not in kept)

    def _remove(self, chosen: Callable[[int], bool]) -> None:
        # The file itself before what belongs to it: without its log it would be another.
        for generation, path in sorted(self._files(), key=lambda found: found[1].name):
            if chosen(generation):
                path.unlink(missing_ok=True)

    def _files(self) -> list[tuple[int, Path]]:
        with suppress(FileNotFoundError):
            return [
                (int(named[1]), path)
                for path in self.folder.iterdir()
                if (named := self._form.fullmatch(path.name))
            ]
        return []


class Lock:
    """Taken, for as long as its descriptor is open."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    def is_of_this_folder(self) -> bool:
        """False once the folder was thrown away, whatever stands under its name by now."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(self._descriptor), self._path.stat())
        return False


@contextmanager
def held(path: Path, wait: float) -> Iterator[Lock | None]:
    """Takes the lock until the block ends; None where others keep it for ``wait`` seconds."""
    until = monotonic() + wait
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            lock = Lock(path, descriptor) if _take(descriptor, fcntl.LOCK_EX) else None
            if lock and not lock.is_of_this_folder():
                continue
            if lock or monotonic() >= until:
                yield lock
                return
        finally:
            os.close(descriptor)
        sleep(_PAUSE)


def is_held(lock: Path) -> bool:
    """Whether somebody holds it now; makes no file."""
    try:
        descriptor = os.open(lock, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _take(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _take(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

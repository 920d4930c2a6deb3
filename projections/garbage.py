"""Batches without the search for cycles, which would look at every fact in hand again and again."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_OBJECTS = 100_000
"""New objects before a search; a batch of facts is some ten thousand, and none is in a cycle."""

_lock = Lock()
_users = 0
_usual = gc.get_threshold()


@contextmanager
def few_collections() -> Iterator[None]:
    """Searches still happen, for what else the process does; they took two fifths of the time.

    Threads may overlap: the first changes the process's threshold, the last puts it back.
    """
    global _users, _usual  # noqa: PLW0603 - the threshold is the process's, too
    with _lock:
        if _users == 0:
            _usual = gc.get_threshold()
            gc.set_threshold(max(_OBJECTS, _usual[0]), *_usual[1:])
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                gc.set_threshold(*_usual)

"""Django without a project: one SQLite file is one alias, for as long as somebody uses it.

Importing this configures Django, unless that was done before: a module that defines tables can be
imported after this one, and not before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import django
from django.conf import settings
from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from adapters import django_settings

IN_MEMORY = "file::memory:"
"""A database of its own in memory; Django never closes what it knows as ``:memory:``."""
TEMPORARY = "file:"
"""A file of its own that SQLite keeps in the system's temporary folder and nobody ever finds."""

# Pages of a large inbox lie far apart; what is not touched takes no memory.
_READ_ONLY = "PRAGMA query_only=ON; PRAGMA cache_size=-32000"
# A view can be built again, so a power cut may take its last transactions, and never half of one.
# A checkpoint writes a page once however often the batches changed it.
_READ_WRITE = """PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;
PRAGMA wal_autocheckpoint=8000; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-1000"""
# Nothing of these outlives its connection.
_PASSING = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA cache_size=-8000"
_numbers = count(1)


def configure_django() -> None:
    """Once per process; again is harmless. Connects to nothing."""
    if not settings.configured:
        told = vars(django_settings).items()
        settings.configure(**{name: value for name, value in told if name.isupper()})
        django.setup()


@contextmanager
def opened(
    path: Path | str, *, create: bool = False, read_only: bool = False, busy_seconds: float = 5.0
) -> Iterator[str]:
    """An alias of the file, or of IN_MEMORY or TEMPORARY, for this thread until the block ends.

    Raw statements read what is stored: texts, numbers and bytes, no dates. Creates a file only
    where asked to; otherwise its first statement fails where there is none.
    """
    if isinstance(path, Path):
        name = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
        pragmas = _READ_ONLY if read_only else _READ_WRITE
    else:
        name, pragmas = path, _PASSING
    alias = f"view-{next(_numbers)}"
    described = connections.configure_settings(
        {
            "default": {},
            alias: {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": name,
                "OPTIONS": {
                    # A writer that began as a reader fails where others have written meanwhile.
                    "transaction_mode": "DEFERRED" if read_only else "IMMEDIATE",
                    "init_command": pragmas,
                    "timeout": busy_seconds,
                    "detect_types": 0,
                },
            },
        }
    )
    # Only this thread knows it: the list of all databases is read by other threads meanwhile.
    connections[alias] = wrapper = DatabaseWrapper(described[alias], alias)
    try:
        yield alias
    finally:
        del connections[alias]
        wrapper.close()


configure_django()

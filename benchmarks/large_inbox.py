"""Inboxes of any size, in seconds instead of hours: folded from a log, then the same lives again.

The first issues go through the store and the engine as any do. Each copy is what the fold would
have made of the same facts recorded once more, some months later and further on in the log: other
numbers and streams, every time moved, and the search marks that belong to it
(tests/benchmarks/test_large_inbox.py folds such a log and compares). Not repeated are the names
of the chapters and the words of the search, which no further issue changes.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from adapters.bootstrap import make_mapper
from adapters.event_store.files import open_store
from adapters.view_files import ViewFiles
from adapters.views import Views
from benchmarks.made_log import Shape, made_lives, write_log
from benchmarks.progress import Say, silent
from projections.inbox import Inbox
from projections.inbox_changes import words_of
from projections.inbox_tables import SLOTS, InboxCountTable, InboxEntryTable, InboxIssueTable
from projections.positions import ProjectionPosition
from projections.search import mark_of_unit, marks_of_letter, marks_of_number, marks_of_word

SHAPE = Shape(districts=2, communes=4, chapters=5, agencies=3)
"""A small province, so that a page is full for each filter when there are only 10,000 issues."""
OPEN_SHARE = 0.5
"""Of all issues; more than in a real inbox, in which most have ended."""
ISSUES_A_TRANSACTION = 60
"""As many as are raised within 2,000 facts: the search index grows in steps of this size."""

_ENTRY, _ISSUE = InboxEntryTable._meta.db_table, InboxIssueTable._meta.db_table
_COUNT, _POSITION = InboxCountTable._meta.db_table, ProjectionPosition._meta.db_table
_INDEXES = """SELECT name, sql FROM sqlite_schema
WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"""
# Nobody else has the file, and one that is left half made is thrown away.
_PRAGMAS = """PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE;
PRAGMA cache_size=-200000"""


def fold_lives(
    folder: Path, issues: int, *, shape: Shape = SHAPE, open_share: float = OPEN_SHARE
) -> Path:
    """A file of the inbox, folded from the log of so many issues that is written to the folder."""
    log = folder / f"{issues}-issues.sqlite"
    write_log(log, chain.from_iterable(made_lives(issues, shape=shape, open_share=open_share)))
    views = folder / f"{issues}-issues-views"
    with open_store(log, make_mapper()) as store:
        caught_up = Views(views, store, [Inbox()]).catch_up()
    assert not caught_up.stopped, caught_up
    log.unlink()
    files = ViewFiles(views, Inbox.name)
    generation = files.current()
    assert generation is not None
    return files.path(generation)


class Later(NamedTuple):
    """How copies differ from the issues that were folded."""

    span: int
    """Positions between an issue and its next copy."""
    days: int
    """Days between them."""

    def position(self, copy: int) -> int:
        return copy * self.span

    def days_of(self, copy: int) -> int:
        return copy * self.days


def later_than(connection: sqlite3.Connection) -> Later:
    """Copies that begin after everything that the file holds."""
    [(last,)] = connection.execute(f"SELECT position FROM {_POSITION}")
    times = f"SELECT MIN(raised), MAX(raised) FROM {_ENTRY}"
    [(first_raised, last_raised)] = connection.execute(times)
    return Later(last, (last_raised - first_raised) // 86400 + 1)


def repeat(source: Path, path: Path, times: int, say: Say = silent) -> None:
    """Another file with so many times the issues of a file that was folded; the first are its own.

    Indexes are made anew in the end; the search index grows as it does in use, by parts that
    SQLite merges as it sees fit.
    """
    copyfile(source, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(_PRAGMAS)
        later = later_than(connection)
        connection.create_function("deadlines_of", 2, _later_deadlines, deterministic=True)
        indexes = connection.execute(_INDEXES, (_ENTRY,)).fetchall()
        issues = _searched(connection)
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        for copy in range(1, times):
            _add_rows(connection, later, copy)
            say(f"issues: {_so_far(copy + 1, times)}")
        connection.execute(f"UPDATE {_COUNT} SET entries = entries * ?", (times,))
        connection.execute(f"UPDATE {_POSITION} SET position = ?", (later.position(times),))
        for copy in range(1, times):
            _add_marks(connection, issues, later.position(copy))
            say(f"search: {_so_far(copy + 1, times)}")
        for number, (_, statement) in enumerate(indexes, start=1):
            connection.execute(statement)
            say(f"indexes: {_so_far(number, len(indexes))}")


def _so_far(done: int, of_all: int) -> str:
    return f"{100 * done // of_all} %"


def _add_rows(connection: sqlite3.Connection, later: Later, copy: int) -> None:
    ahead, days = later.position(copy), later.days_of(copy)
    # Most digits of a stream are left as they are, so streams lie as scattered as they did.
    moved = {
        "id": f"id + {ahead * SLOTS}",
        "position": f"position + {ahead}",
        "stream": f"substr(stream, 1, 17) || '{copy:07x}' || substr(stream, 25)",
        "raised": f"raised + {days * 86400}",
        "raised_at": f"datetime(raised_at, '+{days} days')",
        "due": f"due + {days * 86400}",
        "last_day": f"date(last_day, '+{days} days')",
        "deadlines": f"CASE deadlines WHEN '[]' THEN '[]' ELSE deadlines_of(deadlines, {days}) END",
    }
    connection.execute("BEGIN")
    for table in (_ISSUE, _ENTRY):
        columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(moved.get(name, name) for name in columns)
        statement = f"INSERT INTO {table} SELECT {values} FROM {table} WHERE position <= ?"
        connection.execute(statement, (later.span,))
    connection.execute("COMMIT")


def _later_deadlines(deadlines: str, days: int) -> str:
    """What an issue still owes, as the fold keeps it for itself."""
    owed = json.loads(deadlines)
    for one in owed:
        one[4] = (date.fromisoformat(one[4]) + timedelta(days=days)).isoformat()
        one[5] += days * 86400
    return json.dumps(owed, ensure_ascii=False, separators=(",", ":"))


class _Searched(NamedTuple):
    """What a copy of an issue is found by."""

    position: int
    chapter: str
    marks: frozenset[str]
    """Those that all its copies have, too."""


def _searched(connection: sqlite3.Connection) -> list[_Searched]:
    units: dict[int, list[str]] = {}
    for position, unit in connection.execute(f"SELECT position, unit FROM {_ENTRY}"):
        units.setdefault(position, []).append(mark_of_unit(unit))
    rows = connection.execute(
        "SELECT position, chapter, chapter_name, title, description, documents, incoming_numbers "
        f"FROM {_ISSUE} ORDER BY position"
    )
    found = []
    for position, chapter, name, title, description, documents, incoming in rows:
        marks = set(units.get(position, ()))
        marks = marks.union(*map(marks_of_word, words_of((title, description, name))))
        marks |= marks_of_letter(f"{documents} {incoming}")
        found.append(_Searched(position, chapter, frozenset(marks)))
    return found


def _add_marks(connection: sqlite3.Connection, issues: list[_Searched], ahead: int) -> None:
    for several in _chunks(issues):
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO inbox_search (rowid, marks) VALUES (?, ?)",
            (
                (at + ahead, " ".join(marks | marks_of_number(chapter, at + ahead)))
                for at, chapter, marks in several
            ),
        )
        connection.execute("COMMIT")


def _chunks(issues: list[_Searched]) -> Iterator[list[_Searched]]:
    left = iter(issues)
    while several := list(islice(left, ISSUES_A_TRANSACTION)):
        yield several

"""The same life on the library's own aggregate and repository, as its documentation shows it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool


class PeerIssue(Aggregate):
    """An issue that only notes progress: no rules, no deadlines, no command ids."""

    @event("Raised")
    def __init__(self, title: str) -> None:
        self.title = title
        self.notes = 0

    @event("ProgressNoted")
    def note(self, actor: str, office: str, note: str) -> None:
        self.notes += 1


def peer(path: Path) -> "Application[UUID]":
    """An application on SQLite with WAL and synchronous FULL, no cache, as ours has none."""
    app: Application[UUID] = Application(
        env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    )
    pool: SQLiteConnectionPool = app.factory.datastore.pool  # type: ignore[attr-defined]  # of the SQLite factory
    make = pool._create_connection

    def with_full_sync() -> SQLiteConnection:
        connection = make()
        connection._sqlite_conn.execute("PRAGMA synchronous=FULL")
        return connection

    pool._create_connection = with_full_sync  # type: ignore[method-assign]  # the library has no setting
    return app


def peer_issue(app: "Application[UUID]", facts: int) -> UUID:
    issue = PeerIssue("Cầu nông thôn xuống cấp")
    for number in range(facts - 1):
        issue.note("p-h1works", "NB-H1-KTHT", f"Đã khảo sát {number}")
    app.save(issue)
    return issue.id


def peer_step(app: "Application[UUID]", issue: UUID) -> None:
    """Load, trigger, save."""
    found: Any = app.repository.get(issue)
    found.note("p-h1works", "NB-H1-KTHT", "Đã khảo sát")
    app.save(found)

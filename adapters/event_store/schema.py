"""Tables and triggers of a store, and what a store says of itself (docs/event-format.md)."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

SCHEMA_VERSION = 1
APPLICATION_ID = 0x4B4E4748
"""``KNGH`` in the header of the file, so that no other database is taken for a store."""

EVENTS = (
    # `position` is declared: SQLite may renumber a rowid that is not.
    """CREATE TABLE stored_events (
    position INTEGER PRIMARY KEY,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    UNIQUE (originator_id, originator_version)
)""",
    """CREATE TRIGGER stored_events_are_never_updated BEFORE UPDATE ON stored_events
BEGIN SELECT RAISE(ABORT, 'stored events are never updated'); END""",
    """CREATE TRIGGER stored_events_are_never_deleted BEFORE DELETE ON stored_events
BEGIN SELECT RAISE(ABORT, 'stored events are never deleted'); END""",
    # INSERT OR REPLACE deletes without firing the trigger above (SQLite, "REPLACE"); a version
    # that is taken is refused below, since it is not the next one.
    """CREATE TRIGGER stored_events_are_never_replaced BEFORE INSERT ON stored_events
WHEN EXISTS (SELECT 1 FROM stored_events WHERE position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'stored events are never replaced'); END""",
)
"""What the recorder needs; the library's contract tests run on these alone."""

COMMANDS = (
    """CREATE TRIGGER streams_have_no_gaps BEFORE INSERT ON stored_events
WHEN NEW.originator_version IS NOT 1 + COALESCE(
    (SELECT MAX(originator_version) FROM stored_events WHERE originator_id = NEW.originator_id), 0)
BEGIN SELECT RAISE(ABORT, 'a stream has no gaps'); END""",
    """CREATE TABLE command_outcomes (
    command_id TEXT PRIMARY KEY NOT NULL,
    digest TEXT NOT NULL,
    outcome TEXT NOT NULL,
    position INTEGER
) WITHOUT ROWID""",
    """CREATE TRIGGER command_outcomes_are_never_updated BEFORE UPDATE ON command_outcomes
BEGIN SELECT RAISE(ABORT, 'command outcomes are never updated'); END""",
    """CREATE TRIGGER command_outcomes_are_never_deleted BEFORE DELETE ON command_outcomes
BEGIN SELECT RAISE(ABORT, 'command outcomes are never deleted'); END""",
    """CREATE TRIGGER command_outcomes_are_never_replaced BEFORE INSERT ON command_outcomes
WHEN EXISTS (SELECT 1 FROM command_outcomes WHERE command_id = NEW.command_id)
BEGIN SELECT RAISE(ABORT, 'command outcomes are never replaced'); END""",
    """CREATE TABLE store_info (
    key TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID""",
)
"""What a whole store has besides. The library's tests skip versions, a store never does."""


class StoreInfo(NamedTuple):
    """What a store says of itself."""

    schema_version: int
    simulation: bool
    """Whether the clock comes from the commands instead of the machine."""
    store_id: UUID
    created: datetime

    def rows(self) -> list[tuple[str, str]]:
        """As keys and values of the table ``store_info``."""
        return [
            ("schema_version", str(self.schema_version)),
            ("simulation", "yes" if self.simulation else "no"),
            ("store_id", str(self.store_id)),
            ("created", self.created.isoformat().replace("+00:00", "Z")),
        ]

    @classmethod
    def from_rows(cls, rows: dict[str, str]) -> "StoreInfo":
        """Raises KeyError or ValueError where the table is not as ``rows`` wrote it."""
        return cls(
            schema_version=int(rows["schema_version"]),
            simulation={"yes": True, "no": False}[rows["simulation"]],
            store_id=UUID(rows["store_id"]),
            created=datetime.fromisoformat(rows["created"]),
        )

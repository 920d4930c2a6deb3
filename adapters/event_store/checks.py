"""Everything that can be found wrong with a store's file, for doctor and for restore."""

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from adapters.event_store import appends
from adapters.event_store.errors import told_by_code
from adapters.event_store.mapper import FactMapper
from adapters.event_store.recorder import StoreDatastore
from adapters.event_store.schema import COMMANDS, EVENTS, StoreInfo
from domain.fact import Fact, Recorded
from workflows.outcome import Accepted, Outcome, Refused
from workflows.ports import StoreUnavailable

_OUTCOMES = """SELECT command_id, outcome, command_outcomes.position, event.position IS NOT NULL,
CASE WHEN json_valid(CAST(state AS TEXT))
    THEN json_extract(CAST(state AS TEXT), '$.envelope.command_id') END
FROM command_outcomes LEFT JOIN stored_events AS event USING (position) ORDER BY command_id"""


class Finding(NamedTuple):
    """Something wrong. Codes are stable: those of StoreUnavailable, and

    - ``store-altered``: a table, a trigger or a version is not as created;
    - ``stream-gap``: a stream's versions do not run from 1 without a gap;
    - ``fact-misplaced``: a row's columns and its content disagree;
    - ``outcome-missing``: a command has facts but no outcome;
    - ``outcome-untrue``: an outcome does not tell what is stored;
    - ``outcome-damaged``: an outcome cannot be read.
    """

    code: str
    params: Mapping[str, str]

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{name}={value}" for name, value in self.params.items())])


def findings(datastore: StoreDatastore, mapper: FactMapper, info: StoreInfo) -> list[Finding]:
    """Reads the whole store. Where SQLite itself gives up, that is the last finding."""
    found: list[Finding] = []
    try:
        with told_by_code(datastore.path), datastore.reader() as reader:
            for part in (
                _integrity(reader),
                _alterations(reader, info),
                _gaps(reader),
                _facts(reader, mapper),
                _outcomes(reader),
            ):
                found.extend(part)
    except StoreUnavailable as error:
        found.append(Finding(error.code, error.params))
    return found


def _integrity(reader: sqlite3.Connection) -> Iterator[Finding]:
    for (problem,) in reader.execute("PRAGMA integrity_check"):
        if problem != "ok":
            yield Finding("store-damaged", {"problem": problem})


def _alterations(reader: sqlite3.Connection, info: StoreInfo) -> Iterator[Finding]:
    there = {row[0] for row in reader.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")}
    created = {*EVENTS, *COMMANDS}
    for statement in sorted(there ^ created):
        problem = "added" if statement in there else "missing"
        yield Finding("store-altered", {"name": statement.split()[2], "problem": problem})
    [version] = reader.execute("PRAGMA user_version").fetchone()
    if version != info.schema_version:
        yield Finding("store-altered", {"name": "schema_version", "problem": "differs"})


def _gaps(reader: sqlite3.Connection) -> Iterator[Finding]:
    for (stream,) in reader.execute(
        "SELECT originator_id FROM stored_events GROUP BY originator_id "
        "HAVING MIN(originator_version) <> 1 OR MAX(originator_version) <> COUNT(*)"
    ):
        yield Finding("stream-gap", {"stream": stream})


def _facts(reader: sqlite3.Connection, mapper: FactMapper) -> Iterator[Finding]:
    """Every fact is readable and in its place, and every command's facts have their outcome."""
    found: list[Finding] = []
    readable = _readable(reader, mapper, found)
    for command_id, facts in groupby(readable, key=lambda fact: fact.envelope.command_id):
        found.extend(_unlike_outcome(reader, command_id, [fact.position for fact in facts]))
    yield from found


def _readable(
    reader: sqlite3.Connection, mapper: FactMapper, found: list[Finding]
) -> Iterator[Recorded[Fact]]:
    for row in reader.execute(
        "SELECT position, originator_id, originator_version, topic, state FROM stored_events "
        "ORDER BY position"
    ):
        try:
            recorded = mapper.read_row(row)
        except StoreUnavailable as error:
            found.append(Finding(error.code, error.params))
            continue
        inside = (recorded.envelope.stream.hex, recorded.envelope.version, recorded.fact.type)
        if inside != tuple(row)[1:4]:
            found.append(Finding("fact-misplaced", {"position": str(recorded.position)}))
        yield recorded


def _unlike_outcome(
    reader: sqlite3.Connection, command_id: UUID, positions: list[int]
) -> Iterator[Finding]:
    rows = reader.execute(
        "SELECT outcome FROM command_outcomes WHERE command_id = ?", (command_id.hex,)
    ).fetchall()
    stored = Accepted(command_id=command_id, position=positions[-1], facts=len(positions))
    if not rows:
        yield Finding("outcome-missing", {"command_id": command_id.hex})
    elif _outcome(rows[0][0]) != stored:
        yield Finding("outcome-untrue", {"command_id": command_id.hex})


def _outcomes(reader: sqlite3.Connection) -> Iterator[Finding]:
    """Every outcome is readable, and at its position stands what it promises."""
    for command_id, text, position, there, there_by in reader.execute(_OUTCOMES):
        outcome = _outcome(text)
        if outcome is None:
            yield Finding("outcome-damaged", {"command_id": command_id})
        elif outcome.command_id.hex != command_id or not _is_true(
            outcome, position, there=bool(there), by_it=there_by == str(outcome.command_id)
        ):
            yield Finding("outcome-untrue", {"command_id": command_id})


def _is_true(outcome: Outcome, position: int | None, *, there: bool, by_it: bool) -> bool:
    """Whether the column tells the same, and a fact stands there: by the command, if it had any."""
    if isinstance(outcome, Refused):
        return position is None
    if outcome.position != position:
        return False
    return by_it if outcome.facts else there or position == 0


def _outcome(text: str) -> Outcome | None:
    try:
        return appends.to_outcome(text)
    except ValueError:
        return None

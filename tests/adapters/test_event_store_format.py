"""docs/event-format.md tells the truth: here the log is read by that page alone."""

import json
import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.event_store.files import create, open_store
from adapters.event_store.schema import APPLICATION_ID, COMMANDS, EVENTS, SCHEMA_VERSION
from domain.fact import Envelope
from tests.adapters.contract.facts import id_of, mapper, note, tell
from workflows.outcome import Refused
from workflows.ports import Append

PAGE = Path(__file__).resolve().parents[2] / "docs" / "event-format.md"


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    with create(tmp_path / "events.db", mapper(), simulation=True) as store:
        store.append(note("first", "issue", facts=2))
        store.append(tell("second", "issue", "Đê xuống cấp", after=2))
        refusal = Refused(command_id=id_of("third"), code="too-late", params={"Đơn vị": "NB"})
        store.append(Append(id_of("third"), "digest of third", (), {id_of("issue"): 3}, refusal))
        store.backup(tmp_path / "backup.db")
    return tmp_path / "backup.db"


def column(table: str) -> list[str]:
    """The names in backticks in a table's first column, which may hold several to a row."""
    _, rows = PAGE.read_text("utf-8").split(f"| {table} |", 1)
    cells = re.findall(r"^\| (`[^|]+`) \|", rows.split("\n\n")[0], re.MULTILINE)
    return [name for cell in cells for name in re.findall("`([^`]+)`", cell)]


def test_the_page_shows_the_tables_as_they_are() -> None:
    [shown] = re.findall(r"```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    tables = [text for text in (*EVENTS, *COMMANDS) if text.startswith("CREATE TABLE")]

    assert shown == "".join(f"{table};\n" for table in tables)


def test_the_page_names_every_column_key_and_field() -> None:
    assert column("Field of `envelope`") == ["stream", "version", *list(Envelope.model_fields)[2:]]
    assert column("Column of `stored_events`") == [
        *("position", "originator_id", "originator_version", "topic", "state")
    ]
    assert column("Column of `command_outcomes`") == ["command_id", "digest", "outcome", "position"]
    assert column("`store_info.key`") == ["schema_version", "simulation", "store_id", "created"]


def test_the_header_is_as_the_page_says(backup: Path) -> None:
    header = backup.read_bytes()[:100]

    assert header[:16] == b"SQLite format 3\0"
    assert int.from_bytes(header[60:64]) == SCHEMA_VERSION == 1
    assert int.from_bytes(header[68:72]) == APPLICATION_ID == 0x4B4E4748
    assert header[68:72] == b"KNGH"


def test_the_log_can_be_read_and_its_digest_computed_by_the_page_alone(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        rows = connection.execute("SELECT * FROM stored_events ORDER BY position").fetchall()
    digest = sha256()
    for position, stream, version, topic, state in rows:
        digest.update(f"{position} {stream} {version} {topic} {len(state)}\n".encode("ascii"))
        digest.update(state + b"\n")
    parsed = [json.loads(state) for *_, state in rows]

    with open_store(backup.with_name("events.db"), mapper()) as store:
        assert digest.hexdigest() == store.log_digest()
    assert [one["envelope"]["version"] for one in parsed] == [1, 2, 3]
    assert parsed[2]["envelope"]["recorded_at"] == "2018-08-03T02:00:00Z"
    assert parsed[2]["fact"] == {
        "type": "told.v1",
        "text": {"subject": f"issue:{id_of('issue')}", "sealed": "plain:Đê xuống cấp"},
    }


def test_the_outcomes_can_be_read_and_their_digest_computed_by_the_page_alone(
    backup: Path,
) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        rows = connection.execute("SELECT * FROM command_outcomes ORDER BY command_id").fetchall()
    digest = sha256()
    for command_id, command_digest, outcome, _position in rows:
        digest.update(f"{command_id} {command_digest} {outcome}\n".encode())
    by_id = {row[0]: (json.loads(row[2]), row[3]) for row in rows}

    with open_store(backup.with_name("events.db"), mapper()) as store:
        assert digest.hexdigest() == store.outcomes_digest()
    assert by_id[id_of("second").hex] == (
        {
            "outcome": "accepted",
            "command_id": str(id_of("second")),
            "position": 3,
            "facts": 1,
        },
        3,
    )
    assert by_id[id_of("third").hex] == (
        {
            "outcome": "refused",
            "command_id": str(id_of("third")),
            "code": "too-late",
            "params": {"Đơn vị": "NB"},
        },
        None,
    )


def test_a_backup_is_one_plain_file(backup: Path) -> None:
    with closing(sqlite3.connect(f"{backup.as_uri()}?mode=ro&immutable=1", uri=True)) as reader:
        assert reader.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert reader.execute("SELECT COUNT(*) FROM stored_events").fetchone() == (3,)

"""The SQLite store as a file: made whole or not at all, refused with a code, never harmed."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from adapters.event_store import whole_files
from adapters.event_store.files import create, open_store, restore
from adapters.event_store.sqlite import SQLiteStore
from domain.fact import Fact
from tests.adapters.contract.facts import id_of, mapper, note, tell
from workflows.ports import StoreUnavailable

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed store with three commands and more than one page of facts."""
    path = tmp_path / "events.db"
    with create(path, mapper(), simulation=True) as store:
        store.append(note("first", "issue", "meeting", facts=40))
        store.append(tell("second", "issue", "Đê", after=40))
        store.append(note("third", "report"))
    return path


@contextmanager
def code(expected: str) -> Iterator[dict[str, str]]:
    """Expects StoreUnavailable with the code; its params are filled in afterwards."""
    params: dict[str, str] = {}
    with pytest.raises(StoreUnavailable) as unavailable:
        yield params
    assert unavailable.value.code == expected
    params.update(unavailable.value.params)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def tamper(path: Path, *statements: str) -> None:
    """Writes to the file behind the store's back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


# Creating


def test_a_new_store_is_empty_and_tells_what_it_is(tmp_path: Path) -> None:
    created = datetime(2018, 8, 1, tzinfo=UTC)
    store_id = UUID(int=7)

    with create(
        tmp_path / "events.db", mapper(), simulation=False, created=created, store_id=store_id
    ) as store:
        assert store.info == (1, False, store_id, created)
        assert store.head() == 0
    with open_store(tmp_path / "events.db", mapper()) as store:
        assert store.info == (1, False, store_id, created)
        assert store.check() == []


def test_a_store_closed_in_good_order_is_one_file(path: Path) -> None:
    assert names(path.parent) == ["events.db"]


def test_creating_never_touches_what_is_there(path: Path) -> None:
    before = path.read_bytes()

    with code("store-exists") as params:
        create(path, mapper(), simulation=True)

    assert params == {"path": str(path)}
    assert path.read_bytes() == before
    assert names(path.parent) == ["events.db"]


def test_creating_needs_the_folder(tmp_path: Path) -> None:
    with code("store-missing") as params:
        create(tmp_path / "nowhere" / "events.db", mapper(), simulation=True)

    assert params == {"path": str(tmp_path / "nowhere")}


def test_of_two_that_create_at_once_one_store_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "events.db"
    sync = whole_files._sync

    def somebody_was_faster(synced: Path) -> None:
        monkeypatch.setattr(whole_files, "_sync", sync)
        with create(path, mapper(), simulation=True) as store:
            store.append(note("first", "issue"))

    monkeypatch.setattr(whole_files, "_sync", somebody_was_faster)
    with code("store-exists"):
        create(path, mapper(), simulation=True)

    with open_store(path, mapper()) as store:
        assert store.head() == 1
    assert names(tmp_path) == ["events.db"]


@pytest.mark.parametrize("step", ["_sync", "_give_name"])
def test_creating_that_fails_midway_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: Path) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(whole_files, step, fail)
    with code("store-failed"):
        create(tmp_path / "events.db", mapper(), simulation=True)

    assert names(tmp_path) == []


def test_file_systems_without_links_get_a_store_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: Path) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "events.db"
    create(path, mapper(), simulation=True).close()

    assert names(tmp_path) == ["events.db"]
    with code("store-exists"):
        create(path, mapper(), simulation=True)


# Opening what cannot be used


def test_a_missing_store_is_said_to_be_missing(tmp_path: Path) -> None:
    with code("store-missing") as params:
        open_store(tmp_path / "events.db", mapper())

    assert params == {"path": str(tmp_path / "events.db")}
    assert names(tmp_path) == []


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with code("store-failed"):
        open_store(tmp_path, mapper())


@pytest.mark.parametrize("left", [0, 50, 100, 4096, 20_000, -4096, -1])
def test_a_file_cut_short_is_damaged_and_left_alone(path: Path, left: int) -> None:
    cut = path.read_bytes()[:left]
    path.write_bytes(cut)

    with code("store-damaged"):
        open_store(path, mapper())

    assert path.read_bytes() == cut
    assert names(path.parent) == ["events.db"]


def other_database(path: Path) -> None:
    path.unlink()
    tamper(path, "CREATE TABLE recipes (name TEXT)")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(other_database, id="another program's database"),
        pytest.param(lambda path: path.write_text("minutes\n" * 100), id="a text"),
        pytest.param(lambda path: tamper(path, "DROP TABLE store_info"), id="no store_info"),
        pytest.param(lambda path: tamper(path, "DELETE FROM store_info"), id="empty store_info"),
    ],
)
def test_what_is_no_store_is_damaged_and_left_alone(
    path: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(path)
    before = path.read_bytes()

    with code("store-damaged"), open_store(path, mapper()):
        pass

    assert path.read_bytes() == before
    assert names(path.parent) == ["events.db"]


def test_a_store_of_a_newer_version_is_left_alone(path: Path) -> None:
    tamper(path, "PRAGMA user_version = 2")
    before = path.read_bytes()

    with code("store-too-new") as params:
        open_store(path, mapper())

    assert params == {"path": str(path), "found": "2", "known": "1"}
    assert path.read_bytes() == before


@contextmanager
def somebody_writing(path: Path) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_locked_store_can_be_read_and_says_that_it_is_locked(path: Path) -> None:
    with open_store(path, mapper(), busy_seconds=0.05) as store:
        digest = store.log_digest()
        with somebody_writing(path):
            with code("store-locked"):
                store.append(note("fourth", "issue", after=41))
            assert store.head() == 82
            assert store.outcome(id_of("fourth")) is None
        assert store.log_digest() == digest
        assert store.append(note("fourth", "issue", after=41)).command_id == id_of("fourth")


def test_readers_never_wait_for_a_writer_of_the_same_process(path: Path) -> None:
    with open_store(path, mapper(), busy_seconds=0.05) as store:
        with store.recorder.datastore.transaction(commit=True):
            assert store.head() == 82
            assert len(list(store.read(after=80))) == 2
            with code("store-locked"):
                store.append(note("fourth", "issue", after=41))
        assert store.append(note("fourth", "issue", after=41)).command_id == id_of("fourth")


def test_a_store_locked_against_readers_says_so_too(path: Path) -> None:
    before = path.read_bytes()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN IMMEDIATE")
        with code("store-locked"):
            open_store(path, mapper(), busy_seconds=0.05)
        other.execute("ROLLBACK")

    assert path.read_bytes() == before


def test_a_write_that_failed_to_connect_leaves_the_store_usable(path: Path) -> None:
    with open_store(path, mapper(), busy_seconds=0.05) as store:
        store.head()
        away = path.with_name("away.db")
        with closing(sqlite3.connect(path)), pytest.MonkeyPatch.context() as patch:
            patch.setattr(store.recorder.datastore, "path", away)
            for _ in range(2):
                with code("store-missing"):
                    store.append(note("fourth", "issue", after=41))
        assert store.append(note("fourth", "issue", after=41)).command_id == id_of("fourth")


@contextmanager
def without_privileges() -> Iterator[None]:
    """File rights bind nobody who runs as root; the tests might."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def read_only_folder(path: Path) -> Iterator[Path]:
    """A folder that everybody may read, with a store in it; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp())
    shutil.copyfile(path, folder / "events.db")
    (folder / "events.db").chmod(0o444)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_file_can_be_read_and_says_that_it_is_read_only(
    read_only_folder: Path,
) -> None:
    path = read_only_folder / "events.db"
    before = path.read_bytes()
    read_only_folder.chmod(0o777)

    with without_privileges(), open_store(path, mapper()) as store:
        assert store.head() == 82
        with code("store-read-only"):
            store.append(note("fourth", "issue", after=41))

    assert path.read_bytes() == before


def test_a_store_in_a_read_only_folder_says_that_it_is_read_only(read_only_folder: Path) -> None:
    path = read_only_folder / "events.db"
    before = path.read_bytes()
    read_only_folder.chmod(0o555)

    with without_privileges(), code("store-read-only"):
        open_store(path, mapper())

    assert path.read_bytes() == before
    assert names(read_only_folder) == ["events.db"]


def test_a_full_disk_stores_nothing_and_says_that_it_is_full(path: Path) -> None:
    with open_store(path, mapper()) as store:
        with store.recorder.datastore.get_connection(commit=True) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA page_count")
            [pages] = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {pages}")
            cursor.fetchall()

        with code("store-full"):
            store.append(note("fourth", "issue", after=41, facts=500))

        assert store.head() == 82
        assert store.outcome(id_of("fourth")) is None
        assert store.check() == []


def test_a_closed_store_says_that_it_cannot_be_used(path: Path) -> None:
    store = open_store(path, mapper())
    store.close()
    store.close()

    with code("store-failed"):
        store.head()
    with code("store-failed"):
        store.append(note("fourth", "issue", after=41))


# What is stored stays


def test_a_commit_reaches_the_disk_before_it_is_told(path: Path) -> None:
    with (
        open_store(path, mapper()) as store,
        store.recorder.datastore.get_connection(commit=True) as connection,
    ):
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous")
        full = 2
        assert cursor.fetchone()[0] == full
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == "wal"


def test_a_read_connection_cannot_write(path: Path) -> None:
    with (
        open_store(path, mapper()) as store,
        store.recorder.datastore.reader() as reader,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        reader.execute("INSERT INTO store_info VALUES ('key', 'value')")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET topic = 'other.v1' WHERE position = 1",
        "DELETE FROM stored_events WHERE position = 82",
        "REPLACE INTO stored_events VALUES (1, 'x', 1, 'noted.v1', x'7b7d')",
        "REPLACE INTO stored_events SELECT NULL, originator_id, originator_version, topic, state "
        "FROM stored_events WHERE position = 82",
        "INSERT INTO stored_events VALUES (NULL, 'x', 2, 'noted.v1', x'7b7d')",
        "INSERT INTO stored_events VALUES (NULL, 'x', 0, 'noted.v1', x'7b7d')",
        "INSERT INTO stored_events SELECT NULL, originator_id, originator_version + 2, topic, "
        "state FROM stored_events WHERE position = 82",
        "UPDATE command_outcomes SET digest = ''",
        "DELETE FROM command_outcomes",
        "REPLACE INTO command_outcomes SELECT command_id, '', '', 1 FROM command_outcomes",
    ],
)
def test_nothing_that_is_stored_can_be_changed_and_no_version_skipped(
    path: Path, statement: str
) -> None:
    with open_store(path, mapper()) as store:
        before = (store.log_digest(), store.outcomes_digest())

        with pytest.raises(sqlite3.IntegrityError):
            tamper(path, statement)

        assert (store.log_digest(), store.outcomes_digest()) == before
        assert store.check() == []


def test_positions_stay_when_the_file_is_rewritten(path: Path) -> None:
    with open_store(path, mapper()) as store:
        digest = store.log_digest()
        tamper(path, "VACUUM")

        assert store.log_digest() == digest


# Checking

STREAM = id_of("report").hex
LAST = "WHERE position = 82"


@pytest.mark.parametrize(
    ("guard", "statement", "expected"),
    [
        ("updated", f"UPDATE stored_events SET state = x'7b' {LAST}", "store-fact-damaged"),
        ("updated", f"UPDATE stored_events SET topic = 'told.v1' {LAST}", "fact-misplaced"),
        ("updated", f"UPDATE stored_events SET originator_version = 3 {LAST}", "stream-gap"),
        (
            "updated",
            "UPDATE stored_events SET topic = 'noted.v2', state = CAST(replace("
            f"CAST(state AS TEXT), 'noted.v1', 'noted.v2') AS BLOB) {LAST}",
            "store-fact-unknown",
        ),
        ("deleted", f"DELETE FROM stored_events {LAST}", "outcome-untrue"),
        ("deleted", "DELETE FROM stored_events WHERE position = 1", "stream-gap"),
    ],
)
def test_a_tampered_fact_is_found(path: Path, guard: str, statement: str, expected: str) -> None:
    trigger = f"stored_events_are_never_{guard}"
    tamper(path, f"DROP TRIGGER {trigger}", statement)

    with open_store(path, mapper()) as store:
        found = store.check()

    assert expected in {finding.code for finding in found}
    assert ("store-altered", {"name": trigger, "problem": "missing"}) in found


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE command_outcomes SET outcome = '{'", "outcome-damaged"),
        ("UPDATE command_outcomes SET position = position + 1", "outcome-untrue"),
        (
            "UPDATE command_outcomes SET outcome = replace(outcome, '\"facts\":1', '\"facts\":2')",
            "outcome-untrue",
        ),
        (
            "UPDATE command_outcomes SET position = 5, outcome = replace(outcome, ':82', ':5')",
            "outcome-untrue",
        ),
        ("DELETE FROM command_outcomes", "outcome-missing"),
    ],
)
def test_a_tampered_outcome_is_found(path: Path, statement: str, expected: str) -> None:
    guard = "updated" if statement.startswith("UPDATE") else "deleted"
    third = id_of("third").hex
    tamper(
        path,
        f"DROP TRIGGER command_outcomes_are_never_{guard}",
        f"{statement} WHERE command_id = '{third}'",
    )

    with open_store(path, mapper()) as store:
        found = store.check()

    assert (expected, {"command_id": third}) in found


def test_an_outcome_without_its_facts_is_found(path: Path) -> None:
    promise = (
        '{"outcome":"accepted","command_id":"00000000-0000-0000-0000-000000000007",'
        '"position":82,"facts":1}'
    )
    ghost = UUID(int=7).hex
    tamper(path, f"INSERT INTO command_outcomes VALUES ('{ghost}', '', '{promise}', 82)")

    with open_store(path, mapper()) as store:
        assert store.check() == [("outcome-untrue", {"command_id": ghost})]


def test_a_schema_version_that_contradicts_the_header_is_found(path: Path) -> None:
    tamper(path, "UPDATE store_info SET value = '0' WHERE key = 'schema_version'")

    with open_store(path, mapper()) as store:
        assert store.check() == [
            ("store-altered", {"name": "schema_version", "problem": "differs"})
        ]


def test_a_table_that_was_added_is_found(path: Path) -> None:
    tamper(path, "CREATE TABLE notes (text)")

    with open_store(path, mapper()) as store:
        assert store.check() == [("store-altered", {"name": "notes", "problem": "added"})]


def test_a_page_of_rubbish_is_found_and_never_raised(path: Path) -> None:
    whole = path.read_bytes()
    middle = len(whole) // 4096 // 2 * 4096
    path.write_bytes(whole[:middle] + b"\xa5" * 4096 + whole[middle + 4096 :])

    with open_store(path, mapper()) as store:
        assert "store-damaged" in {finding.code for finding in store.check()}


def test_an_index_that_misses_a_row_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        [root] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name LIKE 'sqlite_autoindex_stored_events%'"
        ).fetchone()
    damaged = bytearray(path.read_bytes())
    entries = slice((root - 1) * 4096 + 3, (root - 1) * 4096 + 5)
    damaged[entries] = (int.from_bytes(damaged[entries]) - 1).to_bytes(2)
    path.write_bytes(damaged)

    with open_store(path, mapper()) as store:
        problems = [one.params["problem"] for one in store.check() if one.code == "store-damaged"]

    assert any("missing from index" in problem for problem in problems)


# Backup and restore


def test_a_backup_restores_to_an_equal_store(path: Path, tmp_path: Path) -> None:
    with open_store(path, mapper()) as store:
        store.backup(tmp_path / "backup.db")
        expected = (store.info, store.log_digest(), store.outcomes_digest())

    restore(tmp_path / "backup.db", tmp_path / "restored.db", mapper())

    with open_store(tmp_path / "restored.db", mapper()) as restored:
        assert (restored.info, restored.log_digest(), restored.outcomes_digest()) == expected
        assert restored.append(note("fourth", "issue", after=41)).command_id == id_of("fourth")
    assert names(tmp_path) == ["backup.db", "events.db", "restored.db"]


def test_a_backup_holds_what_is_only_in_the_write_ahead_log(tmp_path: Path) -> None:
    with create(tmp_path / "events.db", mapper(), simulation=True) as store:
        store.append(note("first", "issue"))
        assert (tmp_path / "events.db-wal").stat().st_size > 0
        store.backup(tmp_path / "backup.db")

    restore(tmp_path / "backup.db", tmp_path / "restored.db", mapper())
    with open_store(tmp_path / "restored.db", mapper()) as restored:
        assert restored.head() == 1


def test_a_backup_can_be_restored_from_a_read_only_medium(
    path: Path, read_only_folder: Path, tmp_path: Path
) -> None:
    (read_only_folder / "events.db").unlink()
    with open_store(path, mapper()) as store:
        store.backup(read_only_folder / "backup.db")
    target = Path(tempfile.mkdtemp(dir=read_only_folder))
    target.chmod(0o777)
    read_only_folder.chmod(0o555)

    with without_privileges():
        restore(read_only_folder / "backup.db", target / "restored.db", mapper())

    assert names(read_only_folder) == sorted(["backup.db", target.name])
    read_only_folder.chmod(0o755)


def test_neither_backup_nor_restore_overwrites_anything(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_text("minutes")
    with open_store(path, mapper()) as store:
        with code("store-exists"):
            store.backup(there)
        with code("store-exists"):
            store.backup(path)
        store.backup(tmp_path / "backup.db")
    with code("store-exists"):
        restore(tmp_path / "backup.db", there, mapper())

    assert there.read_text() == "minutes"
    assert names(tmp_path) == ["backup.db", "events.db", "there.db"]


def gap(path: Path) -> None:
    tamper(
        path,
        "DROP TRIGGER stored_events_are_never_deleted",
        "DELETE FROM stored_events WHERE position = 1",
    )


def unreadable_fact(path: Path) -> None:
    tamper(
        path,
        "DROP TRIGGER stored_events_are_never_updated",
        "UPDATE stored_events SET state = x'7b' WHERE position = 1",
    )


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (Path.unlink, "store-missing"),
        (cut, "store-damaged"),
        (gap, "store-damaged"),
        (unreadable_fact, "store-damaged"),
        (lambda path: tamper(path, "PRAGMA user_version = 9"), "store-too-new"),
    ],
)
def test_a_backup_that_is_not_sound_restores_nothing(
    path: Path, tmp_path: Path, spoil: Callable[[Path], object], expected: str
) -> None:
    backup = tmp_path / "backup.db"
    with open_store(path, mapper()) as store:
        store.backup(backup)
    spoil(backup)

    with code(expected) as params:
        restore(backup, tmp_path / "restored.db", mapper())

    assert params["path"] == str(backup)
    assert not (tmp_path / "restored.db").exists()
    assert [name for name in names(tmp_path) if name.endswith((".part", "-wal", "-shm"))] == []


def test_a_store_may_be_read_by_another_while_it_is_written(path: Path) -> None:
    def facts(store: SQLiteStore) -> list[Fact]:
        return [one.fact for one in store.read(after=82)]

    with open_store(path, mapper()) as writer, open_store(path, mapper()) as reader:
        writer.append(note("fourth", "issue", after=41))

        assert facts(reader) == facts(writer)
        assert len(facts(reader)) == 1

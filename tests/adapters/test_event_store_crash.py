"""What the SQLite store promises where processes die, race each other, or hear no answer."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.event_store.files import create, open_store
from adapters.event_store.recorder import StoreDatastore, StoreRecorder
from adapters.event_store.sqlite import SQLiteStore
from tests.adapters.contract.appending_child import FACTS, SHARED
from tests.adapters.contract.facts import id_of, mapper, note
from workflows.outcome import Accepted
from workflows.ports import CommandIdTaken, StoredOutcome, StoreUnavailable

ROOT = Path(__file__).resolve().parents[2]


def start_child(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.adapters.contract.appending_child"]
    return subprocess.Popen(
        [*command, str(path), name, str(count)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def reported(child: subprocess.Popen[str]) -> list[str]:
    """Every success the child told of, up to its end."""
    output, _ = child.communicate()
    return output.splitlines()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "events.db"
    create(path, mapper(), simulation=True).close()
    return path


def test_a_killed_process_leaves_every_reported_command_whole_and_no_half(path: Path) -> None:
    told: list[str] = []
    for kill_after in (1, 2, 7, 30):
        with start_child(path, f"run {kill_after}", count=10_000) as child:
            assert child.stdout is not None
            told += [child.stdout.readline().strip() for _ in range(kill_after)]
            child.kill()
            told += reported(child)

        with open_store(path, mapper()) as store:
            for name in told:
                stored = store.outcome(id_of(name))
                assert stored is not None
                assert isinstance(stored.outcome, Accepted)
                assert stored.outcome.facts == FACTS
            assert store.check() == []
            # What was committed and not yet told is at most one command a run.
            commands = {fact.envelope.command_id for fact in store.read()}
            assert {id_of(name) for name in told} <= commands
            assert store.head() == len(commands) * FACTS

    assert len(commands) - len(set(told)) <= 4


def test_processes_that_append_at_once_lose_nothing(path: Path) -> None:
    children = [start_child(path, name, count=40) for name in ("first", "second")]
    told = [name for child in children for name in reported(child)]

    assert [child.returncode for child in children] == [0, 0]
    assert sorted(told) == sorted(f"{name} {n}" for name in ("first", "second") for n in range(40))
    with open_store(path, mapper()) as store:
        assert store.check() == []
        log = list(store.read())
        assert [fact.position for fact in log] == list(range(1, 80 * FACTS + 1))
        assert len(store.load({id_of(SHARED): 0})[id_of(SHARED)]) == 160
        assert all(store.outcome(id_of(name)) for name in told)


CREATING = """
import sys
from pathlib import Path
from adapters.event_store.files import create
from tests.adapters.contract.facts import mapper
for number in range(10_000):
    create(Path(sys.argv[1]) / f"{number}.db", mapper(), simulation=True).close()
    print(number, flush=True)
"""


def test_a_process_killed_while_creating_leaves_whole_stores_only(tmp_path: Path) -> None:
    for kill_after in (1, 4, 9):
        folder = tmp_path / str(kill_after)
        folder.mkdir()
        command = [sys.executable, "-c", CREATING, str(folder)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            told = [child.stdout.readline().strip() for _ in range(kill_after)]
            child.kill()
            told += reported(child)

        named = [file for file in folder.iterdir() if file.suffix == ".db"]
        assert {f"{number}.db" for number in told} <= {file.name for file in named}
        for file in named:
            with open_store(file, mapper()) as store:
                assert store.check() == []


class NoAnswer(sqlite3.OperationalError):
    sqlite_errorcode = sqlite3.SQLITE_IOERR


class SilentConnection(sqlite3.Connection):
    """Does what it is told and then fails to say so."""

    def commit(self) -> None:
        super().commit()
        raise NoAnswer("disk I/O error")


class FailingConnection(sqlite3.Connection):
    """Fails before anything is committed."""

    def commit(self) -> None:
        raise NoAnswer("disk I/O error")


class SilentDatastore(StoreDatastore):
    connections: type[sqlite3.Connection] = SilentConnection

    def _connect(self, pragma: str) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, factory=self.connections
        )
        connection.row_factory = sqlite3.Row
        return connection


class FailingDatastore(SilentDatastore):
    connections = FailingConnection


@contextmanager
def without_answers(path: Path) -> Iterator[SQLiteStore]:
    with open_store(path, mapper()) as store:
        info = store.info
    with SQLiteStore(StoreRecorder(SilentDatastore(path)), mapper(), info) as silent:
        yield silent


def test_after_a_lost_answer_the_outcome_tells_the_truth(path: Path) -> None:
    with without_answers(path) as store:
        with pytest.raises(StoreUnavailable) as unavailable:
            store.append(note("first", "issue", facts=2))

        assert unavailable.value.code == "store-failed"
        accepted = Accepted(command_id=id_of("first"), position=2, facts=2)
        assert store.outcome(id_of("first")) == StoredOutcome("digest of first", accepted)


def test_after_a_lost_answer_the_store_goes_on(path: Path) -> None:
    with without_answers(path) as store:
        for number in range(3):
            with pytest.raises(StoreUnavailable):
                store.append(note(f"command {number}", "issue", after=number))
        with pytest.raises(StoreUnavailable):
            store.append(note("command 0", "issue", after=3))

        assert store.head() == 3
        assert store.check() == []

    with open_store(path, mapper()) as store, pytest.raises(CommandIdTaken):
        store.append(note("command 2", "issue", after=3))


def test_a_commit_that_fails_stores_nothing_and_frees_the_store(path: Path) -> None:
    with open_store(path, mapper(), busy_seconds=0.1) as store:
        failing = SQLiteStore(StoreRecorder(FailingDatastore(path)), mapper(), store.info)
        with failing:
            with pytest.raises(StoreUnavailable):
                failing.append(note("first", "issue"))

            assert failing.outcome(id_of("first")) is None
            assert store.append(note("second", "issue")).command_id == id_of("second")
        assert store.head() == 1

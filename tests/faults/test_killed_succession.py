"""A run of successions ended at points all over it and begun again: the same log, up to times.

In this process by an exception, in processes of their own by ``kill -9``.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from shutil import copytree
from typing import NamedTuple, cast

import pytest

from adapters import rounds
from adapters.bootstrap import create_events, make_mapper
from adapters.event_store.files import open_store
from adapters.event_store.memory import MemoryStore
from adapters.settings import Settings
from tests.adapters.test_succession import AT, by, log_of, ran
from tests.builders import FOUNDER, World, memory_store
from tests.busy_district import ISSUES, busy_district
from tests.e2e.cli import ROOT, process_environment, run
from tests.faults.report import circumstances, write_section
from workflows.outcome import Outcome
from workflows.ports import Append, CommandIdTaken, Conflict, EventStore

DYING = Path(__file__).with_name("dying_succession.py")
LATER = "2025-07-03 10:00"
"""When it is begun again."""
COMMITS = len(ISSUES)
"""An issue at a time."""


class Kill(NamedTuple):
    when: str
    """``before`` the commit, or ``after`` it and before it is acknowledged."""
    commit: int

    def __str__(self) -> str:
        return f"{self.when} commit {self.commit}"


POINTS = [Kill(when, commit) for commit in range(2, 17) for when in ("before", "after")]
"""Thirty, all over the run."""
SOME = [POINTS[number] for number in (0, 7, 14, 21, 29)]


class Ended(BaseException):
    """The end of the process."""


class Dying:
    """A store whose process ends at a commit."""

    def __init__(self, store: MemoryStore, kill: Kill) -> None:
        self._store, self._kill, self._done = store, kill, 0

    def append_many(
        self, appends: Sequence[Append]
    ) -> Sequence[Outcome | Conflict | CommandIdTaken]:
        self._done += 1
        if self._done == self._kill.commit and self._kill.when == "before":
            raise Ended
        results = self._store.append_many(appends)
        if self._done == self._kill.commit:
            raise Ended
        return results

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


@pytest.fixture(autouse=True)
def _one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "BATCH", 1)


@pytest.fixture(scope="module")
def eve() -> World:
    return busy_district()


def twin(world: World) -> World:
    """Another world with the same log."""
    store = memory_store()
    for command, several in groupby(world.store.read(), lambda one: one.envelope.command_id):
        facts = tuple((one.envelope, one.fact) for one in several)
        expected = {one.stream: one.version - 1 for one, _ in reversed(facts)}
        store.append(Append(command, "0" * 64, facts, expected))
    return World(store, shape="three-tiers")


@pytest.mark.parametrize("kill", POINTS, ids=str)
def test_ended_anywhere_and_begun_again_a_run_leaves_the_same_log(eve: World, kill: Kill) -> None:
    clean, ended = twin(eve), twin(eve)
    assert ran(clean).summary.raised == COMMITS
    with pytest.raises(Ended):
        ran(ended, store=cast(EventStore, Dying(cast(MemoryStore, ended.store), kill)))
    assert eve.store.head() <= ended.store.head() < clean.store.head()

    again = ran(ended, by(LATER)).summary
    assert (again.failures, again.left) == ((), 0)
    assert log_of(ended.store) == log_of(clean.store)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as it stands on the eve, its read models up to date."""
    made = tmp_path_factory.mktemp("eve") / "data"
    with create_events(Settings(made), simulation=True) as store:
        busy_district(store=store)
    assert run("succession", "run", "--dry-run", "--at", AT, "--data", made).code == 0
    return made


class Killed(NamedTuple):
    kill: Kill
    died: bool
    facts: int
    """Stored by the run that was killed."""
    recovered: bool
    """The run begun again ended well, and left what a run that nobody kills leaves."""


def test_killed_with_sigkill_and_run_again_it_leaves_the_same_log(
    folder: Path, tmp_path: Path, *, full: bool
) -> None:
    clean = copytree(folder, tmp_path / "clean")
    assert run(*_command(AT), "--data", clean).code == 0
    expected = _log(clean)
    before = len(_log(folder))
    results = [
        _killed(copytree(folder, tmp_path / str(number)), kill, expected, before)
        for number, kill in enumerate(POINTS if full else SOME)
    ]
    if full:
        write_section(
            "kill -9 of `kiennghi succession run`", _told(results, len(expected) - before)
        )
    assert all(one.died and one.recovered for one in results), results
    assert len({one.facts for one in results}) > len(results) // 2


def _command(at: str) -> tuple[str, ...]:
    return ("succession", "run", "--actor", FOUNDER, "--at", at)


def _killed(data: Path, kill: Kill, expected: list[tuple[object, ...]], before: int) -> Killed:
    dying = subprocess.run(
        [sys.executable, DYING, kill.when, str(kill.commit), *_command(AT), "--data", data],
        cwd=ROOT,
        env=process_environment({}),
        capture_output=True,
        check=False,
    )
    facts = len(_log(data)) - before
    again = run(*_command(LATER), "--json", "--data", data)
    recovered = again.code == 0 and again.json["failures"] == [] and _log(data) == expected
    return Killed(kill, dying.returncode == -signal.SIGKILL, facts, recovered)


def _log(data: Path) -> list[tuple[object, ...]]:
    with open_store(data / "events.sqlite", make_mapper()) as store:
        return log_of(store)


def _told(results: list[Killed], facts: int) -> str:
    return "\n".join(_lines(results, facts))


def _lines(results: list[Killed], facts: int) -> Iterator[str]:
    yield (
        f"A district ends with {COMMITS} issues, one in each state; the run that moves them to "
        f"their successors writes {facts} facts on SQLite (WAL, synchronous FULL), an issue to a "
        "transaction. It is killed with SIGKILL right before a commit, or between a commit and its "
        "reply, and run again two simulated days later. Recovered means: the second run ended "
        "without a failure, and the log is fact for fact, in the same order and under the same "
        "command ids, that of a run that nobody killed; only times differ."
    )
    yield ""
    recovered = sum(one.recovered for one in results)
    yield f"{len(results)} kills: **{recovered} recovered**. {circumstances()}."
    yield ""
    yield "| Killed | Died | Facts stored before | Recovered |"
    yield "|---|---|---|---|"
    for one in results:
        died, well = ("yes" if told else "NO" for told in (one.died, one.recovered))
        yield f"| {one.kill} | {died} | {one.facts} | {well} |"

"""Many at once on one SQLite store: every outcome is final, nothing is lost, doubled or torn."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain as all_of
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest

from adapters.event_store.files import create
from adapters.event_store.mapper import FactMapper
from adapters.event_store.sqlite import SQLiteStore
from adapters.vault import PassThroughVault
from domain.facts import AnyFact
from domain.issue import Status
from tests import builders as b
from tests.builders import World, named
from tests.regimes import chain
from tests.spec import AT
from tests.steps import ISSUE, raised_by_secretary, submitted
from tests.workflows.desks import by_founder, facts_of, note, take, with_issue_in_progress
from workflows.command import Command
from workflows.handling import Desk, Handled
from workflows.outcome import Accepted, Outcome

ROOT = Path(__file__).resolve().parents[2]
THREADS = 8


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    mapper = FactMapper(AnyFact, PassThroughVault())
    with create(tmp_path / "events.db", mapper, simulation=True, busy_seconds=60) as made:
        yield made


@pytest.fixture
def world(store: SQLiteStore) -> World:
    return with_issue_in_progress(World(store).found(chain).at(AT))


def at_once(desk: Desk, shares: Sequence[Sequence[Command]]) -> list[list[Outcome]]:
    """Each thread handles its share in order; all of them start together."""
    start = Barrier(len(shares))

    def work(share: Sequence[Command]) -> list[Outcome]:
        start.wait()
        return [desk.handle(command) for command in share]

    with ThreadPoolExecutor(len(shares)) as threads:
        return list(threads.map(work, shares))


def assert_whole(store: SQLiteStore, commands: Sequence[Command]) -> None:
    """Every command has its outcome and exactly the facts that the outcome tells of."""
    assert store.check() == []
    log = list(store.read())
    assert [one.position for one in log] == list(range(1, len(log) + 1))
    for stream in {one.envelope.stream for one in log}:
        versions = [one.envelope.version for one in log if one.envelope.stream == stream]
        assert versions == list(range(1, len(versions) + 1))
    facts = Counter(one.envelope.command_id for one in log)
    for command in commands:
        stored = store.outcome(command.id)
        assert stored is not None
        assert facts[command.id] == getattr(stored.outcome, "facts", 0)


def test_threads_on_one_busy_issue_lose_and_double_nothing(
    store: SQLiteStore, world: World
) -> None:
    before = len(facts_of(world, ISSUE))
    told: list[Handled] = []
    desk = Desk(store, b.SimulatedClock(), simulation=True, on_handled=told.append)
    shares = [[note(world, f"{n} {thread}") for n in range(20)] for thread in range(THREADS)]

    outcomes = at_once(desk, shares)

    commands = list(all_of.from_iterable(shares))
    assert all(isinstance(one, Accepted) for one in all_of.from_iterable(outcomes))
    assert len(facts_of(world, ISSUE)) == before + len(commands)
    assert_whole(store, commands)
    for share in outcomes:
        positions = [one.position for one in share if isinstance(one, Accepted)]
        assert positions == sorted(set(positions))
    # Threads of one process take turns, so none of them loses a race.
    assert [one.tries for one in told] == [1] * len(commands)


def test_threads_that_send_the_same_commands_get_the_same_outcomes(
    store: SQLiteStore, world: World
) -> None:
    shared = [note(world, f"{number}") for number in range(10)]
    shared.append(world.command("start-work", "p-h2clerk", "NB-H2-VP", issue=ISSUE))
    shared.append(world.command("check-deadlines", "p-scheduler", None, issue=ISSUE))

    outcomes = at_once(world.desk, [shared] * THREADS)

    assert all(share == outcomes[0] for share in outcomes)
    assert_whole(store, shared)


def life_of(world: World, issue: UUID) -> list[Command]:
    """From the report to the lead's first note; the board's decisions among them."""
    common: dict[str, Any] = {"issue": issue}
    letter = b.document("92-CV/HU", b.DISTRICT)
    triage = {"category": "GT", "severity": 3, "authority": "middle-tier"}
    return [
        world.command("receive-issue", "p-h1clerk", "NB-H1-VP", incoming_number="4", **common),
        world.command("triage-issue", "p-h1chair", "NB-H1-TT", **triage, **common),
        world.command(
            "resolve-issue",
            "p-h1chair",
            "NB-H1-TT",
            outcome="done",
            decision="Đồng ý",
            document=letter,
            **common,
        ),
        world.command(
            "reply-to-chapter", "p-h1clerk", "NB-H1-VP", document=letter, text="Xong", **common
        ),
    ]


def test_threads_on_many_issues_and_the_organisation_at_once(
    store: SQLiteStore, world: World
) -> None:
    """Every decision reads the organisation, which somebody changes all the while."""
    issues = [named(f"issue {number}") for number in range(3 * THREADS)]
    for issue in issues:
        take(world, raised_by_secretary(issue=issue), submitted(issue=issue))
    lives = [life_of(world, issue) for issue in issues]
    shares = [[*all_of.from_iterable(lives[thread::THREADS])] for thread in range(THREADS)]
    day = world.now.date()
    for number, share in enumerate(shares):
        person = f"p-registrar{number}"
        share.insert(5, by_founder(world, "name-registrar", person=person, valid_from=day))

    outcomes = at_once(world.desk, shares)

    assert all(isinstance(one, Accepted) for one in all_of.from_iterable(outcomes))
    assert {world.issue(issue).status for issue in issues} == {Status.REPLIED}
    assert_whole(store, list(all_of.from_iterable(shares)))


def test_threads_that_hand_in_many_commands_at_once(store: SQLiteStore, world: World) -> None:
    """Calls that overlap in their issues neither wait for each other for ever nor lose anything."""
    issues = [named(f"issue {number}") for number in range(6)]
    for issue in issues:
        take(world, raised_by_secretary(issue=issue), submitted(issue=issue))
    clusters = [named(f"cluster {thread}") for thread in range(THREADS)]
    shares = [
        [
            world.command("join-cluster", "p-h1chair", "NB-H1-TT", issue=issue, cluster=cluster)
            for issue in (issues if number % 2 else reversed(issues))
        ]
        for number, cluster in enumerate(clusters)
    ]
    start = Barrier(THREADS)

    def work(share: Sequence[Command]) -> list[Outcome]:
        start.wait()
        return world.desk.handle_many(share)

    with ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(all_of.from_iterable(threads.map(work, shares)))

    assert all(isinstance(one, Accepted) for one in outcomes)
    assert_whole(store, list(all_of.from_iterable(shares)))
    for issue in issues:
        joined = [one.fact.cluster for one in facts_of(world, issue) if "joined" in one.fact.type]
        assert sorted(joined) == sorted(clusters)


def test_two_processes_on_one_busy_issue(store: SQLiteStore, world: World) -> None:
    count = 15
    before = len(facts_of(world, ISSUE))
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.workflows.desk_child", store.path, name, str(count)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("first", "second")
    ]
    outputs = [child.communicate()[0] for child in children]

    assert [child.returncode for child in children] == [0, 0]
    first, second = ([json.loads(line) for line in output.splitlines()] for output in outputs)
    assert {one["outcome"] for one in (*first, *second)} == {"accepted"}
    # Whatever both sent has one outcome, and it is the same for both.
    assert first[1::2] == second[1::2]
    assert len(facts_of(world, ISSUE)) == before + 3 * count
    assert store.check() == []
    ids = {UUID(one["command_id"]) for one in (*first, *second)}
    assert len(ids) == 3 * count
    facts = Counter(one.envelope.command_id for one in store.read())
    assert all(facts[id] == 1 for id in ids)

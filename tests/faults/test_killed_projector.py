"""kill -9 of a projector, in the middle of batches and of rebuilds, while others read."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.e2e.cli import ROOT, process_environment
from tests.faults.dying_projector import POINTS
from tests.faults.projecting import BATCH, BATCHES, NAMES, grow, new_log, views_in
from tests.faults.report import circumstances, write_section

FULL = (26, 3)
SHORT = (1, 1)
"""Kills at times spread over the run, and at each point in the code."""
SHORT_POINTS = (
    "between position and rows",
    "between rows and commit",
    "before the pointer",
    "between pointer and removal",
    "in the middle of the removal",
)
FACTS = 500
"""In the log at the start."""
MORE = 100
"""Facts before each run that is killed."""
READERS = 2


class Kill(NamedTuple):
    """After a part of the time of a whole run, or at a point in the code for the n-th time."""

    part: float = 0.0
    point: str = ""
    time: int = 0

    def __str__(self) -> str:
        return f"{self.point}, no. {self.time}" if self.point else f"after {self.part:.0%} of a run"


class Killed(NamedTuple):
    """What one kill left behind."""

    kill: Kill
    died: bool
    """Killed before it was done."""
    unfinished: int
    """Generations that were being built."""
    differences: int
    """Between what readers saw then and another build."""


class Read(NamedTuple):
    """What a reader saw from the first kill to the last."""

    reads: int
    changes: int
    """How often it saw a position that it had not seen before."""
    furthest: tuple[int, ...]


def kills(at_times: int, at_points: int, points: tuple[str, ...]) -> Iterator[Kill]:
    """The same ones in every run; a pointer changes seldom, so its kills come at the first ones."""
    chance = random.Random(4)
    for number in range(at_times):
        yield Kill(part=(number + 1) / (at_times + 1))
    for point in points:
        seldom = any(word in point for word in ("pointer", "removal", "indexes"))
        often = FACTS // (BATCH * BATCHES)
        for _ in range(at_points):
            yield Kill(point=point, time=chance.randint(1, 2 if seldom else often))


def python(script: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, Path(__file__).with_name(script), *map(str, arguments)],
        cwd=ROOT,
        env=process_environment({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    if process.stdout.readline() != "ready\n":
        raise AssertionError(process.communicate()[1])


def ended(process: "subprocess.Popen[str]", after: float | None = None) -> bool:
    """Waits for the end, or kills after so many seconds; whether it was killed."""
    try:
        _, problem = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        _, problem = process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), problem
    return process.returncode == -signal.SIGKILL


@contextmanager
def readers(folder: Path, how_many: int) -> Iterator[list[Read]]:
    """Processes that read as long as the block lasts; filled in at its end."""
    running = [python("reading_views.py", folder) for _ in range(how_many)]
    seen: list[Read] = []
    try:
        for process in running:
            ready(process)
        yield seen
        for process in running:
            out, problem = process.communicate()
            assert process.returncode == 0, problem
            reads, changes, *furthest = map(int, out.split())
            seen.append(Read(reads, changes, tuple(furthest)))
    finally:
        for process in running:
            process.kill()


def test_a_killed_projector_leaves_nothing_wrong_and_readers_never_notice(
    tmp_path: Path, full: bool
) -> None:
    at_times, at_points = FULL if full else SHORT
    planned = list(kills(at_times, at_points, tuple(POINTS) if full else SHORT_POINTS))
    results = []
    with new_log(tmp_path) as store, readers(tmp_path, READERS) as seen:
        views = views_in(tmp_path, store)
        grow(store, FACTS)
        clean = python("dying_projector.py", tmp_path, "never", 0)
        ready(clean)
        started = monotonic()
        assert not ended(clean)
        seconds = monotonic() - started
        for kill in planned:
            grow(store, MORE)
            dying = python("dying_projector.py", tmp_path, kill.point or "never", kill.time)
            ready(dying)
            died = ended(dying, None if kill.point else kill.part * seconds)
            left = views.status()
            differences = sum(len(views.verify(name)) for name in NAMES)
            unfinished = sum(one.building is not None for one in left)
            assert not any(one.running for one in left)
            results.append(Killed(kill, died, unfinished, differences))
        assert views.catch_up().stopped == []
        assert [views.verify(name) for name in NAMES] == [[] for _ in NAMES]
        head = store.head()
        generations = sum(1 for path in views.folder.glob("*.sqlite"))
    assert [str(one.kill) for one in results if one.differences] == []
    assert generations == len(NAMES)
    assert all(one.died for one in results if one.kill.point)
    assert sum(one.died for one in results) >= len(results) * 3 // 4
    assert all(one.reads > len(planned) for one in seen)
    assert all(one.changes > len(planned) // 2 for one in seen)
    assert all(set(one.furthest) == {head} for one in seen)
    if full:
        write_section("kill -9 of a projector", report(results, seen, head))


def test_projectors_at_once_apply_every_fact_once(tmp_path: Path) -> None:
    with new_log(tmp_path) as store:
        grow(store, FACTS)
        together = [python("dying_projector.py", tmp_path, "never", 0) for _ in range(3)]
        for process in together:
            ready(process)
        grow(store, MORE)
        assert [ended(process) for process in together] == [False] * 3
        views = views_in(tmp_path, store)
        assert [views.verify(name) for name in NAMES] == [[] for _ in NAMES]
        assert [one.lag for one in views.status()] == [0 for _ in NAMES]


def report(results: list[Killed], seen: list[Read], head: int) -> str:
    rows = "\n".join(
        f"| {one.kill} | {'yes' if one.died else 'done before'} | {one.unfinished} "
        f"| {one.differences} |"
        for one in results
    )
    reads, changes = sum(one.reads for one in seen), sum(one.changes for one in seen)
    return (
        f"{len(NAMES)} read models ({', '.join(NAMES)}; the first two are made for this test) "
        f"follow a log that grows to {head:,} facts, on SQLite (WAL, synchronous NORMAL), in "
        f"batches of {BATCH}, {BATCHES} to a transaction. A process brings them up to date and "
        "builds each anew; it is killed with SIGKILL, at times spread over its run and at points "
        "in the code where most is open. Right after each kill `verify` compares what readers see "
        "with another build. "
        f"Meanwhile {len(seen)} processes read without pause; each read checks that no position is "
        "before one seen earlier, and in those made for this test that rows, counts and words "
        "found by full-text search belong to the position beside them.\n\n"
        f"{len(results)} kills, {sum(one.died for one in results)} of them before the run was "
        f"done, {sum(one.unfinished for one in results)} left an unfinished generation: "
        f"**{sum(one.differences for one in results)} differences**, and no error or half model "
        f"in {reads:,} reads, which saw {changes:,} changes. {circumstances()}.\n\n"
        "| Killed | Died | Unfinished | Differences |\n"
        f"|---|---|---|---|\n{rows}\n"
    )

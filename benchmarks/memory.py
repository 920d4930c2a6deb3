"""How much memory a rebuild takes, which must not grow with the log."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple, TypeVar

from adapters.bootstrap import EVENTS_FILE
from benchmarks import programs
from benchmarks.made_log import made_log, write_log
from benchmarks.progress import Say
from benchmarks.sections import Figure, Section, table

TITLE = "Memory of a rebuild"
AT_MOST = 1.5
"""Times the memory for the shortest log, which does not fill one transaction."""
_LEAST_FACTS_OF_AN_ISSUE = 20

T = TypeVar("T")


class Rebuild(NamedTuple):
    facts: int
    megabytes: float
    seconds: float
    log_megabytes: float


def memory(folder: Path, lengths: Sequence[int], say: Say) -> Section:
    """Each length of a log in facts, the shortest first; two of them at least."""
    return section([_rebuild(folder / f"{facts}", facts, say) for facts in lengths])


def _rebuild(data: Path, facts: int, say: Say) -> Rebuild:
    data.mkdir()
    log = data / EVENTS_FILE
    endless = made_log(facts // _LEAST_FACTS_OF_AN_ISSUE)
    write_log(log, _told(islice(endless, facts), facts, say))
    ran = programs.run(
        *("projections", "rebuild", "--data", str(data)),
        waiting=lambda time: say(f"rebuilding from {facts:,} facts, {time}"),
    )
    found = Rebuild(facts, ran.megabytes, ran.seconds, log.stat().st_size / 1e6)
    rmtree(data)
    return found


def _told(facts: Iterable[T], of_all: int, say: Say) -> Iterator[T]:
    for number, one in enumerate(facts):
        if number % 10_000 == 0:
            say(f"making the log, {number:,} of {of_all:,} facts")
        yield one


def section(rebuilds: Sequence[Rebuild]) -> Section:
    first, last = rebuilds[0], rebuilds[-1]
    ratio = last.megabytes / first.megabytes
    measured = f"{first.megabytes:.0f} to {last.megabytes:.0f} MB, {ratio:.2f} times"
    name = f"Memory of a rebuild, {first.facts:,} to {last.facts:,} facts"
    figure = Figure(name, measured, f"≤ {AT_MOST} times", ratio <= AT_MOST)
    how = (
        "`kiennghi projections rebuild`, all read models, in a process of its own: its largest "
        "resident size, the interpreter and its libraries included. Rows are kept until their "
        "transaction ends (ADR 0112), so a log that is shorter than one takes less; from there on "
        "memory does not grow."
    )
    rows = (
        (
            f"{one.facts:,}",
            f"{one.log_megabytes:,.0f}",
            f"{one.megabytes:.0f}",
            f"{one.seconds:.1f}",
        )
        for one in rebuilds
    )
    told = table(("Facts", "log, MB", "memory, MB", "seconds"), rows)
    return Section(TITLE, [figure], f"{how}\n\n{told}")

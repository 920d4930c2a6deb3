"""Alternating rounds of several ways to do one thing, their speeds and ratios."""

import gc
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import NamedTuple


class Result(NamedTuple):
    """Medians over the rounds, in operations a second, and how ours relates to the other."""

    name: str
    ours: float
    other: float
    ratio: float
    """Median of the rounds' own ratios; above 1 ours is faster."""


def compare(
    name: str, ours: Callable[[], int], other: Callable[[], int], rounds: int = 15
) -> Result:
    """Each callable does its round of work and returns how many operations that was.

    The order changes from round to round; the first round warms up and does not count. What
    was imported is frozen, so that the garbage collector's passes over it fall on neither side.
    """
    gc.collect()
    gc.freeze()
    speeds: list[tuple[float, float]] = []
    for number in range(rounds + 1):
        if number % 2:
            mine, theirs = _speed(ours), _speed(other)
        else:
            theirs, mine = _speed(other), _speed(ours)
        if number:
            speeds.append((mine, theirs))
    return Result(
        name,
        median(mine for mine, _ in speeds),
        median(theirs for _, theirs in speeds),
        median(mine / theirs for mine, theirs in speeds),
    )


def _speed(work: Callable[[], int]) -> float:
    started = perf_counter()
    operations = work()
    return operations / (perf_counter() - started)


def turns(
    calls: Sequence[Callable[[], object]], rounds: int = 7, times: int = 2, enough: float = 0.5
) -> list[tuple[float, ...]]:
    """Seconds of each call, turn by turn, so that those of one turn met the same disturbances.

    Of several times in one turn the least counts: it found the processor's caches as it left them.
    No further turn begins after ``enough`` seconds.
    """
    found: list[tuple[float, ...]] = []
    order = range(len(calls))
    began = perf_counter()
    gc.disable()
    try:
        while len(found) < rounds and (not found or perf_counter() - began < enough):
            order = order[::-1]
            seconds = {one: min(_seconds(calls[one]) for _ in range(times)) for one in order}
            found.append(tuple(seconds[one] for one in sorted(seconds)))
    finally:
        gc.enable()
    return found


def _seconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started

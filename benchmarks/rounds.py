"""Alternating rounds of two ways to do one thing, medians and their ratio."""

import gc
from collections.abc import Callable
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

    def __str__(self) -> str:
        return f"{self.name:<52} {self.ours:>10,.0f} {self.other:>10,.0f} {self.ratio:>8.2f}"


HEADING = f"{'':<52} {'ours/s':>10} {'library/s':>10} {'ratio':>8}"


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

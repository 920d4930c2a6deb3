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


ENOUGH = 0.5
"""Seconds after which no further round begins."""


def fastest(
    calls: Sequence[Callable[[], object]], rounds: int = 5, times: int = 3
) -> tuple[float, ...]:
    """The least seconds of each call, taken in turns so that a disturbance meets them all alike.

    Each is made several times a turn, so that it finds the processor's caches as it left them.
    """
    best = [float("inf")] * len(calls)
    began = perf_counter()
    gc.disable()
    try:
        for _ in range(rounds):
            for number, call in enumerate(calls):
                for _ in range(times):
                    started = perf_counter()
                    call()
                    best[number] = min(best[number], perf_counter() - started)
            if perf_counter() - began > ENOUGH:
                break
    finally:
        gc.enable()
    return tuple(best)

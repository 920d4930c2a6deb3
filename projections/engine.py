"""Feeds read models from the log: each fact is decoded once for all that stand at its place.

Rows and position of some batches are committed together, so a batch is applied once or not at all.
A fact that a read model cannot take stops that one alone, in front of it; nothing is skipped.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from domain.fact import Fact, Recorded, Unreadable
from projections.follower import Asked, Follower
from projections.garbage import few_collections
from projections.ports import Log

BATCH = 2000
"""Facts that are decoded together: more take more memory and leave the processor's cache."""
BATCHES = 100
"""Batches in a transaction: more collapse into fewer writes, and more is done anew after a kill."""
HELD = 160_000
"""Facts that all read models together have taken when their transaction ends, full or not: what
they hold of them is most of the memory that a run takes.
"""


class Progress(NamedTuple):
    """How far a read model has come, told after each of its batches."""

    name: str
    position: int
    until: int
    """Where it is going."""


def follow(
    log: Log,
    followers: Iterable[Follower],
    *,
    until: int,
    batch_size: int = BATCH,
    batches: int = BATCHES,
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """Brings every follower to ``until``, the head of the log or a place before it.

    Those behind go first until they stand with the next, and from there on all together. One that
    stops is left where it is. Raises whatever the log raises.
    """
    all_of_them = list(followers)
    try:
        with few_collections():
            while going := [one for one in all_of_them if not one.stopped and one.position < until]:
                behind = min(one.position for one in going)
                level = [one for one in going if one.position == behind]
                bound = min((one.position for one in going if one.position > behind), default=until)
                for _ in range(batches):
                    taking = [one for one in level if one.goes_on and one.reached == behind]
                    held = sum(one.taken for one in level)
                    if not taking or behind == bound or held >= HELD:
                        break
                    batch, behind = _batch(log, taking, bound, batch_size)
                    for one in taking:
                        one.take(batch, behind)
                        if progress:
                            progress(Progress(one.read_model.name, one.reached, until))
                for one in level:
                    one.commit()
    finally:
        for one in all_of_them:
            one.roll_back()


def _batch(
    log: Log, level: Sequence[Follower], bound: int, size: int
) -> tuple[list[Recorded[Fact] | Unreadable], int]:
    """So many facts up to ``bound``, and the position up to which there are no others.

    Read only as far as they concern a follower, but the last in any case, for its mark; and all
    of them where one is careful.
    """
    wanted = None if any(one.careful for one in level) else _wanted_by(level)
    batch = list(log.read_each(level[0].reached, size, wanted))
    ended = len(batch) < size
    while batch and batch[-1].position > bound:
        ended = True
        batch.pop()
    if batch and isinstance(batch[-1], Unreadable):
        batch[-1] = _read(log, batch[-1])
    return batch, bound if ended else batch[-1].position


def _read(log: Log, unread: Unreadable) -> Recorded[Fact] | Unreadable:
    """What came unread, read if it can be; as it came where a log that was cut has it no more."""
    found = next(log.read_each(unread.position - 1, 1), unread)
    return found if found.position == unread.position else unread


def _wanted_by(followers: Sequence[Follower]) -> Callable[[str], bool]:
    """Whether facts of a stored name concern any of them."""
    return Asked(lambda topic: any(one.is_concerned(topic) for one in followers)).__getitem__

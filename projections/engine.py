"""Feeds read models from the log: each fact is decoded once for all that stand at its place.

Rows and position of a batch are committed together, so a batch is applied once or not at all. A
fact that a read model cannot take stops that one alone, in front of it; nothing is skipped.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.db.transaction import atomic

from domain.fact import Fact, Recorded, Unreadable
from projections.garbage import few_collections
from projections.ports import Log, ReadModel
from projections.positions import Poison, mark_of, move, standing, stop
from projections.trouble import is_from_outside, place

BATCH = 2000
"""Facts in a transaction: more collapse into fewer upserts, and take more memory."""


class Progress(NamedTuple):
    """How far a read model has come, told after each of its batches."""

    name: str
    position: int
    until: int
    """Where it is going."""


class Follower:
    """A read model that follows the log in the database of an alias."""

    def __init__(self, read_model: ReadModel, alias: str) -> None:
        """Raises DatabaseError where the database is not one of a read model."""
        standing_now = standing(alias)
        self.read_model = read_model
        self.alias = alias
        self.position = standing_now.position if standing_now else 0
        self.facts = 0
        """Facts applied so far, those that do not concern it not counted."""
        self.poison: Poison | None = None
        """Set where it stopped in this run."""
        self.trouble: Exception | None = None
        """What ended its run for a reason that lies outside of facts and fold."""
        self._concerns: dict[str, bool] = {}
        self._recorded = standing_now.poison if standing_now else None

    @property
    def stopped(self) -> bool:
        return self.poison is not None or self.trouble is not None

    def take(self, batch: Sequence[Recorded[Fact] | Unreadable], to: int) -> None:
        """Everything in the log after its position up to ``to``, or as much as it can."""
        wanted: list[Recorded[Fact]] = []
        poison: Poison | None = None
        last: Recorded[Fact] | Unreadable | None = None
        for one in batch:
            if isinstance(one, Unreadable):
                if self.is_concerned(one.topic):
                    poison = Poison(one.position, one.topic, one.reason)
                    to = last.position if last else self.position
                    break
            elif self.is_concerned(one.fact.type):
                wanted.append(one)
            last = one
        try:
            self._apply(wanted, to, mark_of(last))
            if poison and not self.poison:
                self._stop(poison)
        except Exception as error:
            self.trouble = error

    def is_concerned(self, topic: str) -> bool:
        """Whether facts of that stored name bear on it."""
        known = self._concerns.get(topic)
        if known is None:
            known = self._concerns[topic] = self.read_model.concerns(topic)
        return known

    def _apply(self, facts: Sequence[Recorded[Fact]], to: int, mark: str) -> None:
        """In one transaction; where that fails, in halves up to the fact that fails alone."""
        if to == self.position:
            return
        try:
            with atomic(using=self.alias):
                move(self.alias, self.position, to, mark)
                if facts:
                    self.read_model.apply(facts, self.alias)
        except Exception as error:
            if not facts or is_from_outside(error):
                raise
            if len(facts) == 1:
                [one] = facts
                self._stop(Poison(one.position, one.fact.type, f"cannot-apply: {place(error)}"))
                return
            middle = len(facts) // 2
            self._apply(facts[:middle], facts[middle - 1].position, mark_of(facts[middle - 1]))
            if self.poison is None:
                self._apply(facts[middle:], to, mark)
        else:
            self.position = to
            self.facts += len(facts)
            self._recorded = None

    def _stop(self, poison: Poison) -> None:
        self.poison = poison
        if poison != self._recorded:
            stop(self.alias, self.position, poison)
            self._recorded = poison


def follow(
    log: Log,
    followers: Iterable[Follower],
    *,
    until: int,
    batch_size: int = BATCH,
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """Brings every follower to ``until``, the head of the log or a place before it.

    Those behind go first until they stand with the next, and from there on all together. One that
    stops is left where it is. Raises whatever the log raises.
    """
    going = [one for one in followers if one.position < until]
    with few_collections():
        while going:
            behind = min(one.position for one in going)
            level = [one for one in going if one.position == behind]
            bound = min((one.position for one in going if one.position > behind), default=until)
            batch, to = _batch(log, level, bound, batch_size)
            for one in level:
                one.take(batch, to)
                if progress:
                    progress(Progress(one.read_model.name, one.position, until))
            going = [one for one in going if not one.stopped and one.position < until]


def _batch(
    log: Log, level: Sequence[Follower], bound: int, size: int
) -> tuple[list[Recorded[Fact] | Unreadable], int]:
    """So many facts up to ``bound``, and the position up to which there are no others.

    Read only as far as they concern a follower, but the last in any case, for its mark.
    """
    wanted = _Wanted(level)
    batch = list(log.read_each(level[0].position, size, wanted.__getitem__))
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


class _Wanted(dict[str, bool]):
    """Whether facts of a stored name concern any of the followers."""

    def __init__(self, followers: Sequence[Follower]) -> None:
        super().__init__()
        self._followers = followers

    def __missing__(self, topic: str) -> bool:
        wanted = self[topic] = any(one.is_concerned(topic) for one in self._followers)
        return wanted

"""One read model that follows the log: facts go into its fold, rows and position out together."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

from django.db.transaction import atomic

from domain.fact import Fact, Recorded, Unreadable
from projections.ports import Fold, ReadModel
from projections.positions import Overtaken, Poison, mark_of, move, position_of, standing, stop
from projections.trouble import is_from_outside, place

_Batch = Sequence[Recorded[Fact] | Unreadable]


class _RolledBack(Exception):
    """Ends a transaction without effect."""


class Asked(dict[str, bool]):
    """The answers to a question about stored names, each asked once."""

    def __init__(self, question: Callable[[str], bool]) -> None:
        super().__init__()
        self._question = question

    def __missing__(self, topic: str) -> bool:
        answer = self[topic] = self._question(topic)
        return answer


class Follower:
    """A read model that follows the log in the database of an alias.

    ``take`` batch after batch, then ``commit``: that is one transaction. Where the fold fails in
    it, it is taken back, and from there on each batch is a transaction of its own, cut in halves
    up to the fact that fails alone.
    """

    def __init__(self, read_model: ReadModel, alias: str) -> None:
        """Raises DatabaseError where the database is not one of a read model."""
        standing_now = standing(alias)
        self.read_model = read_model
        self.alias = alias
        self.position = standing_now.position if standing_now else 0
        """The last position that is committed."""
        self.reached = self.position
        """The last position that was taken."""
        self.facts = 0
        """Facts applied so far, those that do not concern it not counted."""
        self.poison: Poison | None = None
        """Set where it stopped in this run."""
        self.trouble: Exception | None = None
        """What ended its run for a reason that lies outside of facts and fold."""
        self.careful = False
        """Whether its fold failed: it then wants facts that are read as a whole."""
        self._concerns = Asked(read_model.concerns)
        self._stored_poison = standing_now.poison if standing_now else None
        self._ahead: Poison | None = None
        """What it has come to and not stopped at yet."""
        self._open = ExitStack()
        self._fold: Fold | None = None
        self.taken = 0
        """Facts that its fold took and that are not committed."""
        self._mark = ""

    @property
    def stopped(self) -> bool:
        return self.poison is not None or self.trouble is not None

    @property
    def goes_on(self) -> bool:
        """Whether it can take another batch before ``commit``."""
        return not self.stopped and self._ahead is None

    def is_concerned(self, topic: str) -> bool:
        """Whether facts of that stored name bear on it."""
        return self._concerns[topic]

    def take(self, batch: _Batch, to: int) -> None:
        """Everything in the log after what it has reached up to ``to``, or as much as it can."""
        read: Sequence[Any] = batch
        if Unreadable in map(type, batch):
            batch, to = self._up_to_poison(batch, to)
            read = [one for one in batch if type(one) is Recorded]
        if to == self.reached:
            return
        last = batch[-1] if batch else None
        concerns = self._concerns
        wanted = [one for one in read if concerns[one.fact.type]]
        try:
            if self.careful:
                self._apply(wanted, to, mark_of(last))
            else:
                self._add(wanted, to, mark_of(last))
        except Exception as error:
            self._fail(error)

    def _up_to_poison(self, batch: _Batch, to: int) -> tuple[_Batch, int]:
        """The batch and where it ends, cut in front of what it cannot take."""
        for number, one in enumerate(batch):
            if type(one) is Unreadable and self._concerns[one.topic]:
                self._ahead = Poison(one.position, one.topic, one.reason)
                before = _up_to_the_last_read(batch[:number])
                return before, before[-1].position if before else self.reached
        return batch, to

    def commit(self) -> None:
        """Writes what was taken; then it stands there, or in front of what it cannot take."""
        try:
            if self._fold is not None:
                move(self.alias, self.position, self.reached, self._mark)
                self._fold.write()
                self._open.close()
                self._fold = None
                self._stand_at(self.reached, self.taken)
            if self._ahead and not self.stopped:
                self._stop(self._ahead)
        except Exception as error:
            self._fail(error)

    def roll_back(self) -> None:
        """Forgets what was taken and not committed."""
        self._open.__exit__(_RolledBack, _RolledBack(), None)
        self._fold, self._ahead, self.taken, self.reached = None, None, 0, self.position

    def _fail(self, error: Exception) -> None:
        self.roll_back()
        if self.careful or is_from_outside(error):
            self.trouble = error
        else:
            self.careful = True

    def _add(self, facts: Sequence[Recorded[Fact]], to: int, mark: str) -> None:
        """To the open transaction."""
        if self._fold is None:
            self._fold = self._begin(self._open)
        if facts:
            self._fold.take(facts)
        self.reached, self._mark = to, mark
        self.taken += len(facts)

    def _begin(self, transaction: ExitStack) -> Fold:
        """A fold in a transaction that nobody else can write beside. Raises Overtaken."""
        transaction.enter_context(atomic(using=self.alias))
        if position_of(self.alias) != self.position:
            raise Overtaken(self.position)
        return self.read_model.fold(self.alias)

    def _apply(self, facts: Sequence[Recorded[Fact]], to: int, mark: str) -> None:
        """In a transaction of its own; where that fails, in halves."""
        try:
            with ExitStack() as transaction:
                fold = self._begin(transaction)
                move(self.alias, self.position, to, mark)
                if facts:
                    fold.take(facts)
                fold.write()
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
            self._stand_at(to, len(facts))

    def _stand_at(self, position: int, facts: int) -> None:
        self.position = self.reached = position
        self.facts += facts
        self.taken = 0
        self._stored_poison = None

    def _stop(self, poison: Poison) -> None:
        self.poison = poison
        if poison != self._stored_poison:
            stop(self.alias, self.position, poison)
            self._stored_poison = poison


def _up_to_the_last_read(batch: _Batch) -> _Batch:
    """A place in the log is known again by what is read there."""
    end = len(batch)
    while end and type(batch[end - 1]) is Unreadable:
        end -= 1
    return batch[:end]

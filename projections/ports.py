"""What the engine asks of a read model."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, runtime_checkable

from django.db import models

from domain.fact import Fact, Recorded, Unreadable


class ReadModel(Protocol):
    """One thing that people read: its tables, and its fold over the log.

    What it writes is a function of the facts in order and of its own rows, whatever the cuts
    between batches and transactions: it keeps nothing in memory from one transaction to the next,
    reads no clock, and never looks at the event store.
    """

    name: str
    """Stable name, such as ``inbox``; also the name of its files and in ``status``."""
    version: int
    """Raised with every change of tables or fold; another version on disk is rebuilt."""

    @property
    def tables(self) -> tuple[type[models.Model], ...]: ...

    def concerns(self, topic: str) -> bool:
        """Whether facts of that stored name, known or not, bear on it.

        Facts that do not are passed over, and one of an unknown version stops only the read
        models that it concerns.
        """
        ...

    def fold(self, alias: str) -> "Fold":
        """A fold that goes on from the rows in the tables of the database alias.

        Made inside a transaction, which also moves the position and ends with the fold. Any
        exception leaves rows and position as they were.
        """
        ...


class Fold(Protocol):
    """Facts become rows: batch after batch is taken, and once, at the end, all is written.

    It may write before that, and read what it wrote; many facts of one row collapse to one write.
    """

    def take(self, batch: Sequence[Recorded[Fact]]) -> None: ...

    def write(self) -> None: ...


class FoldOfEachBatch:
    """A fold that writes with each batch all that it changes."""

    def __init__(self, fold: Callable[[Sequence[Recorded[Fact]], str], None], alias: str) -> None:
        self._fold = fold
        self._alias = alias

    def take(self, batch: Sequence[Recorded[Fact]]) -> None:
        self._fold(batch, self._alias)

    def write(self) -> None:
        """All is written."""


@runtime_checkable
class WithReadersIndexes(Protocol):
    """A read model whose fold does without some of its indexes."""

    indexed_for_readers: tuple[type[models.Model], ...]
    """Tables whose ``Meta.indexes`` only queries use: a file that nobody reads yet gets them when
    its rows are there, which takes a fraction of the time.
    """


@runtime_checkable
class WithStatements(Protocol):
    """A read model that needs more than Django's tables."""

    statements: tuple[str, ...]
    """Run in a new file after the tables were made: virtual tables, indexes, WITHOUT ROWID tables
    (whose Django model then says ``managed = False``). Nothing in them is replaced, ``%`` included.
    """


class Log(Protocol):
    """Where the facts come from."""

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        """The log in order of position, after the one given.

        What cannot be read, and what is of a stored name that is not ``wanted``, comes unread.
        """
        ...

    def head(self) -> int:
        """The last position; 0 for an empty log."""
        ...

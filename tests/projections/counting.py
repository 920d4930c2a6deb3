"""Small read models for the tests of the engine, and a log that tells what was read of it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from django.db import connections, models

from adapters.event_store.memory import MemoryStore
from domain.fact import Fact, Recorded, Unreadable
from projections.ports import FoldOfEachBatch, Log
from tests.adapters.contract.facts import id_of, mapper, note, tell
from workflows.ports import EventStore


class CountOfFacts(models.Model):
    stream = models.CharField(max_length=32, primary_key=True)
    facts = models.IntegerField()
    last = models.BigIntegerField()

    class Meta:
        app_label = "projections"
        db_table = "count_of_facts"


class Counting:
    """How many facts each stream has, and the position of the last of them."""

    tables = (CountOfFacts,)

    def __init__(
        self,
        name: str = "counting",
        *,
        version: int = 1,
        begins: str = "",
        factor: int = 1,
        before: Callable[[Recorded[Fact]], None] | None = None,
    ) -> None:
        """``begins``: how the stored names that concern it begin. ``factor``: another fold.

        ``before`` is called with each fact once the batch is written, and may raise.
        """
        self.name = name
        self.version = version
        self.begins = begins
        self.factor = factor
        self.before = before

    def concerns(self, topic: str) -> bool:
        return topic.startswith(self.begins)

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(self.apply, alias)

    def apply(self, batch: Sequence[Recorded[Fact]], alias: str) -> None:
        counts: Counter[UUID] = Counter(one.envelope.stream for one in batch)
        last = {one.envelope.stream: one.position for one in batch}
        with connections[alias].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO count_of_facts (stream, facts, last) VALUES (%s, %s, %s) "
                "ON CONFLICT (stream) DO UPDATE "
                "SET facts = facts + excluded.facts, last = excluded.last",
                [
                    (stream.hex, count * self.factor, last[stream])
                    for stream, count in counts.items()
                ],
            )
        for one in batch:
            if self.before:
                self.before(one)


class Searching:
    """The types of all facts as words, in what Django's tables cannot be: a full-text index."""

    name = "searching"
    version = 1
    tables = ()
    statements = (
        "CREATE TABLE fact_types (position INTEGER PRIMARY KEY, type TEXT) WITHOUT ROWID",
        "CREATE VIRTUAL TABLE words_of_facts USING fts5(type, content='', prefix='2')",
        "CREATE INDEX odd_types ON fact_types (position) WHERE type LIKE '%v1'",
    )

    def concerns(self, topic: str) -> bool:
        return True

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(self.apply, alias)

    def apply(self, batch: Sequence[Recorded[Fact]], alias: str) -> None:
        with connections[alias].cursor() as cursor:
            values = [(one.position, one.fact.type) for one in batch]
            cursor.executemany("INSERT INTO fact_types VALUES (%s, %s)", values)
            cursor.executemany("INSERT INTO words_of_facts (rowid, type) VALUES (%s, %s)", values)


class Watched:
    """A log that counts what is read of each position, and may end early."""

    def __init__(self, log: Log, end: int | None = None) -> None:
        self.log = log
        self.end = end
        self.reads: Counter[int] = Counter()
        self.types: Counter[str] = Counter()
        """Of those that were really read."""

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        for one in self.log.read_each(after, limit, wanted):
            if one.position > self.head():
                return
            self.reads[one.position] += 1
            if not isinstance(one, Unreadable):
                self.types[one.fact.type] += 1
            yield one

    def head(self) -> int:
        return self.log.head() if self.end is None else min(self.end, self.log.head())


def unknown(position: int, topic: str = "noted.v9") -> Unreadable:
    return Unreadable(position, id_of("stream 1"), topic, "store-fact-unknown")


def counted(alias: str) -> int:
    with connections[alias].cursor() as cursor:
        [(facts,)] = cursor.execute("SELECT TOTAL(facts) FROM count_of_facts").fetchall()
    return int(facts)


class WithUnknown:
    """A log in which one fact is of a version that nobody knows."""

    def __init__(self, log: EventStore, position: int, topic: str = "noted.v9") -> None:
        self.log = log
        self.fact = unknown(position, topic)

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        for one in self.log.read_each(after, limit, wanted):
            yield self.fact if one.position == self.fact.position else one

    def head(self) -> int:
        return self.log.head()


def log_of(facts: int) -> MemoryStore:
    """A log with so many facts, spread over three streams; every fifth is another type."""
    store = MemoryStore(mapper())
    grow(store, facts)
    return store


def grow(store: EventStore, facts: int) -> None:
    """That many more facts, each by a command of its own."""
    for number in range(store.head() + 1, store.head() + facts + 1):
        command, stream = f"command {number}", f"stream {number % 3}"
        after = (number - 1) // 3 if number % 3 else number // 3 - 1
        if number % 5:
            store.append(note(command, stream, after=after))
        else:
            store.append(tell(command, stream, "Đường hỏng", after))


def number_at_most(limit: int) -> Callable[[Recorded[Fact]], None]:
    """A fold that cannot take facts from the position after ``limit`` on."""

    def check(one: Recorded[Fact]) -> None:
        if one.position > limit:
            raise KeyError("Đường hỏng")

    return check

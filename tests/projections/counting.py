"""A small read model: how many facts of each kind a stream has, and in which order they came."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.db import connections, models

from domain.fact import Fact, Recorded


class CountOfFacts(models.Model):
    stream = models.CharField(max_length=32, primary_key=True)
    facts = models.IntegerField()
    last = models.BigIntegerField()

    class Meta:
        app_label = "projections"
        db_table = "count_of_facts"


class Counting:
    """Counts the facts of each stream; a test may choose names, versions and topics."""

    tables = (CountOfFacts,)

    def __init__(
        self, name: str = "counting", version: int = 1, topics: str = "", factor: int = 1
    ) -> None:
        """``topics``: how the stored names begin that concern it. ``factor``: another fold."""
        self.name = name
        self.version = version
        self.topics = topics
        self.factor = factor

    def concerns(self, topic: str) -> bool:
        return topic.startswith(self.topics)

    def apply(self, batch: Sequence[Recorded[Fact]], alias: str) -> None:
        counts: Counter[UUID] = Counter(one.envelope.stream for one in batch)
        last = {one.envelope.stream: one.position for one in batch}
        with connections[alias].cursor() as cursor:
            cursor.executemany(
                "INSERT INTO count_of_facts (stream, facts, last) VALUES (%s, %s, %s) "
                "ON CONFLICT (stream) DO UPDATE "
                "SET facts = facts + excluded.facts, last = excluded.last",
                [(s.hex, count * self.factor, last[s]) for s, count in counts.items()],
            )

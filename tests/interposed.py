"""An event store that something happens to between two of the Desk's steps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from uuid import UUID

from domain.fact import Fact, Recorded, Unreadable
from workflows.outcome import Outcome
from workflows.ports import (
    Append,
    CommandIdTaken,
    Conflict,
    EventStore,
    StoredOutcome,
    StoreUnavailable,
)

Happening = Callable[[], object]


def unavailable() -> None:
    raise StoreUnavailable("store-locked", path="events.db")


class Interposed:
    """Passes everything on; what stands in a queue happens once, at the next step of its kind."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self.before_outcome: list[Happening] = []
        self.before_append: list[Happening] = []
        self.after_append: list[Happening] = []
        """After the commit and before its acknowledgement."""
        self.unreadable: set[UUID] = set()
        """Streams that cannot be loaded."""
        self.loads: list[Mapping[UUID, int]] = []
        self.appended: list[Sequence[Append]] = []
        """One entry for each transaction that was asked for."""

    def outcome(self, command_id: UUID) -> StoredOutcome | None:
        _next(self.before_outcome)
        return self.store.outcome(command_id)

    def outcomes(self, command_ids: Sequence[UUID]) -> Mapping[UUID, StoredOutcome]:
        _next(self.before_outcome)
        return self.store.outcomes(command_ids)

    def load(self, streams: Mapping[UUID, int]) -> Mapping[UUID, list[Recorded[Fact]]]:
        self.loads.append(streams)
        if self.unreadable & streams.keys():
            raise StoreUnavailable("store-fact-damaged", position="7")
        return self.store.load(streams)

    def append(self, append: Append) -> Outcome:
        self.appended.append([append])
        _next(self.before_append)
        outcome = self.store.append(append)
        _next(self.after_append)
        return outcome

    def append_many(
        self, appends: Sequence[Append]
    ) -> Sequence[Outcome | Conflict | CommandIdTaken]:
        self.appended.append(appends)
        _next(self.before_append)
        results = self.store.append_many(appends)
        _next(self.after_append)
        return results

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Recorded[Fact]]:
        return self.store.read(after, limit)

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        return self.store.read_each(after, limit, wanted)

    def stream_at(self, position: int) -> UUID | None:
        return self.store.stream_at(position)

    def head(self) -> int:
        return self.store.head()


def _next(queue: list[Happening]) -> None:
    if queue:
        queue.pop(0)()

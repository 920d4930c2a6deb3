"""The event store in memory, on the library's recorder of plain old Python objects."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import count, islice
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.popo import POPOApplicationRecorder

from adapters.event_store.appends import (
    digest_of_log,
    digest_of_outcomes,
    encode,
    main_stream,
    outcome_of,
    to_outcome,
    to_text,
)
from adapters.event_store.errors import DamagedFact, UnknownFact, unreadable
from adapters.event_store.mapper import FactMapper
from adapters.event_store.schema import SCHEMA_VERSION, StoreInfo
from domain.fact import NOT_ASKED_FOR, Fact, Recorded, Unreadable
from workflows.outcome import Outcome
from workflows.ports import Append, CommandIdTaken, Conflict, StoredOutcome


class MemoryRecorder(POPOApplicationRecorder):
    """The library's recorder, with the command outcomes beside the events under one lock."""

    def __init__(self) -> None:
        super().__init__()
        self._outcomes: dict[str, tuple[str, str]] = {}

    def outcome(self, command_id: str) -> tuple[str, str] | None:
        """Digest and outcome."""
        with self._database_lock:
            return self._outcomes.get(command_id)

    def outcomes(self) -> list[tuple[str, str, str]]:
        """Command id, digest and outcome in order of id."""
        with self._database_lock:
            return [(key, *value) for key, value in sorted(self._outcomes.items())]

    def stored(self, position: int) -> StoredEvent | None:
        with self._database_lock:
            inside = 0 < position <= len(self._stored_events)
            return self._stored_events[position - 1] if inside else None

    def positions(self, stream: UUID, after: int) -> list[int]:
        """Positions of the stream's events after the version given, in order."""
        with self._database_lock:
            index = self._stored_events_index.get(str(stream), {})
            return [index[version] + 1 for version in range(after + 1, len(index) + 1)]

    def append_many(
        self, appends: Iterable[tuple[Append, list[StoredEvent]]]
    ) -> list[Outcome | Conflict | CommandIdTaken]:
        """Each append with its facts as they will be stored; nobody else appends meanwhile."""
        with self._database_lock:
            return [self._append(append, events) for append, events in appends]

    def _append(
        self, append: Append, events: list[StoredEvent]
    ) -> Outcome | Conflict | CommandIdTaken:
        """Decides before it writes, so an append that fails has nothing to take back."""
        if append.command_id.hex in self._outcomes:
            return CommandIdTaken(append.command_id)
        for stream, version in append.expected.items():
            if len(self._stored_events_index.get(str(stream), {})) != version:
                return Conflict(stream)
        positions = self.insert_events(events)
        position = positions[-1] if positions else self._head_of_main_stream(append)
        outcome = outcome_of(append, position)
        self._outcomes[append.command_id.hex] = (append.digest, to_text(outcome))
        return outcome

    def _head_of_main_stream(self, append: Append) -> int:
        stream = main_stream(append)
        positions = self.positions(stream, 0) if stream else []
        return positions[-1] if positions else 0


class MemoryStore:
    """Implements ``workflows.ports.EventStore``; forgets everything with the process.

    Facts go through the mapper as in every other store, so what cannot be stored fails here too.
    """

    def __init__(self, mapper: FactMapper, *, simulation: bool = True) -> None:
        self.info = StoreInfo(SCHEMA_VERSION, simulation, uuid4(), datetime.now(UTC))
        self.recorder = MemoryRecorder()
        self._mapper = mapper

    def outcome(self, command_id: UUID) -> StoredOutcome | None:
        return self.outcomes([command_id]).get(command_id)

    def outcomes(self, command_ids: Sequence[UUID]) -> Mapping[UUID, StoredOutcome]:
        return {
            command_id: StoredOutcome(row[0], to_outcome(row[1]))
            for command_id in command_ids
            if (row := self.recorder.outcome(command_id.hex))
        }

    def load(self, streams: Mapping[UUID, int]) -> Mapping[UUID, list[Recorded[Fact]]]:
        return {
            stream: [
                self._mapper.to_recorded(position, event)
                for position in self.recorder.positions(stream, after)
                if (event := self.recorder.stored(position))
            ]
            for stream, after in streams.items()
        }

    def append(self, append: Append) -> Outcome:
        """Also raises ValueError or TypeError for an append that no store could keep."""
        [result] = self.append_many([append])
        if isinstance(result, Exception):
            raise result
        return result

    def append_many(
        self, appends: Sequence[Append]
    ) -> Sequence[Outcome | Conflict | CommandIdTaken]:
        """ValueError or TypeError, as ``append`` raises them, come before anything is stored."""
        return self.recorder.append_many(
            [(append, encode(append, self._mapper)) for append in appends]
        )

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Recorded[Fact]]:
        for position in islice(count(after + 1), limit):
            event = self.recorder.stored(position)
            if event is None:
                return
            yield self._mapper.to_recorded(position, event)

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        for position in islice(count(after + 1), limit):
            event = self.recorder.stored(position)
            if event is None:
                return
            if wanted and not wanted(event.topic):
                yield Unreadable(position, None, event.topic, NOT_ASKED_FOR)
                continue
            try:
                yield self._mapper.to_recorded(position, event)
            except (UnknownFact, DamagedFact) as error:
                yield unreadable(error, event.originator_id, event.topic)

    def stream_at(self, position: int) -> UUID | None:
        event = self.recorder.stored(position)
        return UUID(str(event.originator_id)) if event else None

    def head(self) -> int:
        return self.recorder.max_notification_id() or 0

    def log_digest(self) -> str:
        """SHA-256 over every stored row in order (docs/event-format.md)."""
        events = enumerate(self._events(), start=1)
        return digest_of_log(
            (position, UUID(str(e.originator_id)).hex, e.originator_version, e.topic, e.state)
            for position, e in events
        )

    def outcomes_digest(self) -> str:
        """SHA-256 over every command's outcome in order of command id (docs/event-format.md)."""
        return digest_of_outcomes(self.recorder.outcomes())

    def _events(self) -> Iterator[StoredEvent]:
        for position in count(1):
            event = self.recorder.stored(position)
            if event is None:
                return
            yield event

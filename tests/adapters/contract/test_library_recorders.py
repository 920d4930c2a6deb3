"""The library's own contract tests, run against our recorders.

Left out are its `test_performance` and `test_concurrent_throughput`: they print rates and assert
nothing about the recorder that the other tests do not.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.tests import persistence as library

from adapters.event_store.memory import MemoryRecorder
from adapters.event_store.recorder import StoreDatastore, StoreRecorder, connect


class OnSQLite:
    """The recorder on its own table, without the rules for streams that only a store has."""

    recorder_class: type[StoreRecorder] = StoreRecorder
    recorder: StoreRecorder

    @pytest.fixture(autouse=True)
    def _recorder(self, tmp_path: Path) -> Iterator[None]:
        path = tmp_path / "events.db"
        connect(path, mode="rwc").close()
        self.recorder = self.recorder_class(StoreDatastore(path, busy_seconds=60))
        self.recorder.create_table()
        yield
        self.recorder.datastore.close()

    def create_recorder(self) -> StoreRecorder:
        return self.recorder


class InMemory:
    recorder_class: type[MemoryRecorder] = MemoryRecorder

    def create_recorder(self) -> MemoryRecorder:
        return self.recorder_class()


class SilentStoreRecorder(StoreRecorder):
    """Aggregate recorders return no positions; in all else ours is one."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


class SilentMemoryRecorder(MemoryRecorder):
    """As SilentStoreRecorder."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


class TestSQLiteAsAggregateRecorder(OnSQLite, library.AggregateRecorderTestCase):
    recorder_class = SilentStoreRecorder
    test_performance = None  # type: ignore[assignment]  # a benchmark


class TestMemoryAsAggregateRecorder(InMemory, library.AggregateRecorderTestCase):
    recorder_class = SilentMemoryRecorder
    test_performance = None  # type: ignore[assignment]  # a benchmark


class TestSQLiteAsApplicationRecorder(OnSQLite, library.ApplicationRecorderTestCase[StoreRecorder]):
    test_performance = None  # type: ignore[assignment]  # a benchmark
    test_concurrent_throughput = None  # type: ignore[assignment]  # a benchmark


class TestMemoryAsApplicationRecorder(
    InMemory, library.ApplicationRecorderTestCase[MemoryRecorder]
):
    test_performance = None  # type: ignore[assignment]  # a benchmark
    test_concurrent_throughput = None  # type: ignore[assignment]  # a benchmark

    def test_a_subscription_delivers_what_is_stored_before_and_after_it(self) -> None:
        self.optional_test_insert_subscribe()


class TestSQLiteNeverInterleavesPositions(OnSQLite, library.NonInterleavingNotificationIDsBaseCase):
    pass


class TestMemoryNeverInterleavesPositions(InMemory, library.NonInterleavingNotificationIDsBaseCase):
    pass

"""A read model as of an earlier time equals one folded from what was recorded by then."""

from datetime import timedelta

import pytest

from adapters.databases import IN_MEMORY, opened
from adapters.past import AsOf, folded_at
from domain.fact import Fact, Recorded
from projections.deadlines import Deadlines
from projections.engine import follow
from projections.follower import Follower
from projections.tables import create_tables
from tests.e2e.stories import told
from tests.projections.harness import Rows, cut, folded, rows_of
from workflows.ports import EventStore


@pytest.fixture(scope="module")
def store() -> EventStore:
    """An issue's way to the province and back."""
    return told().store


def log_of(store: EventStore) -> list[Recorded[Fact]]:
    return list(store.read())


def by_then(store: EventStore, last: Recorded[Fact]) -> Rows:
    """From the facts alone that had been recorded by the time of that one."""
    at = last.envelope.recorded_at
    known = [one for one in log_of(store) if one.envelope.recorded_at <= at]
    with folded(Deadlines(), cut(known)) as alias:
        return rows_of(alias)


def test_at_the_time_of_each_fact_it_is_as_if_the_log_ended_there(store: EventStore) -> None:
    for last in log_of(store):
        with folded_at(Deadlines(), store, last.envelope.recorded_at) as follower:
            assert follower.poison is None
            assert rows_of(follower.alias) == by_then(store, last)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 2000])
def test_whatever_the_batches(store: EventStore, size: int) -> None:
    for last in log_of(store)[::5]:
        with opened(IN_MEMORY) as alias:
            create_tables(Deadlines(), alias)
            log = AsOf(store, last.envelope.recorded_at)
            follow(log, [Follower(Deadlines(), alias)], until=log.head(), batch_size=size)

            assert rows_of(alias) == by_then(store, last)


def test_before_the_first_fact_there_is_nothing(store: EventStore) -> None:
    at = log_of(store)[0].envelope.recorded_at - timedelta(microseconds=1)

    with folded_at(Deadlines(), store, at) as follower:
        assert rows_of(follower.alias)["deadline"] == []

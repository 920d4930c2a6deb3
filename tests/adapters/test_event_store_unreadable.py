"""read_each: what cannot be read is handed on in its place, and everything else is read."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from adapters.event_store.files import create
from adapters.event_store.memory import MemoryStore
from domain.fact import NOT_ASKED_FOR, Unreadable
from tests.adapters.contract.facts import id_of, mapper, note, tell
from workflows.ports import EventStore

Insert = Callable[[str, int, str, bytes], None]
FUTURE = b'{"envelope": {}, "fact": {"type": "noted.v9", "number": "nine"}}'


@pytest.fixture(params=["memory", "sqlite"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[EventStore, Insert]]:
    """A store, and how a row gets into it that this program would not write."""
    if request.param == "memory":
        memory = MemoryStore(mapper())

        def insert(stream: str, version: int, topic: str, state: bytes) -> None:
            memory.recorder.insert_events([StoredEvent(UUID(stream), version, topic, state)])

        yield memory, insert
        return
    path = tmp_path / "events.db"

    def insert_row(stream: str, version: int, topic: str, state: bytes) -> None:
        with closing(sqlite3.connect(path)) as other:
            other.execute(
                "INSERT INTO stored_events (originator_id, originator_version, topic, state) "
                "VALUES (?, ?, ?, ?)",
                (stream, version, topic, state),
            )
            other.commit()

    with create(path, mapper(), simulation=True) as store:
        yield store, insert_row


def test_readable_facts_are_those_that_read_gives(made: tuple[EventStore, Insert]) -> None:
    store, _ = made
    store.append(note("first", "issue", facts=3))
    store.append(tell("second", "meeting", "Đường liên thôn hư hỏng nặng"))

    assert list(store.read_each()) == list(store.read())
    assert list(store.read_each(after=1, limit=2)) == list(store.read(after=1, limit=2))
    assert list(store.read_each(after=4)) == []


def test_a_fact_of_an_unknown_version_stands_in_its_place(made: tuple[EventStore, Insert]) -> None:
    store, insert = made
    store.append(note("first", "issue", facts=2))
    insert(id_of("issue").hex, 3, "noted.v9", FUTURE)
    store.append(note("second", "meeting"))

    one, two, unknown, four = store.read_each()

    assert [one, two, four] == [*store.read(limit=2), *store.read(after=3)]
    assert unknown == Unreadable(3, id_of("issue"), "noted.v9", "store-fact-unknown")
    assert list(store.read_each(after=2, limit=1)) == [unknown]


def test_a_damaged_fact_is_told_by_the_rule_it_breaks_and_not_by_its_content(
    made: tuple[EventStore, Insert],
) -> None:
    store, insert = made
    insert(id_of("issue").hex, 1, "noted.v1", FUTURE.replace(b"v9", b"v1"))
    insert(id_of("issue").hex, 2, "noted.v1", b"no JSON at all")

    wrong, no_json = store.read_each()

    assert isinstance(wrong, Unreadable)
    assert isinstance(no_json, Unreadable)
    assert wrong.reason == "store-fact-damaged: envelope.stream: missing"
    assert no_json.reason == "store-fact-damaged: json_invalid"
    assert (wrong.position, no_json.position) == (1, 2)


def test_what_nobody_asked_for_is_handed_on_unread(made: tuple[EventStore, Insert]) -> None:
    store, insert = made
    store.append(tell("first", "meeting", "Đường liên thôn hư hỏng nặng"))
    insert(id_of("issue").hex, 1, "noted.v9", FUTURE)
    store.append(note("second", "report"))

    told, future, noted = store.read_each(wanted=lambda topic: topic == "told.v1")

    assert [told] == list(store.read(limit=1))
    assert future == Unreadable(2, None, "noted.v9", NOT_ASKED_FOR)
    assert noted == Unreadable(3, None, "noted.v1", NOT_ASKED_FOR)


def test_a_damaged_stream_is_no_stream(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    with create(path, mapper(), simulation=True) as store:
        with closing(sqlite3.connect(path)) as other:
            other.execute("INSERT INTO stored_events VALUES (1, 'no uuid', 1, 'noted.v1', '{}')")
            other.commit()

        assert list(store.read_each()) == [
            Unreadable(1, None, "noted.v1", "store-fact-damaged: originator_id")
        ]

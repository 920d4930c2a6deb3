"""A row read in halves: the fact at once, the envelope when somebody asks for it (ADR 0024)."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import ValidationError

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.event_store import halves
from adapters.event_store.files import create
from adapters.event_store.halves import LateEnvelope
from adapters.event_store.sqlite import SQLiteStore
from domain.fact import Envelope, Fact, Recorded, Unreadable
from projections.engine import follow
from tests.adapters.contract.facts import mapper, note, tell
from tests.projections.counting import Counting
from tests.projections.harness import followers

Change = Callable[[bytes], bytes]
HOSTILE = r'Đường "hỏng"},"fact":{"type":"noted.v1"}} và {"envelope":{'


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    with create(tmp_path / "events.sqlite", mapper(), simulation=True) as made:
        yield made


def rewrite(store: SQLiteStore, position: int, change: Change) -> None:
    """What nobody should be able to do: the row is written anew past every trigger."""
    with closing(sqlite3.connect(store.path)) as other:
        row = other.execute(
            "SELECT * FROM stored_events WHERE position = ?", (position,)
        ).fetchone()
        for name in [
            n for (n,) in other.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        ]:
            other.execute(f"DROP TRIGGER {name}")
        other.execute("DELETE FROM stored_events WHERE position = ?", (position,))
        other.execute(
            "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", (*row[:4], change(row[4]))
        )
        other.commit()


def wanted(store: SQLiteStore) -> list[Recorded[Fact] | Unreadable]:
    return list(store.read_each(wanted=lambda _: True))


def is_late(one: Recorded[Fact] | Unreadable) -> bool:
    envelope: object = one.envelope if isinstance(one, Recorded) else None
    return isinstance(envelope, LateEnvelope)


def without_directory(state: bytes) -> bytes:
    """The envelope is damaged."""
    return re.sub(rb'"directory":\d+', b'"directory":-1', state)


def test_in_halves_or_whole_it_is_the_same(store: SQLiteStore) -> None:
    store.append(note("first", "issue", facts=3))
    store.append(tell("second", "meeting", HOSTILE))

    found = wanted(store)

    assert {is_late(one) for one in found} == {True}
    assert found == list(store.read())
    assert found == wanted(store)
    assert [hash(one) for one in found] == [hash(one) for one in store.read()]
    assert repr(found) == repr(list(store.read()))


def test_every_question_to_a_late_envelope_has_the_answer_of_the_envelope(
    store: SQLiteStore,
) -> None:
    store.append(note("first", "issue"))

    [late], [whole] = wanted(store), store.read()

    assert isinstance(late, Recorded)
    for name in type(whole.envelope).model_fields:
        assert getattr(late.envelope, name) == getattr(whole.envelope, name)
    with pytest.raises(AttributeError):
        late.envelope.no_such_thing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state.replace(b'{"envelope":{', b'{ "envelope": {'),
        lambda state: state.replace(b'},"fact":{', b'}, "fact": {'),
        lambda state: state + b"\n",
    ],
    ids=["spaced", "spaced between", "line break"],
)
def test_a_row_that_is_written_in_another_way_is_read_whole(
    store: SQLiteStore, change: Change
) -> None:
    store.append(note("first", "issue"))
    rewrite(store, 1, change)

    [found] = wanted(store)

    assert [found] == list(store.read())
    assert not is_late(found)


@pytest.mark.parametrize(
    "change",
    [
        lambda state: state[:-1] + b"]",
        lambda state: state[:-1],
        lambda state: state + b"}",
        lambda state: state.replace(b'},"fact":{', b'},"fact":{"extra":1,'),
        lambda state: state.replace(b'},"fact":{', b'},"fact":{},"fact":{"extra":1,'),
    ],
    ids=["other end", "cut", "one more brace", "unknown field", "two facts"],
)
def test_what_is_damaged_is_told_as_where_it_is_read_whole(
    store: SQLiteStore, change: Change
) -> None:
    store.append(note("first", "issue"))
    rewrite(store, 1, change)

    [found] = wanted(store)

    assert isinstance(found, Unreadable)
    assert [found] == list(store.read_each())


@pytest.mark.parametrize(
    "column", ["state = CAST(state AS TEXT)", "topic = CAST(topic AS BLOB)"], ids=["state", "topic"]
)
def test_columns_of_another_type_are_read_as_where_they_are_read_whole(
    store: SQLiteStore, column: str
) -> None:
    """The table takes any type in any column."""
    store.append(note("first", "issue"))
    rewrite(store, 1, lambda state: state)
    with closing(sqlite3.connect(store.path)) as other:
        other.execute(f"UPDATE stored_events SET {column}")
        other.commit()

    assert list(store.read_each(wanted=str.isascii)) == list(store.read_each())


def test_a_fact_that_lost_its_type_is_damaged(store: SQLiteStore) -> None:
    store.append(note("first", "issue"))
    rewrite(store, 1, lambda state: state.replace(b'"type":"noted.v1",', b""))

    [found] = wanted(store)

    assert [found] == list(store.read_each())
    assert isinstance(found, Unreadable)


def test_texts_that_can_be_erased_are_opened_for_each_fact_alone(store: SQLiteStore) -> None:
    for number in range(3):
        store.append(tell(f"command {number}", f"stream {number}", "Cầu hỏng"))

    facts = [one.fact for one in wanted(store) if isinstance(one, Recorded)]

    assert len({id(fact) for fact in facts}) == 3
    assert facts == [one.fact for one in store.read()]


def test_the_facts_of_one_command_share_what_is_read_of_their_envelopes(
    store: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the Desk records them, and in whatever order somebody else wrote the names."""
    read: list[bytes] = []

    def counted(stored: bytes) -> Envelope:
        read.append(stored)
        return Envelope.model_validate_json(stored)

    monkeypatch.setattr(halves, "_read", counted)
    monkeypatch.setattr(halves, "_latest", ((b"", b""), {}))
    store.append(note("first", "issue", facts=4))
    store.append(note("second", "meeting", facts=2))

    actors = [one.envelope.command_id for one in wanted(store) if isinstance(one, Recorded)]

    assert len(read) == 2
    assert actors == [one.envelope.command_id for one in store.read()]

    def turned(state: bytes) -> bytes:
        stored = json.loads(state)
        names = sorted(stored["envelope"], key=lambda name: (name != "office", name))
        stored["envelope"] = {name: stored["envelope"][name] for name in names}
        return json.dumps(stored, separators=(",", ":")).encode()

    for position in range(1, 7):
        rewrite(store, position, turned)
    assert wanted(store) == list(store.read())


def test_a_damaged_envelope_is_noticed_by_whoever_asks_for_it(store: SQLiteStore) -> None:
    store.append(note("first", "issue"))
    rewrite(store, 1, without_directory)

    [found] = wanted(store)

    assert isinstance(found, Recorded)
    assert found.envelope.version == 1
    with pytest.raises(ValidationError):
        _ = found.envelope.directory
    [whole] = store.read_each()
    assert isinstance(whole, Unreadable)
    assert whole.reason.startswith("store-fact-damaged: envelope.directory")


@pytest.mark.parametrize("batches", [1, 50])
def test_a_damaged_envelope_stops_only_those_that_look_at_it(
    store: SQLiteStore, batches: int
) -> None:
    store.append(note("first", "issue", facts=30))
    for position in (17, 30):
        rewrite(store, position, without_directory)

    def look(one: Recorded[Fact]) -> None:
        assert one.envelope.actor

    with followers(Counting("looking", before=look), Counting("counting")) as [looking, counting]:
        follow(store, [looking, counting], until=30, batch_size=4, batches=batches)

        assert (counting.position, counting.stopped) == (30, False)
        assert looking.poison is not None
        assert (looking.poison.position, looking.position) == (17, 16)
        assert looking.poison.reason.startswith("store-fact-damaged: envelope.directory")

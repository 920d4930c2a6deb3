"""The stored form: what stands in a row, and what happens to a row that cannot be read."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal
from uuid import UUID

import pytest
from eventsourcing.persistence import Notification, StoredEvent

from adapters.event_store.errors import DamagedFact, UnknownFact
from adapters.event_store.mapper import FactMapper
from adapters.vault import PassThroughVault
from domain.fact import Fact
from domain.facts import AnyFact
from tests.adapters.contract.facts import Noted, Told, envelope, id_of, mapper, note, tell

STREAM = id_of("issue")


class Foreign(Fact):
    type: Literal["foreign.v1"] = "foreign.v1"


class NotedOtherwise(Fact):
    type: Literal["noted.v1"] = "noted.v1"
    number: str


def stored(text: str = "Nước sạch") -> StoredEvent:
    return mapper().to_stored(*tell("first", "issue", text).facts[0])


def content(event: StoredEvent) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(event.state)
    return parsed


def with_state(state: bytes, topic: str = "told.v1") -> StoredEvent:
    return StoredEvent(STREAM, 1, topic, state)


def changed(**envelope_fields: Any) -> bytes:
    whole = content(stored())
    whole["envelope"] |= envelope_fields
    return json.dumps(whole).encode()


def test_a_row_is_named_by_its_fact_and_holds_envelope_and_fact() -> None:
    event = stored()

    assert (event.originator_id, event.originator_version) == (STREAM, 1)
    assert event.topic == "told.v1"
    assert content(event) == {
        "envelope": {
            "stream": str(STREAM),
            "version": 1,
            "command_id": str(id_of("first")),
            "command": "note-number",
            "actor": "p-cadre0001",
            "office": "NB-D1",
            "role": "assigned-cadre",
            "on_behalf_of": None,
            "channel": "cli",
            "occurred_at": "2018-08-03T02:00:00Z",
            "recorded_at": "2018-08-03T02:00:00Z",
            "correlation": str(id_of("first")),
            "causation": str(id_of("first")),
            "directory": 7,
        },
        "fact": {
            "type": "told.v1",
            "text": {"subject": f"issue:{STREAM}", "sealed": "plain:Nước sạch"},
        },
    }


def test_vietnamese_letters_stand_in_the_row_as_themselves() -> None:
    assert "Nước sạch".encode() in stored("Nước sạch").state


def test_times_are_stored_in_utc_with_a_z() -> None:
    exact = datetime(2018, 8, 3, 2, 30, 0, 250_000, UTC)
    first = envelope(STREAM, 1, id_of("first")).model_copy(update={"occurred_at": exact})

    event = mapper().to_stored(first, Noted(number=1))

    assert content(event)["envelope"]["occurred_at"] == "2018-08-03T02:30:00.250000Z"
    assert mapper().to_recorded(1, event).envelope.occurred_at == exact


@pytest.mark.parametrize("field", ["occurred_at", "recorded_at"])
def test_a_time_with_another_offset_is_not_written(field: str) -> None:
    in_vietnam = datetime(2018, 8, 3, 9, 30, tzinfo=timezone(timedelta(hours=7)))
    first = envelope(STREAM, 1, id_of("first")).model_copy(update={field: in_vietnam})

    with pytest.raises(ValueError, match="UTC"):
        mapper().to_stored(first, Noted(number=1))


def test_a_row_comes_back_as_envelope_and_fact_with_its_position() -> None:
    first, fact = tell("first", "issue", "Nước sạch").facts[0]

    assert mapper().to_recorded(41, stored()) == (41, first, fact)


def test_a_stream_may_come_as_text() -> None:
    event = StoredEvent(STREAM.hex, 1, "told.v1", stored().state)

    assert mapper().to_recorded(1, event).envelope.stream == STREAM


def test_the_library_may_use_the_mapper_as_its_own() -> None:
    recorded = mapper().to_recorded(41, stored())
    event = mapper().to_stored_event(recorded)

    assert event == stored()
    assert mapper().to_domain_event(event) == recorded._replace(position=0)
    notification = Notification(STREAM, 1, event.topic, event.state, id=41)
    assert mapper().to_domain_event(notification) == recorded


@pytest.mark.parametrize("fact", [Foreign(), NotedOtherwise(number="one")])
def test_a_fact_that_could_not_be_read_back_is_not_written(fact: Fact) -> None:
    with pytest.raises(TypeError, match="not among the facts"):
        mapper().to_stored(envelope(STREAM, 1, id_of("first")), fact)


@pytest.mark.parametrize("topic", ["told.v2", "never-heard-of.v1"])
def test_an_unknown_type_or_version_is_named_with_its_position(topic: str) -> None:
    whole = content(stored())
    whole["fact"]["type"] = topic

    with pytest.raises(UnknownFact) as unknown:
        mapper().to_recorded(41, with_state(json.dumps(whole).encode(), topic))

    assert (unknown.value.position, unknown.value.topic) == (41, topic)
    assert unknown.value.code == "store-fact-unknown"
    assert unknown.value.params == {"position": "41", "topic": topic}


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        pytest.param(b"", "json_invalid", id="empty"),
        pytest.param(stored().state[:-1], "json_invalid", id="cut short"),
        pytest.param(b"\xff\xfe", "json_invalid", id="not UTF-8"),
        pytest.param(b"[]", "dict_type", id="not an object"),
        pytest.param(b"{}", "envelope: missing", id="empty object"),
        pytest.param(changed(version=0), "envelope.version: greater_than_equal", id="version 0"),
        pytest.param(changed(mood="good"), "envelope.mood: extra_forbidden", id="unknown field"),
        pytest.param(
            changed(occurred_at="2018-08-03T09:00:00"),
            "envelope.occurred_at: timezone_aware",
            id="no offset",
        ),
    ],
)
def test_a_row_that_is_not_what_was_stored_is_damaged(state: bytes, problem: str) -> None:
    with pytest.raises(DamagedFact) as damaged:
        mapper().to_recorded(41, with_state(state))

    assert (damaged.value.position, damaged.value.problem) == (41, problem)
    assert damaged.value.code == "store-fact-damaged"


def test_a_row_of_unknown_type_that_is_no_json_is_damaged() -> None:
    with pytest.raises(DamagedFact):
        mapper().to_recorded(41, with_state(b"{", topic="told.v2"))


def test_a_row_whose_stream_is_no_id_is_damaged() -> None:
    with pytest.raises(DamagedFact):
        mapper().read_row((41, "no id", 1, "told.v1", stored().state))


def test_what_is_said_of_a_damaged_row_never_quotes_it() -> None:
    whole = content(stored("Ông hàng xóm"))
    whole["fact"]["text"]["sealed"] = {"Ông": "hàng xóm"}

    with pytest.raises(DamagedFact) as damaged:
        mapper().to_recorded(1, with_state(json.dumps(whole, ensure_ascii=False).encode()))

    assert "xóm" not in str(damaged.value)
    assert damaged.value.__suppress_context__


def test_every_fact_of_the_domain_is_known_by_its_stored_name() -> None:
    types = FactMapper(AnyFact, PassThroughVault()).types

    assert types.keys() >= {"issue-raised.v1", "meeting-held.v1", "report-submitted.v1"}
    assert all(kind.model_fields["type"].default == name for name, kind in types.items())


def test_the_union_may_be_nested_and_annotated() -> None:
    both: dict[str, type[Fact]] = {"noted.v1": Noted, "told.v1": Told}

    assert mapper().types == both
    assert list(FactMapper(Noted, PassThroughVault()).types.values()) == [Noted]


def test_the_vault_is_told_the_row_that_a_text_stands_in() -> None:
    class Witness(PassThroughVault):
        def __init__(self) -> None:
            self.seen: list[tuple[str, UUID, int]] = []

        def seal(self, subject: str, identity: Any, text: str) -> str:
            self.seen.append((subject, *identity))
            return super().seal(subject, identity, text)

        def open(self, subject: str, identity: Any, sealed: str) -> Any:
            self.seen.append((subject, *identity))
            return super().open(subject, identity, sealed)

    witness = Witness()
    event = mapper(witness).to_stored(*tell("first", "issue", "Đê", after=4).facts[0])
    mapper(witness).to_recorded(9, event)

    assert witness.seen == [(f"issue:{STREAM}", STREAM, 5)] * 2


def test_a_command_with_many_facts_maps_each_to_its_own_row() -> None:
    events = [mapper().to_stored(*one) for one in note("first", "issue", "meeting", facts=2).facts]

    assert [(event.originator_id, event.originator_version) for event in events] == [
        (STREAM, 1),
        (STREAM, 2),
        (id_of("meeting"), 1),
        (id_of("meeting"), 2),
    ]

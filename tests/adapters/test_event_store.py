"""What every event store does, run against each of them (workflows.ports.EventStore)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.event_store import sqlite
from adapters.event_store.files import create
from adapters.event_store.memory import MemoryStore
from adapters.event_store.sqlite import SQLiteStore
from domain.fact import Fact, Recorded
from tests.adapters.contract.facts import Noted, id_of, mapper, note, tell
from workflows.outcome import Accepted, Outcome, Refused
from workflows.ports import Append, CommandIdTaken, Conflict, EventStore, StoredOutcome

Store = MemoryStore | SQLiteStore


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore(mapper())
    else:
        with create(tmp_path / "events.db", mapper(), simulation=True) as made:
            yield made


def accepted(command: str, position: int, facts: int = 1) -> Accepted:
    return Accepted(command_id=id_of(command), position=position, facts=facts)


def read_only(command: str, **versions: int) -> Append:
    """A command that found everything already so."""
    expected = {id_of(stream): version for stream, version in versions.items()}
    return Append(id_of(command), f"digest of {command}", facts=(), expected=expected)


def numbers(recorded: list[Recorded[Fact]]) -> list[int]:
    return [fact.fact.number for fact in recorded if isinstance(fact.fact, Noted)]


def test_each_store_is_an_event_store(store: Store) -> None:
    port: EventStore = store

    assert port.head() == 0
    assert list(port.read()) == []


def test_facts_come_back_as_they_were_appended(store: Store) -> None:
    command = tell("first", "issue", "Đường liên thôn hư hỏng nặng")

    store.append(command)

    [recorded] = store.load({id_of("issue"): 0})[id_of("issue")]
    assert recorded == (1, *command.facts[0])


def test_positions_rise_in_the_order_of_appends(store: Store) -> None:
    store.append(note("first", "issue"))
    store.append(note("second", "meeting", "report"))
    store.append(note("third", "issue", after=1))

    log = list(store.read())
    assert [fact.position for fact in log] == [1, 2, 3, 4]
    assert [fact.envelope.stream for fact in log] == [
        id_of(name) for name in ("issue", "meeting", "report", "issue")
    ]
    assert store.head() == 4


def test_the_outcome_carries_the_position_of_the_last_fact(store: Store) -> None:
    assert store.append(note("first", "issue", "meeting", facts=3)) == accepted("first", 6, facts=6)


def test_the_outcome_is_found_under_the_command_with_its_digest(store: Store) -> None:
    outcome = store.append(note("first", "issue"))

    assert store.outcome(id_of("first")) == StoredOutcome("digest of first", outcome)
    assert store.outcome(id_of("never sent")) is None


def test_outcomes_of_many_commands_are_found_at_once(store: Store) -> None:
    store.append_many([note("first", "issue"), note("second", "meeting")])

    found = store.outcomes([id_of("second"), id_of("never sent"), id_of("first"), id_of("second")])

    assert found == {
        id_of("first"): StoredOutcome("digest of first", accepted("first", 1)),
        id_of("second"): StoredOutcome("digest of second", accepted("second", 2)),
    }
    assert store.outcomes([]) == {}


def test_a_stream_that_moved_on_is_a_conflict_and_nothing_is_stored(store: Store) -> None:
    store.append(note("first", "issue"))

    with pytest.raises(Conflict):
        store.append(note("late", "issue", "meeting"))

    assert store.head() == 1
    assert store.outcome(id_of("late")) is None
    assert store.load({id_of("meeting"): 0}) == {id_of("meeting"): []}


def test_a_version_that_does_not_exist_yet_is_a_conflict(store: Store) -> None:
    with pytest.raises(Conflict):
        store.append(note("early", "issue", after=3))

    assert store.head() == 0


def test_a_stream_that_was_only_read_is_checked_too(store: Store) -> None:
    store.append(note("appointment", "organisation"))
    command = note("first", "issue")
    stale = {**command.expected, id_of("organisation"): 0}
    fresh = {**command.expected, id_of("organisation"): 1}

    with pytest.raises(Conflict):
        store.append(command._replace(expected=stale))
    assert store.append(command._replace(expected=fresh)) == accepted("first", 2)


def test_a_command_id_is_taken_by_its_first_command_for_ever(store: Store) -> None:
    first = note("first", "issue")
    store.append(first)

    for again in (first, note("first", "meeting"), first._replace(digest="of another command")):
        with pytest.raises(CommandIdTaken):
            store.append(again)

    assert store.head() == 1
    assert store.outcome(id_of("first")) == StoredOutcome("digest of first", accepted("first", 1))


def test_a_refusal_is_stored_as_the_outcome_and_takes_the_id(store: Store) -> None:
    refusal = Refused(
        command_id=id_of("first"),
        code="already-closed",
        params={"state": "closed", "days": 3, "late": True, "unit": None, "units": ["NB-D1"]},
    )
    command = read_only("first", issue=0)._replace(refusal=refusal)

    assert store.append(command) == refusal
    assert store.outcome(id_of("first")) == StoredOutcome("digest of first", refusal)
    assert store.head() == 0
    with pytest.raises(CommandIdTaken):
        store.append(note("first", "issue"))


def test_a_refusal_of_a_stale_view_is_a_conflict(store: Store) -> None:
    store.append(note("first", "issue"))
    refusal = Refused(command_id=id_of("late"), code="already-closed", params={})

    with pytest.raises(Conflict):
        store.append(read_only("late", issue=0)._replace(refusal=refusal))

    assert store.outcome(id_of("late")) is None


def test_no_facts_lead_to_the_head_of_the_first_stream_that_was_read(store: Store) -> None:
    store.append(note("first", "issue", facts=2))
    store.append(note("second", "organisation"))

    outcome = store.append(read_only("already so", issue=2, organisation=1))

    assert outcome == accepted("already so", position=2, facts=0)
    assert store.outcome(id_of("already so")) == StoredOutcome("digest of already so", outcome)


@pytest.mark.parametrize("versions", [{}, {"issue": 0}])
def test_no_facts_in_no_stream_lead_to_position_0(store: Store, versions: dict[str, int]) -> None:
    assert store.append(read_only("idle", **versions)) == accepted("idle", position=0, facts=0)


def test_many_appends_keep_their_order_and_a_failing_one_harms_no_other(store: Store) -> None:
    store.append(note("before", "issue"))
    refusal = Refused(command_id=id_of("refused"), code="already-closed", params={})

    results = store.append_many(
        [
            note("stale", "issue"),
            note("first", "meeting", facts=2),
            note("before", "report"),
            note("second", "meeting", after=2),
            note("first", "report"),
            read_only("refused", issue=1)._replace(refusal=refusal),
            read_only("already so", meeting=3),
        ]
    )

    stale, first, before, second, twin, refused, already_so = results
    assert isinstance(stale, Conflict)
    assert first == accepted("first", 3, facts=2)
    assert isinstance(before, CommandIdTaken)
    assert second == accepted("second", 4)
    assert isinstance(twin, CommandIdTaken)
    assert refused == refusal
    assert already_so == accepted("already so", 4, facts=0)
    assert store.head() == 4
    assert store.outcome(id_of("stale")) is None


def test_many_appends_may_be_none(store: Store) -> None:
    assert store.append_many([]) == []


def test_many_streams_load_at_once_each_after_its_version(store: Store) -> None:
    store.append(note("first", "issue", facts=4))
    store.append(note("second", "meeting", facts=2))
    store.append(note("third", "issue", after=4))

    loaded = store.load({id_of("issue"): 2, id_of("meeting"): 0, id_of("nowhere"): 0})

    assert list(loaded) == [id_of("issue"), id_of("meeting"), id_of("nowhere")]
    assert numbers(loaded[id_of("issue")]) == [3, 4, 5]
    assert [fact.position for fact in loaded[id_of("issue")]] == [3, 4, 7]
    assert numbers(loaded[id_of("meeting")]) == [1, 2]
    assert loaded[id_of("nowhere")] == []


def test_many_more_streams_load_as_a_few_do(store: Store) -> None:
    names = [f"stream {number}" for number in range(20)]
    for name in names:
        store.append(note(name, name, facts=3))

    loaded = store.load({id_of(name): 1 for name in names})

    assert list(loaded) == [id_of(name) for name in names]
    assert all(numbers(facts) == [2, 3] for facts in loaded.values())
    assert all(fact.envelope.stream == stream for stream in loaded for fact in loaded[stream])


def test_more_streams_load_at_once_than_a_statement_has_variables(store: Store) -> None:
    store.append(note("first", "stream 7"))
    asked = {UUID(int=number): 0 for number in range(40_000)} | {id_of("stream 7"): 0}

    loaded = store.load(asked)

    assert loaded.keys() == asked.keys()
    assert [stream for stream, facts in loaded.items() if facts] == [id_of("stream 7")]


def test_the_log_is_read_after_a_position_and_up_to_a_limit(store: Store) -> None:
    store.append(note("first", "issue", facts=10))

    assert numbers(list(store.read(after=7))) == [8, 9, 10]
    assert numbers(list(store.read(after=2, limit=3))) == [3, 4, 5]
    assert list(store.read(limit=0)) == []
    assert list(store.read(after=10)) == []


def test_the_log_is_read_whole_across_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "PAGE", 4)
    store.append(note("first", "issue", facts=12))

    assert numbers(list(store.read())) == list(range(1, 13))
    assert numbers(list(store.read(after=1, limit=9))) == list(range(2, 11))


def test_the_log_may_grow_while_it_is_read(store: Store) -> None:
    store.append(note("first", "issue"))
    reading = store.read()
    next(reading)
    store.append(note("second", "issue", after=1))

    assert numbers(list(store.read())) == [1, 2]
    assert store.head() == 2


def test_a_position_tells_its_stream(store: Store) -> None:
    store.append(note("first", "issue", "meeting"))

    assert store.stream_at(1) == id_of("issue")
    assert store.stream_at(2) == id_of("meeting")
    assert [store.stream_at(position) for position in (-1, 0, 3, 2**63 - 1, 2**80)] == [None] * 5


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"expected": {}}, id="a stream that is not checked"),
        pytest.param({"expected": {id_of("issue"): 1}}, id="a version that does not follow"),
        pytest.param({"command_id": id_of("other")}, id="the id of another command"),
        pytest.param(
            {"refusal": Refused(command_id=id_of("first"), code="no", params={})},
            id="a refusal with facts",
        ),
    ],
)
def test_an_append_that_contradicts_itself_is_a_mistake(
    store: Store, change: dict[str, Any]
) -> None:
    broken = note("first", "issue")._replace(**change)

    with pytest.raises(ValueError, match="fact"):
        store.append_many([note("second", "meeting"), broken])

    assert store.head() == 0
    assert store.outcome(id_of("second")) is None


def test_threads_that_append_at_once_lose_nothing(store: Store) -> None:
    def append(number: int) -> Outcome:
        return store.append(note(f"command {number}", f"stream {number}", facts=2))

    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(append, range(80)))

    assert {store.outcome(outcome.command_id) for outcome in outcomes} == {
        StoredOutcome(f"digest of command {number}", outcome)
        for number, outcome in enumerate(outcomes)
    }
    log = list(store.read())
    assert [fact.position for fact in log] == list(range(1, 161))
    # A command's facts stand together: nobody else's came between them.
    assert [fact.envelope.stream for fact in log[::2]] == [
        fact.envelope.stream for fact in log[1::2]
    ]


def test_of_threads_that_append_to_one_version_exactly_one_succeeds(store: Store) -> None:
    def append(number: int) -> Outcome | Conflict:
        try:
            return store.append(note(f"command {number}", "issue"))
        except Conflict as conflict:
            return conflict

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(append, range(16)))

    assert sum(isinstance(result, Accepted) for result in results) == 1
    assert store.head() == 1


def test_equal_logs_have_equal_digests_in_every_store(store: Store, tmp_path: Path) -> None:
    history = [note("first", "issue", facts=2), tell("second", "issue", "Đê", after=2)]
    other = create(tmp_path / "other.db", mapper(), simulation=False)
    with other:
        for append in history:
            store.append(append)
            other.append(append)

        assert store.log_digest() == other.log_digest()
        assert store.outcomes_digest() == other.outcomes_digest()


def test_one_more_fact_or_outcome_changes_its_digest(store: Store) -> None:
    store.append(note("first", "issue"))
    log, outcomes = store.log_digest(), store.outcomes_digest()

    store.append(read_only("already so", issue=1))
    assert store.log_digest() == log
    assert store.outcomes_digest() != outcomes

    store.append(note("second", "issue", after=1))
    assert store.log_digest() != log


def test_a_store_tells_whether_it_is_a_simulation(store: Store) -> None:
    assert store.info.simulation is True
    assert store.info.schema_version == 1

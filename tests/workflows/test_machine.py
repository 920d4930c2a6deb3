"""The machine built from a regime says exactly what the rows of its file say."""

from collections import defaultdict

import pytest

from domain.issue import ENDED, OPEN, Status
from workflows.machine import (
    ALIASES,
    BEFORE_DELIVERY,
    WAS_BEFORE_PAUSE,
    Regime,
    Row,
    rows_of,
    sources_of,
)
from workflows.regime import Transition
from workflows.regime_files import load_regime


@pytest.fixture(scope="module")
def regime() -> Regime:
    return Regime(load_regime("ninh-binh"))


def row(source: list[str], to: str = "same") -> Transition:
    table = {"trigger": "direct", "from": source, "to": to, "who": ["lead"]}
    return Transition.model_validate(table)


def test_the_table_holds_every_row_once_in_the_order_of_the_file(regime: Regime) -> None:
    by_trigger_and_state: dict[tuple[str, Status], list[Row]] = defaultdict(list)
    for one in rows_of(regime.spec):
        by_trigger_and_state[one.trigger, one.source].append(one)
    triggers = {one.trigger for one in regime.spec.transitions}
    for trigger in triggers:
        for state in Status:
            expected = tuple(by_trigger_and_state[trigger, state])
            assert regime.rows(trigger, state) == expected
    assert regime.all_rows == rows_of(regime.spec)


def test_the_machine_itself_has_the_same_ways_and_none_by_default(regime: Regime) -> None:
    ways = [
        (event.name, transition.source, transition.dest)
        for event in regime.machine.events.values()
        for transitions in event.transitions.values()
        for transition in transitions
    ]
    expected = [(one.trigger, one.source.value, one.to.value) for one in regime.all_rows]
    assert sorted(ways) == sorted(expected)
    assert regime.machine.initial == Status.NEW.value
    assert set(regime.machine.states) == {state.value for state in Status}


def test_nothing_is_possible_by_a_trigger_that_there_is_not_or_in_a_state_it_does_not_name(
    regime: Regime,
) -> None:
    assert regime.rows("shelve", Status.RAISED) == ()
    assert regime.rows("receive", Status.CLOSED) == ()


def test_the_way_out_of_a_pause_leads_to_where_it_was_entered_from(regime: Regime) -> None:
    back = regime.rows("resume", Status.PAUSED)
    entered_from = {
        one.source
        for one in regime.all_rows
        if one.to is Status.PAUSED and one.source is not Status.PAUSED
    }
    assert {one.to for one in back} == entered_from
    assert entered_from == {Status.TRIAGED, Status.ASSIGNED, Status.IN_PROGRESS}
    assert all(one.when == (WAS_BEFORE_PAUSE,) for one in back)


def test_a_returned_issue_may_be_assigned_before_triage_by_a_row_with_a_guard(
    regime: Regime,
) -> None:
    [plain] = regime.rows("assign", Status.TRIAGED)
    [guarded] = regime.rows("assign", Status.RECEIVED)
    assert (plain.when, guarded.when) == ((), ("returned-with-direction",))
    assert plain.needs == guarded.needs


def test_the_triggers_from_a_state_are_those_whose_rows_start_there(regime: Regime) -> None:
    for state in Status:
        starting = {one.trigger for one in regime.all_rows if one.source is state}
        assert set(regime.triggers_from(state)) == starting
        assert len(regime.triggers_from(state)) == len(starting)
    assert regime.triggers_from(Status.NEW) == ("raise",)


def test_the_triggers_from_a_state_come_in_the_order_of_the_file(regime: Regime) -> None:
    order = list(dict.fromkeys(one.trigger for one in regime.spec.transitions))
    possible = regime.triggers_from(Status.TRIAGED)
    assert list(possible) == sorted(possible, key=order.index)


def test_after_its_end_an_issue_is_reopened_corrected_or_moved_and_nothing_else(
    regime: Regime,
) -> None:
    at_any_time = {"correct", "check-deadlines", "recompute", "succeed", "transfer-custody"}
    assert set(regime.triggers_from(Status.CLOSED)) == at_any_time | {"reopen"}
    assert set(regime.triggers_from(Status.WITHDRAWN)) == at_any_time


@pytest.mark.parametrize(
    ("word", "states"),
    [
        ("open", set(Status) - ENDED - {Status.NEW}),
        ("held", OPEN - set(BEFORE_DELIVERY)),
        ("any", set(Status) - {Status.NEW}),
    ],
)
def test_a_word_stands_for_many_states(word: str, states: set[Status]) -> None:
    assert set(sources_of(row([word]))) == set(ALIASES[word]) == states


def test_a_word_may_stand_among_states_and_no_state_comes_twice() -> None:
    sources = sources_of(row(["held", "closed", "replied"]))
    assert len(sources) == len(set(sources))
    assert set(sources) == {*ALIASES["held"], Status.CLOSED}


def test_a_state_that_there_is_not_has_no_rows() -> None:
    with pytest.raises(ValueError, match="decided"):
        sources_of(row(["decided"]))
    spec = load_regime("ninh-binh")
    with pytest.raises(ValueError, match="elsewhere"):
        rows_of(spec.model_copy(update={"transitions": (row(["open"], "elsewhere"),)}))


def test_a_row_that_changes_nothing_ends_where_it_starts(regime: Regime) -> None:
    stays = [one for one in regime.all_rows if one.trigger == "declare-concern"]
    assert [one.source for one in stays] == [one.to for one in stays]
    assert {one.source for one in stays} == OPEN

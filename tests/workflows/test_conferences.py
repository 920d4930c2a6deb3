"""Conferences: planned, moved, cancelled, and warned of on a day to be kept free."""

from datetime import date
from typing import Any

import pytest

from domain.conference import ConferenceCancelled, ConferenceDayWarned, ConferencePlanned
from tests import builders as b
from tests.at_once import at_once
from tests.builders import named
from tests.changes import dissolved
from tests.spec import given
from tests.steps import Step, step
from workflows.outcome import Accepted, Refused

THIRD, FOURTH = date(2018, 10, 3), date(2018, 10, 4)


def planned(office: str | None = b.UBND, actor: str = "", **fields: Any) -> Step:
    asked = {"conference": named("conference"), "unit": b.UBND, "on": FOURTH, **fields}
    return step("plan-conference", office, actor, **asked)


def cancelled(office: str | None = b.UBND, actor: str = "", **fields: Any) -> Step:
    return step("cancel-conference", office, actor, **{"conference": named("conference"), **fields})


def test_002_3_a_conference_on_the_third_is_warned_of_and_planned_all_the_same() -> None:
    told = given().when(planned(on=THIRD)).then(ConferencePlanned, ConferenceDayWarned)
    assert told.fact(ConferenceDayWarned) == ConferenceDayWarned(on=THIRD, rule="002-3")
    for day in (FOURTH, date(2018, 10, 2), date(2018, 10, 13), date(2018, 10, 30)):
        given().when(planned(on=day)).then(ConferencePlanned)


def test_a_conference_is_warned_of_only_where_the_regime_of_its_day_keeps_days_free() -> None:
    given(regime="simultaneous-copies").when(planned(on=THIRD)).then(ConferencePlanned)
    late = planned(on=date(2025, 7, 3))
    given(at="2025-06-20 08:00").when(late).then(ConferencePlanned)
    before = planned(on=date(2025, 6, 3))
    told = given(at="2025-05-20 08:00").when(before)
    told.then(ConferencePlanned, ConferenceDayWarned)


def test_a_conference_is_moved_and_warned_of_anew() -> None:
    life = given(planned())
    life.when(planned()).then()
    life.when(planned(on=THIRD)).then(ConferencePlanned, ConferenceDayWarned)
    life.when(planned(on=THIRD)).then()
    life.when(planned()).then(ConferencePlanned)


def test_a_cancelled_conference_is_over_until_it_is_planned_again() -> None:
    life = given(planned())
    life.when(cancelled()).then(ConferenceCancelled)
    life.when(cancelled()).then()
    life.when(planned()).then(ConferencePlanned)
    given().when(cancelled()).then_rejected("conference-unknown")


@pytest.mark.parametrize(
    ("office", "role"), [(b.UBND, "planning-unit"), ("NB-H1-VP", "committee-office")]
)
def test_the_unit_itself_plans_or_the_office_of_its_committee(office: str, role: str) -> None:
    told = given().when(planned(office)).then(ConferencePlanned)
    assert told.recorded[0].envelope.role == role
    told.world.do("cancel-conference", office, conference=named("conference"))


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.DEPARTMENT, ""),
        ("NB-H2-VP", ""),
        ("NB-VP", ""),
        ("NB-H1-TT", ""),
        (b.UBND, "p-h1works"),
        (None, b.FOUNDER),
    ],
)
def test_nobody_else_plans_or_cancels(office: str | None, actor: str) -> None:
    given().when(planned(office, actor)).then_rejected("not-entitled")
    given(planned()).when(cancelled(office, actor)).then_rejected("not-entitled")


def test_a_conference_lies_ahead_and_is_of_a_unit_that_exists_on_its_day() -> None:
    given().when(planned(on=date(2018, 8, 2))).then_rejected("conference-in-past")
    given().when(planned(on=date(2018, 8, 3))).then_accepted()
    gone = given(dissolved("NB-H1-X1-C2"))
    own = planned("NB-H1-VP", unit="NB-H1-X1-C2")
    gone.when(own).then_rejected("unit-unknown")
    given().when(planned(unit="NB-Z")).then_rejected("unit-unknown")


def test_a_conference_stays_that_of_its_unit() -> None:
    life = given(planned())
    other = planned("NB-H1-VP", unit=b.DEPARTMENT)
    refused = life.when(other).then_rejected("conference-of-another")
    assert isinstance(refused.outcome, Refused)
    assert refused.outcome.params == {"unit": b.UBND}


def test_of_two_who_move_a_conference_at_once_both_are_recorded_in_order() -> None:
    at = "2018-08-03 21:00"
    moved = at_once(planned(on=THIRD), planned(on=date(2018, 10, 5)), planned(), at=at)
    assert isinstance(moved, Accepted)
    assert moved.facts == 2
    again = at_once(cancelled(), cancelled("NB-H1-VP"), planned(), at=at)
    assert isinstance(again, Accepted)
    assert again.facts == 0

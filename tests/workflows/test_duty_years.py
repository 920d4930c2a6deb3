"""A cadre's year: absences excused by the office, figures contested and decided."""

from datetime import date
from typing import Any

import pytest

from domain.duty import AbsenceExcused, ContestDecided, EvaluationContested, duty_year_id
from domain.regime_keys import EvaluationCriterion
from tests import builders as b
from tests.at_once import at_once
from tests.changes import acts_as_head, appointed, delegated, left_office
from tests.spec import Given, Then, given
from tests.steps import MEETING, Step, meeting_held, step
from tests.successions import abolished, rules_follow, take, three_tiers
from workflows.outcome import Refused

OFFICE, BOARD, COMMITTEE = "NB-VP", "NB-TT", "NB-BTV"
STRANGERS = [
    ("NB-H1-VP", ""),
    ("NB-H1-TT", ""),
    ("NB-H2-TT", ""),
    ("NB-UBKT", ""),
    (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
    (b.CHAPTER, ""),
    (OFFICE, "p-h1clerk"),
    (BOARD, "p-h1chair"),
    (None, b.FOUNDER),
]
IN_JANUARY = "2019-01-10 09:00"
WHY = "Đã dự ba buổi, sổ của chi bộ có ghi"


def excused(office: str | None = OFFICE, actor: str = "", **fields: Any) -> Step:
    asked = {
        "cadre": b.CADRE,
        "first": date(2018, 9, 1),
        "last": date(2018, 9, 30),
        "document": b.document("31-QĐ/TU", b.PROVINCE),
        **fields,
    }
    return step("excuse-absence", office, actor, **asked)


def contested(office: str | None = None, actor: str = b.CADRE, **fields: Any) -> Step:
    asked = {"cadre": b.CADRE, "year": 2018, "criterion": "attendance", "reason": WHY, **fields}
    return step("contest-evaluation", office, actor, **asked)


def decided(office: str | None = BOARD, actor: str = "", **fields: Any) -> Step:
    asked = {"cadre": b.CADRE, "year": 2018, "criterion": "attendance", "upheld": True}
    return step("decide-contest", office, actor, **{**asked, "reason": "Đã đối chiếu", **fields})


def year_of(told: Then, cadre: str = b.CADRE, year: int = 2018) -> list[Any]:
    return told.facts_of(duty_year_id(cadre, year))


# ── Absences ──────────────────────────────────────────────────────────────────────────────────


def test_the_office_of_the_cadres_committee_excuses_an_absence() -> None:
    told = given().when(excused()).then(AbsenceExcused)
    [fact] = year_of(told)
    assert (fact.cadre, fact.chapter, fact.last) == (b.CADRE, None, date(2018, 9, 30))
    assert told.recorded[0].envelope.role == "committee-office"


@pytest.mark.parametrize(("office", "actor"), [*STRANGERS, (BOARD, ""), (COMMITTEE, "")])
def test_nobody_else_excuses_an_absence(office: str | None, actor: str) -> None:
    given().when(excused(office, actor)).then_rejected("not-entitled")
    by_cadre = excused(b.PROVINCIAL_DEPARTMENT, b.CADRE)
    given().when(by_cadre).then_rejected("not-entitled")


def test_nobody_excuses_their_own_absence_nor_lets_a_delegate_do_it() -> None:
    clerk = given(appointed("p-another", OFFICE, "officer"))
    clerk.when(excused(cadre="p-nbclerk")).then_rejected("not-entitled")
    clerk.when(excused(OFFICE, "p-another", cadre="p-nbclerk")).then(AbsenceExcused)
    lent = given(delegated("p-nbclerk", "p-lent", OFFICE, date(2018, 12, 31)))
    lent.when(excused(OFFICE, "p-lent", cadre="p-nbclerk")).then_rejected("not-entitled")
    told = lent.when(excused(OFFICE, "p-lent")).then(AbsenceExcused)
    assert told.recorded[0].envelope.on_behalf_of == "p-nbclerk"


def test_of_several_committees_that_a_cadre_serves_the_highest_excuses() -> None:
    life = given(appointed(b.CADRE, "NB-H1-BTV", "member"))
    life.when(excused("NB-H1-VP")).then_rejected("not-entitled")
    life.when(excused()).then(AbsenceExcused)
    life.when(excused("NB-H1-VP", cadre="p-h1member")).then(AbsenceExcused)


def test_an_absence_is_within_one_year_and_ends_after_it_begins() -> None:
    for first, last in (
        (date(2018, 9, 2), date(2018, 9, 1)),
        (date(2018, 12, 20), date(2019, 1, 5)),
    ):
        given().when(excused(first=first, last=last)).then_rejected("absence-days")
    one_day = excused(first=date(2018, 9, 3), last=date(2018, 9, 3))
    given().when(one_day).then(AbsenceExcused)


def test_an_absence_at_one_chapter_is_of_one_that_the_cadre_attends() -> None:
    life = given()
    life.when(excused(chapter=b.UBND)).then_rejected("cadre-not-assigned")
    life.when(excused(cadre="p-nbmember", chapter=b.CHAPTER)).then_rejected("cadre-not-assigned")
    [fact] = year_of(life.when(excused(chapter=b.CHAPTER)))
    assert fact.chapter == b.CHAPTER


def test_what_is_excused_once_is_already_so_and_each_year_has_its_own() -> None:
    life = given(excused())
    life.when(excused()).then()
    life.when(excused(chapter=b.CHAPTER)).then(AbsenceExcused)
    next_year = excused(first=date(2019, 3, 1), last=date(2019, 3, 31))
    assert len(year_of(life.when(next_year), year=2019)) == 1


# ── Contests ──────────────────────────────────────────────────────────────────────────────────


def test_002_8_the_cadre_contests_a_figure_of_the_year_and_nobody_else_does() -> None:
    for criterion in ("attendance", "reporting"):
        told = given(at=IN_JANUARY).when(contested(criterion=criterion)).then(EvaluationContested)
        fact = told.fact(EvaluationContested)
        assert (fact.year, fact.criterion) == (2018, EvaluationCriterion(criterion))
        assert fact.reason.text == WHY
    for office, actor in ((None, "p-nbdirector"), (BOARD, "p-nbchair"), (OFFICE, "p-nbclerk")):
        given(at=IN_JANUARY).when(contested(office, actor)).then_rejected("not-entitled")


@pytest.mark.parametrize(
    ("at", "in_time"),
    [
        ("2018-12-31 23:59", False),
        ("2019-01-01 00:00", True),
        ("2019-01-15 23:59", True),
        ("2019-01-16 00:00", False),
    ],
)
def test_a_figure_is_contested_within_fifteen_days_after_the_years_end(
    at: str, in_time: bool
) -> None:
    told = given(at=at).when(contested())
    if in_time:
        told.then(EvaluationContested)
    else:
        told.then_rejected("contest-out-of-time")


def test_a_cadre_contests_as_a_person_or_for_an_office_of_the_own() -> None:
    own = contested(b.PROVINCIAL_DEPARTMENT)
    given(at=IN_JANUARY).when(own).then(EvaluationContested)
    for office in (BOARD, b.CHAPTER):
        given(at=IN_JANUARY).when(contested(office)).then_rejected("not-entitled")


def test_a_cadre_who_left_since_contests_all_the_same() -> None:
    left = left_office(b.CADRE, b.PROVINCIAL_DEPARTMENT, "deputy-head")
    life = given(left, at="2019-01-03 08:00")
    life.when(contested(), at=IN_JANUARY).then(EvaluationContested)
    life.when(decided()).then(ContestDecided)


def test_whoever_served_nowhere_at_the_years_end_was_not_evaluated() -> None:
    gone = left_office(b.CADRE, b.PROVINCIAL_DEPARTMENT, "deputy-head")
    life = given(gone, at="2018-12-20 08:00")
    life.when(contested(), at=IN_JANUARY).then_rejected("not-evaluated")
    plain = given(at=IN_JANUARY, regime="simultaneous-copies")
    plain.when(contested()).then_rejected("not-evaluated")


def test_each_criterion_is_contested_once_a_year() -> None:
    life = given(contested(), at=IN_JANUARY)
    life.when(contested(criterion="reporting")).then(EvaluationContested)
    life.when(contested()).then_rejected("contested-before")
    life.when(decided(upheld=False)).then(ContestDecided)
    life.when(contested()).then_rejected("contested-before")


def in_contest(*steps: Step) -> Given:
    return given(contested(), *steps, at=IN_JANUARY)


@pytest.mark.parametrize("office", [BOARD, COMMITTEE])
def test_the_boards_of_the_cadres_committee_decide(office: str) -> None:
    told = in_contest().when(decided(office)).then(ContestDecided)
    assert told.fact(ContestDecided).upheld
    assert told.recorded[0].envelope.role == "committee-board"


@pytest.mark.parametrize(("office", "actor"), [*STRANGERS, (OFFICE, "")])
def test_nobody_else_decides(office: str | None, actor: str) -> None:
    in_contest().when(decided(office, actor)).then_rejected("not-entitled")


def test_a_clerk_of_the_board_decides_nothing() -> None:
    life = in_contest(appointed("p-clerk", BOARD, "officer"))
    life.when(decided(BOARD, "p-clerk")).then_rejected("not-entitled")


def test_nobody_decides_on_their_own_contest_nor_lets_a_delegate_or_an_acting_head_do_it() -> None:
    contest = contested(actor="p-nbchair", cadre="p-nbchair")
    until = date(2019, 12, 31)
    lent = delegated("p-nbchair", "p-lent", BOARD, until)
    stand_in = acts_as_head("p-stand", BOARD, until, in_place_of="p-nbchair")
    life = given(contest, lent, stand_in, at=IN_JANUARY)
    for actor in ("p-nbchair", "p-lent", "p-stand"):
        own = decided(actor=actor, cadre="p-nbchair")
        life.when(own).then_rejected("own-contest")
    life.when(decided(COMMITTEE, cadre="p-nbchair")).then(ContestDecided)


def test_where_the_committee_was_divided_since_the_one_above_looks_after_the_year() -> None:
    of_member: dict[str, Any] = {"cadre": "p-h1member", "year": 2024}
    world = take(three_tiers(), "2025-01-10 08:00", contested(actor="p-h1member", **of_member))
    take(world, "2025-06-25 08:00", rules_follow(), abolished())
    days: dict[str, Any] = {
        "first": date(2025, 6, 20),
        "last": date(2025, 6, 27),
        "cadre": "p-h1member",
    }
    take(world, "2025-07-02 08:00", decided(BOARD, **of_member), excused(OFFICE, **days))
    by_another = decided("NB-H2-TT", **of_member)(world)
    assert isinstance(by_another, Refused)
    assert by_another.code == "not-entitled"


def test_what_was_not_contested_is_not_decided_and_a_decision_stands() -> None:
    given(at=IN_JANUARY).when(decided()).then_rejected("not-contested")
    life = in_contest()
    life.when(decided(criterion="reporting")).then_rejected("not-contested")
    life.when(decided()).then(ContestDecided)
    life.when(decided(COMMITTEE)).then()
    life.when(decided(COMMITTEE, upheld=False)).then_rejected("contest-decided")


def test_of_two_who_decide_at_once_the_second_is_held_against_the_first() -> None:
    refused = at_once(decided(), decided(COMMITTEE, upheld=False), contested(), at=IN_JANUARY)
    assert isinstance(refused, Refused)
    assert refused.code == "contest-decided"
    first = at_once(contested(), contested(b.PROVINCIAL_DEPARTMENT), at=IN_JANUARY)
    assert isinstance(first, Refused)
    assert first.code == "contested-before"


def test_a_year_of_duties_is_no_meeting_and_a_meeting_no_year() -> None:
    life = given(excused())
    year = duty_year_id(b.CADRE, 2018)
    life.when(meeting_held(meeting=year)).then_rejected("id-of-something-else")
    life.when(meeting_held()).then_accepted()
    conference = step(
        "plan-conference",
        b.UBND,
        conference=MEETING,
        unit=b.UBND,
        on=date(2018, 10, 4),
    )
    life.when(conference).then_rejected("id-of-something-else")

"""Whom a regime lets be assigned to which chapter, and for what reason."""

from datetime import date
from typing import Any

import pytest

from domain.organisation import AssignmentGround, CadreAssigned
from tests import builders as b
from tests.changes import acts_as_head, appointed, delegated, established
from tests.spec import Given, given
from tests.steps import Step, days_from_now, step
from workflows.outcome import Refused

AGENCY_CHAPTER = "NB-H1-UBND-C1"
LEADER, DIRECTOR, CLERK = "p-nbmember", "p-nbdirector", "p-nbclerk"


def assigned_to(chapter: str, cadre: str, **fields: Any) -> Step:
    asked = {"cadre": cadre, "chapter": chapter, "valid_from": days_from_now(0), **fields}
    return step("assign-cadre", None, b.FOUNDER, province=b.PROVINCE, **asked)


def with_an_agencys_chapter(**fields: Any) -> Given:
    return given(established(AGENCY_CHAPTER, "workplace-chapter", b.UBND), **fields)


def with_an_executive_committee(commune: str, **fields: Any) -> Given:
    executive = established(f"{commune}-BCH", "executive-committee", commune)
    return given(executive, appointed("p-member", f"{commune}-BCH", "member"), **fields)


def in_dong_thap() -> Given:
    fields: dict[str, Any] = {"shape": "three-tiers", "at": "2023-04-25 08:00"}
    return with_an_executive_committee("NB-H1-X1", regime="dong-thap", **fields)


def in_tuong_duong() -> Given:
    fields: dict[str, Any] = {"shape": "two-tiers", "at": "2025-07-02 08:00"}
    return with_an_executive_committee("NB-X1", regime="tuong-duong", **fields)


def test_001_2_a_member_of_the_committee_is_assigned_and_nobody_else() -> None:
    life = in_dong_thap()
    told = life.when(assigned_to("NB-H1-X1-C1", "p-member")).then(CadreAssigned)
    assert told.fact(CadreAssigned).ground is AssignmentGround.DESIGNATED
    life.when(assigned_to("NB-H1-X1-C2", "p-x1member")).then(CadreAssigned)
    for stranger in ("p-x1ubnd", "p-x1clerk", "p-h1member", "p-x1secretary1"):
        life.when(assigned_to("NB-H1-X1-C1", stranger)).then_rejected("not-of-the-committee")


def test_002_1_agencies_chapters_are_for_the_leaders_and_villages_for_everybody() -> None:
    life = with_an_agencys_chapter()
    life.when(assigned_to(b.CHAPTER, LEADER)).then(CadreAssigned)
    life.when(assigned_to(AGENCY_CHAPTER, LEADER)).then(CadreAssigned)
    life.when(assigned_to(b.CHAPTER, DIRECTOR)).then(CadreAssigned)
    refused = life.when(assigned_to(AGENCY_CHAPTER, DIRECTOR))
    refused.then_rejected("chapter-of-another-kind")
    life.when(assigned_to(b.CHAPTER, CLERK)).then_rejected("not-of-the-committee")


def test_004_1_a_member_is_assigned_to_several_chapters_by_residence_or_by_field() -> None:
    life = in_tuong_duong()
    for chapter, ground in (("NB-X1-C1", "residence"), ("NB-X1-C2", "field")):
        told = life.when(assigned_to(chapter, "p-member", ground=ground)).then(CadreAssigned)
        assert told.fact(CadreAssigned).ground == ground
    directory = life.world.desk.directory()
    assert directory.chapters_of("p-member", date(2025, 7, 2)) == ("NB-X1-C1", "NB-X1-C2")
    refused = life.when(assigned_to("NB-X1-C1", "p-x1member"))
    refused.then_rejected("ground-not-allowed")
    assert isinstance(refused.outcome, Refused)
    assert refused.outcome.params["grounds"] == ["residence", "field"]


def test_where_no_regime_is_in_force_anybody_may_be_assigned() -> None:
    early = with_an_agencys_chapter(at="2018-06-29 08:00")
    early.when(assigned_to(AGENCY_CHAPTER, CLERK)).then(CadreAssigned)
    first_day = assigned_to(b.CHAPTER, CLERK, valid_from=date(2018, 7, 1))
    early.when(first_day).then_rejected("not-of-the-committee")
    after = with_an_agencys_chapter(at="2025-07-01 08:00")
    after.when(assigned_to(AGENCY_CHAPTER, CLERK)).then(CadreAssigned)


def test_the_first_day_of_the_assignment_counts_not_that_of_its_recording() -> None:
    life = given(appointed(CLERK, "NB-BTV", "member"), at="2018-08-03 08:00")
    before = assigned_to(b.CHAPTER, CLERK, valid_from=date(2018, 8, 2))
    life.when(before).then_rejected("not-of-the-committee")
    life.when(assigned_to(b.CHAPTER, CLERK)).then(CadreAssigned)


def test_who_acts_as_head_sits_there_and_a_delegate_does_not() -> None:
    until = date(2018, 12, 31)
    life = given(
        acts_as_head("p-acting", "NB-BTV", until), delegated(LEADER, "p-lent", "NB-BTV", until)
    )
    life.when(assigned_to(b.CHAPTER, "p-acting")).then(CadreAssigned)
    life.when(assigned_to(b.CHAPTER, "p-lent")).then_rejected("not-of-the-committee")


def test_an_assignment_recorded_again_is_already_so_whatever_became_of_its_cadre() -> None:
    life = given(assigned_to(b.CHAPTER, LEADER, valid_from=date(2018, 8, 1)))
    life.when(assigned_to(b.CHAPTER, LEADER, valid_from=date(2018, 8, 1))).then()


@pytest.mark.parametrize(
    ("cadre", "code"), [(CLERK, "not-of-the-committee"), (DIRECTOR, "chapter-of-another-kind")]
)
def test_an_import_is_judged_as_a_command_is_by_the_regime_that_it_binds(
    cadre: str, code: str
) -> None:
    """The binding may stand in the same file, in any order, and still judges the assignment."""
    life = with_an_agencys_chapter(at="2018-08-03 08:00")
    bound = {"regime": "ninh-binh", "version": "2018.1", "valid_from": date(2018, 8, 3)}
    imported = step(
        "import-organisation",
        None,
        b.FOUNDER,
        province=b.PROVINCE,
        assignments=[
            {"cadre": cadre, "chapter": AGENCY_CHAPTER, "valid_from": date(2018, 8, 3), "line": 7}
        ],
        bindings=[{"unit": b.UBND, "line": 8, **bound}],
    )
    refused = life.when(imported).then_rejected(code)
    assert isinstance(refused.outcome, Refused)
    assert refused.outcome.params["line"] == 7

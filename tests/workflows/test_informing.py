"""Telling the body that is competent, and naming the communes that an issue is about."""

from typing import Any

import pytest

from domain.issue import Status
from domain.issue_facts import CompetentBodyInformed, IssueAreaNamed, Recipient, Right
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import document, named
from tests.changes import dissolved, established, left_office
from tests.spec import given
from tests.steps import (
    CLERKS,
    ISSUE,
    Office,
    Step,
    delivered,
    meeting_held,
    on_issue,
    raised,
    received,
    replied,
    reported,
    resolved,
    submitted,
    triaged,
)

X1, X2 = "NB-H1-X1", "NB-H2-X1"
RECEIVED = [*delivered(), received()]


def informed(office: Office = "NB-H1-VP", actor: str = "", **fields: Any) -> Step:
    given = {"unit": b.POLICE, "reason": "Có dấu hiệu tranh chấp phức tạp", **fields}
    return on_issue("inform-competent-body", office, actor, **given)


def area(*communes: str, office: Office = CLERKS, actor: str = "", **fields: Any) -> Step:
    return on_issue("name-area", office, actor, communes=communes, **fields)


def test_000_7_the_competent_body_is_told_of_a_complex_matter() -> None:
    """No day count: at any time while the issue is open, before its delivery as after."""
    by_cadre = {"office": b.PROVINCIAL_DEPARTMENT, "actor": b.CADRE}
    at_meeting = given(meeting_held(), raised(), regime="regulation-1120", at="2020-08-03 21:00")
    for unit in (None, "NB-NONE", "NB-H1-X1-C2"):
        at_meeting.when(informed(unit=unit, **by_cadre)).then_rejected("competent-body-named")
    told = at_meeting.when(informed(**by_cadre)).then(CompetentBodyInformed)
    told.and_status(Status.RAISED)
    sent = at_meeting.when(reported()).and_status(Status.REPORTED)
    assert Recipient(unit=b.POLICE, rights=(Right.INFORM,)) in sent.issue.recipients


def test_the_holder_knows_already() -> None:
    given(*RECEIVED).when(informed(unit=b.DISTRICT)).then_rejected("competent-body-named")


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.CHAPTER, ""),
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        ("NB-H1-VP", ""),
        ("NB-H1-TT", ""),
        ("NB-H1-BTV", ""),
    ],
)
def test_whoever_deals_with_the_issue_may_tell(office: str, actor: str) -> None:
    letter = document("7-CV/HU", b.DISTRICT)
    told = given(*RECEIVED).when(informed(office, actor, document=letter))
    said = told.fact(CompetentBodyInformed)
    assert (said.unit, said.reason.subject, said.document) == (b.POLICE, f"issue:{ISSUE}", letter)
    assert letter in told.issue.documents


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H1-X1-C2", ""),
        ("NB-H2-VP", ""),
        ("NB-H2-TT", ""),
        ("NB-TT", ""),
        (b.POLICE, ""),
        (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
        (None, SCHEDULER),
    ],
)
def test_nobody_else_hands_an_issue_round(office: str | None, actor: str) -> None:
    given(*RECEIVED).when(informed(office, actor)).then_rejected("not-entitled")


def test_what_was_told_once_may_be_told_again_and_stands_once() -> None:
    life = given(*RECEIVED, informed())
    told = life.when(informed(reason="Thêm tình tiết mới")).then(CompetentBodyInformed)
    assert [one.unit for one in told.issue.recipients].count(b.POLICE) == 1


def test_a_body_that_had_a_copy_keeps_what_its_copy_lets_it_do() -> None:
    told = given(*RECEIVED).when(informed(unit="NB-TT"))
    [copy] = [one for one in told.issue.recipients if one.unit == "NB-TT"]
    assert Right.TAKE_OVER in copy.rights


def test_a_body_that_is_no_more_is_not_told() -> None:
    gone = [left_office("p-h1police", b.POLICE, "head"), dissolved(b.POLICE)]
    life = given(*RECEIVED, *gone)
    life.when(informed(), at="2018-08-06 08:00").then_rejected("competent-body-named")


def test_of_what_has_ended_nobody_is_told_and_no_area_named() -> None:
    life = given(*RECEIVED, on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm"))
    life.when(informed()).then_rejected("not-possible-now")
    life.when(area(X1)).then_rejected("not-possible-now")


def test_until_the_chapter_has_verified_a_body_may_be_told() -> None:
    life = given(*RECEIVED, triaged(), resolved(), replied())
    life.when(informed()).then(CompetentBodyInformed).and_status(Status.REPLIED)


def test_the_area_is_communes_that_exist_and_named_anew_replaces() -> None:
    life = given(*RECEIVED)
    told = life.when(area(X1, X2)).then(IssueAreaNamed)
    assert told.issue.area == (X1, X2)
    life.when(area(X1, X2)).then()
    assert life.when(area(X2, office="NB-H1-TT")).issue.area == (X2,)


@pytest.mark.parametrize(
    "communes", [(), (X1, X1), ("NB-NONE",), (b.DISTRICT,), (b.CHAPTER,), (X1, b.UBND)], ids=str
)
def test_an_area_of_anything_else_is_refused(communes: tuple[str, ...]) -> None:
    given(*RECEIVED).when(area(*communes)).then_rejected("area-known")


def test_a_commune_is_known_from_its_first_day() -> None:
    life = given(*RECEIVED, established("NB-H1-X9", "commune", b.DISTRICT))
    life.when(area("NB-H1-X9")).then(IssueAreaNamed)


@pytest.mark.parametrize("office", [b.CHAPTER, "NB-H2-VP", "NB-VP", b.UBND])
def test_only_the_holder_names_the_area(office: str) -> None:
    given(*RECEIVED).when(area(X1, office=office)).then_rejected("not-entitled")


def test_no_area_is_named_before_the_delivery() -> None:
    given(meeting_held(), raised()).when(area(X1)).then_rejected("not-possible-now")


def test_an_issue_without_a_cadre_is_told_of_by_the_secretary() -> None:
    alone = on_issue(
        "raise-issue",
        b.CHAPTER,
        via="chapter",
        chapter=b.CHAPTER,
        source="members",
        title="Kênh nội đồng bồi lắng",
        description="Vụ hè thu thiếu nước",
        addressee=b.UBND,
        category="TL",
    )
    life = given(alone)
    life.when(informed(b.PROVINCIAL_DEPARTMENT, b.CADRE)).then_rejected("not-entitled")
    life.when(informed(b.CHAPTER)).then(CompetentBodyInformed)
    life.when(submitted()).and_status(Status.REPORTED)


def test_the_same_command_again_has_its_first_outcome() -> None:
    life = given(*RECEIVED)
    once = informed(id=named("told"))
    first = life.when(once, at="2018-08-06 08:00").then(CompetentBodyInformed)
    assert life.when(once, at="2018-08-06 08:00").outcome == first.outcome
    assert [one.unit for one in life.world.issue(ISSUE).recipients].count(b.POLICE) == 1

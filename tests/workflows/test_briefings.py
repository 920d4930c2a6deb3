"""Briefings of a committee, who records them, and issues that are raised there."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.issue import Status
from domain.issue_facts import IssueRaised
from domain.meeting import BriefingHeld
from tests import builders as b
from tests.at_once import at_once
from tests.builders import named
from tests.changes import dissolved
from tests.spec import Given, given
from tests.steps import ISSUE, Step, on_issue, step
from workflows.outcome import Refused

COMMUNE, OFFICE, BOARD = "NB-H1-X1", "NB-H1-X1-VP", "NB-H1-X1-TT"
CHAPTER, OTHER_COMMUNES_CHAPTER = "NB-H1-X1-C1", "NB-H2-X1-C1"
BRIEFING = named("briefing")
AT = "2023-04-25 16:00"


def ago(minutes: int) -> Any:
    return lambda world: world.now - timedelta(minutes=minutes)


def briefing_held(office: str = OFFICE, actor: str = "", **fields: Any) -> Step:
    asked = {
        "meeting": BRIEFING,
        "committee": COMMUNE,
        "participants": ["NB-H1-X1-UBND", CHAPTER, "NB-H1-X1-C2", CHAPTER],
        "started_at": ago(120),
        "ended_at": ago(30),
        "document": b.document("7-TB/DU", COMMUNE),
        **fields,
    }
    return step("record-briefing", office, actor, **asked)


def raised_there(office: str = OFFICE, actor: str = "", **fields: Any) -> Step:
    asked = {
        "issue": ISSUE,
        "via": "briefing",
        "chapter": CHAPTER,
        "meeting": BRIEFING,
        "source": "chapter",
        "title": "Chợ xuống cấp",
        "description": "Mái tôn dột, đường vào chợ ngập khi mưa",
        "proposal": "Sửa mái, nâng đường",
        "addressee": "NB-H1-X1-UBND",
        "category": "KT",
        **fields,
    }
    return step("raise-issue", office, actor, **asked)


def in_dong_thap(*steps: Step, at: str = AT) -> Given:
    return given(*steps, regime="dong-thap", shape="three-tiers", at=at)


def test_001_1_the_communes_briefing_is_recorded_and_an_issue_of_a_chapter_raised_there() -> None:
    life = in_dong_thap()
    told = life.when(briefing_held()).then(BriefingHeld).fact(BriefingHeld)
    assert (told.committee, told.regime.id) == (COMMUNE, "dong-thap")
    assert told.participants == ("NB-H1-X1-UBND", CHAPTER, "NB-H1-X1-C2")
    raised = life.when(raised_there()).then_accepted().and_status(Status.RAISED)
    assert raised.fact(IssueRaised).meeting == BRIEFING
    assert raised.issue.chapter == CHAPTER
    assert raised.recorded[0].envelope.role == "convening-office"
    life.when(on_issue("submit-issue", OFFICE)).then_accepted().and_status(Status.REPORTED)
    district = briefing_held("NB-H1-VP", meeting=named("district"), committee=b.DISTRICT)
    life.when(district).then_rejected("no-briefing")


@pytest.mark.parametrize(
    ("office", "role"),
    [(OFFICE, "convening-office"), (BOARD, "convening-board"), (CHAPTER, "secretary")],
)
def test_office_board_and_the_chapters_secretary_raise_and_submit_what_was_said_there(
    office: str, role: str
) -> None:
    life = in_dong_thap(briefing_held(BOARD))
    assert life.when(raised_there(office)).recorded[0].envelope.role == role
    told = life.when(on_issue("submit-issue", office)).and_status(Status.REPORTED)
    assert told.recorded[0].envelope.role == role
    assert told.issue.holder == COMMUNE


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H2-X1-VP", ""),
        ("NB-H2-X1-TT", ""),
        ("NB-H1-VP", ""),
        ("NB-H1-X1-UBND", ""),
        ("NB-H1-X1-BTV", ""),
        (CHAPTER, ""),
        (OFFICE, "p-x2clerk"),
    ],
)
def test_nobody_else_records_a_briefing(office: str, actor: str) -> None:
    in_dong_thap().when(briefing_held(office, actor)).then_rejected("not-entitled")


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H2-X1-VP", ""),
        ("NB-H2-X1-TT", ""),
        (OTHER_COMMUNES_CHAPTER, ""),
        ("NB-H1-X1-C2", ""),
        ("NB-H1-VP", ""),
        (OFFICE, "p-x2clerk"),
    ],
)
def test_nobody_else_raises_or_submits_what_was_said_at_a_briefing(office: str, actor: str) -> None:
    life = in_dong_thap(briefing_held())
    life.when(raised_there(office, actor)).then_rejected("not-entitled")
    life.when(raised_there()).then_accepted()
    life.when(on_issue("submit-issue", office, actor)).then_rejected("not-entitled")


def test_an_issue_of_a_briefing_is_one_of_a_chapter_below_the_committee() -> None:
    life = in_dong_thap(briefing_held())
    elsewhere = raised_there(chapter=OTHER_COMMUNES_CHAPTER)
    life.when(elsewhere).then_rejected("raised-in-the-chapter")
    life.when(raised_there(chapter=COMMUNE)).then_rejected("raised-in-the-chapter")
    life.when(raised_there(meeting=None)).then_rejected("not-entitled")
    never = raised_there(meeting=named("never"))
    life.when(never).then_rejected("not-entitled")


def test_the_board_raises_nothing_at_a_chapters_own_meeting() -> None:
    own: dict[str, Any] = {
        "meeting": named("own"),
        "chapter": CHAPTER,
        "kind": "regular",
        "started_at": ago(120),
        "ended_at": ago(30),
    }
    life = in_dong_thap(step("record-meeting", CHAPTER, **own))
    life.when(raised_there(BOARD, meeting=named("own"))).then_rejected("not-entitled")


def test_a_briefing_is_held_once_by_bodies_that_existed_and_within_a_day() -> None:
    life = in_dong_thap(briefing_held())
    life.when(briefing_held()).then_rejected("meeting-exists")
    again: dict[str, Any] = {"meeting": named("again")}
    life.when(briefing_held(participants=["NB-Z"], **again)).then_rejected("unit-unknown")
    life.when(briefing_held(committee="NB-Z", **again)).then_rejected("unit-unknown")
    life.when(briefing_held(ended_at=ago(-5), **again)).then_rejected("meeting-times")
    life.when(briefing_held(started_at=ago(26 * 60), **again)).then_rejected("meeting-times")


def test_where_the_regime_has_no_briefings_none_is_recorded() -> None:
    other = given().when(briefing_held("NB-H1-VP", committee=b.DISTRICT, participants=[b.UBND]))
    other.then_rejected("no-briefing")


def test_a_briefing_is_no_meeting_of_a_chapter() -> None:
    """Nobody attends it for a chapter, it gets no score, and no report is about it."""
    life = in_dong_thap(briefing_held())
    attend = step("record-attendance", CHAPTER, meeting=BRIEFING, cadre=b.CADRE)
    life.when(attend).then_rejected("meeting-unknown")
    score = step("score-meeting", OFFICE, meeting=BRIEFING, points={})
    life.when(score).then_rejected("meeting-unknown")
    report = step(
        "submit-report",
        b.PROVINCIAL_DEPARTMENT,
        b.CADRE,
        report=named("report"),
        meetings=[BRIEFING],
    )
    life.when(report).then_rejected("not-your-meeting")


def test_a_participant_may_be_gone_since_the_briefing() -> None:
    held: dict[str, Any] = {
        "started_at": b.vietnam("2023-04-25 14:00"),
        "ended_at": b.vietnam("2023-04-25 15:30"),
    }
    life = in_dong_thap(dissolved("NB-H1-X1-C2"))
    told = life.when(briefing_held(**held), at="2023-04-27 08:00").then(BriefingHeld)
    assert told.world.desk.directory().exists("NB-H1-X1-C2", date(2023, 4, 25))


def test_of_two_who_record_one_briefing_at_once_one_does() -> None:
    refused = at_once(
        briefing_held(), briefing_held(BOARD), at=AT, regime="dong-thap", shape="three-tiers"
    )
    assert isinstance(refused, Refused)
    assert refused.code == "meeting-exists"

"""Directions of the standing committee and of the superior: who gives, who answers (`002-10`)."""

from typing import Any

from domain.deadline import DeadlineMet
from domain.issue import Status
from tests import builders as b
from tests.builders import document, named
from tests.spec import given
from tests.steps import (
    chapter_met,
    days_from_now,
    in_progress,
    in_triage,
    on_issue,
    replied,
    resolved,
)


def directed(office: str, addressee: str = b.UBND, due: int = 10) -> Any:
    on = days_from_now(due)
    return on_issue("direct-issue", office, addressee=addressee, due=on, text="Khẩn trương")


def answered(office: str) -> Any:
    return on_issue("answer-direction", office, document=document("70/UBND", office))


def test_002_10_standing_committee_and_superior_direct_and_others_do_not() -> None:
    life = given(*in_progress())
    for office in ("NB-H1-TT", "NB-H1-VP", "NB-UBKT", "NB-H2-TT", b.UBND, b.CHAPTER, "NB-VP"):
        life.when(directed(office)).then_rejected("not-entitled")
    for office in ("NB-H1-BTV", "NB-TT", "NB-BTV"):
        life.when(directed(office)).and_status(Status.IN_PROGRESS)


def test_002_10_a_committee_answers_a_direction_through_its_board_or_office_late_or_not() -> None:
    life = given(*in_progress(), directed("NB-TT", b.DISTRICT))
    for office in (b.UBND, "NB-H2-TT", "NB-UBKT", "NB-TT"):
        life.when(answered(office)).then_rejected("not-entitled")
    told = life.when(answered("NB-H1-VP"), at="2018-08-14 00:00")
    assert not told.fact(DeadlineMet).on_time
    assert told.issue.directed == ()
    life.when(answered("NB-H1-VP")).then_rejected("not-entitled")


def test_each_body_answers_its_own_direction() -> None:
    life = given(*in_progress(), directed("NB-H1-BTV"), directed("NB-H1-BTV", b.POLICE))
    told = life.when(answered(b.POLICE), at="2018-08-13 23:59:59")
    assert told.fact(DeadlineMet).on_time
    assert told.issue.directed == (b.UBND,)


def test_a_direction_needs_no_new_holder_and_ends_with_the_issue() -> None:
    life = given(*in_triage(), directed("NB-TT"), resolved(), replied())
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    verify = on_issue("verify-result", b.CHAPTER, meeting=named("september"))
    told = life.when(verify).and_status(Status.CLOSED)
    assert told.issue.running == ()

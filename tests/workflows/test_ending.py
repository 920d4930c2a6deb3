"""The end of an issue: the reply, and its verification by the chapter or by the passing of time."""

from typing import Any

import pytest

from domain.deadline import DeadlineKind, DeadlineMet
from domain.issue import Closure, Status
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import document, named
from tests.changes import acts_as_head, delegated
from tests.spec import given
from tests.steps import (
    Step,
    chapter_met,
    in_progress,
    in_triage,
    meeting_held,
    on_issue,
    replied,
    resolved,
    triaged,
)

REPLIED = [*in_triage(), resolved(), replied()]
"""Replied on 3/8/2018: 45 days end on 17/9."""


def verified(meeting: str, office: str | None = b.CHAPTER, actor: str = "") -> Step:
    return on_issue("verify-result", office, actor, meeting=named(meeting))


def expired(meeting: str, office: str | None = None, actor: str = SCHEDULER) -> Step:
    return on_issue("expire-verification", office, actor, meeting=named(meeting))


def reopened(office: str | None = b.CHAPTER, actor: str = "", **fields: Any) -> Step:
    given = {"ground": "not-done", "reason": "Chưa làm", **fields}
    return on_issue("reopen-issue", office, actor, **given)


@pytest.mark.parametrize(
    "office", [b.DEPARTMENT, b.UBND, b.CHAPTER, "NB-H2-VP", "NB-VP", "NB-TT", "NB-UBKT", None]
)
def test_the_holders_board_or_office_replies_and_nobody_else(office: str | None) -> None:
    letter = document("101-CV/HU")
    step = on_issue("reply-to-chapter", office, text="Đã sửa", document=letter)
    given(*in_triage(), resolved()).when(step).then_rejected("not-entitled")


def test_a_reply_follows_a_decision_and_is_sent_once() -> None:
    given(*in_progress()).when(replied()).then_rejected("not-possible-now")
    given(*REPLIED).when(replied()).then_rejected("not-possible-now")


def test_a_late_reply_is_late_and_counts() -> None:
    """Decided Friday 3/8/2018, 5 wd: 6-10."""
    told = given(*in_triage(), resolved()).when(replied(), at="2018-08-11 00:00")
    met = {one.fact.deadline.kind: one.fact.on_time for one in told.recorded[1:3]}
    assert met == {DeadlineKind.NOTICE: True, DeadlineKind.REPLY: False}
    assert isinstance(told.recorded[1].fact, DeadlineMet)


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H1-X1-C2", ""),
        ("NB-H1-TT", ""),
        ("NB-H1-VP", ""),
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        (None, SCHEDULER),
        (b.CHAPTER, "p-secretary2"),
    ],
)
def test_only_the_chapters_secretary_verifies(office: str | None, actor: str) -> None:
    life = given(*REPLIED)
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    life.when(verified("september", office, actor)).then_rejected("not-entitled")


def test_the_chapter_verifies_at_any_of_its_meetings_after_the_reply() -> None:
    elsewhere = meeting_held(meeting=named("elsewhere"), chapter="NB-H1-X1-C2")
    life = given(*REPLIED)
    life.and_at("2018-08-20 21:00", chapter_met("extra", kind="extraordinary"), elsewhere)
    life.when(verified("meeting")).then_rejected("after-the-reply")
    life.when(verified("elsewhere")).then_rejected("after-the-reply")
    life.when(verified("never held")).then_rejected("after-the-reply")
    assert life.when(verified("extra")).issue.closure is Closure.VERIFIED


def test_what_was_replied_during_a_meeting_is_verified_at_the_next_one() -> None:
    life = given(*in_triage(), resolved(), at="2018-08-20 20:00")
    life.and_at("2018-08-20 20:30", replied())
    life.and_at("2018-08-20 21:00", chapter_met("that evening"))
    life.when(verified("that evening")).then_rejected("after-the-reply")


def test_a_delegate_or_acting_secretary_verifies_while_that_lasts() -> None:
    last = b.vietnam("2018-09-03 00:00").date()
    life = given(
        *REPLIED,
        delegated(b.SECRETARY, "p-deputy", b.CHAPTER, last),
        acts_as_head("p-acting", "NB-H1-X1-C2", last),
    )
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    late = verified("september", actor="p-deputy")
    life.when(late, at="2018-09-04 00:00").then_rejected("not-entitled")
    life.when(verified("september", actor="p-acting")).then_rejected("not-entitled")
    early = given(*REPLIED, delegated(b.SECRETARY, "p-deputy", b.CHAPTER, last))
    early.and_at("2018-09-03 21:00", chapter_met("september"))
    early.when(verified("september", actor="p-deputy")).and_status(Status.CLOSED)


def test_nobody_is_closed_out_before_45_days_and_the_next_regular_meeting() -> None:
    life = given(*REPLIED)
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    life.when(expired("september"), at="2018-09-17 23:59:59").then_rejected(
        "verification-time-over"
    )
    told = life.when(expired("september"), at="2018-09-18 00:00")
    assert (told.issue.status, told.issue.closure) == (Status.CLOSED, Closure.UNVERIFIED)
    assert told.issue.running == ()


def test_45_days_alone_close_nobody_out() -> None:
    """A chapter that does not meet, or only out of turn or elsewhere, has had no chance."""
    elsewhere = meeting_held(meeting=named("elsewhere"), chapter="NB-H1-X1-C2")
    life = given(*REPLIED)
    life.and_at("2018-08-20 21:00", chapter_met("extra", kind="extraordinary"), elsewhere)
    for meeting in ("extra", "elsewhere", "meeting", "never held"):
        step = expired(meeting)
        life.when(step, at="2018-12-20 08:00").then_rejected("next-meeting-over")
    life.and_at("2019-01-03 21:00", chapter_met("january"))
    life.when(expired("january")).and_status(Status.CLOSED)


def test_time_alone_closes_out_and_no_person_does() -> None:
    life = given(*REPLIED)
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    for office in ("NB-H1-TT", "NB-H1-VP", b.CHAPTER, "NB-TT"):
        step = expired("september", office, "")
        life.when(step, at="2018-09-18 08:00").then_rejected("not-entitled")


def test_a_meeting_before_a_second_reply_closes_nobody_out() -> None:
    life = given(*REPLIED)
    life.and_at("2018-09-03 21:00", chapter_met("september"), reopened())
    life.and_at("2018-09-04 08:00", triaged(), resolved(), replied())
    life.when(expired("september"), at="2018-12-01 08:00").then_rejected("next-meeting-over")
    life.when(verified("september")).then_rejected("after-the-reply")

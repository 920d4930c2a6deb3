"""With the holder: receiving, triage, questions, other channels, refusal, decision, pauses."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import (
    Deadline,
    DeadlineKind,
    DeadlineMet,
    DeadlinePaused,
    DeadlineResumed,
    DeadlineStatus,
)
from domain.issue import Issue, Status
from domain.issue_facts import ClarificationExpired, IssueClarified, IssueTriaged
from domain.values import SCHEDULER, Authority, Severity
from tests import builders as b
from tests.builders import document
from tests.spec import given
from tests.steps import (
    ISSUE,
    assigned,
    days_from_now,
    delivered,
    escalated,
    in_progress,
    in_triage,
    on_issue,
    received,
    replied,
    reported,
    resolved,
    started,
    triaged,
)

ASK = on_issue("ask-for-clarification", "NB-H1-TT", questions="Ở đâu? Từ khi nào?")
CLARIFY = on_issue("clarify-issue", b.CHAPTER, answer="Đầu thôn")
EXPIRE = on_issue("expire-clarification", None, SCHEDULER)
DECLINE = on_issue("decline-issue", "NB-H1-TT", reason="Không thuộc phạm vi", legal_basis="QĐ 1")
DIVERT = on_issue("divert-issue", "NB-H1-TT", into="complaint", document=document("7-PC/HU"))
REFUSE = on_issue("refuse-assignment", b.DEPARTMENT, reason="Không đúng chức năng")
RESUME = on_issue("resume-issue", "NB-H1-TT")


def paused(days: int = 30, office: str | None = "NB-H1-TT", **fields: Any) -> Any:
    given = {"ground": "budget-cycle", "review_on": days_from_now(days), **fields}
    return on_issue("pause-issue", office, document=document("9-CV/HU"), **given)


def deadline(issue: Issue, kind: DeadlineKind) -> Deadline:
    return [d for d in issue.deadlines if d.id.kind is kind][-1]


STRANGERS = [
    (b.CHAPTER, ""),
    (b.PROVINCIAL_DEPARTMENT, b.CADRE),
    (b.UBND, ""),
    ("NB-H2-TT", ""),
    ("NB-H2-VP", ""),
    ("NB-TT", ""),
    ("NB-VP", ""),
    ("NB-UBKT", ""),
    (None, SCHEDULER),
    ("NB-H1-VP", "p-h2clerk"),
]


@pytest.mark.parametrize(("office", "actor"), [*STRANGERS, ("NB-H1-TT", "")])
def test_only_the_holders_office_receives(office: str | None, actor: str) -> None:
    step = on_issue("receive-issue", office, actor, incoming_number="1")
    given(*delivered()).when(step).then_rejected("not-entitled")


def test_what_went_up_is_received_by_the_office_above_and_no_longer_by_the_one_below() -> None:
    life = given(*in_triage(authority="province"), escalated())
    life.when(received()).then_rejected("not-entitled")
    told = life.when(received(office="NB-VP", incoming_number="88"))
    assert told.issue.incoming_numbers == ("417", "88")
    life.when(received(office="NB-VP")).then_rejected("not-possible-now")


@pytest.mark.parametrize(("office", "actor"), [*STRANGERS, ("NB-H1-VP", "")])
def test_only_the_holders_board_triages_declines_diverts_resolves_and_pauses(
    office: str | None, actor: str
) -> None:
    said = {"category": "GT", "severity": 1, "authority": "middle-tier"}
    received_only = given(*delivered(), received())
    received_only.when(on_issue("triage-issue", office, actor, **said)).then_rejected(
        "not-entitled"
    )
    life = given(*in_triage())
    reasons = {"reason": "Không", "legal_basis": "QĐ 1"}
    life.when(on_issue("decline-issue", office, actor, **reasons)).then_rejected("not-entitled")
    life.when(paused(office=office, actor=actor)).then_rejected("not-entitled")
    letter = document("7-PC/HU")
    divert = on_issue("divert-issue", office, actor, into="court", document=letter)
    life.when(divert).then_rejected("not-entitled")
    decision = {"outcome": "explained", "decision": "Đã rõ", "document": letter}
    life.when(on_issue("resolve-issue", office, actor, **decision)).then_rejected("not-entitled")


def test_triage_comes_after_receipt() -> None:
    given(*delivered()).when(triaged()).then_rejected("not-possible-now")


def test_the_board_triages_anew_what_turned_out_otherwise() -> None:
    """After the source answered, or the lead refused, the matter may look different."""
    life = given(*in_triage(), ASK, CLARIFY)
    told = life.when(triaged(severity=1, authority="province")).then(IssueTriaged)
    issue = told.and_status(Status.TRIAGED).issue
    assert (issue.severity, issue.authority) == (Severity.URGENT, Authority.PROVINCE)
    refused = given(*in_triage(), assigned(), REFUSE, triaged(authority="province"))
    refused.when(escalated()).and_status(Status.ESCALATED)


def test_a_holder_resolves_only_within_its_authority() -> None:
    life = given(*in_triage(authority="province"))
    life.when(resolved()).then_rejected("within-authority")
    life.and_at("2018-08-06 08:00", escalated(), received(office="NB-VP"))
    life.and_at("2018-08-06 09:00", triaged(office="NB-TT", authority="province"))
    life.when(resolved(office="NB-TT")).and_status(Status.RESOLVED)


def test_the_source_is_asked_by_board_or_office_and_answers_for_itself() -> None:
    by_office = on_issue("ask-for-clarification", "NB-H1-VP", questions="Ở đâu?")
    life = given(*in_triage(), by_office)
    assert deadline(life.world.issue(ISSUE), DeadlineKind.CLARIFICATION).bearer == b.CHAPTER
    for office, actor in (
        ("NB-H1-X1-C2", ""),
        (b.UBND, ""),
        ("NB-H1-VP", ""),
        ("NB-H1-TT", ""),
        (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
        (None, SCHEDULER),
    ):
        answer = on_issue("clarify-issue", office, actor, answer="Ở đây")
        life.when(answer).then_rejected("not-entitled")
    by_cadre = on_issue("clarify-issue", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đầu thôn")
    life.when(by_cadre).and_status(Status.TRIAGED)


def test_the_holders_clock_stands_still_while_the_source_is_asked() -> None:
    """Delivered 3/8/2018, notice 17/8. Asked 8/8, answered 15/8: 6, 7 | 15-17, 20-24 = 24/8."""
    life = given(*in_triage())
    told = life.when(ASK, at="2018-08-08 09:00")
    assert told.fact(DeadlinePaused).deadline.kind is DeadlineKind.NOTICE
    told = life.when(CLARIFY, at="2018-08-15 09:00")
    assert told.fact(DeadlineResumed).last_day == date(2018, 8, 24)


def test_after_a_refused_assignment_a_question_stops_the_clock_of_the_result_too() -> None:
    """It is the holder's now. Assigned 6/8, 15 wd = 27/8; asked 8/8 to 15/8: five days more."""
    life = given(*delivered(), at="2018-08-03 21:00")
    life.and_at("2018-08-06 08:00", received(), triaged(severity=1), assigned(), REFUSE)
    told = life.when(ASK, at="2018-08-08 09:00")
    stopped = {one.fact.deadline.kind for one in told.recorded if type(one.fact) is DeadlinePaused}
    assert stopped == {DeadlineKind.RESULT, DeadlineKind.INTERIM}
    told = life.when(CLARIFY, at="2018-08-15 09:00")
    assert deadline(told.issue, DeadlineKind.RESULT).last_day == date(2018, 9, 4)


def test_the_source_is_asked_once_in_a_leg() -> None:
    life = given(*in_triage(authority="province"), ASK, CLARIFY)
    life.when(ASK).then_rejected("questions-in-one-list")
    life.and_at("2018-08-06 08:00", escalated(), received(office="NB-VP"))
    life.and_at("2018-08-06 09:00", triaged(office="NB-TT", authority="province"))
    above = on_issue("ask-for-clarification", "NB-TT", questions="Ai quản lý?")
    life.when(above).and_status(Status.NEEDS_CLARIFICATION)


def test_an_answer_that_comes_late_but_before_the_expiry_is_taken() -> None:
    """Asked 3/8/2018, 10 wd = 17/8."""
    life = given(*in_triage(), ASK)
    life.when(EXPIRE, at="2018-08-17 23:59:59").then_rejected("clarification-time-over")
    told = life.when(CLARIFY, at="2018-08-20 08:00").then_accepted()
    met = [one.fact for one in told.recorded if isinstance(one.fact, DeadlineMet)]
    assert [(fact.deadline.kind, fact.on_time) for fact in met] == [
        (DeadlineKind.CLARIFICATION, False)
    ]
    assert isinstance(told.recorded[0].fact, IssueClarified)


def test_the_time_to_answer_expires_by_itself_and_never_before() -> None:
    life = given(*in_triage(), ASK)
    by_board = on_issue("expire-clarification", "NB-H1-TT")
    life.when(by_board, at="2018-08-18 00:00").then_rejected("not-entitled")
    told = life.when(EXPIRE, at="2018-08-18 00:00").and_status(Status.TRIAGED)
    assert isinstance(told.recorded[0].fact, ClarificationExpired)
    life.when(CLARIFY).then_rejected("not-possible-now")
    life.when(EXPIRE).then_rejected("not-possible-now")


def test_other_channels_and_refusals_owe_the_chapter_a_reply() -> None:
    for step, owed in ((DECLINE, {DeadlineKind.REPLY}), (DIVERT, {DeadlineKind.DIVERSION})):
        life = given(*in_triage())
        told = life.when(step)
        assert owed <= {d.id.kind for d in told.issue.running}
        life.when(assigned()).then_rejected("not-possible-now")
        told = life.when(replied()).and_status(Status.REPLIED)
        assert [d.id.kind for d in told.issue.running] == [DeadlineKind.VERIFICATION]


@pytest.mark.parametrize("step", [DECLINE, DIVERT, resolved()])
def test_what_the_holder_ends_after_a_refused_assignment_leaves_no_work_owed(step: Any) -> None:
    life = given(*in_triage(severity=1), assigned(), REFUSE)
    told = life.when(step)
    kinds = {d.id.kind for d in told.issue.running}
    assert not kinds & {DeadlineKind.RESULT, DeadlineKind.INTERIM, DeadlineKind.NEXT_REPLY}


def test_a_pause_has_a_review_date_after_today_and_within_ninety_days() -> None:
    life = given(*in_progress())
    for days in (-1, 0, 91):
        life.when(paused(days)).then_rejected("review-date-within-limit")
    told = life.when(paused(90)).and_status(Status.PAUSED)
    assert deadline(told.issue, DeadlineKind.REVIEW).bearer == b.DISTRICT


def test_two_pauses_in_a_leg_and_no_third_one() -> None:
    life = given(*in_progress(), paused(), RESUME, paused(), RESUME)
    life.when(paused()).then_rejected("pause-renewable")


def test_a_new_leg_has_pauses_of_its_own() -> None:
    life = given(*in_triage(authority="province"), paused(), RESUME, paused(), RESUME)
    life.and_at("2018-08-06 08:00", escalated(), received(office="NB-VP"))
    life.and_at("2018-08-06 09:00", triaged(office="NB-TT", authority="province"))
    life.when(paused(office="NB-TT")).and_status(Status.PAUSED)


def test_a_paused_issue_waits_for_the_holder_or_its_superior_to_resume_it() -> None:
    life = given(*in_progress(), paused())
    life.when(started()).then_rejected("not-possible-now")
    life.when(paused()).then_rejected("not-possible-now")
    for office in (b.DEPARTMENT, "NB-H1-VP", "NB-H2-TT", b.CHAPTER):
        life.when(on_issue("resume-issue", office)).then_rejected("not-entitled")
    life.when(on_issue("resume-issue", "NB-TT")).and_status(Status.IN_PROGRESS)


def test_a_pause_reviewed_too_late_is_late_and_ends_all_the_same() -> None:
    life = given(*in_progress(), paused(10))
    told = life.when(RESUME, at="2018-08-14 00:00").and_status(Status.IN_PROGRESS)
    review = deadline(told.issue, DeadlineKind.REVIEW)
    assert (review.status, review.on_time) == (DeadlineStatus.MET, False)


def test_a_report_that_is_with_the_holder_is_not_reported_again() -> None:
    given(*in_triage()).when(reported(report=b.named("again"))).then_rejected("not-possible-now")

"""The lead's work: progress, replies on the way, and the result that is proposed and judged."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import Deadline, DeadlineKind, DeadlineStatus
from domain.issue import Issue, Status
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import document
from tests.changes import appointed, delegated, left_office
from tests.spec import given
from tests.steps import (
    ISSUE,
    accepted,
    assigned,
    days_from_now,
    delivered,
    in_progress,
    in_triage,
    on_issue,
    proposed,
    received,
    started,
    triaged,
)

REJECT = on_issue("reject-result", "NB-H1-TT", reason="Chưa đủ hồ sơ")
IN_TEN_DAYS = days_from_now(10)


def deadline(issue: Issue, kind: DeadlineKind) -> Deadline:
    return [d for d in issue.deadlines if d.id.kind is kind][-1]


def result(issue: Issue) -> tuple[str | None, date]:
    [owed] = [d for d in issue.deadlines if d.id.kind is DeadlineKind.RESULT]
    return owed.bearer, owed.last_day


def partly(next_reply: Any = IN_TEN_DAYS, office: str = b.DEPARTMENT) -> Any:
    letter = document("60/KTHT", office)
    said = {"document": letter, "text": "Xong một nhịp", "next_reply": next_reply}
    return on_issue("give-partial-reply", office, **said)


def interim(office: str = b.DEPARTMENT) -> Any:
    letter = document("59/KTHT", office)
    return on_issue("give-interim-reply", office, document=letter, text="Đang làm")


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H1-TT", ""),
        ("NB-H1-VP", ""),
        (b.UBND, ""),
        (b.CHAPTER, ""),
        (b.DEPARTMENT, "p-h1police"),
        (None, SCHEDULER),
    ],
)
def test_only_the_lead_works_replies_and_proposes(office: str | None, actor: str) -> None:
    letter = document("60/KTHT")
    life = given(*in_progress())
    reply = {"document": letter, "text": "Đang làm"}
    for type, fields in (
        ("start-work", {}),
        ("note-progress", {"note": "Đã khảo sát"}),
        ("give-interim-reply", reply),
        ("give-partial-reply", {**reply, "next_reply": days_from_now(3)}),
        ("propose-result", {"outcome": "done", "evidence": "BB", "document": letter}),
    ):
        life.when(on_issue(type, office, actor, **fields)).then_rejected("not-entitled")


def test_the_leads_officer_works_until_the_last_day_and_a_delegate_until_theirs() -> None:
    life = given(
        *in_triage(),
        assigned(),
        delegated("p-h1works", "p-worker", b.DEPARTMENT, date(2018, 8, 10)),
        appointed("p-h1new", b.DEPARTMENT, "deputy-head"),
    )
    note = on_issue("note-progress", b.DEPARTMENT, "p-worker", note="Đã khảo sát")
    life.when(note, at="2018-08-10 23:00").then_accepted()
    life.when(note, at="2018-08-11 00:00").then_rejected("not-entitled")
    life.and_at("2018-08-13 08:00", left_office("p-h1works", b.DEPARTMENT, "head"))
    own = on_issue("note-progress", b.DEPARTMENT, note="Đang vá")
    life.when(own, at="2018-08-13 23:00").then_accepted()
    life.when(own, at="2018-08-14 00:00").then_rejected("not-entitled")


def test_only_urgent_work_owes_an_interim_reply_and_any_word_to_the_chapter_meets_it() -> None:
    calm = given(*in_triage(severity=2)).when(assigned())
    assert not [d for d in calm.issue.running if d.id.kind is DeadlineKind.INTERIM]
    for step in (interim(), partly()):
        told = given(*in_triage(severity=1), assigned()).when(step, at="2018-08-08 23:59")
        assert deadline(told.issue, DeadlineKind.INTERIM).on_time is True
    late = given(*in_triage(severity=1), assigned()).when(interim(), at="2018-08-09 00:00")
    assert deadline(late.issue, DeadlineKind.INTERIM).on_time is False


def test_a_partial_reply_names_the_next_date_and_keeps_the_issue_open() -> None:
    life = given(*in_progress())
    life.when(partly(date(2018, 8, 2))).then_rejected("next-reply-still-to-come")
    told = life.when(partly(date(2018, 8, 20))).and_status(Status.IN_PROGRESS)
    assert deadline(told.issue, DeadlineKind.NEXT_REPLY).last_day == date(2018, 8, 20)
    told = life.when(partly(date(2018, 8, 31)), at="2018-08-21 08:00")
    replies = [d for d in told.issue.deadlines if d.id.kind is DeadlineKind.NEXT_REPLY]
    assert [(d.last_day.day, d.on_time) for d in replies] == [(20, False), (31, None)]
    told = life.when(proposed(), at="2018-08-30 08:00")
    assert deadline(told.issue, DeadlineKind.NEXT_REPLY).status is DeadlineStatus.MET


def test_a_result_proposed_late_is_accepted_and_stays_late() -> None:
    life = given(*in_triage(severity=1), assigned(), started(), at="2018-08-06 08:00")
    due = result(life.world.issue(ISSUE))[1]
    assert due == date(2018, 8, 27)
    life.and_at("2018-08-28 00:00", proposed())
    told = life.when(accepted(), at="2018-08-29 08:00").and_status(Status.RESOLVED)
    assert deadline(told.issue, DeadlineKind.RESULT).on_time is False


def test_a_result_proposed_in_time_is_on_time_however_long_the_acceptance_takes() -> None:
    life = given(*in_triage(severity=1), assigned(), started(), at="2018-08-06 08:00")
    life.and_at("2018-08-27 23:59", proposed())
    told = life.when(accepted(), at="2018-09-20 08:00")
    assert deadline(told.issue, DeadlineKind.RESULT).on_time is True
    assert deadline(told.issue, DeadlineKind.ACCEPTANCE).on_time is False


def test_a_rejected_result_runs_on_with_what_was_left() -> None:
    """15 wd from 6/8/2018 = 27/8. Proposed 20/8 (nine days used), rejected 24/8: six left from
    that day on: 24, 27-31 = 31/8."""
    life = given(*delivered(), at="2018-08-03 21:00")
    life.and_at("2018-08-06 08:00", received(), triaged(severity=1), assigned(), started())
    life.and_at("2018-08-20 08:00", proposed())
    told = life.when(REJECT, at="2018-08-24 08:00").and_status(Status.IN_PROGRESS)
    assert result(told.issue) == (b.DEPARTMENT, date(2018, 8, 31))
    assert told.issue.outcome is None
    life.when(accepted()).then_rejected("not-possible-now")
    told = life.when(proposed(), at="2018-08-27 08:00")
    acceptances = [d for d in told.issue.deadlines if d.id.kind is DeadlineKind.ACCEPTANCE]
    assert [d.status for d in acceptances] == [DeadlineStatus.MET, DeadlineStatus.RUNNING]


def test_a_result_rejected_after_it_came_late_stays_late() -> None:
    life = given(*in_triage(severity=1), assigned(), started(), at="2018-08-06 08:00")
    life.and_at("2018-08-28 08:00", proposed())
    told = life.when(REJECT, at="2018-08-30 08:00")
    assert deadline(told.issue, DeadlineKind.RESULT).is_overdue(life.world.now)


@pytest.mark.parametrize(
    "office", ["NB-H1-VP", b.DEPARTMENT, b.UBND, "NB-H2-TT", b.CHAPTER, "NB-VP"]
)
def test_a_result_is_accepted_or_rejected_by_a_board_only(office: str) -> None:
    life = given(*in_progress(), proposed())
    life.when(accepted(office=office)).then_rejected("not-entitled")
    reject = on_issue("reject-result", office, reason="Không")
    life.when(reject).then_rejected("not-entitled")


def test_the_lead_sends_no_second_result_and_nobody_reassigns_before_it_is_judged() -> None:
    life = given(*in_progress(), proposed())
    life.when(proposed()).then_rejected("not-possible-now")
    life.when(assigned(lead=b.UBND)).then_rejected("not-possible-now")

"""Deadlines as they run: which step owes what, pauses, and the ladder of each."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import (
    Deadline,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineKind,
    DeadlineMet,
    DeadlinePaused,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStatus,
    EscalationSuggested,
    HeadNotified,
)
from domain.issue import Issue, Status
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import document, named
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    Step,
    accepted,
    assigned,
    chapter_met,
    checked,
    delivered,
    escalated,
    in_triage,
    meeting_held,
    on_issue,
    proposed,
    raised,
    received,
    replied,
    reported,
    resolved,
    returned,
    started,
    triaged,
)

K = DeadlineKind
RESUME = on_issue("resume-issue", "NB-H1-TT")
LETTER = document("92-CV/HU", b.DISTRICT)


def paused(review_on: date) -> Step:
    return on_issue(
        "pause-issue", "NB-H1-TT", ground="budget-cycle", review_on=review_on, document=LETTER
    )


def newest(issue: Issue, kind: DeadlineKind) -> Deadline:
    return [d for d in issue.deadlines if d.id.kind is kind][-1]


def at_work() -> Given:
    """Assigned as high on 6/8/2018: 15 wd = 27/8."""
    life = given(*delivered(), at="2018-08-03 21:00")
    return life.and_at("2018-08-06 08:00", received(), triaged(severity=2), assigned(), started())


def owed(issue: Issue) -> set[tuple[DeadlineKind, str | None]]:
    return {(d.id.kind, d.bearer) for d in issue.running}


def test_each_step_says_who_owes_what_next() -> None:
    life = given(meeting_held())
    office, holder, lead = b.PROVINCIAL_DEPARTMENT, b.DISTRICT, b.DEPARTMENT
    steps: list[tuple[Step, set[tuple[DeadlineKind, str | None]]]] = [
        (raised(severity=1), {(K.REPORT, office)}),
        (reported(), {(K.RECEIPT, holder), (K.NOTICE, holder)}),
        (received(), {(K.NOTICE, holder)}),
        (triaged(severity=1), {(K.NOTICE, holder)}),
        (assigned(), {(K.INTERIM, lead), (K.RESULT, lead)}),
        (started(), {(K.INTERIM, lead), (K.RESULT, lead)}),
        (proposed(), {(K.RESULT, lead), (K.ACCEPTANCE, holder)}),
        (accepted(), {(K.REPLY, holder)}),
        (replied(), {(K.VERIFICATION, b.CHAPTER)}),
    ]
    for step, expected in steps:
        assert owed(life.when(step).then_accepted().issue) == expected


@pytest.mark.parametrize(
    ("severity", "last_day"),
    [
        (1, date(2018, 8, 27)),
        (2, date(2018, 8, 27)),
        (3, date(2018, 9, 5)),
        (4, date(2018, 9, 17)),
    ],
)
def test_the_time_for_a_result_follows_the_severity(severity: int, last_day: date) -> None:
    """From 6/8/2018: 15 wd; 30 days; 40 days end on Saturday 15/9, so on Monday."""
    life = given(*delivered(), at="2018-08-03 21:00")
    life.and_at("2018-08-06 08:00", received(), triaged(severity=severity))
    assert newest(life.when(assigned()).issue, K.RESULT).last_day == last_day


def test_receipt_is_two_working_days_and_a_late_one_stays_late() -> None:
    """Delivered Friday 3/8/2018 in the evening: 6, 7."""
    told = given(*delivered()).when(received(), at="2018-08-07 23:59:59")
    assert told.fact(DeadlineMet).on_time
    told = given(*delivered()).when(received(), at="2018-08-08 00:00")
    assert not told.fact(DeadlineMet).on_time


def test_the_notice_is_met_by_assignment_escalation_return_or_reply_and_by_nothing_less() -> None:
    life = given(*in_triage())
    assert newest(life.world.issue(ISSUE), K.NOTICE).is_open
    told = life.when(resolved())
    assert newest(told.issue, K.NOTICE).is_open
    assert newest(life.when(replied()).issue, K.NOTICE).on_time is True
    below = given(*in_triage(authority="province"))
    told = below.when(escalated(), at="2018-08-20 08:00")
    first = next(d for d in told.issue.deadlines if d.id.kind is K.NOTICE)
    assert (first.id.leg, first.on_time) == (1, False)
    below.and_at("2018-08-20 09:00", received(office="NB-VP"))
    told = below.when(returned())
    second = [d for d in told.issue.deadlines if d.id.kind is K.NOTICE][1]
    assert (second.id.leg, second.on_time) == (2, True)


def test_a_fact_tells_rule_regime_and_calendar_by_which_it_was_set() -> None:
    told = given(meeting_held()).when(raised())
    fact = told.fact(DeadlineSet)
    assert (fact.rule, str(fact.regime)) == ("002-4", "ninh-binh 2018.1")
    assert fact.calendar.id == "vn"
    assert fact.due == b.vietnam("2018-08-10 00:00")


def test_a_pause_over_the_due_date_leaves_the_days_that_were_left() -> None:
    """Paused on 24/8, one day before the last working day; resumed 10/9: 10, 11."""
    life = at_work()
    told = life.when(paused(date(2018, 9, 20)), at="2018-08-24 08:00")
    assert told.fact(DeadlinePaused).deadline.kind is K.RESULT
    life.when(checked(), at="2018-09-10 08:00").then()
    told = life.when(RESUME, at="2018-09-10 09:00")
    assert told.fact(DeadlineResumed).last_day == date(2018, 9, 11)
    assert not newest(told.issue, K.RESULT).is_overdue(life.world.now)


def test_two_pauses_of_one_clock_add_up() -> None:
    """7-10 | 15-17, 20 | 24, 27-31, 4: paused 13-15 and 21-24; 3/9 is off in lieu."""
    life = at_work()
    life.and_at("2018-08-13 08:00", paused(date(2018, 8, 20)))
    told = life.when(RESUME, at="2018-08-15 08:00")
    assert told.fact(DeadlineResumed).last_day == date(2018, 8, 29)
    life.and_at("2018-08-21 08:00", paused(date(2018, 8, 30)))
    told = life.when(RESUME, at="2018-08-24 08:00")
    assert told.fact(DeadlineResumed).last_day == date(2018, 9, 4)
    assert len(newest(told.issue, K.RESULT).pauses) == 2


def test_a_pause_and_a_proposal_stop_the_same_clock_one_after_the_other() -> None:
    life = at_work()
    life.and_at("2018-08-13 08:00", paused(date(2018, 8, 20)))
    life.and_at("2018-08-15 08:00", RESUME)
    life.and_at("2018-08-21 08:00", proposed())
    reject = on_issue("reject-result", "NB-H1-TT", reason="Thiếu")
    told = life.when(reject, at="2018-08-24 08:00")
    assert newest(told.issue, K.RESULT).last_day == date(2018, 9, 4)


def test_a_pause_that_begins_and_ends_on_one_day_changes_nothing() -> None:
    life = at_work()
    life.and_at("2018-08-13 08:00", paused(date(2018, 8, 20)))
    told = life.when(RESUME, at="2018-08-13 17:00")
    assert told.fact(DeadlineResumed).last_day == date(2018, 8, 27)


def test_what_was_late_before_the_pause_is_late_after_it() -> None:
    life = at_work()
    life.and_at("2018-08-28 08:00", checked(), paused(date(2018, 9, 20)))
    assert newest(life.world.issue(ISSUE), K.RESULT).status is DeadlineStatus.PAUSED
    told = life.when(RESUME, at="2018-09-10 08:00")
    work = newest(told.issue, K.RESULT)
    assert (work.last_day, work.breached) == (date(2018, 8, 27), True)
    assert work.is_overdue(life.world.now)
    life.and_at("2018-09-10 09:00", proposed())
    told = life.when(accepted(), at="2018-09-11 08:00")
    assert newest(told.issue, K.RESULT).on_time is False


def test_a_pause_in_triage_stops_the_notice() -> None:
    """10 wd from 3/8/2018: 6-9 | 20-24, 27 = 27/8 where it was paused from 10/8 to 20/8."""
    life = given(*in_triage())
    life.and_at("2018-08-10 08:00", paused(date(2018, 8, 31)))
    told = life.when(RESUME, at="2018-08-20 08:00").and_status(Status.TRIAGED)
    assert newest(told.issue, K.NOTICE).last_day == date(2018, 8, 27)


def test_the_review_of_a_pause_has_its_own_ladder() -> None:
    """Review on Friday 31/8/2018; 3/9 in lieu: 4, 5, 6 and 7, 10."""
    life = at_work()
    life.and_at("2018-08-13 08:00", paused(date(2018, 8, 31)))
    life.when(checked(), at="2018-08-28 08:00").then(DeadlineApproaching)
    told = life.when(checked(), at="2018-09-01 00:00").then(DeadlineBreached)
    assert told.fact(DeadlineBreached).deadline.kind is K.REVIEW
    life.when(checked(), at="2018-09-05 23:59:59").then()
    life.when(checked(), at="2018-09-06 00:00").then(HeadNotified)
    life.when(checked(), at="2018-09-09 23:59:59").then()
    told = life.when(checked(), at="2018-09-10 00:00").then(EscalationSuggested)
    assert told.fact(EscalationSuggested).notified == (b.PROVINCE,)


def test_a_sweep_long_after_tells_every_rung_at_once_and_never_again() -> None:
    life = at_work()
    told = life.when(checked(), at="2018-12-03 08:00")
    told.then(DeadlineBreached, HeadNotified, EscalationSuggested)
    life.when(checked(), at="2018-12-03 08:01").then()
    life.and_at("2018-12-04 08:00", paused(date(2018, 12, 20)), RESUME)
    life.when(checked(), at="2018-12-05 08:00").then()


def test_what_nobody_submits_is_brought_before_the_superior_of_who_should_have_it() -> None:
    """Due on 9/8/2018; the fifth working day after is 16/8."""
    life = given(meeting_held(), raised())
    told = life.when(checked(), at="2018-08-16 00:00")
    told.then(DeadlineBreached, HeadNotified, EscalationSuggested).and_status(Status.RAISED)
    assert told.fact(DeadlineBreached).notified == (b.PROVINCIAL_DEPARTMENT,)
    assert told.fact(EscalationSuggested).notified == (b.PROVINCE,)


def test_what_is_met_or_ended_is_neither_warned_of_nor_breached() -> None:
    life = given(*in_triage(), resolved(), replied())
    life.when(checked(), at="2018-08-31 08:00").then()
    gone = given(*in_triage(), on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm"))
    told = gone.when(checked(), at="2018-12-31 08:00").then()
    assert told.issue.running == ()


def test_the_chapters_time_to_verify_is_no_duty_and_nobody_is_reminded_of_it() -> None:
    life = given(*in_triage(), resolved(), replied())
    life.when(checked(), at="2018-12-31 08:00").then()
    assert owed(life.world.issue(ISSUE)) == {(K.VERIFICATION, b.CHAPTER)}


@pytest.mark.parametrize(
    ("office", "actor"),
    [("NB-H1-TT", ""), ("NB-H1-VP", ""), ("NB-UBKT", ""), (b.CHAPTER, ""), (None, b.CADRE)],
)
def test_only_the_passing_of_time_warns_and_breaches(office: str | None, actor: str) -> None:
    life = at_work()
    step = on_issue("check-deadlines", office, actor)
    life.when(step, at="2018-12-03 08:00").then_rejected("not-entitled")


def decides(type: str, **fields: Any) -> Step:
    return on_issue(type, None, SCHEDULER, **fields)


def test_the_passing_of_time_changes_no_holder_and_no_outcome() -> None:
    life = at_work()
    plan = {"content": "x", "solution": "x", "until": date(2018, 12, 1), "person": "p-h1works"}
    for step in (
        decides("escalate-issue", decision=LETTER, reason="Quá hạn", file_complete=True),
        decides("take-over-issue", reason="Quá hạn"),
        decides("assign-issue", lead=b.UBND, plan={**plan, "task": "x"}),
        decides("transfer-custody", to=b.PROVINCE, basis="succession", minutes=LETTER),
        decides("propose-result", outcome="done", evidence="x", document=LETTER),
        decides("withdraw-issue", reason="Quá hạn"),
    ):
        life.when(step, at="2018-10-01 08:00").then_rejected("not-entitled")


def test_nothing_expires_that_the_regime_does_not_let_expire() -> None:
    life = at_work()
    life.and_at("2018-10-03 21:00", chapter_met("october"))
    for type in ("expire-verification", "expire-contest"):
        step = decides(type, meeting=named("october"))
        life.when(step).then_rejected("not-possible-now")
    life.when(decides("expire-clarification")).then_rejected("not-possible-now")

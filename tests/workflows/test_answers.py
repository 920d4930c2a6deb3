"""Answers in the meeting, answers that are directed, and answers that the chapter contests."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import (
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineKind,
    DeadlineMet,
    DeadlineSet,
)
from domain.issue import Closure, Issue, Status
from domain.issue_facts import AnswerContested, AnswerDirected, AnswerStood, IssueAnsweredAtMeeting
from domain.report import ReportSubmitted
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import named
from tests.changes import left_office
from tests.spec import given
from tests.steps import (
    ISSUE,
    MEETING,
    REPORT,
    chapter_met,
    checked,
    meeting_held,
    on_issue,
    raised,
    raised_by_secretary,
    reported,
    submitted,
)

ANSWER = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
CONTEST = on_issue("contest-answer", b.CHAPTER, reason="Chưa thấy làm")
LATER_REPORT = reported(report=named("a later report"))


def directed(due: date, **fields: Any) -> Any:
    given = {"responsible": b.UBND, "due": due, **fields}
    return on_issue("direct-answer", b.PROVINCIAL_DEPARTMENT, b.CADRE, **given)


def stood(meeting: str, actor: str = SCHEDULER, office: str | None = None) -> Any:
    return on_issue("expire-contest", office, actor, meeting=named(meeting))


def report_due(issue: Issue) -> tuple[str | None, date]:
    [owed] = [d for d in issue.running if d.id.kind is DeadlineKind.REPORT]
    return owed.bearer, owed.last_day


OTHERS = [
    (b.CHAPTER, ""),
    (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
    ("NB-H1-TT", ""),
    ("NB-H1-VP", ""),
    (b.UBND, ""),
    (None, SCHEDULER),
    (None, b.CADRE),
]


@pytest.mark.parametrize(("office", "actor"), OTHERS)
def test_only_the_cadre_who_attended_answers_or_directs_an_answer(
    office: str | None, actor: str
) -> None:
    life = given(meeting_held(), raised())
    life.when(on_issue("answer-at-meeting", office, actor, answer="Xong")).then_rejected(
        "not-entitled"
    )
    order = on_issue("direct-answer", office, actor, responsible=b.UBND, due=date(2018, 8, 8))
    life.when(order).then_rejected("not-entitled")


def test_what_a_secretary_raised_alone_no_cadre_answers() -> None:
    given(raised_by_secretary()).when(ANSWER).then_rejected("not-entitled")


def test_what_a_secretary_raised_at_an_attended_meeting_its_cadre_answers() -> None:
    told = given(meeting_held(), raised_by_secretary(meeting=MEETING)).when(ANSWER)
    told.then(IssueAnsweredAtMeeting, DeadlineCancelled).and_status(Status.ANSWERED_AT_MEETING)


def test_an_answer_ends_the_duty_to_report_the_issue_and_is_given_once() -> None:
    life = given(meeting_held(), raised())
    told = life.when(ANSWER)
    assert told.issue.running == ()
    life.when(ANSWER).then_rejected("not-possible-now")
    life.when(directed(date(2018, 8, 8))).then_rejected("not-possible-now")
    life.when(reported()).then_rejected("not-possible-now")


def test_what_was_reported_is_answered_by_its_holder_alone() -> None:
    life = given(meeting_held(), raised(), reported())
    life.when(ANSWER).then_rejected("not-possible-now")
    life.when(directed(date(2018, 8, 8))).then_rejected("not-possible-now")


def test_002_7_a_directed_answer_is_owed_by_the_body_that_was_told_to_answer() -> None:
    life = given(meeting_held(), raised())
    life.when(directed(date(2018, 8, 15))).then(AnswerDirected, DeadlineSet)
    life.and_at("2018-08-09 20:00", reported(issues=[]))
    life.when(checked(), at="2018-08-10 08:00").then_accepted()
    told = life.when(checked(), at="2018-08-16 00:00")
    late = [one.fact for one in told.recorded if isinstance(one.fact, DeadlineBreached)]
    assert [fact.notified for fact in late] == [(b.UBND,)]
    assert told.issue.status is Status.RAISED


@pytest.mark.parametrize("due", [date(2018, 8, 8), date(2018, 8, 15)])
def test_002_7_a_directed_answer_changes_no_date_of_the_report(due: date) -> None:
    """The cadre reports before the 10th, whatever was directed meanwhile."""
    told = given(meeting_held(), raised()).when(directed(due)).then(AnswerDirected, DeadlineSet)
    assert report_due(told.issue) == (b.PROVINCIAL_DEPARTMENT, date(2018, 8, 9))


def test_a_report_that_is_overdue_stays_so_whatever_the_cadre_directs() -> None:
    life = given(meeting_held(), raised())
    life.and_at("2018-08-10 08:00", checked())
    told = life.when(directed(date(2018, 9, 1)), at="2018-08-13 08:00")
    [owed] = [d for d in told.issue.deadlines if d.id.kind is DeadlineKind.REPORT]
    assert (owed.is_open, owed.breached, owed.last_day) == (True, True, date(2018, 8, 9))
    told = life.when(LATER_REPORT)
    assert not told.fact(ReportSubmitted).on_time


def test_an_answer_is_directed_no_further_ahead_than_the_regime_says() -> None:
    life = given(meeting_held(), raised())
    life.when(directed(date(2018, 9, 3))).then_rejected("directed-date-within-limit")
    life.when(directed(date(2018, 9, 2))).then(AnswerDirected, DeadlineSet)


def test_an_answer_is_contested_within_the_days_that_the_regime_says() -> None:
    """45 days from 3/8/2018: 17/9 to its end."""
    life = given(meeting_held(), raised(), ANSWER)
    life.when(CONTEST, at="2018-09-18 00:00").then_rejected("contested-in-time")
    life = given(meeting_held(), raised(), ANSWER)
    life.when(CONTEST, at="2018-09-17 23:59:59").and_status(Status.RAISED)


def test_a_directed_answer_that_comes_late_is_taken_and_stays_late() -> None:
    life = given(meeting_held(), raised(), directed(date(2018, 8, 8)))
    told = life.when(ANSWER, at="2018-08-09 00:00").and_status(Status.ANSWERED_AT_MEETING)
    met = told.fact(DeadlineMet)
    assert (met.deadline.kind, met.on_time) == (DeadlineKind.DIRECTED_ANSWER, False)
    assert told.issue.running == ()


def test_a_directed_answer_that_comes_on_its_last_day_is_on_time() -> None:
    life = given(meeting_held(), raised(), directed(date(2018, 8, 8)))
    told = life.when(ANSWER, at="2018-08-08 23:59:59")
    assert told.fact(DeadlineMet).on_time


def test_a_new_direction_names_a_new_date_and_another_body() -> None:
    life = given(meeting_held(), raised(), directed(date(2018, 8, 8)))
    told = life.when(directed(date(2018, 8, 20), responsible=b.POLICE))
    answers = [d for d in told.issue.running if d.id.kind is DeadlineKind.DIRECTED_ANSWER]
    assert [(d.id.ordinal, d.bearer) for d in answers] == [(1, b.UBND), (2, b.POLICE)]


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H1-X1-C2", ""),
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        ("NB-H1-TT", ""),
        (None, SCHEDULER),
        (b.CHAPTER, "p-secretary2"),
    ],
)
def test_only_the_chapters_own_secretary_contests_an_answer(office: str | None, actor: str) -> None:
    life = given(meeting_held(), raised(), ANSWER)
    step = on_issue("contest-answer", office, actor, reason="Không đúng")
    life.when(step).then_rejected("not-entitled")


def test_a_contested_answer_is_reported_by_the_cadre_before_the_next_tenth() -> None:
    """Contested on 20/8: due on 9/9, and borne by the cadre's office, not by the chapter."""
    life = given(meeting_held(), raised(), ANSWER)
    life.and_at("2018-08-09 08:00", reported(issues=[]))
    told = life.when(CONTEST, at="2018-08-20 19:00").then(AnswerContested, DeadlineSet)
    assert report_due(told.issue) == (b.PROVINCIAL_DEPARTMENT, date(2018, 9, 9))
    later = life.when(LATER_REPORT, at="2018-08-21 08:00").and_status(Status.REPORTED)
    assert later.fact(ReportSubmitted).on_time


def test_a_contested_answer_may_be_answered_again_and_contested_again() -> None:
    life = given(meeting_held(), raised(), ANSWER, CONTEST, ANSWER)
    told = life.when(CONTEST).and_status(Status.RAISED)
    assert len([d for d in told.issue.running if d.id.kind is DeadlineKind.REPORT]) == 1


def test_what_a_secretary_raised_and_contested_the_secretary_submits() -> None:
    life = given(meeting_held(), raised_by_secretary(meeting=MEETING), ANSWER, CONTEST)
    assert report_due(life.world.issue(ISSUE))[0] == b.CHAPTER
    life.when(submitted()).then_accepted().and_status(Status.REPORTED)


def test_an_answer_stands_only_after_a_regular_meeting_that_followed_it_and_is_over() -> None:
    life = given(meeting_held(), raised(), ANSWER)
    life.when(stood("meeting")).then_rejected("next-meeting-over")
    life.when(stood("never held")).then_rejected("next-meeting-over")
    life.and_at("2018-08-20 21:00", chapter_met("extra", kind="extraordinary"))
    life.when(stood("extra")).then_rejected("next-meeting-over")
    life.and_at("2018-08-22 21:00", chapter_met("theme", kind="thematic"))
    life.when(stood("theme")).then_rejected("next-meeting-over")
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    told = life.when(stood("september")).then(AnswerStood)
    assert (told.issue.status, told.issue.closure) == (Status.CLOSED, Closure.ANSWERED)


def test_another_chapters_meeting_lets_no_answer_stand() -> None:
    elsewhere = meeting_held(meeting=named("elsewhere"), chapter="NB-H1-X1-C2")
    life = given(meeting_held(), raised(), ANSWER)
    life.and_at("2018-09-03 21:00", elsewhere)
    life.when(stood("elsewhere")).then_rejected("next-meeting-over")


def test_only_the_passing_of_time_lets_an_answer_stand() -> None:
    life = given(meeting_held(), raised(), ANSWER)
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    life.when(stood("september", b.CADRE, b.PROVINCIAL_DEPARTMENT)).then_rejected("not-entitled")
    life.when(stood("september", "p-h1chair", "NB-H1-TT")).then_rejected("not-entitled")
    life.when(CONTEST).then_accepted()
    life.when(stood("september")).then_rejected("not-possible-now")


def test_an_answer_that_stood_is_closed_for_good_for_nobody_ever_held_it() -> None:
    life = given(meeting_held(), raised(), ANSWER)
    life.and_at("2018-09-03 21:00", chapter_met("september"), stood("september"))
    life.when(CONTEST).then_rejected("not-possible-now")
    reopen = on_issue("reopen-issue", b.CHAPTER, ground="not-done", reason="Chưa làm")
    life.when(reopen).then_rejected("held-by-a-committee")
    recurs = raised_by_secretary(issue=named("again"), predecessor=ISSUE)
    life.when(recurs).then_accepted()


def test_a_cadre_who_left_office_answers_no_more() -> None:
    gone = left_office(b.CADRE, b.PROVINCIAL_DEPARTMENT, "deputy-head")
    life = given(meeting_held(), raised(), gone, at="2018-08-03 21:00")
    life.when(ANSWER, at="2018-08-04 08:00").then_rejected("not-entitled")


def test_the_report_left_over_is_known_by_its_id() -> None:
    life = given(meeting_held(), raised(), reported())
    again = reported(meetings=[MEETING], issues=[])
    life.when(again).then_rejected("report-exists")
    life.when(reported(report=MEETING)).then_rejected("id-of-something-else")
    life.when(reported(report=named("x"), meetings=[REPORT])).then_rejected("id-of-something-else")

"""A cadre's report: over which meetings and issues, on paper or not, once, late or on time."""

from datetime import UTC, date
from typing import Any

import pytest

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.issue_facts import IssueReported
from domain.meeting import MeetingReported
from domain.report import ReportSubmitted
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import named, vietnam
from tests.changes import appointed, left_office
from tests.spec import Then, given
from tests.steps import (
    ISSUE,
    MEETING,
    REPORT,
    chapter_met,
    meeting_held,
    raised,
    raised_by_secretary,
    reported,
    step,
)

C2, H2_CHAPTER = "NB-H1-X1-C2", "NB-H2-X1-C1"
OTHER = named("other")


def registered(at: str, office: str = "NB-H1-VP", actor: str = "", **fields: Any) -> Any:
    """A report on paper that the register says came in at that time."""
    paper = {"cadre": b.CADRE, "incoming_number": "12", "received_at": vietnam(at).astimezone(UTC)}
    given = {"report": REPORT, "meetings": [MEETING], "issues": [ISSUE], **fields}
    return step("submit-report", office, actor, paper={**paper, **given.pop("paper", {})}, **given)


def timeliness(told: Then) -> tuple[bool, int]:
    submitted = told.fact(ReportSubmitted)
    return submitted.on_time, submitted.days_late


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.CHAPTER, ""),
        (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
        ("NB-H1-VP", ""),
        ("NB-H1-TT", ""),
    ],
)
def test_nobody_reports_anothers_meeting(office: str, actor: str) -> None:
    told = given(meeting_held(), raised()).when(
        step("submit-report", office, actor, report=REPORT, meetings=[MEETING], issues=[ISSUE])
    )
    told.then_rejected("not-your-meeting")


@pytest.mark.parametrize(("office", "actor"), [(None, b.CADRE), ("NB-H1-TT", b.CADRE)])
def test_a_cadre_reports_in_the_name_of_an_office_actually_held(
    office: str | None, actor: str
) -> None:
    told = given(meeting_held(), raised()).when(
        step("submit-report", office, actor, report=REPORT, meetings=[MEETING], issues=[ISSUE])
    )
    told.then_rejected("not-entitled")


def test_a_cadre_who_left_office_yesterday_reports_no_more_and_the_paper_is_registered() -> None:
    life = given(
        left_office(b.CADRE, b.PROVINCIAL_DEPARTMENT, "deputy-head"), meeting_held(), raised()
    )
    life.when(reported(), at="2018-08-04 00:00").then_rejected("not-entitled")
    life.when(registered("2018-08-03 22:00", report=OTHER), at="2018-08-06 08:00").then_accepted()


def test_an_issue_left_out_of_the_report_stays_recorded_and_not_submitted() -> None:
    life = given(meeting_held(), raised(issue=OTHER), raised())
    told = life.when(reported(issues=[OTHER])).and_status(Status.RAISED)
    assert told.issue.holder is None
    assert [d.id.kind for d in told.issue.running] == [DeadlineKind.REPORT]
    assert told.world.issue(OTHER).status is Status.REPORTED


def test_an_issue_left_out_follows_in_a_second_report_and_the_first_timeliness_stands() -> None:
    life = given(meeting_held(), raised(issue=OTHER), raised(), reported(issues=[OTHER]))
    told = life.when(reported(report=named("second")), at="2018-08-10 00:00")
    assert timeliness(told) == (False, 1)
    assert told.facts_of(MEETING) == []
    assert told.issue.report == named("second")
    assert told.world.issue(OTHER).report == REPORT


def test_the_same_meeting_is_not_reported_twice_without_anything_new() -> None:
    life = given(meeting_held(), raised(), reported())
    second = named("second")
    life.when(reported(report=second, issues=[])).then_rejected("meeting-already-reported")
    life.when(reported(report=second)).then_rejected("not-possible-now")
    life.when(registered("2018-08-03 22:00", report=second, issues=[])).then_rejected(
        "meeting-already-reported"
    )


def test_a_second_report_may_join_a_new_meeting_and_a_left_over_issue_of_an_old_one() -> None:
    new = meeting_held(meeting=named("new"), chapter=C2)
    life = given(meeting_held(), raised(), reported(issues=[]))
    life.and_at("2018-08-08 21:00", new)
    both = reported(report=named("second"), meetings=[MEETING, named("new")])
    told = life.when(both)
    assert timeliness(told) == (True, 0)
    [said] = [f for f in told.facts_of(named("new")) if isinstance(f, MeetingReported)]
    assert said.on_time
    assert told.facts_of(MEETING) == []


def test_meetings_and_issues_named_twice_count_once() -> None:
    twice = reported(meetings=[MEETING, MEETING], issues=[ISSUE, ISSUE])
    told = given(meeting_held(), raised()).when(twice)
    submitted = told.fact(ReportSubmitted)
    assert (submitted.meetings, submitted.issues) == ((MEETING,), (ISSUE,))
    assert sum(isinstance(one.fact, IssueReported) for one in told.recorded) == 1


def test_002_4_a_month_in_which_nothing_was_raised_is_reported_all_the_same() -> None:
    told = given(meeting_held()).when(reported(issues=[]))
    assert timeliness(told) == (True, 0)


def test_002_4_a_report_over_two_months_is_late_for_the_first_and_on_time_for_the_second() -> None:
    life = given(meeting_held(), raised(), at="2018-08-03 21:00")
    life.and_at("2018-09-03 21:00", meeting_held(meeting=named("september")))
    told = life.when(reported(meetings=[MEETING, named("september")]), at="2018-09-05 08:00")
    assert timeliness(told) == (False, 27)
    [august] = [f for f in told.facts_of(MEETING) if isinstance(f, MeetingReported)]
    [september] = [f for f in told.facts_of(named("september")) if isinstance(f, MeetingReported)]
    assert (august.on_time, august.days_late) == (False, 27)
    assert (september.on_time, september.days_late) == (True, 0)


def test_one_report_goes_to_one_district() -> None:
    life = given(meeting_held(), meeting_held(meeting=named("over there"), chapter=H2_CHAPTER))
    told = life.when(reported(meetings=[MEETING, named("over there")], issues=[]))
    told.then_rejected("one-report-per-middle-tier")
    assert told.outcome.model_dump()["params"]["holders"] == [b.DISTRICT, b.OTHER_DISTRICT]


def test_one_report_is_of_one_cadre() -> None:
    other = meeting_held(meeting=named("another's"), chapter=C2, attended_by=None)
    life = given(meeting_held(), chapter_met("unattended"), at="2018-08-03 21:00")
    both = reported(meetings=[MEETING, named("unattended")], issues=[])
    life.when(both).then_rejected("not-your-meeting")
    life.when(other).then_rejected("not-entitled")
    life.when(reported(meetings=[named("never held")])).then_rejected("meeting-unknown")


def test_an_issue_is_reported_with_its_own_meeting() -> None:
    life = given(meeting_held(), raised(), meeting_held(meeting=named("second"), chapter=C2))
    life.when(reported(meetings=[named("second")])).then_rejected("issue-of-another-meeting")
    life.when(reported(issues=[ISSUE, named("never")])).then_rejected("issue-unknown")
    life.when(raised_by_secretary(issue=OTHER)).then_accepted()
    life.when(reported(issues=[ISSUE, OTHER])).then_rejected("issue-of-another-meeting")
    assert life.when(reported()).issue.status is Status.REPORTED


def test_one_issue_that_cannot_go_keeps_the_whole_report_back() -> None:
    answer = step(
        "answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, issue=OTHER, answer="Đã có vốn"
    )
    life = given(meeting_held(), raised(), raised(issue=OTHER), answer)
    life.when(reported(issues=[ISSUE, OTHER])).then_rejected("not-possible-now")
    assert life.world.issue(ISSUE).status is Status.RAISED


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        ("NB-H2-VP", ""),
        ("NB-VP", ""),
        ("NB-H1-TT", ""),
        (b.CHAPTER, ""),
        ("NB-H1-VP", SCHEDULER),
    ],
)
def test_only_the_holders_office_registers_a_report_on_paper(office: str, actor: str) -> None:
    """A cadre who is late cannot date the own report back."""
    life = given(meeting_held(), raised())
    step = registered("2018-08-09 16:00", office, actor)
    life.when(step, at="2018-08-12 08:00").then_rejected("not-entitled")


def test_a_report_on_paper_is_judged_by_the_registers_entry() -> None:
    life = given(meeting_held(), raised())
    told = life.when(registered("2018-08-09 16:00"), at="2018-08-13 08:00")
    assert timeliness(told) == (True, 0)
    assert told.fact(ReportSubmitted).incoming_number == "12"
    assert told.fact(ReportSubmitted).cadre == b.CADRE
    [owed] = [d for d in told.issue.deadlines if d.id.kind is DeadlineKind.REPORT]
    assert owed.on_time is True
    late = given(meeting_held(), raised()).when(
        registered("2018-08-10 00:00"), at="2018-08-13 08:00"
    )
    assert timeliness(late) == (False, 1)


def test_the_holders_clock_runs_from_the_day_of_the_registers_entry() -> None:
    life = given(meeting_held(), raised())
    told = life.when(registered("2018-08-09 16:00"), at="2018-08-13 08:00")
    started = {d.id.kind: d.started_on for d in told.issue.running}
    assert started == dict.fromkeys((DeadlineKind.RECEIPT, DeadlineKind.NOTICE), date(2018, 8, 9))


def test_paper_comes_after_the_meeting_and_not_from_the_future() -> None:
    life = given(meeting_held(), raised())
    for at in ("2018-08-03 20:00", "2018-08-14 00:00"):
        life.when(registered(at), at="2018-08-13 08:00").then_rejected("receipt-time")


def test_paper_of_somebody_who_did_not_attend_is_not_registered() -> None:
    life = given(meeting_held(), raised())
    step = registered("2018-08-03 20:40", paper={"cadre": "p-nbdirector"})
    life.when(step).then_rejected("not-your-meeting")


def test_a_clerk_of_the_office_who_also_attends_meetings_still_reports_as_a_cadre() -> None:
    """And may not register the own report on paper through another office than the holder's."""
    life = given(appointed(b.CADRE, "NB-H2-VP", "officer"), meeting_held(), raised())
    life.when(registered("2018-08-03 22:00", "NB-H2-VP", b.CADRE), at="2018-08-12 08:00")
    assert life.world.issue(ISSUE).status is Status.RAISED
    own = step(
        "submit-report", "NB-H2-VP", b.CADRE, report=OTHER, meetings=[MEETING], issues=[ISSUE]
    )
    assert timeliness(life.when(own)) == (False, 3)

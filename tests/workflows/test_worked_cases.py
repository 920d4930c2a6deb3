"""Worked cases 1 to 5 of DOMAIN 4 from the first fact to the last, and one of our own."""

from datetime import date

from domain.calendar import Pause, local_date
from domain.deadline import (
    Deadline,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineExtended,
    DeadlineId,
    DeadlineKind,
    DeadlineMet,
    DeadlinePaused,
    DeadlineStatus,
    EscalationSuggested,
    HeadNotified,
)
from domain.issue import Closure, Issue, Status
from domain.meeting import MeetingReported
from domain.report import ReportSubmitted
from tests import builders as b
from tests import successions
from tests import worked_cases as case
from tests.builders import World, document, named
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    MEETING,
    Step,
    accepted,
    assigned,
    chapter_met,
    checked,
    delivered,
    escalated,
    meeting_held,
    on_issue,
    proposed,
    raised,
    received,
    replied,
    reported,
    returned,
    started,
    triaged,
)


def due(issue: Issue, kind: DeadlineKind) -> date:
    """Last day of the issue's newest deadline of a kind."""
    return newest(issue, kind).last_day


def newest(issue: Issue, kind: DeadlineKind) -> Deadline:
    return [d for d in issue.deadlines if d.id.kind is kind][-1]


def test_case_1_a_report_on_the_ninth_at_the_last_second_is_on_time() -> None:
    told = given(meeting_held(), raised()).when(reported(), at="2018-08-09 23:59:59")
    assert told.fact(ReportSubmitted).on_time
    assert told.fact(ReportSubmitted).days_late == 0


def test_case_1_a_report_on_the_tenth_at_midnight_is_late_and_still_accepted() -> None:
    told = given(meeting_held(), raised()).when(reported(), at="2018-08-10 00:00")
    assert not told.fact(ReportSubmitted).on_time
    [said] = [fact for fact in told.facts_of(MEETING) if isinstance(fact, MeetingReported)]
    assert (said.on_time, said.days_late) == (False, 1)
    assert told.issue.status is Status.REPORTED
    assert newest(told.issue, DeadlineKind.REPORT).on_time is False


def test_case_1_from_the_meeting_to_the_verification() -> None:
    life = given(meeting_held(), raised(), at="2018-08-03 21:00")
    life.and_at("2018-08-09 09:00", reported())
    assert due(life.world.issue(ISSUE), DeadlineKind.NOTICE) == date(2018, 8, 23)

    life.and_at("2018-08-20 08:00", received(), triaged(severity=3), assigned(), started())
    issue = life.world.issue(ISSUE)
    assert due(issue, DeadlineKind.RESULT) == date(2018, 9, 19)
    assert newest(issue, DeadlineKind.NOTICE).on_time is True

    life.and_at("2018-09-19 16:00", proposed())
    life.and_at("2018-09-20 10:00", accepted())
    issue = life.world.issue(ISSUE)
    assert newest(issue, DeadlineKind.RESULT).on_time is True
    assert due(issue, DeadlineKind.REPLY) == date(2018, 9, 27)

    life.and_at("2018-09-27 09:00", replied())
    life.and_at("2018-10-03 21:00", chapter_met("october"))
    told = life.when(on_issue("verify-result", b.CHAPTER, meeting=named("october")))
    assert told.issue.closure is Closure.VERIFIED
    assert newest(told.issue, DeadlineKind.REPLY).on_time is True
    assert not told.issue.running


def test_case_2_three_legs_of_one_age() -> None:
    life = given(meeting_held(), raised(severity=2), at="2019-04-03 21:00")
    raised_at = life.world.issue(ISSUE).raised_at

    life.and_at("2019-04-09 09:00", reported())
    assert due(life.world.issue(ISSUE), DeadlineKind.NOTICE) == date(2019, 4, 24)

    life.and_at("2019-04-24 08:00", received(), triaged(severity=2, authority="province"))
    life.and_at("2019-04-24 15:00", escalated())
    issue = life.world.issue(ISSUE)
    assert (issue.leg, issue.holder) == (2, b.PROVINCE)
    assert due(issue, DeadlineKind.NOTICE) == date(2019, 5, 10)

    life.and_at("2019-05-10 08:00", received(office="NB-VP"), returned())
    life.and_at("2019-05-10 14:00", received(), assigned())
    issue = life.world.issue(ISSUE)
    assert due(issue, DeadlineKind.RESULT) == date(2019, 5, 31)
    assert [(leg.number, leg.holder) for leg in issue.legs] == [
        (1, b.DISTRICT),
        (2, b.PROVINCE),
        (3, b.DISTRICT),
    ]
    assert issue.raised_at == raised_at
    assert all(d.on_time for d in issue.deadlines if d.id.kind is DeadlineKind.NOTICE)

    life.and_at("2019-05-30 08:00", started(), proposed(), accepted())
    life.and_at("2019-06-05 08:00", replied())
    life.and_at("2019-07-03 21:00", chapter_met("july"))
    told = life.when(on_issue("verify-result", b.CHAPTER, meeting=named("july")))
    assert told.issue.closure is Closure.VERIFIED
    assert told.issue.raised_at == raised_at


def test_case_3_from_the_briefing_to_the_verification() -> None:
    """Briefing 25/4/2023: 26-28, [29/4-3/5], 4, 5, 8-12 = 12/5. Assigned 5/5, 15 wd: 8-12, 15-19,
    22-26 = 26/5. Asked on 25/5 and granted: +15 days is Saturday 10/6, so 12/6."""
    world = case.in_dong_thap(case.BRIEFED)
    issue = world.issue(ISSUE)
    assert (issue.via, issue.holder) == ("briefing", "NB-H1-X1")
    assert due(issue, DeadlineKind.NOTICE) == date(2023, 5, 12)

    life = Given(world)
    life.when(case.WITHOUT_A_SOLUTION, at="2023-05-05 08:00").then_rejected("plan-complete")
    case.lived(world, case.ASSIGNED)
    issue = world.issue(ISSUE)
    assert newest(issue, DeadlineKind.NOTICE).on_time is True
    assert due(issue, DeadlineKind.RESULT) == date(2023, 5, 26)

    case.lived(world, case.EXTENDED)
    assert due(world.issue(ISSUE), DeadlineKind.RESULT) == date(2023, 6, 12)
    case.lived(world, case.DONE)
    issue = world.issue(ISSUE)
    assert issue.closure is Closure.VERIFIED
    assert not issue.running
    assert newest(issue, DeadlineKind.RESULT).on_time is True
    assert [(leg.number, leg.holder) for leg in issue.legs] == [(1, "NB-H1-X1")]


def test_case_3_more_time_asked_for_on_the_day_after_the_last_is_refused() -> None:
    life = Given(case.in_dong_thap(case.BRIEFED, case.ASSIGNED))
    life.when(case.MORE_TIME, at="2023-05-27 00:00").then_rejected("asked-before-expiry")


def test_case_4_one_is_answered_on_the_spot_and_two_are_reported_the_next_day() -> None:
    """Reported 4/7/2025: notice 7-11, 14-18 = 18/7. Assigned 7/7, urgent: interim 8-10 = 10/7, and
    15 wd for the result: 8-11, 14-18, 21-25, 28 = 28/7."""
    world = case.in_tuong_duong(case.MET, case.REPORTED)
    assert world.issue(case.ON_THE_SPOT).status is Status.ANSWERED_AT_MEETING
    for issue in (case.URGENT, case.OTHER):
        assert world.issue(issue).holder == "NB-X1"
        assert due(world.issue(issue), DeadlineKind.NOTICE) == date(2025, 7, 18)

    case.lived(world, case.URGENTLY_ASSIGNED)
    assert due(world.issue(case.URGENT), DeadlineKind.INTERIM) == date(2025, 7, 10)
    assert due(world.issue(case.URGENT), DeadlineKind.RESULT) == date(2025, 7, 28)
    case.lived(world, case.PROPOSED)
    assert newest(world.issue(case.URGENT), DeadlineKind.INTERIM).on_time is True


def test_case_4_who_leads_the_body_that_must_answer_does_not_accept_its_result() -> None:
    """The member who attended is vice-chair of the people's committee; the board accepts instead.

    Two are verified at the chapter's next meeting, until which nobody contested the first.
    """
    told = (case.MET, case.REPORTED, case.URGENTLY_ASSIGNED, case.PROPOSED)
    world = case.in_tuong_duong(*told)
    life = Given(world)
    by_the_member = case.ACCEPTED_BY_THE_MEMBER
    life.when(by_the_member, at="2025-07-28 09:00").then_rejected("not-concerned")

    case.lived(world, case.CLOSED)
    ended = {issue: world.issue(issue) for issue in (case.ON_THE_SPOT, case.URGENT, case.OTHER)}
    assert [issue.closure for issue in ended.values()] == [
        Closure.ANSWERED,
        Closure.VERIFIED,
        Closure.VERIFIED,
    ]
    deadlines = [deadline for issue in ended.values() for deadline in issue.deadlines]
    met = [deadline for deadline in deadlines if deadline.status is DeadlineStatus.MET]
    assert len(met) >= 10
    assert all(deadline.on_time for deadline in met)
    assert not any(issue.running for issue in ended.values())


def test_the_clock_stands_still_in_a_pause_and_the_ladder_is_climbed_once() -> None:
    """15 wd from 13/8/2018: 14-17, 20-24, 27-31, [3/9 in lieu], 4 = 4/9. Paused 22/8 to 29/8:
    14-17, 20, 21 | 29-31, 4-7, 10, 11 = 11/9. Asked 10/9, granted 11/9: +15 days = 26/9."""
    life = given(*delivered(severity=2), at="2018-08-06 21:00")
    life.and_at("2018-08-13 08:00", received(), triaged(severity=2), assigned(), started())
    assert due(life.world.issue(ISSUE), DeadlineKind.RESULT) == date(2018, 9, 4)
    result = DeadlineId(leg=1, kind=DeadlineKind.RESULT, ordinal=1)
    letter = document("92-CV/HU", b.DISTRICT)
    pause = on_issue(
        "pause-issue",
        "NB-H1-TT",
        ground="budget-cycle",
        review_on=date(2018, 9, 20),
        document=letter,
    )
    told = life.when(pause, at="2018-08-22 09:00")
    assert told.fact(DeadlinePaused).deadline == result
    life.when(checked(), at="2018-08-28 08:00").then()
    life.and_at("2018-08-29 09:00", on_issue("resume-issue", "NB-H1-TT"))
    issue = life.world.issue(ISSUE)
    assert issue.status is Status.IN_PROGRESS
    assert due(issue, DeadlineKind.RESULT) == date(2018, 9, 11)

    asked = on_issue("ask-for-extension", b.DEPARTMENT, deadline=result, reason="Mưa lũ")
    life.and_at("2018-09-10 16:00", asked)
    granted = on_issue("grant-extension", "NB-H1-TT", deadline=result, document=letter)
    told = life.when(granted, at="2018-09-11 09:00").then(DeadlineExtended)
    assert told.fact(DeadlineExtended).last_day == date(2018, 9, 26)

    life.when(checked(), at="2018-09-20 23:00").then()
    life.when(checked(), at="2018-09-21 00:00").then(DeadlineApproaching)
    life.when(checked(), at="2018-09-26 23:59:59").then()
    life.when(checked(), at="2018-09-27 00:00").then(DeadlineBreached)
    life.when(checked(), at="2018-09-28 08:00").then()
    life.when(checked(), at="2018-10-01 08:00").then(HeadNotified)
    told = life.when(checked(), at="2018-10-03 08:00").then(EscalationSuggested)
    assert told.fact(EscalationSuggested).notified == (b.PROVINCE,)
    life.when(checked(), at="2018-10-31 08:00").then()

    life.and_at("2018-11-01 08:00", proposed())
    told = life.when(accepted(), at="2018-11-02 08:00")
    met = [one.fact for one in told.recorded if isinstance(one.fact, DeadlineMet)]
    assert {fact.deadline.kind: fact.on_time for fact in met} == {
        DeadlineKind.RESULT: False,
        DeadlineKind.ACCEPTANCE: True,
    }
    breached = newest(told.issue, DeadlineKind.RESULT)
    assert breached.breached
    assert local_date(breached.due) == date(2018, 9, 27)


def test_an_extension_is_refused_after_the_due_time() -> None:
    life = given(*delivered(severity=2), at="2018-08-06 21:00")
    life.and_at("2018-08-13 08:00", received(), triaged(severity=2), assigned(), started())
    result = DeadlineId(leg=1, kind=DeadlineKind.RESULT, ordinal=1)
    asked = on_issue("ask-for-extension", b.DEPARTMENT, deadline=result, reason="Mưa lũ")
    life.when(asked, at="2018-09-05 00:00").then_rejected("asked-before-expiry")


def in_a_district_until_july(rules: str, *more: Step) -> World:
    """Received by the district on 19/6/2025; the district ends on 30/6."""
    world = successions.three_tiers()
    successions.take(world, "2025-06-18 21:00", meeting_held(), raised(severity=2))
    successions.take(world, "2025-06-19 09:00", reported())
    clerk, board = successions.OFFICE, successions.BOARD
    successions.take(world, "2025-06-20 09:00", received(clerk), triaged(board, severity=2), *more)
    bound = successions.rules_follow(rules)
    return successions.take(world, "2025-06-26 09:00", bound, successions.abolished())


def test_case_5_a_commune_takes_over_from_its_district_and_time_runs_on() -> None:
    """20, 23-27, 30, 1-3 = 3/7. Assigned 3/7, 15 wd: 4, 7-11, 14-18, 21-24 = 24/7. Accepted 24/7:
    reply 25, 28-31 = 31/7."""
    world = in_a_district_until_july("tuong-duong")
    assert due(world.issue(ISSUE), DeadlineKind.NOTICE) == date(2025, 7, 3)

    successions.take(world, "2025-07-01 08:00", successions.follow())
    issue = world.issue(ISSUE)
    assert (issue.holder, str(issue.regime)) == (successions.COMMUNE, "tuong-duong 2025.1")
    assert due(issue, DeadlineKind.NOTICE) == date(2025, 7, 3)
    assert newest(issue, DeadlineKind.NOTICE).bearer == successions.COMMUNE

    works = successions.COMMUNE_WORKS
    successions.take(world, "2025-07-03 16:00", assigned(), started(works))
    assert due(world.issue(ISSUE), DeadlineKind.RESULT) == date(2025, 7, 24)
    successions.take(world, "2025-07-23 16:00", proposed(works))
    successions.take(world, "2025-07-24 16:00", accepted())
    assert due(world.issue(ISSUE), DeadlineKind.REPLY) == date(2025, 7, 31)
    successions.take(world, "2025-07-31 09:00", replied())
    successions.take(world, "2025-08-03 21:00", chapter_met("august"))
    verified = on_issue("verify-result", b.CHAPTER, meeting=named("august"))
    successions.take(world, "2025-08-03 21:30", verified)

    issue = world.issue(ISSUE)
    assert issue.closure is Closure.VERIFIED
    assert [(leg.number, leg.holder) for leg in issue.legs] == [
        (1, b.DISTRICT),
        (2, successions.COMMUNE),
    ]
    assert not issue.running
    met = [d for d in issue.deadlines if d.status is DeadlineStatus.MET]
    assert {DeadlineKind.NOTICE, DeadlineKind.RESULT, DeadlineKind.REPLY} < {d.id.kind for d in met}
    assert all(d.on_time and not d.breached for d in met)


def test_case_5_with_a_pause_of_fifteen_working_days_the_time_that_was_left_comes_after_it() -> (
    None
):
    """20, 23-27, 30 | 1/7 to 21/7 is handed over, 15 wd | 22-24 = 24/7."""
    world = in_a_district_until_july("handover")
    successions.take(world, "2025-07-01 08:00", successions.follow())
    notice = newest(world.issue(ISSUE), DeadlineKind.NOTICE)
    assert notice.pauses == (Pause(since=date(2025, 7, 1), until=date(2025, 7, 22)),)
    assert notice.last_day == date(2025, 7, 24)
    assert world.issue(ISSUE).holder == successions.COMMUNE


def test_case_5_an_issue_of_two_communes_goes_to_the_province() -> None:
    both = [successions.COMMUNE, successions.OTHER_COMMUNE]
    area = on_issue("name-area", successions.OFFICE, communes=both)
    world = in_a_district_until_july("tuong-duong", area)
    successions.take(world, "2025-07-01 08:00", successions.follow())
    issue = world.issue(ISSUE)
    assert issue.holder == b.PROVINCE
    assert due(issue, DeadlineKind.NOTICE) == date(2025, 7, 3)

"""Rules of DOMAIN 3, each told as given, when, then by a test that carries its id.

docs/rules.toml says which test proves which rule, and test_rule_book that each of them bites.
"""

from datetime import date
from typing import Any

from domain.deadline import DeadlineKind, DeadlineMet, DeadlineSet
from domain.issue import Closure, Status
from domain.issue_facts import (
    AnswerDirected,
    DirectionGiven,
    IssueRaised,
    IssueReported,
    Right,
)
from domain.meeting import AttendanceRecorded, MeetingHeld
from domain.report import ReportSubmitted
from domain.values import SCHEDULER, Source
from tests import builders as b
from tests.builders import named
from tests.spec import given
from tests.steps import (
    ISSUE,
    assigned,
    chapter,
    chapter_met,
    days_from_now,
    delivered,
    meeting_held,
    on_issue,
    plan,
    raised,
    raised_by_secretary,
    received,
    reported,
    resolved,
    step,
    triaged,
)


def test_002_4_one_report_before_the_tenth_is_on_time_and_later_ones_are_late_for_ever() -> None:
    said = given(meeting_held(), raised()).when(reported(), at="2018-08-09 23:59:59")
    assert said.fact(ReportSubmitted).on_time
    late = given(meeting_held(), raised()).when(reported(), at="2018-08-10 00:00")
    assert not late.fact(ReportSubmitted).on_time
    assert late.fact(ReportSubmitted).days_late == 1


def test_002_4_the_tenth_is_fixed_and_does_not_roll_over_a_day_off() -> None:
    """9/9/2018 is a Sunday: due all the same."""
    told = given(at="2018-09-03 21:00").when(meeting_held())
    assert told.fact(DeadlineSet).last_day == date(2018, 9, 9)


def test_002_4_a_meeting_on_the_tenth_is_reported_before_the_next_months_tenth() -> None:
    told = given(at="2018-08-10 21:00").when(meeting_held())
    assert told.fact(DeadlineSet).last_day == date(2018, 9, 9)


def test_002_4_one_report_summarises_all_of_the_cadres_meetings() -> None:
    second = meeting_held(meeting=named("second"), chapter="NB-H1-X1-C2")
    both = reported(meetings=[named("meeting"), named("second")])
    told = given(meeting_held(), raised(), second).when(both)
    assert told.fact(ReportSubmitted).meetings == (named("meeting"), named("second"))


def test_002_6_a_recommendation_without_specifics_or_addressee_is_refused() -> None:
    at_meeting = given(meeting_held())
    at_meeting.when(raised(addressee=None)).then_rejected("specific-and-addressed")
    at_meeting.when(raised(description="  ")).then_rejected("specific-and-addressed")
    at_meeting.when(raised(addressee="NB-H9")).then_rejected("specific-and-addressed")
    at_meeting.when(raised()).then_accepted().and_status(Status.RAISED)


def test_002_7_answered_in_the_meeting_is_resolved_and_not_routed() -> None:
    answer = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
    told = given(meeting_held(), raised()).when(answer).and_status(Status.ANSWERED_AT_MEETING)
    assert told.issue.holder is None
    given(meeting_held(), raised(), answer).when(reported()).then_rejected("not-possible-now")


def test_002_7_the_chapter_may_contest_an_answer_until_its_next_meeting_is_over() -> None:
    answer = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
    contest = on_issue("contest-answer", b.CHAPTER, reason="Chưa thấy làm")
    given(meeting_held(), raised(), answer).when(contest).and_status(Status.RAISED)
    stands = on_issue(
        "expire-contest", None, SCHEDULER, meeting=named("september"), channel="scheduler"
    )
    waiting = given(meeting_held(), raised(), answer)
    waiting.and_at("2018-09-03 21:00", chapter_met("september"))
    told = waiting.when(stands).and_status(Status.CLOSED)
    assert told.issue.closure is Closure.ANSWERED


def test_002_7_an_answer_is_directed_to_a_responsible_body_with_a_date() -> None:
    def directed(**fields: Any) -> Any:
        return on_issue("direct-answer", b.PROVINCIAL_DEPARTMENT, b.CADRE, **fields)

    at_meeting = given(meeting_held(), raised())
    refused = "responsible-and-date-named"
    at_meeting.when(directed(responsible=b.UBND)).then_rejected(refused)
    at_meeting.when(directed(due=date(2018, 8, 9))).then_rejected(refused)
    at_meeting.when(directed(responsible=b.UBND, due=date(2018, 8, 1))).then_rejected(refused)
    told = at_meeting.when(directed(responsible=b.UBND, due=date(2018, 8, 8)))
    told.then(AnswerDirected, DeadlineSet)
    told.and_status(Status.RAISED)
    [owed] = [d for d in told.issue.running if d.id.kind is DeadlineKind.DIRECTED_ANSWER]
    assert (owed.bearer, owed.last_day) == (b.UBND, date(2018, 8, 8))


def test_002_10_a_direction_of_the_standing_committee_has_an_addressee_and_a_date() -> None:
    def directed(*, office: str = "NB-H1-BTV", **fields: Any) -> Any:
        return on_issue("direct-issue", office, text="Khẩn trương xử lý", **fields)

    held = given(*delivered())
    refused = "direction-addressed-and-dated"
    held.when(directed(addressee=b.UBND)).then_rejected(refused)
    held.when(directed(due=days_from_now(5))).then_rejected(refused)
    held.when(directed(addressee=b.UBND, due=days_from_now(-1))).then_rejected(refused)
    whole: dict[str, Any] = {"addressee": b.UBND, "due": days_from_now(5)}
    held.when(directed(office="NB-H2-TT", **whole)).then_rejected("not-entitled")
    told = held.when(directed(**whole)).then(DirectionGiven, DeadlineSet)
    assert told.fact(DirectionGiven).addressee == b.UBND
    [owed] = [d.id for d in told.issue.running if d.id.kind is DeadlineKind.DIRECTION]
    letter = b.document("70/UBND", b.UBND)
    answered = on_issue("answer-direction", b.UBND, deadline=owed, document=letter)
    assert held.when(answered).fact(DeadlineMet).on_time


def test_002_11_the_chapter_its_members_and_the_cadre_recommend_alike() -> None:
    for source in (Source.CHAPTER, Source.MEMBERS, Source.CADRE):
        told = given(meeting_held()).when(raised(source=source))
        assert told.issue.source is source
    given(meeting_held()).when(raised(source=Source.RESIDENT_GROUP)).then_rejected(
        "source-may-recommend"
    )
    alone = given(raised_by_secretary(source=Source.MEMBERS))
    submit = on_issue("submit-issue", b.CHAPTER)
    alone.when(submit).then_accepted().and_status(Status.REPORTED)


BY_1120: dict[str, Any] = {"regime": "regulation-1120", "at": "2020-02-03 21:00"}


def test_000_4_only_pressing_issues_make_a_report_due_and_each_carries_a_proposal() -> None:
    given(**BY_1120).when(meeting_held()).then(MeetingHeld, AttendanceRecorded)
    attended = given(meeting_held(), **BY_1120)
    owed = attended.when(raised(proposal=" ")).then(IssueRaised, DeadlineSet).fact(DeadlineSet)
    assert (owed.deadline.kind, owed.last_day) == (DeadlineKind.REPORT, date(2020, 2, 6))
    attended.when(reported()).then_rejected("proposal-given")
    proposal = {"field": "proposal", "text": "Gia cố tạm", "reason": "Còn thiếu"}
    added = on_issue("correct-issue-text", b.PROVINCIAL_DEPARTMENT, b.CADRE, **proposal)
    attended.when(added).then_accepted()
    attended.when(reported()).and_status(Status.REPORTED)


def test_000_5_the_host_district_gets_its_copies_in_the_same_append_or_nobody_does() -> None:
    sent = given(meeting_held(), raised(), **BY_1120).when(reported())
    delivery_ = sent.fact(IssueReported)
    assert {one.unit for one in delivery_.recipients} == {
        "NB-TT",
        "NB-BTV",
        "NB-H1-TT",
        "NB-H1-BTV",
    }
    assert all(Right.INFORM in one.rights for one in delivery_.recipients)
    assert len({one.envelope.command_id for one in sent.recorded}) == 1

    gone = given(meeting_held(), raised(), **BY_1120)
    dissolve = step(
        "dissolve-unit",
        None,
        b.FOUNDER,
        province="NB",
        unit="NB-H1-BTV",
        valid_from=days_from_now(0),
    )
    resign = step(
        "end-appointment",
        None,
        b.FOUNDER,
        province="NB",
        person="p-h1member",
        unit="NB-H1-BTV",
        post="member",
        valid_from=days_from_now(0),
    )
    gone.and_at("2018-08-06 08:00", resign, dissolve)
    told = gone.when(reported()).then_rejected("addressee-missing")
    assert told.world.issue(ISSUE).status is Status.RAISED


def test_000_6_the_district_resolves_within_its_authority_without_waiting_for_the_province() -> (
    None
):
    sent = [meeting_held(), raised(), reported(), received()]
    told = given(*sent, triaged(), **BY_1120).when(resolved()).and_status(Status.RESOLVED)
    assert told.issue.holder == b.DISTRICT
    beyond = given(*sent, triaged(authority="province"), **BY_1120)
    beyond.when(resolved()).then_rejected("within-authority")


def test_001_5_a_plan_lacks_none_of_its_five_parts() -> None:
    life = given(
        chapter_met("met"),
        raised_by_secretary(meeting=named("met")),
        on_issue("submit-issue", chapter),
        received(),
        triaged(),
        regime="dong-thap",
        at="2023-04-25 17:00",
        shape="three-tiers",
    )
    for missing in ("content", "solution", "until", "person", "task"):
        empty = None if missing in ("until", "person") else "   "
        incomplete = assigned(plan=plan(**{missing: empty}))
        life.when(incomplete).then_rejected("plan-complete")
    life.when(assigned(plan=plan())).and_status(Status.ASSIGNED)


def test_004_2_what_is_recommended_is_reported_to_the_commune_for_a_plan() -> None:
    life = given(
        meeting_held(),
        raised(),
        regime="tuong-duong",
        at="2025-07-03 20:00",
        shape="two-tiers",
    )
    told = life.when(reported(), at="2025-07-04 09:00").and_status(Status.REPORTED)
    assert told.issue.holder == "NB-X1"
    life.and_at("2025-07-07 09:00", received(), triaged())
    life.when(assigned(plan=plan())).then_accepted().and_status(Status.ASSIGNED)

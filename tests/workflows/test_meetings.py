"""Recording meetings and attendance: who may, at which times, and the report that becomes due."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.deadline import (
    DeadlineBreached,
    DeadlineSet,
    EscalationSuggested,
    HeadNotified,
)
from domain.meeting import AttendanceRecorded, MeetingHeld
from domain.organisation import organisation_id
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, named
from tests.changes import appointed, dissolved, left_office
from tests.spec import given
from tests.steps import (
    ISSUE,
    MEETING,
    chapter_met,
    meeting_held,
    raised,
    raised_by_secretary,
    reported,
    step,
)
from workflows.outcome import Refused

C2 = "NB-H1-X1-C2"


def ago(minutes: int) -> Any:
    return lambda world: world.now - timedelta(minutes=minutes)


def recorded(office: str | None, actor: str = "", **fields: Any) -> Any:
    given = {
        "meeting": MEETING,
        "chapter": b.CHAPTER,
        "kind": "regular",
        "started_at": ago(120),
        "ended_at": ago(30),
        **fields,
    }
    return step("record-meeting", office, actor, **given)


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (C2, ""),
        (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
        ("NB-H1-TT", ""),
        ("NB-H1-VP", ""),
        (None, SCHEDULER),
        (b.CHAPTER, "p-secretary2"),
        (None, b.SECRETARY),
    ],
)
def test_only_the_chapters_secretary_or_the_cadre_records_a_meeting(
    office: str | None, actor: str
) -> None:
    given().when(recorded(office, actor)).then_rejected("not-entitled")
    attended = recorded(office, actor, attended_by=b.CADRE)
    given().when(attended).then_rejected("not-entitled")


def test_a_cadre_records_only_meetings_attended_in_person() -> None:
    given().when(recorded(b.PROVINCIAL_DEPARTMENT, b.CADRE)).then_rejected("not-entitled")
    unassigned = recorded(b.UBND, "p-h1ubnd", attended_by="p-h1ubnd")
    given().when(unassigned).then_rejected("cadre-not-assigned")


def test_a_secretary_records_that_the_cadre_attended_and_the_cadres_office_owes_the_report() -> (
    None
):
    told = given().when(recorded(b.CHAPTER, attended_by=b.CADRE))
    told.then(MeetingHeld, AttendanceRecorded, DeadlineSet)
    assert told.fact(DeadlineSet).bearer == b.PROVINCIAL_DEPARTMENT


def test_a_meeting_that_no_cadre_attended_makes_no_report_due() -> None:
    given().when(chapter_met("alone")).then(MeetingHeld)


def test_what_is_no_chapter_holds_no_chapter_meeting() -> None:
    for unit in ("NB-H1-TT", b.UBND, "NB-H1-X1", b.DISTRICT):
        life = given(appointed("p-leading", unit, "secretary"))
        life.when(recorded(unit, "p-leading", chapter=unit)).then_rejected("not-a-chapter")
    given().when(recorded(b.CHAPTER, chapter="NB-H1-X1-C9")).then_rejected("unit-unknown")


@pytest.mark.parametrize(
    ("started", "ended"), [(30, 30), (30, 120), (120, -1), (26 * 60, 1), (-120, -200)]
)
def test_a_meeting_ends_after_it_starts_within_a_day_and_not_in_the_future(
    started: int, ended: int
) -> None:
    step = recorded(b.CHAPTER, started_at=ago(started), ended_at=ago(ended))
    given().when(step).then_rejected("meeting-times")


def test_a_meeting_is_recorded_once_under_an_id_of_its_own() -> None:
    life = given(meeting_held(), raised())
    life.when(meeting_held()).then_rejected("meeting-exists")
    life.when(chapter_met("meeting")).then_rejected("meeting-exists")
    life.when(recorded(b.CHAPTER, meeting=ISSUE)).then_rejected("id-of-something-else")
    organisation = organisation_id(b.PROVINCE)
    life.when(recorded(b.CHAPTER, meeting=organisation)).then_rejected("id-of-something-else")


def test_the_assignment_of_the_day_of_the_meeting_counts_not_that_of_the_recording() -> None:
    ended = step(
        "end-assignment",
        None,
        b.FOUNDER,
        province=b.PROVINCE,
        cadre=b.CADRE,
        chapter=b.CHAPTER,
        valid_from=date(2018, 8, 4),
    )
    life = given(ended, at="2018-08-03 21:00")
    late = meeting_held(
        started_at=b.vietnam("2018-08-03 19:00"), ended_at=b.vietnam("2018-08-03 21:00")
    )
    life.when(late, at="2018-08-06 08:00").then_accepted()
    life.when(meeting_held(meeting=named("next")), at="2018-08-06 21:00").then_rejected(
        "cadre-not-assigned"
    )


def test_002_2_the_deputy_of_the_day_of_the_meeting_attends_for_the_head() -> None:
    """The head left office since; what counts is who led on the day of the meeting."""
    life = given(
        step(
            "assign-cadre",
            None,
            b.FOUNDER,
            province=b.PROVINCE,
            cadre="p-nbdirector",
            chapter=b.CHAPTER,
            valid_from=date(2018, 8, 1),
        ),
        left_office("p-nbdirector", b.PROVINCIAL_DEPARTMENT, "head"),
        at="2018-08-03 21:00",
    )
    stood_in = meeting_held(
        in_place_of="p-nbdirector",
        started_at=b.vietnam("2018-08-03 19:00"),
        ended_at=b.vietnam("2018-08-03 20:30"),
    )
    told = life.when(stood_in, at="2018-08-04 08:00")
    assert told.fact(AttendanceRecorded).in_place_of == "p-nbdirector"
    same_day = meeting_held(meeting=named("after"), in_place_of="p-nbdirector")
    life.when(same_day, at="2018-08-05 21:00").then_rejected("deputy-may-not-attend")


def test_a_head_who_is_not_assigned_is_not_stood_in_for() -> None:
    stood_in = meeting_held(in_place_of="p-nbdirector")
    given().when(stood_in).then_rejected("cadre-not-assigned")
    nobody = recorded(b.CHAPTER, in_place_of=b.CADRE)
    given().when(nobody).then_rejected("deputy-may-not-attend")


def checked(world: World) -> Any:
    return step("check-meeting-deadlines", None, SCHEDULER, meeting=MEETING)(world)


def test_a_report_that_never_came_is_brought_before_the_districts_superior() -> None:
    """Due on 9/8/2018; 10, 13, 14 | 15, 16: the head on 14/8, the superior on 16/8."""
    life = given(meeting_held())
    life.when(checked, at="2018-08-09 23:59").then_accepted()
    told = life.when(checked, at="2018-08-10 00:00").then(DeadlineBreached)
    assert told.fact(DeadlineBreached).notified == (b.PROVINCIAL_DEPARTMENT,)
    life.when(checked, at="2018-08-14 00:00").then(HeadNotified)
    told = life.when(checked, at="2018-08-16 00:00").then(EscalationSuggested)
    assert told.fact(EscalationSuggested).notified == (b.PROVINCE,)
    life.when(checked, at="2018-09-16 00:00").then()


def test_a_report_that_came_is_looked_after_no_more() -> None:
    life = given(meeting_held(), reported(issues=[]))
    life.when(checked, at="2018-08-16 00:00").then()


def test_only_the_passing_of_time_looks_at_a_meetings_deadlines() -> None:
    life = given(meeting_held())
    by_cadre = step("check-meeting-deadlines", b.PROVINCIAL_DEPARTMENT, b.CADRE, meeting=MEETING)
    life.when(by_cadre).then_rejected("not-entitled")
    unknown = step("check-meeting-deadlines", None, SCHEDULER, meeting=named("never"))
    life.when(unknown).then_rejected("meeting-unknown")


def test_a_meeting_in_the_night_ends_on_the_day_in_vietnam() -> None:
    """Ended on 10/8 at 00:30 in Vietnam, still 9/8 in UTC: due before the next month's 10th."""
    told = given(at="2018-08-10 01:00").when(meeting_held())
    assert told.fact(DeadlineSet).last_day == date(2018, 9, 9)
    earlier = given(at="2018-08-10 00:29").when(meeting_held())
    assert earlier.fact(DeadlineSet).last_day == date(2018, 8, 9)


def test_an_issue_may_be_raised_at_a_meeting_without_a_cadre_and_waits_for_the_secretary() -> None:
    life = given(chapter_met("alone"))
    told = life.when(raised_by_secretary(meeting=named("alone")))
    assert told.issue.attended_by is None
    by_cadre = raised(issue=named("another"), meeting=named("alone"))
    life.when(by_cadre).then_rejected("not-entitled")


def attendance(office: str | None, actor: str = "", **fields: Any) -> Any:
    given = {"meeting": named("alone"), "cadre": b.CADRE, **fields}
    return step("record-attendance", office, actor, **given)


@pytest.mark.parametrize(
    ("office", "actor", "role"),
    [(b.PROVINCIAL_DEPARTMENT, b.CADRE, "attending-cadre"), (b.CHAPTER, "", "secretary")],
)
def test_002_4_a_cadre_added_later_owes_the_report_of_the_meeting(
    office: str, actor: str, role: str
) -> None:
    life = given(chapter_met("alone"), at="2018-08-09 21:00")
    told = life.when(attendance(office, actor), at="2018-08-12 08:00")
    told.then(AttendanceRecorded, DeadlineSet)
    assert [one.envelope.role for one in told.recorded] == [role, role]
    owed = told.fact(DeadlineSet)
    assert (owed.bearer, owed.last_day) == (b.PROVINCIAL_DEPARTMENT, date(2018, 8, 9))
    life.when(raised(meeting=named("alone"))).then_accepted()
    life.when(reported(meetings=[named("alone")])).then_accepted()


def test_one_cadre_attends_one_meeting() -> None:
    life = given(chapter_met("alone"), attendance(b.CHAPTER))
    life.when(attendance(b.CHAPTER)).then_rejected("attendance-recorded")
    given(meeting_held()).when(attendance(b.CHAPTER, meeting=MEETING)).then_rejected(
        "attendance-recorded"
    )


def test_attendance_is_added_by_those_who_record_meetings_to_meetings_there_are() -> None:
    life = given(chapter_met("alone"))
    for office, actor in ((C2, ""), ("NB-H1-VP", ""), (None, b.CADRE), (b.UBND, b.CADRE)):
        life.when(attendance(office, actor)).then_rejected("not-entitled")
    life.when(attendance(b.CHAPTER, cadre="p-h1ubnd")).then_rejected("cadre-not-assigned")
    deputy = attendance(b.CHAPTER, cadre="p-h1works", in_place_of=b.CADRE)
    life.when(deputy).then_rejected("deputy-may-not-attend")
    never = attendance(b.CHAPTER, meeting=named("never"))
    life.when(never).then_rejected("meeting-unknown")


def test_a_meeting_binds_no_regime_before_or_after_its_days() -> None:
    """ninh-binh of 2018 applies from 1/7/2018 to 30/6/2025."""
    early = given(at="2018-06-30 21:00").when(chapter_met("early"))
    early.then_rejected("regime-not-in-force")
    assert isinstance(early.outcome, Refused)
    told = {"regime": "ninh-binh", "version": "2018.1", "day": "2018-06-30"}
    assert early.outcome.params == told
    given(at="2018-07-01 21:00").when(chapter_met("first")).then_accepted()
    given(at="2025-06-30 21:00").when(chapter_met("last")).then_accepted()
    given(at="2025-07-01 21:00").when(chapter_met("late")).then_rejected("regime-not-in-force")


def test_an_issue_binds_no_regime_before_or_after_its_days() -> None:
    life = given(at="2018-08-03 21:00")
    before = raised_by_secretary(raised_on=date(2018, 6, 30))
    life.when(before).then_rejected("regime-not-in-force")
    life.when(raised_by_secretary(raised_on=date(2018, 7, 1))).then_accepted()


def test_what_a_chapter_did_before_it_was_dissolved_can_still_be_recorded() -> None:
    life = given(dissolved(b.CHAPTER), at="2018-08-03 21:00")
    evening: dict[str, Any] = {
        "started_at": b.vietnam("2018-08-03 19:00"),
        "ended_at": b.vietnam("2018-08-03 20:30"),
    }
    life.when(meeting_held(**evening), at="2018-08-06 08:00").then_accepted()
    life.when(raised()).then_accepted()
    life.when(meeting_held(meeting=named("after"))).then_rejected("unit-unknown")
    by_the_gone = recorded(b.CHAPTER, meeting=named("by the gone"), **evening)
    life.when(by_the_gone).then_rejected("not-entitled")

"""A decree makes another version of the calendar: what is still owed is counted by it."""

from datetime import date
from typing import Any, cast

import pytest

from domain.deadline import (
    CalendarRef,
    Deadline,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineId,
    DeadlineKind,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineStatus,
    RecomputationCause,
)
from domain.fact import Recorded
from domain.issue import Issue
from domain.meeting import EMPTY, Meeting, MeetingFact, evolve
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, document, named
from tests.decrees import decreed
from tests.new_rules import adopt, next_in_force
from tests.spec import Given, Then, given
from tests.steps import (
    ISSUE,
    MEETING,
    Step,
    assigned,
    checked,
    delivered,
    meeting_held,
    on_issue,
    received,
    started,
    step,
    triaged,
)

K = DeadlineKind
LETTER = document("92-CV/HU", b.DISTRICT)
NEW = CalendarRef(id="vn", version="2018.9")
RECOMPUTE = on_issue("recompute-deadlines", None, SCHEDULER, channel="scheduler")
OF_MEETING = step("recompute-meeting-deadlines", None, SCHEDULER, meeting=MEETING)
PAUSE = on_issue(
    "pause-issue", "NB-H1-TT", ground="budget-cycle", review_on=date(2018, 8, 31), document=LETTER
)
RESUME = on_issue("resume-issue", "NB-H1-TT")


def in_august(*days: int) -> list[date]:
    return [date(2018, 8, day) for day in days]


def working(severity: int, *steps: Step, **fields: Any) -> Given:
    """Since Monday, 6/8/2018: 15 wd = 27/8, 30 days = 5/9."""
    life = given(*delivered(), at="2018-08-03 21:00")
    work = (received(), triaged(severity=severity), assigned(**fields))
    return life.and_at("2018-08-06 08:00", *work, *steps)


def decreed_off(*days: date) -> Step:
    return decreed(NEW.version, off=days)


def newest(issue: Issue, kind: DeadlineKind) -> Deadline:
    return [d for d in issue.deadlines if d.id.kind is kind][-1]


def moved(told: Then) -> dict[DeadlineKind, date]:
    """The new last day of everything that was counted anew, moved or not."""
    facts = [one.fact for one in told.recorded if isinstance(one.fact, DeadlineRecomputed)]
    assert len(facts) == len(told.recorded)
    return {fact.deadline.kind: fact.last_day for fact in facts}


def meeting_of(world: World) -> Meeting:
    state = EMPTY
    for one in world.store.load({MEETING: 0})[MEETING]:
        state = evolve(state, cast(Recorded[MeetingFact], one))
    return state


def test_a_day_that_a_decree_takes_off_makes_working_days_end_a_day_later() -> None:
    life = working(2).and_at("2018-08-10 08:00", decreed_off(date(2018, 8, 15)))
    told = life.when(RECOMPUTE, at="2018-08-10 09:00").then(DeadlineRecomputed)
    result = newest(told.issue, K.RESULT)
    assert result.last_day == date(2018, 8, 28)
    assert (result.calendar, result.started_on) == (NEW, date(2018, 8, 6))
    [fact] = [one.fact for one in told.recorded]
    assert (fact.cause, fact.regime) == (RecomputationCause.CALENDAR, result.regime)


def test_a_weekend_day_that_a_decree_works_makes_them_end_earlier() -> None:
    life = working(2).and_at("2018-08-10 08:00", decreed("2018.9", worked=[date(2018, 8, 18)]))
    told = life.when(RECOMPUTE, at="2018-08-10 09:00")
    assert moved(told) == {K.RESULT: date(2018, 8, 24)}


def test_days_of_the_calendar_roll_over_what_is_off_by_now() -> None:
    life = working(3).and_at("2018-08-10 08:00", decreed_off(date(2018, 9, 5), date(2018, 9, 6)))
    told = life.when(RECOMPUTE, at="2018-08-10 09:00")
    assert moved(told) == {K.RESULT: date(2018, 9, 7)}


def test_what_is_counted_by_the_newest_calendar_is_not_counted_again() -> None:
    life = working(2)
    life.when(RECOMPUTE, at="2018-08-10 07:00").then()
    life.and_at("2018-08-10 08:00", decreed_off(date(2018, 8, 15)), RECOMPUTE)
    life.when(RECOMPUTE, at="2018-08-10 09:00").then()
    life.and_at("2018-08-13 08:00", decreed("2018.10", off=[date(2018, 8, 16)]))
    assert moved(life.when(RECOMPUTE)) == {K.RESULT: date(2018, 8, 28)}


def test_another_calendar_of_the_same_days_is_noted_and_the_rungs_stay_reached() -> None:
    life = working(2).and_at("2018-08-22 08:00", checked())
    assert newest(life.world.issue(ISSUE), K.RESULT).rungs == {"reminder"}
    life.and_at("2018-08-22 09:00", decreed_off(date(2018, 12, 24)))
    told = life.when(RECOMPUTE)
    assert moved(told) == {K.RESULT: date(2018, 8, 27)}
    assert newest(told.issue, K.RESULT).rungs == {"reminder"}
    life.when(checked(), at="2018-08-22 10:00").then()


def test_the_ladder_begins_anew_for_a_day_that_moved() -> None:
    life = working(2).and_at("2018-08-22 08:00", checked())
    life.and_at("2018-08-22 09:00", decreed_off(*in_august(20, 21)), RECOMPUTE)
    life.when(checked(), at="2018-08-23 08:00").then()
    life.when(checked(), at="2018-08-24 00:00").then(DeadlineApproaching)


def test_what_was_missed_and_moves_ahead_runs_again_and_stays_missed() -> None:
    life = working(2).and_at("2018-08-28 00:00", checked())
    life.and_at("2018-08-28 08:00", decreed_off(*in_august(23, 24)), RECOMPUTE)
    result = newest(life.world.issue(ISSUE), K.RESULT)
    assert (result.last_day, result.breached) == (date(2018, 8, 29), True)
    assert not result.is_overdue(life.world.now)
    life.when(checked(), at="2018-08-30 00:00").then(DeadlineBreached)


def test_002_4_the_report_stays_due_before_day_10_whatever_a_decree_says() -> None:
    life = given(meeting_held(), at="2018-08-03 21:00")
    life.and_at("2018-08-06 08:00", decreed_off(*in_august(7, 8, 9)))
    told = life.when(OF_MEETING)
    assert moved(told) == {K.REPORT: date(2018, 8, 9)}
    [report] = meeting_of(life.world).deadlines
    assert (report.last_day, report.calendar) == (date(2018, 8, 9), NEW)
    life.when(OF_MEETING).then()


def test_a_fixed_day_that_rolls_where_it_is_off_rolls_by_the_new_calendar() -> None:
    rolls = "[deadlines.report]\nrolls = true"
    life = given(next_in_force(rolls), meeting_held(), at="2018-09-11 21:00")
    [report] = meeting_of(life.world).deadlines
    assert report.last_day == date(2018, 10, 9)
    life.and_at("2018-09-12 08:00", decreed_off(date(2018, 10, 9), date(2018, 10, 10)))
    assert moved(life.when(OF_MEETING)) == {K.REPORT: date(2018, 10, 11)}


def test_a_day_that_a_body_named_stays() -> None:
    bodies = [{"unit": b.POLICE, "until": date(2018, 8, 15)}]
    life = working(3, co_operating=bodies)
    life.and_at("2018-08-10 08:00", decreed_off(*in_august(13, 14, 15)))
    told = life.when(RECOMPUTE)
    assert moved(told) == {K.RESULT: date(2018, 9, 5), K.CO_OPERATION: date(2018, 8, 15)}


def test_more_time_behind_a_day_that_was_named_is_counted_anew_from_that_day() -> None:
    bodies = [{"unit": b.POLICE, "until": date(2018, 8, 15)}]
    wanted = DeadlineId(leg=1, kind=K.CO_OPERATION, ordinal=1)
    life = working(3, co_operating=bodies).and_at(
        "2018-08-10 08:00",
        on_issue("ask-for-extension", b.POLICE, deadline=wanted, reason="Mưa lũ"),
        on_issue("grant-extension", "NB-H1-TT", deadline=wanted),
    )
    assert newest(life.world.issue(ISSUE), K.CO_OPERATION).last_day == date(2018, 8, 30)
    life.and_at("2018-08-13 08:00", decreed_off(*in_august(15, 30)))
    told = life.when(RECOMPUTE)
    assert moved(told)[K.CO_OPERATION] == date(2018, 8, 31)
    shared = newest(told.issue, K.CO_OPERATION)
    assert (shared.started_on, shared.extensions) == (date(2018, 8, 15), 1)


def test_time_that_was_granted_is_counted_with_the_rest() -> None:
    """15 wd + 15 days: 27/8, and 11/9; with 24/8 off 28/8, and 12/9."""
    wanted = DeadlineId(leg=1, kind=K.RESULT, ordinal=1)
    life = working(2).and_at(
        "2018-08-10 08:00",
        on_issue("ask-for-extension", b.DEPARTMENT, deadline=wanted, reason="Mưa lũ"),
        on_issue("grant-extension", "NB-H1-TT", deadline=wanted),
        decreed_off(date(2018, 8, 24)),
    )
    told = life.when(RECOMPUTE)
    assert moved(told) == {K.RESULT: date(2018, 9, 12)}
    assert newest(told.issue, K.RESULT).extensions == 1


def test_a_paused_clock_waits_for_the_resumption_which_counts_by_the_new_calendar() -> None:
    life = working(2, started()).and_at("2018-08-10 08:00", PAUSE)
    life.and_at("2018-08-13 08:00", decreed_off(date(2018, 8, 28)))
    told = life.when(RECOMPUTE)
    assert moved(told) == {K.RESULT: date(2018, 8, 27), K.REVIEW: date(2018, 8, 31)}
    result = newest(told.issue, K.RESULT)
    assert (result.status, result.calendar) == (DeadlineStatus.PAUSED, NEW)
    told = life.when(RESUME, at="2018-08-20 08:00")
    [resumed] = [one.fact for one in told.recorded if isinstance(one.fact, DeadlineResumed)]
    assert resumed.last_day == date(2018, 9, 6)


def test_what_was_late_when_it_paused_but_is_not_by_the_new_calendar_runs_on() -> None:
    """Due on 27/8, paused on 28/8: with 14/8 off the clock stopped on the last day, not after."""
    life = working(2, started()).and_at("2018-08-28 08:00", PAUSE)
    life.and_at("2018-08-29 08:00", decreed_off(date(2018, 8, 14)))
    assert moved(life.when(RECOMPUTE))[K.RESULT] == date(2018, 8, 27)
    result = newest(life.when(RESUME, at="2018-09-04 08:00").issue, K.RESULT)
    assert result.last_day == date(2018, 9, 4)


def test_what_was_late_when_it_paused_stays_late_by_a_calendar_that_changes_nothing() -> None:
    life = working(2, started()).and_at("2018-08-28 08:00", PAUSE)
    life.and_at("2018-08-29 08:00", decreed_off(date(2018, 12, 24)), RECOMPUTE)
    result = newest(life.when(RESUME, at="2018-09-04 08:00").issue, K.RESULT)
    assert result.last_day == date(2018, 8, 27)


def test_a_pause_that_is_over_counts_by_no_calendar() -> None:
    """10/8 to 17/8 are six working days: 27/8 becomes 5/9, for 3/9 is off; with 28/8 off 6/9."""
    life = working(2, started()).and_at("2018-08-10 08:00", PAUSE)
    life.and_at("2018-08-20 08:00", RESUME, decreed_off(date(2018, 8, 28), date(2018, 8, 14)))
    assert newest(life.world.issue(ISSUE), K.RESULT).last_day == date(2018, 9, 5)
    assert moved(life.when(RECOMPUTE)) == {K.RESULT: date(2018, 9, 6)}


def test_what_is_met_or_cancelled_is_never_counted_anew() -> None:
    life = working(2, started()).and_at(
        "2018-08-10 08:00", on_issue("give-interim-reply", b.DEPARTMENT, document=LETTER, text="Đã")
    )
    before = {d.id: d for d in life.world.issue(ISSUE).deadlines if not d.is_open}
    assert before
    life.and_at("2018-08-13 08:00", decreed_off(*in_august(14, 15)), RECOMPUTE)
    after = {d.id: d for d in life.world.issue(ISSUE).deadlines if d.id in before}
    assert after == before


def test_of_an_issue_that_has_ended_nothing_is_counted_anew() -> None:
    life = given(*delivered(), on_issue("withdraw-issue", b.CHAPTER, reason="Đã xong"))
    life.and_at("2018-08-13 08:00", decreed_off(*in_august(14, 15)))
    life.when(RECOMPUTE).then()


def test_what_began_before_the_first_day_of_a_calendar_keeps_its_own() -> None:
    life = working(2).and_at("2018-08-10 08:00", _of_next_year)
    life.when(RECOMPUTE).then()


def _of_next_year(world: World) -> Any:
    text = """id = "vn"
version = "2019.1"
decreed_until = 2019-12-31

[title]
vi = "Lịch 2019"
en = "Calendar of 2019"

[[source]]
vi = "Thử nghiệm"
en = "For the tests"

[reason.swap]
vi = "Nghỉ hoán đổi"
en = "Day off by a swap"

[overlay]
off = {}
worked = []
drop = []

[year.2019]
off.swap = [2019-01-02]
worked = []
"""
    fields = {"province": b.PROVINCE, "calendar": "vn", "version": "2019.1", "text": text}
    return world.send("publish-calendar", None, b.FOUNDER, **fields)


def test_other_rules_count_by_the_newest_calendar_at_once() -> None:
    life = working(2).and_at("2018-08-10 08:00", decreed_off(date(2018, 8, 15)))
    life.and_at("2018-08-10 09:00", next_in_force("[deadlines.result]\nlasts = '20wd'"), adopt())
    life.when(RECOMPUTE).then()


@pytest.mark.parametrize(("office", "actor"), [("NB-H1-TT", ""), (None, b.FOUNDER)])
def test_nobody_but_the_scheduler_counts_anew(office: str | None, actor: str) -> None:
    life = working(2).and_at("2018-08-10 08:00", meeting_held(meeting=named("second")))
    life.when(on_issue("recompute-deadlines", office, actor)).then_rejected("not-entitled")
    of_meeting = step("recompute-meeting-deadlines", office, actor, meeting=named("second"))
    life.when(of_meeting).then_rejected("not-entitled")


def test_of_what_nobody_recorded_nothing_is_counted() -> None:
    life = given()
    life.when(RECOMPUTE).then_rejected("issue-unknown")
    life.when(OF_MEETING).then_rejected("meeting-unknown")

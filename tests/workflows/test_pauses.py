"""What a pause, another severity and more time do to dates that were given or counted."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import (
    Deadline,
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineId,
    DeadlineKind,
    DeadlineSet,
)
from domain.issue import Issue, Status
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import document
from tests.spec import Given, given
from tests.steps import (
    Step,
    assigned,
    delivered,
    in_triage,
    on_issue,
    received,
    started,
    triaged,
)

K = DeadlineKind
LETTER = document("92-CV/HU", b.DISTRICT)
RESUME = on_issue("resume-issue", "NB-H1-TT")
REFUSE = on_issue("refuse-assignment", b.DEPARTMENT, reason="Không đúng chức năng")


def paused(review_on: date) -> Step:
    return on_issue(
        "pause-issue", "NB-H1-TT", ground="budget-cycle", review_on=review_on, document=LETTER
    )


def newest(issue: Issue, kind: DeadlineKind) -> Deadline:
    return [d for d in issue.deadlines if d.id.kind is kind][-1]


def assigned_on_monday(severity: int, *steps: Step, **fields: Any) -> Given:
    """6/8/2018: 15 wd = 27/8, 30 days = 5/9, 40 days = 17/9."""
    life = given(*delivered(), at="2018-08-03 21:00")
    work = (received(), triaged(severity=severity), assigned(**fields))
    return life.and_at("2018-08-06 08:00", *work, *steps)


def test_a_given_date_stands_still_in_a_pause_and_moves_by_its_days() -> None:
    body = [{"unit": b.POLICE, "until": date(2018, 8, 24)}]
    life = assigned_on_monday(2, started(), co_operating=body)
    partial: dict[str, Any] = {
        "text": "Xong một nhịp",
        "next_reply": date(2018, 8, 16),
        "document": LETTER,
    }
    life.and_at("2018-08-09 08:00", on_issue("give-partial-reply", b.DEPARTMENT, **partial))
    told = life.when(paused(date(2018, 8, 31)), at="2018-08-10 08:00")
    assert {d.id.kind for d in told.issue.running if d.paused_at is None} == {K.REVIEW}
    told = life.when(RESUME, at="2018-08-20 08:00").and_status(Status.IN_PROGRESS)
    assert newest(told.issue, K.CO_OPERATION).last_day == date(2018, 9, 3)
    assert newest(told.issue, K.NEXT_REPLY).last_day == date(2018, 8, 26)


def test_a_pause_stops_a_clock_no_longer_than_the_regime_says() -> None:
    """Paused 13/8, counted again from 11/11 (90 days): 11 wd were left, to 26/11."""
    life = assigned_on_monday(2, started())
    life.and_at("2018-08-13 08:00", paused(date(2018, 11, 11)))
    told = life.when(RESUME, at="2018-12-20 08:00")
    work = newest(told.issue, K.RESULT)
    assert work.pauses[-1].until == date(2018, 11, 11)
    assert work.last_day == date(2018, 11, 26)
    assert work.is_overdue(life.world.now)


def test_the_review_of_a_pause_is_never_extended() -> None:
    life = assigned_on_monday(2)
    life.and_at("2018-08-13 08:00", paused(date(2018, 8, 31)))
    review = DeadlineId(leg=1, kind=K.REVIEW, ordinal=1)
    asked = on_issue("ask-for-extension", "NB-H1-VP", deadline=review, reason="Chờ vốn")
    life.when(asked).then_rejected("deadline-extendable")


def extended_direction(life: Given, at: str) -> Step:
    """Asked for and granted."""
    wanted = DeadlineId(leg=1, kind=K.DIRECTION, ordinal=1)
    ask = on_issue("ask-for-extension", b.UBND, deadline=wanted, reason="Mưa lũ")
    life.and_at(at, ask)
    return on_issue("grant-extension", "NB-H1-TT", deadline=wanted, document=LETTER)


def test_more_time_after_a_given_date_counts_from_that_date() -> None:
    """24/8/2018 and 15 days = 8/9, a Saturday: 10/9."""
    said: dict[str, Any] = {"addressee": b.UBND, "due": date(2018, 8, 24), "text": "Khẩn trương"}
    life = given(*in_triage(), on_issue("direct-issue", "NB-H1-BTV", **said))
    told = life.when(extended_direction(life, "2018-08-20 08:00")).then(DeadlineExtended)
    owed = newest(told.issue, K.DIRECTION)
    assert (owed.started_on, owed.last_day) == (date(2018, 8, 24), date(2018, 9, 10))
    assert [str(span) for span in owed.spans] == ["15d"]


@pytest.mark.parametrize("extended", ["2018-08-10 07:00", "2018-08-14 07:00"])
def test_a_given_date_that_was_extended_moves_with_a_pause(extended: str) -> None:
    """24/8 and 15 days, moved by 10 days: 3/9 and 15 days = 18/9, extended before it or in it."""
    body = [{"unit": b.POLICE, "until": date(2018, 8, 24)}]
    life = assigned_on_monday(2, started(), co_operating=body)
    wanted = DeadlineId(leg=1, kind=K.CO_OPERATION, ordinal=1)
    ask = on_issue("ask-for-extension", b.POLICE, deadline=wanted, reason="Mưa lũ")
    grant = on_issue("grant-extension", "NB-H1-TT", deadline=wanted, document=LETTER)
    steps = {extended: [ask, grant], "2018-08-10 08:00": [paused(date(2018, 8, 31))]}
    for at in sorted(steps):
        life.and_at(at, *steps[at])
    told = life.when(RESUME, at="2018-08-20 08:00")
    owed = newest(told.issue, K.CO_OPERATION)
    assert (owed.started_on, owed.last_day) == (date(2018, 9, 3), date(2018, 9, 18))


def test_another_severity_gives_another_length_and_no_new_clock() -> None:
    """Refused and triaged anew as urgent: 15 wd and 3 wd from the assignment of 6/8."""
    life = assigned_on_monday(4)
    life.and_at("2018-08-08 08:00", REFUSE)
    told = life.when(triaged(severity=1), at="2018-08-13 08:00")
    assert not told.fact(DeadlineCancelled).late
    work, interim = newest(told.issue, K.RESULT), newest(told.issue, K.INTERIM)
    assert (work.started_on, work.last_day) == (date(2018, 8, 6), date(2018, 8, 27))
    assert (interim.started_on, interim.last_day) == (date(2018, 8, 6), date(2018, 8, 9))
    assert {d.bearer for d in (work, interim)} == {b.DISTRICT}
    told = life.when(assigned(), at="2018-08-14 08:00")
    assert DeadlineSet not in {type(one.fact) for one in told.recorded}
    assert newest(told.issue, K.RESULT).bearer == b.DEPARTMENT


def test_another_severity_keeps_the_pauses_that_there_were() -> None:
    """15 wd from 6/8 without 8/8 to 14/8: 7, 15-17, 20-24, 27-31, 4/9 = 4/9."""
    life = assigned_on_monday(4)
    life.and_at("2018-08-08 08:00", paused(date(2018, 8, 31)))
    life.and_at("2018-08-15 08:00", RESUME, REFUSE)
    told = life.when(triaged(severity=2))
    work = newest(told.issue, K.RESULT)
    assert work.last_day == date(2018, 9, 4)
    assert len(work.pauses) == 1


def test_the_same_length_and_the_same_severity_change_no_deadline() -> None:
    life = assigned_on_monday(2, REFUSE)
    told = life.when(triaged(severity=2), at="2018-08-07 08:00")
    assert [type(one.fact).__name__ for one in told.recorded] == ["IssueTriaged"]


def test_what_is_cancelled_after_its_time_says_that_it_was_late() -> None:
    """No sweep came by: the breach shows all the same."""
    life = assigned_on_monday(2, REFUSE)
    gone = on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm")
    in_time = life.when(gone, at="2018-08-27 23:00")
    assert not in_time.fact(DeadlineCancelled).late
    life = assigned_on_monday(2, REFUSE)
    told = life.when(gone, at="2018-08-28 00:00")
    assert told.fact(DeadlineCancelled).late
    assert newest(told.issue, K.RESULT).breached


def test_a_question_that_nobody_answered_is_cancelled_and_late() -> None:
    ask = on_issue("ask-for-clarification", "NB-H1-TT", questions="Ở đâu?")
    life = given(*in_triage(), ask)
    told = life.when(on_issue("expire-clarification", None, SCHEDULER), at="2018-08-31 08:00")
    assert told.fact(DeadlineCancelled).deadline.kind is K.CLARIFICATION

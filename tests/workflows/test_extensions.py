"""More time: asked for by who owes it, once, before expiry, approved one level up."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import (
    Deadline,
    DeadlineBreached,
    DeadlineExtended,
    DeadlineId,
    DeadlineKind,
    ExtensionAsked,
    ExtensionRefused,
)
from domain.issue import Issue
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import document
from tests.changes import appointed
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    Step,
    assigned,
    checked,
    days_from_now,
    delivered,
    escalated,
    in_triage,
    on_issue,
    proposed,
    received,
    started,
    triaged,
)

RESULT = DeadlineId(leg=1, kind=DeadlineKind.RESULT, ordinal=1)
NOTICE = DeadlineId(leg=1, kind=DeadlineKind.NOTICE, ordinal=1)
DIRECTION = DeadlineId(leg=1, kind=DeadlineKind.DIRECTION, ordinal=1)
CO_OPERATION = DeadlineId(leg=1, kind=DeadlineKind.CO_OPERATION, ordinal=1)
LETTER = document("92-CV/HU", b.DISTRICT)


def asked(office: str | None, deadline: DeadlineId = RESULT, actor: str = "") -> Step:
    return on_issue("ask-for-extension", office, actor, deadline=deadline, reason="Mưa lũ")


def granted(office: str, deadline: DeadlineId = RESULT, actor: str = "") -> Step:
    return on_issue("grant-extension", office, actor, deadline=deadline, document=LETTER)


def refused(office: str, deadline: DeadlineId = RESULT, actor: str = "") -> Step:
    return on_issue("refuse-extension", office, actor, deadline=deadline, reason="Đủ thời gian")


def work_since_monday(**fields: Any) -> Given:
    """Assigned on 6/8/2018: 15 wd for urgent and high is 27/8, 30 days for normal 5/9."""
    life = given(*delivered(), at="2018-08-03 21:00")
    return life.and_at("2018-08-06 08:00", received(), triaged(**fields), assigned(), started())


def of(issue: Issue, wanted: DeadlineId) -> Deadline:
    [found] = [d for d in issue.deadlines if d.id == wanted]
    return found


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.UBND, ""),
        ("NB-H1-TT", ""),
        ("NB-H1-VP", ""),
        (b.CHAPTER, ""),
        ("NB-H2-TT", ""),
        (None, SCHEDULER),
    ],
)
def test_more_time_for_the_work_is_asked_by_the_lead_alone(office: str | None, actor: str) -> None:
    told = work_since_monday().when(asked(office, actor=actor))
    assert told.outcome.model_dump()["code"] in ("own-deadline", "not-entitled")
    assert told.recorded == []


def test_a_lead_asks_nothing_about_the_holders_own_deadlines() -> None:
    life = work_since_monday(severity=2)
    life.and_at("2018-08-10 08:00", proposed())
    acceptance = DeadlineId(leg=1, kind=DeadlineKind.ACCEPTANCE, ordinal=1)
    life.when(asked(b.DEPARTMENT, acceptance)).then_rejected("own-deadline")
    life.when(asked("NB-H1-VP", acceptance)).then(ExtensionAsked)


def test_the_holder_grants_its_agencies_more_time_and_nobody_else_does() -> None:
    life = work_since_monday(severity=2)
    life.and_at("2018-08-10 08:00", asked(b.DEPARTMENT))
    for office in ("NB-TT", "NB-H2-TT", "NB-H1-VP", b.DEPARTMENT, "NB-UBKT", b.CHAPTER):
        told = life.when(granted(office))
        assert told.outcome.model_dump()["code"] in ("not-entitled", "approved-one-level-up")
    told = life.when(granted("NB-H1-TT")).then(DeadlineExtended)
    assert told.fact(DeadlineExtended).last_day == date(2018, 9, 11)


def test_the_superior_grants_the_holder_more_time_and_the_holder_not_itself() -> None:
    """Notice of 10 wd from 3/8/2018 = 17/8; 15 days more: 1/9 to 3/9 are off, so 4/9."""
    life = given(*in_triage())
    life.and_at("2018-08-10 08:00", asked("NB-H1-VP", NOTICE))
    life.when(granted("NB-H1-TT", NOTICE)).then_rejected("approved-one-level-up")
    told = life.when(granted("NB-TT", NOTICE)).then(DeadlineExtended)
    assert told.fact(DeadlineExtended).last_day == date(2018, 9, 4)


def test_a_holders_board_grants_itself_nothing_under_another_name() -> None:
    """A direction addressed to the board itself is the holder's own."""
    said: dict[str, Any] = {"due": days_from_now(10), "text": "Khẩn trương"}
    step = on_issue("direct-issue", "NB-TT", addressee="NB-H1-TT", **said)
    life = given(*in_triage(), step, asked("NB-H1-TT", DIRECTION))
    life.when(granted("NB-H1-BTV", DIRECTION)).then_rejected("approved-one-level-up")
    life.when(granted("NB-TT", DIRECTION)).then(DeadlineExtended)


def test_who_stands_for_the_lead_does_not_grant_it_more_time() -> None:
    life = work_since_monday(severity=2)
    life.and_at("2018-08-10 08:00", appointed("p-h1works", "NB-H1-TT", "member"))
    life.and_at("2018-08-10 09:00", asked(b.DEPARTMENT))
    life.when(granted("NB-H1-TT", actor="p-h1works")).then_rejected("not-concerned")
    life.when(refused("NB-H1-TT", actor="p-h1works")).then_rejected("not-concerned")


def test_an_extension_is_granted_once() -> None:
    life = work_since_monday(severity=2)
    life.and_at("2018-08-10 08:00", asked(b.DEPARTMENT), granted("NB-H1-TT"))
    life.when(granted("NB-H1-TT")).then_rejected("extension-was-asked")
    life.when(asked(b.DEPARTMENT), at="2018-09-10 08:00").then_rejected("extended-once-only")


def test_nothing_is_granted_or_refused_that_nobody_asked_for() -> None:
    life = work_since_monday()
    life.when(granted("NB-H1-TT")).then_rejected("extension-was-asked")
    life.when(refused("NB-H1-TT")).then_rejected("extension-was-asked")


def test_after_a_refusal_the_date_stands_and_may_be_asked_about_again() -> None:
    life = work_since_monday(severity=2)
    life.and_at("2018-08-10 08:00", asked(b.DEPARTMENT))
    told = life.when(refused("NB-H1-TT")).then(ExtensionRefused)
    assert of(told.issue, RESULT).last_day == date(2018, 8, 27)
    life.when(granted("NB-H1-TT")).then_rejected("extension-was-asked")
    life.when(asked(b.DEPARTMENT)).then(ExtensionAsked)


def test_asked_in_time_and_approved_too_late_is_not_extended() -> None:
    life = work_since_monday(severity=2)
    life.and_at("2018-08-27 23:00", asked(b.DEPARTMENT))
    life.when(granted("NB-H1-TT"), at="2018-08-28 00:00").then_rejected("granted-before-expiry")


def test_a_deadline_that_is_met_cancelled_or_unknown_gets_no_more_time() -> None:
    life = work_since_monday(severity=2)
    for deadline in (NOTICE, DIRECTION, RESULT.model_copy(update={"leg": 2})):
        life.when(asked("NB-H1-VP", deadline)).then_rejected("deadline-running")
    above = given(*in_triage(authority="province"), assigned(), started(), escalated())
    above.when(asked("NB-VP", RESULT)).then_rejected("deadline-running")


def test_a_clock_that_stands_still_has_not_run_out() -> None:
    """Paused on 20/8 with a week left; on 10/9 the old date is past, and the time is not."""
    life = work_since_monday(severity=2)
    review: dict[str, Any] = {
        "ground": "budget-cycle",
        "review_on": date(2018, 9, 28),
        "document": LETTER,
    }
    life.and_at("2018-08-20 08:00", on_issue("pause-issue", "NB-H1-TT", **review))
    life.when(checked(), at="2018-09-10 08:00").then()
    life.when(asked(b.DEPARTMENT)).then(ExtensionAsked)
    life.when(granted("NB-H1-TT")).then(DeadlineExtended)
    # Nine of 15 wd used: 10-14, 17 = 17/9, and 15 days more.
    life.and_at("2018-09-10 09:00", on_issue("resume-issue", "NB-H1-TT"))
    assert of(life.world.issue(ISSUE), RESULT).last_day == date(2018, 10, 2)


def test_a_co_operating_body_asks_for_its_own_date() -> None:
    """24/8/2018 and 15 days: Saturday 8/9, so Monday 10/9."""
    body = [{"unit": b.POLICE, "until": date(2018, 8, 24)}]
    life = given(*in_triage(), assigned(co_operating=body))
    life.when(asked(b.DEPARTMENT, CO_OPERATION)).then_rejected("own-deadline")
    life.and_at("2018-08-20 08:00", asked(b.POLICE, CO_OPERATION))
    told = life.when(granted("NB-H1-TT", CO_OPERATION))
    assert told.fact(DeadlineExtended).last_day == date(2018, 9, 10)
    assert of(told.issue, RESULT).extensions == 0


def test_the_ladder_of_a_new_date_is_climbed_anew() -> None:
    """27/8 and 15 days = 11/9/2018."""
    life = work_since_monday(severity=2)
    life.and_at("2018-08-22 08:00", checked(), asked(b.DEPARTMENT), granted("NB-H1-TT"))
    life.when(checked(), at="2018-08-28 08:00").then()
    told = life.when(checked(), at="2018-09-12 00:00").then(DeadlineBreached)
    assert told.fact(DeadlineBreached).due == of(told.issue, RESULT).due

"""After the end: reopening within a year, withdrawal by the source, and what a closed issue is."""

from typing import Any

from domain.deadline import DeadlineKind, DeadlineStatus
from domain.issue import Status
from domain.issue_facts import IssueCustodyTransferred, IssueReopened
from tests import builders as b
from tests.builders import document, named
from tests.changes import left_office
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    MEETING,
    Step,
    assigned,
    chapter_met,
    checked,
    delivered,
    in_triage,
    meeting_held,
    on_issue,
    raised,
    raised_by_secretary,
    received,
    replied,
    reported,
    resolved,
    started,
    submitted,
    triaged,
)

REPLIED = [*in_triage(), resolved(), replied()]
"""Replied on 3/8/2018: 45 days end on 17/9."""


def verified(meeting: str, office: str | None = b.CHAPTER, actor: str = "") -> Step:
    return on_issue("verify-result", office, actor, meeting=named(meeting))


def reopened(office: str | None = b.CHAPTER, actor: str = "", **fields: Any) -> Step:
    given = {"ground": "not-done", "reason": "Chưa làm", **fields}
    return on_issue("reopen-issue", office, actor, **given)


def withdrawn(office: str | None = b.CHAPTER, actor: str = "") -> Step:
    return on_issue("withdraw-issue", office, actor, reason="Đã tự làm")


def closed() -> Given:
    """Verified at the meeting of 3/9/2018."""
    life = given(*REPLIED)
    return life.and_at("2018-09-03 21:00", chapter_met("september"), verified("september"))


def test_an_issue_is_reopened_by_the_chapter_or_the_superior() -> None:
    for office in ("NB-H1-TT", "NB-H1-VP", b.DEPARTMENT, "NB-H1-X1-C2", "NB-UBKT", "NB-VP", None):
        closed().when(reopened(office)).then_rejected("not-entitled")
    for office in (b.CHAPTER, "NB-TT", "NB-BTV"):
        told = closed().when(reopened(office)).and_status(Status.REOPENED)
        assert (told.issue.closure, told.issue.closed_at, told.issue.outcome) == (None, None, None)


def test_a_reopened_issue_has_a_new_leg_a_new_notice_and_the_same_age() -> None:
    life = closed()
    before = life.world.issue(ISSUE)
    told = life.when(reopened(ground="new-facts"), at="2018-10-01 08:00")
    issue = told.issue
    assert (issue.leg, issue.holder, issue.raised_at) == (2, b.DISTRICT, before.raised_at)
    assert [(d.id.kind, d.id.leg) for d in issue.running] == [(DeadlineKind.NOTICE, 2)]
    life.when(assigned()).then_rejected("not-possible-now")
    life.and_at("2018-10-02 08:00", triaged(), assigned(), started())
    [work] = [d for d in life.world.issue(ISSUE).running if d.id.kind is DeadlineKind.RESULT]
    assert (work.id.leg, work.started_on.isoformat()) == (2, "2018-10-02")


def test_an_issue_is_reopened_within_twelve_months_and_not_after() -> None:
    """Closed on 3/9/2018 at 21:01; the last day is 3/9/2019, to its end."""
    closed().when(reopened(), at="2019-09-03 23:59:59").and_status(Status.REOPENED)
    closed().when(reopened(), at="2019-09-04 00:00").then_rejected("reopened-in-time")


def test_a_reply_that_nobody_verified_is_reopened_within_twelve_months_of_it() -> None:
    given(*REPLIED).when(reopened(), at="2019-08-03 23:59:59").and_status(Status.REOPENED)
    given(*REPLIED).when(reopened(), at="2019-08-04 00:00").then_rejected("reopened-in-time")


def test_a_closed_issue_changes_its_state_by_nothing_but_reopening() -> None:
    life = closed()
    for step in (
        received(),
        triaged(),
        assigned(),
        resolved(),
        replied(),
        verified("september"),
        withdrawn(),
        submitted(),
        reported(report=named("again")),
        on_issue("take-over-issue", "NB-TT", reason="x"),
    ):
        life.when(step).then_rejected("not-possible-now")
    life.when(checked(), at="2019-01-01 08:00").then()
    minutes = document("3-BB/HU")
    step = on_issue(
        "transfer-custody", "NB-H1-TT", to=b.PROVINCE, basis="succession", minutes=minutes
    )
    told = life.when(step).then(IssueCustodyTransferred).and_status(Status.CLOSED)
    assert (told.issue.holder, told.issue.archive_holder) == (b.DISTRICT, b.PROVINCE)
    life.when(reopened()).and_status(Status.REOPENED)


def test_what_the_chapter_recommended_its_secretary_withdraws_and_not_the_cadre() -> None:
    """Whoever carried it is not its source."""
    life = given(*delivered())
    life.when(withdrawn(b.PROVINCIAL_DEPARTMENT, b.CADRE)).then_rejected("withdrawn-by-its-source")
    for office in ("NB-H1-TT", "NB-H1-VP", "NB-TT", b.UBND, "NB-H1-X1-C2", None):
        life.when(withdrawn(office)).then_rejected("not-entitled")
    told = life.when(withdrawn()).and_status(Status.WITHDRAWN)
    assert {d.status for d in told.issue.deadlines} == {
        DeadlineStatus.MET,
        DeadlineStatus.CANCELLED,
    }


def test_what_a_cadre_recommended_the_cadre_withdraws_and_not_the_chapter() -> None:
    life = given(meeting_held(), raised(source="cadre"), reported())
    life.when(withdrawn()).then_rejected("withdrawn-by-its-source")
    life.when(withdrawn(b.PROVINCIAL_DEPARTMENT, b.CADRE)).and_status(Status.WITHDRAWN)


def test_what_a_secretary_wrote_down_for_a_cadre_who_did_not_attend_the_secretary_withdraws() -> (
    None
):
    life = given(raised_by_secretary(source="cadre"))
    life.when(withdrawn()).and_status(Status.WITHDRAWN)


def test_a_secretary_who_left_office_withdraws_nothing() -> None:
    life = given(*delivered(), left_office(b.SECRETARY, b.CHAPTER, "secretary"))
    life.when(withdrawn(), at="2018-08-04 00:00").then_rejected("not-entitled")


def test_what_is_withdrawn_is_over_and_a_new_issue_may_follow_it() -> None:
    life = given(*delivered(), withdrawn())
    for step in (reopened(), withdrawn(), received(), reopened("NB-TT")):
        life.when(step).then_rejected("not-possible-now")
    again = raised(issue=named("again"), predecessor=ISSUE, meeting=MEETING)
    life.when(again).then_accepted()


def test_before_delivery_too_the_source_may_withdraw() -> None:
    told = given(meeting_held(), raised()).when(withdrawn())
    assert told.issue.running == ()
    assert told.issue.closed_at == told.recorded[0].envelope.recorded_at


def test_a_reopened_issue_may_be_closed_and_reopened_again() -> None:
    life = closed()
    life.and_at("2018-10-01 08:00", reopened(), triaged(), resolved(), replied())
    life.and_at("2018-10-03 21:00", chapter_met("october"), verified("october"))
    told = life.when(reopened()).and_status(Status.REOPENED)
    assert isinstance(told.recorded[0].fact, IssueReopened)
    assert told.issue.leg == 3

"""Up to the province, taken over by it, and back down: legs, holders, and one age."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.deadline import DeadlineCancelled, DeadlineKind, DeadlineMet, DeadlineStatus
from domain.issue import Status
from domain.issue_facts import DuplicateReleased, IssueTakenOver, Right
from domain.values import SCHEDULER, Authority
from tests import builders as b
from tests.builders import document, named
from tests.changes import dissolved, in_turn, left_office
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    Step,
    assigned,
    days_from_now,
    delivered,
    escalated,
    in_progress,
    in_triage,
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

TAKE_OVER = on_issue("take-over-issue", "NB-TT", reason="Liên huyện")
ABOVE = [*in_triage(authority="province"), escalated()]
LETTER = document("92-CV/HU", b.DISTRICT)


def taken_over(office: str | None, actor: str = "") -> Any:
    return on_issue("take-over-issue", office, actor, reason="Liên huyện")


@pytest.mark.parametrize(
    "office", ["NB-H1-VP", b.UBND, b.CHAPTER, "NB-H2-TT", "NB-TT", "NB-UBKT", "NB-VP"]
)
def test_only_the_holders_board_escalates(office: str) -> None:
    life = given(*in_triage(authority="province"))
    life.when(escalated(office=office)).then_rejected("not-entitled")


def test_what_goes_up_is_beyond_authority_and_its_file_complete() -> None:
    given(*in_triage()).when(escalated()).then_rejected("beyond-authority")
    beyond = given(*in_triage(authority="province"))
    beyond.when(escalated(file_complete=False)).then_rejected("file-complete")
    beyond.when(escalated()).and_status(Status.ESCALATED)


def test_the_work_may_show_that_a_matter_is_beyond_authority() -> None:
    given(*in_progress()).when(escalated()).and_status(Status.ESCALATED)
    told = given(*in_progress(), proposed()).when(escalated()).and_status(Status.ESCALATED)
    assert told.issue.outcome is None
    given(*in_triage(), assigned()).when(escalated()).then_rejected("not-possible-now")


def test_there_is_nothing_above_the_province() -> None:
    life = given(*ABOVE, received(office="NB-VP"), triaged(office="NB-TT", authority="province"))
    life.when(escalated(office="NB-TT")).then_rejected("superior-exists")
    life.when(taken_over("NB-TT")).then_rejected("not-entitled")


def test_going_up_ends_the_leg_meets_the_notice_and_cancels_the_work_below() -> None:
    life = given(*in_progress(severity=1, authority="province"))
    told = life.when(escalated(), at="2018-08-17 23:59:59")
    met = [one.fact.deadline.kind for one in told.recorded if isinstance(one.fact, DeadlineMet)]
    assert met == []
    cancelled = {
        one.fact.deadline.kind for one in told.recorded if isinstance(one.fact, DeadlineCancelled)
    }
    assert cancelled == {DeadlineKind.RESULT, DeadlineKind.INTERIM}
    assert {d.id.leg for d in told.issue.running} == {2}
    assert {d.id.kind for d in told.issue.running} == {DeadlineKind.RECEIPT, DeadlineKind.NOTICE}
    assert told.issue.lead is None
    life.when(on_issue("note-progress", b.DEPARTMENT, note="Đang vá")).then_rejected(
        "not-possible-now"
    )


def test_who_let_go_stays_informed_and_decides_no_more() -> None:
    life = given(*ABOVE)
    issue = life.world.issue(ISSUE)
    [below] = [one for one in issue.recipients if one.unit == b.DISTRICT]
    assert below.rights == (Right.INFORM,)
    life.and_at("2018-08-06 08:00", received(office="NB-VP"))
    life.when(triaged()).then_rejected("not-entitled")
    life.when(triaged(office="NB-TT")).and_status(Status.TRIAGED)


HELD: dict[Status, list[Any]] = {
    Status.REPORTED: delivered(),
    Status.RECEIVED: [*delivered(), received()],
    Status.TRIAGED: in_triage(),
    Status.NEEDS_CLARIFICATION: [
        *in_triage(),
        on_issue("ask-for-clarification", "NB-H1-TT", questions="Ở đâu?"),
    ],
    Status.ASSIGNED: [*in_triage(), assigned()],
    Status.IN_PROGRESS: in_progress(),
    Status.PAUSED: [
        *in_progress(),
        on_issue(
            "pause-issue",
            "NB-H1-TT",
            ground="budget-cycle",
            review_on=days_from_now(30),
            document=LETTER,
        ),
    ],
    Status.RESULT_PROPOSED: [*in_progress(), proposed()],
    Status.RESOLVED: [*in_triage(), resolved()],
    Status.REPLIED: [*in_triage(), resolved(), replied()],
    Status.RETURNED_DOWN: [*ABOVE, received(office="NB-VP"), returned()],
    Status.REOPENED: [
        *in_triage(),
        resolved(),
        replied(),
        on_issue("reopen-issue", b.CHAPTER, ground="not-done", reason="Chưa làm"),
    ],
}


@pytest.mark.parametrize("status", HELD)
def test_the_superior_takes_over_from_every_held_state_and_begins_anew(status: Status) -> None:
    life = given(*HELD[status])
    raised_at, leg = life.world.issue(ISSUE).raised_at, life.world.issue(ISSUE).leg
    assert life.world.issue(ISSUE).status is status
    issue = life.when(TAKE_OVER).and_status(Status.RECEIVED).issue
    assert (issue.holder, issue.leg) == (b.PROVINCE, leg + 1)
    assert (issue.raised_at, issue.pauses_in_leg, issue.before_pause) == (raised_at, 0, None)
    assert (issue.lead, issue.plan, issue.outcome) == (None, None, None)
    assert [(d.id.kind, d.id.leg, d.bearer) for d in issue.running] == [
        (DeadlineKind.NOTICE, leg + 1, b.PROVINCE)
    ]
    life.when(triaged(office="NB-TT")).and_status(Status.TRIAGED)


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-VP", ""),
        ("NB-UBKT", ""),
        (b.PROVINCIAL_DEPARTMENT, ""),
        ("NB-H1-TT", ""),
        ("NB-H2-TT", ""),
        (b.CHAPTER, ""),
        (None, SCHEDULER),
    ],
)
def test_nobody_but_the_superiors_board_takes_over(office: str | None, actor: str) -> None:
    given(*in_triage()).when(taken_over(office, actor)).then_rejected("not-entitled")


def test_what_is_not_yet_delivered_or_has_ended_is_not_taken_over() -> None:
    life = given(*delivered()[:2])
    life.when(TAKE_OVER).then_rejected("not-possible-now")
    ended = given(*delivered(), on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm"))
    ended.when(TAKE_OVER).then_rejected("not-possible-now")


def test_an_issue_taken_over_from_a_merge_is_merged_no_more() -> None:
    other = named("other")
    merged = [
        *delivered()[:2],
        raised(issue=other),
        reported(issues=[ISSUE, other]),
        received(),
        triaged(),
        on_issue("merge-issue", "NB-H1-TT", into=other),
    ]
    life = given(*merged)
    for step in (TAKE_OVER, takes_over_from(named("else"))):
        life.when(step).then_rejected("merged-into-that-issue")
    told = life.when(takes_over_from(other)).then_accepted()
    assert isinstance(told.recorded[0].fact, IssueTakenOver)
    assert told.issue.merged_into is None
    assert told.facts_of(other) == [DuplicateReleased(duplicate=ISSUE)]
    assert life.world.issue(other).duplicates == frozenset()


def takes_over_from(into: UUID) -> Step:
    return on_issue("take-over-issue", "NB-TT", reason="Liên huyện", into=into)


def test_a_merged_issue_that_is_reopened_leaves_what_it_was_merged_into() -> None:
    other = named("other")
    life = given(
        *delivered()[:2],
        raised(issue=other),
        reported(issues=[ISSUE, other]),
        received(),
        triaged(),
        on_issue("merge-issue", "NB-H1-TT", into=other),
        replied(),
    )
    again = {"ground": "not-done", "reason": "Chưa làm"}
    life.when(on_issue("reopen-issue", b.CHAPTER, **again)).then_rejected("merged-into-that-issue")
    told = life.when(on_issue("reopen-issue", b.CHAPTER, into=other, **again))
    told.and_status(Status.REOPENED)
    assert life.world.issue(other).duplicates == frozenset()


def test_who_co_operates_is_told_so_among_the_recipients_as_long_as_it_does() -> None:
    def co_operating(life: Given) -> list[str]:
        every = life.world.issue(ISSUE).recipients
        return [one.unit for one in every if Right.CO_OPERATE in one.rights]

    def shared(*bodies: str) -> Step:
        return assigned(co_operating=[{"unit": one, "until": date(2018, 9, 1)} for one in bodies])

    life = given(*in_triage(), shared(b.POLICE, "NB-TT"))
    assert co_operating(life) == ["NB-TT", b.POLICE]
    [copy] = [one for one in life.world.issue(ISSUE).recipients if one.unit == "NB-TT"]
    assert copy.rights == (Right.INFORM, Right.TAKE_OVER, Right.CO_OPERATE)
    life.when(shared(b.UBND)).then_accepted()
    assert co_operating(life) == [b.UBND]
    life.when(TAKE_OVER).then_accepted()
    assert co_operating(life) == []


def test_an_issue_goes_back_to_the_committee_that_it_came_from() -> None:
    told = given(*ABOVE, received(office="NB-VP")).when(returned())
    assert told.and_status(Status.RETURNED_DOWN).issue.holder == b.DISTRICT
    assert [leg.holder for leg in told.issue.legs] == [b.DISTRICT, b.PROVINCE, b.DISTRICT]
    notices = [d for d in told.issue.deadlines if d.id.kind is DeadlineKind.NOTICE]
    assert [(d.id.leg, d.status) for d in notices] == [
        (1, DeadlineStatus.MET),
        (2, DeadlineStatus.MET),
        (3, DeadlineStatus.RUNNING),
    ]


def test_an_issue_goes_back_to_a_committee_directly_below_and_to_no_other_body() -> None:
    life = given(*ABOVE, received(office="NB-VP"))
    for unit in ("NB-H1-TT", b.UBND, "NB-H1-X1", b.CHAPTER, b.PROVINCE, "NB-TT", "NB-H9"):
        life.when(returned(to=unit)).then_rejected("returns-below")
    life.when(returned(to=b.OTHER_DISTRICT)).and_status(Status.RETURNED_DOWN)
    life.when(received()).then_rejected("not-entitled")
    life.when(received(office="NB-H2-VP")).and_status(Status.RECEIVED)


def test_a_district_has_no_committee_below_to_return_to() -> None:
    life = given(*in_triage())
    life.when(returned(office="NB-H1-TT")).then_rejected("returns-below")
    life.when(returned(office="NB-H1-TT", to="NB-H1-X1")).then_rejected("returns-below")


def test_an_issue_is_not_returned_to_a_committee_that_is_no_more() -> None:
    life = given(*ABOVE, received(office="NB-VP"), at="2018-08-06 08:00")
    gone = [
        left_office("p-h2chair", "NB-H2-TT", "deputy-secretary"),
        left_office("p-h2clerk", "NB-H2-VP", "officer"),
        left_office("p-secretary3", "NB-H2-X1-C1", "secretary"),
        *map(dissolved, ("NB-H2-TT", "NB-H2-VP", "NB-H2-X1-C1", "NB-H2-X1", "NB-H2")),
    ]
    life.and_at("2018-08-06 09:00", in_turn(*gone))
    late = returned(to=b.OTHER_DISTRICT)
    life.when(late, at="2018-08-07 08:00").then_rejected("returns-below")


def test_only_what_came_back_is_assigned_without_a_new_triage() -> None:
    given(*delivered(), received()).when(assigned()).then_rejected("not-possible-now")
    below = given(*ABOVE, received(office="NB-VP"), returned(), received())
    below.when(assigned()).and_status(Status.ASSIGNED)
    above = given(*ABOVE, received(office="NB-VP"))
    above.when(assigned(office="NB-TT")).then_rejected("not-possible-now")


def test_what_comes_back_may_go_up_again_and_every_leg_is_told() -> None:
    life = given(*ABOVE, received(office="NB-VP"), returned(), received())
    life.and_at("2018-08-07 08:00", triaged(authority="province"))
    issue = life.when(escalated()).and_status(Status.ESCALATED).issue
    assert [leg.number for leg in issue.legs] == [1, 2, 3, 4]
    assert issue.authority is Authority.PROVINCE


def test_the_provinces_work_lasts_fifty_days_whatever_the_severity() -> None:
    """Assigned 6/8/2018 + 50 days = 25/9."""
    life = given(*ABOVE, received(office="NB-VP"), triaged(office="NB-TT", severity=1))
    step = assigned(office="NB-TT", lead=b.PROVINCIAL_DEPARTMENT)
    told = life.when(step, at="2018-08-06 08:00")
    [work] = [d for d in told.issue.running if d.id.kind is DeadlineKind.RESULT]
    assert work.last_day == date(2018, 9, 25)
    life.when(started(b.PROVINCIAL_DEPARTMENT)).and_status(Status.IN_PROGRESS)

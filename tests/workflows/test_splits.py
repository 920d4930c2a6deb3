"""Parts that are split off: delivered at once, with clocks of their own and the same age."""

from typing import Any
from uuid import UUID

import pytest

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.issue_facts import (
    IssueRaised,
    IssueReported,
    IssueSplit,
)
from domain.organisation import organisation_id
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import named
from tests.spec import given
from tests.steps import (
    ISSUE,
    MEETING,
    Step,
    assigned,
    chapter_met,
    delivered,
    escalated,
    in_progress,
    in_triage,
    on_issue,
    proposed,
    raised,
    raised_by_secretary,
    received,
    replied,
    reported,
    resolved,
    triaged,
)

OTHER, THIRD, PART = named("other"), named("third"), named("part")


def part(issue: UUID = PART, **fields: Any) -> dict[str, Any]:
    return {"issue": issue, "title": "Phần hai", "description": "Tách riêng", **fields}


def split(*parts: dict[str, Any], office: str | None = "NB-H1-TT", actor: str = "") -> Step:
    return on_issue("split-issue", office, actor, parts=list(parts) or [part()])


@pytest.mark.parametrize(
    ("office", "actor"),
    [("NB-H1-VP", ""), ("NB-H2-TT", ""), ("NB-TT", ""), (b.CHAPTER, ""), (None, SCHEDULER)],
)
def test_only_the_holders_board_splits(office: str | None, actor: str) -> None:
    given(*in_triage()).when(split(office=office, actor=actor)).then_rejected("not-entitled")


def in_state(status: Status) -> list[Step]:
    province: dict[str, Any] = {"authority": "province"}
    ways: dict[Status, list[Step]] = {
        Status.REPORTED: delivered(),
        Status.RECEIVED: [*delivered(), received()],
        Status.TRIAGED: in_triage(),
        Status.ASSIGNED: [*in_triage(), assigned()],
        Status.IN_PROGRESS: in_progress(),
        Status.RESULT_PROPOSED: [*in_progress(), proposed()],
        Status.ESCALATED: [*in_triage(**province), escalated()],
    }
    return ways[status]


@pytest.mark.parametrize(
    "status",
    [
        Status.REPORTED,
        Status.RECEIVED,
        Status.TRIAGED,
        Status.ASSIGNED,
        Status.IN_PROGRESS,
        Status.RESULT_PROPOSED,
        Status.ESCALATED,
    ],
)
def test_a_part_is_delivered_at_once_with_own_clocks_and_the_same_age(status: Status) -> None:
    life = given(*in_state(status))
    origin = life.world.issue(ISSUE)
    board = f"{origin.holder}-TT"
    told = life.when(split(office=board), at="2018-08-13 08:00").and_status(status)
    assert told.fact(IssueSplit).parts == (PART,)
    new = told.world.issue(PART)
    assert [type(fact) for fact in told.facts_of(PART)][:2] == [IssueRaised, IssueReported]
    assert (new.status, new.holder, new.leg) == (Status.REPORTED, origin.holder, 1)
    assert (new.raised_at, new.split_from) == (origin.raised_at, ISSUE)
    assert {(d.id.kind, d.started_on.day) for d in new.running} == {
        (DeadlineKind.RECEIPT, 13),
        (DeadlineKind.NOTICE, 13),
    }
    assert told.issue.running == origin.running


def test_a_part_lives_by_itself_to_its_own_end() -> None:
    life = given(*in_progress(), split())
    life.and_at("2018-08-06 08:00", received(issue=PART), triaged(issue=PART))
    life.and_at("2018-08-07 08:00", resolved(issue=PART), replied(issue=PART))
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    closed = on_issue("verify-result", b.CHAPTER, issue=PART, meeting=named("september"))
    life.when(closed).then_accepted()
    assert life.world.issue(PART).status is Status.CLOSED
    assert life.world.issue(ISSUE).status is Status.IN_PROGRESS


def test_who_is_concerned_by_the_whole_is_concerned_by_its_parts() -> None:
    declared = on_issue("declare-concern", b.CHAPTER, person="p-h1chair")
    life = given(*in_triage(), declared, split(), received(issue=PART))
    assert life.world.issue(PART).concerned == {"p-h1chair"}
    life.when(triaged(issue=PART)).then_rejected("not-concerned")


def test_parts_are_new_issues_each_named_once_with_a_body_to_answer() -> None:
    life = given(*in_triage(), raised_by_secretary(issue=OTHER))
    for parts in (
        (part(ISSUE),),
        (part(OTHER),),
        (part(), part()),
        (part(), part(THIRD, addressee="NB-H9-UBND")),
    ):
        life.when(split(*parts)).then_rejected("parts-are-new")
    for id in (MEETING, organisation_id(b.PROVINCE)):
        life.when(split(part(id))).then_rejected("id-of-something-else")
    told = life.when(split(part(), part(THIRD, addressee=b.POLICE, category="AN")))
    assert told.issue.parts == (PART, THIRD)
    assert told.world.issue(THIRD).addressee == b.POLICE


def test_a_part_may_be_split_again_and_each_knows_where_it_came_from() -> None:
    life = given(*in_triage(), split())
    again = on_issue("split-issue", "NB-H1-TT", issue=PART, parts=[part(THIRD)])
    life.when(again).then_accepted()
    assert life.world.issue(THIRD).split_from == PART


@pytest.mark.parametrize("way", ["merged", "resolved", "replied", "withdrawn", "raised"])
def test_what_is_merged_decided_ended_or_not_delivered_is_not_split(way: str) -> None:
    ways: dict[str, list[Step]] = {
        "merged": [on_issue("merge-issue", "NB-H1-TT", into=OTHER)],
        "resolved": [resolved()],
        "replied": [resolved(), replied()],
        "withdrawn": [on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm")],
    }
    both = [*delivered()[:2], raised(issue=OTHER), reported(issues=[ISSUE, OTHER])]
    life = given(raised_by_secretary()) if way == "raised" else given(*both, received(), triaged())
    for step in ways.get(way, []):
        life.when(step).then_accepted()
    life.when(split()).then_rejected("not-possible-now")

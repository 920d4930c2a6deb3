"""Duplicates that merge and come apart again, and issues of one cause that are linked."""

from typing import Any
from uuid import UUID

import pytest

from domain.deadline import DeadlineKind
from domain.issue import Issue, Status
from domain.issue_facts import (
    ClusterJoined,
    ClusterLeft,
    ConcernDeclared,
    DuplicateAbsorbed,
    DuplicateReleased,
    IssueMerged,
)
from domain.organisation import organisation_id
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, named
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    MEETING,
    Step,
    assigned,
    chapter_met,
    escalated,
    in_progress,
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

OTHER, THIRD = named("other"), named("third")


def triplets() -> Given:
    """Three issues of one report, all in triage with the same holder."""
    three = (ISSUE, OTHER, THIRD)
    life = given(meeting_held(), *(raised(issue=one) for one in three), reported(issues=three))
    for one in three:
        life.and_at("2018-08-06 08:00", received(issue=one), triaged(issue=one))
    return life


def merged(
    into: UUID, issue: UUID = ISSUE, office: str | None = "NB-H1-TT", actor: str = ""
) -> Step:
    return on_issue("merge-issue", office, actor, issue=issue, into=into)


def unmerged(into: UUID, office: str = "NB-H1-TT") -> Step:
    return on_issue("unmerge-issue", office, into=into)


def test_a_duplicate_is_told_on_both_issues_and_keeps_its_own_reply() -> None:
    life = triplets()
    told = life.when(merged(OTHER))
    assert isinstance(told.recorded[0].fact, IssueMerged)
    assert [type(fact) for fact in told.facts_of(OTHER)] == [DuplicateAbsorbed]
    assert life.world.issue(OTHER).duplicates == {ISSUE}
    owed = {d.id.kind for d in told.issue.running}
    assert owed == {DeadlineKind.NOTICE, DeadlineKind.REPLY}
    life.when(replied()).and_status(Status.REPLIED)
    assert life.world.issue(OTHER).status is Status.TRIAGED


@pytest.mark.parametrize("id", [ISSUE, named("never raised")])
def test_nothing_merges_into_itself_or_into_what_is_not_there(id: UUID) -> None:
    life = triplets()
    life.when(merged(id)).then_rejected("merges-into-open-issue-of-same-holder")


@pytest.mark.parametrize("id", [MEETING, organisation_id(b.PROVINCE)])
def test_nothing_merges_into_what_is_no_issue(id: UUID) -> None:
    triplets().when(merged(id)).then_rejected("id-of-something-else")


def test_issues_do_not_merge_in_a_circle() -> None:
    refused = "merges-into-open-issue-of-same-holder"
    life = triplets()
    life.when(merged(OTHER)).then_accepted()
    life.when(merged(ISSUE, OTHER)).then_rejected(refused)
    life.when(merged(THIRD, OTHER)).then_accepted()
    life.when(merged(ISSUE, THIRD)).then_rejected(refused)
    life.when(merged(OTHER, THIRD)).then_rejected(refused)
    life.when(merged(THIRD)).then_rejected("not-possible-now")


def test_nothing_merges_into_what_has_ended_or_was_never_delivered() -> None:
    refused = "merges-into-open-issue-of-same-holder"
    life = triplets()
    life.when(on_issue("withdraw-issue", b.CHAPTER, issue=OTHER, reason="Đã tự làm"))
    life.when(merged(OTHER)).then_rejected(refused)
    life.when(raised_by_secretary(issue=named("alone"))).then_accepted()
    life.when(merged(named("alone"))).then_rejected(refused)
    life.and_at("2018-08-07 08:00", resolved(issue=THIRD), replied(issue=THIRD))
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    closed = on_issue("verify-result", b.CHAPTER, issue=THIRD, meeting=named("september"))
    life.when(closed).then_accepted()
    life.when(merged(THIRD)).then_rejected(refused)


def test_nothing_merges_into_what_another_committee_holds() -> None:
    life = triplets()
    life.when(triaged(issue=OTHER, authority="province")).then_accepted()
    life.when(escalated(issue=OTHER)).then_accepted()
    life.when(merged(OTHER)).then_rejected("merges-into-open-issue-of-same-holder")


@pytest.mark.parametrize(
    ("office", "actor"),
    [("NB-H1-VP", ""), ("NB-H2-TT", ""), ("NB-TT", ""), (b.CHAPTER, ""), (None, SCHEDULER)],
)
def test_only_the_holders_board_merges(office: str | None, actor: str) -> None:
    life = triplets()
    life.when(merged(OTHER, office=office, actor=actor)).then_rejected("not-entitled")


def test_who_is_concerned_by_a_duplicate_is_concerned_by_what_it_merges_into() -> None:
    declared = on_issue("declare-concern", b.CHAPTER, person="p-h1chair")
    life = triplets()
    life.when(declared).then_accepted()
    told = life.when(on_issue("merge-issue", "NB-H1-BTV", into=OTHER))
    assert [type(fact) for fact in told.facts_of(OTHER)][1:] == [ConcernDeclared]
    life.when(resolved(issue=OTHER)).then_rejected("not-concerned")


def test_an_unmerged_issue_goes_on_by_itself_and_is_owed_a_notice_again() -> None:
    life = triplets()
    life.when(merged(OTHER)).then_accepted()
    life.when(unmerged(THIRD)).then_rejected("merged-into-that-issue")
    life.when(unmerged(OTHER, office="NB-H1-VP")).then_rejected("not-entitled")
    told = life.when(unmerged(OTHER)).and_status(Status.TRIAGED)
    assert [type(fact) for fact in told.facts_of(OTHER)] == [DuplicateReleased]
    assert life.world.issue(OTHER).duplicates == frozenset()
    assert {d.id.kind for d in told.issue.running} == {DeadlineKind.NOTICE}
    life.when(assigned()).and_status(Status.ASSIGNED)


def test_a_duplicate_comes_out_of_an_issue_that_is_closed() -> None:
    life = triplets()
    life.when(merged(OTHER)).then_accepted()
    life.and_at("2018-08-07 08:00", resolved(issue=OTHER), replied(issue=OTHER))
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    closed = on_issue("verify-result", b.CHAPTER, issue=OTHER, meeting=named("september"))
    life.when(closed).then_accepted()
    life.when(unmerged(OTHER)).and_status(Status.TRIAGED)
    assert life.world.issue(OTHER).status is Status.CLOSED


def clustered(type: str, cluster: str, office: str | None = "NB-H1-VP", **fields: Any) -> Step:
    return on_issue(type, office, cluster=named(cluster), **fields)


def state(world: World, issue: UUID) -> Issue:
    return world.issue(issue)


def test_a_cluster_links_and_changes_neither_custody_nor_clock() -> None:
    life = given(*in_progress())
    before = state(life.world, ISSUE)
    told = life.when(clustered("join-cluster", "floods")).then(ClusterJoined)
    after = told.issue
    assert after.cluster == named("floods")
    assert (after.holder, after.leg, after.status) == (before.holder, before.leg, before.status)
    assert after.running == before.running
    life.when(clustered("join-cluster", "floods")).then()
    life.when(clustered("leave-cluster", "droughts")).then()
    life.when(clustered("leave-cluster", "floods", "NB-TT")).then(ClusterLeft)


@pytest.mark.parametrize("office", [b.CHAPTER, b.UBND, b.DEPARTMENT, "NB-H2-VP", "NB-VP", None])
def test_strangers_link_nothing(office: str | None) -> None:
    life = given(*in_progress())
    life.when(clustered("join-cluster", "floods", office)).then_rejected("not-entitled")


def test_what_a_secretary_submitted_merges_with_what_a_cadre_reported() -> None:
    life = given(*in_triage(), raised_by_secretary(issue=OTHER), submitted(issue=OTHER))
    life.when(merged(OTHER)).then_accepted()
    life.and_at("2018-08-06 08:00", received(issue=OTHER), triaged(issue=OTHER))
    life.when(assigned(issue=OTHER)).then_accepted()
    life.when(on_issue("start-work", b.DEPARTMENT, issue=OTHER)).then_accepted()
    life.when(started()).then_rejected("not-possible-now")

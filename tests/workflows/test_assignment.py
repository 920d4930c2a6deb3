"""Assigning the work: who may, to whom, with which plan; leads that change or refuse."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import (
    Deadline,
    DeadlineCancelled,
    DeadlineKind,
    DeadlineMet,
    DeadlineSet,
)
from domain.issue import Issue, Status
from domain.issue_facts import CoOperationGiven, IssueAssigned
from domain.values import SCHEDULER
from tests import builders as b
from tests.changes import appointed
from tests.spec import given
from tests.steps import (
    ISSUE,
    assigned,
    days_from_now,
    escalated,
    in_triage,
    on_issue,
    plan,
    proposed,
    received,
    started,
    triaged,
)

REFUSE = on_issue("refuse-assignment", b.DEPARTMENT, reason="Không đúng chức năng")
COMMUNE = "NB-H1-X1"


def deadline(issue: Issue, kind: DeadlineKind) -> Deadline:
    return [d for d in issue.deadlines if d.id.kind is kind][-1]


def result(issue: Issue) -> tuple[str | None, date]:
    [owed] = [d for d in issue.deadlines if d.id.kind is DeadlineKind.RESULT]
    return owed.bearer, owed.last_day


def shared(*units: str, until: date = date(2018, 8, 24)) -> Any:
    return assigned(co_operating=[{"unit": unit, "until": until} for unit in units])


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H1-VP", ""),
        (b.UBND, ""),
        (b.DEPARTMENT, ""),
        (b.CHAPTER, ""),
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        ("NB-H2-TT", ""),
        ("NB-TT", ""),
        ("NB-UBKT", ""),
        (None, SCHEDULER),
    ],
)
def test_only_the_holders_board_assigns(office: str | None, actor: str) -> None:
    step = on_issue("assign-issue", office, actor, lead=b.DEPARTMENT, plan=plan())
    given(*in_triage()).when(step).then_rejected("not-entitled")


def test_a_clerk_who_sits_in_the_board_decides_nothing() -> None:
    life = given(appointed("p-h1clerk", "NB-H1-TT", "officer"), *in_triage())
    step = on_issue("assign-issue", "NB-H1-TT", "p-h1clerk", lead=b.DEPARTMENT, plan=plan())
    life.when(step).then_rejected("not-entitled")


@pytest.mark.parametrize("missing", ["content", "solution", "task", "until", "person"])
def test_001_5_a_plan_lacks_none_of_its_five_parts(missing: str) -> None:
    empty = None if missing in ("until", "person") else "   "
    life = given(*in_triage())
    life.when(assigned(plan=plan(**{missing: empty}))).then_rejected("plan-complete")


def test_001_5_the_time_of_a_plan_is_not_past() -> None:
    life = given(*in_triage())
    life.when(assigned(plan=plan(until=days_from_now(-1)))).then_rejected("plan-complete")
    life.when(assigned(plan=plan(until=days_from_now(0)))).then_accepted()


@pytest.mark.parametrize("lead", [b.DISTRICT, "NB-H9-UBND"])
def test_the_lead_is_a_known_body_other_than_the_holder(lead: str) -> None:
    step = assigned(lead=lead)
    given(*in_triage()).when(step).then_rejected("one-lead-and-known-bodies")


@pytest.mark.parametrize(
    "lead",
    [
        "NB-H1-TT",
        "NB-H1-BTV",
        "NB-H1-VP",
        b.PROVINCE,
        b.PROVINCIAL_DEPARTMENT,
        b.OTHER_DISTRICT,
        "NB-H2-X1",
        "NB-UBKT",
    ],
)
def test_a_district_gives_work_to_who_carries_out_below_it(lead: str) -> None:
    given(*in_triage()).when(assigned(lead=lead)).then_rejected("lead-below-the-holder")


@pytest.mark.parametrize("lead", [b.UBND, COMMUNE, "NB-H1-X1-C2"])
def test_an_agency_a_commune_or_a_chapter_may_lead(lead: str) -> None:
    told = given(*in_triage()).when(assigned(lead=lead)).and_status(Status.ASSIGNED)
    assert result(told.issue)[0] == lead


def test_a_body_co_operates_once_and_not_beside_itself_and_not_in_the_past() -> None:
    life = given(*in_triage())
    for step in (
        shared(b.POLICE, b.POLICE),
        shared(b.DEPARTMENT),
        shared("NB-H1-CAX"),
        shared(b.POLICE, until=date(2018, 8, 2)),
    ):
        life.when(step).then_rejected("one-lead-and-known-bodies")
    life.when(shared(b.POLICE, b.PROVINCIAL_DEPARTMENT)).then_accepted()


def test_each_co_operating_body_meets_its_own_date_and_the_leads_stays() -> None:
    life = given(*in_triage(), shared(b.POLICE, b.UBND))
    before = result(life.world.issue(ISSUE))
    told = life.when(on_issue("give-co-operation", b.POLICE), at="2018-08-25 00:00")
    told.then(CoOperationGiven, DeadlineMet)
    assert not told.fact(DeadlineMet).on_time
    assert result(told.issue) == before
    owed = [d.bearer for d in told.issue.running if d.id.kind is DeadlineKind.CO_OPERATION]
    assert owed == [b.UBND]
    life.when(on_issue("give-co-operation", b.POLICE)).then_rejected("co-operation-owed")
    life.when(on_issue("give-co-operation", b.DEPARTMENT)).then_rejected("not-entitled")


def test_a_committee_leads_and_co_operates_through_its_boards_and_office() -> None:
    life = given(*in_triage(authority="province"), escalated(), received(office="NB-VP"))
    life.and_at("2018-08-06 08:00", triaged(office="NB-TT", authority="province"))
    both = [{"unit": b.OTHER_DISTRICT, "until": date(2018, 8, 24)}]
    life.and_at("2018-08-06 09:00", assigned(office="NB-TT", lead=b.DISTRICT, co_operating=both))
    life.when(on_issue("start-work", b.UBND)).then_rejected("not-entitled")
    life.when(on_issue("start-work", "NB-H2-TT")).then_rejected("not-entitled")
    life.when(on_issue("start-work", "NB-H1-TT")).and_status(Status.IN_PROGRESS)
    told = life.when(on_issue("give-co-operation", "NB-H2-VP")).then(CoOperationGiven, DeadlineMet)
    assert told.fact(CoOperationGiven).unit == b.OTHER_DISTRICT
    life.when(proposed(office="NB-H1-VP")).and_status(Status.RESULT_PROPOSED)


def test_reassigning_moves_the_work_and_gives_no_new_clock() -> None:
    """Assigned 3/8/2018, 30 days: 2/9 is a Sunday and 3/9 in lieu, so 4/9; and so it stays."""
    life = given(*in_triage(), assigned(), started())
    told = life.when(assigned(lead=b.UBND), at="2018-08-20 08:00").then(IssueAssigned)
    assert told.and_status(Status.ASSIGNED).issue.lead == b.UBND
    assert result(told.issue) == (b.UBND, date(2018, 9, 4))
    life.when(started(b.DEPARTMENT)).then_rejected("not-entitled")
    life.when(started(b.UBND)).and_status(Status.IN_PROGRESS)


def test_reassigning_after_the_due_time_forgives_nothing() -> None:
    life = given(*in_triage(), assigned(), started())
    told = life.when(assigned(lead=b.UBND), at="2018-09-05 08:00")
    assert deadline(told.issue, DeadlineKind.RESULT).is_overdue(life.world.now)


def test_reassigning_ends_the_co_operation_that_was_not_named_again() -> None:
    life = given(*in_triage(), shared(b.POLICE))
    told = life.when(shared(b.UBND))
    told.then(IssueAssigned, DeadlineCancelled, DeadlineSet)
    life.when(on_issue("give-co-operation", b.POLICE)).then_rejected("not-entitled")


def test_a_refused_assignment_leaves_the_clock_running_with_the_holder() -> None:
    life = given(*in_triage(severity=1), shared(b.POLICE))
    told = life.when(REFUSE, at="2018-08-06 08:00").and_status(Status.TRIAGED)
    assert told.issue.lead is None
    assert {(d.id.kind, d.bearer) for d in told.issue.running} == {
        (DeadlineKind.RESULT, b.DISTRICT),
        (DeadlineKind.INTERIM, b.DISTRICT),
    }
    due = result(told.issue)[1]
    told = life.when(assigned(lead=b.UBND), at="2018-08-10 08:00")
    assert result(told.issue) == (b.UBND, due)


def test_an_assignment_is_refused_by_its_lead_and_before_work_starts() -> None:
    life = given(*in_triage(), assigned())
    for office in (b.UBND, "NB-H1-TT", b.POLICE, b.CHAPTER):
        step = on_issue("refuse-assignment", office, reason="Không")
        life.when(step).then_rejected("not-entitled")
    life.and_at("2018-08-06 08:00", started())
    life.when(REFUSE).then_rejected("not-possible-now")

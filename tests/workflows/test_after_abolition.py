"""What the end of a district would have brought to a dead end, and does not."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.issue_facts import IssueReported, RegimeChanged
from domain.report import ReportSubmitted
from tests import builders as b
from tests.builders import World, named
from tests.spec import Then
from tests.steps import (
    ISSUE,
    Step,
    chapter_met,
    meeting_held,
    on_issue,
    raised,
    raised_by_secretary,
    replied,
    reported,
    resolved,
    step,
    submitted,
)
from tests.successions import (
    COMMUNE,
    COMMUNE_WORKS,
    OFFICE,
    OTHER_CHAPTER,
    WORKS,
    abolished,
    ends,
    follow,
    registrar,
    rules_follow,
    secretary_of,
    take,
    three_tiers,
    with_the_district,
)
from workflows.outcome import Refused


def in_july(*before: Step, at: str = "2025-06-28 21:00") -> World:
    """What was done by then in three tiers, and on 1 July the district is gone."""
    world = three_tiers()
    take(world, at, *before)
    return take(world, "2025-06-29 08:00", rules_follow(), abolished()).at("2025-07-05 08:00")


def when(world: World, step: Step) -> Then:
    before = world.store.head()
    step(world)
    return Then(world, before)


def test_a_june_report_that_comes_in_july_reaches_the_commune_under_its_own_template() -> None:
    world = in_july(meeting_held(), raised())
    told = when(world, reported())
    assert told.fact(IssueReported).holder == COMMUNE
    report = told.fact(ReportSubmitted)
    assert (report.holder, report.template) == (COMMUNE, "1341-CV-TU")
    assert str(report.regime) == "ninh-binh 2018.1"
    issue = told.issue
    assert str(issue.regime) == str(told.fact(RegimeChanged).new) == "tuong-duong 2025.1"
    [notice] = [d for d in issue.running if d.id.kind is DeadlineKind.NOTICE]
    assert (str(notice.regime), notice.bearer) == ("tuong-duong 2025.1", COMMUNE)
    [report_owed] = [d for d in issue.deadlines if d.id.kind is DeadlineKind.REPORT]
    assert report_owed.on_time
    assert [leg.holder for leg in issue.legs] == [COMMUNE]


def test_what_a_secretary_submits_in_july_reaches_the_commune() -> None:
    world = in_july(raised_by_secretary())
    told = when(world, submitted()).then_accepted()
    assert told.issue.holder == COMMUNE


def test_where_no_other_rules_bind_a_chapter_it_has_no_middle_tier() -> None:
    world = three_tiers()
    take(world, "2025-06-28 21:00", raised_by_secretary())
    take(world, "2025-06-29 08:00", abolished()).at("2025-07-05 08:00")
    when(world, submitted()).then_rejected("no-middle-tier")


def closed_in_june() -> World:
    world = three_tiers()
    take(world, "2025-06-20 08:00", *with_the_district(), resolved("NB-H1-TT"), replied(OFFICE))
    verified = on_issue("verify-result", b.CHAPTER, meeting=named("june"))
    take(world, "2025-06-27 21:00", chapter_met("june"), verified)
    return take(world, "2025-06-29 08:00", rules_follow(), abolished())


@pytest.mark.parametrize(("ground", "holder"), [("new-facts", COMMUNE), ("not-done", b.PROVINCE)])
@pytest.mark.parametrize("archived", [False, True])
def test_a_closed_issue_is_reopened_where_it_would_have_gone(
    ground: str, holder: str, archived: bool
) -> None:
    """What the chapter does not take for done is contested, and that is the province's."""
    world = closed_in_june()
    if archived:
        take(world, "2025-07-06 08:00", follow())
    world.at("2025-08-05 08:00")
    again = on_issue("reopen-issue", b.CHAPTER, ground=ground, reason="Lại hỏng")
    issue = when(world, again).issue
    assert (issue.status, issue.holder) == (Status.REOPENED, holder)
    assert str(issue.regime) == "tuong-duong 2025.1"
    [notice] = issue.running
    assert (notice.id.leg, notice.bearer) == (issue.leg, holder)
    assert str(notice.regime) == "tuong-duong 2025.1"
    assert issue.archive_holder is None, "whoever has it now keeps it once it ends"


def test_an_issue_recorded_late_is_addressed_to_who_stands_for_the_body_named() -> None:
    world = in_july(meeting_held())
    told = when(world, raised(addressee=WORKS))
    assert told.issue.addressee == COMMUNE_WORKS


def test_a_body_for_which_nobody_stands_cannot_be_addressed() -> None:
    world = in_july(meeting_held())
    when(world, raised(addressee="NB-H1-CA")).then_rejected("specific-and-addressed")


def test_the_addressee_of_a_direction_is_followed_and_its_successor_answers() -> None:
    direct = on_issue(
        "direct-issue", "NB-H1-BTV", addressee=WORKS, due=date(2025, 7, 20), text="Khẩn trương"
    )
    world = in_july(*with_the_district(), direct)
    issue = when(world, follow()).issue
    assert issue.directed == (COMMUNE_WORKS,)
    [direction] = [d for d in issue.running if d.id.kind is DeadlineKind.DIRECTION]
    assert direction.last_day == date(2025, 7, 20)
    answered = on_issue("answer-direction", COMMUNE_WORKS, deadline=direction.id, document=ANSWER)
    assert when(world, answered).issue.directed == ()


ANSWER = b.document("3/KTHT", COMMUNE)


def test_what_a_chapter_did_on_its_last_evening_is_recorded_by_the_one_it_went_into() -> None:
    world = take(three_tiers(), "2025-06-25 08:00", rules_follow(), into_its_neighbour())
    evening: dict[str, Any] = {
        "started_at": b.vietnam("2025-06-30 19:00"),
        "ended_at": b.vietnam("2025-06-30 20:30"),
    }
    asked: dict[str, Any] = {
        "meeting": named("june"),
        "chapter": b.CHAPTER,
        "kind": "regular",
        **evening,
    }
    by_another = step("record-meeting", OTHER_CHAPTER, secretary_of(OTHER_CHAPTER), **asked)
    when(world.at("2025-07-01 08:00"), by_another).then_rejected("not-entitled")
    take(world, "2025-07-01 08:00", step("record-meeting", f"{COMMUNE}-C2", **asked))


def into_its_neighbour() -> Step:
    """The chapter itself goes into the other one of its commune on 1 July."""
    return registrar("record-succession", units=[ends(b.CHAPTER, f"{COMMUNE}-C2", kind="merged")])


def test_a_chapter_that_goes_into_another_one_acts_through_its_secretary() -> None:
    world = in_july(
        *with_the_district(), resolved("NB-H1-TT"), replied(OFFICE), at="2025-06-20 08:00"
    )
    take(world, "2025-06-30 08:00", into_its_neighbour())
    successor = f"{COMMUNE}-C2"
    take(world, "2025-07-03 08:00", follow(), follow(b.CHAPTER))
    [owed] = [d for d in world.issue(ISSUE).running if d.id.kind is DeadlineKind.VERIFICATION]
    assert owed.bearer == successor

    world.at("2025-07-03 21:00")
    old = on_issue("verify-result", b.CHAPTER, meeting=named("july"))
    assert isinstance(old(world), Refused)
    world.do(
        "record-meeting",
        successor,
        meeting=named("july"),
        chapter=successor,
        kind="regular",
        started_at=b.vietnam("2025-07-03 19:00"),
        ended_at=b.vietnam("2025-07-03 20:30"),
    )
    told = when(world, on_issue("verify-result", successor, meeting=named("july")))
    assert told.issue.status is Status.CLOSED

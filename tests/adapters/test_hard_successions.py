"""Successions that come late, cross each other or leave gaps: nothing is dropped."""

from datetime import date
from typing import Any

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from domain.deadline import Deadline, DeadlineKind
from domain.issue import Status
from domain.issue_facts import UnmappedReason
from projections.deadlines import Deadlines
from projections.deadlines_open import open_issues
from tests import builders as b
from tests.adapters.test_succession import by, ran
from tests.builders import World, named
from tests.busy_district import ISSUES, busy_district
from tests.changes import appointed, established
from tests.interposed import Interposed
from tests.projections.harness import cut, folded
from tests.steps import (
    ISSUE,
    Step,
    escalated,
    on_issue,
    raised_by_secretary,
    submitted,
)
from tests.successions import (
    BOARD,
    COMMUNE,
    JULY,
    OFFICE,
    OTHER_COMMUNE,
    POLICE,
    STANDING,
    WORKS,
    abolished,
    ends,
    found_by_the_district,
    in_work,
    moves,
    recommended,
    registrar,
    rules_follow,
    take,
    three_tiers,
    with_the_district,
)
from workflows.handling import Desk
from workflows.outcome import Accepted

NEIGHBOUR = f"{COMMUNE}-C2"


def follows(entry: dict[str, Any], *moved: dict[str, Any]) -> Step:
    return registrar("record-succession", units=[entry], moves=list(moved))


def test_a_succession_that_is_recorded_late_is_carried_out_from_its_own_day_on() -> None:
    """The district went on working for nine days after it was no more; that stays as it is."""
    world = three_tiers()
    take(world, "2025-06-19 08:00", *found_by_the_district(ISSUE, b.CHAPTER))
    _, *handled = found_by_the_district(named("later"), b.CHAPTER)
    raised = recommended(named("later"), b.CHAPTER, raised_on=date(2025, 6, 30))
    take(world, "2025-07-08 08:00", raised, *handled)
    take(world, "2025-07-10 08:00", rules_follow("handover"), abolished())

    summary = ran(world, by("2025-07-10 09:00")).summary
    assert (summary.failures, summary.raised) == ((), 2)
    days = {}
    for id in (ISSUE, named("later")):
        [notice] = world.issue(id).running
        assert [(pause.since, pause.until) for pause in notice.pauses] == [
            (JULY, date(2025, 7, 22))
        ]
        days[id] = notice.last_day
    # The notice of 3/7 was not yet missed on 1/7. Of the other, set on 8/7, no day has counted.
    assert days == {ISSUE: date(2025, 7, 24), named("later"): date(2025, 8, 4)}


def test_what_was_missed_before_the_succession_stays_missed() -> None:
    world = three_tiers()
    take(world, "2025-06-12 08:00", *with_the_district())
    take(world, "2025-06-25 08:00", rules_follow("handover"), abolished())
    ran(world, by("2025-07-01 07:00"))
    [notice] = world.issue(ISSUE).running
    assert (notice.last_day, notice.pauses) == (date(2025, 6, 26), ())
    assert notice.is_overdue(b.vietnam("2025-07-01 08:00"))


def in_a_row() -> World:
    """The commune that follows the district goes into the other one two weeks later."""
    world = three_tiers()
    take(world, "2025-06-19 08:00", *with_the_district())
    take(world, "2025-06-25 08:00", rules_follow(), abolished())
    chapters = (b.CHAPTER, NEIGHBOUR)
    joined = ends(COMMUNE, OTHER_COMMUNE, kind="merged", valid_from=date(2025, 7, 15))
    moved = [moves(chapter, OTHER_COMMUNE, date(2025, 7, 15)) for chapter in chapters]
    return take(world, "2025-06-27 08:00", follows(joined, *moved))


def test_two_successions_in_a_row_are_followed_to_the_end_at_once() -> None:
    world = in_a_row()
    assert ran(world, by("2025-07-20 08:00")).summary.failures == ()
    issue = world.issue(ISSUE)
    assert [leg.holder for leg in issue.legs] == [b.DISTRICT, OTHER_COMMUNE]
    assert {d.bearer for d in issue.running} == {OTHER_COMMUNE}


def test_two_successions_in_a_row_are_followed_one_after_the_other() -> None:
    world = in_a_row()
    ran(world, by("2025-07-02 08:00"))
    assert world.issue(ISSUE).holder == COMMUNE
    ran(world, by("2025-07-20 08:00"))
    issue = world.issue(ISSUE)
    assert [leg.holder for leg in issue.legs] == [b.DISTRICT, COMMUNE, OTHER_COMMUNE]
    assert {d.bearer for d in issue.running} == {OTHER_COMMUNE}


def test_a_chapter_that_was_divided_without_a_share_leaves_its_issue_to_the_owner() -> None:
    """Neither part stands for the whole, so the commune cannot be told; both parts may act."""
    world = three_tiers()
    take(world, "2025-06-19 08:00", *with_the_district())
    take(world, "2025-06-20 08:00", raised_by_secretary(issue=named("not handed on")))
    parts = ("NB-C8", "NB-C9")
    for part, commune in zip(parts, (COMMUNE, OTHER_COMMUNE), strict=True):
        chapter = established(part, "residential-chapter", commune)
        secretary = appointed(f"p-chapter{part[-1]}", part, "secretary")
        take(world, "2025-06-24 08:00", chapter, secretary)
    divided = ends(b.CHAPTER, *parts)
    take(world, "2025-06-25 08:00", rules_follow(), follows(divided), abolished())

    followed = ran(world)
    assert followed.summary.failures == ()
    issue = world.issue(ISSUE)
    assert (issue.holder, issue.unmapped) == (b.PROVINCE, UnmappedReason.SEVERAL_SUCCESSORS)

    withdrawn = on_issue("withdraw-issue", parts[1], "p-chapter9", reason="Đã tự làm")
    world.at("2025-07-02 08:00")
    assert isinstance(withdrawn(world), Accepted)
    handed_on = on_issue("submit-issue", parts[0], "p-chapter8", issue=named("not handed on"))
    assert isinstance(handed_on(world), Accepted), world.outcomes[-1]
    assert world.issue(named("not handed on")).holder == COMMUNE


def test_a_reply_to_a_divided_chapter_stands_after_the_meeting_of_one_of_its_parts() -> None:
    world = three_tiers()
    replied = [
        on_issue("resolve-issue", BOARD, outcome="done", decision="Đồng ý", document=b.document()),
        on_issue("reply-to-chapter", OFFICE, text="Đã xong", document=b.document()),
    ]
    take(world, "2025-06-19 08:00", *with_the_district(), *replied)
    part = established("NB-C8", "residential-chapter", COMMUNE)
    secretary = appointed("p-chapter8", "NB-C8", "secretary")
    divided = follows(ends(b.CHAPTER, "NB-C8", NEIGHBOUR))
    take(world, "2025-06-25 08:00", rules_follow(), part, secretary, divided)
    world.at("2025-07-03 21:00")
    given = {"started_at": b.vietnam("2025-07-03 19:00"), "ended_at": b.vietnam("2025-07-03 20:30")}
    world.do(
        "record-meeting",
        "NB-C8",
        "p-chapter8",
        meeting=named("july"),
        chapter="NB-C8",
        kind="regular",
        **given,
    )
    verified = on_issue("verify-result", "NB-C8", "p-chapter8", meeting=named("july"))
    assert isinstance(verified(world), Accepted), world.outcomes[-1]
    assert world.issue(ISSUE).status is Status.CLOSED


def test_a_province_that_goes_into_another_hands_over_what_it_held() -> None:
    world = three_tiers()
    take(world, "2025-06-18 08:00", *with_the_district(authority="province"), escalated(STANDING))
    new, board = "NB-TINH", "NB-TINH-TT"
    take(
        world,
        "2025-06-24 08:00",
        registrar("establish-province", unit=new, name="Tỉnh ủy mới", valid_from=JULY),
        established(board, "standing-board", new, valid_from=JULY),
        established("NB-TINH-VP", "committee-office", new, valid_from=JULY),
        appointed("p-tinhchair", board, "deputy-secretary", valid_from=JULY),
        rules_follow("three-tiers", unit=new),
    )
    whole = {"above": new, "unmapped_owner": new, "archive": "NB-TINH-VP"}
    below = (b.DISTRICT, b.OTHER_DISTRICT)
    joined = follows(ends(b.PROVINCE, new, kind="merged", **whole), *(moves(u, new) for u in below))
    take(world, "2025-06-25 08:00", joined)

    assert ran(world).summary.failures == ()
    issue = world.issue(ISSUE)
    assert (issue.holder, str(issue.regime)) == (new, "three-tiers 1")
    assert {d.bearer for d in issue.running} == {new}
    received = on_issue("receive-issue", "NB-TINH-VP", "p-tinhchair", incoming_number="1")
    assert not isinstance(received(world.at("2025-07-01 09:00")), Accepted)
    clerk = appointed("p-tinhclerk", "NB-TINH-VP", "officer")
    take(world, "2025-07-01 09:30", clerk)
    received = on_issue("receive-issue", "NB-TINH-VP", "p-tinhclerk", incoming_number="1")
    assert isinstance(received(world), Accepted), world.outcomes[-1]


def test_issues_that_change_while_the_run_is_on_its_way_are_judged_as_they_are_then() -> None:
    """One ends, so only its file goes; one is merged, so the next run looks at both."""
    world = busy_district()
    interposed = Interposed(world.store)
    other = World(world.store, shape="three-tiers")
    other.count = 10_000

    def meanwhile() -> None:
        withdrawn = on_issue("withdraw-issue", b.CHAPTER, issue=ISSUES["found"], reason="Đã tự làm")
        take(other, "2025-07-01 06:59", withdrawn)

    interposed.before_append.append(meanwhile)
    summary = ran(world, store=interposed).summary
    assert summary.failures == ()
    found = world.issue(ISSUES["found"])
    assert (found.status, found.holder) == (Status.WITHDRAWN, b.DISTRICT)
    assert found.archive_holder == "NB-VP"
    assert ran(world, by("2025-07-02 08:00")).summary.due == 0


def test_what_is_merged_while_the_run_is_on_its_way_goes_with_the_next_run() -> None:
    world = busy_district()
    interposed = Interposed(world.store)
    other = World(world.store, shape="three-tiers")
    other.count = 10_000
    desk = Desk(world.store, b.SimulatedClock(), simulation=True)

    def meanwhile() -> None:
        """The board's last act, on the evening before, reaches the store only now."""
        into = ISSUES["of the second chapter"]
        merge = other.at("2025-06-30 20:00").command(
            "merge-issue", "p-h1chair", BOARD, issue=ISSUES["found"], into=into
        )
        assert isinstance(desk.handle(merge), Accepted)

    interposed.before_append.append(meanwhile)
    summary = ran(world, store=interposed).summary
    assert [one.code for one in summary.failures] == ["related-named"] * 2
    again = ran(world, by("2025-07-02 08:00")).summary
    assert (again.failures, again.raised) == ((), 2)
    assert world.issue(ISSUES["found"]).holder == COMMUNE


def test_delivered_on_the_last_evening_it_goes_along() -> None:
    world = three_tiers()
    take(world, "2025-06-25 08:00", rules_follow(), abolished())
    take(world, "2025-06-30 21:00", raised_by_secretary(), submitted())
    assert world.issue(ISSUE).holder == b.DISTRICT
    ran(world)
    issue = world.issue(ISSUE)
    assert issue.holder == COMMUNE
    [notice] = [d for d in issue.running if d.id.kind is DeadlineKind.NOTICE]
    assert notice.last_day == date(2025, 7, 14)


def shared_until(*more: Step, resumed: str) -> date:
    """When a share is due that was named for 18/7, of an issue paused before or in a handover."""
    world = three_tiers()
    take(world, "2025-06-19 08:00", *in_work())
    take(world, "2025-06-25 08:00", rules_follow("handover"), abolished(), *more)
    ran(world, by("2025-07-01 07:00"))
    if world.issue(ISSUE).status is not Status.PAUSED:
        take(world, "2025-07-05 08:00", PAUSE)
    take(world, resumed, RESUME)
    [owed] = [d for d in world.issue(ISSUE).running if d.id.kind is DeadlineKind.CO_OPERATION]
    return owed.last_day


_PAUSE: dict[str, Any] = {
    "ground": "other-body",
    "review_on": date(2025, 8, 30),
    "document": b.document(),
}
PAUSE = on_issue("pause-issue", f"{COMMUNE}-TT", **_PAUSE)
RESUME = on_issue("resume-issue", f"{COMMUNE}-TT")


def test_a_pause_inside_a_handover_moves_a_named_date_no_further() -> None:
    """18/7, and 1/7 to 21/7 stood still: 21 days. Paused on 5/7 and resumed on 15/7 that is all."""
    assert shared_until(resumed="2025-07-15 08:00") == date(2025, 8, 8)


def test_a_pause_that_outlasts_a_handover_moves_a_named_date_by_what_is_more() -> None:
    """1/7 to 21/7, and on to 31/7: 31 days."""
    assert shared_until(resumed="2025-08-01 08:00") == date(2025, 8, 18)


def test_a_pause_that_began_before_a_handover_counts_together_with_it() -> None:
    """25/6 to 21/7: 27 days, though it was resumed on 10/7."""
    before = on_issue("pause-issue", BOARD, **_PAUSE)
    day = shared_until(before, resumed="2025-07-10 08:00")
    assert day == date(2025, 8, 14)


def extended_share(*more: Step) -> World:
    """A share that was named for 18/7 and got 15 days more, in a handover of 1/7 to 21/7."""
    world = three_tiers()
    take(world, "2025-06-19 08:00", *in_work())
    named_for = share_of(world).id
    ask = on_issue("ask-for-extension", POLICE, deadline=named_for, reason="Chờ kinh phí")
    grant = on_issue("grant-extension", BOARD, deadline=named_for)
    take(world, "2025-06-20 08:00", ask, grant)
    take(world, "2025-06-25 08:00", rules_follow("handover"), abolished(), *more)
    ran(world, by("2025-07-01 07:00"))
    return world


def share_of(world: World) -> Deadline:
    [owed] = [d for d in world.issue(ISSUE).running if d.id.kind is DeadlineKind.CO_OPERATION]
    return owed


def test_an_extended_date_moves_by_a_handover_and_a_pause_before_it_together() -> None:
    """25/6 to 21/7 stood still: 27 days on from 18/7, and 15 more."""
    world = extended_share(on_issue("pause-issue", BOARD, **_PAUSE))
    take(world, "2025-07-10 08:00", RESUME)
    assert share_of(world).last_day == date(2025, 8, 29)


def test_an_extended_date_moves_no_further_by_a_pause_inside_a_handover() -> None:
    """21 days on from 18/7, and 15 more: a Saturday."""
    world = extended_share()
    take(world, "2025-07-05 08:00", PAUSE)
    take(world, "2025-07-15 08:00", RESUME)
    assert share_of(world).last_day == date(2025, 8, 25)


def test_the_read_model_knows_a_pause_before_a_handover_as_the_issue_does() -> None:
    world = extended_share(on_issue("pause-issue", BOARD, **_PAUSE))
    for at, *steps in (("2025-07-02 08:00",), ("2025-07-10 08:00", RESUME)):
        take(world, at, *steps)
        with folded(Deadlines(), cut(list(world.store.read()), (7,))) as alias:
            [found] = open_issues(alias)
        known = [d for d in world.issue(ISSUE).deadlines if d.is_open]
        assert [(d.started_on, d.pauses, d.last_day) for d in found.deadlines] == [
            (d.started_on, d.pauses, d.last_day) for d in known
        ]


def addressed_to(unit: str, *steps: Step, regime: str = "ninh-binh") -> World:
    """An issue that another unit holds, with steps by which the addressee ends."""
    world = three_tiers(regime=regime)
    raised = recommended(ISSUE, b.CHAPTER, addressee=unit)
    take(world, "2025-06-19 08:00", raised, on_issue("submit-issue", b.CHAPTER))
    return take(world, "2025-06-25 08:00", *steps)


def test_the_addressee_of_what_a_commune_holds_is_followed_when_its_district_ends() -> None:
    world = addressed_to("NB-H1-UBND", rules_follow(), abolished(), regime="dong-thap")
    assert ran(world).summary.failures == ()
    issue = world.issue(ISSUE)
    assert (issue.holder, issue.addressee) == (COMMUNE, COMMUNE)
    assert ran(world, by("2025-07-02 08:00")).summary.due == 0


def test_an_addressee_of_the_province_that_ends_alone_is_followed_wherever_the_issue_is() -> None:
    old, new = b.PROVINCIAL_DEPARTMENT, "NB-SMOI"
    founded = established(new, "agency", b.PROVINCE)
    world = addressed_to(old, founded, follows(ends(old, new)))
    assert ran(world).summary.failures == ()
    issue = world.issue(ISSUE)
    assert (issue.holder, issue.addressee) == (b.DISTRICT, new)


def test_what_a_chapter_owes_is_owed_by_the_one_that_it_goes_into() -> None:
    world = three_tiers()
    ask = on_issue("ask-for-clarification", BOARD, questions="Ở đâu?")
    take(world, "2025-06-19 08:00", *with_the_district(), ask)
    joined = follows(ends(b.CHAPTER, NEIGHBOUR, kind="merged"))
    take(world, "2025-06-25 08:00", rules_follow(), joined)
    assert ran(world).summary.failures == ()
    [owed] = [d for d in world.issue(ISSUE).running if d.id.kind is DeadlineKind.CLARIFICATION]
    assert owed.bearer == NEIGHBOUR


def test_what_a_chapter_left_that_ended_before_its_district_is_followed_with_that() -> None:
    world = three_tiers()
    take(world, "2025-06-19 08:00", raised_by_secretary(addressee="NB-H1-UBND"))
    joined = ends(b.CHAPTER, NEIGHBOUR, kind="merged", valid_from=date(2025, 6, 26))
    take(world, "2025-06-25 08:00", rules_follow(), follows(joined), abolished())
    assert ran(world).summary.failures == ()
    issue = world.issue(ISSUE)
    assert (issue.holder, issue.addressee) == (None, b.PROVINCE)


def test_what_a_chapter_of_an_ended_agency_raised_goes_by_its_owners_rules_and_can_be_placed() -> (
    None
):
    """Nobody follows the chapter; the old rules know no commune that could be given the issue."""
    world, office = three_tiers(), f"{WORKS}-C1"
    chapter = established(office, "workplace-chapter", WORKS)
    take(world, "2025-06-02 08:00", chapter, appointed(b.FOUNDER, office, "secretary"))
    take(world, "2025-06-19 08:00", *found_by_the_district(ISSUE, office))
    take(world, "2025-06-25 08:00", rules_follow(), abolished())
    assert ran(world).summary.failures == ()
    issue = world.issue(ISSUE)
    assert (issue.holder, issue.unmapped) == (b.PROVINCE, UnmappedReason.SEVERAL_SUCCESSORS)
    assert str(issue.regime) == "tuong-duong 2025.1"

    minutes = b.document("7-BB/TU", b.PROVINCE)
    place = on_issue(
        "transfer-custody", "NB-TT", to=OTHER_COMMUNE, basis="succession", minutes=minutes
    )
    take(world, "2025-07-02 08:00", place)
    issue = world.issue(ISSUE)
    assert (issue.holder, issue.unmapped) == (OTHER_COMMUNE, None)

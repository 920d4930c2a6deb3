"""An issue follows the succession of a unit (DOMAIN 2, in flight at abolition)."""

from datetime import date
from typing import Any

import pytest

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.issue_facts import (
    CustodyBasis,
    IssueCustodyTransferred,
    IssuePartySucceeded,
    IssueUnmapped,
    RegimeChange,
    RegimeChanged,
    Right,
    UnmappedReason,
)
from tests import builders as b
from tests.builders import World, named
from tests.changes import appointed, left_office
from tests.regimes import chain
from tests.spec import Then
from tests.steps import (
    ISSUE,
    Step,
    delivered,
    escalated,
    on_issue,
    received,
    replied,
    resolved,
    returned,
    triaged,
)
from tests.successions import (
    AFTERWARDS,
    BOARD,
    COMMUNE,
    COMMUNE_WORKS,
    JULY,
    MINUTES,
    OFFICE,
    OTHER_COMMUNE,
    WORKS,
    abolished,
    ends,
    follow,
    in_work,
    registrar,
    rules_follow,
    take,
    three_tiers,
    with_the_district,
)
from workflows.outcome import Outcome


def on_the_first(*before: Step, rules: str = AFTERWARDS, **succession: Any) -> World:
    """The morning of 1 July, with what was done by 19 June."""
    world = three_tiers()
    take(world, "2025-06-19 08:00", *before)
    take(world, "2025-06-25 08:00", rules_follow(rules), abolished(**succession))
    return world.at("2025-07-01 08:00")


def when(world: World, step: Step) -> Then:
    before = world.store.head()
    step(world)
    return Then(world, before)


def test_an_issue_in_work_goes_to_the_commune_of_its_chapter_with_everybody_who_had_a_part() -> (
    None
):
    world = on_the_first(*in_work())
    told = when(world, follow())
    told.then(
        IssueCustodyTransferred,
        IssuePartySucceeded,
        IssuePartySucceeded,
        IssuePartySucceeded,
        RegimeChanged,
    )
    moved = told.fact(IssueCustodyTransferred)
    assert (moved.released_by, moved.to) == (b.DISTRICT, COMMUNE)
    assert (moved.basis, moved.minutes) == (CustodyBasis.SUCCESSION, MINUTES)
    changed = told.fact(RegimeChanged)
    assert (str(changed.old), str(changed.new)) == ("ninh-binh 2018.1", "tuong-duong 2025.1")
    assert changed.cause is RegimeChange.SUCCESSION
    issue = told.issue
    assert (issue.holder, issue.lead, issue.status) == (COMMUNE, COMMUNE_WORKS, Status.IN_PROGRESS)
    assert [body.unit for body in issue.co_operating] == [COMMUNE]


def test_no_clock_is_reset_and_no_deadline_of_a_dissolved_bearer_is_left() -> None:
    world = on_the_first(*in_work())
    before = {d.id: (d.started_on, d.due) for d in world.issue(ISSUE).running}
    issue = when(world, follow()).issue
    assert {d.id: (d.started_on, d.due) for d in issue.running} == before
    bearers = {d.id.kind: d.bearer for d in issue.running}
    assert bearers == {
        DeadlineKind.RESULT: COMMUNE_WORKS,
        DeadlineKind.CO_OPERATION: COMMUNE,
    }
    directory, today = world.desk.directory(), date(2025, 7, 1)
    givers = {d.given_by for d in issue.running if d.given_by}
    assert all(directory.exists(unit, today) for unit in givers)


def test_followed_again_nothing_is_left_to_do() -> None:
    world = on_the_first(*in_work())
    when(world, follow()).then_accepted()
    when(world, follow()).then()


def test_an_issue_above_the_authority_of_one_commune_goes_to_the_province() -> None:
    world = on_the_first(*with_the_district(authority="province"))
    assert when(world, follow()).issue.holder == b.PROVINCE


def test_an_issue_of_two_communes_goes_to_the_province() -> None:
    area = on_issue("name-area", OFFICE, communes=[COMMUNE, OTHER_COMMUNE])
    world = on_the_first(*with_the_district(), area)
    assert when(world, follow()).issue.holder == b.PROVINCE


def test_what_nobody_takes_over_has_an_owner_who_places_it() -> None:
    world = three_tiers()
    take(world, "2025-06-19 08:00", *with_the_district())
    take(world, "2025-06-25 08:00", rules_follow(), abolished(), *NOBODY_THERE)
    told = when(world.at("2025-07-01 08:00"), follow())
    unmapped = told.fact(IssueUnmapped)
    assert (unmapped.unit, unmapped.owner) == (b.DISTRICT, b.PROVINCE)
    assert told.issue.unmapped is UnmappedReason.SUCCESSOR_VACANT
    assert told.issue.holder == b.PROVINCE

    take(world, "2025-07-02 08:00", appointed("p-newchair", f"{COMMUNE}-TT", "deputy-secretary"))
    placed = on_issue("transfer-custody", "NB-TT", to=COMMUNE, basis="succession", minutes=MINUTES)
    told = when(world, placed)
    assert (told.issue.holder, told.issue.unmapped) == (COMMUNE, None)


def test_the_owner_places_what_keeps_rules_that_do_not_know_the_tier_of_its_place() -> None:
    world = three_tiers()
    take(world, "2025-06-19 08:00", *with_the_district())
    take(world, "2025-06-25 08:00", kept_under_their_own, abolished(), *NOBODY_THERE)
    take(world, "2025-07-01 08:00", follow())
    issue = world.issue(ISSUE)
    assert (issue.holder, str(issue.regime)) == (b.PROVINCE, "ninh-binh 2018.1")

    take(world, "2025-07-02 08:00", appointed("p-newchair", f"{COMMUNE}-TT", "deputy-secretary"))
    for to in (BODY, "NB-SXD"):
        placed = on_issue("transfer-custody", "NB-TT", to=to, basis="succession", minutes=MINUTES)
        when(world, placed).then_rejected("custody-moves")
    placed = on_issue("transfer-custody", "NB-TT", to=COMMUNE, basis="succession", minutes=MINUTES)
    assert when(world, placed).issue.holder == COMMUNE


BODY = f"{COMMUNE}-TT"
NOBODY_THERE = (
    left_office("p-x1chair", BODY, "deputy-secretary"),
    left_office("p-x1member", f"{COMMUNE}-BTV", "member"),
)


def test_what_has_found_its_successor_is_not_moved_on_by_hand() -> None:
    world = on_the_first(*with_the_district())
    when(world, follow()).then_accepted()
    on = on_issue(
        "transfer-custody", f"{COMMUNE}-TT", to=OTHER_COMMUNE, basis="succession", minutes=MINUTES
    )
    when(world, on).then_rejected("custody-moves")


def test_a_closed_issue_gets_an_archive_holder_and_stays_closed() -> None:
    ended = on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm")
    world = on_the_first(*with_the_district(), resolved(BOARD), replied(OFFICE), ended)
    told = when(world, follow()).then(IssueCustodyTransferred)
    assert (told.issue.status, told.issue.archive_holder) == (Status.WITHDRAWN, "NB-VP")
    when(world, follow()).then()


def test_before_its_day_a_succession_moves_nothing() -> None:
    world = on_the_first(*with_the_district()).at("2025-06-30 23:59")
    when(world, follow()).then_rejected("succession-in-force")


def test_of_a_unit_without_a_succession_nothing_follows() -> None:
    world = on_the_first(*with_the_district())
    when(world, follow(b.OTHER_DISTRICT)).then_rejected("succession-in-force")
    when(world, follow("NB-H7")).then_rejected("succession-in-force")


@pytest.mark.parametrize(
    ("office", "actor"),
    [("NB-TT", ""), (f"{COMMUNE}-TT", ""), (f"{OTHER_COMMUNE}-TT", "p-x9chair")],
)
def test_the_board_above_and_those_of_the_successors_may_do_it_themselves(
    office: str, actor: str
) -> None:
    world = on_the_first(*with_the_district())
    assert when(world, follow(office=office, actor=actor)).issue.holder == COMMUNE


@pytest.mark.parametrize("office", ["NB-VP", "NB-H2-TT", b.CHAPTER, BOARD])
def test_nobody_else_may(office: str) -> None:
    world = on_the_first(*with_the_district())
    when(world, follow(office=office)).then_rejected("not-entitled")


def test_a_registrar_of_another_province_may_not() -> None:
    """Who may change the organisation is named in this store alone."""
    world = on_the_first(*with_the_district())
    when(world, follow(actor="p-registrarofhaiduong")).then_rejected("not-entitled")


def test_what_was_merged_goes_together_and_must_be_looked_at_together() -> None:
    twin = named("twin")
    into = on_issue("merge-issue", BOARD, into=twin)
    world = three_tiers()
    take(world, "2025-06-19 08:00", *with_the_district())
    take(world, "2025-06-20 08:00", *_raised_by_the_other_commune(twin), into)
    take(world, "2025-06-25 08:00", rules_follow(), abolished())
    world.at("2025-07-01 08:00")
    when(world, follow()).then_rejected("related-named")
    told = when(world, follow(related=[twin]))
    assert told.issue.holder == b.PROVINCE
    when(world, follow(issue=twin, related=[ISSUE])).then_accepted()
    assert world.issue(twin).holder == b.PROVINCE


def _raised_by_the_other_commune(issue: Any) -> list[Step]:
    chapter = f"{OTHER_COMMUNE}-C1"
    return [
        on_issue(
            "raise-issue",
            chapter,
            "p-x9secretary",
            issue=issue,
            via="chapter",
            chapter=chapter,
            source="members",
            title="Kênh nội đồng bồi lắng",
            description="Hai xã cùng dùng",
            addressee="NB-H1-UBND",
            category="TL",
        ),
        on_issue("submit-issue", chapter, "p-x9secretary", issue=issue),
        on_issue("receive-issue", OFFICE, issue=issue, incoming_number="418"),
        on_issue(
            "triage-issue", BOARD, issue=issue, category="TL", severity=2, authority="middle-tier"
        ),
    ]


def test_what_went_up_before_is_told_to_the_commune_and_may_come_down_to_it() -> None:
    up = escalated("NB-H1-BTV")
    world = on_the_first(*with_the_district(authority="province"), up)
    issue = when(world, follow()).issue
    assert issue.holder == b.PROVINCE
    told = {one.unit: one.rights for one in issue.recipients}
    assert told[COMMUNE] == (Right.INFORM,)
    assert b.DISTRICT not in told
    assert [leg.holder for leg in issue.legs] == [b.DISTRICT, b.PROVINCE]
    take(world, "2025-07-02 08:00", received("NB-VP"), returned(to=COMMUNE))
    assert world.issue(ISSUE).holder == COMMUNE


def test_an_agency_that_ends_alone_is_followed_and_nothing_else_changes() -> None:
    world = three_tiers()
    take(world, "2025-06-19 08:00", *in_work())
    agency = registrar("record-succession", units=[ends(WORKS, "NB-H1-UBND")])
    take(world, "2025-06-25 08:00", rules_follow(), agency)
    told = when(world.at("2025-07-01 08:00"), follow(WORKS)).then(IssuePartySucceeded)
    issue = told.issue
    assert (issue.holder, issue.lead) == (b.DISTRICT, "NB-H1-UBND")
    assert str(issue.regime) == "ninh-binh 2018.1"
    when(world, follow(WORKS)).then()


@pytest.mark.parametrize("to", [b.DISTRICT, "NB-H1-UBKT"])
def test_what_a_commune_gave_up_because_somebody_is_concerned_does_not_come_back(to: str) -> None:
    """Nor to its inspection commission, which it has none of."""
    world = three_tiers(regime="three-tiers")
    recused = on_issue("transfer-custody", f"{COMMUNE}-TT", to=to, basis="recusal", minutes=MINUTES)
    take(world, "2025-06-19 08:00", *delivered(), recused)
    take(world, "2025-06-25 08:00", abolished())
    issue = when(world.at("2025-07-01 08:00"), follow()).issue
    assert [leg.holder for leg in issue.legs] == [COMMUNE, to, b.PROVINCE]


def test_what_a_commune_sent_up_does_not_come_back_from_a_district_that_found_it_its_own() -> None:
    world = three_tiers(regime="three-tiers")
    chair, member = f"{COMMUNE}-TT", f"{COMMUNE}-BTV"
    beyond = triaged(chair, authority="province")
    up = [received(f"{COMMUNE}-VP"), beyond, escalated(member), received(OFFICE), triaged(BOARD)]
    take(world, "2025-06-19 08:00", *delivered(), *up)
    take(world, "2025-06-25 08:00", abolished())
    issue = when(world.at("2025-07-01 08:00"), follow()).issue
    assert [leg.holder for leg in issue.legs] == [COMMUNE, b.DISTRICT, b.PROVINCE]


def kept_under_their_own(world: World) -> Outcome:
    """Rules that stop the clock and leave open issues those that they have."""
    [*_, text] = chain("handover").values()
    text = text.replace('id = "handover"', 'id = "keeps"') + '[adoption]\nopen_issues = "keep"\n'
    registrar("publish-regime", regime="keeps", version="1", text=text)(world)
    bound = {"regime": "keeps", "version": "1", "unit": b.PROVINCE, "valid_from": JULY}
    return registrar("bind-regime", **bound)(world)


def test_where_open_issues_keep_their_rules_the_tree_says_who_is_above() -> None:
    """The pause is then a matter of those rules, too, and these know of none."""
    world = three_tiers()
    take(world, "2025-06-19 08:00", *with_the_district())
    take(world, "2025-06-25 08:00", kept_under_their_own, abolished())
    told = when(world.at("2025-07-01 08:00"), follow())
    assert not [one for one in told.recorded if isinstance(one.fact, RegimeChanged)]
    issue = told.issue
    assert (issue.holder, str(issue.regime)) == (COMMUNE, "ninh-binh 2018.1")
    assert [d.pauses for d in issue.running] == [()]

    beyond = triaged(f"{COMMUNE}-TT", authority="province")
    take(world, "2025-07-02 08:00", beyond, escalated(f"{COMMUNE}-BTV"))
    assert world.issue(ISSUE).holder == b.PROVINCE

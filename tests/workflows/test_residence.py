"""Members who keep contact with the chapter where they live, and what they relay to it."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.issue import Status
from domain.issue_facts import IssueRaised, IssueReported
from domain.residence import (
    ResidenceAccepted,
    ResidenceChangeNoted,
    ResidenceIntroduced,
    ResidenceLinkEnded,
)
from domain.values import Source
from tests import builders as b
from tests.builders import World, document, memory_store, named
from tests.changes import acts_as_head, appointed, delegated, dissolved, in_turn, left_office
from tests.interposed import Interposed
from tests.regimes import chain
from tests.residents import (
    AT_WORK,
    LINK,
    LINKED,
    MEMBER,
    WORKPLACE,
    accepted_at_home,
    change_noted,
    handed_on,
    introduced,
    link_ended,
    relayed,
    workplace_founded,
)
from tests.spec import AT, Given, given
from tests.steps import Step, chapter_met, raised_by_secretary, step, submitted
from workflows.commands import COMMAND
from workflows.outcome import Accepted, Outcome, Refused

C2 = "NB-H1-X1-C2"
X2_CHAPTER = "NB-H2-X1-C1"


def in_vinh_long(*steps: Step) -> Given:
    """Where members relay: commune, district, province."""
    return given(*steps, regime="vinh-long", shape="three-tiers")


def test_003_5_a_link_begins_with_the_introduction_and_counts_from_the_acceptance() -> None:
    life = in_vinh_long(workplace_founded())
    life.when(introduced()).then(ResidenceIntroduced)
    life.when(relayed()).then_rejected("not-entitled")
    life.when(accepted_at_home()).then(ResidenceAccepted)
    life.when(relayed()).and_status(Status.RAISED)


def test_003_5_by_other_rules_a_link_counts_from_the_introduction_already() -> None:
    life = given(workplace_founded(), introduced(), regime="relayed-at-once")
    life.when(relayed(addressee=b.UBND)).and_status(Status.RAISED)


def test_003_3_a_member_who_lives_there_relays_what_the_residents_say() -> None:
    life = in_vinh_long(*LINKED)
    told = life.when(relayed()).then_accepted()
    assert told.fact(IssueRaised).source is Source.RESIDENT_GROUP
    assert {one.envelope.role for one in told.recorded} == {"linked-member"}
    sent = life.when(handed_on()).and_status(Status.REPORTED)
    assert sent.fact(IssueReported).holder == "NB-H1-X1"


def test_003_3_somebody_without_a_link_relays_nothing() -> None:
    life = in_vinh_long(*LINKED)
    life.when(relayed("p-neighbour")).then_rejected("not-entitled")
    life.when(relayed(link=None)).then_rejected("not-entitled")
    life.when(relayed(link=named("never"))).then_rejected("not-entitled")


def test_003_2_a_change_is_notified_to_work_and_home_or_not_noted() -> None:
    life = in_vinh_long(*LINKED)
    life.when(change_noted("moved", notified=[])).then_rejected("change-notified-to-both")
    at_work = {"office": WORKPLACE, "actor": AT_WORK}
    life.when(change_noted("moved", **at_work)).then_rejected("change-notified-to-both")
    told = life.when(change_noted("moved")).then(ResidenceChangeNoted)
    assert set(told.fact(ResidenceChangeNoted).notified) == {WORKPLACE, b.CHAPTER}
    theirs = change_noted("moved", **at_work, notified=[b.CHAPTER])
    life.when(theirs).then(ResidenceChangeNoted)


def comment(**fields: Any) -> Step:
    return step("record-residence-comment", b.CHAPTER, link=LINK, **fields)


def test_003_4_what_the_residence_says_of_a_member_is_refused() -> None:
    refused = "residence-comment-out-of-scope"
    in_vinh_long(*LINKED).when(comment()).then_rejected(refused)
    in_vinh_long().when(comment()).then_rejected(refused)
    given().when(comment()).then_rejected(refused)


@pytest.mark.parametrize("text", ["Trần Văn Mẫu", "12 Trần Văn Mẫu", "tốt 12", "", "-", "1" * 21])
def test_a_number_of_the_register_has_no_room_for_a_name(text: str) -> None:
    with pytest.raises(ValidationError):
        accepted_at_home(register_number=text)(World())


def test_003_4_not_even_a_place_for_the_comment_is_there() -> None:
    said = {"link": LINK, "id": named("x"), "actor": MEMBER, "occurred_at": b.FOUNDED}
    whole = {"type": "record-residence-comment", **said}
    assert COMMAND.validate_python(whole).type == "record-residence-comment"
    for field in ("comment", "text", "summary", "assessment"):
        with pytest.raises(ValueError, match="extra_forbidden"):
            COMMAND.validate_python({**whole, field: "Chấp hành tốt"})


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ("moved", [ResidenceChangeNoted]),
        ("left", [ResidenceChangeNoted, ResidenceLinkEnded]),
        ("transferred", [ResidenceChangeNoted, ResidenceLinkEnded]),
    ],
)
def test_a_change_that_parts_work_and_home_ends_the_link(change: str, facts: list[Any]) -> None:
    life = in_vinh_long(*LINKED)
    life.when(change_noted(change)).then(*facts)
    told = life.when(relayed())
    told.then_rejected("not-entitled") if len(facts) > 1 else told.then_accepted()


def test_a_member_whose_link_ended_relays_no_more() -> None:
    life = in_vinh_long(*LINKED)
    life.when(link_ended(days=2)).then(ResidenceLinkEnded)
    life.when(relayed(), at="2018-08-04 23:59").then_accepted()
    life.when(handed_on(), at="2018-08-05 00:00").then_rejected("not-entitled")
    again = relayed(issue=named("other"), raised_on=date(2018, 8, 4))
    life.when(again).then_rejected("not-entitled")
    life.when(submitted()).and_status(Status.REPORTED)


def test_what_was_said_before_the_link_counted_is_not_relayed_by_it() -> None:
    life = in_vinh_long(chapter_met("before"), *LINKED)
    life.and_at("2018-08-06 08:00")
    life.when(relayed(raised_on=date(2018, 8, 2))).then_rejected("not-entitled")
    life.when(relayed(raised_on=date(2018, 8, 3))).then_accepted()
    early = given(chapter_met("before"), regime="vinh-long", shape="three-tiers")
    early.and_at("2018-08-06 08:00", *LINKED)
    early.when(relayed(meeting=named("before"))).then_rejected("not-entitled")


@pytest.mark.parametrize(
    "fields",
    [
        {"chapter": C2},
        {"chapter": X2_CHAPTER},
        {"source": "members"},
        {"source": "chapter"},
        {"via": "chapter"},
        {"office": b.CHAPTER},
        {"office": WORKPLACE},
    ],
    ids=str,
)
def test_a_linked_member_relays_the_residents_to_the_chapter_at_home_and_no_more(
    fields: dict[str, Any],
) -> None:
    in_vinh_long(*LINKED).when(relayed(**fields)).then_rejected("not-entitled")


def test_what_another_member_relayed_is_not_the_own_to_hand_on() -> None:
    second: dict[str, Any] = {"link": named("second link")}
    life = in_vinh_long(
        *LINKED,
        introduced(member="p-second", **second),
        accepted_at_home(register_number="18", **second),
        relayed(),
    )
    life.when(handed_on("p-second", **second)).then_rejected("not-entitled")
    life.when(handed_on("p-second")).then_rejected("not-entitled")
    life.when(handed_on()).and_status(Status.REPORTED)


def test_a_member_hands_on_nothing_that_came_another_way() -> None:
    life = in_vinh_long(*LINKED, raised_by_secretary(addressee="NB-H1-X1-UBND"))
    life.when(handed_on()).then_rejected("not-entitled")


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.CHAPTER, ""),
        (WORKPLACE, MEMBER),
        (WORKPLACE, ""),
        (b.PROVINCIAL_DEPARTMENT, ""),
        (None, AT_WORK),
        ("NB-VP", ""),
    ],
)
def test_the_workplace_s_secretary_introduces_and_nobody_else(
    office: str | None, actor: str
) -> None:
    told = in_vinh_long(workplace_founded()).when(introduced(office, actor))
    assert isinstance(told.outcome, Refused)
    expected = "links-workplace-and-residence" if office == b.CHAPTER else "not-entitled"
    told.then_rejected(expected)


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (C2, ""),
        (X2_CHAPTER, ""),
        (WORKPLACE, AT_WORK),
        (b.CHAPTER, MEMBER),
        ("NB-H1-X1-VP", ""),
        ("NB-H1-X1-TT", ""),
        (None, "p-x1secretary1"),
    ],
)
def test_another_chapter_s_secretary_neither_accepts_nor_ends_nor_notes(
    office: str | None, actor: str
) -> None:
    life = in_vinh_long(workplace_founded(), introduced())
    life.when(accepted_at_home(office, actor)).then_rejected("not-entitled")
    if office == WORKPLACE:
        return
    life.when(link_ended(0, office, actor)).then_rejected("not-entitled")
    life.when(change_noted("left", office, actor)).then_rejected("not-entitled")


def test_a_link_joins_a_chapter_at_work_and_one_at_home() -> None:
    life = in_vinh_long(workplace_founded())
    refused = "links-workplace-and-residence"
    for residence in (WORKPLACE, "NB-H1-X1", "NB-NONE"):
        life.when(introduced(residence=residence)).then_rejected(refused)


def test_a_link_is_introduced_once_and_accepted_once() -> None:
    life = in_vinh_long(*LINKED)
    life.when(introduced()).then_rejected("link-exists")
    life.when(introduced(member="p-another")).then_rejected("link-exists")
    life.when(accepted_at_home()).then()
    life.when(accepted_at_home(register_number="18")).then_rejected("link-accepted")


def test_what_ended_is_neither_accepted_nor_changed_nor_ended_otherwise() -> None:
    life = in_vinh_long(workplace_founded(), introduced(), link_ended())
    life.when(accepted_at_home()).then_rejected("link-ended")
    life.when(change_noted("moved")).then_rejected("link-ended")
    life.when(link_ended(days=5)).then_rejected("link-ended")
    life.when(link_ended()).then()


def test_an_end_that_lies_ahead_may_come_sooner() -> None:
    life = in_vinh_long(*LINKED, link_ended(days=60))
    life.when(change_noted("left")).then(ResidenceChangeNoted, ResidenceLinkEnded)
    life.when(relayed()).then_rejected("not-entitled")


def test_nothing_is_noted_of_a_link_that_is_not_there() -> None:
    life = in_vinh_long(workplace_founded())
    for unknown in (accepted_at_home(), change_noted("left"), link_ended()):
        life.when(unknown).then_rejected("link-unknown")


def test_days_are_those_of_the_link_and_changes_have_happened() -> None:
    life = in_vinh_long(*LINKED)
    before = date(2018, 8, 2)
    life.when(change_noted("moved", on=before)).then_rejected("before-the-link")
    life.when(link_ended(on=before)).then_rejected("before-the-link")
    ahead = date(2018, 8, 4)
    life.when(change_noted("moved", on=ahead)).then_rejected("change-still-to-come")
    unknown = change_noted("moved", notified=[WORKPLACE, "NB-NONE"])
    life.when(unknown).then_rejected("unit-unknown")


def test_who_stands_in_for_the_secretary_accepts_for_the_chapter() -> None:
    life = in_vinh_long(workplace_founded(), introduced())
    life.and_at("2018-08-04 08:00", acts_as_head("p-acting", b.CHAPTER, date(2018, 8, 31)))
    told = life.when(accepted_at_home(b.CHAPTER, "p-acting")).then(ResidenceAccepted)
    assert told.recorded[0].envelope.on_behalf_of is None
    lent = in_vinh_long(
        workplace_founded(),
        introduced(),
        delegated("p-x1secretary1", "p-delegate", b.CHAPTER, date(2018, 8, 31)),
    )
    told = lent.when(accepted_at_home(b.CHAPTER, "p-delegate")).then(ResidenceAccepted)
    assert told.recorded[0].envelope.on_behalf_of == "p-x1secretary1"


def test_a_plain_member_of_the_chapter_keeps_no_register() -> None:
    life = in_vinh_long(
        workplace_founded(), introduced(), appointed("p-plain", b.CHAPTER, "member")
    )
    life.when(accepted_at_home(b.CHAPTER, "p-plain")).then_rejected("not-entitled")


def test_a_workplace_that_was_dissolved_need_not_be_told() -> None:
    life = in_vinh_long(*LINKED)
    gone = step(
        "end-appointment",
        None,
        b.FOUNDER,
        province=b.PROVINCE,
        person=AT_WORK,
        unit=WORKPLACE,
        post="secretary",
        valid_from=date(2018, 8, 4),
    )
    life.and_at("2018-08-03 22:00", gone, dissolved(WORKPLACE))
    life.and_at("2018-08-06 08:00")
    life.when(change_noted("transferred", notified=[])).then(
        ResidenceChangeNoted, ResidenceLinkEnded
    )


def merged_into_the_other_chapter() -> Step:
    """Today is the chapter's last day."""
    letters = {"basis": document("5-QĐ", "NB-H1-X1"), "minutes": document("6-BB", b.CHAPTER)}
    above = {"above": "NB-H1-X1", "unmapped_owner": "NB-H1-X1", "archive": "NB-H1-X1-VP"}
    ended: dict[str, Any] = {
        "unit": b.CHAPTER,
        "kind": "merged",
        "successors": [C2],
        "valid_from": date(2018, 8, 4),
        **letters,
        **above,
    }
    recorded = step("record-succession", None, b.FOUNDER, province=b.PROVINCE, units=[ended])
    return in_turn(left_office("p-x1secretary1", b.CHAPTER, "secretary"), recorded)


def test_a_chapter_that_took_another_over_keeps_its_links() -> None:
    life = in_vinh_long(*LINKED, merged_into_the_other_chapter())
    life.and_at("2018-08-06 08:00")
    life.when(relayed(chapter=C2)).and_status(Status.RAISED)
    life.when(link_ended(office=X2_CHAPTER)).then_rejected("not-entitled")
    life.when(change_noted("moved", C2, notified=[WORKPLACE])).then(ResidenceChangeNoted)
    life.when(link_ended(office=C2)).then(ResidenceLinkEnded)
    life.when(relayed(chapter=C2, issue=named("other"))).then_rejected("not-entitled")


def test_the_same_command_again_has_its_first_outcome() -> None:
    life = in_vinh_long(*LINKED)
    once = relayed(id=named("relay"))
    first = life.when(once, at=AT).then_accepted()
    assert life.when(once, at=AT).outcome == first.outcome
    other = relayed(id=named("relay"), title="Khác")
    life.when(other, at=AT).then_rejected("command-id-reused")


def test_what_was_refused_before_the_acceptance_stays_refused_when_it_is_sent_again() -> None:
    life = in_vinh_long(workplace_founded(), introduced())
    early = relayed(id=named("early"))
    life.when(early, at=AT).then_rejected("not-entitled")
    life.when(accepted_at_home()).then_accepted()
    life.when(early, at=AT).then_rejected("not-entitled")
    life.when(relayed()).then_accepted()


def at_once(first: Step, meanwhile: Step, *before: Step) -> Outcome:
    """What becomes of the first where the other is stored between its reading and its append."""
    store = Interposed(memory_store())
    world = World(store, regime="vinh-long", shape="three-tiers").found(chain).at(AT)
    for one in before:
        assert isinstance(one(world), Accepted)
    other = World(store.store, regime="vinh-long", shape="three-tiers")
    other.now, other.count = world.now, 1000
    store.before_append.append(lambda: meanwhile(other))
    outcome = first(world)
    assert isinstance(other.outcomes[-1], Accepted)
    return outcome


@pytest.mark.parametrize(
    ("first", "meanwhile", "before", "code"),
    [
        (relayed(), link_ended(), LINKED, "not-entitled"),
        (introduced(), introduced(member="p-another"), LINKED[:1], "link-exists"),
        (
            accepted_at_home(),
            accepted_at_home(register_number="18"),
            LINKED[:2],
            "link-accepted",
        ),
        (accepted_at_home(), link_ended(), LINKED[:2], "link-ended"),
        (change_noted("moved"), change_noted("left"), LINKED, "link-ended"),
    ],
)
def test_of_two_at_once_the_second_is_decided_by_what_the_first_left(
    first: Step, meanwhile: Step, before: list[Step], code: str
) -> None:
    refused = at_once(first, meanwhile, *before)
    assert isinstance(refused, Refused)
    assert refused.code == code

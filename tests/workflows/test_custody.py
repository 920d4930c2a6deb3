"""An issue stays where somebody can act on it: succession, recusal, and what a copy lets do."""

from itertools import product
from typing import Any

import pytest

from domain.issue import Status
from domain.issue_facts import IssueCustodyTransferred, IssueTakenOver
from tests import builders as b
from tests.builders import document
from tests.changes import appointed, dissolved, established, in_turn, left_office
from tests.spec import Given, given
from tests.steps import (
    ISSUE,
    Step,
    delivered,
    on_issue,
    received,
)
from workflows.outcome import Accepted

GONE, GONE_CHAPTER = "NB-H3", "NB-H3-X1-C1"
MINUTES = document("3-BB/TU", b.PROVINCE)
RAISED: dict[str, Any] = {
    "via": "chapter",
    "chapter": GONE_CHAPTER,
    "source": "members",
    "title": "Kênh nội đồng bồi lắng",
    "description": "Vụ hè thu thiếu nước",
    "addressee": b.UBND,
    "category": "TL",
}


def moved(to: str, office: str = "NB-TT", basis: str = "succession") -> Step:
    return on_issue("transfer-custody", office, to=to, basis=basis, minutes=MINUTES)


def held_by_a_dissolved_district() -> Given:
    """The district and everything below it ends with 6/8/2018."""
    life = given(
        established(GONE, "district", b.PROVINCE),
        established("NB-H3-X1", "commune", GONE),
        established(GONE_CHAPTER, "residential-chapter", "NB-H3-X1"),
        appointed("p-secretary9", GONE_CHAPTER, "secretary"),
        on_issue("raise-issue", GONE_CHAPTER, "p-secretary9", **RAISED),
        on_issue("submit-issue", GONE_CHAPTER, "p-secretary9"),
        at="2018-08-03 08:00",
    )
    leaving = left_office("p-secretary9", GONE_CHAPTER, "secretary")
    gone = [dissolved(unit) for unit in (GONE_CHAPTER, "NB-H3-X1", GONE)]
    life.and_at("2018-08-06 08:00", in_turn(leaving, *gone))
    life.world.at("2018-08-07 08:00")
    return life


def test_what_a_dissolved_holder_left_its_superior_hands_to_a_committee_of_a_tier() -> None:
    life = held_by_a_dissolved_district()
    for unit in ("NB-H1-X1", b.UBND, "NB-H1-TT", "NB-UBKT", GONE, b.CHAPTER):
        life.when(moved(unit)).then_rejected("custody-moves")
    for office in ("NB-H1-TT", "NB-VP", "NB-UBKT", b.UBND):
        life.when(moved(b.DISTRICT, office)).then_rejected("not-entitled")
    told = life.when(moved(b.DISTRICT)).then(IssueCustodyTransferred)
    assert (told.issue.holder, told.issue.status) == (b.DISTRICT, Status.REPORTED)
    life.when(received()).and_status(Status.RECEIVED)


def test_nothing_goes_to_a_committee_where_nobody_decides() -> None:
    life = held_by_a_dissolved_district()
    empty = established("NB-H4", "district", b.PROVINCE)
    life.and_at("2018-08-07 08:00", empty)
    life.when(moved("NB-H4")).then_rejected("custody-moves")
    clerk = [
        established("NB-H4-TT", "standing-board", "NB-H4"),
        appointed("p-h4clerk", "NB-H4-TT", "officer"),
    ]
    life.and_at("2018-08-07 09:00", *clerk)
    life.when(moved("NB-H4")).then_rejected("custody-moves")
    life.and_at("2018-08-07 10:00", appointed("p-h4chair", "NB-H4-TT", "member"))
    life.when(moved("NB-H4")).then_accepted()


def test_a_holder_that_is_still_there_has_no_successor() -> None:
    life = given(*delivered(), received())
    for unit, office in product((b.OTHER_DISTRICT, b.PROVINCE, "NB-H1-X1"), ("NB-H1-TT", "NB-TT")):
        life.when(moved(unit, office)).then_rejected("custody-moves")


BOARDS = ("NB-TT", "NB-BTV", "NB-UBKT", "NB-H1-TT", "NB-H1-BTV", "NB-H2-TT")
UNITS = (
    *(b.PROVINCE, b.DISTRICT, b.OTHER_DISTRICT, "NB-H1-X1", GONE, b.CHAPTER, b.UBND),
    *(*BOARDS, "NB-H1-VP", "NB-H9"),
)


@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize("basis", ["succession", "recusal"])
def test_after_every_transfer_that_is_accepted_some_board_can_act(basis: str, gone: bool) -> None:
    accepted = 0
    for to, office in product(UNITS, BOARDS):
        life = held_by_a_dissolved_district() if gone else given(*delivered(), received())
        if isinstance(moved(to, office, basis)(life.world), Accepted):
            accepted += 1
            cluster = [on_issue("join-cluster", board, cluster=ISSUE) for board in BOARDS]
            assert any(isinstance(step(life.world), Accepted) for step in cluster), to
    assert accepted > 0 or (basis, gone) == ("succession", False)


THREE_TIERS = [
    established("NB-H1-X1-TT", "standing-board", "NB-H1-X1"),
    appointed("p-x1chair", "NB-H1-X1-TT", "chair"),
    *delivered(),
]


def takes_over(office: str, actor: str = "") -> Step:
    return on_issue("take-over-issue", office, actor, reason="Liên huyện")


def test_000_5_a_copy_with_that_right_lets_take_over_from_two_tiers_below() -> None:
    clerk = appointed("p-nbnote", "NB-TT", "officer")
    life = given(*THREE_TIERS, clerk, regime="three-tiers")
    for office, actor in (("NB-BTV", ""), ("NB-TT", "p-nbnote"), ("NB-H2-TT", ""), ("NB-VP", "")):
        life.when(takes_over(office, actor)).then_rejected("not-entitled")
    told = life.when(takes_over("NB-TT"))
    assert told.fact(IssueTakenOver).by == b.PROVINCE
    assert told.recorded[0].envelope.role == "copy-recipient"


def test_the_direct_superior_needs_no_copy_to_take_over() -> None:
    told = given(*THREE_TIERS, regime="three-tiers").when(takes_over("NB-H1-TT"))
    assert told.fact(IssueTakenOver).by == b.DISTRICT
    assert told.recorded[0].envelope.role == "superior-board"


def test_the_province_keeps_an_issue_whose_district_is_dissolved() -> None:
    """Nobody below is left to hand it over; its superior of the last day still is."""
    held_by_a_dissolved_district().when(takes_over("NB-TT")).and_status(Status.RECEIVED)

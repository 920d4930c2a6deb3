"""Where an issue goes whose holder ended (DOMAIN 2, in flight at abolition)."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.directory import Directory
from domain.issue import EMPTY, Issue, Status
from domain.issue_facts import ReopenGround, UnmappedReason
from domain.organisation import (
    OrganisationFact,
    OrgSuccessionRecorded,
    OrgUnitDissolved,
    Post,
    UnitKind,
)
from domain.values import Authority
from tests import builders as b
from tests.builders import named
from tests.organisations import appointed, directory_of, unit
from tests.spec import given
from tests.steps import (
    ISSUE,
    assigned,
    in_triage,
    on_issue,
    replied,
    resolved,
)
from tests.workflows.test_organisation import CONTEXT
from tests.workflows.test_recording_succession import (
    ABOLITION,
    COMMUNE,
    DISTRICT,
    HOME,
    JULY,
    MOVES,
    OTHER,
    entry,
    succession,
)
from workflows.organisation import decide
from workflows.organisation_commands import RecordSuccession
from workflows.succession import Place, PlacedFor, destination

FIRST, SECOND, THIRD = (named(f"issue {number}") for number in (1, 2, 3))
C1, C2, OTHER_C1 = f"{COMMUNE}-C1", f"{COMMUNE}-C2", f"{OTHER}-C1"


def board(committee: str, since: date = JULY) -> tuple[OrganisationFact, OrganisationFact]:
    """A standing board with somebody who decides."""
    return (
        unit(f"{committee}-TT", UnitKind.STANDING_BOARD, committee, since),
        appointed(f"p-{committee.lower().replace('-', '')}", f"{committee}-TT", Post.MEMBER, since),
    )


BOARDS = (*board("NB-X8"), *board("NB-X9"), *board("NB-D2"))


def after(command: RecordSuccession, *facts: OrganisationFact) -> Directory:
    before = directory_of(*HOME, *(facts or BOARDS))
    return directory_of(*decide(command, before, CONTEXT), start=before)


def of(directory: Directory, unit: str = DISTRICT) -> OrgSuccessionRecorded:
    found = directory.succession_of(unit)
    assert found is not None
    return found


def an_issue(id: UUID = FIRST, chapter: str = C1, **changes: Any) -> Issue:
    """In triage with the district."""
    given = {
        "id": id,
        "version": 9,
        "status": Status.TRIAGED,
        "chapter": chapter,
        "holder": DISTRICT,
        "authority": Authority.MIDDLE_TIER,
        **changes,
    }
    return EMPTY.model_copy(update=given)


def placed(issue: Issue, *related: Issue, in_directory: Directory | None = None) -> Place:
    directory = in_directory or after(ABOLITION)
    others = {one.id: one for one in related if one.id}
    return destination(issue, others, of(directory), directory, JULY)


def test_an_issue_of_one_commune_goes_to_the_successor_above_its_chapter() -> None:
    assert placed(an_issue()) == Place("NB-X8", PlacedFor.CHAPTER)
    assert placed(an_issue(chapter=C2)) == Place("NB-X9", PlacedFor.CHAPTER)
    assert placed(an_issue(chapter=OTHER_C1)) == Place("NB-X9", PlacedFor.CHAPTER)


@pytest.mark.parametrize("status", [Status.CLOSED, Status.WITHDRAWN])
def test_what_ended_goes_to_the_archive_whatever_it_was(status: Status) -> None:
    ended = an_issue(status=status, authority=Authority.PROVINCE, area=(COMMUNE, OTHER))

    assert placed(ended) == Place("NB-VP", PlacedFor.ENDED)


def test_what_is_beyond_the_commune_goes_above() -> None:
    assert placed(an_issue(authority=Authority.PROVINCE)) == Place("NB", PlacedFor.AUTHORITY)


@pytest.mark.parametrize(
    ("area", "chapter", "expected"),
    [
        ((), C1, Place("NB-X8", PlacedFor.CHAPTER)),
        ((COMMUNE,), C1, Place("NB-X8", PlacedFor.CHAPTER)),
        ((OTHER,), C2, Place("NB-X9", PlacedFor.CHAPTER)),
        ((OTHER,), C1, Place("NB", PlacedFor.SEVERAL_COMMUNES)),
        ((COMMUNE, OTHER), C1, Place("NB", PlacedFor.SEVERAL_COMMUNES)),
        (("NB-X9",), C1, Place("NB", PlacedFor.SEVERAL_COMMUNES)),
        ((COMMUNE,), OTHER_C1, Place("NB", PlacedFor.SEVERAL_COMMUNES)),
    ],
    ids=[
        "none-named",
        "its-own-that-was-divided",
        "another-that-joined-the-same",
        "another-that-joined-another",
        "both",
        "a-new-one",
        "another-that-was-divided",
    ],
)
def test_an_issue_of_communes_of_several_successors_goes_above(
    area: tuple[str, ...], chapter: str, expected: Place
) -> None:
    """Communes are counted as they are afterwards: two that became one are one."""
    assert placed(an_issue(chapter=chapter, area=area)) == expected


@pytest.mark.parametrize(
    "contested", [{"assignment_refused": True}, {"reopened_for": ReopenGround.NOT_DONE}]
)
def test_what_is_contested_goes_above(contested: dict[str, Any]) -> None:
    assert placed(an_issue(**contested)) == Place("NB", PlacedFor.CONTESTED)


def test_what_was_reopened_for_new_facts_is_not_contested() -> None:
    assert placed(an_issue(reopened_for=ReopenGround.NEW_FACTS)).unit == "NB-X8"


# ── Duplicates ────────────────────────────────────────────────────────────────────────────────


def duplicates(chapter: str, other: str, **changes: Any) -> tuple[Issue, Issue]:
    """Of the chapters, the second merged into the first."""
    target = an_issue(FIRST, chapter, duplicates=frozenset({SECOND}), **changes)
    return target, an_issue(SECOND, other, status=Status.MERGED, merged_into=FIRST)


def test_duplicates_go_where_their_target_goes() -> None:
    target, duplicate = duplicates(C2, OTHER_C1)

    assert placed(target, duplicate) == Place("NB-X9", PlacedFor.CHAPTER)
    assert placed(duplicate, target) == placed(target, duplicate)


def test_duplicates_from_communes_of_several_successors_go_above_together() -> None:
    target, duplicate = duplicates(C1, C2)

    assert placed(target, duplicate) == Place("NB", PlacedFor.SEVERAL_COMMUNES)
    assert placed(duplicate, target) == placed(target, duplicate)


def test_a_duplicate_whose_target_went_before_it_goes_after_it() -> None:
    target, duplicate = duplicates(C1, C2)
    gone = target.model_copy(update={"holder": "NB"})
    unmapped = target.model_copy(
        update={"holder": "NB", "unmapped": UnmappedReason.SEVERAL_SUCCESSORS}
    )

    assert placed(duplicate, gone) == Place("NB", PlacedFor.TARGET)
    assert placed(duplicate, unmapped) == Place("NB", UnmappedReason.SEVERAL_SUCCESSORS)


def test_a_duplicate_of_a_duplicate_goes_where_the_last_target_goes() -> None:
    target, middle = duplicates(OTHER_C1, C2)
    last = an_issue(THIRD, C2, status=Status.MERGED, merged_into=SECOND)

    assert placed(last, middle, target) == Place("NB-X9", PlacedFor.CHAPTER)
    ring = target.model_copy(update={"merged_into": SECOND, "status": Status.MERGED})
    assert placed(ring, middle, ring).unit == "NB-X9"


def test_a_duplicate_of_what_ended_goes_by_itself() -> None:
    target, duplicate = duplicates(C1, C2, status=Status.CLOSED)

    assert placed(duplicate, target) == Place("NB-X9", PlacedFor.CHAPTER)
    assert placed(duplicate) == Place("NB-X9", PlacedFor.CHAPTER)


# ── One successor, none, nobody there ─────────────────────────────────────────────────────────


WHOLE = succession(entry(DISTRICT, "NB-D2", unmapped_owner="NB-X9"), moves=MOVES)


def test_a_single_successor_gets_what_stands_nowhere_below_it() -> None:
    gone_up = succession(
        entry(DISTRICT, "NB-D2"),
        moves=[{**move, "parent": "NB"} for move in MOVES],
    )

    assert placed(an_issue(), in_directory=after(gone_up)) == Place(
        "NB-D2", PlacedFor.SINGLE_SUCCESSOR
    )
    assert placed(an_issue(), in_directory=after(WHOLE)) == Place("NB-D2", PlacedFor.CHAPTER)


def test_communes_of_one_successor_are_no_matter_for_above() -> None:
    """A district that another takes over whole: that one is competent for both communes."""
    both = an_issue(area=(COMMUNE, OTHER))

    assert placed(both, in_directory=after(WHOLE)) == Place("NB-D2", PlacedFor.CHAPTER)
    elsewhere = an_issue(area=(COMMUNE, "NB-X9"))
    assert placed(elsewhere, in_directory=after(WHOLE)).why is PlacedFor.SEVERAL_COMMUNES


def test_a_chapter_that_ended_counts_as_the_one_that_follows_it() -> None:
    joined = succession(
        *ABOLITION.model_dump()["units"],
        entry(C1, C2, kind="merged"),
        moves=ABOLITION.moves[1:],
    )

    assert placed(an_issue(), in_directory=after(joined)) == Place("NB-X9", PlacedFor.CHAPTER)


def test_what_a_divided_unit_leaves_without_a_chapter_below_has_an_owner() -> None:
    workplace = "NB-D1-UBND-C1"

    assert placed(an_issue(chapter=workplace)) == Place("NB", UnmappedReason.SEVERAL_SUCCESSORS)


def test_a_successor_in_which_nobody_decides_gets_nothing() -> None:
    clerk = appointed("p-clerk", "NB-X8-TT", Post.OFFICER, JULY)
    vacant = unit("NB-X8-TT", UnitKind.STANDING_BOARD, "NB-X8", JULY)

    for facts in ((vacant, clerk), (vacant,), board("NB-X9")):
        directory = after(ABOLITION, *facts)
        expected = Place("NB", UnmappedReason.SUCCESSOR_VACANT)
        assert placed(an_issue(), in_directory=directory) == expected
    assert placed(an_issue(), in_directory=after(WHOLE, *board("NB-X9"))) == Place(
        "NB-X9", UnmappedReason.SUCCESSOR_VACANT
    )


def test_the_owner_gets_it_where_the_successors_ended_without_any() -> None:
    later = JULY + timedelta(days=30)
    directory = after(WHOLE)
    ends = [OrgUnitDissolved(unit=one, valid_from=later) for one in ("NB-D2-TT", "NB-D2")]
    directory = directory_of(*ends, start=directory)

    found = destination(an_issue(), {}, of(directory), directory, later)
    assert found == Place("NB-X9", UnmappedReason.NO_SUCCESSOR)


def test_a_late_manager_finds_who_follows_the_successor_by_then() -> None:
    later = JULY + timedelta(days=30)
    directory = after(ABOLITION)
    again = succession(
        entry("NB-X8", "NB-X9", kind="merged", valid_from=later),
        moves=[{"unit": C1, "parent": "NB-X9", "valid_from": later}],
    )
    told = directory_of(*decide(again, directory, CONTEXT), start=directory)

    assert destination(an_issue(), {}, of(told), told, later - timedelta(days=1)).unit == "NB-X8"
    assert destination(an_issue(), {}, of(told), told, later) == Place("NB-X9", PlacedFor.CHAPTER)


def test_who_was_named_in_the_succession_and_ended_since_is_followed_too() -> None:
    later = JULY + timedelta(days=30)
    command = succession(
        entry(DISTRICT, "NB-X8", "NB-X9", above="NB-D2", archive="NB-UBND"),
        *ABOLITION.model_dump()["units"][1:],
        moves=ABOLITION.moves,
    )
    directory = after(command)
    facts = [
        fact
        for ended, follower in (("NB-D2", "NB"), ("NB-UBND", "NB-VP"))
        for fact in decide(succession(entry(ended, follower, valid_from=later)), directory, CONTEXT)
    ]
    told = directory_of(*facts, start=directory)

    def at(on: date, **changes: Any) -> str:
        return destination(an_issue(**changes), {}, of(told), told, on).unit

    beyond, ended = {"authority": Authority.PROVINCE}, {"status": Status.CLOSED}
    assert (at(JULY, **beyond), at(later, **beyond)) == ("NB-D2", "NB")
    assert (at(JULY, **ended), at(later, **ended)) == ("NB-UBND", "NB-VP")


def test_what_a_body_held_goes_to_the_body_that_stands_for_it() -> None:
    """An inspection commission decides where the boards are concerned."""
    bodies = (
        *BOARDS,
        unit("NB-D1-UBKT", UnitKind.INSPECTION_COMMISSION, DISTRICT),
        unit("NB-D2-UBKT", UnitKind.INSPECTION_COMMISSION, "NB-D2"),
        appointed("p-inspector", "NB-D2-UBKT", Post.HEAD),
    )
    held = an_issue(holder="NB-D1-UBKT")

    assert placed(held, in_directory=after(WHOLE, *bodies)).unit == "NB-D2-UBKT"
    assert placed(held, in_directory=after(ABOLITION, *bodies)).unit == "NB-X8"


# ── What makes an issue contested ─────────────────────────────────────────────────────────────


def is_contested(*steps: Any) -> bool:
    return given(*in_triage(), *steps).world.issue(ISSUE).is_contested


def test_an_issue_is_contested_from_a_refused_assignment_to_the_next_one() -> None:
    refuses = on_issue("refuse-assignment", b.DEPARTMENT, reason="Sai chức năng")

    assert not is_contested(assigned())
    assert is_contested(assigned(), refuses)
    assert not is_contested(assigned(), refuses, assigned(lead=b.POLICE))


@pytest.mark.parametrize(("ground", "contested"), [("not-done", True), ("new-facts", False)])
def test_an_issue_is_contested_that_was_reopened_because_it_was_not_done(
    ground: str, contested: bool
) -> None:
    reopens = on_issue("reopen-issue", b.CHAPTER, ground=ground, reason="Chưa làm")

    assert is_contested(resolved(), replied(), reopens) is contested

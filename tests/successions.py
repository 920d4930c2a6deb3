"""A province that loses its first district on 1 July 2025, and the commands of that."""

from datetime import date
from typing import Any
from uuid import UUID

from tests import builders as b
from tests.builders import World, document
from tests.changes import appointed, established
from tests.regimes import chain
from tests.steps import (
    ISSUE,
    Step,
    assigned,
    delivered,
    on_issue,
    received,
    started,
    step,
    triaged,
)
from workflows.outcome import Accepted
from workflows.ports import EventStore

JULY = date(2025, 7, 1)
COMMUNE, OTHER_COMMUNE = "NB-H1-X1", "NB-H1-X9"
OTHER_CHAPTER = f"{OTHER_COMMUNE}-C1"
OFFICE, BOARD, STANDING = "NB-H1-VP", "NB-H1-TT", "NB-H1-BTV"
"""Bodies of the district."""
WORKS, POLICE = b.DEPARTMENT, b.POLICE
COMMUNE_WORKS = f"{COMMUNE}-KTHT"
BASIS = document("15-QĐ/TU", b.PROVINCE)
MINUTES = document("9-BB/HU", b.DISTRICT)
AFTERWARDS = "tuong-duong"
"""The regime that binds from then on."""


def registrar(type: str, **fields: Any) -> Step:
    return step(type, None, b.FOUNDER, province=b.PROVINCE, **fields)


def take(world: World, at: str, *steps: Step) -> World:
    """The steps at that time, all of them accepted."""
    world.at(at)
    for one in steps:
        outcome = one(world)
        assert isinstance(outcome, Accepted), outcome
    return world


def three_tiers(store: EventStore | None = None, regime: str = "ninh-binh") -> World:
    """A province of three tiers, with two communes in the first district.

    Where nothing else is said, under rules by which districts hold issues.
    """
    world = World(store, regime, "three-tiers").found(chain)
    second = [
        established(OTHER_COMMUNE, "commune", b.DISTRICT),
        established(f"{OTHER_COMMUNE}-TT", "standing-board", OTHER_COMMUNE),
        appointed("p-x9chair", f"{OTHER_COMMUNE}-TT", "deputy-secretary"),
        established(OTHER_CHAPTER, "residential-chapter", OTHER_COMMUNE),
        appointed("p-x9secretary", OTHER_CHAPTER, "secretary"),
    ]
    return take(world, "2025-01-02 08:00", *second)


def rules_follow(regime: str = AFTERWARDS, unit: str = b.PROVINCE, since: date = JULY) -> Step:
    """Publishes the regime and binds it, to the whole province where nothing else is said."""

    def run(world: World) -> Any:
        known = {" ".join(ref) for ref in world.desk.directory().regimes()}
        *_, last = texts = chain(regime)
        for ref in texts:
            id, version = ref.split()
            if ref not in known:
                registrar("publish-regime", regime=id, version=version, text=texts[ref])(world)
        id, version = last.split()
        bind = registrar("bind-regime", unit=unit, regime=id, version=version, valid_from=since)
        return bind(world)

    return run


def ends(unit: str, *successors: str, **fields: Any) -> dict[str, Any]:
    """The entry of a unit that ends on 1 July."""
    kind = "split" if len(successors) > 1 else "whole"
    common = {"above": b.PROVINCE, "unmapped_owner": b.PROVINCE, "archive": "NB-VP"}
    letters = {"basis": BASIS, "minutes": MINUTES}
    given = {"unit": unit, "kind": kind, "successors": successors, "valid_from": JULY}
    return {**given, **common, **letters, **fields}


def moves(unit: str, parent: str = b.PROVINCE, since: date = JULY) -> dict[str, Any]:
    return {"unit": unit, "parent": parent, "valid_from": since}


SHARES = ({"unit": WORKS, "to": COMMUNE_WORKS},)


def abolished(**fields: Any) -> Step:
    """The first district ends; its communes stand under the province and follow it."""
    district = {"shares": SHARES, **fields}
    return registrar(
        "record-succession",
        units=[ends(b.DISTRICT, COMMUNE, OTHER_COMMUNE, **district)],
        moves=[moves(COMMUNE), moves(OTHER_COMMUNE)],
    )


def follow(
    unit: str = b.DISTRICT,
    issue: UUID = ISSUE,
    office: str | None = None,
    actor: str = "",
    **fields: Any,
) -> Step:
    """The registrar, or an officer of that office, lets the issue follow the unit's succession."""
    return on_issue("follow-succession", office, actor, issue=issue, unit=unit, **fields)


def with_the_district(severity: int = 2, **fields: Any) -> list[Step]:
    """From the meeting to a finding of the district."""
    found = triaged(BOARD, severity=severity, **fields)
    return [*delivered(severity), received(office=OFFICE), found]


def in_work(**fields: Any) -> list[Step]:
    """With an agency of the district, and another that co-operates."""
    shares = [{"unit": POLICE, "until": date(2025, 7, 18)}]
    given = {"lead": WORKS, "co_operating": shares, **fields}
    return [*with_the_district(), assigned(BOARD, **given), started(WORKS)]


def secretary_of(chapter: str) -> str:
    return {OTHER_CHAPTER: "p-x9secretary", f"{COMMUNE}-C2": "p-x1secretary2"}.get(chapter, "")


def recommended(issue: UUID, chapter: str, **fields: Any) -> Step:
    """The chapter's secretary records it."""
    given = {
        "issue": issue,
        "via": "chapter",
        "chapter": chapter,
        "source": "members",
        "title": "Kênh nội đồng bồi lắng",
        "description": "Vụ hè thu thiếu nước",
        "addressee": "NB-H1-UBND",
        "category": "TL",
        **fields,
    }
    return on_issue("raise-issue", chapter, secretary_of(chapter), **given)


def handed_on(issue: UUID, chapter: str) -> Step:
    return on_issue("submit-issue", chapter, secretary_of(chapter), issue=issue)


def found_by_the_district(issue: UUID, chapter: str, **fields: Any) -> list[Step]:
    found = {"category": "TL", "severity": 2, "authority": "middle-tier", **fields}
    return [
        recommended(issue, chapter),
        handed_on(issue, chapter),
        received(OFFICE, issue=issue),
        triaged(BOARD, issue=issue, **found),
    ]

"""Moving units: who may stand under whom, and when; no order of moves leaves a unit hanging."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from domain.directory import Directory, Draft
from domain.organisation import (
    BODIES,
    OrganisationFact,
    OrgUnitDissolved,
    OrgUnitMoved,
    UnitKind,
)
from tests import builders as b
from tests.organisations import FOUNDED, START, day, directory_of, unit
from tests.workflows.desks import KINDS as STORES
from tests.workflows.desks import accepted, another_desk, by_founder, interposed, world_on
from tests.workflows.desks import refused as refused_as
from tests.workflows.lives import Chances
from tests.workflows.test_organisation import (
    CONTEXT,
    a,
    entry,
    given,
    importing,
    refused,
)
from workflows.organisation import decide
from workflows.organisation_commands import (
    DissolveUnit,
    EstablishProvince,
    EstablishUnit,
    MoveUnit,
)
from workflows.organisation_import import plan_import
from workflows.organisation_rules import admit
from workflows.organisation_unit_rules import PARENTS
from workflows.outcome import Rejected

MARCH, JULY = day("2018-03-01"), day("2018-07-01")
COMMUNE = "NB-D1-X1"


def move(unit: str, parent: str, valid_from: date = JULY) -> MoveUnit:
    command: MoveUnit = a(MoveUnit, unit=unit, parent=parent, valid_from=valid_from)
    return command


def then(directory: Directory, *commands: Any) -> Directory:
    """The directory after commands that must be accepted."""
    for command in commands:
        facts = decide(command, directory, CONTEXT)
        assert facts
        directory = directory_of(*facts, start=directory)
    return directory


AGENCIES = given(
    unit("NB-A", UnitKind.AGENCY, "NB"),
    unit("NB-B", UnitKind.AGENCY, "NB"),
    unit("NB-C", UnitKind.AGENCY, "NB-B"),
)


@pytest.mark.parametrize(
    ("command", "code", "params"),
    [
        (move("NB-Z", "NB"), "unit-unknown", {"unit": "NB-Z"}),
        (move(COMMUNE, "NB-Z"), "unit-unknown", {"unit": "NB-Z"}),
        (
            move(COMMUNE, "NB", START - timedelta(days=1)),
            "unit-not-yet",
            {"unit": COMMUNE, "since": "2018-01-01"},
        ),
        (
            move(COMMUNE, "NB-D1-UBND"),
            "wrong-parent",
            {"unit": COMMUNE, "kind": "commune", "parent": "NB-D1-UBND", "parent_kind": "agency"},
        ),
        (
            move("NB", "NB-D1"),
            "wrong-parent",
            {"unit": "NB", "kind": "province", "parent": "NB-D1", "parent_kind": "district"},
        ),
        (
            move("NB-D1-X1-C1", "NB-D1"),
            "wrong-parent",
            {
                "unit": "NB-D1-X1-C1",
                "kind": "residential-chapter",
                "parent": "NB-D1",
                "parent_kind": "district",
            },
        ),
    ],
)
def test_a_move_is_refused(command: MoveUnit, code: str, params: dict[str, Any]) -> None:
    assert refused(given(), command) == (code, params)


def test_a_unit_does_not_move_below_itself_or_what_stands_below_it() -> None:
    assert refused(AGENCIES, move("NB-B", "NB-B")) == ("unit-cycle", {"units": ["NB-B"]})
    assert refused(AGENCIES, move("NB-B", "NB-C")) == ("unit-cycle", {"units": ["NB-B", "NB-C"]})
    deeper = then(AGENCIES, move("NB-A", "NB-C"))
    assert refused(deeper, move("NB-B", "NB-A")) == (
        "unit-cycle",
        {"units": ["NB-B", "NB-A", "NB-C"]},
    )
    august = date(2018, 8, 1)
    turned = then(deeper, move("NB-A", "NB", august), move("NB-B", "NB-A", august))
    assert turned.ancestors("NB-C", august) == ("NB-B", "NB-A", "NB")


def test_a_move_that_would_close_a_ring_on_a_later_day_is_refused() -> None:
    """What is told of earlier days is held against all that is known of later ones."""
    ahead = then(AGENCIES, move("NB-B", "NB-A", JULY))

    assert refused(ahead, move("NB-A", "NB-C", MARCH)) == (
        "unit-cycle",
        {"units": ["NB-A", "NB-C", "NB-B"]},
    )
    back = then(ahead, move("NB-C", "NB", JULY), move("NB-A", "NB-C", MARCH))
    assert back.ancestors("NB-A", JULY - timedelta(days=1)) == ("NB-C", "NB-B", "NB")
    assert back.ancestors("NB-B", JULY) == ("NB-A", "NB-C", "NB")


def test_a_unit_moves_only_below_what_lasts_as_long_as_it_stays() -> None:
    ends = given(
        unit("NB-D2", UnitKind.DISTRICT, "NB"),
        OrgUnitDissolved(unit="NB-D2", valid_from=JULY),
    )

    gone = ("unit-dissolved", {"unit": "NB-D2", "last": "2018-06-30"})
    assert refused(ends, move(COMMUNE, "NB-D2", JULY)) == gone
    assert refused(ends, move(COMMUNE, "NB-D2", MARCH)) == gone
    moves_on = then(ends, move(COMMUNE, "NB", JULY), move(COMMUNE, "NB-D2", MARCH))
    assert moves_on.ancestors(COMMUNE, MARCH) == ("NB-D2", "NB")
    ends_too = given(
        OrgUnitDissolved(unit="NB-D1-VP", valid_from=JULY),
        unit("NB-D2", UnitKind.DISTRICT, "NB"),
        OrgUnitDissolved(unit="NB-D2", valid_from=JULY),
    )
    short = then(ends_too, move("NB-D1-VP", "NB-D2", MARCH))
    assert short.ancestors("NB-D1-VP", MARCH) == ("NB-D2", "NB")


def test_a_unit_that_ended_does_not_move() -> None:
    ended = given(OrgUnitDissolved(unit="NB-D1-VP", valid_from=MARCH))

    assert refused(ended, move("NB-D1-VP", "NB")) == (
        "unit-dissolved",
        {"unit": "NB-D1-VP", "last": "2018-02-28"},
    )


def test_a_body_does_not_move_to_where_there_is_one_at_that_time() -> None:
    directory = given(
        unit("NB-D2", UnitKind.DISTRICT, "NB"),
        unit("NB-D2-VP", UnitKind.COMMITTEE_OFFICE, "NB-D2"),
    )

    twin = ("body-exists", {"kind": "committee-office", "unit": "NB-D2-VP"})
    assert refused(directory, move("NB-D1-VP", "NB-D2")) == twin
    swapped = then(directory, move("NB-D2-VP", "NB", JULY), move("NB-D1-VP", "NB-D2", JULY))
    assert refused(swapped, move("NB-D2-VP", "NB-D2", date(2018, 9, 1))) == (
        "body-exists",
        {"kind": "committee-office", "unit": "NB-D1-VP"},
    )
    new = a(
        EstablishUnit,
        unit="NB-D1-VP2",
        kind=UnitKind.COMMITTEE_OFFICE,
        name="Văn phòng",
        parent="NB-D1",
        valid_from=JULY,
    )
    assert refused(directory, new)[0] == "body-exists"
    assert then(swapped, new).body("NB-D1", UnitKind.COMMITTEE_OFFICE, JULY) is not None


def test_of_two_moves_of_a_unit_on_one_day_the_later_told_holds() -> None:
    directory = given(unit("NB-D2", UnitKind.DISTRICT, "NB"))
    moved = then(directory, move(COMMUNE, "NB-D2"), move(COMMUNE, "NB"))

    assert moved.ancestors(COMMUNE, JULY) == ("NB",)
    assert decide(move(COMMUNE, "NB"), moved, CONTEXT) == ()
    emptied = then(moved, a(DissolveUnit, unit="NB-D2", valid_from=JULY))
    assert not emptied.exists("NB-D2", JULY)
    stays = then(moved, move(COMMUNE, "NB-D1"))
    assert decide(move(COMMUNE, "NB-D1", JULY), stays, CONTEXT) == ()


def test_a_move_to_where_the_unit_stands_anyhow_is_nothing_new() -> None:
    assert decide(move(COMMUNE, "NB-D1"), given(), CONTEXT) == ()


def test_a_unit_is_dissolved_once_what_stood_below_has_moved() -> None:
    dissolve = a(DissolveUnit, unit=COMMUNE, valid_from=JULY)
    other = unit("NB-D1-X2", UnitKind.COMMUNE, "NB-D1")
    chapters = [move(f"{COMMUNE}-C{number}", "NB-D1-X2") for number in (1, 2)]

    half = then(given(other), chapters[0])
    assert refused(half, dissolve) == (
        "unit-in-use",
        {"unit": COMMUNE, "child": f"{COMMUNE}-C2", "children": 1},
    )
    gone = then(half, chapters[1], dissolve)
    assert not gone.exists(COMMUNE, JULY)
    assert gone.ancestors(f"{COMMUNE}-C1", JULY) == ("NB-D1-X2", "NB-D1", "NB")
    comes_back = move(f"{COMMUNE}-C1", COMMUNE, date(2018, 8, 1))
    assert refused(gone, comes_back)[0] == "unit-dissolved"


def test_a_unit_whose_children_come_later_is_not_dissolved_before() -> None:
    other = unit("NB-D1-X2", UnitKind.COMMUNE, "NB-D1")
    coming = then(given(other), move(f"{COMMUNE}-C1", "NB-D1-X2", JULY))
    early = a(DissolveUnit, unit="NB-D1-X2", valid_from=MARCH)

    assert refused(coming, early)[0] == "unit-in-use"


def test_another_province_has_a_code_of_the_founding_one() -> None:
    def establish(unit: str, name: str = "Tỉnh ủy mới") -> EstablishProvince:
        command: EstablishProvince = a(EstablishProvince, unit=unit, name=name, valid_from=JULY)
        return command

    outside = ("unit-outside-province", {"unit": "HN", "province": "NB"})
    assert refused(given(), establish("HN")) == outside
    assert refused(given(), establish("NB")) == (
        "unit-exists",
        {"unit": "NB", "differs": ["name", "valid_from"]},
    )
    assert refused(given(), establish(COMMUNE))[0] == "unit-exists"
    two = then(given(), establish("NB-MOI"), move("NB-D1", "NB-MOI"))
    assert two.ancestors(COMMUNE, JULY) == ("NB-D1", "NB-MOI")
    assert refused(two, establish("NB-MOI", "Other")) == (
        "unit-exists",
        {"unit": "NB-MOI", "differs": ["name"]},
    )


# ── Imports ───────────────────────────────────────────────────────────────────────────────────


def a_move(unit: str, parent: str, valid_from: date = JULY, **more: Any) -> dict[str, Any]:
    return {"unit": unit, "parent": parent, "valid_from": valid_from, **more}


UNITS = [
    entry("NB-X1-C1", "residential-chapter", "NB-X1"),
    entry("NB-X1", "commune", "NB-D1"),
    entry("NB-D1", "district", "NB", valid_to=JULY - timedelta(days=1)),
]


def test_an_import_moves_what_would_hang_in_the_air_before_it_dissolves() -> None:
    command = importing(units=UNITS, moves=[a_move("NB-X1", "NB")])
    facts = decide(command, directory_of(FOUNDED), CONTEXT)

    assert [fact.type for fact in facts][3:] == ["org-unit-moved.v1", "org-unit-dissolved.v1"]
    after = directory_of(*facts, start=directory_of(FOUNDED))
    assert after.ancestors("NB-X1-C1", JULY - timedelta(days=1)) == ("NB-X1", "NB-D1", "NB")
    assert after.ancestors("NB-X1-C1", JULY) == ("NB-X1", "NB")
    assert decide(command, after, CONTEXT) == ()


def test_a_unit_that_moved_away_may_be_imported_under_a_parent_that_is_gone_by_now() -> None:
    gone = directory_of(
        FOUNDED,
        unit("NB-D1", UnitKind.DISTRICT, "NB"),
        OrgUnitDissolved(unit="NB-D1", valid_from=JULY),
    )
    late = [entry("NB-X1", "commune", "NB-D1")]

    assert refused(gone, importing(units=late))[0] == "unit-dissolved"
    moves = importing(units=late, moves=[a_move("NB-X1", "NB")])
    assert then(gone, moves).ancestors("NB-X1", MARCH) == ("NB-D1", "NB")
    too_late = importing(units=late, moves=[a_move("NB-X1", "NB", date(2018, 8, 1))])
    assert refused(gone, too_late)[0] == "unit-dissolved"


def test_imported_moves_stand_in_any_order() -> None:
    """Two agencies change places: whichever way the file lists them, one of them goes first."""
    units = [
        entry("NB-A", "agency", "NB"),
        entry("NB-B", "agency", "NB-A"),
        entry("NB-C", "agency", "NB-B"),
    ]
    moves = [a_move("NB-B", "NB"), a_move("NB-A", "NB-B"), a_move("NB-C", "NB-A", MARCH)]

    found = [
        then(directory_of(FOUNDED), importing(units=units, moves=order))
        for order in (moves, moves[::-1])
    ]
    assert [one.ancestors("NB-A", JULY) for one in found] == [("NB-B", "NB")] * 2
    assert [one.ancestors("NB-C", JULY) for one in found] == [("NB-A", "NB-B", "NB")] * 2


def test_an_import_names_every_move_that_a_rule_refuses() -> None:
    command = importing(
        units=UNITS,
        moves=[
            a_move("NB-X1", "NB", line=5),
            a_move("NB-X1", "NB-D1", line=6),
            a_move("NB-X1-C1", "NB", line=7),
            a_move("NB-Z", "NB", line=8),
        ],
    )

    faults = plan_import(command, directory_of(FOUNDED)).faults
    assert [(fault.entry.line, fault.refusal.code) for fault in faults] == [
        (6, "unit-named-twice"),
        (7, "wrong-parent"),
        (8, "unit-unknown"),
    ]


def test_the_ends_of_units_that_moved_are_brought_into_an_order_that_holds() -> None:
    """The later parent stands after its child in the file, and both end on one day."""
    end = JULY - timedelta(days=1)
    units = [
        entry("NB-A", "agency", "NB", valid_to=end),
        entry("NB-B", "agency", "NB", valid_to=end),
    ]
    command = importing(units=units, moves=[a_move("NB-A", "NB-B", MARCH)])

    after = then(directory_of(FOUNDED), command)
    assert not after.exists("NB-A", JULY)
    assert not after.exists("NB-B", JULY)


# ── Races ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", STORES)
def test_of_two_moves_that_race_into_a_ring_the_slower_is_refused(
    kind: str, tmp_path: Path
) -> None:
    """Both were fine when they were decided; the second is decided anew, on the first."""
    with world_on(kind, tmp_path) as world:
        day = date(2018, 9, 1)
        slower, faster = (
            by_founder(world, "move-unit", unit=one, parent=other, valid_from=day)
            for one, other in ((b.UBND, b.POLICE), (b.POLICE, b.UBND))
        )
        assert world.desk.tried(slower)
        other = another_desk(world)
        interposed(world).before_append.append(lambda: accepted(other.handle(faster)))

        outcome = refused_as(world.desk.handle(slower), "unit-cycle")

        assert outcome.params["units"] == [b.UBND, b.POLICE]
        assert world.desk.directory().ancestors(b.POLICE, day)[0] == b.UBND


@pytest.mark.parametrize("kind", STORES)
def test_of_two_moves_that_race_for_one_day_the_later_stored_holds(
    kind: str, tmp_path: Path
) -> None:
    with world_on(kind, tmp_path) as world:
        day = date(2018, 9, 1)
        slower, faster = (
            by_founder(world, "move-unit", unit="NB-H1-X1", parent=parent, valid_from=day)
            for parent in (b.PROVINCE, b.OTHER_DISTRICT)
        )
        other = another_desk(world)
        interposed(world).before_append.append(lambda: accepted(other.handle(faster)))

        accepted(world.desk.handle(slower))

        assert world.desk.directory().ancestors(b.CHAPTER, day) == ("NB-H1-X1", b.PROVINCE)


# ── Any attempts ──────────────────────────────────────────────────────────────────────────────

KINDS = {
    "NB-D1": UnitKind.DISTRICT,
    "NB-D2": UnitKind.DISTRICT,
    "NB-X1": UnitKind.COMMUNE,
    "NB-A1": UnitKind.AGENCY,
    "NB-A2": UnitKind.AGENCY,
    "NB-A3": UnitKind.AGENCY,
    "NB-V1": UnitKind.COMMITTEE_OFFICE,
    "NB-V2": UnitKind.COMMITTEE_OFFICE,
}
DAYS = [START + timedelta(days=number) for number in range(6)]
PLACES = {
    id: [one for one, of in {"NB": UnitKind.PROVINCE, **KINDS}.items() if of in PARENTS[kind]]
    for id, kind in KINDS.items()
}
"""What each unit may stand under."""


def attempt(chance: Chances) -> OrganisationFact:
    """Anything that may be told of a unit, mostly that it moves."""
    id, on = chance.pick(list(KINDS)), chance.pick(DAYS)
    parent = chance.pick(PLACES[id])
    moves = OrgUnitMoved(unit=id, parent=parent, valid_from=on)
    others = (unit(id, KINDS[id], parent, on), OrgUnitDissolved(unit=id, valid_from=on))
    told: tuple[OrganisationFact, ...] = (moves, moves, moves, *others)
    return chance.pick(told)


def faults_of(directory: Directory, on: date) -> Iterator[str]:
    """Whatever is wrong with the tree on the day."""
    kind_of = {record.id: record.kind for record in directory.records()}
    bodies = set()
    for record in directory.records():
        if not record.period.covers(on):
            continue
        line = (record.id, *directory.ancestors(record.id, on))
        if kind_of[line[-1]] is not UnitKind.PROVINCE:
            yield f"{record.id} hangs in the air"
        parent = record.parent_on(on)
        if parent is not None and kind_of[parent] not in PARENTS[record.kind]:
            yield f"{record.id} stands under {parent}"
        if record.kind in BODIES and (parent, record.kind) in bodies:
            yield f"{parent} has two of a kind"
        bodies.add((parent, record.kind))


HOME: list[OrganisationFact] = [
    FOUNDED,
    *(unit(id, KINDS[id], "NB") for id in ("NB-D1", "NB-D2", "NB-V1")),
    *(unit(id, KINDS[id], "NB-D1") for id in ("NB-X1", "NB-A1", "NB-V2")),
    unit("NB-A2", UnitKind.AGENCY, "NB-A1"),
    unit("NB-A3", UnitKind.AGENCY, "NB-A2"),
]


@hypothesis.settings(max_examples=300)
@hypothesis.given(st.lists(st.binary(min_size=4, max_size=4), min_size=10, max_size=40))
def test_whatever_is_admitted_the_tree_of_every_day_is_whole(choices: list[bytes]) -> None:
    draft = Draft(directory_of(*HOME))
    for choice in choices:
        fact = attempt(Chances(choice))
        try:
            admitted = admit(fact, draft.directory)
        except Rejected:
            continue
        for one in admitted:
            draft.add(one)
        assert admit(fact, draft.directory) == ()
    assert [fault for on in DAYS for fault in faults_of(draft.directory, on)] == []

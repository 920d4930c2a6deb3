"""Who is assigned to which chapter, and which chapters lack somebody (`001-2`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from domain import organisation as o
from domain.calendar import local_date
from projections.assignments import (
    Assignments,
    Coverage,
    Lacking,
    Missing,
    assignments,
    coverage,
)
from tests import builders as b
from tests.builders import World, document
from tests.projections.duties_oracle import assigned, directory_of, on
from tests.projections.duty_lives import DutyLife
from tests.projections.harness import cut, folded, rows_of
from tests.projections.lives import CHOICES, CUTS, Log
from tests.regimes import chain

DAY = date(2023, 5, 3)
BEFORE = DAY - timedelta(days=1)
MEMBER = "p-x1member"
"""Of the standing committee of the commune ``NB-H1-X1``."""
CHAPTERS = ["NB-H1-X1-C1", "NB-H1-X1-C2", "NB-H2-X1-C1", "NB-H2-X1-C2"]


@contextmanager
def known(log: Log, *sizes: int) -> Iterator[str]:
    with folded(Assignments(), cut(log, sizes or (2000,))) as alias:
        yield alias


def province(*facts: o.OrganisationFact) -> World:
    """Three tiers under a regime that wants somebody everywhere; nobody is assigned yet."""
    world = World(regime="dong-thap", shape="three-tiers").found(chain).at("2023-05-03 08:00")
    none = (
        o.AssignmentEnded(cadre=b.CADRE, chapter=chapter, valid_from=date(2023, 1, 1))
        for chapter in CHAPTERS
    )
    world.write(o.organisation_id(b.PROVINCE), *none, *facts)
    return world


def member_assigned(chapter: str, cadre: str = MEMBER, **fields: date) -> o.CadreAssigned:
    days = {"valid_from": DAY, **fields}
    return o.CadreAssigned(cadre=cadre, chapter=chapter, **days)


def covered(world: World, on: date = DAY, unit: str | None = None) -> Coverage:
    log = list(world.store.read())
    with known(log) as alias:
        return coverage(alias, directory_of(log), on, unit)


def test_001_2_every_chapter_without_a_committee_member_is_listed() -> None:
    found = covered(province(member_assigned("NB-H1-X1-C1")))
    assert [one.chapter for one in found.lacking] == CHAPTERS[1:]
    assert (found.chapters, found.unasked) == (4, 0)
    assert found.lacking[0] == Lacking(
        "NB-H1-X1-C2", "NB-H1-X1", "dong-thap 2023.1", Missing.NOBODY, date(2023, 1, 1)
    )


def test_001_2_somebody_who_is_not_of_the_committee_does_not_do() -> None:
    world = province(member_assigned("NB-H1-X1-C1", b.CADRE))
    [first, *_] = covered(world).lacking
    assert (first.chapter, first.why, first.since) == (
        "NB-H1-X1-C1",
        Missing.NOT_OF_THE_COMMITTEE,
        DAY,
    )


def test_001_2_a_member_who_left_the_committee_leaves_the_chapter_without() -> None:
    left = o.AppointmentEnded(
        person=MEMBER, unit="NB-H1-X1-BTV", post=o.Post.MEMBER, valid_from=date(2023, 6, 1)
    )
    world = province(member_assigned("NB-H1-X1-C1"), left)
    assert "NB-H1-X1-C1" not in {one.chapter for one in covered(world).lacking}
    later = {one.chapter: one.why for one in covered(world, date(2023, 6, 1)).lacking}
    assert later["NB-H1-X1-C1"] is Missing.NOT_OF_THE_COMMITTEE


def test_a_chapter_that_never_had_anybody_lacks_one_from_its_first_day() -> None:
    new = o.OrgUnitEstablished(
        unit="NB-H1-X1-C3",
        kind=o.UnitKind.RESIDENTIAL_CHAPTER,
        name="Chi bộ mới",
        parent="NB-H1-X1",
        valid_from=BEFORE,
    )
    found = {one.chapter: one.since for one in covered(province(new)).lacking}
    assert found["NB-H1-X1-C3"] == BEFORE


def test_where_no_regime_asks_for_it_nothing_is_missing() -> None:
    """`002-1`: cadres go to designated chapters."""
    world = World().found(chain).at("2018-08-03 08:00")
    ended = o.AssignmentEnded(cadre=b.CADRE, chapter=b.CHAPTER, valid_from=date(2018, 8, 1))
    world.write(o.organisation_id(b.PROVINCE), ended)
    assert covered(world, date(2018, 8, 3)) == Coverage((), 0, 1)


def test_before_a_regime_applies_and_after_it_nothing_is_missing() -> None:
    world = province()
    assert len(covered(world, date(2025, 6, 30)).lacking) == 4
    assert covered(world, date(2025, 7, 1)).lacking == ()


def test_a_unit_shows_its_own_chapters_as_they_stood_that_day() -> None:
    moved = o.OrgUnitMoved(unit="NB-H1-X1-C2", parent="NB-H2-X1", valid_from=DAY)
    world = province(moved)

    def below(unit: str, day: date) -> list[str]:
        return [one.chapter for one in covered(world, day, unit).lacking]

    assert below("NB-H1-X1", BEFORE) == CHAPTERS[:2]
    assert below("NB-H1-X1", DAY) == CHAPTERS[:1]
    assert below(b.OTHER_DISTRICT, DAY) == CHAPTERS[1:]
    assert below("NB-H1-X1-C2", DAY) == ["NB-H1-X1-C2"]


def test_an_assignment_tells_its_days_ground_and_decision() -> None:
    """`004-1`: by residence or by field."""
    decision = document("912-QĐ/TU")
    fact = o.CadreAssigned(
        cadre=MEMBER,
        chapter="NB-H1-X1-C1",
        valid_from=DAY,
        valid_to=date(2023, 12, 31),
        decision=decision,
        ground=o.AssignmentGround.FIELD,
    )
    log = list(province(fact).store.read())
    with known(log) as alias:
        [one] = assignments(alias, directory_of(log), DAY)
        assert list(assignments(alias, directory_of(log), BEFORE)) == []
    assert (one.cadre, one.chapter, one.ground) == (MEMBER, "NB-H1-X1-C1", fact.ground)
    assert one.period == (DAY, date(2023, 12, 31))
    assert one.decision == decision


@settings(max_examples=25)
@examples(CHOICES, st.integers(-90, 40))
def test_on_every_day_those_are_assigned_whom_a_plain_loop_finds(
    choices: list[bytes], ahead: int
) -> None:
    life = DutyLife().live(choices)
    day = local_date(life.world.now) + timedelta(days=ahead)
    directory = directory_of(life.log)
    right = [
        (one.chapter, one.cadre, one.first, one.last)
        for one in assigned(life.log)
        if on(one, day) and directory.exists(one.chapter, day)
    ]
    with known(life.log) as alias:
        found = list(assignments(alias, directory, day))
        told = [(one.chapter, one.cadre, *one.period) for one in found]
        assert sorted(told, key=repr) == sorted(right, key=repr)
        chapters = {one for one in right if one[0].startswith("NB-H2")}
        below = list(assignments(alias, directory, day, b.OTHER_DISTRICT))
    stands = directory.ancestors("NB-H2-X1", day)
    if b.OTHER_DISTRICT in stands:
        assert {one.chapter for one in below} >= {chapter for chapter, *_ in chapters}


@settings(max_examples=15)
@examples(CHOICES, CUTS)
def test_the_rows_are_equal_whatever_the_cuts(choices: list[bytes], sizes: list[int]) -> None:
    log = DutyLife().live(choices).log
    with known(log) as whole, known(log, *sizes) as parts:
        assert rows_of(parts) == rows_of(whole)


def test_facts_of_unknown_versions_concern_it_by_their_base_names() -> None:
    concerns = Assignments().concerns
    assert concerns("cadre-assigned.v2")
    assert concerns("assignment-ended.v3")
    assert not concerns("org-unit-moved.v1")

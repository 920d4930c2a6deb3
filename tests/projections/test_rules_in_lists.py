"""Rules of DOMAIN 3 that show in lists: who is short of attendances, which chapter has nobody."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from projections.assignments import Assignments, Missing, coverage
from projections.attendance import Attendance
from projections.attendance_figures import compliance
from tests import builders as b
from tests.builders import World, named
from tests.changes import appointed, established
from tests.projections.harness import cut, folded
from tests.spec import Given, given
from tests.steps import Step, days_from_now, step

LEADER, MEMBER = "p-nbmember", "p-executive"
C2 = "NB-H1-X1-C2"


def by_1120(*steps: Step) -> Given:
    """A leader and a member of the executive committee, both assigned to two chapters."""
    cadres = [(cadre, chapter) for cadre in (LEADER, MEMBER) for chapter in (b.CHAPTER, C2)]
    return given(
        established("NB-BCH", "executive-committee", b.PROVINCE),
        appointed(MEMBER, "NB-BCH", "member"),
        appointed(LEADER, "NB-BCH", "member"),
        *(assigned_to(chapter, cadre) for cadre, chapter in cadres),
        *steps,
        regime="regulation-1120",
        at="2020-02-03 20:00",
    )


def assigned_to(chapter: str, cadre: str) -> Step:
    fields = {"cadre": cadre, "chapter": chapter, "valid_from": days_from_now(0)}
    return step("assign-cadre", None, b.FOUNDER, province=b.PROVINCE, **fields)


def attends(cadre: str, chapter: str, *meetings: str) -> list[Step]:
    office = {LEADER: "NB-BTV", MEMBER: "NB-BCH"}[cadre]
    fields: dict[str, Any] = {
        "chapter": chapter,
        "kind": "regular",
        "started_at": lambda world: world.now - timedelta(minutes=120),
        "ended_at": lambda world: world.now - timedelta(minutes=30),
        "attended_by": cadre,
    }
    return [step("record-meeting", office, cadre, meeting=named(m), **fields) for m in meetings]


def figures(world: World, cadre: str) -> tuple[int, int, int]:
    """Owed, attended and missing in 2020."""
    with folded(Attendance(), cut(world.store.read())) as alias:
        told = compliance(alias, world.desk.directory(), 2020, date(2020, 12, 31))
    found = [(one.required, one.actual, one.shortfall) for one in told if one.cadre == cadre]
    assert len(found) == 1, told
    return found[0]


def test_000_1_a_leader_who_attended_once_is_listed_as_one_short() -> None:
    assert figures(by_1120(*attends(LEADER, C2, "one")).world, LEADER) == (2, 1, 1)
    assert figures(by_1120(*attends(LEADER, C2, "one", "two")).world, LEADER) == (2, 2, 0)


def test_000_2_who_is_not_in_the_standing_committee_is_listed_as_owing_three() -> None:
    world = by_1120(*attends(MEMBER, C2, "one", "two"), *attends(LEADER, C2, "three")).world
    assert figures(world, MEMBER) == (3, 2, 1)
    assert figures(world, LEADER) == (2, 1, 1)


def test_000_3_the_own_chapters_meeting_is_not_listed_as_an_attendance() -> None:
    own = appointed(LEADER, b.CHAPTER, "member")
    visits = [*attends(LEADER, b.CHAPTER, "own"), *attends(LEADER, C2, "other")]
    assert figures(by_1120(own, *visits).world, LEADER) == (2, 1, 1)


def lacking(world: World) -> dict[str, Missing]:
    with folded(Assignments(), cut(world.store.read())) as alias:
        told = coverage(alias, world.desk.directory(), date(2023, 4, 25))
    return {one.chapter: one.why for one in told.lacking}


def in_dong_thap(*steps: Step) -> World:
    time = "2023-04-25 08:00"
    return given(*steps, regime="dong-thap", at=time, shape="three-tiers").world


def without_cadre(chapters: Sequence[str]) -> list[Step]:
    ended = {"cadre": b.CADRE, "province": b.PROVINCE, "valid_from": days_from_now(0)}
    return [step("end-assignment", None, b.FOUNDER, chapter=one, **ended) for one in chapters]


def test_001_2_a_chapter_without_a_member_of_the_committee_is_listed() -> None:
    communes = ["NB-H1-X1-C1", "NB-H1-X1-C2", "NB-H2-X1-C1", "NB-H2-X1-C2"]
    world = in_dong_thap(
        assigned_to("NB-H1-X1-C1", "p-x1member"), *without_cadre(["NB-H1-X1-C1", "NB-H1-X1-C2"])
    )
    assert lacking(world) == {
        communes[1]: Missing.NOBODY,
        communes[2]: Missing.NOT_OF_THE_COMMITTEE,
        communes[3]: Missing.NOT_OF_THE_COMMITTEE,
    }

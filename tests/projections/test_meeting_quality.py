"""How meetings were held and what they were given (`001-3`, `001-6`, `002-9`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from domain import organisation as o
from domain.calendar import local_date
from domain.deadline import RegimeRef
from domain.meeting import MeetingHeld, MeetingScored
from domain.period import Period
from domain.regime_keys import RubricRef
from domain.values import MeetingKind
from projections.meeting_quality import Held, MeetingQuality, held_meetings
from tests import builders as b
from tests.builders import World, named, vietnam
from tests.projections.duties_oracle import directory_of, expected_meetings
from tests.projections.duty_lives import DutyLife
from tests.projections.harness import cut, folded, rows_of
from tests.projections.lives import CHOICES, CUTS, Log
from tests.regimes import chain

MAY = Period(date(2023, 5, 1), date(2023, 5, 31))
MEETING = named("meeting")
DONG_THAP = RegimeRef(id="dong-thap", version="2023.1")


@contextmanager
def quality(log: Log, *sizes: int) -> Iterator[str]:
    with folded(MeetingQuality(), cut(log, sizes or (2000,))) as alias:
        yield alias


def province() -> World:
    return World(regime="dong-thap", shape="three-tiers").found(chain).at("2023-05-03 21:00")


def held(minutes: int = 95, **fields: Any) -> MeetingHeld:
    ended = vietnam("2023-05-03 21:00")
    given = {"kind": MeetingKind.REGULAR, "members": 20, "present": 17, **fields}
    return MeetingHeld(
        regime=DONG_THAP,
        chapter=b.CHAPTER,
        started_at=ended - timedelta(minutes=minutes),
        ended_at=ended,
        **given,
    )


def scored(total: int, grade: str, version: str = "1") -> MeetingScored:
    return MeetingScored(
        rubric=RubricRef(id="09-QDi-TU", version=version),
        points={"content": total},
        total=total,
        grade=grade,
        scored_by="NB-H1-X1-VP",
    )


def listed(world: World, days: Period = MAY, unit: str | None = None) -> list[Held]:
    log = list(world.store.read())
    with quality(log) as alias:
        return list(held_meetings(alias, directory_of(log), days, unit))


def only(*facts: Any) -> Held:
    world = province()
    world.write(MEETING, *facts)
    [one] = listed(world)
    return one


def test_a_meeting_tells_how_long_it_was_and_how_many_came() -> None:
    one = only(held())
    assert (one.chapter, one.day, one.minutes) == (b.CHAPTER, date(2023, 5, 3), 95)
    assert (one.present, one.members, one.percent_present) == (17, 20, 85)
    assert one.score is None


def test_001_6_the_last_score_holds_with_its_rubric() -> None:
    one = only(held(), scored(60, "average"), scored(75, "fair"))
    assert one.score is not None
    assert (one.score.total, one.score.grade, one.score.rubric) == (75, "fair", "09-QDi-TU 1")
    assert one.rubric is not None
    assert [each.vi for each in one.rubric.grades if each.grade == "fair"] == ["Khá"]


def test_002_9_a_score_by_another_version_keeps_its_own_name() -> None:
    one = only(held(), scored(75, "fair", version="7"))
    assert one.score is not None
    assert one.score.rubric == "09-QDi-TU 7"
    assert one.rubric is None


@pytest.mark.parametrize(
    ("fields", "least"),
    [
        ({}, 90),
        ({"members": 9, "present": 8}, 60),
        ({"members": None, "present": None}, 90),
        ({"kind": MeetingKind.EXTRAORDINARY}, 0),
    ],
    ids=["usual", "few members", "members not told", "extraordinary"],
)
def test_001_3_few_members_meet_for_a_shorter_time(fields: dict[str, Any], least: int) -> None:
    assert only(held(**fields)).least_minutes == least
    assert only(held(least - 1 if least else 5, **fields)).is_too_short == (least > 0)
    assert not only(held(least or 5, **fields)).is_too_short


def test_of_fewer_than_five_members_nobody_is_told_how_many_came() -> None:
    """DOMAIN 8: it would tell who was there."""
    few, enough = only(held(members=4, present=3)), only(held(members=5, present=4))
    assert (few.members, few.present, few.percent_present) == (4, None, None)
    assert (enough.present, enough.percent_present) == (4, 80)


def test_a_unit_shows_the_chapters_that_stood_below_it_that_day() -> None:
    """DOMAIN 2: reports use the tree valid on the event date."""
    world = province()
    world.write(MEETING, held())
    moved = o.OrgUnitMoved(unit="NB-H1-X1", parent=b.OTHER_DISTRICT, valid_from=date(2023, 6, 1))
    world.write(o.organisation_id(b.PROVINCE), moved)
    for unit in (b.CHAPTER, "NB-H1-X1", b.DISTRICT, b.PROVINCE):
        assert len(listed(world, unit=unit)) == 1
    assert listed(world, unit=b.OTHER_DISTRICT) == []
    assert listed(world, Period(date(2023, 6, 1), date(2023, 6, 30))) == []


@settings(max_examples=25)
@examples(CHOICES, st.integers(0, 300))
def test_the_list_is_that_of_a_plain_loop(choices: list[bytes], back: int) -> None:
    life = DutyLife().live(choices)
    last = local_date(life.world.now)
    first = last - timedelta(days=back)
    with quality(life.log) as alias:
        found = list(held_meetings(alias, directory_of(life.log), Period(first, last)))
    assert [as_expected(one) for one in found] == expected_meetings(life.log, first, last)


def as_expected(one: Held) -> dict[str, Any]:
    same = ("meeting", "chapter", "started_at", "minutes", "kind", "combined", "members", "present")
    return {
        **{name: getattr(one, name) for name in same},
        "percent": one.percent_present,
        "score": tuple(one.score) if one.score else None,
    }


@settings(max_examples=15)
@examples(CHOICES, CUTS)
def test_the_rows_are_equal_whatever_the_cuts(choices: list[bytes], sizes: list[int]) -> None:
    log = DutyLife().live(choices).log
    with quality(log) as whole, quality(log, *sizes) as parts:
        assert rows_of(parts) == rows_of(whole)


def test_facts_of_unknown_versions_concern_it_by_their_base_names() -> None:
    concerns = MeetingQuality().concerns
    assert concerns("meeting-scored.v2")
    assert not concerns("briefing-held.v1")
    assert not concerns("attendance-recorded.v1")

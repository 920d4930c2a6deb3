"""Attendance compliance: what cadres owed in a year, and what they did (`000-1` to `000-3`)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from domain import organisation as o
from domain.calendar import local_date
from domain.deadline import RegimeRef
from domain.duty import AbsenceExcused, ContestDecided, EvaluationContested, duty_year_id
from domain.fact import Fact
from domain.meeting import AttendanceRecorded, MeetingHeld
from domain.regime_keys import EvaluationCriterion
from domain.residence import ResidenceAccepted, ResidenceIntroduced, ResidenceLinkEnded
from domain.sealed import Sealed
from domain.values import MeetingKind
from projections.attendance import Attendance
from projections.attendance_figures import Compliance, compliance
from tests import builders as b
from tests.builders import World, document, named, vietnam
from tests.projections import attendance_oracle, duties_oracle
from tests.projections.attendance_oracle import expected_compliance
from tests.projections.duties_oracle import contests, directory_of
from tests.projections.duty_lives import DutyLife
from tests.projections.harness import cut, folded, rows_of
from tests.projections.lives import CHOICES, CUTS, Log
from tests.regimes import chain

YEAR_END = date(2020, 12, 31)
MEMBER, CHAIR = "p-nbmember", "p-nbchair"
"""Of the province's standing committee, and of its standing board."""


@contextmanager
def attendance(log: Log, *sizes: int) -> Iterator[str]:
    with folded(Attendance(), cut(log, sizes or (2000,))) as alias:
        yield alias


def log_of(world: World) -> Log:
    return list(world.store.read())


class Province:
    """A province under a regime in 2020, in which facts are written as they are."""

    def __init__(self, regime: str = "regulation-1120") -> None:
        self.world = World(regime=regime).found(chain).at("2020-02-03 20:00")
        self._held = 0

    def organise(self, *facts: Fact) -> "Province":
        self.world.write(o.organisation_id(b.PROVINCE), *facts)
        return self

    def met(self, day: str, *attended: str, at: str = b.CHAPTER) -> "Province":
        """A meeting, attended by the first named, in place of the second."""
        self._held += 1
        ended = vietnam(f"{day} 21:00")
        held = MeetingHeld(
            regime=RegimeRef(id="regulation-1120", version="2020.1"),
            chapter=at,
            kind=MeetingKind.REGULAR,
            started_at=ended - timedelta(hours=2),
            ended_at=ended,
        )
        cadre, head = (*attended, None, None)[:2]
        visit = (AttendanceRecorded(cadre=cadre, in_place_of=head),) if cadre else ()
        self.world.write(named(f"met {self._held}"), held, *visit)
        return self

    def excused(self, cadre: str, first: str, last: str, chapter: str | None = None) -> "Province":
        days = (date.fromisoformat(first), date.fromisoformat(last))
        fact = AbsenceExcused(
            cadre=cadre, chapter=chapter, first=days[0], last=days[1], document=document()
        )
        self.world.write(duty_year_id(cadre, days[0].year), fact)
        return self

    def figures(
        self, until: date = YEAR_END, unit: str | None = None, year: int = 2020
    ) -> dict[str, Compliance]:
        """By cadre; each has one duty in these tests."""
        log = log_of(self.world)
        with attendance(log) as alias:
            found = compliance(alias, directory_of(log), year, until, unit)
        assert len({one.cadre for one in found}) == len(found)
        return {one.cadre: one for one in found}


def seated(person: str, unit: str, first: date, last: date | None = None) -> Fact:
    return o.OfficerAppointed(
        person=person, unit=unit, post=o.Post.MEMBER, valid_from=first, valid_to=last
    )


EXECUTIVE = o.OrgUnitEstablished(
    unit="NB-BCH",
    kind=o.UnitKind.EXECUTIVE_COMMITTEE,
    name="Ban Chấp hành",
    parent=b.PROVINCE,
    valid_from=date(2018, 1, 2),
)
WORKPLACE = o.OrgUnitEstablished(
    unit="NB-SXD-C1",
    kind=o.UnitKind.WORKPLACE_CHAPTER,
    name="Chi bộ Sở",
    parent=b.PROVINCIAL_DEPARTMENT,
    valid_from=date(2018, 1, 2),
)
START = date(2018, 1, 2)


def test_000_1_a_leader_who_attended_once_in_the_year_is_one_short() -> None:
    [once, twice] = [
        Province().met("2020-03-03", MEMBER),
        Province().met("2020-03-03", MEMBER).met("2020-09-03", MEMBER),
    ]
    assert once.figures()[MEMBER][6:11] == (2, 1, 0, 0, 1)
    assert twice.figures()[MEMBER][6:11] == (2, 2, 0, 0, 0)


def test_000_1_nothing_is_short_before_the_year_ends() -> None:
    province = Province().met("2020-03-03", MEMBER)
    assert province.figures(date(2020, 12, 30))[MEMBER].shortfall == 0
    assert province.figures(YEAR_END)[MEMBER].shortfall == 1


def test_000_2_a_committee_member_owes_three_and_one_of_the_standing_committee_two() -> None:
    province = Province().organise(
        EXECUTIVE, seated("p-elected", "NB-BCH", START), seated(MEMBER, "NB-BCH", START)
    )
    found = province.figures()
    assert (found["p-elected"].required, found["p-elected"].duty) == (3, "committee")
    assert (found[MEMBER].required, found[MEMBER].duty) == (2, "leaders")
    assert [found["p-elected"].rule, found[MEMBER].rule] == ["000-2", "000-1"]


def test_000_3_the_own_chapter_and_the_one_at_home_never_count() -> None:
    link = named("link")
    own = seated(MEMBER, "NB-H1-X1-C2", START)
    province = Province().organise(own).met("2020-03-03", MEMBER, at="NB-H1-X1-C2")
    introduced = ResidenceIntroduced(member=MEMBER, workplace="NB-SXD-C1", residence="NB-H2-X1-C1")
    province.world.write(link, introduced, ResidenceAccepted(register_number="1"))
    province.met("2020-04-03", MEMBER, at="NB-H2-X1-C1").met("2020-05-03", MEMBER)
    assert province.figures()[MEMBER].actual == 1
    province.world.write(link, ResidenceLinkEnded(on=date(2020, 4, 1)))
    assert province.figures()[MEMBER].actual == 2


def test_002_1_every_month_has_to_have_its_own_attendance() -> None:
    """Two in March leave nothing for April; February is not over before its last day."""
    province = Province("ninh-binh").met("2020-01-03", MEMBER)
    province.met("2020-03-03", MEMBER).met("2020-03-20", MEMBER)
    assert province.figures(date(2020, 4, 30))[MEMBER][6:11] == (4, 3, 0, 0, 2)


def test_002_2_a_deputy_attends_for_a_head_and_never_for_a_leader() -> None:
    director = "p-nbdirector"
    province = Province("ninh-binh").organise(
        o.CadreAssigned(cadre=director, chapter=b.CHAPTER, valid_from=START)
    )
    province.met("2020-01-03", b.CADRE, director).met("2020-01-05", b.CADRE, MEMBER)
    found = province.figures(date(2020, 1, 31))
    assert found[director][6:11] == (1, 0, 1, 0, 0)
    assert found[MEMBER][6:11] == (1, 0, 0, 0, 1)
    assert found[b.CADRE].actual == 0


def test_002_1_of_everybody_in_a_tier_only_those_who_are_assigned_owe() -> None:
    found = Province("ninh-binh").figures(date(2020, 1, 31))
    assert b.CADRE in found
    assert found.keys().isdisjoint({"p-nbdirector", "p-nbclerk", "p-nbinspector"})


def test_002_1_a_workplace_counts_for_leaders_and_for_nobody_else() -> None:
    province = Province("ninh-binh").organise(WORKPLACE)
    province.met("2020-01-03", MEMBER, at="NB-SXD-C1").met("2020-01-03", b.CADRE, at="NB-SXD-C1")
    found = province.figures(date(2020, 1, 31))
    assert [found[MEMBER].actual, found[b.CADRE].actual] == [1, 0]


def test_the_post_held_longest_decides_in_full() -> None:
    """`000-1` and `000-2` say nothing of changes; the regime applies from 20 January (ADR 0181)."""
    of_long = [
        seated("p-first", "NB-BCH", START, date(2020, 7, 15)),
        seated("p-first", "NB-BTV", date(2020, 7, 16)),
    ]
    of_short = [
        seated("p-second", "NB-BCH", START, date(2020, 6, 1)),
        seated("p-second", "NB-BTV", date(2020, 6, 2)),
    ]
    found = Province().organise(EXECUTIVE, *of_long, *of_short).figures()
    assert (found["p-first"].duty, found["p-first"].required) == ("committee", 3)
    assert (found["p-second"].duty, found["p-second"].required) == ("leaders", 2)


def test_what_is_excused_is_not_short() -> None:
    """A meeting missed with an excuse, and a period in which the cadre was away altogether."""
    assigned = o.CadreAssigned(cadre=MEMBER, chapter=b.CHAPTER, valid_from=START)
    province = Province("ninh-binh").organise(assigned).met("2020-01-03").met("2020-02-03")
    province.met("2020-02-20", MEMBER).excused(MEMBER, "2020-01-02", "2020-01-04")
    province.excused(MEMBER, "2020-03-01", "2020-03-31")
    assert province.figures(date(2020, 3, 31))[MEMBER][6:11] == (3, 1, 0, 2, 0)
    elsewhere = Province("ninh-binh").organise(assigned).met("2020-01-03")
    elsewhere.excused(MEMBER, "2020-01-02", "2020-01-04", "NB-H1-X1-C2")
    assert elsewhere.figures(date(2020, 1, 31))[MEMBER].excused == 0


def test_a_meeting_that_would_not_have_counted_excuses_nothing() -> None:
    """`002-1`: cadres of an agency attend in villages."""
    at_work = o.CadreAssigned(cadre=b.CADRE, chapter="NB-SXD-C1", valid_from=START)
    province = Province("ninh-binh").organise(WORKPLACE, at_work)
    province.met("2020-01-03", at="NB-SXD-C1").met("2020-01-20")
    province.excused(b.CADRE, "2020-01-02", "2020-01-04")
    found = province.figures(date(2020, 1, 31))[b.CADRE]
    assert (found.required, found.excused, found.shortfall) == (1, 0, 1)


def test_a_unit_shows_those_who_serve_in_it_or_below() -> None:
    province = Province("ninh-binh")
    in_january = date(2020, 1, 31)
    whole = province.figures(in_january).keys()
    assert province.figures(in_january, b.DISTRICT).keys() == {"p-h1chair", "p-h1member"}
    assert province.figures(in_january, "NB-TT").keys() == {CHAIR}
    assert province.figures(in_january, b.PROVINCE).keys() == whole


def test_002_8_a_figure_that_is_contested_says_so_and_what_became_of_it() -> None:
    province = Province("ninh-binh")
    stream = duty_year_id(MEMBER, 2020)
    reason = Sealed(f"duty:{stream}", "Có dự ngày 3/2")
    criterion = EvaluationCriterion.ATTENDANCE
    contested = EvaluationContested(cadre=MEMBER, year=2020, criterion=criterion, reason=reason)
    province.world.write(stream, contested)
    found = province.figures()[MEMBER].contest
    assert found is not None
    assert (found.upheld, found.decided_at) == (None, None)
    province.world.write(stream, ContestDecided(criterion=criterion, upheld=True, reason=reason))
    found = province.figures()[MEMBER].contest
    assert found is not None
    assert found.upheld is True
    assert province.figures()[CHAIR].contest is None
    assert province.figures(date(2021, 12, 31), year=2021)[MEMBER].contest is None


def test_before_the_year_nothing_is_owed() -> None:
    assert Province().figures(date(2019, 12, 31)) == {}


@settings(max_examples=12)
@examples(CHOICES, st.integers(-40, 200))
def test_the_figures_are_those_of_a_loop_over_days(choices: list[bytes], ahead: int) -> None:
    life = DutyLife().live(choices)
    until = local_date(life.world.now) + timedelta(days=ahead)
    log = life.log
    disputed = contests(log, "attendance", until.year)
    with attendance(log) as alias:
        found = compliance(alias, directory_of(log), until.year, until)
        for unit in {one.unit for one in found}:
            asked = compliance(alias, directory_of(log), until.year, until, unit)
            of_unit = [one for one in found if one.unit == unit]
            assert [one for one in asked if one.unit == unit] == of_unit
    assert [as_expected(one) for one in found] == sorted(
        expected_compliance(log, until.year, until), key=_place
    )
    for one in found:
        told = (one.contest.at, one.contest.upheld) if one.contest else None
        assert told == disputed.get(one.cadre)


def as_expected(one: Compliance) -> dict[str, Any]:
    row = one._asdict()
    del row["contest"]
    return {**row, "post": one.post.value if one.post else None}


def _place(row: dict[str, Any]) -> tuple[str, ...]:
    return (row["unit"], row["cadre"], row["regime"], row["duty"])


@settings(max_examples=15)
@examples(CHOICES, CUTS)
def test_the_rows_are_equal_whatever_the_cuts(choices: list[bytes], sizes: list[int]) -> None:
    log = DutyLife().live(choices).log
    with attendance(log) as whole, attendance(log, *sizes) as parts:
        assert rows_of(parts) == rows_of(whole)


def test_facts_of_unknown_versions_concern_it_by_their_base_names() -> None:
    concerns = Attendance().concerns
    assert concerns("attendance-recorded.v2")
    assert concerns("residence-accepted.v9")
    assert not concerns("meeting-scored.v1")
    assert not concerns("issue-raised.v1")


@pytest.mark.parametrize("loop", [attendance_oracle, duties_oracle])
def test_the_plain_loops_share_no_code_with_the_projections(loop: ModuleType) -> None:
    text = Path(str(loop.__file__)).read_text("utf-8")
    imported = re.findall(r"^\s*(?:from|import) (\S+)", text, re.MULTILINE)

    assert "domain.directory" in imported
    assert [one for one in imported if one.startswith(("projections", "adapters"))] == []

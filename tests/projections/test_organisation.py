"""The organisation read model: what held on a day, as it was known at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from domain import organisation as o
from domain.calendar import local_date
from projections.organisation import (
    Organisation,
    acting_heads,
    appointments,
    assignments,
    bindings,
    children,
    delegations,
    names,
    tree,
)
from tests import builders as b
from tests.builders import World
from tests.changes import appointed, dissolved, established
from tests.projections.harness import cut, folded, rows_of
from tests.projections.lives import CUTS, Life, Log
from tests.regimes import chain
from tests.steps import step
from tests.workflows.lives import Chances
from workflows.outcome import Accepted


@contextmanager
def organisation(log: Log, *sizes: int) -> Iterator[str]:
    with folded(Organisation(), cut(log, sizes or (2000,))) as alias:
        yield alias


CHANGES = st.lists(st.binary(min_size=8, max_size=8), min_size=5, max_size=60)


def organised(choices: list[bytes]) -> Life:
    """A province whose organisation changes day by day."""
    life = Life()
    for choice in choices:
        life.organise(Chances(choice))
        life.world.now += timedelta(hours=5)
    return life


def world() -> World:
    return World().found(chain).at("2018-08-03 21:00")


def log_of(world: World) -> Log:
    return list(world.store.read())


class Expected:
    """What was known at a time, by a plain loop over the facts recorded until then."""

    def __init__(self, log: Log, as_of: datetime | None = None) -> None:
        self.units: dict[str, dict[str, Any]] = {}
        self.appointments: list[dict[str, Any]] = []
        self.acting: list[dict[str, Any]] = []
        self.delegations: dict[Any, dict[str, Any]] = {}
        self.assignments: list[dict[str, Any]] = []
        self.bindings: dict[str, dict[date, tuple[str, str]]] = {}
        for _, envelope, fact in log:
            if as_of is None or envelope.recorded_at <= as_of:
                self._take(fact)

    def _take(self, fact: Any) -> None:
        match fact:
            case o.OrganisationFounded(province=unit):
                self._unit(unit, "province", None, fact.name, fact.founded_on)
            case o.OrgUnitEstablished(unit=unit):
                self._unit(unit, fact.kind.value, fact.parent, fact.name, fact.valid_from)
            case o.ProvinceEstablished(unit=unit):
                self._unit(unit, "province", None, fact.name, fact.valid_from)
            case o.OrgUnitMoved(unit=unit):
                self.units[unit]["parents"][fact.valid_from] = fact.parent
            case o.OrgUnitRenamed(unit=unit):
                self.units[unit]["names"][fact.valid_from] = fact.name
            case o.OrgUnitDissolved(unit=unit):
                end(self.units[unit], fact.valid_from)
            case o.OfficerAppointed(person=person, unit=unit, post=post):
                self.appointments.append({"who": (person, unit, post.value), **days(fact)})
            case o.AppointmentEnded(person=person, unit=unit, post=post):
                self._end_all(self.appointments, (person, unit, post.value), fact.valid_from)
            case o.ActingHeadNamed(person=person, unit=unit):
                others = [
                    one
                    for one in self.acting
                    if (one["unit"], one["from"]) != (unit, fact.valid_from)
                ]
                told = {"unit": unit, "who": (person, fact.in_place_of), **days(fact)}
                self.acting = [*others, told]
            case o.DelegationGranted(delegation=id):
                who = (fact.delegator, fact.delegate)
                granted = {"unit": fact.unit, "who": who, "granted": fact.valid_to}
                self.delegations[id] = {**granted, **days(fact)}
            case o.DelegationRevoked(delegation=id):
                end(self.delegations[id], fact.valid_from)
            case o.CadreAssigned(cadre=cadre, chapter=chapter):
                told = {"who": (cadre, chapter), "ground": fact.ground, **days(fact)}
                self.assignments.append(told)
            case o.AssignmentEnded(cadre=cadre, chapter=chapter):
                self._end_all(self.assignments, (cadre, chapter), fact.valid_from)
            case o.RegimeBound(unit=unit):
                bound = (fact.regime, fact.version)
                self.bindings.setdefault(unit, {})[fact.valid_from] = bound
            case _:
                pass

    def _unit(self, unit: str, kind: str, parent: str | None, name: str, first: date) -> None:
        life = {"from": first, "to": None, "names": {first: name}}
        self.units.setdefault(unit, {"kind": kind, "parents": {first: parent}, **life})

    def _end_all(self, known: list[dict[str, Any]], who: Any, day: date) -> None:
        for one in known:
            if one["who"] == who and covers(one, day):
                end(one, day)

    def tree(self, on: date) -> list[tuple[int, str, str, str]]:
        def below(parent: str | None, depth: int) -> Iterator[tuple[int, str, str, str]]:
            for id, unit in self.units.items():
                if covers(unit, on) and self.parent(id, on) == parent:
                    yield depth, id, unit["kind"], self.name(id, on)
                    yield from below(id, depth + 1)

        return list(below(None, 0))

    def name(self, unit: str, on: date) -> str:
        return str(latest(self.units[unit]["names"], on))

    def parent(self, unit: str, on: date) -> str | None:
        found: str | None = latest(self.units[unit]["parents"], on)
        return found


def latest(told: dict[date, Any], on: date) -> Any:
    """What began last until that day; before everything the first."""
    known = [day for day in sorted(told) if day <= on]
    return told[known[-1]] if known else told[min(told)]


def days(fact: Any) -> dict[str, Any]:
    return {"from": fact.valid_from, "to": fact.valid_to}


def covers(one: dict[str, Any], day: date) -> bool:
    return one["from"] <= day and (one["to"] is None or day <= one["to"])


def end(one: dict[str, Any], day: date) -> None:
    last = day - timedelta(days=1)
    one["to"] = last if one["to"] is None else min(one["to"], last)


def check(alias: str, expected: Expected, on: date, as_of: datetime | None) -> None:
    """Every query, for every unit."""
    asked: dict[str, Any] = {"as_of": as_of}
    found = tree(alias, on, **asked)
    assert [(depth, one.id, one.kind.value, one.name) for depth, one in found] == expected.tree(on)
    here = {id for id, unit in expected.units.items() if covers(unit, on)}
    called = {id: expected.name(id, on) for id in here}
    assert names(alias, [*expected.units, "NB-H77"], on, **asked) == called
    for id in expected.units:
        below = [one for one in expected.units if one in here and expected.parent(one, on) == id]
        assert [one.id for one in children(alias, id, on, **asked)] == (below if id in here else [])
        check_people(alias, expected, id, on, asked)


def check_people(
    alias: str, expected: Expected, unit: str, on: date, asked: dict[str, Any]
) -> None:
    assert sorted(
        (one.person, one.unit, one.post.value) for one in appointments(alias, unit, on, **asked)
    ) == sorted(
        one["who"] for one in expected.appointments if one["who"][1] == unit and covers(one, on)
    )
    assert sorted(
        (one.cadre, one.chapter, one.ground) for one in assignments(alias, unit, on, **asked)
    ) == sorted(
        (*one["who"], one["ground"])
        for one in expected.assignments
        if one["who"][1] == unit and covers(one, on)
    )
    assert [(one.person, one.in_place_of) for one in acting_heads(alias, unit, on, **asked)] == [
        one["who"]
        for one in sorted(expected.acting, key=lambda one: one["from"])
        if one["unit"] == unit and covers(one, on)
    ]
    assert {
        one.id: (one.delegator, one.delegate, one.granted.last)
        for one in delegations(alias, unit, on, **asked)
    } == {
        id: (*one["who"], one["granted"])
        for id, one in expected.delegations.items()
        if one["unit"] == unit and covers(one, on)
    }
    assert [
        (one.valid_from, (one.regime, one.version)) for one in bindings(alias, unit, **asked)
    ] == sorted(expected.bindings.get(unit, {}).items())


@settings(max_examples=20)
@examples(CHANGES, st.integers(-40, 60), st.integers(0, 400), st.booleans())
def test_every_query_answers_as_a_plain_loop_does_for_any_day_and_any_knowledge(
    choices: list[bytes], days_on: int, hours: int, now: bool
) -> None:
    life = organised(choices)
    on = local_date(life.world.now) + timedelta(days=days_on)
    as_of = None if now else life.world.now - timedelta(hours=hours)
    with organisation(life.log) as alias:
        check(alias, Expected(life.log, as_of), on, as_of)


@settings(max_examples=20)
@examples(CHANGES, CUTS)
def test_the_rows_are_equal_whatever_the_cuts(choices: list[bytes], sizes: list[int]) -> None:
    log = organised(choices).log
    with organisation(log) as whole, organisation(log, *sizes) as parts:
        assert rows_of(parts) == rows_of(whole)


def test_a_retroactive_change_is_known_from_its_record_on() -> None:
    made = world()
    told = made.now
    late = date(2018, 3, 1)
    renamed = step(
        "rename-unit", None, b.FOUNDER, province=b.PROVINCE, unit="NB-H1", name="A", valid_from=late
    )
    made.now += timedelta(days=1)
    renamed(made)
    with organisation(log_of(made)) as alias:
        assert names(alias, ["NB-H1"], late) == {"NB-H1": "A"}
        assert names(alias, ["NB-H1"], late - timedelta(days=1)) == {"NB-H1": "NB-H1"}
        assert names(alias, ["NB-H1"], late, as_of=told) == {"NB-H1": "NB-H1"}
        assert names(alias, ["NB-H1"], late, as_of=made.now) == {"NB-H1": "A"}


def organised_as(made: World, type: str, **fields: Any) -> None:
    outcome = step(type, None, b.FOUNDER, province=b.PROVINCE, **fields)(made)
    assert isinstance(outcome, Accepted), outcome


def test_a_report_for_may_still_shows_the_district_that_ended_in_july() -> None:
    """DOMAIN 2: reports use the tree valid on the event date."""
    may, july = date(2025, 5, 31), date(2025, 7, 1)
    made = world().at("2025-06-20 08:00")
    told = made.now - timedelta(minutes=1)
    letters = {"basis": b.document("1-QĐ/TU"), "minutes": b.document("2-BB")}
    common = {"valid_from": july, "above": "NB", "unmapped_owner": "NB", "archive": "NB-VP"}
    ended = {"unit": "NB-H2", "kind": "whole", "successors": ["NB-H1"], **common, **letters}
    to_province = {"unit": "NB-H2-X1", "parent": "NB", "valid_from": july}
    organised_as(made, "record-succession", units=[ended], moves=[to_province])
    with organisation(log_of(made)) as alias:

        def line(on: date, as_of: datetime | None = None) -> list[tuple[int, str]]:
            found = tree(alias, on, as_of=as_of)
            return [(depth, one.id) for depth, one in found if one.id.startswith("NB-H2")]

        before = [(1, "NB-H2"), (2, "NB-H2-TT"), (2, "NB-H2-VP"), (2, "NB-H2-X1")]
        chapter = "NB-H2-X1-C1"
        assert line(may) == [*before, (3, chapter)]
        assert line(july) == [(1, "NB-H2-X1"), (2, chapter)]
        assert line(july, told) == [*before, (3, chapter)]
        assert [one.id for one in children(alias, "NB-H2", may)] == [id for _, id in before[1:]]
        assert children(alias, "NB-H2", july) == ()


def test_a_move_told_again_for_the_same_day_leaves_the_last_and_knows_the_first() -> None:
    made = world()
    on = local_date(made.now)
    organised_as(made, "move-unit", unit="NB-H2-X1", parent="NB", valid_from=on)
    told = made.now
    made.now += timedelta(days=1)
    organised_as(made, "move-unit", unit="NB-H2-X1", parent="NB-H1", valid_from=on)
    with organisation(log_of(made)) as alias:

        def holds(parent: str, as_of: datetime | None = None) -> bool:
            return "NB-H2-X1" in {one.id for one in children(alias, parent, on, as_of=as_of)}

        assert [holds("NB"), holds("NB-H1"), holds("NB-H2")] == [False, True, False]
        assert [holds("NB", told), holds("NB-H1", told)] == [True, False]


def test_a_second_province_is_a_tree_of_its_own() -> None:
    made = world()
    on = local_date(made.now)
    organised_as(made, "establish-province", unit="NB-T2", name="Tỉnh ủy mới", valid_from=on)
    organised_as(made, "move-unit", unit="NB-H2", parent="NB-T2", valid_from=on)
    with organisation(log_of(made)) as alias:
        found = [(depth, one.id) for depth, one in tree(alias, on)]
        assert [id for depth, id in found if depth == 0] == ["NB", "NB-T2"]
        assert found[-3:] == [(2, "NB-H2-VP"), (2, "NB-H2-X1"), (3, "NB-H2-X1-C1")]
        assert [one.id for one in children(alias, "NB-T2", on)] == ["NB-H2"]


def test_a_unit_is_there_from_its_first_day_to_its_last() -> None:
    made = world()
    established("NB-H1-MOI", "agency", b.DISTRICT)(made)
    today = local_date(made.now)
    made.now += timedelta(days=10)
    dissolved("NB-H1-MOI")(made)
    last = local_date(made.now)
    with organisation(log_of(made)) as alias:

        def there(on: date) -> bool:
            return "NB-H1-MOI" in {one.id for one in children(alias, b.DISTRICT, on)}

        assert not there(today - timedelta(days=1))
        assert there(today)
        assert there(last)
        assert not there(last + timedelta(days=1))
        assert children(alias, "NB-H1-MOI", last + timedelta(days=1)) == ()


def test_several_changes_of_one_moment_leave_what_holds() -> None:
    made = world()
    for _ in range(3):
        appointed("p-another", "NB-H1-VP", "officer")(made)
    with organisation(log_of(made)) as alias:
        found = appointments(alias, "NB-H1-VP", local_date(made.now))
    assert [one.person for one in found] == ["p-h1clerk", "p-another"]


def test_facts_of_unknown_versions_concern_it_by_their_base_names() -> None:
    concerns = Organisation().concerns
    assert concerns("org-unit-renamed.v9")
    assert concerns("organisation-founded.v1")
    assert not concerns("regime-published.v1")
    assert not concerns("issue-raised.v1")

"""In which bodies cadres sit in the course of a year, and which duties come from it (`000-2`)."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from domain.directory import Directory
from domain.directory_people import CapacityKind
from domain.duty import duty_of
from domain.organisation import CHAPTERS, Post
from domain.period import ONE_DAY, Period
from domain.regime_keys import BodyOfTier, OptionalKeys
from domain.values import PersonRef, UnitId
from projections.rules_on import RulesOn


class Seat(NamedTuple):
    """Where a cadre serves, and as what."""

    unit: UnitId
    post: Post | None
    """None for an acting head."""


Duty = tuple[str, str]
"""The regime, as ``id version``, and the name of the duty in it."""


class Held(NamedTuple):
    """From one day to another the same seats, and so the same duties."""

    days: Period
    duties: Mapping[Duty, Seat]


class _Ruled(NamedTuple):
    """What matters of a unit on a day."""

    body: BodyOfTier
    regime: str
    keys: OptionalKeys


class Seats:
    """Those of everybody who serves on one of the days."""

    def __init__(self, directory: Directory, rules: RulesOn, days: Period) -> None:
        self._directory = directory
        self._rules = rules
        self._days = days
        self._turns: dict[PersonRef, set[date]] = {}
        """Days from which on somebody may have another seat."""
        self._units: dict[PersonRef, set[UnitId]] = {}
        for one in directory.all_appointments():
            self._note(one.person, one.unit, one.period)
        self._common = {days.first, *self._turns_for_all()}
        self._ruled = cache(self._unit)

    def cadres(self, unit: UnitId | None) -> list[PersonRef]:
        """Everybody who may have a seat at or below the unit; without one everybody."""
        if unit is None:
            return sorted(self._turns)
        below = set(_ever_below(self._directory, unit))
        return sorted(cadre for cadre, units in self._units.items() if units & below)

    def held(self, cadre: PersonRef) -> list[Held]:
        """The cadre's days, in order, as far as a duty comes from a seat."""
        turns = sorted(day for day in self._common | self._turns[cadre] if self._days.covers(day))
        ends = [*(day - ONE_DAY for day in turns[1:]), self._days.last]
        stretches = (Period(*each) for each in zip(turns, ends, strict=True))
        held = (Held(days, self._duties(cadre, days.first)) for days in stretches)
        return [one for one in held if one.duties]

    def _note(self, cadre: PersonRef, unit: UnitId, period: Period) -> None:
        if period.overlaps(self._days):
            self._turns.setdefault(cadre, set()).update(_turns(period))
            self._units.setdefault(cadre, set()).add(unit)

    def _turns_for_all(self) -> Iterator[date]:
        """Units begin, end and move, others act for heads, and regimes change."""
        directory = self._directory
        for record in directory.records():
            if record.kind in CHAPTERS:
                continue
            yield from _turns(record.period)
            yield from (day for day, _ in record.parents)
            for acting in directory.acting_heads(record.id):
                yield from _turns(acting.period)
                self._note(acting.person, record.id, acting.period)
        yield from (bound.valid_from for bound in directory.all_bindings())
        for period in self._rules.periods():
            yield from _turns(period)

    def _duties(self, cadre: PersonRef, on: date) -> Mapping[Duty, Seat]:
        """Of each regime the first duty that fits any of the seats under it."""
        seats: dict[str, list[tuple[Seat, _Ruled]]] = {}
        for unit in self._directory.units_of(cadre, on):
            ruled, seat = self._ruled(unit, on), self._seat(cadre, unit, on)
            if ruled and seat:
                seats.setdefault(ruled.regime, []).append((seat, ruled))
        duties = {}
        for regime, several in seats.items():
            rules = several[0][1].keys.attendance.duties
            if found := duty_of([ruled.body for _, ruled in several], rules):
                [name, _] = found
                own = dict([found])
                duties[regime, name] = next(s for s, ruled in several if duty_of([ruled.body], own))
        return duties

    def _seat(self, cadre: PersonRef, unit: UnitId, on: date) -> Seat | None:
        """In the own right, and not as a clerk, who sits in no body."""
        for capacity in self._directory.capacities(cadre, unit, on):
            if capacity.kind is not CapacityKind.DELEGATE and capacity.post is not Post.OFFICER:
                return Seat(unit, capacity.post)
        return None

    def _unit(self, id: UnitId, on: date) -> _Ruled | None:
        directory = self._directory
        unit, committee = directory.unit(id, on), directory.committee_of(id, on)
        above = directory.unit(committee, on) if committee else None
        bound = self._rules.binding(id, on)
        if unit is None or above is None or bound is None or unit.kind in CHAPTERS:
            return None
        return _Ruled(BodyOfTier(tier=above.kind, body=unit.kind), *bound)


def _ever_below(directory: Directory, unit: UnitId) -> Iterator[UnitId]:
    """The unit, and what ever stood below it."""
    waiting, known = [unit], {unit}
    while waiting:
        found = waiting.pop()
        yield found
        below = {record.id for record in directory.records_below(found)} - known
        known |= below
        waiting += below


def _turns(period: Period) -> Iterator[date]:
    yield period.first
    if period.last is not None and period.last < date.max:
        yield period.last + ONE_DAY

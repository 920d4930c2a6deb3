"""The tree of units as it stood on a day, and the records of units over their whole life."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.directory_records import UnitRecord
from domain.directory_tables import Tables
from domain.organisation import COMMITTEES, UnitKind
from domain.values import UnitId


class Unit(NamedTuple):
    """A unit as it stood on the day asked about."""

    id: UnitId
    kind: UnitKind
    name: str
    """The name it bore on that day."""
    parent: UnitId | None
    """The unit it stood under on that day."""
    valid_from: date
    valid_to: date | None
    """Last day of its life, as far as is known."""


def unit_on(record: UnitRecord, on: date) -> Unit:
    """The unit as it stood on a day of its life."""
    name, parent = record.name_on(on), record.parent_on(on)
    return Unit(record.id, record.kind, name, parent, *record.period)


@dataclass(frozen=True, slots=True)
class UnitTree:
    """Queries that look up answer with unit ids, those that look down with units. None raises."""

    _tables: Tables = field(default_factory=Tables)

    @property
    def province(self) -> UnitId | None:
        """The founding province, whether it still exists or not; None before the founding."""
        return self._tables.province

    def exists(self, id: UnitId, on: date) -> bool:
        record = self._tables.units.get(id)
        return record is not None and record.period.covers(on)

    def unit(self, id: UnitId, on: date) -> Unit | None:
        record = self._tables.units.get(id)
        if record is None or not record.period.covers(on):
            return None
        return unit_on(record, on)

    def name(self, id: UnitId, on: date) -> str | None:
        unit = self.unit(id, on)
        return unit.name if unit else None

    def children(self, id: UnitId, on: date, kind: UnitKind | None = None) -> tuple[Unit, ...]:
        """The units directly below that exist on the day, in the order of their establishment."""
        if not self.exists(id, on):
            return ()
        below = (unit_on(one, on) for one in self.records_below(id, kind) if one.period.covers(on))
        return tuple(unit for unit in below if unit.parent == id)

    def ancestors(self, id: UnitId, on: date) -> tuple[UnitId, ...]:
        """Nearest first, without the unit itself; empty for a unit that does not exist then."""
        return self._line(id, on)[1:]

    def _line(self, id: UnitId, on: date) -> tuple[UnitId, ...]:
        """The unit and what stands above it on the day; a ring of parents is walked once."""
        line: list[UnitId] = []
        above: UnitId | None = id
        while above is not None and above not in line and self.exists(above, on):
            line.append(above)
            above = self._tables.units[above].parent_on(on)
        return tuple(line)

    def committee_of(self, id: UnitId, on: date) -> UnitId | None:
        """The unit itself if it is a committee, else the nearest committee above it."""
        return self._first(self._line(id, on), COMMITTEES)

    def superior(self, committee: UnitId, on: date) -> UnitId | None:
        """The nearest committee strictly above; None for the province."""
        return self._first(self.ancestors(committee, on), COMMITTEES)

    def committee_at(self, id: UnitId, kind: UnitKind, on: date) -> UnitId | None:
        """The nearest unit of that kind (a tier), the unit itself included."""
        return self._first(self._line(id, on), frozenset({kind}))

    def _first(self, line: tuple[UnitId, ...], kinds: frozenset[UnitKind]) -> UnitId | None:
        return next((id for id in line if self._tables.units[id].kind in kinds), None)

    def body(self, committee: UnitId, kind: UnitKind, on: date) -> Unit | None:
        """Its child of that kind, the first established where there are several."""
        return next(iter(self.children(committee, on, kind)), None)

    def walk(self, on: date) -> Iterator[tuple[int, Unit]]:
        """Every unit that exists on the day with its depth, parents first, a province at 0."""
        provinces = [one for one in self.records() if not one.parents and one.period.covers(on)]
        waiting = [(0, unit_on(one, on)) for one in reversed(provinces)]
        while waiting:
            depth, unit = waiting.pop()
            yield depth, unit
            below = self.children(unit.id, on)
            waiting += [(depth + 1, child) for child in reversed(below)]

    def record(self, id: UnitId) -> UnitRecord | None:
        """The unit's whole life, whenever that was."""
        return self._tables.units.get(id)

    def records(self) -> Iterator[UnitRecord]:
        """Every unit that ever was, in the order of establishment."""
        return iter(self._tables.units.values())

    def records_below(self, id: UnitId, kind: UnitKind | None = None) -> tuple[UnitRecord, ...]:
        """Every unit that ever stood right under it, in the order of establishment."""
        tables = self._tables
        below = tables.bodies.get((id, kind), ()) if kind else tables.children.get(id, ())
        return tuple(tables.units[child] for child in below)

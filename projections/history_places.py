"""What an office was called and where it stood, as far as was known when a fact was recorded.

As known means: told by facts before it in the log. What is later told of earlier days changes no
row (ADR 0122).
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from domain.directory_records import UnitRecord
from domain.directory_tables import Tables, apply
from domain.directory_tree import UnitTree
from domain.fact import Fact
from domain.organisation import (
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    ProvinceEstablished,
    UnitKind,
)
from domain.period import ONE_DAY, Period
from domain.values import UnitId
from projections.history_tables import HistoryOfficeTable, HistoryPlaceTable, HistoryUnitTable
from projections.organisation_kinds import dated_as_text, dated_from_text
from projections.rows import insert, listed, select, upsert, write

UNIT_FACTS: frozenset[type[Fact]] = frozenset(
    {
        *(OrganisationFounded, ProvinceEstablished, OrgUnitEstablished),
        *(OrgUnitRenamed, OrgUnitMoved, OrgUnitDissolved),
    }
)

_UNITS = """WITH RECURSIVE line (id) AS (
    SELECT value FROM json_each(%s)
    UNION SELECT json_extract(parent.value, '$[1]')
    FROM line JOIN history_unit ON history_unit.id = line.id, json_each(parents) AS parent
)
SELECT history_unit.id, kind, valid_from, valid_to, names, parents
FROM line CROSS JOIN history_unit ON history_unit.id = line.id"""
_ANY_UNIT = "SELECT 1 FROM history_unit LIMIT 1"
_PLACES = "SELECT line, id FROM history_place WHERE office = %s"
_OFFICE = "SELECT first, last, place FROM history_office WHERE office = %s"
_WRITE_UNIT = upsert(
    HistoryUnitTable,
    ("id", "kind", "valid_from", "valid_to", "names", "parents"),
    ("kind",),
)
_WRITE_PLACE = insert(HistoryPlaceTable, ("id", "office", "line"))
_FORGET_OFFICES = "DELETE FROM history_office"
_WRITE_OFFICE = upsert(HistoryOfficeTable, ("office", "first", "last", "place"))


class _Standing(NamedTuple):
    """An office stands in one place from one day to another, both included."""

    first: str
    last: str
    place: int | None


def place_from_text(line: str) -> list[tuple[UnitId, str]]:
    """Code and name of an office and of each unit above it, as ``history_place`` keeps them."""
    return [(unit, name) for unit, name in json.loads(line)]


def unit_of(fact: Any) -> UnitId:
    """The unit that a fact about units is of."""
    unit: UnitId = fact.province if type(fact) is OrganisationFounded else fact.unit
    return unit


def units_in(fact: Any) -> tuple[UnitId, ...]:
    """That unit, and the one that it is put below."""
    parent = (fact.parent,) if type(fact) in (OrgUnitEstablished, OrgUnitMoved) else ()
    return (unit_of(fact), *parent)


class Places:
    """Where offices stand; units are read only where that is not known yet."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._tables = Tables()
        self._tree = UnitTree(self._tables)
        self._standing: dict[UnitId, _Standing] = {}
        self._asked: set[UnitId] = set()
        """Offices that were looked for in the table."""
        self._found: dict[UnitId, None] = {}
        """Offices of which it was found where they stand."""
        self._all_known = not select(alias, _ANY_UNIT)
        """Whether all units came in this transaction, so that none has to be read."""
        self._forgotten = False
        self._changed: dict[UnitId, None] = {}
        self._new: dict[tuple[UnitId, str], int] = {}

    def load(self, facts: Sequence[Any]) -> None:
        """What is stored of the units that facts about units name."""
        units = {unit for fact in facts for unit in units_in(fact)}
        if units:
            self._read_units(sorted(units))

    def take(self, fact: Any) -> None:
        """A fact about a unit, after which any office may stand elsewhere."""
        apply(self._tables, fact)
        self._changed[unit_of(fact)] = None
        self._forgotten = True
        self._standing.clear()
        self._found.clear()

    def of(self, office: UnitId, on: str, position: int) -> int | None:
        """The place of the office on that day; None where it is not known to exist."""
        known = self._standing.get(office) or self._stored(office)
        if known is None or not known.first <= on <= known.last:
            known = self._find(office, date.fromisoformat(on), position)
            self._found[office] = None
        self._standing[office] = known
        return known.place

    def _stored(self, office: UnitId) -> _Standing | None:
        """Where it stood when it was last asked for, if no unit changed since."""
        if self._forgotten or self._all_known or office in self._asked:
            return None
        self._asked.add(office)
        for row in select(self._alias, _OFFICE, (office,)):
            return _Standing(*row)
        return None

    def write(self) -> None:
        units = (self._tables.units[id] for id in self._changed if id in self._tables.units)
        write(self._alias, _WRITE_UNIT, [_values(unit) for unit in units])
        places = [(id, office, line) for (office, line), id in self._new.items()]
        write(self._alias, _WRITE_PLACE, places)
        if self._forgotten:
            write(self._alias, _FORGET_OFFICES, [()])
        write(self._alias, _WRITE_OFFICE, [(id, *self._standing[id]) for id in self._found])

    def _read_units(self, units: Iterable[UnitId]) -> None:
        """With all that ever stood above them; what facts said meanwhile is newer."""
        if self._all_known:
            return
        for row in select(self._alias, _UNITS, (listed(units),)):
            self._tables.units.setdefault(row[0], _record(row))

    def _find(self, office: UnitId, on: date, position: int) -> _Standing:
        self._read_units([office])
        line = [office] if self._tree.exists(office, on) else []
        line += self._tree.ancestors(office, on)
        first, last = self._span(line or [office], on)
        if not line:
            return _Standing(first, last, None)
        named = [[unit, self._tree.name(unit, on)] for unit in line]
        text = json.dumps(named, ensure_ascii=False)
        return _Standing(first, last, self._place(office, text, position))

    def _place(self, office: UnitId, line: str, position: int) -> int:
        known = None
        if not self._all_known:
            known = dict(select(self._alias, _PLACES, (office,))).get(line)
        if known is None:
            known = self._new.setdefault((office, line), position)
        return known

    def _span(self, line: list[UnitId], on: date) -> tuple[str, str]:
        """The days around on which names and line are the same."""
        top = self._tree.record(line[-1])
        above = top.parent_on(on) if top else None
        days = {date.min, date.max}
        for record in map(self._tree.record, (*line, above) if above else line):
            if record is not None:
                changes = (*record.names, *record.parents)
                days |= {record.period.first, *(day for day, _ in changes)}
                days |= {record.period.last + ONE_DAY} if record.period.last else set()
        first = max(day for day in days if day <= on)
        after = min(day for day in days if day > on or day == date.max)
        return str(first), str(after - ONE_DAY)


def _record(row: tuple[Any, ...]) -> UnitRecord:
    id, kind, valid_from, valid_to, names, parents = row
    last = date.fromisoformat(valid_to) if valid_to else None
    period = Period(date.fromisoformat(valid_from), last)
    dated = dated_from_text
    return UnitRecord(id, UnitKind(kind), period, dated(names), dated(parents))


def _values(unit: UnitRecord) -> tuple[Any, ...]:
    first, last = unit.period
    dated = (dated_as_text(unit.names), dated_as_text(unit.parents))
    return (unit.id, unit.kind.value, str(first), str(last) if last else None, *dated)

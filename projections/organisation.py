"""The organisation: units, who serves in them, who attends where, and which regime binds whom.

Every row has two times: from which day to which it holds, and from when to when it was known
(DOMAIN 2: the tree is bitemporal). Queries ask for a day, and for what was known at some time.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models

from domain.directory_records import (
    ActingHead,
    Appointment,
    Assignment,
    Binding,
    Delegation,
)
from domain.directory_tree import Unit, unit_on
from domain.values import UnitId
from projections.organisation_fold import fold
from projections.organisation_kinds import (
    ACTING_HEADS,
    APPOINTMENTS,
    ASSIGNMENTS,
    BINDINGS,
    CHANGES,
    DELEGATIONS,
    KINDS,
    UNITS,
    Kind,
    Placed,
)
from projections.ports import FoldOfEachBatch
from projections.rows import asked_time, base_name, base_names, listed, select

_CONCERNS = base_names(CHANGES)


class Organisation:
    """The read model of the organisation."""

    name = "organisation"
    version = 2
    tables: tuple[type[models.Model], ...] = tuple(kind.table for kind in KINDS)

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(fold, alias)


_ON = "valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)"
_KNOWN = "known_to IS NULL"
_ESTABLISHED = """SELECT unit, MIN(since) FROM json_each(%s) AS asked
CROSS JOIN organisation_unit ON unit = asked.value GROUP BY unit"""
_KNOWN_AT = "known_from <= %s AND (known_to IS NULL OR known_to > %s)"


def tree(alias: str, on: date, *, as_of: datetime | None = None) -> tuple[tuple[int, Unit], ...]:
    """Every unit that exists on the day with its depth: parents first, a province at 0, siblings
    in the order of their establishment. A unit below none that exists then is left out."""
    found = _units(alias, on, as_of, "")
    below: dict[UnitId | None, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent, []).append(unit)
    rows: list[tuple[int, Unit]] = []
    waiting = [(0, unit) for unit in reversed(below.get(None, ()))]
    while waiting:
        depth, unit = waiting.pop()
        rows.append((depth, unit))
        waiting += [(depth + 1, child) for child in reversed(below.get(unit.id, ()))]
    return tuple(rows)


def children(
    alias: str, unit: UnitId, on: date, *, as_of: datetime | None = None
) -> tuple[Unit, ...]:
    """The units directly below that exist on the day, in the order of their establishment."""
    if not _units(alias, on, as_of, "unit = %s", unit):
        return ()
    return _units(alias, on, as_of, "parent = %s", unit)


def names(
    alias: str, units: Iterable[UnitId], on: date, *, as_of: datetime | None = None
) -> Mapping[UnitId, str]:
    """What units are called on the day; those that do not exist then have no entry."""
    asked = "unit IN (SELECT value FROM json_each(%s))"
    return {unit.id: unit.name for unit in _units(alias, on, as_of, asked, listed(units))}


def appointments(
    alias: str, unit: UnitId, on: date, *, as_of: datetime | None = None
) -> tuple[Appointment, ...]:
    """Who serves in the unit on the day, by first day."""
    return _in_force(APPOINTMENTS, alias, on, as_of, f"unit = %s AND {_ON}", unit)


def acting_heads(
    alias: str, unit: UnitId, on: date, *, as_of: datetime | None = None
) -> tuple[ActingHead, ...]:
    """Who is named to act as the unit's head on the day."""
    return _in_force(ACTING_HEADS, alias, on, as_of, f"unit = %s AND {_ON}", unit)


def delegations(
    alias: str, unit: UnitId, on: date, *, as_of: datetime | None = None
) -> tuple[Delegation, ...]:
    """Who may act for whom in the unit on the day."""
    return _in_force(DELEGATIONS, alias, on, as_of, f"unit = %s AND {_ON}", unit)


def assignments(
    alias: str, chapter: UnitId, on: date, *, as_of: datetime | None = None
) -> tuple[Assignment, ...]:
    """Which cadres attend the chapter's meetings on the day."""
    return _in_force(ASSIGNMENTS, alias, on, as_of, f"chapter = %s AND {_ON}", chapter)


def bindings(alias: str, unit: UnitId, *, as_of: datetime | None = None) -> tuple[Binding, ...]:
    """The unit's own bindings, by first day; each holds until the next begins."""
    return _in_force(BINDINGS, alias, None, as_of, "unit = %s", unit)


def _units(
    alias: str, on: date, as_of: datetime | None, where: str, *asked: Any
) -> tuple[Unit, ...]:
    """In the order of establishment, which is that of what was first told of each."""
    condition = f"{where} AND {_ON}" if where else _ON
    placed: Sequence[Placed] = _in_force(UNITS, alias, on, as_of, condition, *asked)
    records = [one.record for one in placed]
    order = dict(select(alias, _ESTABLISHED, (listed(one.id for one in records),)))
    return tuple(unit_on(one, on) for one in sorted(records, key=lambda one: order[one.id]))


def _in_force(
    kind: Kind, alias: str, on: date | None, as_of: datetime | None, where: str, *asked: Any
) -> tuple[Any, ...]:
    """What holds on the day as it was known at a time, or is known now; by first day."""
    values = [*asked, *((str(on),) * 2 if on else ())]
    known = _KNOWN
    if as_of:
        known = _KNOWN_AT
        values += [asked_time(as_of)] * 2
    statement = f"""SELECT {", ".join(kind.columns)} FROM {kind.table._meta.db_table}
WHERE {where} AND {known} ORDER BY valid_from, since, id"""
    return tuple(kind.entry(*row) for row in select(alias, statement, values))

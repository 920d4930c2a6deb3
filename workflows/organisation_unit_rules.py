"""Which units an organisation admits: what may stand under what, and when a unit may end."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NoReturn

from domain.directory import Directory
from domain.directory_records import UnitRecord
from domain.organisation import (
    BODIES,
    COMMITTEES,
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    ProvinceEstablished,
    UnitKind,
    province_of,
)
from domain.period import ONE_DAY, Period
from domain.values import UnitId
from workflows.outcome import Rejected

PARENTS: Mapping[UnitKind, frozenset[UnitKind]] = {
    UnitKind.PROVINCE: frozenset(),
    UnitKind.DISTRICT: frozenset({UnitKind.PROVINCE}),
    UnitKind.COMMUNE: frozenset({UnitKind.PROVINCE, UnitKind.DISTRICT}),
    UnitKind.RESIDENTIAL_CHAPTER: frozenset({UnitKind.COMMUNE}),
    UnitKind.WORKPLACE_CHAPTER: frozenset({UnitKind.AGENCY, UnitKind.COMMUNE, UnitKind.DISTRICT}),
    UnitKind.AGENCY: COMMITTEES | {UnitKind.AGENCY},
    **dict.fromkeys(BODIES, COMMITTEES),
}
"""Which kinds a unit of each kind may stand under (DOMAIN 2)."""


def is_founded(fact: OrganisationFounded, directory: Directory) -> bool:
    """Whether this very founding is recorded; raises Rejected where another is."""
    if directory.province is None:
        return False
    record = directory.record(directory.province)
    same = (
        record is not None
        and record.id == fact.province
        and record.period.first == fact.founded_on
        and record.names[0][1] == fact.name
        and directory.founder == fact.founder
    )
    if not same:
        raise Rejected("organisation-exists", province=directory.province)
    return True


def is_province_established(fact: ProvinceEstablished, directory: Directory) -> bool:
    """Whether the province is recorded just so; its code is another in that of the founding one."""
    _require_own_code(fact.unit, directory)
    record = directory.record(fact.unit)
    if record is None:
        return False
    require_same_unit(record, UnitKind.PROVINCE, fact.name, None, fact.valid_from)
    return True


def is_established(fact: OrgUnitEstablished, directory: Directory, last: date | None) -> bool:
    """Whether the unit is recorded just so; ``last`` is its last day there, where known."""
    _require_own_code(fact.unit, directory)
    record = directory.record(fact.unit)
    if record is not None:
        require_same_unit(record, fact.kind, fact.name, fact.parent, fact.valid_from)
        return True
    if fact.parent == fact.unit:
        raise Rejected("unit-cycle", units=[fact.unit])
    _require_place(fact.unit, fact.kind, fact.parent, Period(fact.valid_from, last), directory)
    return False


def _require_own_code(unit: UnitId, directory: Directory) -> None:
    if province_of(unit) != directory.province:
        raise Rejected("unit-outside-province", unit=unit, province=directory.province)


def _require_place(
    unit: UnitId, kind: UnitKind, parent: UnitId, stay: Period, directory: Directory
) -> None:
    """Raises Rejected where such a unit cannot stand under that parent all the time."""
    above = require_unit(directory, parent, stay.first)
    if not above.period.contains(stay):
        refuse_dissolved(above)
    if above.kind not in PARENTS[kind]:
        raise Rejected(
            "wrong-parent",
            unit=unit,
            kind=kind.value,
            parent=parent,
            parent_kind=above.kind.value,
        )
    if kind in BODIES:
        siblings = (one for one in directory.records_below(parent, kind) if one.id != unit)
        _require_no_twin(parent, stay, siblings)


def is_moved(fact: OrgUnitMoved, directory: Directory) -> bool:
    """Whether the unit stands under that parent on the day anyhow."""
    record = require_unit(directory, fact.unit, fact.valid_from)
    if record.parent_on(fact.valid_from) == fact.parent:
        return True
    stay = record.stay_from(fact.valid_from)
    _require_place(fact.unit, record.kind, fact.parent, stay, directory)
    _require_no_ring(fact.unit, fact.parent, stay, directory)
    return False


def _require_no_ring(unit: UnitId, parent: UnitId, stay: Period, directory: Directory) -> None:
    """Raises Rejected ``unit-cycle`` where the parent stands under the unit on a day of the time.

    The line above the parent is the same until one of its units moves.
    """
    day: date | None = stay.first
    while day is not None and stay.covers(day):
        line = (parent, *directory.ancestors(parent, day))
        if unit in line:
            raise Rejected("unit-cycle", units=[unit, *line[: line.index(unit)]])
        records = filter(None, map(directory.record, line))
        days = (moved for record in records for moved, _ in record.parents if moved > day)
        day = min(days, default=None)


def require_same_unit(
    record: UnitRecord, kind: UnitKind, name: str, parent: UnitId | None, valid_from: date
) -> None:
    """Raises Rejected ``unit-exists``, naming what differs from what is recorded."""
    pairs = {
        "kind": (record.kind, kind),
        "name": (record.names[0][1], name),
        "parent": (record.parents[0][1] if record.parents else None, parent),
        "valid_from": (record.period.first, valid_from),
    }
    differs = [field for field, (known, new) in pairs.items() if known != new]
    if differs:
        raise Rejected("unit-exists", unit=record.id, differs=differs)


def _require_no_twin(parent: UnitId, stay: Period, siblings: Iterable[UnitRecord]) -> None:
    for sibling in siblings:
        if _stands_under(sibling, parent, stay):
            raise Rejected("body-exists", kind=sibling.kind.value, unit=sibling.id)


def _stands_under(record: UnitRecord, parent: UnitId, during: Period) -> bool:
    """Whether it does so on a day of the time."""
    return any(one.parent == parent and one.period.overlaps(during) for one in record.stays())


def require_unit(directory: Directory, unit: UnitId, on: date) -> UnitRecord:
    """The unit's record; raises Rejected where the unit does not exist on the day."""
    record = directory.record(unit)
    if record is None:
        raise Rejected("unit-unknown", unit=unit)
    if on < record.period.first:
        raise Rejected("unit-not-yet", unit=unit, since=record.period.first.isoformat())
    if not record.period.covers(on):
        refuse_dissolved(record)
    return record


def refuse_dissolved(record: UnitRecord) -> NoReturn:
    """Names the last day of a unit that ended."""
    last = record.period.last
    raise Rejected("unit-dissolved", unit=record.id, last=last.isoformat() if last else None)


def is_renamed(fact: OrgUnitRenamed, directory: Directory) -> bool:
    """Whether the unit bears that name on the day anyhow."""
    require_unit(directory, fact.unit, fact.valid_from)
    return directory.name(fact.unit, fact.valid_from) == fact.name


def is_dissolved(fact: OrgUnitDissolved, directory: Directory) -> bool:
    """Whether the unit is recorded as gone from that day; it may not leave children behind."""
    record = directory.record(fact.unit)
    if record is None:
        raise Rejected("unit-unknown", unit=fact.unit)
    if record.period.last == fact.valid_from - ONE_DAY:
        return True
    if record.period.last is not None:
        refuse_dissolved(record)
    if fact.valid_from <= record.period.first:
        raise Rejected("unit-not-yet", unit=fact.unit, since=record.period.first.isoformat())
    afterwards = Period(fact.valid_from)
    children = [
        child.id
        for child in directory.records_below(fact.unit)
        if _stands_under(child, fact.unit, afterwards)
    ]
    if children:
        raise Rejected("unit-in-use", unit=fact.unit, child=children[0], children=len(children))
    return False

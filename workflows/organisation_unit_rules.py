"""Which units an organisation admits: what may stand under what, and when a unit may end."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NoReturn

from domain.directory import Directory
from domain.directory_tables import UnitRecord
from domain.organisation import (
    COMMITTEES,
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitRenamed,
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
    UnitKind.STANDING_COMMITTEE: COMMITTEES,
    UnitKind.STANDING_BOARD: COMMITTEES,
    UnitKind.COMMITTEE_OFFICE: COMMITTEES,
    UnitKind.INSPECTION_COMMISSION: COMMITTEES,
}
"""Which kinds a unit of each kind may stand under (DOMAIN 2)."""

SINGLE_BODIES = frozenset(
    {
        UnitKind.STANDING_COMMITTEE,
        UnitKind.STANDING_BOARD,
        UnitKind.COMMITTEE_OFFICE,
        UnitKind.INSPECTION_COMMISSION,
    }
)
"""A committee has one of each at a time."""


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


def is_established(fact: OrgUnitEstablished, directory: Directory, last: date | None) -> bool:
    """Whether the unit is recorded just so; ``last`` is the last day of its life, where known."""
    if province_of(fact.unit) != directory.province:
        raise Rejected("unit-outside-province", unit=fact.unit, province=directory.province)
    record = directory.record(fact.unit)
    if record is not None:
        require_same_unit(record, fact.kind, fact.name, fact.parent, fact.valid_from)
        return True
    if fact.parent == fact.unit:
        raise Rejected("unit-cycle", units=[fact.unit])
    life = Period(fact.valid_from, last)
    parent = require_unit(directory, fact.parent, fact.valid_from)
    if not parent.period.contains(life):
        _refuse_dissolved(parent)
    if parent.kind not in PARENTS[fact.kind]:
        raise Rejected(
            "wrong-parent",
            unit=fact.unit,
            kind=fact.kind.value,
            parent=parent.id,
            parent_kind=parent.kind.value,
        )
    if fact.kind in SINGLE_BODIES:
        _require_no_twin(life, directory.records_below(fact.parent, fact.kind))
    return False


def require_same_unit(
    record: UnitRecord, kind: UnitKind, name: str, parent: UnitId | None, valid_from: date
) -> None:
    """Raises Rejected ``unit-exists``, naming what differs from what is recorded."""
    pairs = {
        "kind": (record.kind, kind),
        "name": (record.names[0][1], name),
        "parent": (record.parent, parent),
        "valid_from": (record.period.first, valid_from),
    }
    differs = [field for field, (known, new) in pairs.items() if known != new]
    if differs:
        raise Rejected("unit-exists", unit=record.id, differs=differs)


def _require_no_twin(life: Period, siblings: Iterable[UnitRecord]) -> None:
    for sibling in siblings:
        if sibling.period.overlaps(life):
            raise Rejected("body-exists", kind=sibling.kind.value, unit=sibling.id)


def require_unit(directory: Directory, unit: UnitId, on: date) -> UnitRecord:
    """The unit's record; raises Rejected where the unit does not exist on the day."""
    record = directory.record(unit)
    if record is None:
        raise Rejected("unit-unknown", unit=unit)
    if on < record.period.first:
        raise Rejected("unit-not-yet", unit=unit, since=record.period.first.isoformat())
    if not record.period.covers(on):
        _refuse_dissolved(record)
    return record


def _refuse_dissolved(record: UnitRecord) -> NoReturn:
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
        _refuse_dissolved(record)
    if fact.valid_from <= record.period.first:
        raise Rejected("unit-not-yet", unit=fact.unit, since=record.period.first.isoformat())
    afterwards = Period(fact.valid_from)
    children = [
        child.id
        for child in directory.records_below(fact.unit)
        if child.period.overlaps(afterwards)
    ]
    if children:
        raise Rejected("unit-in-use", unit=fact.unit, child=children[0], children=len(children))
    return False

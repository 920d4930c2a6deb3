"""What the directory keeps of the organisation's facts, and how each fact changes it.

Only ``apply`` writes the tables, and only while a batch is folded into a copy of them.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypeVar, assert_never
from uuid import UUID

from domain.directory_records import (
    ActingHead,
    Appointment,
    Assignment,
    Binding,
    Delegation,
    PublishedText,
    UnitRecord,
)
from domain.organisation import (
    ActingHeadNamed,
    AppointmentEnded,
    AssignmentEnded,
    CadreAssigned,
    CalendarPublished,
    DelegationGranted,
    DelegationRevoked,
    OfficerAppointed,
    OrganisationFact,
    OrganisationFounded,
    OrgSuccessionRecorded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    ProvinceEstablished,
    RegimeBound,
    RegimePublished,
    RegistrarNamed,
    UnitKind,
)
from domain.period import Period
from domain.values import PersonRef, UnitId

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Tables:
    """Look-ups by key. Every value is immutable, so a copy of the dicts is a copy of it all."""

    province: UnitId | None = None
    founder: PersonRef | None = None
    units: dict[UnitId, UnitRecord] = field(default_factory=dict)
    numbers: dict[UnitId, int] = field(default_factory=dict)
    """How many units were established before."""
    children: dict[UnitId, tuple[UnitId, ...]] = field(default_factory=dict)
    """In the order of their establishment, whether they still stand there, still exist or not."""
    bodies: dict[tuple[UnitId, UnitKind], tuple[UnitId, ...]] = field(default_factory=dict)
    """The same by kind."""
    successions: dict[UnitId, OrgSuccessionRecorded] = field(default_factory=dict)
    """By the unit that ended."""
    appointments: dict[tuple[PersonRef, UnitId], tuple[Appointment, ...]] = field(
        default_factory=dict
    )
    acting: dict[UnitId, tuple[ActingHead, ...]] = field(default_factory=dict)
    """By first day."""
    delegations: dict[UUID, Delegation] = field(default_factory=dict)
    delegated: dict[tuple[PersonRef, UnitId], tuple[UUID, ...]] = field(default_factory=dict)
    """By delegate."""
    persons: dict[UnitId, tuple[PersonRef, ...]] = field(default_factory=dict)
    """Everyone who ever served in the unit, in whatever capacity."""
    places: dict[PersonRef, tuple[UnitId, ...]] = field(default_factory=dict)
    """The reverse of ``persons``."""
    assignments: dict[tuple[PersonRef, UnitId], tuple[Assignment, ...]] = field(
        default_factory=dict
    )
    cadres: dict[UnitId, tuple[PersonRef, ...]] = field(default_factory=dict)
    chapters: dict[PersonRef, tuple[UnitId, ...]] = field(default_factory=dict)
    bindings: dict[UnitId, tuple[Binding, ...]] = field(default_factory=dict)
    """By first day."""
    regimes: dict[tuple[str, str], PublishedText] = field(default_factory=dict)
    calendars: dict[tuple[str, str], PublishedText] = field(default_factory=dict)
    registrars: dict[PersonRef, date] = field(default_factory=dict)

    def copy(self) -> "Tables":
        twin = Tables(self.province, self.founder)
        for table in fields(self):
            value = getattr(self, table.name)
            if isinstance(value, dict):
                setattr(twin, table.name, value.copy())
        return twin


def _append(table: dict[K, tuple[V, ...]], key: K, value: V) -> None:
    table[key] = (*table.get(key, ()), value)


def _note(table: dict[K, tuple[V, ...]], key: K, value: V) -> None:
    known = table.get(key, ())
    if value not in known:
        table[key] = (*known, value)


def _dated(known: tuple[V, ...], new: V, first_day: Callable[[V], Any]) -> tuple[V, ...]:
    """The new one in its place by first day; it replaces what began on the same day."""
    kept = (one for one in known if first_day(one) != first_day(new))
    return tuple(sorted((*kept, new), key=first_day))


def apply(tables: Tables, fact: OrganisationFact) -> None:
    """Writes the fact into the tables; never raises, whatever came before."""
    match fact:
        case OrganisationFounded():
            _found(tables, fact)
        case ProvinceEstablished(unit=unit, name=name, valid_from=day):
            _establish(tables, _begun(unit, UnitKind.PROVINCE, name, None, day))
        case OrgUnitEstablished(unit=unit, kind=kind, name=name, parent=parent):
            _establish(tables, _begun(unit, kind, name, parent, fact.valid_from))
        case OrgUnitRenamed(unit=unit):
            _rename(tables, fact)
        case OrgUnitMoved():
            _move(tables, fact)
        case OrgSuccessionRecorded(unit=unit):
            tables.successions[unit] = fact
        case OrgUnitDissolved(unit=unit, valid_from=day):
            if record := tables.units.get(unit):
                tables.units[unit] = record._replace(period=record.period.ended_from(day))
        case OfficerAppointed(person=person, unit=unit, post=post):
            period = Period(fact.valid_from, fact.valid_to)
            _append(tables.appointments, (person, unit), Appointment(person, unit, post, period))
            _tie(tables, person, unit)
        case AppointmentEnded():
            _end_appointment(tables, fact)
        case DelegationGranted():
            _grant(tables, fact)
        case DelegationRevoked(delegation=id, valid_from=day):
            if granted := tables.delegations.get(id):
                tables.delegations[id] = granted._replace(period=granted.period.ended_from(day))
        case ActingHeadNamed():
            _name_acting_head(tables, fact)
        case CadreAssigned(cadre=cadre, chapter=chapter):
            period = Period(fact.valid_from, fact.valid_to)
            assignment = Assignment(cadre, chapter, period, fact.decision, fact.ground)
            _append(tables.assignments, (cadre, chapter), assignment)
            _note(tables.cadres, chapter, cadre)
            _note(tables.chapters, cadre, chapter)
        case AssignmentEnded():
            _end_assignment(tables, fact)
        case RegimePublished(regime=id, version=version, text=text, digest=digest):
            tables.regimes[id, version] = PublishedText(text, digest)
        case CalendarPublished(calendar=id, version=version, text=text, digest=digest):
            tables.calendars[id, version] = PublishedText(text, digest)
        case RegimeBound(unit=unit, regime=id, version=version, valid_from=day):
            binding = Binding(unit, id, version, day)
            known = tables.bindings.get(unit, ())
            tables.bindings[unit] = _dated(known, binding, lambda one: one.valid_from)
        case RegistrarNamed(person=person, valid_from=day):
            tables.registrars[person] = min(day, tables.registrars.get(person, day))
        case _ as unknown:
            assert_never(unknown)


def _begun(id: UnitId, kind: UnitKind, name: str, parent: UnitId | None, first: date) -> UnitRecord:
    parents = ((first, parent),) if parent is not None else ()
    return UnitRecord(id, kind, Period(first), ((first, name),), parents)


def _found(tables: Tables, fact: OrganisationFounded) -> None:
    tables.province = fact.province
    tables.founder = fact.founder
    tables.registrars[fact.founder] = fact.founded_on
    province = _begun(fact.province, UnitKind.PROVINCE, fact.name, None, fact.founded_on)
    _establish(tables, province)


def _establish(tables: Tables, record: UnitRecord) -> None:
    """A code is given once; so what is a province stays one."""
    if record.id in tables.units:
        return
    tables.units[record.id] = record
    tables.numbers[record.id] = len(tables.numbers)
    for _, parent in record.parents:
        _put_below(tables, parent, record.id, record.kind)


def _put_below(tables: Tables, parent: UnitId, id: UnitId, kind: UnitKind) -> None:
    tables.children[parent] = _in_order(tables, tables.children.get(parent, ()), id)
    bodies = tables.bodies.get((parent, kind), ())
    tables.bodies[parent, kind] = _in_order(tables, bodies, id)


def _in_order(tables: Tables, known: tuple[UnitId, ...], id: UnitId) -> tuple[UnitId, ...]:
    """With the unit in its place by establishment, once."""

    def established(unit: UnitId) -> tuple[int, UnitId]:
        return tables.numbers.get(unit, 0), unit

    place = bisect_left(known, established(id), key=established)
    if known[place : place + 1] == (id,):
        return known
    return (*known[:place], id, *known[place:])


def _move(tables: Tables, fact: OrgUnitMoved) -> None:
    """Nothing moves a province: so no day has a unit with two parents, or a walk without end."""
    record = tables.units.get(fact.unit)
    if record is None or not record.parents:
        return
    parents = _dated(record.parents, (fact.valid_from, fact.parent), lambda dated: dated[0])
    tables.units[fact.unit] = record._replace(parents=parents)
    _put_below(tables, fact.parent, record.id, record.kind)


def _rename(tables: Tables, fact: OrgUnitRenamed) -> None:
    if record := tables.units.get(fact.unit):
        names = _dated(record.names, (fact.valid_from, fact.name), lambda dated: dated[0])
        tables.units[fact.unit] = record._replace(names=names)


def _tie(tables: Tables, person: PersonRef, unit: UnitId) -> None:
    _note(tables.persons, unit, person)
    _note(tables.places, person, unit)


def _end_appointment(tables: Tables, fact: AppointmentEnded) -> None:
    key, day = (fact.person, fact.unit), fact.valid_from
    tables.appointments[key] = tuple(
        one._replace(period=one.period.ended_from(day))
        if one.post is fact.post and one.period.covers(day)
        else one
        for one in tables.appointments.get(key, ())
    )


def _grant(tables: Tables, fact: DelegationGranted) -> None:
    period = Period(fact.valid_from, fact.valid_to)
    tables.delegations[fact.delegation] = Delegation(
        fact.delegation, fact.delegator, fact.delegate, fact.unit, period, period, fact.basis
    )
    _note(tables.delegated, (fact.delegate, fact.unit), fact.delegation)
    _tie(tables, fact.delegate, fact.unit)


def _name_acting_head(tables: Tables, fact: ActingHeadNamed) -> None:
    period = Period(fact.valid_from, fact.valid_to)
    acting = ActingHead(fact.person, fact.unit, fact.in_place_of, period, fact.basis)
    known = tables.acting.get(fact.unit, ())
    tables.acting[fact.unit] = _dated(known, acting, lambda one: one.period.first)
    _tie(tables, fact.person, fact.unit)


def _end_assignment(tables: Tables, fact: AssignmentEnded) -> None:
    key, day = (fact.cadre, fact.chapter), fact.valid_from
    tables.assignments[key] = tuple(
        one._replace(period=one.period.ended_from(day)) if one.period.covers(day) else one
        for one in tables.assignments.get(key, ())
    )

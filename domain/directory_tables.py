"""What the directory keeps of the organisation's facts, and how each fact changes it.

Only ``apply`` writes the tables, and only while a batch is folded into a copy of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, NamedTuple, TypeVar, assert_never
from uuid import UUID

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
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitRenamed,
    Post,
    RegimeBound,
    RegimePublished,
    RegistrarNamed,
    UnitKind,
)
from domain.period import Period
from domain.values import DocumentRef, PersonRef, UnitId

K = TypeVar("K")
V = TypeVar("V")


class UnitRecord(NamedTuple):
    """A unit over its whole life."""

    id: UnitId
    kind: UnitKind
    parent: UnitId | None
    period: Period
    names: tuple[tuple[date, str], ...]
    """Each name with its first day, in order."""


class Appointment(NamedTuple):
    person: PersonRef
    unit: UnitId
    post: Post
    period: Period


class ActingHead(NamedTuple):
    person: PersonRef
    unit: UnitId
    in_place_of: PersonRef | None
    period: Period
    basis: DocumentRef | None


class Delegation(NamedTuple):
    id: UUID
    delegator: PersonRef
    delegate: PersonRef
    unit: UnitId
    granted: Period
    """As granted; ``period`` is what a revocation left of it."""
    period: Period
    basis: DocumentRef | None


class Assignment(NamedTuple):
    cadre: PersonRef
    chapter: UnitId
    period: Period
    decision: DocumentRef | None


class Binding(NamedTuple):
    unit: UnitId
    regime: str
    version: str
    valid_from: date


class PublishedText(NamedTuple):
    text: str
    digest: str


@dataclass(slots=True)
class Tables:
    """Look-ups by key. Every value is immutable, so a copy of the dicts is a copy of it all."""

    province: UnitId | None = None
    founder: PersonRef | None = None
    units: dict[UnitId, UnitRecord] = field(default_factory=dict)
    children: dict[UnitId, tuple[UnitId, ...]] = field(default_factory=dict)
    """In the order of their establishment, whether they still exist or not."""
    bodies: dict[tuple[UnitId, UnitKind], tuple[UnitId, ...]] = field(default_factory=dict)
    """The same by kind."""
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
        case OrgUnitEstablished(unit=unit, kind=kind, name=name, parent=parent):
            _establish(tables, UnitRecord(unit, kind, parent, *_life(fact.valid_from, name)))
        case OrgUnitRenamed(unit=unit):
            _rename(tables, fact)
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
        case CadreAssigned(cadre=cadre, chapter=chapter, decision=decision):
            period = Period(fact.valid_from, fact.valid_to)
            assignment = Assignment(cadre, chapter, period, decision)
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


def _life(first: date, name: str) -> tuple[Period, tuple[tuple[date, str], ...]]:
    return Period(first), ((first, name),)


def _found(tables: Tables, fact: OrganisationFounded) -> None:
    tables.province = fact.province
    tables.founder = fact.founder
    tables.registrars[fact.founder] = fact.founded_on
    life = _life(fact.founded_on, fact.name)
    _establish(tables, UnitRecord(fact.province, UnitKind.PROVINCE, None, *life))


def _establish(tables: Tables, record: UnitRecord) -> None:
    """A code is given once; so no unit has two parents, and no walk from the root is endless."""
    if record.id in tables.units:
        return
    tables.units[record.id] = record
    if record.parent is not None:
        _append(tables.children, record.parent, record.id)
        _append(tables.bodies, (record.parent, record.kind), record.id)


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

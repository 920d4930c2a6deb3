"""What the organisation consists of, as the domain folds it and as rows keep it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain.directory_records import (
    ActingHead,
    Appointment,
    Assignment,
    Binding,
    Delegation,
    UnitRecord,
)
from domain.fact import Fact
from domain.organisation import (
    ActingHeadNamed,
    AppointmentEnded,
    AssignmentEnded,
    AssignmentGround,
    CadreAssigned,
    DelegationGranted,
    DelegationRevoked,
    OfficerAppointed,
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    Post,
    ProvinceEstablished,
    RegimeBound,
    UnitKind,
)
from domain.period import Period
from domain.values import DocumentRef, UnitId
from projections.organisation_tables import (
    Known,
    OrganisationActingHead,
    OrganisationAppointment,
    OrganisationAssignment,
    OrganisationBinding,
    OrganisationDelegation,
    OrganisationUnit,
)

Values = tuple[Any, ...]


class Placed(NamedTuple):
    """A unit over its whole life, and a stay of it under one parent: a row for each stay."""

    record: UnitRecord
    parent: UnitId | None
    period: Period


def _placed(record: UnitRecord) -> tuple[Placed, ...]:
    return tuple(Placed(record, stay.parent, stay.period) for stay in record.stays())


def _identical(entries: tuple[Any, ...]) -> tuple[Any, ...]:
    return entries


class Kind(NamedTuple):
    """One table, and the domain's own table (``domain.directory_tables``) that it stands for."""

    name: str
    """Of the domain's table."""
    table: type[Known]
    columns: tuple[str, ...]
    """Those that say what is so."""
    values: Callable[[Any], Values]
    """Of an entry of the domain's, by column."""
    entry: Callable[..., Any]
    """The reverse."""
    entries: Callable[[Any], tuple[Any, ...]] = _identical
    """Of what the domain keeps under one key; by default several."""
    kept: Callable[[tuple[Any, ...]], Any] = _identical
    """The reverse."""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _period(first: str, last: str | None) -> Period:
    return Period(date.fromisoformat(first), _day(last))


def _days(period: Period) -> Values:
    return (str(period.first), str(period.last) if period.last else None)


def _document(text: str | None) -> DocumentRef | None:
    return DocumentRef.model_validate_json(text) if text else None


def _text(document: DocumentRef | None) -> str | None:
    return document.model_dump_json() if document else None


def dated_as_text(dated: tuple[tuple[date, str], ...]) -> str:
    """JSON of names or parents, each with its first day."""
    return json.dumps([[str(day), value] for day, value in dated], ensure_ascii=False)


def dated_from_text(text: str) -> tuple[tuple[date, str], ...]:
    return tuple((date.fromisoformat(day), value) for day, value in json.loads(text))


def _unit_values(one: Placed) -> Values:
    record = one.record
    life, names, parents = record.period, record.names, record.parents
    return (
        *(record.id, record.kind.value, one.parent, *_days(one.period), *_days(life)),
        *(dated_as_text(names), dated_as_text(parents)),
    )


def _unit_entry(*row: Any) -> Placed:
    id, kind, parent, valid_from, valid_to, first, last, names, parents = row
    life, dated = _period(first, last), dated_from_text
    record = UnitRecord(id, UnitKind(kind), life, dated(names), dated(parents))
    return Placed(record, parent, _period(valid_from, valid_to))


def _alone(entry: Any) -> tuple[Any, ...]:
    return (entry,) if entry else ()


def _first(entries: tuple[Any, ...]) -> Any:
    return entries[0]


UNITS = Kind(
    "units",
    OrganisationUnit,
    (
        *("unit", "kind", "parent", "valid_from", "valid_to", "first", "last"),
        *("names", "parents"),
    ),
    _unit_values,
    _unit_entry,
    lambda record: _placed(record) if record else (),
    lambda entries: entries[0].record,
)
APPOINTMENTS = Kind(
    "appointments",
    OrganisationAppointment,
    ("person", "unit", "post", "valid_from", "valid_to"),
    lambda one: (one.person, one.unit, one.post.value, *_days(one.period)),
    lambda person, unit, post, *days: Appointment(person, unit, Post(post), _period(*days)),
)
ACTING_HEADS = Kind(
    "acting",
    OrganisationActingHead,
    ("person", "unit", "in_place_of", "valid_from", "valid_to", "document"),
    lambda one: (one.person, one.unit, one.in_place_of, *_days(one.period), _text(one.basis)),
    lambda person, unit, head, first, last, document: ActingHead(
        person, unit, head, _period(first, last), _document(document)
    ),
)
DELEGATIONS = Kind(
    "delegations",
    OrganisationDelegation,
    (
        *("delegation", "delegator", "delegate", "unit", "valid_from", "granted_to", "valid_to"),
        "document",
    ),
    lambda one: (
        *(one.id.hex, one.delegator, one.delegate, one.unit, *_days(one.granted)),
        *(_days(one.period)[1], _text(one.basis)),
    ),
    lambda id, delegator, delegate, unit, first, granted, last, document: Delegation(
        *(UUID(id), delegator, delegate, unit, _period(first, granted), _period(first, last)),
        _document(document),
    ),
    _alone,
    _first,
)
ASSIGNMENTS = Kind(
    "assignments",
    OrganisationAssignment,
    ("cadre", "chapter", "valid_from", "valid_to", "document", "ground"),
    lambda one: (
        *(one.cadre, one.chapter, *_days(one.period)),
        *(_text(one.decision), one.ground.value),
    ),
    lambda cadre, chapter, first, last, document, ground: Assignment(
        *(cadre, chapter, _period(first, last), _document(document)), AssignmentGround(ground)
    ),
)
BINDINGS = Kind(
    "bindings",
    OrganisationBinding,
    ("unit", "regime", "version", "valid_from"),
    lambda one: (one.unit, one.regime, one.version, str(one.valid_from)),
    lambda unit, regime, version, first: Binding(unit, regime, version, date.fromisoformat(first)),
)
KINDS = (UNITS, APPOINTMENTS, ACTING_HEADS, DELEGATIONS, ASSIGNMENTS, BINDINGS)

CHANGES: Mapping[type[Fact], tuple[Kind, Callable[[Any], Any]]] = {
    OrganisationFounded: (UNITS, lambda fact: fact.province),
    ProvinceEstablished: (UNITS, lambda fact: fact.unit),
    OrgUnitEstablished: (UNITS, lambda fact: fact.unit),
    OrgUnitMoved: (UNITS, lambda fact: fact.unit),
    OrgUnitRenamed: (UNITS, lambda fact: fact.unit),
    OrgUnitDissolved: (UNITS, lambda fact: fact.unit),
    OfficerAppointed: (APPOINTMENTS, lambda fact: (fact.person, fact.unit)),
    AppointmentEnded: (APPOINTMENTS, lambda fact: (fact.person, fact.unit)),
    ActingHeadNamed: (ACTING_HEADS, lambda fact: fact.unit),
    DelegationGranted: (DELEGATIONS, lambda fact: fact.delegation),
    DelegationRevoked: (DELEGATIONS, lambda fact: fact.delegation),
    CadreAssigned: (ASSIGNMENTS, lambda fact: (fact.cadre, fact.chapter)),
    AssignmentEnded: (ASSIGNMENTS, lambda fact: (fact.cadre, fact.chapter)),
    RegimeBound: (BINDINGS, lambda fact: fact.unit),
}
"""What each fact changes: a table, and under which key of the domain's."""


def key_as_text(key: Any) -> str:
    """A key of the domain's as one column; no part of it has a blank."""
    return " ".join(key) if isinstance(key, tuple) else str(key)

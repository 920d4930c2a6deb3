"""What the organisation consists of, as the domain folds it and as rows keep it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain.directory_tables import (
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
    CadreAssigned,
    DelegationGranted,
    DelegationRevoked,
    OfficerAppointed,
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitRenamed,
    Post,
    RegimeBound,
    UnitKind,
)
from domain.period import Period
from domain.values import DocumentRef
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
    several: bool = True
    """Whether the domain keeps several entries under one key."""


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


def _names(names: tuple[tuple[date, str], ...]) -> str:
    return json.dumps([[str(day), name] for day, name in names], ensure_ascii=False)


def _read_names(text: str) -> tuple[tuple[date, str], ...]:
    return tuple((date.fromisoformat(day), name) for day, name in json.loads(text))


UNITS = Kind(
    "units",
    OrganisationUnit,
    ("unit", "kind", "parent", "valid_from", "valid_to", "names"),
    lambda one: (one.id, one.kind.value, one.parent, *_days(one.period), _names(one.names)),
    lambda unit, kind, parent, first, last, names: UnitRecord(
        unit, UnitKind(kind), parent, _period(first, last), _read_names(names)
    ),
    several=False,
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
    several=False,
)
ASSIGNMENTS = Kind(
    "assignments",
    OrganisationAssignment,
    ("cadre", "chapter", "valid_from", "valid_to", "document"),
    lambda one: (one.cadre, one.chapter, *_days(one.period), _text(one.decision)),
    lambda cadre, chapter, first, last, document: Assignment(
        cadre, chapter, _period(first, last), _document(document)
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
    OrgUnitEstablished: (UNITS, lambda fact: fact.unit),
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

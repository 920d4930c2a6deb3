"""What happens to a province's organisation: its units, who serves in them, what binds them.

One stream per province. Valid time stands in the fact, transaction time in the envelope; days are
civil days in Vietnam and ``valid_to`` is inclusive everywhere. Persons are opaque references.
"""

import re
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, Literal
from unicodedata import normalize
from uuid import UUID, uuid5

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from domain.deadline import RuleName
from domain.fact import Fact
from domain.values import DocumentRef, PersonRef, UnitId, Value

ORGANISATIONS = UUID("5e70916b-12cc-5064-9129-68d49e63cb3c")
"""Namespace of the ids of organisation streams; never changes."""


def organisation_id(province: str) -> UUID:
    """The stream of the province's organisation, the same in every store."""
    return uuid5(ORGANISATIONS, f"organisation/{province}")


def province_of(unit: str) -> str:
    """The province's code, which is the first part of every unit's code."""
    return unit.partition("-")[0]


def text_digest(text: str) -> str:
    """SHA-256 over the UTF-8 text, hexadecimal."""
    return sha256(text.encode()).hexdigest()


def _written_in_full(value: Any) -> Any:
    """Refuses what pydantic would read as seconds since 1970, such as ``2018``."""
    if isinstance(value, int | float):
        raise ValueError("not-a-day")
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("not-a-day")
    return value


Day = Annotated[
    date, BeforeValidator(_written_in_full), Field(ge=date(1900, 1, 1), le=date(2999, 12, 31))
]
"""A civil day; the bounds catch slips of the pen and leave room to count a day on or back."""

ProvinceCode = Annotated[str, StringConstraints(pattern=r"^[A-ZĐ]+$", max_length=10)]
"""Unit code of a province, such as ``NB``: one part, without figures, for a position follows it."""

UnitName = Annotated[
    str,
    StringConstraints(
        pattern=r"^\w([^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?$", max_length=200, strip_whitespace=True
    ),
    AfterValidator(lambda name: normalize("NFC", name)),
]
"""Name of a body, never of a person. Begins with a letter or figure, so no spreadsheet runs it."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class UnitKind(StrEnum):
    """Province, district and commune units are the committees; their bodies are child units."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    RESIDENTIAL_CHAPTER = "residential-chapter"
    WORKPLACE_CHAPTER = "workplace-chapter"
    AGENCY = "agency"
    EXECUTIVE_COMMITTEE = "executive-committee"
    STANDING_COMMITTEE = "standing-committee"
    STANDING_BOARD = "standing-board"
    COMMITTEE_OFFICE = "committee-office"
    INSPECTION_COMMISSION = "inspection-commission"


COMMITTEES = frozenset({UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE})
CHAPTERS = frozenset({UnitKind.RESIDENTIAL_CHAPTER, UnitKind.WORKPLACE_CHAPTER})
BODIES = frozenset(
    {
        UnitKind.EXECUTIVE_COMMITTEE,
        UnitKind.STANDING_COMMITTEE,
        UnitKind.STANDING_BOARD,
        UnitKind.COMMITTEE_OFFICE,
        UnitKind.INSPECTION_COMMISSION,
    }
)
"""A committee has one of each at a time."""


class Post(StrEnum):
    """A post in a unit, the leading ones first."""

    SECRETARY = "secretary"
    CHAIR = "chair"
    HEAD = "head"
    DEPUTY_SECRETARY = "deputy-secretary"
    VICE_CHAIR = "vice-chair"
    DEPUTY_HEAD = "deputy-head"
    MEMBER = "member"
    OFFICER = "officer"
    """A clerk: keeps the file, decides nothing."""


HEAD_POSTS = (Post.SECRETARY, Post.CHAIR, Post.HEAD)
"""Who holds one of these leads the unit; each has one holder at a time."""


class AssignmentGround(StrEnum):
    """Why a cadre attends just this chapter: by decision, as a resident, by field (`004-1`)."""

    DESIGNATED = "designated"
    RESIDENCE = "residence"
    FIELD = "field"


class SuccessionKind(StrEnum):
    """What became of a unit that was dissolved: another took it over whole or joined it with
    others, or it was divided among several."""

    WHOLE = "whole"
    SPLIT = "split"
    MERGED = "merged"


class Share(Value):
    """Who stands from then on for a unit that ended in a succession."""

    unit: UnitId
    to: UnitId


class OrganisationFounded(Fact):
    """The province's committee exists from ``founded_on``; the founder is its first registrar."""

    type: Literal["organisation-founded.v1"] = "organisation-founded.v1"
    province: ProvinceCode
    name: UnitName
    founder: PersonRef
    founded_on: Day


class ProvinceEstablished(Fact):
    """A further province, such as one that provinces merge into; nothing stands above it.

    Its code begins with that of the founding province, as every code of the stream does.
    """

    type: Literal["province-established.v1"] = "province-established.v1"
    unit: UnitId
    name: UnitName
    valid_from: Day
    basis: DocumentRef | None = None


class OrgUnitEstablished(Fact):
    type: Literal["org-unit-established.v1"] = "org-unit-established.v1"
    unit: UnitId
    kind: UnitKind
    name: UnitName
    parent: UnitId
    valid_from: Day


class OrgUnitRenamed(Fact):
    type: Literal["org-unit-renamed.v1"] = "org-unit-renamed.v1"
    unit: UnitId
    name: UnitName
    valid_from: Day


class OrgUnitMoved(Fact):
    """From ``valid_from`` on the unit, with all below it, stands under another parent.

    Told again for the same day it corrects what was told.
    """

    type: Literal["org-unit-moved.v1"] = "org-unit-moved.v1"
    unit: UnitId
    parent: UnitId
    valid_from: Day
    basis: DocumentRef | None = None


class OrgUnitDissolved(Fact):
    """From ``valid_from`` on the unit is no more."""

    type: Literal["org-unit-dissolved.v1"] = "org-unit-dissolved.v1"
    unit: UnitId
    valid_from: Day
    basis: DocumentRef | None = None


class OrgSuccessionRecorded(Fact):
    """Who follows a unit that is no more from ``valid_from`` on (DOMAIN 2, in flight at abolition).

    Stands beside its ``OrgUnitDissolved``.
    """

    type: Literal["org-succession-recorded.v1"] = "org-succession-recorded.v1"
    unit: UnitId
    kind: SuccessionKind
    successors: tuple[UnitId, ...]
    shares: tuple[Share, ...] = ()
    """Who stands for the unit divided, and for bodies and agencies that ended with it."""
    above: UnitId
    """The committee that gets what no single successor is competent for."""
    unmapped_owner: UnitId
    """The unit that owns whatever finds no successor."""
    archive: UnitId
    """The unit that keeps what has ended."""
    valid_from: Day
    basis: DocumentRef
    minutes: DocumentRef
    """Of the handover."""


class OfficerAppointed(Fact):
    type: Literal["officer-appointed.v1"] = "officer-appointed.v1"
    person: PersonRef
    unit: UnitId
    post: Post
    valid_from: Day
    valid_to: Day | None = None


class AppointmentEnded(Fact):
    """``valid_from`` is the first day on which the person is no longer in the post."""

    type: Literal["appointment-ended.v1"] = "appointment-ended.v1"
    person: PersonRef
    unit: UnitId
    post: Post
    valid_from: Day


class DelegationGranted(Fact):
    """The delegate may do in the unit what the delegator may, on the delegator's behalf."""

    type: Literal["delegation-granted.v1"] = "delegation-granted.v1"
    delegation: UUID
    delegator: PersonRef
    delegate: PersonRef
    unit: UnitId
    valid_from: Day
    valid_to: Day
    basis: DocumentRef | None = None


class DelegationRevoked(Fact):
    """``valid_from`` is the first day on which the delegate may no longer act."""

    type: Literal["delegation-revoked.v1"] = "delegation-revoked.v1"
    delegation: UUID
    valid_from: Day


class ActingHeadNamed(Fact):
    """Named again from the same day it replaces the earlier naming, so that it can be shortened."""

    type: Literal["acting-head-named.v1"] = "acting-head-named.v1"
    person: PersonRef
    unit: UnitId
    in_place_of: PersonRef | None = None
    valid_from: Day
    valid_to: Day
    basis: DocumentRef | None = None


class CadreAssigned(Fact):
    """The cadre attends the chapter's meetings ("quyết định phân công")."""

    type: Literal["cadre-assigned.v1"] = "cadre-assigned.v1"
    cadre: PersonRef
    chapter: UnitId
    valid_from: Day
    valid_to: Day | None = None
    decision: DocumentRef | None = None
    ground: AssignmentGround = AssignmentGround.DESIGNATED


class AssignmentEnded(Fact):
    """``valid_from`` is the first day on which the cadre no longer attends."""

    type: Literal["assignment-ended.v1"] = "assignment-ended.v1"
    cadre: PersonRef
    chapter: UnitId
    valid_from: Day


class RegimePublished(Fact):
    """The whole text, so that a history can be read without any other file."""

    type: Literal["regime-published.v1"] = "regime-published.v1"
    regime: RuleName
    version: RuleName
    text: str
    digest: Digest


class CalendarPublished(Fact):
    type: Literal["calendar-published.v1"] = "calendar-published.v1"
    calendar: RuleName
    version: RuleName
    text: str
    digest: Digest


class RegimeBound(Fact):
    """The regime rules the unit and all below it that has no binding of its own."""

    type: Literal["regime-bound.v1"] = "regime-bound.v1"
    unit: UnitId
    regime: RuleName
    version: RuleName
    valid_from: Day


class RegistrarNamed(Fact):
    """The person may change the organisation from ``valid_from`` on."""

    type: Literal["registrar-named.v1"] = "registrar-named.v1"
    person: PersonRef
    valid_from: Day


OrganisationFact = Annotated[
    OrganisationFounded
    | ProvinceEstablished
    | OrgUnitEstablished
    | OrgUnitRenamed
    | OrgUnitMoved
    | OrgUnitDissolved
    | OrgSuccessionRecorded
    | OfficerAppointed
    | AppointmentEnded
    | DelegationGranted
    | DelegationRevoked
    | ActingHeadNamed
    | CadreAssigned
    | AssignmentEnded
    | RegimePublished
    | CalendarPublished
    | RegimeBound
    | RegistrarNamed,
    Field(discriminator="type"),
]

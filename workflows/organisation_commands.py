"""Commands that change a province's organisation; all read its one stream and nothing else."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.deadline import RuleName
from domain.organisation import (
    ActingHeadNamed,
    AppointmentEnded,
    AssignmentEnded,
    CalendarPublished,
    Day,
    DelegationGranted,
    DelegationRevoked,
    OrganisationFact,
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    Post,
    ProvinceCode,
    ProvinceEstablished,
    RegimePublished,
    RegistrarNamed,
    UnitKind,
    UnitName,
    organisation_id,
    text_digest,
)
from domain.values import DocumentRef, PersonRef, UnitId
from workflows.command import Command, StreamKind, StreamRef
from workflows.organisation_entries import (
    AppointmentDetails,
    AppointmentEntry,
    AssignmentDetails,
    AssignmentEntry,
    BindingDetails,
    BindingEntry,
    MoveDetails,
    MoveEntry,
    RenameDetails,
    RenameEntry,
    SuccessionEntry,
    UnitEntry,
)


class ProvinceCommand(Command):
    province: ProvinceCode

    def reads(self) -> tuple[StreamRef, ...]:
        return (StreamRef(StreamKind.ORGANISATION, organisation_id(self.province)),)


class OneFactCommand(ProvinceCommand):
    """A command that, where the rules allow it, leads to the one fact it asks for."""

    def fact(self) -> OrganisationFact:
        raise NotImplementedError


class FoundOrganisation(OneFactCommand):
    """The actor becomes founder and first registrar."""

    type: Literal["found-organisation"] = "found-organisation"
    name: UnitName
    founded_on: Day

    def fact(self) -> OrganisationFounded:
        return OrganisationFounded(
            province=self.province, name=self.name, founder=self.actor, founded_on=self.founded_on
        )


class EstablishProvince(OneFactCommand):
    """Another province's committee in the same organisation; units are moved under it."""

    type: Literal["establish-province"] = "establish-province"
    unit: UnitId
    name: UnitName
    valid_from: Day
    basis: DocumentRef | None = None

    def fact(self) -> ProvinceEstablished:
        return ProvinceEstablished(
            unit=self.unit, name=self.name, valid_from=self.valid_from, basis=self.basis
        )


class EstablishUnit(OneFactCommand):
    type: Literal["establish-unit"] = "establish-unit"
    unit: UnitId
    kind: UnitKind
    name: UnitName
    parent: UnitId
    valid_from: Day

    def fact(self) -> OrgUnitEstablished:
        return OrgUnitEstablished(
            unit=self.unit,
            kind=self.kind,
            name=self.name,
            parent=self.parent,
            valid_from=self.valid_from,
        )


class RenameUnit(RenameDetails, OneFactCommand):
    type: Literal["rename-unit"] = "rename-unit"


class MoveUnit(MoveDetails, OneFactCommand):
    type: Literal["move-unit"] = "move-unit"


class DissolveUnit(OneFactCommand):
    """``valid_from`` is the first day without the unit."""

    type: Literal["dissolve-unit"] = "dissolve-unit"
    unit: UnitId
    valid_from: Day
    basis: DocumentRef | None = None

    def fact(self) -> OrgUnitDissolved:
        return OrgUnitDissolved(unit=self.unit, valid_from=self.valid_from, basis=self.basis)


class AppointOfficer(AppointmentDetails, OneFactCommand):
    type: Literal["appoint-officer"] = "appoint-officer"


class EndAppointment(OneFactCommand):
    """``valid_from`` is the first day on which the person is no longer in the post."""

    type: Literal["end-appointment"] = "end-appointment"
    person: PersonRef
    unit: UnitId
    post: Post
    valid_from: Day

    def fact(self) -> AppointmentEnded:
        return AppointmentEnded(
            person=self.person, unit=self.unit, post=self.post, valid_from=self.valid_from
        )


class GrantDelegation(OneFactCommand):
    type: Literal["grant-delegation"] = "grant-delegation"
    delegation: UUID
    delegator: PersonRef
    delegate: PersonRef
    unit: UnitId
    valid_from: Day
    valid_to: Day
    basis: DocumentRef | None = None

    def fact(self) -> DelegationGranted:
        return DelegationGranted(
            delegation=self.delegation,
            delegator=self.delegator,
            delegate=self.delegate,
            unit=self.unit,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            basis=self.basis,
        )


class RevokeDelegation(OneFactCommand):
    """``valid_from`` is the first day on which the delegate may no longer act."""

    type: Literal["revoke-delegation"] = "revoke-delegation"
    delegation: UUID
    valid_from: Day

    def fact(self) -> DelegationRevoked:
        return DelegationRevoked(delegation=self.delegation, valid_from=self.valid_from)


class NameActingHead(OneFactCommand):
    type: Literal["name-acting-head"] = "name-acting-head"
    person: PersonRef
    unit: UnitId
    in_place_of: PersonRef | None = None
    valid_from: Day
    valid_to: Day
    basis: DocumentRef | None = None

    def fact(self) -> ActingHeadNamed:
        return ActingHeadNamed(
            person=self.person,
            unit=self.unit,
            in_place_of=self.in_place_of,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            basis=self.basis,
        )


class AssignCadre(AssignmentDetails, OneFactCommand):
    type: Literal["assign-cadre"] = "assign-cadre"


class EndAssignment(OneFactCommand):
    """``valid_from`` is the first day on which the cadre no longer attends."""

    type: Literal["end-assignment"] = "end-assignment"
    cadre: PersonRef
    chapter: UnitId
    valid_from: Day

    def fact(self) -> AssignmentEnded:
        return AssignmentEnded(cadre=self.cadre, chapter=self.chapter, valid_from=self.valid_from)


class PublishRegime(OneFactCommand):
    type: Literal["publish-regime"] = "publish-regime"
    regime: RuleName
    version: RuleName
    text: str

    def fact(self) -> RegimePublished:
        return RegimePublished(
            regime=self.regime,
            version=self.version,
            text=self.text,
            digest=text_digest(self.text),
        )


class PublishCalendar(OneFactCommand):
    type: Literal["publish-calendar"] = "publish-calendar"
    calendar: RuleName
    version: RuleName
    text: str

    def fact(self) -> CalendarPublished:
        return CalendarPublished(
            calendar=self.calendar,
            version=self.version,
            text=self.text,
            digest=text_digest(self.text),
        )


class BindRegime(BindingDetails, OneFactCommand):
    type: Literal["bind-regime"] = "bind-regime"


class NameRegistrar(OneFactCommand):
    type: Literal["name-registrar"] = "name-registrar"
    person: PersonRef
    valid_from: Day

    def fact(self) -> RegistrarNamed:
        return RegistrarNamed(person=self.person, valid_from=self.valid_from)


class RecordSuccession(ProvinceCommand):
    """Units end and others follow them, in one append; it may lie ahead.

    What moves elsewhere is moved first. Bodies, agencies and workplace chapters that stay below a
    unit end with it.
    """

    type: Literal["record-succession"] = "record-succession"
    moves: tuple[MoveEntry, ...] = ()
    units: tuple[SuccessionEntry, ...] = Field(min_length=1)


class ImportOrganisation(ProvinceCommand):
    """Many entries in any order; all of them become facts in one append, or none does."""

    type: Literal["import-organisation"] = "import-organisation"
    units: tuple[UnitEntry, ...] = ()
    renames: tuple[RenameEntry, ...] = ()
    moves: tuple[MoveEntry, ...] = ()
    appointments: tuple[AppointmentEntry, ...] = ()
    assignments: tuple[AssignmentEntry, ...] = ()
    bindings: tuple[BindingEntry, ...] = ()


OrganisationCommand = Annotated[
    FoundOrganisation
    | EstablishProvince
    | EstablishUnit
    | RenameUnit
    | MoveUnit
    | DissolveUnit
    | RecordSuccession
    | AppointOfficer
    | EndAppointment
    | GrantDelegation
    | RevokeDelegation
    | NameActingHead
    | AssignCadre
    | EndAssignment
    | PublishRegime
    | PublishCalendar
    | BindRegime
    | NameRegistrar
    | ImportOrganisation,
    Field(discriminator="type"),
]

"""What an import of an organisation consists of: entries, each with the line it was read from.

What an entry shares with the command for a single fact stands in a class of details.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.deadline import RuleName
from domain.organisation import (
    AssignmentGround,
    CadreAssigned,
    Day,
    OfficerAppointed,
    OrgSuccessionRecorded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    OrgUnitRenamed,
    Post,
    RegimeBound,
    Share,
    SuccessionKind,
    UnitKind,
    UnitName,
)
from domain.period import ONE_DAY
from domain.values import DocumentRef, PersonRef, UnitId, Value


class Entry(Value):
    line: int | None = Field(default=None, ge=1)
    """Where the entry stands in the imported file, so that a refusal can point at it."""


class UnitEntry(Entry):
    """A unit with its first name; the province itself, founded before, may be among them."""

    unit: UnitId
    kind: UnitKind
    name: UnitName
    parent: UnitId | None = None
    """None for the province only."""
    valid_from: Day
    valid_to: Annotated[Day, Field(le=date(2999, 12, 30))] | None = None
    """Last day of a unit that is no more."""

    def established(self, parent: UnitId) -> OrgUnitEstablished:
        return OrgUnitEstablished(
            unit=self.unit,
            kind=self.kind,
            name=self.name,
            parent=parent,
            valid_from=self.valid_from,
        )

    def dissolved(self) -> OrgUnitDissolved | None:
        if self.valid_to is None:
            return None
        return OrgUnitDissolved(unit=self.unit, valid_from=self.valid_to + ONE_DAY)


class RenameDetails(Value):
    unit: UnitId
    name: UnitName
    valid_from: Day

    def fact(self) -> OrgUnitRenamed:
        return OrgUnitRenamed(unit=self.unit, name=self.name, valid_from=self.valid_from)


class RenameEntry(RenameDetails, Entry):
    """A line of the import."""


class MoveDetails(Value):
    unit: UnitId
    parent: UnitId
    valid_from: Day
    basis: DocumentRef | None = None

    def fact(self) -> OrgUnitMoved:
        return OrgUnitMoved(
            unit=self.unit, parent=self.parent, valid_from=self.valid_from, basis=self.basis
        )


class MoveEntry(MoveDetails, Entry):
    """A line of the import."""


class AppointmentDetails(Value):
    person: PersonRef
    unit: UnitId
    post: Post
    valid_from: Day
    valid_to: Day | None = None

    def fact(self) -> OfficerAppointed:
        return OfficerAppointed(
            person=self.person,
            unit=self.unit,
            post=self.post,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class AppointmentEntry(AppointmentDetails, Entry):
    """A line of the import."""


class AssignmentDetails(Value):
    cadre: PersonRef
    chapter: UnitId
    valid_from: Day
    valid_to: Day | None = None
    decision: DocumentRef | None = None
    ground: AssignmentGround = AssignmentGround.DESIGNATED

    def fact(self) -> CadreAssigned:
        return CadreAssigned(
            cadre=self.cadre,
            chapter=self.chapter,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            decision=self.decision,
            ground=self.ground,
        )


class AssignmentEntry(AssignmentDetails, Entry):
    """A line of the import."""


class BindingDetails(Value):
    unit: UnitId
    regime: RuleName
    version: RuleName
    valid_from: Day

    def fact(self) -> RegimeBound:
        return RegimeBound(
            unit=self.unit, regime=self.regime, version=self.version, valid_from=self.valid_from
        )


class BindingEntry(BindingDetails, Entry):
    """A line of the import."""


class SuccessionEntry(Value):
    """A unit that ends, and who follows it."""

    unit: UnitId
    kind: SuccessionKind
    successors: tuple[UnitId, ...]
    shares: tuple[Share, ...] = ()
    above: UnitId
    unmapped_owner: UnitId
    archive: UnitId
    valid_from: Day
    """First day without the unit."""
    basis: DocumentRef
    minutes: DocumentRef

    def fact(self) -> OrgSuccessionRecorded:
        return OrgSuccessionRecorded(
            unit=self.unit,
            kind=self.kind,
            successors=self.successors,
            shares=self.shares,
            above=self.above,
            unmapped_owner=self.unmapped_owner,
            archive=self.archive,
            valid_from=self.valid_from,
            basis=self.basis,
            minutes=self.minutes,
        )


OrganisationEntry = (
    UnitEntry | RenameEntry | MoveEntry | AppointmentEntry | AssignmentEntry | BindingEntry
)

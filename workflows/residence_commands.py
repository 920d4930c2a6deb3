"""The commands on a residence link. None has room for what anybody thinks of the member."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.organisation import Day
from domain.residence import ResidenceChange
from domain.values import DocumentRef, PersonRef, UnitId
from workflows.command import Command, StreamKind, StreamRef

BookNumber = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-ZĐ./-]{0,10}[0-9][0-9A-ZĐ./-]{0,9}$")
]
"""A line of the chapter's book. No room for a name, which would stand in clear beside the member's
reference and the two chapters (DOMAIN 8).
"""


class ResidenceCommand(Command):
    link: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return (StreamRef(StreamKind.RESIDENCE, self.link),)


class IntroduceMember(ResidenceCommand):
    """Introduces a member of the actor's chapter to the chapter at home (`003-5`)."""

    type: Literal["introduce-member"] = "introduce-member"
    member: PersonRef
    residence: UnitId
    document: DocumentRef | None = None


class AcceptMember(ResidenceCommand):
    """Enters the member into the register of the chapter at home (`003-2`)."""

    type: Literal["accept-member"] = "accept-member"
    register_number: BookNumber


class NoteResidenceChange(ResidenceCommand):
    """Notes a change, and who was told of it beside the chapter that notes it (`003-2`)."""

    type: Literal["note-residence-change"] = "note-residence-change"
    change: ResidenceChange
    on: Day
    notified: Annotated[tuple[UnitId, ...], Field(max_length=10)] = ()


class EndResidenceLink(ResidenceCommand):
    type: Literal["end-residence-link"] = "end-residence-link"
    on: Day
    """The first day on which it links no more."""


class RecordResidenceComment(ResidenceCommand):
    """What the chapter at home would say of the member (`003-4`): always refused.

    It has no field for a text, so that none is sent either (DOMAIN 8).
    """

    type: Literal["record-residence-comment"] = "record-residence-comment"


AnyResidenceCommand = (
    IntroduceMember | AcceptMember | NoteResidenceChange | EndResidenceLink | RecordResidenceComment
)

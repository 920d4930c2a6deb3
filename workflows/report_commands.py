"""The command that submits a cadre's report."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.issue_facts import RegisterNumber
from domain.values import ClaimedInstant, DocumentRef, PersonRef, Value
from workflows.command import Command, StreamKind, StreamRef


class PaperReceipt(Value):
    """A report that came on paper, registered by the committee's office for the cadre."""

    cadre: PersonRef
    incoming_number: RegisterNumber
    received_at: ClaimedInstant
    """The register's entry, by which on time is judged."""


class SubmitReport(Command):
    """One report over the meetings that a cadre attended, with the issues raised in them."""

    type: Literal["submit-report"] = "submit-report"
    report: UUID
    meetings: tuple[UUID, ...] = Field(min_length=1, max_length=60)
    issues: tuple[UUID, ...] = Field(default=(), max_length=200)
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)] = ""
    document: DocumentRef | None = None
    paper: PaperReceipt | None = None

    @property
    def cadre(self) -> PersonRef:
        """Whose report it is: the actor's own, or the one that the office registers on paper."""
        return self.paper.cadre if self.paper else self.actor

    def reads(self) -> tuple[StreamRef, ...]:
        meetings = (StreamRef(StreamKind.MEETING, meeting) for meeting in self.meetings)
        issues = (StreamRef(StreamKind.ISSUE, issue) for issue in self.issues)
        return (StreamRef(StreamKind.REPORT, self.report), *meetings, *issues)

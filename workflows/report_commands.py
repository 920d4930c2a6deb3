"""The commands that submit a cadre's report, or a periodic summary."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.fact import CommandName
from domain.issue_facts import RegisterNumber
from domain.organisation import Day
from domain.values import ClaimedInstant, DocumentRef, PersonRef, UnitId, Value
from workflows.command import Command, StreamKind, StreamRef

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)]


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
    summary: Text = ""
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


class SubmitSummary(Command):
    """One of the regime's periodic summaries, of a cadre or of a committee of the middle tier."""

    type: Literal["submit-summary"] = "submit-summary"
    report: UUID
    name: CommandName
    first: Day
    last: Day
    """Of its period, both included."""
    chapters: tuple[UnitId, ...] = Field(default=(), max_length=500)
    """That it is about; of a committee's none: all that are below it."""
    summary: Text = ""
    document: DocumentRef | None = None
    paper: PaperReceipt | None = None

    @property
    def cadre(self) -> PersonRef:
        """Whose summary it is, where it is a cadre's."""
        return self.paper.cadre if self.paper else self.actor

    def reads(self) -> tuple[StreamRef, ...]:
        return (StreamRef(StreamKind.REPORT, self.report),)

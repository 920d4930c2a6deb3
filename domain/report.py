"""The monthly summary of a cadre's attended meetings (báo cáo kết quả dự sinh hoạt chi bộ)."""

from typing import Literal
from uuid import UUID

from domain.deadline import RegimeRef
from domain.fact import Fact, Recorded
from domain.issue_facts import Recipient, RegisterNumber
from domain.sealed import Sealed
from domain.values import DocumentRef, Instant, PersonRef, UnitId, Value


class ReportSubmitted(Fact):
    """One report over several meetings, delivered to every addressee at once (`002-4`, `000-5`)."""

    type: Literal["report-submitted.v1"] = "report-submitted.v1"
    regime: RegimeRef
    template: str
    cadre: PersonRef
    meetings: tuple[UUID, ...]
    issues: tuple[UUID, ...]
    holder: UnitId
    recipients: tuple[Recipient, ...]
    received_at: Instant
    """What on time is judged by: the server's clock, or the register's for paper."""
    incoming_number: RegisterNumber | None = None
    on_time: bool
    days_late: int
    summary: Sealed | None = None
    document: DocumentRef | None = None


ReportFact = ReportSubmitted


class Report(Value):
    """State of one report; ``EMPTY`` before its first fact."""

    id: UUID | None = None
    version: int = 0
    submitted: ReportSubmitted | None = None


EMPTY = Report()


def evolve(report: Report, recorded: Recorded[ReportFact]) -> Report:
    """The report after one more fact."""
    _, envelope, fact = recorded
    return report.model_copy(
        update={"id": envelope.stream, "version": envelope.version, "submitted": fact}
    )

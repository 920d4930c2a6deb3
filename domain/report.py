"""The monthly report of a cadre's attended meetings (báo cáo kết quả dự sinh hoạt chi bộ), and
periodic summaries."""

from typing import Literal, assert_never
from uuid import UUID

from domain.deadline import RegimeRef
from domain.fact import CommandName, Fact, Recorded
from domain.issue_facts import Recipient, RegisterNumber
from domain.organisation import Day
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


class SummarySubmitted(Fact):
    """A periodic summary, delivered to every addressee at once (`000-8`, `000-9`, `004-3`)."""

    type: Literal["summary-submitted.v1"] = "summary-submitted.v1"
    name: CommandName
    """Which of the regime's summaries."""
    regime: RegimeRef
    template: str
    cadre: PersonRef | None = None
    """Whose it is, or the committee's whose it is."""
    unit: UnitId | None = None
    first: Day
    last: Day
    """Of its period."""
    chapters: tuple[UnitId, ...]
    """That it is about."""
    recipients: tuple[Recipient, ...]
    received_at: Instant
    on_time: bool
    days_late: int
    incoming_number: RegisterNumber | None = None
    summary: Sealed | None = None
    document: DocumentRef | None = None


ReportFact = ReportSubmitted | SummarySubmitted


class Report(Value):
    """State of one report; ``EMPTY`` before its first fact."""

    id: UUID | None = None
    version: int = 0
    submitted: ReportSubmitted | None = None
    summarised: SummarySubmitted | None = None
    """Either this, or ``submitted``."""


EMPTY = Report()


def evolve(report: Report, recorded: Recorded[ReportFact]) -> Report:
    """The report after one more fact. Total: never raises on a known fact."""
    _, envelope, fact = recorded
    change: dict[str, object] = {"id": envelope.stream, "version": envelope.version}
    match fact:
        case ReportSubmitted():
            change["submitted"] = fact
        case SummarySubmitted():
            change["summarised"] = fact
        case _ as unknown:
            assert_never(unknown)
    return report.model_copy(update=change)

"""Submitting a cadre's report: every addressee gets it in one append, or nobody does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from domain.calendar import local_date
from domain.deadline import DeadlineKind, Deadlines
from domain.fact import Fact
from domain.issue import Issue
from domain.meeting import Meeting, MeetingReported
from domain.organisation import UnitKind
from domain.report import Report, ReportSubmitted
from domain.sealed import Sealed
from domain.values import PersonRef
from workflows.attempt import Attempt, Context, State
from workflows.deadlines import Circumstances, Turn, consequences
from workflows.decision import Decision, entitled, legal_row
from workflows.delivery import Delivery, delivery
from workflows.issue import reported, with_consequences
from workflows.machine import Regime
from workflows.outcome import Rejected
from workflows.report_commands import SubmitReport
from workflows.roles import capacities


def decide(
    command: SubmitReport, report: Report, others: Mapping[UUID, State], context: Context
) -> Decision:
    """The facts on the report, its meetings and its issues. Raises Rejected."""
    if report.version:
        raise Rejected("report-exists", report=str(command.report))
    meetings = [_meeting(command, others, id) for id in dict.fromkeys(command.meetings)]
    issues = [_issue(command, others, id) for id in dict.fromkeys(command.issues)]
    _check_news(meetings, issues)
    received_at = _received_at(command, meetings, context)
    first = meetings[0]
    assert first.regime is not None, "a meeting that exists has a regime"
    regime = context.rulebook.regime(context.directory, first.regime)
    to = _same_delivery(meetings, regime, context)
    role, on_behalf_of = _role(command, to, context)
    news = [meeting for meeting in meetings if meeting.report is None]
    added = [issue for issue in issues if issue.meeting not in {meeting.id for meeting in news}]
    owed = [*(meeting.deadlines for meeting in news), *(issue.deadlines for issue in added)]
    timeliness = [_timeliness(deadlines, received_at) for deadlines in owed]
    submitted = _submitted(command, regime, to, received_at, timeliness)
    facts: dict[UUID, tuple[Fact, ...]] = {command.report: (submitted,)}
    for meeting in news:
        assert meeting.id is not None
        said = _meeting_reported(command, _timeliness(meeting.deadlines, received_at))
        facts[meeting.id] = (said, *_meeting_consequences(meeting, received_at, context))
    for issue in issues:
        assert issue.id is not None
        facts[issue.id] = _issue_facts(command, issue, others, received_at, context)
    return Decision(role, facts, on_behalf_of)


def _role(command: SubmitReport, to: Delivery, context: Context) -> tuple[str, PersonRef | None]:
    """The cadre hands in a report; only the holder's office registers one that came on paper."""
    directory, today, office = context.directory, context.today, command.office
    body = directory.body(to.holder, UnitKind.COMMITTEE_OFFICE, today)
    held = next(iter(capacities(command, context)), None)
    if held is not None and command.paper is None:
        return "attending-cadre", held.on_behalf_of
    if held is not None and body is not None and body.id == office:
        return "holder-office", held.on_behalf_of
    role = "holder-office" if command.paper else "attending-cadre"
    raise Rejected("not-entitled", trigger="submit-report", office=office, roles=[role])


def _meeting(command: SubmitReport, others: Mapping[UUID, State], id: UUID) -> Meeting:
    meeting = others[id]
    if not isinstance(meeting, Meeting) or not meeting.version:
        raise Rejected("meeting-unknown", meeting=str(id))
    if meeting.cadre != command.cadre:
        raise Rejected("not-your-meeting", meeting=str(id))
    return meeting


def _check_news(meetings: list[Meeting], issues: list[Issue]) -> None:
    """A meeting is reported once; again only with an issue of it that was not delivered then."""
    carried = {issue.meeting for issue in issues}
    for meeting in meetings:
        if meeting.report is not None and meeting.id not in carried:
            raise Rejected("meeting-already-reported", meeting=str(meeting.id))


def _issue(command: SubmitReport, others: Mapping[UUID, State], id: UUID) -> Issue:
    issue = others[id]
    if not isinstance(issue, Issue) or not issue.version:
        raise Rejected("issue-unknown", issue=str(id))
    if issue.meeting not in command.meetings:
        raise Rejected("issue-of-another-meeting", issue=str(id))
    return issue


def _received_at(command: SubmitReport, meetings: list[Meeting], context: Context) -> datetime:
    """On time is judged by receipt: the server's clock, or the register's entry for paper."""
    if command.paper is None:
        return context.now
    received_at = command.paper.received_at
    ended = max(meeting.ended_at for meeting in meetings if meeting.ended_at)
    if not ended <= received_at <= context.now:
        raise Rejected("receipt-time", report=str(command.report))
    return received_at


def _same_delivery(meetings: list[Meeting], regime: Regime, context: Context) -> Delivery:
    """One report goes to one middle tier: the chapters of its meetings must share it."""
    deliveries = {delivery(regime, context, meeting.chapter or "") for meeting in meetings}
    if len(deliveries) > 1:
        holders = sorted({to.holder for to in deliveries})
        raise Rejected("one-report-per-middle-tier", holders=holders)
    return deliveries.pop()


def _timeliness(deadlines: Deadlines, received_at: datetime) -> tuple[bool, int]:
    """Whether the report is on time for a meeting or for an issue added to it, and days late."""
    owed = [d for d in deadlines if d.id.kind is DeadlineKind.REPORT]
    if not owed or owed[-1].would_be_on_time(received_at):
        return True, 0
    return False, (local_date(received_at) - owed[-1].last_day).days


def _submitted(
    command: SubmitReport,
    regime: Regime,
    to: Delivery,
    received_at: datetime,
    timeliness: Sequence[tuple[bool, int]],
) -> ReportSubmitted:
    summary = command.summary
    return ReportSubmitted(
        regime=regime.spec.ref,
        template=regime.spec.report.template,
        cadre=command.cadre,
        meetings=tuple(dict.fromkeys(command.meetings)),
        issues=tuple(dict.fromkeys(command.issues)),
        holder=to.holder,
        recipients=to.recipients,
        received_at=received_at,
        incoming_number=command.paper.incoming_number if command.paper else None,
        on_time=all(on_time for on_time, _ in timeliness),
        days_late=max(days for _, days in timeliness),
        summary=Sealed(subject=f"report:{command.report}", text=summary) if summary else None,
        document=command.document,
    )


def _meeting_reported(command: SubmitReport, timeliness: tuple[bool, int]) -> MeetingReported:
    on_time, days_late = timeliness
    return MeetingReported(report=command.report, on_time=on_time, days_late=days_late)


def _meeting_consequences(
    meeting: Meeting, received_at: datetime, context: Context
) -> tuple[Fact, ...]:
    assert meeting.regime is not None
    regime = context.rulebook.regime(context.directory, meeting.regime)
    circumstances = Circumstances(bearers={}, ends=True, received_at=received_at)
    return consequences(Turn("submit", meeting.deadlines, circumstances, regime, context))


def _issue_facts(
    command: SubmitReport,
    issue: Issue,
    others: Mapping[UUID, State],
    received_at: datetime,
    context: Context,
) -> tuple[Fact, ...]:
    """The same table row that a submission by another channel takes."""
    assert issue.regime is not None
    regime = context.rulebook.regime(context.directory, issue.regime)
    attempt = Attempt(command, issue, regime, context, others)
    row = legal_row(attempt, "submit")
    attempt, _ = entitled(attempt, row)
    own = reported(attempt, command.report)
    return with_consequences(attempt, "submit", own, received_at)

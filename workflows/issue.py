"""Deciding on an issue: the table says whether, this module says which facts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, assert_never
from uuid import UUID

from pydantic import ValidationError

from domain import issue_facts as f
from domain.calendar import Span, due_day, end_of, local_date, start_of
from domain.deadline import (
    DeadlineExtended,
    DeadlineId,
    DeadlineKind,
    ExtensionAsked,
    ExtensionRefused,
    find,
)
from domain.issue import EMPTY, ENDED, Issue
from domain.meeting import Meeting
from domain.sealed import Sealed
from domain.values import Category, PersonRef, Severity, Source, UnitId
from workflows import issue_commands as c
from workflows.attempt import Attempt, Context, State
from workflows.command import Command
from workflows.deadlines import Circumstances, Given, Turn, consequences
from workflows.decision import Decision, after, entitled, legal_row
from workflows.delivery import delivery
from workflows.following import followed, regime_changed, reopened, rules_after
from workflows.ladder import climbed
from workflows.outcome import Rejected
from workflows.premises import tier_of
from workflows.recomputation import recomputed
from workflows.regime import Bearer
from workflows.regime_change import NewRules, facts_of_change
from workflows.roles import acting_for, taken_over_by
from workflows.rules_of_custody import returns_to


def decide(attempt: Attempt[Any]) -> Decision:
    """The facts that a command on an issue leads to, for every stream it touches.

    Raises Rejected with the code of whatever forbids it.
    """
    command = attempt.command
    row = legal_row(attempt, command.trigger)
    attempt, role = entitled(attempt, row)
    on_behalf_of = attempt.held.on_behalf_of if attempt.held else None
    if isinstance(command, c.CheckDeadlines):
        rungs = climbed(attempt.issue, attempt.regime, attempt.context)
        return Decision(role, {command.issue: rungs} if rungs else {})
    try:
        own = facts_of(attempt)
        facts = {command.issue: with_consequences(attempt, command.trigger, own)} if own else {}
        return Decision(role, {**facts, **_facts_elsewhere(attempt)}, on_behalf_of)
    except ValidationError as error:
        # A regime that leaves out the rule that asks for something does not make it optional.
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Rejected("incomplete", trigger=command.trigger, field=field) from None


def with_consequences(
    attempt: Attempt[Any],
    trigger: str,
    facts: tuple[f.IssueFact, ...],
    received_at: datetime | None = None,
) -> tuple[f.IssueFact, ...]:
    """The trigger's own facts, and what follows from them for the deadlines."""
    attempt = rules_after(attempt, facts)
    issue = after(attempt.issue, facts, attempt.command, attempt.context)
    circumstances = Circumstances(
        leg=issue.leg,
        severity=issue.severity,
        severity_before=attempt.issue.severity,
        tier=tier_of(attempt.directory, issue.holder, attempt.today),
        bearers={
            Bearer.REPORTER: _reporter(attempt),
            Bearer.HOLDER: issue.holder,
            Bearer.LEAD: issue.lead,
            Bearer.CHAPTER: issue.chapter,
        },
        given=_given(attempt.command),
        starts_on=_starts_on(attempt.command, issue),
        answered=_answered(attempt.command),
        acting=_acting(facts, attempt.command.office),
        ends=issue.status in ENDED,
        received_at=received_at,
    )
    turn = Turn(trigger, issue.deadlines, circumstances, attempt.regime, attempt.context)
    return (*facts, *consequences(turn))


def _reporter(attempt: Attempt[Any]) -> UnitId | None:
    """Whose report the issue travels with: of whoever recorded it, whatever happens to it later."""
    owed = (d.bearer for d in attempt.issue.deadlines if d.id.kind is DeadlineKind.REPORT)
    office: UnitId | None = next(owed, attempt.command.office)
    return office


def _acting(facts: tuple[f.IssueFact, ...], office: UnitId | None) -> UnitId | None:
    """The body whose share was given; else the actor's office."""
    match facts[0]:
        case f.CoOperationGiven(unit=body):
            return body
        case _:
            return office


def _answered(command: Command) -> DeadlineId | None:
    """One body may owe answers to several directions: the command says to which it answers."""
    return command.deadline if isinstance(command, c.AnswerDirection) else None


def _starts_on(command: c.IssueCommand, issue: Issue) -> dict[DeadlineKind, date]:
    """Day 0 where it is not today: a report's is the end of the meeting."""
    match command:
        case c.RaiseIssue() if issue.raised_at:
            return {DeadlineKind.REPORT: local_date(issue.raised_at)}
        case _:
            return {}


def _given(command: c.IssueCommand) -> dict[DeadlineKind, tuple[Given, ...]]:
    """Dates that the command names itself."""
    match command:
        case c.DirectAnswer(responsible=responsible, due=date() as due):
            return {DeadlineKind.DIRECTED_ANSWER: (Given(responsible, due),)}
        case c.AssignIssue(co_operating=bodies):
            dates = tuple(Given(body.unit, body.until) for body in bodies)
            return {DeadlineKind.CO_OPERATION: dates}
        case c.GivePartialReply(next_reply=day):
            return {DeadlineKind.NEXT_REPLY: (Given(None, day),)}
        case c.PauseIssue(review_on=day):
            return {DeadlineKind.REVIEW: (Given(None, day),)}
        case c.DirectIssue(addressee=addressee, due=date() as due):
            return {DeadlineKind.DIRECTION: (Given(addressee, due),)}
        case _:
            return {}


def _sealed(issue: UUID, text: str) -> Sealed:
    return Sealed(subject=f"issue:{issue}", text=text)


def facts_of(attempt: Attempt[Any]) -> tuple[f.IssueFact, ...]:
    """What the command itself states on its own issue; ``()`` where it is already so."""
    command, issue = attempt.command, attempt.issue

    def sealed(text: str) -> Sealed:
        return _sealed(command.issue, text)

    match command:
        case c.RaiseIssue():
            return (_raised(attempt),)
        case c.AnswerAtMeeting(answer=answer):
            return (f.IssueAnsweredAtMeeting(answer=sealed(answer)),)
        case c.DirectAnswer(responsible=responsible, due=due):
            return (f.AnswerDirected(responsible=responsible, due=due),)
        case c.ContestAnswer(reason=reason):
            return (f.AnswerContested(reason=sealed(reason)),)
        case c.ExpireContest(meeting=meeting):
            return (f.AnswerStood(meeting=meeting),)
        case c.SubmitIssue():
            return reported(attempt, None)
        case c.ReceiveIssue(incoming_number=number):
            return (f.IssueReceived(incoming_number=number),)
        case c.TriageIssue():
            return (
                f.IssueTriaged(
                    category=command.category,
                    severity=command.severity,
                    authority=command.authority,
                ),
            )
        case c.AskForClarification(questions=questions):
            return (f.ClarificationAsked(questions=sealed(questions)),)
        case c.ClarifyIssue(answer=answer):
            return (f.IssueClarified(answer=sealed(answer)),)
        case c.ExpireClarification():
            return (f.ClarificationExpired(),)
        case c.DivertIssue(into=into, document=document):
            return (f.IssueDiverted(channel=into, document=document),)
        case c.DeclineIssue(reason=reason, legal_basis=basis):
            return (f.IssueDeclined(reason=sealed(reason), legal_basis=sealed(basis)),)
        case c.MergeIssue(into=into):
            return (f.IssueMerged(into=into),)
        case c.UnmergeIssue():
            return (f.IssueUnmerged(),)
        case c.JoinCluster(cluster=cluster):
            return () if issue.cluster == cluster else (f.ClusterJoined(cluster=cluster),)
        case c.LeaveCluster(cluster=cluster):
            return (f.ClusterLeft(cluster=cluster),) if issue.cluster == cluster else ()
        case c.SplitIssue(parts=parts):
            return (f.IssueSplit(parts=tuple(part.issue for part in parts)),)
        case c.AssignIssue():
            return (_assigned(attempt),)
        case c.RefuseAssignment(reason=reason):
            return (f.AssignmentRefused(reason=sealed(reason)),)
        case c.StartWork():
            return (f.WorkStarted(),)
        case c.NoteProgress(note=note):
            return (f.ProgressNoted(note=sealed(note)),)
        case c.GiveCoOperation(document=document):
            body = acting_for(attempt, [one.unit for one in issue.co_operating])
            return (f.CoOperationGiven(unit=body, document=document),)
        case c.GiveInterimReply(document=document, text=text):
            return (f.InterimReplyGiven(document=document, text=sealed(text)),)
        case c.GivePartialReply(document=document, text=text, next_reply=day):
            reply = f.PartialReplyGiven(document=document, text=sealed(text), next_reply=day)
            return (reply,)
        case c.ProposeResult(outcome=outcome, evidence=evidence, document=document):
            proposed = f.ResultProposed(
                outcome=outcome, evidence=sealed(evidence), document=document
            )
            return (proposed,)
        case c.AcceptResult():
            return (f.ResultAccepted(),)
        case c.RejectResult(reason=reason):
            return (f.ResultRejected(reason=sealed(reason)),)
        case c.ResolveIssue(outcome=outcome, decision=decision, document=document):
            resolved = f.IssueResolved(
                outcome=outcome, decision=sealed(decision), document=document
            )
            return (resolved,)
        case c.EscalateIssue(decision=decision, reason=reason):
            to = attempt.superior
            return (f.IssueEscalated(to=to, decision=decision, reason=sealed(reason)),)
        case c.TakeOverIssue(reason=reason):
            return (f.IssueTakenOver(by=taken_over_by(attempt), reason=sealed(reason)),)
        case c.ReturnIssueDown(direction=direction, document=document):
            to = returns_to(attempt)
            returned = f.IssueReturnedDown(to=to, direction=sealed(direction), document=document)
            return (returned,)
        case c.DirectIssue(addressee=addressee, due=due, text=text, document=document):
            given = f.DirectionGiven(
                addressee=addressee, due=due, text=sealed(text), document=document
            )
            return (given,)
        case c.AnswerDirection(deadline=wanted, document=document):
            answered = find(issue.deadlines, wanted)
            body = answered.bearer if answered else None
            return (f.DirectionAnswered(deadline=wanted, by=body, document=document),)
        case c.PauseIssue(ground=ground, review_on=day, document=document):
            return (f.IssuePaused(ground=ground, review_on=day, document=document),)
        case c.ResumeIssue():
            return (f.IssueResumed(),)
        case c.ReplyToChapter(document=document, text=text):
            return (f.ReplySent(document=document, text=sealed(text)),)
        case c.VerifyResult(meeting=meeting):
            return (f.ResultVerified(meeting=meeting),)
        case c.ExpireVerification(meeting=meeting):
            return (f.VerificationExpired(meeting=meeting),)
        case c.ReopenIssue(ground=ground, reason=reason):
            return reopened(attempt, f.IssueReopened(ground=ground, reason=sealed(reason)))
        case c.FollowSuccession():
            return followed(attempt)
        case c.WithdrawIssue(reason=reason):
            return (f.IssueWithdrawn(reason=sealed(reason)),)
        case c.CorrectIssueText():
            return _text_corrected(attempt)
        case c.CorrectIssueValue():
            return _value_corrected(attempt)
        case c.TransferCustody(to=to, basis=basis, minutes=minutes):
            moved = f.IssueCustodyTransferred(
                released_by=issue.holder, to=to, basis=basis, minutes=minutes
            )
            return (moved,)
        case c.DeclareConcern(person=person):
            return () if person in issue.concerned else (f.ConcernDeclared(person=person),)
        case c.RetractConcern(person=person, reason=reason):
            retracted = f.ConcernRetracted(person=person, reason=sealed(reason))
            return (retracted,) if person in issue.concerned else ()
        case c.AskForExtension(deadline=deadline, reason=reason):
            return (ExtensionAsked(deadline=deadline, reason=sealed(reason)),)
        case c.GrantExtension():
            return (_extended(attempt),)
        case c.RefuseExtension(deadline=deadline, reason=reason):
            return (ExtensionRefused(deadline=deadline, reason=sealed(reason)),)
        case c.InformCompetentBody(unit=unit, reason=reason, document=document):
            told = f.CompetentBodyInformed(unit=unit, reason=sealed(reason), document=document)
            return (told,)
        case c.NameArea(communes=communes):
            return () if issue.area == communes else (f.IssueAreaNamed(communes=communes),)
        case c.RecomputeDeadlines():
            return recomputed(issue.deadlines, attempt.context)
        case c.AdoptRegime(reason=reason):
            rules, cause = NewRules(attempt.regime, attempt.context), f.RegimeChange.ADOPTION
            return facts_of_change(issue, rules, cause, sealed(reason))
        case _ as unknown:
            raise AssertionError(unknown)


def _facts_elsewhere(attempt: Attempt[Any]) -> dict[UUID, tuple[f.IssueFact, ...]]:
    """What the command states on other issues: duplicates and the parts of a split."""
    command = attempt.command
    match command:
        case c.MergeIssue(into=into):
            concerned = attempt.issue.concerned - attempt.other_issue(into).concerned
            return {into: (f.DuplicateAbsorbed(duplicate=command.issue), *_concerns(concerned))}
        case (
            c.UnmergeIssue(into=UUID() as into)
            | c.TakeOverIssue(into=UUID() as into)
            | c.ReopenIssue(into=UUID() as into)
        ):
            return {into: (f.DuplicateReleased(duplicate=command.issue),)}
        case c.SplitIssue(parts=parts):
            return {part.issue: _part(attempt, part) for part in parts}
        case _:
            return {}


def raised_at(command: c.RaiseIssue, others: Mapping[UUID, State], context: Context) -> datetime:
    """End of the meeting, or the day named, or now; the regime of that day binds the issue."""
    held = others.get(command.meeting) if command.meeting else None
    if isinstance(held, Meeting) and held.ended_at is not None:
        return held.ended_at
    return start_of(command.raised_on) if command.raised_on else context.now


def _raised(attempt: Attempt[c.RaiseIssue]) -> f.IssueRaised:
    command = attempt.command
    meeting = attempt.meeting(command.meeting)
    proposal = command.proposal
    return f.IssueRaised(
        regime=attempt.regime.spec.ref,
        via=command.via,
        chapter=command.chapter,
        meeting=command.meeting,
        attended_by=meeting.cadre,
        raised_at=raised_at(command, attempt.others, attempt.context),
        source=command.source,
        title=_sealed(command.issue, command.title),
        description=_sealed(command.issue, command.description),
        proposal=_sealed(command.issue, proposal) if proposal else None,
        addressee=attempt.directory.standing_for(command.addressee or "", attempt.today),
        category=command.category,
        severity=command.severity,
        authority=command.authority,
        predecessor=command.predecessor,
    )


def reported(attempt: Attempt[Any], report: UUID | None) -> tuple[f.IssueFact, ...]:
    """Delivery of an issue to its holder and every copy. Raises Rejected where one is missing.

    Where a tier of its regime is gone the one by which it is delivered binds it from then on.
    """
    to = delivery(attempt.regime, attempt.context, attempt.issue.chapter or "")
    delivered = f.IssueReported(report=report, holder=to.holder, recipients=to.recipients)
    if to.regime == attempt.issue.regime:
        return (delivered,)
    there = after(attempt.issue, (delivered,), attempt.command, attempt.context)
    return (delivered, *regime_changed(attempt, there))


def _assigned(attempt: Attempt[c.AssignIssue]) -> f.IssueAssigned:
    command = attempt.command
    plan = command.plan
    return f.IssueAssigned(
        lead=command.lead,
        plan=f.Plan(
            content=_sealed(command.issue, plan.content),
            solution=_sealed(command.issue, plan.solution),
            until=plan.until,
            person=plan.person,
            task=_sealed(command.issue, plan.task),
        ),
        co_operating=command.co_operating,
        document=command.document,
    )


def _part(attempt: Attempt[c.SplitIssue], part: c.Part) -> tuple[f.IssueFact, ...]:
    """A part's first facts: raised with the age of its origin, delivered at this moment."""
    origin = attempt.issue
    raised = f.IssueRaised(
        regime=attempt.regime.spec.ref,
        via=origin.via,
        chapter=origin.chapter,
        meeting=origin.meeting,
        attended_by=origin.attended_by,
        raised_at=origin.raised_at,
        source=origin.source,
        title=_sealed(part.issue, part.title),
        description=_sealed(part.issue, part.description),
        proposal=_sealed(part.issue, part.proposal) if part.proposal else None,
        addressee=part.addressee or origin.addressee,
        category=part.category or origin.category,
        severity=origin.severity,
        authority=origin.authority,
        split_from=origin.id,
    )
    delivered = f.IssueReported(
        report=origin.report, holder=origin.holder, recipients=origin.recipients
    )
    of_part = attempt._replace(issue=EMPTY)
    own: tuple[f.IssueFact, ...] = (raised, delivered, *_concerns(origin.concerned))
    return with_consequences(of_part, "submit", own)


def _concerns(people: frozenset[PersonRef]) -> tuple[f.ConcernDeclared, ...]:
    """Who is concerned by a matter is so wherever it goes on."""
    return tuple(f.ConcernDeclared(person=person) for person in sorted(people))


def _text_corrected(attempt: Attempt[c.CorrectIssueText]) -> tuple[f.IssueTextCorrected, ...]:
    command = attempt.command
    if command.field is f.TextField.TITLE and len(command.text) > c.TITLE_LENGTH:
        raise Rejected("value-not-allowed", field=command.field.value)
    old: Sealed | None = getattr(attempt.issue, command.field.value)
    if old is not None and old.text == command.text:
        return ()
    return (
        f.IssueTextCorrected(
            field=command.field,
            old=old if old is not None and isinstance(old.text, str) else None,
            new=_sealed(command.issue, command.text),
            reason=_sealed(command.issue, command.reason),
        ),
    )


def _value_corrected(attempt: Attempt[c.CorrectIssueValue]) -> tuple[f.IssueValueCorrected, ...]:
    command = attempt.command
    old = getattr(attempt.issue, command.field.value)
    new = _allowed(attempt, command.field, command.value)
    if new == old:
        return ()
    return (
        f.IssueValueCorrected(
            field=command.field,
            old=_plain(old),
            new=_plain(new),
            reason=_sealed(command.issue, command.reason),
        ),
    )


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, Severity) else str(value)


def _allowed(
    attempt: Attempt[Any], field: f.ValueField, value: str
) -> Category | Severity | Source | UnitId:
    try:
        match field:
            case f.ValueField.CATEGORY:
                return Category(value)
            case f.ValueField.SEVERITY:
                return Severity(int(value))
            case f.ValueField.SOURCE:
                if value not in attempt.regime.spec.sources:
                    raise ValueError(value)
                return Source(value)
            case f.ValueField.ADDRESSEE:
                if not attempt.directory.exists(value, attempt.today):
                    raise ValueError(value)
                return value
            case _ as unknown:
                assert_never(unknown)
    except ValueError:
        raise Rejected("value-not-allowed", field=field.value) from None


def _extended(attempt: Attempt[c.GrantExtension]) -> DeadlineExtended:
    """The deadline with the regime's extension behind it."""
    command, context = attempt.command, attempt.context
    deadline = find(attempt.issue.deadlines, command.deadline)
    if deadline is None:
        raise Rejected("deadline-running", trigger="grant-extension", state=attempt.issue.status)
    calendar = context.rulebook.calendar(context.directory, deadline.calendar)
    by = Span.parse(attempt.regime.spec.extension.adds)
    last_day = None
    if deadline.spans:
        spans = (*deadline.spans, by)
        last_day = due_day(deadline.started_on, spans, calendar, deadline.pauses)
    last_day = last_day or due_day(deadline.last_day, (by,), calendar) or deadline.last_day
    return DeadlineExtended(
        deadline=deadline.id,
        by=by,
        last_day=last_day,
        due=end_of(last_day),
        document=command.document,
    )

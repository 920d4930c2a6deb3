"""Every fact of an issue, from the meeting to the answer (DOMAIN 4), in the order of its life."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from domain.deadline import DeadlineFact, DeadlineId, RegimeRef
from domain.fact import CommandName, Fact
from domain.organisation import Day
from domain.sealed import Sealed
from domain.values import (
    Authority,
    Category,
    DocumentRef,
    Instant,
    PersonRef,
    Severity,
    Source,
    UnitId,
    Value,
)

RegisterNumber = Annotated[str, StringConstraints(pattern=r"^\S(.{0,18}\S)?$")]
"""An office's incoming number ("số đến")."""


class Right(StrEnum):
    """What a recipient may do with an issue that another unit holds."""

    INFORM = "inform"
    TAKE_OVER = "take-over"
    CO_OPERATE = "co-operate"


class Recipient(Value):
    unit: UnitId
    rights: tuple[Right, ...]


class DiversionChannel(StrEnum):
    """Where a matter belongs that is no recommendation."""

    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    PETITION = "petition"
    COURT = "court"


class Outcome(StrEnum):
    """What came of an issue."""

    DONE = "done"
    UNDER_WAY = "under-way"
    PLANNED = "planned"
    EXPLAINED = "explained"
    NOT_POSSIBLE = "not-possible"


class PauseGround(StrEnum):
    FORCE_MAJEURE = "force-majeure"
    BUDGET_CYCLE = "budget-cycle"
    OTHER_BODY = "other-body"


class ReopenGround(StrEnum):
    NOT_DONE = "not-done"
    NEW_FACTS = "new-facts"


class CustodyBasis(StrEnum):
    SUCCESSION = "succession"
    RECUSAL = "recusal"


class RegimeChange(StrEnum):
    """Why other rules bind an issue than those it was raised under."""

    ADOPTION = "adoption"
    SUCCESSION = "succession"


class UnmappedReason(StrEnum):
    """Why no successor could be told for an issue of a dissolved unit."""

    NO_SUCCESSOR = "no-successor"
    SEVERAL_SUCCESSORS = "several-successors"
    SUCCESSOR_VACANT = "successor-vacant"


class StuckReason(StrEnum):
    """Why a body that should act on an issue cannot."""

    VACANT = "vacant"
    DISSOLVED = "dissolved"
    RECUSED = "recused"
    """Everybody who decides there is concerned."""
    NO_SUPERIOR = "no-superior"


class TextField(StrEnum):
    """Sealed fields that a correction may replace."""

    TITLE = "title"
    DESCRIPTION = "description"
    PROPOSAL = "proposal"


class ValueField(StrEnum):
    """Plain fields that a correction may replace."""

    CATEGORY = "category"
    SEVERITY = "severity"
    SOURCE = "source"
    ADDRESSEE = "addressee"


class Plan(Value):
    """Who does what, how, and until when (`001-5`)."""

    content: Sealed
    solution: Sealed
    until: date
    person: PersonRef
    task: Sealed


class CoOperation(Value):
    """A co-operating body and its own date; the lead's date stays."""

    unit: UnitId
    until: Day


class IssueRaised(Fact):
    type: Literal["issue-raised.v1"] = "issue-raised.v1"
    regime: RegimeRef
    via: CommandName
    """The regime's channel by which it came."""
    chapter: UnitId
    meeting: UUID | None
    attended_by: PersonRef | None
    """The assigned cadre who attended that meeting."""
    raised_at: Instant
    """End of the meeting; the age of the issue counts from here and is never reset."""
    source: Source
    title: Sealed
    description: Sealed
    proposal: Sealed | None
    addressee: UnitId
    category: Category
    severity: Severity
    authority: Authority
    predecessor: UUID | None = None
    """An earlier issue that this one repeats."""
    split_from: UUID | None = None


class IssueAnsweredAtMeeting(Fact):
    type: Literal["issue-answered-at-meeting.v1"] = "issue-answered-at-meeting.v1"
    answer: Sealed


class AnswerDirected(Fact):
    type: Literal["answer-directed.v1"] = "answer-directed.v1"
    responsible: UnitId
    due: date


class AnswerContested(Fact):
    type: Literal["answer-contested.v1"] = "answer-contested.v1"
    reason: Sealed


class AnswerStood(Fact):
    """Nobody contested the answer until the end of the chapter's next meeting: closed."""

    type: Literal["answer-stood.v1"] = "answer-stood.v1"
    meeting: UUID


class IssueReported(Fact):
    """Submitted and delivered to every addressee, in one append."""

    type: Literal["issue-reported.v1"] = "issue-reported.v1"
    report: UUID | None
    holder: UnitId
    recipients: tuple[Recipient, ...]


class IssueReceived(Fact):
    type: Literal["issue-received.v1"] = "issue-received.v1"
    incoming_number: RegisterNumber


class IssueTriaged(Fact):
    type: Literal["issue-triaged.v1"] = "issue-triaged.v1"
    category: Category
    severity: Severity
    authority: Authority


class ClarificationAsked(Fact):
    type: Literal["clarification-asked.v1"] = "clarification-asked.v1"
    questions: Sealed


class IssueClarified(Fact):
    type: Literal["issue-clarified.v1"] = "issue-clarified.v1"
    answer: Sealed


class ClarificationExpired(Fact):
    type: Literal["clarification-expired.v1"] = "clarification-expired.v1"


class IssueDiverted(Fact):
    type: Literal["issue-diverted.v1"] = "issue-diverted.v1"
    channel: DiversionChannel
    document: DocumentRef


class IssueDeclined(Fact):
    type: Literal["issue-declined.v1"] = "issue-declined.v1"
    reason: Sealed
    legal_basis: Sealed


class IssueMerged(Fact):
    type: Literal["issue-merged.v1"] = "issue-merged.v1"
    into: UUID


class IssueUnmerged(Fact):
    type: Literal["issue-unmerged.v1"] = "issue-unmerged.v1"


class DuplicateAbsorbed(Fact):
    type: Literal["duplicate-absorbed.v1"] = "duplicate-absorbed.v1"
    duplicate: UUID


class DuplicateReleased(Fact):
    type: Literal["duplicate-released.v1"] = "duplicate-released.v1"
    duplicate: UUID


class ClusterJoined(Fact):
    """Links issues of one cause; custody is untouched."""

    type: Literal["cluster-joined.v1"] = "cluster-joined.v1"
    cluster: UUID


class ClusterLeft(Fact):
    type: Literal["cluster-left.v1"] = "cluster-left.v1"
    cluster: UUID


class IssueSplit(Fact):
    type: Literal["issue-split.v1"] = "issue-split.v1"
    parts: tuple[UUID, ...]


class IssueAssigned(Fact):
    type: Literal["issue-assigned.v1"] = "issue-assigned.v1"
    lead: UnitId
    plan: Plan
    co_operating: tuple[CoOperation, ...] = ()
    document: DocumentRef | None = None


class AssignmentRefused(Fact):
    type: Literal["assignment-refused.v1"] = "assignment-refused.v1"
    reason: Sealed


class WorkStarted(Fact):
    type: Literal["work-started.v1"] = "work-started.v1"


class ProgressNoted(Fact):
    type: Literal["progress-noted.v1"] = "progress-noted.v1"
    note: Sealed


class CoOperationGiven(Fact):
    """A co-operating body did its share."""

    type: Literal["co-operation-given.v1"] = "co-operation-given.v1"
    unit: UnitId
    document: DocumentRef | None = None


class InterimReplyGiven(Fact):
    type: Literal["interim-reply-given.v1"] = "interim-reply-given.v1"
    document: DocumentRef
    text: Sealed


class PartialReplyGiven(Fact):
    """Answers a part, names the next date, and keeps the issue open."""

    type: Literal["partial-reply-given.v1"] = "partial-reply-given.v1"
    document: DocumentRef
    text: Sealed
    next_reply: date


class ResultProposed(Fact):
    type: Literal["result-proposed.v1"] = "result-proposed.v1"
    outcome: Outcome
    evidence: Sealed
    document: DocumentRef


class ResultAccepted(Fact):
    type: Literal["result-accepted.v1"] = "result-accepted.v1"


class ResultRejected(Fact):
    type: Literal["result-rejected.v1"] = "result-rejected.v1"
    reason: Sealed


class IssueResolved(Fact):
    """The holder decided within its authority, without an agency."""

    type: Literal["issue-resolved.v1"] = "issue-resolved.v1"
    outcome: Outcome
    decision: Sealed
    document: DocumentRef


class IssueEscalated(Fact):
    type: Literal["issue-escalated.v1"] = "issue-escalated.v1"
    to: UnitId
    decision: DocumentRef
    reason: Sealed


class IssueTakenOver(Fact):
    type: Literal["issue-taken-over.v1"] = "issue-taken-over.v1"
    by: UnitId
    reason: Sealed


class IssueReturnedDown(Fact):
    type: Literal["issue-returned-down.v1"] = "issue-returned-down.v1"
    to: UnitId
    direction: Sealed
    document: DocumentRef


class DirectionGiven(Fact):
    """A direction has an addressee and a date (`002-10`)."""

    type: Literal["direction-given.v1"] = "direction-given.v1"
    addressee: UnitId
    due: date
    text: Sealed
    document: DocumentRef | None = None


class DirectionAnswered(Fact):
    """The addressee of a direction reports that it was followed."""

    type: Literal["direction-answered.v1"] = "direction-answered.v1"
    deadline: DeadlineId
    by: UnitId
    document: DocumentRef


class IssuePaused(Fact):
    type: Literal["issue-paused.v1"] = "issue-paused.v1"
    ground: PauseGround
    review_on: date
    document: DocumentRef


class IssueResumed(Fact):
    type: Literal["issue-resumed.v1"] = "issue-resumed.v1"


class ReplySent(Fact):
    type: Literal["reply-sent.v1"] = "reply-sent.v1"
    document: DocumentRef
    text: Sealed


class ResultVerified(Fact):
    """The chapter found the matter settled, at a meeting: closed."""

    type: Literal["result-verified.v1"] = "result-verified.v1"
    meeting: UUID


class VerificationExpired(Fact):
    type: Literal["verification-expired.v1"] = "verification-expired.v1"
    meeting: UUID


class IssueReopened(Fact):
    type: Literal["issue-reopened.v1"] = "issue-reopened.v1"
    ground: ReopenGround
    reason: Sealed


class IssueWithdrawn(Fact):
    type: Literal["issue-withdrawn.v1"] = "issue-withdrawn.v1"
    reason: Sealed


class IssueTextCorrected(Fact):
    type: Literal["issue-text-corrected.v1"] = "issue-text-corrected.v1"
    field: TextField
    old: Sealed | None
    new: Sealed
    reason: Sealed


class IssueValueCorrected(Fact):
    type: Literal["issue-value-corrected.v1"] = "issue-value-corrected.v1"
    field: ValueField
    old: str
    new: str
    reason: Sealed


class IssueCustodyTransferred(Fact):
    type: Literal["issue-custody-transferred.v1"] = "issue-custody-transferred.v1"
    released_by: UnitId
    to: UnitId
    basis: CustodyBasis
    minutes: DocumentRef


class ConcernDeclared(Fact):
    """A person is subject of the issue or stands for the body that must answer: recused."""

    type: Literal["concern-declared.v1"] = "concern-declared.v1"
    person: PersonRef


class ConcernRetracted(Fact):
    """The person was declared concerned wrongly, and is recused by declaration no more."""

    type: Literal["concern-retracted.v1"] = "concern-retracted.v1"
    person: PersonRef
    reason: Sealed


class CompetentBodyInformed(Fact):
    """The body that is competent for a complex matter was told of it (`000-7`)."""

    type: Literal["competent-body-informed.v1"] = "competent-body-informed.v1"
    unit: UnitId
    reason: Sealed
    document: DocumentRef | None = None


class IssueAreaNamed(Fact):
    """The communes that the issue is about, all of them; names them anew where some were named."""

    type: Literal["issue-area-named.v1"] = "issue-area-named.v1"
    communes: tuple[UnitId, ...]


class RegimeChanged(Fact):
    """Other rules bind the issue from here on; what they bound before stays as it was."""

    type: Literal["regime-changed.v1"] = "regime-changed.v1"
    old: RegimeRef
    new: RegimeRef
    cause: RegimeChange
    reason: Sealed | None = None
    document: DocumentRef | None = None


class IssuePartySucceeded(Fact):
    """A dissolved unit that had to do with the issue is followed by another in all it was.

    Not as its holder: custody is transferred by a fact of its own.
    """

    type: Literal["issue-party-succeeded.v1"] = "issue-party-succeeded.v1"
    released_by: UnitId
    to: UnitId
    minutes: DocumentRef


class IssueUnmapped(Fact):
    """No successor could be told; a unit that was named for such issues owns it for now."""

    type: Literal["issue-unmapped.v1"] = "issue-unmapped.v1"
    unit: UnitId
    """The dissolved unit."""
    owner: UnitId
    reason: UnmappedReason


class IssueStuck(Fact):
    """Nobody can act where somebody should; told once for each reason in one holder's time."""

    type: Literal["issue-stuck.v1"] = "issue-stuck.v1"
    reason: StuckReason
    body: UnitId


StatusFact = (
    ClarificationAsked
    | IssueClarified
    | ClarificationExpired
    | IssueDeclined
    | WorkStarted
    | ProgressNoted
    | ResultAccepted
)
"""Facts that say where the issue stands, and no more."""
DetailedFact = (
    IssueRaised
    | IssueAnsweredAtMeeting
    | AnswerDirected
    | AnswerContested
    | AnswerStood
    | IssueReported
    | IssueReceived
    | IssueTriaged
    | IssueDiverted
    | IssueMerged
    | IssueUnmerged
    | DuplicateAbsorbed
    | DuplicateReleased
    | ClusterJoined
    | ClusterLeft
    | IssueSplit
    | IssueAssigned
    | AssignmentRefused
    | CoOperationGiven
    | InterimReplyGiven
    | PartialReplyGiven
    | ResultProposed
    | ResultRejected
    | IssueResolved
    | IssueEscalated
    | IssueTakenOver
    | IssueReturnedDown
    | DirectionGiven
    | DirectionAnswered
    | IssuePaused
    | IssueResumed
    | ReplySent
    | ResultVerified
    | VerificationExpired
    | IssueReopened
    | IssueWithdrawn
    | IssueTextCorrected
    | IssueValueCorrected
    | IssueCustodyTransferred
    | ConcernDeclared
    | ConcernRetracted
    | CompetentBodyInformed
    | IssueAreaNamed
    | RegimeChanged
    | IssuePartySucceeded
    | IssueUnmapped
    | IssueStuck
)
IssueOwnFact = StatusFact | DetailedFact
IssueFact = IssueOwnFact | DeadlineFact

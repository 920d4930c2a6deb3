"""The commands on an issue, in the order of its life. Free text is plain here; facts seal it."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.deadline import DeadlineId, RegimeRef
from domain.fact import CommandName
from domain.issue_facts import (
    CoOperation,
    CustodyBasis,
    DiversionChannel,
    Outcome,
    PauseGround,
    RegisterNumber,
    ReopenGround,
    TextField,
    ValueField,
)
from domain.organisation import Day
from domain.values import (
    Authority,
    Category,
    DocumentRef,
    PersonRef,
    Severity,
    Source,
    UnitId,
    Value,
)
from workflows.command import Command, StreamKind, StreamRef

TITLE_LENGTH = 200
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=TITLE_LENGTH)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=8000)]
REASON_LENGTH = 8000
SomeText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=REASON_LENGTH)
]


class IssueCommand(Command):
    """A command on one issue; ``trigger`` is the row of the regime's table that it asks for."""

    trigger: ClassVar[str]
    issue: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return (StreamRef(StreamKind.ISSUE, self.issue),)

    def _reads_meeting(self, meeting: UUID | None) -> tuple[StreamRef, ...]:
        own = (StreamRef(StreamKind.ISSUE, self.issue),)
        return (*own, StreamRef(StreamKind.MEETING, meeting)) if meeting else own

    def _reads_target(self, into: UUID | None) -> tuple[StreamRef, ...]:
        own = (StreamRef(StreamKind.ISSUE, self.issue),)
        return (*own, StreamRef(StreamKind.ISSUE, into)) if into else own


def _reads_link(link: UUID | None) -> tuple[StreamRef, ...]:
    return (StreamRef(StreamKind.RESIDENCE, link),) if link else ()


class RaiseIssue(IssueCommand):
    """Records an issue raised at a meeting, a briefing or by relay."""

    trigger = "raise"
    type: Literal["raise-issue"] = "raise-issue"
    via: CommandName
    """The regime's channel."""
    chapter: UnitId
    meeting: UUID | None = None
    raised_on: Day | None = None
    """Day it was raised where there was no meeting; the day it is recorded by default."""
    source: Source
    title: Title
    description: Text = ""
    proposal: Text = ""
    addressee: UnitId | None = None
    category: Category
    severity: Severity = Severity.NORMAL
    authority: Authority = Authority.MIDDLE_TIER
    predecessor: UUID | None = None
    link: UUID | None = None
    """The residence link of a member who relays what the residents say (`003-3`)."""

    def reads(self) -> tuple[StreamRef, ...]:
        own = (*self._reads_meeting(self.meeting), *_reads_link(self.link))
        earlier = self.predecessor
        return (*own, StreamRef(StreamKind.ISSUE, earlier)) if earlier else own


class AnswerAtMeeting(IssueCommand):
    trigger = "answer-at-meeting"
    type: Literal["answer-at-meeting"] = "answer-at-meeting"
    answer: SomeText


class DirectAnswer(IssueCommand):
    """Tells a body to answer by a date (`002-7`)."""

    trigger = "direct-answer"
    type: Literal["direct-answer"] = "direct-answer"
    responsible: UnitId | None = None
    due: Day | None = None


class ContestAnswer(IssueCommand):
    trigger = "contest-answer"
    type: Literal["contest-answer"] = "contest-answer"
    reason: SomeText


class ExpireContest(IssueCommand):
    """Closes an issue whose answer nobody contested until the end of the chapter's next meeting."""

    trigger = "expire-contest"
    type: Literal["expire-contest"] = "expire-contest"
    meeting: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return self._reads_meeting(self.meeting)


class SubmitIssue(IssueCommand):
    """Hands an issue to the committee by a channel that needs no cadre's report."""

    trigger = "submit"
    type: Literal["submit-issue"] = "submit-issue"
    link: UUID | None = None
    """The residence link of the member who relayed it."""

    def reads(self) -> tuple[StreamRef, ...]:
        return (*super().reads(), *_reads_link(self.link))


class ReceiveIssue(IssueCommand):
    trigger = "receive"
    type: Literal["receive-issue"] = "receive-issue"
    incoming_number: RegisterNumber


class TriageIssue(IssueCommand):
    trigger = "triage"
    type: Literal["triage-issue"] = "triage-issue"
    category: Category
    severity: Severity
    authority: Authority


class AskForClarification(IssueCommand):
    trigger = "ask"
    type: Literal["ask-for-clarification"] = "ask-for-clarification"
    questions: SomeText


class ClarifyIssue(IssueCommand):
    trigger = "clarify"
    type: Literal["clarify-issue"] = "clarify-issue"
    answer: SomeText


class ExpireClarification(IssueCommand):
    trigger = "expire-clarification"
    type: Literal["expire-clarification"] = "expire-clarification"


class DivertIssue(IssueCommand):
    trigger = "divert"
    type: Literal["divert-issue"] = "divert-issue"
    into: DiversionChannel
    document: DocumentRef


class DeclineIssue(IssueCommand):
    trigger = "decline"
    type: Literal["decline-issue"] = "decline-issue"
    reason: SomeText
    legal_basis: SomeText


class MergeIssue(IssueCommand):
    """Merges a duplicate into an issue of the same holder; the duplicate still owes a reply."""

    trigger = "merge"
    type: Literal["merge-issue"] = "merge-issue"
    into: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return (*super().reads(), StreamRef(StreamKind.ISSUE, self.into))


class UnmergeIssue(IssueCommand):
    trigger = "unmerge"
    type: Literal["unmerge-issue"] = "unmerge-issue"
    into: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return (*super().reads(), StreamRef(StreamKind.ISSUE, self.into))


class JoinCluster(IssueCommand):
    trigger = "cluster"
    type: Literal["join-cluster"] = "join-cluster"
    cluster: UUID


class LeaveCluster(IssueCommand):
    trigger = "cluster"
    type: Literal["leave-cluster"] = "leave-cluster"
    cluster: UUID


class Part(Value):
    """What becomes an issue of its own when an issue is split."""

    issue: UUID
    title: Title
    description: SomeText
    proposal: Text = ""
    addressee: UnitId | None = None
    category: Category | None = None


class SplitIssue(IssueCommand):
    """Splits parts off; they are delivered at this moment, with own clocks and the same age."""

    trigger = "split-off"
    type: Literal["split-issue"] = "split-issue"
    parts: tuple[Part, ...] = Field(min_length=1, max_length=20)

    def reads(self) -> tuple[StreamRef, ...]:
        parts = (StreamRef(StreamKind.ISSUE, part.issue) for part in self.parts)
        return (*super().reads(), *parts)


class PlanText(Value):
    """A plan as it is typed in; `001-5` asks for all five."""

    content: Text = ""
    solution: Text = ""
    until: Day | None = None
    person: PersonRef | None = None
    task: Text = ""


class AssignIssue(IssueCommand):
    trigger = "assign"
    type: Literal["assign-issue"] = "assign-issue"
    lead: UnitId
    plan: PlanText
    co_operating: tuple[CoOperation, ...] = ()
    document: DocumentRef | None = None


class RefuseAssignment(IssueCommand):
    trigger = "refuse-assignment"
    type: Literal["refuse-assignment"] = "refuse-assignment"
    reason: SomeText


class StartWork(IssueCommand):
    trigger = "start"
    type: Literal["start-work"] = "start-work"


class NoteProgress(IssueCommand):
    trigger = "note-progress"
    type: Literal["note-progress"] = "note-progress"
    note: SomeText


class GiveCoOperation(IssueCommand):
    """A co-operating body reports that it did its share."""

    trigger = "co-operate"
    type: Literal["give-co-operation"] = "give-co-operation"
    document: DocumentRef | None = None


class GiveInterimReply(IssueCommand):
    trigger = "interim-reply"
    type: Literal["give-interim-reply"] = "give-interim-reply"
    document: DocumentRef
    text: SomeText


class GivePartialReply(IssueCommand):
    trigger = "partial-reply"
    type: Literal["give-partial-reply"] = "give-partial-reply"
    document: DocumentRef
    text: SomeText
    next_reply: Day


class ProposeResult(IssueCommand):
    trigger = "propose-result"
    type: Literal["propose-result"] = "propose-result"
    outcome: Outcome
    evidence: SomeText
    document: DocumentRef


class AcceptResult(IssueCommand):
    trigger = "accept-result"
    type: Literal["accept-result"] = "accept-result"


class RejectResult(IssueCommand):
    trigger = "reject-result"
    type: Literal["reject-result"] = "reject-result"
    reason: SomeText


class ResolveIssue(IssueCommand):
    trigger = "resolve"
    type: Literal["resolve-issue"] = "resolve-issue"
    outcome: Outcome
    decision: SomeText
    document: DocumentRef


class EscalateIssue(IssueCommand):
    trigger = "escalate"
    type: Literal["escalate-issue"] = "escalate-issue"
    decision: DocumentRef
    reason: SomeText
    file_complete: bool = False
    """Whether the file went along whole."""


class TakeOverIssue(IssueCommand):
    trigger = "take-over"
    type: Literal["take-over-issue"] = "take-over-issue"
    reason: SomeText
    into: UUID | None = None
    """Of a merged issue the one it was merged into, which lets it go."""

    def reads(self) -> tuple[StreamRef, ...]:
        return self._reads_target(self.into)


class ReturnIssueDown(IssueCommand):
    trigger = "return-down"
    type: Literal["return-issue-down"] = "return-issue-down"
    to: UnitId | None = None
    """The committee below; by default the one it came from."""
    direction: SomeText
    document: DocumentRef


class DirectIssue(IssueCommand):
    """Directs somebody to do something by a date (`002-10`)."""

    trigger = "direct"
    type: Literal["direct-issue"] = "direct-issue"
    addressee: UnitId | None = None
    due: Day | None = None
    text: SomeText
    document: DocumentRef | None = None


class AnswerDirection(IssueCommand):
    trigger = "answer-direction"
    type: Literal["answer-direction"] = "answer-direction"
    deadline: DeadlineId
    """Of the direction that it answers."""
    document: DocumentRef


class PauseIssue(IssueCommand):
    trigger = "pause"
    type: Literal["pause-issue"] = "pause-issue"
    ground: PauseGround
    review_on: Day
    document: DocumentRef


class ResumeIssue(IssueCommand):
    trigger = "resume"
    type: Literal["resume-issue"] = "resume-issue"


class ReplyToChapter(IssueCommand):
    trigger = "reply"
    type: Literal["reply-to-chapter"] = "reply-to-chapter"
    document: DocumentRef
    text: SomeText


class VerifyResult(IssueCommand):
    trigger = "verify"
    type: Literal["verify-result"] = "verify-result"
    meeting: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return self._reads_meeting(self.meeting)


class ExpireVerification(IssueCommand):
    trigger = "expire-verification"
    type: Literal["expire-verification"] = "expire-verification"
    meeting: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return self._reads_meeting(self.meeting)


class ReopenIssue(IssueCommand):
    trigger = "reopen"
    type: Literal["reopen-issue"] = "reopen-issue"
    ground: ReopenGround
    reason: SomeText
    into: UUID | None = None
    """Of a merged issue the one it was merged into, which lets it go."""

    def reads(self) -> tuple[StreamRef, ...]:
        return self._reads_target(self.into)


class WithdrawIssue(IssueCommand):
    trigger = "withdraw"
    type: Literal["withdraw-issue"] = "withdraw-issue"
    reason: SomeText


class CorrectIssueText(IssueCommand):
    trigger = "correct"
    type: Literal["correct-issue-text"] = "correct-issue-text"
    field: TextField
    text: SomeText
    reason: SomeText


class CorrectIssueValue(IssueCommand):
    trigger = "correct"
    type: Literal["correct-issue-value"] = "correct-issue-value"
    field: ValueField
    value: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    reason: SomeText


class TransferCustody(IssueCommand):
    trigger = "transfer-custody"
    type: Literal["transfer-custody"] = "transfer-custody"
    to: UnitId
    basis: CustodyBasis
    minutes: DocumentRef


class DeclareConcern(IssueCommand):
    """Names a person who is subject of the issue or stands for the body that must answer."""

    trigger = "declare-concern"
    type: Literal["declare-concern"] = "declare-concern"
    person: PersonRef


class RetractConcern(IssueCommand):
    """Takes back a declaration that was wrong."""

    trigger = "retract-concern"
    type: Literal["retract-concern"] = "retract-concern"
    person: PersonRef
    reason: SomeText


class AskForExtension(IssueCommand):
    trigger = "ask-extension"
    type: Literal["ask-for-extension"] = "ask-for-extension"
    deadline: DeadlineId
    reason: SomeText


class GrantExtension(IssueCommand):
    trigger = "grant-extension"
    type: Literal["grant-extension"] = "grant-extension"
    deadline: DeadlineId
    document: DocumentRef | None = None


class RefuseExtension(IssueCommand):
    trigger = "refuse-extension"
    type: Literal["refuse-extension"] = "refuse-extension"
    deadline: DeadlineId
    reason: SomeText


class InformCompetentBody(IssueCommand):
    """Tells the body that is competent for a complex matter of it (`000-7`)."""

    trigger = "inform"
    type: Literal["inform-competent-body"] = "inform-competent-body"
    unit: UnitId | None = None
    reason: SomeText
    document: DocumentRef | None = None


class NameArea(IssueCommand):
    """Names all the communes that the issue is about."""

    trigger = "name-area"
    type: Literal["name-area"] = "name-area"
    communes: tuple[UnitId, ...] = Field(max_length=200)


class CheckDeadlines(IssueCommand):
    """Raises whatever warning, breach or suggestion is due by now; none is ``()``."""

    trigger = "check-deadlines"
    type: Literal["check-deadlines"] = "check-deadlines"


class RecomputeDeadlines(IssueCommand):
    """Counts open deadlines by the calendar published last; ``()`` where they are already."""

    trigger = "recompute"
    type: Literal["recompute-deadlines"] = "recompute-deadlines"


class AdoptRegime(IssueCommand):
    """Lets an open issue follow the regime that binds its chapter by now."""

    trigger = "adopt-regime"
    type: Literal["adopt-regime"] = "adopt-regime"
    regime: RegimeRef
    reason: SomeText


class FollowSuccession(IssueCommand):
    """Carries out on the issue what is recorded of the end of a unit."""

    trigger = "succeed"
    type: Literal["follow-succession"] = "follow-succession"
    unit: UnitId
    """The dissolved unit, whose succession also tells of what ended with it."""
    related: tuple[UUID, ...] = Field(default=(), max_length=10_000)
    """What the issue was merged with: these go together."""

    def reads(self) -> tuple[StreamRef, ...]:
        issues = dict.fromkeys((self.issue, *self.related))
        return tuple(StreamRef(StreamKind.ISSUE, issue) for issue in issues)


AnyIssueCommand = (
    RaiseIssue
    | AnswerAtMeeting
    | DirectAnswer
    | ContestAnswer
    | ExpireContest
    | SubmitIssue
    | ReceiveIssue
    | TriageIssue
    | AskForClarification
    | ClarifyIssue
    | ExpireClarification
    | DivertIssue
    | DeclineIssue
    | MergeIssue
    | UnmergeIssue
    | JoinCluster
    | LeaveCluster
    | SplitIssue
    | AssignIssue
    | RefuseAssignment
    | StartWork
    | NoteProgress
    | GiveCoOperation
    | GiveInterimReply
    | GivePartialReply
    | ProposeResult
    | AcceptResult
    | RejectResult
    | ResolveIssue
    | EscalateIssue
    | TakeOverIssue
    | ReturnIssueDown
    | DirectIssue
    | AnswerDirection
    | PauseIssue
    | ResumeIssue
    | ReplyToChapter
    | VerifyResult
    | ExpireVerification
    | ReopenIssue
    | WithdrawIssue
    | CorrectIssueText
    | CorrectIssueValue
    | TransferCustody
    | DeclareConcern
    | RetractConcern
    | AskForExtension
    | GrantExtension
    | RefuseExtension
    | InformCompetentBody
    | NameArea
    | CheckDeadlines
    | RecomputeDeadlines
    | AdoptRegime
    | FollowSuccession
)

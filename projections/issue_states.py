"""What a fact says of where an issue stands and who holds it, without the issue itself.

``domain.issue`` folds whole issues; a read model that folds many at once needs only this much.
"""

from collections.abc import Mapping

from domain import issue_facts as f
from domain.fact import Fact, Recorded
from domain.issue import ENDED, Status
from domain.values import PersonRef, UnitId

STATUS_AFTER: Mapping[type[Fact], Status] = {
    f.IssueRaised: Status.RAISED,
    f.IssueAnsweredAtMeeting: Status.ANSWERED_AT_MEETING,
    f.AnswerContested: Status.RAISED,
    f.AnswerStood: Status.CLOSED,
    f.IssueReported: Status.REPORTED,
    f.IssueReceived: Status.RECEIVED,
    f.IssueTriaged: Status.TRIAGED,
    f.ClarificationAsked: Status.NEEDS_CLARIFICATION,
    f.IssueClarified: Status.TRIAGED,
    f.ClarificationExpired: Status.TRIAGED,
    f.IssueDiverted: Status.DIVERTED,
    f.IssueDeclined: Status.DECLINED,
    f.IssueMerged: Status.MERGED,
    f.IssueUnmerged: Status.TRIAGED,
    f.IssueAssigned: Status.ASSIGNED,
    f.AssignmentRefused: Status.TRIAGED,
    f.WorkStarted: Status.IN_PROGRESS,
    f.ProgressNoted: Status.IN_PROGRESS,
    f.InterimReplyGiven: Status.IN_PROGRESS,
    f.PartialReplyGiven: Status.IN_PROGRESS,
    f.ResultProposed: Status.RESULT_PROPOSED,
    f.ResultAccepted: Status.RESOLVED,
    f.ResultRejected: Status.IN_PROGRESS,
    f.IssueResolved: Status.RESOLVED,
    f.IssueEscalated: Status.ESCALATED,
    f.IssueTakenOver: Status.RECEIVED,
    f.IssueReturnedDown: Status.RETURNED_DOWN,
    f.IssuePaused: Status.PAUSED,
    f.ReplySent: Status.REPLIED,
    f.ResultVerified: Status.CLOSED,
    f.VerificationExpired: Status.CLOSED,
    f.IssueReopened: Status.REOPENED,
    f.IssueWithdrawn: Status.WITHDRAWN,
}
"""Every fact that leads to one state. A resumption leads back to the state before its pause."""

BACK_FROM_PAUSE = Status.TRIAGED
"""Where a resumption leads if nothing is known of a pause."""

ENDING = tuple(fact for fact, status in STATUS_AFTER.items() if status in ENDED)
"""Facts after which nothing is owed any more."""


_HOLDER_IN: Mapping[type[Fact], str] = {
    f.IssueReported: "holder",
    f.IssueEscalated: "to",
    f.IssueTakenOver: "by",
    f.IssueReturnedDown: "to",
    f.IssueCustodyTransferred: "to",
}
HANDING_ON: frozenset[type[Fact]] = frozenset(_HOLDER_IN)
"""Facts that have a new holder."""


def new_holder(fact: Fact) -> UnitId | None:
    """The committee that a fact delivers an open issue to; None for every other fact."""
    name = _HOLDER_IN.get(type(fact))
    return getattr(fact, name) if name else None


NEW_LEGS: frozenset[type[Fact]] = (HANDING_ON - {f.IssueCustodyTransferred}) | {f.IssueReopened}
"""Facts after which nothing of the last leg's work goes on."""


def reporting_cadre(recorded: Recorded[f.IssueRaised]) -> PersonRef | None:
    """Who reports it: what others recorded of an attended meeting is not the cadre's to report."""
    own = recorded.envelope.role == "attending-cadre"
    return recorded.fact.attended_by if own else None

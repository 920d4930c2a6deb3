"""An issue as its facts left it. ``evolve`` consults no regime: an old history replays for ever."""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import assert_never, cast, get_args
from uuid import UUID

from domain import issue_facts as f
from domain.deadline import (
    Deadline,
    DeadlineFact,
    DeadlineKind,
    Deadlines,
    RegimeRef,
    evolve_deadlines,
)
from domain.fact import Envelope, Recorded
from domain.sealed import Sealed
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


class Status(StrEnum):
    """Where an issue stands (DOMAIN 4). ``new`` is before its first fact."""

    NEW = "new"
    RAISED = "raised"
    ANSWERED_AT_MEETING = "answered-at-meeting"
    REPORTED = "reported"
    RECEIVED = "received"
    TRIAGED = "triaged"
    NEEDS_CLARIFICATION = "needs-clarification"
    DIVERTED = "diverted"
    MERGED = "merged"
    DECLINED = "declined"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in-progress"
    PAUSED = "paused"
    RESULT_PROPOSED = "result-proposed"
    ESCALATED = "escalated"
    RETURNED_DOWN = "returned-down"
    RESOLVED = "resolved"
    REPLIED = "replied"
    REOPENED = "reopened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({Status.CLOSED, Status.WITHDRAWN})
OPEN = frozenset(Status) - ENDED - {Status.NEW}


TAKEN_UP = frozenset(
    {
        Status.ASSIGNED,
        Status.DIVERTED,
        Status.MERGED,
        Status.DECLINED,
        Status.RESOLVED,
        Status.REPLIED,
        *ENDED,
    }
)
"""States into which only its holder brings an issue, or its end: then it neither waits for a place
nor for somebody who can act."""


class Closure(StrEnum):
    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    ANSWERED = "answered"


class Leg(Value):
    """One holder's time with the issue."""

    number: int
    holder: UnitId
    since: datetime


class Issue(Value):
    """State of one issue; ``EMPTY`` before its first fact."""

    id: UUID | None = None
    version: int = 0
    position: int = 0
    """Position of its first fact, from which its number comes."""
    status: Status = Status.NEW
    closure: Closure | None = None
    regime: RegimeRef | None = None
    via: str = ""
    chapter: UnitId | None = None
    meeting: UUID | None = None
    attended_by: PersonRef | None = None
    recorded_by: PersonRef | None = None
    source: Source | None = None
    title: Sealed | None = None
    description: Sealed | None = None
    proposal: Sealed | None = None
    addressee: UnitId | None = None
    addressed: frozenset[UnitId] = frozenset()
    """Every body that was ever the addressee: a correction lets nobody out of recusal."""
    category: Category | None = None
    severity: Severity | None = None
    authority: Authority | None = None
    triaged: bool = False
    """Category, severity and authority are the holder's finding, no longer the recorder's."""
    predecessor: UUID | None = None
    split_from: UUID | None = None
    parts: tuple[UUID, ...] = ()
    merged_into: UUID | None = None
    duplicates: frozenset[UUID] = frozenset()
    cluster: UUID | None = None
    raised_at: datetime | None = None
    report: UUID | None = None
    holder: UnitId | None = None
    archive_holder: UnitId | None = None
    recipients: tuple[f.Recipient, ...] = ()
    legs: tuple[Leg, ...] = ()
    leg: int = 0
    returned: bool = False
    """Came back from above in this leg, with a direction."""
    lead: UnitId | None = None
    plan: f.Plan | None = None
    co_operating: tuple[f.CoOperation, ...] = ()
    assignment_refused: bool = False
    """The last lead said that it is not competent, and nobody was assigned since."""
    reopened_for: f.ReopenGround | None = None
    """Why it was reopened last."""
    before_pause: Status | None = None
    pauses_in_leg: int = 0
    outcome: f.Outcome | None = None
    concerned: frozenset[PersonRef] = frozenset()
    area: tuple[UnitId, ...] = ()
    """Communes that it is about; none is named where it is its chapter's alone."""
    unmapped: f.UnmappedReason | None = None
    """Why it has no successor yet; it is its owner's until that one places it or takes it up."""
    stuck: frozenset[tuple[f.StuckReason, UnitId]] = frozenset()
    """Why nobody could act on it, and which body, since it has this holder."""
    documents: tuple[DocumentRef, ...] = ()
    incoming_numbers: tuple[str, ...] = ()
    replied_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    deadlines: Deadlines = ()
    recorded_at: datetime | None = None
    """Time of its last fact."""

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_contested(self) -> bool:
        """Nobody takes it for theirs, or the chapter does not take it for done (DOMAIN 2, P)."""
        return self.assignment_refused or self.reopened_for is f.ReopenGround.NOT_DONE

    @property
    def running(self) -> Deadlines:
        """Deadlines still owed, the earliest first."""
        return tuple(sorted((d for d in self.deadlines if d.is_open), key=_due))

    @property
    def directed(self) -> tuple[UnitId, ...]:
        """Who owes an answer to a direction, the earliest due first."""
        owed = (d.bearer for d in self.running if d.id.kind is DeadlineKind.DIRECTION)
        return tuple(unit for unit in owed if unit is not None)


def _due(deadline: Deadline) -> datetime:
    return deadline.due


EMPTY = Issue()


def evolve(issue: Issue, recorded: Recorded[f.IssueFact]) -> Issue:
    """The issue after one more fact. Total: never raises on a known fact."""
    return issue.model_copy(update=_changes(issue, recorded))


def fold(recorded: Iterable[Recorded[f.IssueFact]]) -> Issue:
    """The issue after all the facts, in order of version.

    As ``evolve`` one by one, on a private copy that is changed in place: a copy for each fact
    would take longer than everything else.
    """
    issue = EMPTY.model_copy()
    for one in recorded:
        issue.__dict__.update(_changes(issue, one))
    return issue


def _changes(issue: Issue, recorded: Recorded[f.IssueFact]) -> dict[str, object]:
    """The fields that one more fact changes; by exact type, for a replay is this loop."""
    position, envelope, fact = recorded
    kind = type(fact)
    change: dict[str, object]
    if kind in _STATUS_AFTER:
        change = {"status": _STATUS_AFTER[kind]}
    elif kind in _DEADLINE_FACTS:
        moved = evolve_deadlines(issue.deadlines, envelope, cast(DeadlineFact, fact))
        change = {"deadlines": moved}
    else:
        change = _change(issue, envelope, cast(f.DetailedFact, fact))
        if not issue.version:
            change |= {"id": envelope.stream, "position": position}
    if (issue.unmapped or issue.stuck) and change.get("status") in TAKEN_UP:
        change |= _ACTED_ON
    change["version"] = envelope.version
    change["recorded_at"] = envelope.recorded_at
    return change


_DEADLINE_FACTS = frozenset(get_args(DeadlineFact))
_STATUS_AFTER: dict[type[f.IssueFact], Status] = {
    f.ClarificationAsked: Status.NEEDS_CLARIFICATION,
    f.IssueClarified: Status.TRIAGED,
    f.ClarificationExpired: Status.TRIAGED,
    f.IssueDeclined: Status.DECLINED,
    f.WorkStarted: Status.IN_PROGRESS,
    f.ProgressNoted: Status.IN_PROGRESS,
    f.ResultAccepted: Status.RESOLVED,
}


def _change(issue: Issue, envelope: Envelope, fact: f.DetailedFact) -> dict[str, object]:
    at = envelope.recorded_at
    match fact:
        case f.IssueRaised():
            copied = {name: getattr(fact, name) for name in _RAISED}
            addressed = frozenset({fact.addressee})
            by = {"recorded_by": envelope.actor, "addressed": addressed}
            return {**copied, **by, "status": Status.RAISED}
        case f.IssueAnsweredAtMeeting():
            return {"status": Status.ANSWERED_AT_MEETING, "answered_at": at}
        case f.AnswerContested():
            return {"status": Status.RAISED, "answered_at": None}
        case f.AnswerStood():
            return {"status": Status.CLOSED, "closure": Closure.ANSWERED, "closed_at": at}
        case f.IssueReported(report=report, holder=holder, recipients=recipients):
            change = _new_leg(issue, holder, at)
            named = {holder, *(one.unit for one in recipients)}
            informed = tuple(one for one in issue.recipients if one.unit not in named)
            return {
                **change,
                "status": Status.REPORTED,
                "report": report,
                "recipients": (*recipients, *informed),
            }
        case f.IssueReceived(incoming_number=number):
            numbers = (*issue.incoming_numbers, number)
            return {"status": Status.RECEIVED, "incoming_numbers": numbers}
        case f.IssueTriaged():
            return {
                "status": Status.TRIAGED,
                "category": fact.category,
                "severity": fact.severity,
                "authority": fact.authority,
                "triaged": True,
            }
        case f.IssueDiverted(document=document):
            return {"status": Status.DIVERTED, "documents": (*issue.documents, document)}
        case f.IssueMerged(into=into):
            return {"status": Status.MERGED, "merged_into": into}
        case f.IssueUnmerged():
            return {"status": Status.TRIAGED, "merged_into": None}
        case f.DuplicateAbsorbed(duplicate=duplicate):
            return {"duplicates": issue.duplicates | {duplicate}}
        case f.DuplicateReleased(duplicate=duplicate):
            return {"duplicates": issue.duplicates - {duplicate}}
        case f.ClusterJoined(cluster=cluster):
            return {"cluster": cluster}
        case f.ClusterLeft():
            return {"cluster": None}
        case f.IssueSplit(parts=parts):
            return {"parts": (*issue.parts, *parts)}
        case f.IssueAssigned():
            return {
                "status": Status.ASSIGNED,
                "lead": fact.lead,
                "plan": fact.plan,
                "co_operating": fact.co_operating,
                "assignment_refused": False,
                "recipients": _co_operated_by(issue, fact.co_operating),
                "deadlines": _work_borne_by(issue.deadlines, fact.lead),
                "documents": _with(issue.documents, fact.document),
            }
        case f.AssignmentRefused():
            return {
                "status": Status.TRIAGED,
                "lead": None,
                "plan": None,
                "co_operating": (),
                "assignment_refused": True,
                "recipients": _co_operated_by(issue, ()),
                "deadlines": _work_borne_by(issue.deadlines, issue.holder),
            }
        case f.CoOperationGiven(document=document):
            return {"documents": _with(issue.documents, document)}
        case f.InterimReplyGiven(document=document) | f.PartialReplyGiven(document=document):
            return {"status": Status.IN_PROGRESS, "documents": (*issue.documents, document)}
        case f.ResultProposed(outcome=outcome, document=document):
            return {
                "status": Status.RESULT_PROPOSED,
                "outcome": outcome,
                "documents": (*issue.documents, document),
            }
        case f.ResultRejected():
            return {"status": Status.IN_PROGRESS, "outcome": None}
        case f.IssueResolved(outcome=outcome, document=document):
            return {
                "status": Status.RESOLVED,
                "outcome": outcome,
                "documents": (*issue.documents, document),
            }
        case f.IssueEscalated(to=to, decision=decision):
            change = _new_leg(issue, to, at, informed=issue.holder)
            documents = (*issue.documents, decision)
            return {**change, "status": Status.ESCALATED, "documents": documents}
        case f.IssueTakenOver(by=by):
            change = _new_leg(issue, by, at, informed=issue.holder)
            return {**change, "status": Status.RECEIVED}
        case f.IssueReturnedDown(to=to, document=document):
            change = _new_leg(issue, to, at, informed=issue.holder)
            documents = (*issue.documents, document)
            return {
                **change,
                "status": Status.RETURNED_DOWN,
                "returned": True,
                "documents": documents,
            }
        case f.DirectionGiven(document=document):
            return {"documents": _with(issue.documents, document)}
        case f.DirectionAnswered(document=document):
            return {"documents": (*issue.documents, document)}
        case f.IssuePaused(document=document):
            return {
                "status": Status.PAUSED,
                "before_pause": issue.status,
                "pauses_in_leg": issue.pauses_in_leg + 1,
                "documents": (*issue.documents, document),
            }
        case f.IssueResumed():
            resumed = issue.before_pause or Status.TRIAGED
            return {**_ACTED_ON, "status": resumed, "before_pause": None}
        case f.ReplySent(document=document):
            return {
                "status": Status.REPLIED,
                "replied_at": at,
                "documents": (*issue.documents, document),
            }
        case f.ResultVerified():
            return {"status": Status.CLOSED, "closure": Closure.VERIFIED, "closed_at": at}
        case f.VerificationExpired():
            return {"status": Status.CLOSED, "closure": Closure.UNVERIFIED, "closed_at": at}
        case f.IssueReopened(ground=ground):
            change = _new_leg(issue, issue.holder, at)
            anew = {"status": Status.REOPENED, **_NOT_ENDED}
            return {**change, **anew, "reopened_for": ground}
        case f.IssueWithdrawn():
            return {"status": Status.WITHDRAWN, "closed_at": at}
        case f.IssueTextCorrected(field=text_field, new=text):
            return {text_field.value: text}
        case f.IssueValueCorrected(field=value_field, new=new):
            corrected = {value_field.value: _PARSED[value_field](new)}
            if value_field is f.ValueField.ADDRESSEE:
                return {**corrected, "addressed": issue.addressed | {new}}
            return corrected
        case f.IssueCustodyTransferred(released_by=released_by, to=to, minutes=minutes):
            documents = (*issue.documents, minutes)
            if not issue.is_open:
                return {"archive_holder": to, "documents": documents}
            moved = _borne_by(issue.deadlines, released_by, to)
            return {
                **_handed_to(issue, issue.recipients, to, at),
                "deadlines": moved,
                "documents": documents,
            }
        case f.ConcernDeclared(person=person):
            return {"concerned": issue.concerned | {person}}
        case f.ConcernRetracted(person=person):
            return {"concerned": issue.concerned - {person}}
        case f.CompetentBodyInformed(unit=unit, document=document):
            return {
                "recipients": _informed(issue, unit),
                "documents": _with(issue.documents, document),
            }
        case f.IssueAreaNamed(communes=communes):
            return {"area": communes}
        case f.RegimeChanged(new=regime, document=document):
            return {"regime": regime, "documents": _with(issue.documents, document)}
        case f.IssuePartySucceeded(released_by=old, to=unit, minutes=minutes):
            return {**_succeeded(issue, old, unit), "documents": (*issue.documents, minutes)}
        case f.IssueUnmapped(reason=why):
            return {"unmapped": why}
        case f.IssueStuck(reason=reason, body=body):
            return {"stuck": issue.stuck | {(reason, body)}}
        case f.AnswerDirected():
            return {}
        case _ as unknown:
            assert_never(unknown)


_RAISED = tuple(f.IssueRaised.model_fields.keys() - {"type"})
_NOT_ENDED: dict[str, object] = {"closure": None, "closed_at": None, "archive_holder": None}
_PARSED: dict[f.ValueField, Callable[[str], object]] = {
    f.ValueField.CATEGORY: Category,
    f.ValueField.SEVERITY: lambda text: Severity(int(text)),
    f.ValueField.SOURCE: Source,
    f.ValueField.ADDRESSEE: str,
}


def _new_leg(
    issue: Issue, holder: UnitId | None, at: datetime, informed: UnitId | None = None
) -> dict[str, object]:
    """A leg that begins anew: nothing of the last one's work goes on."""
    if holder is None:
        return {}
    return {
        **_handed_to(issue, _co_operated_by(issue, ()), holder, at, informed),
        "returned": False,
        "pauses_in_leg": 0,
        "before_pause": None,
        "merged_into": None,
        "lead": None,
        "plan": None,
        "co_operating": (),
        "outcome": None,
    }


def _handed_to(
    issue: Issue,
    recipients: tuple[f.Recipient, ...],
    holder: UnitId,
    at: datetime,
    informed: UnitId | None = None,
) -> dict[str, object]:
    """A new holder or a reopening starts a leg; the unit that let go stays informed."""
    number = issue.leg + 1
    recipients = tuple(r for r in recipients if r.unit not in (holder, informed))
    if informed:
        recipients = (*recipients, f.Recipient(unit=informed, rights=(f.Right.INFORM,)))
    return {
        **_ACTED_ON,
        "holder": holder,
        "leg": number,
        "legs": (*issue.legs, Leg.model_construct(number=number, holder=holder, since=at)),
        "recipients": recipients,
    }


_ACTED_ON: dict[str, object] = {"unmapped": None, "stuck": frozenset()}
"""Somebody has it who can act, or did."""


def _informed(issue: Issue, unit: UnitId) -> tuple[f.Recipient, ...]:
    """The recipients once that body is informed; the holder knows already."""
    rights = {one.unit: one.rights for one in issue.recipients}
    if unit != issue.holder:
        rights[unit] = tuple(dict.fromkeys((*rights.get(unit, ()), f.Right.INFORM)))
    return tuple(f.Recipient(unit=unit, rights=some) for unit, some in rights.items())


def _succeeded(issue: Issue, old: UnitId, new: UnitId) -> dict[str, object]:
    """The new unit in every place of the old one, but for its holder's; each unit stands once."""
    rights: dict[UnitId, tuple[f.Right, ...]] = {}
    for one in issue.recipients:
        unit = new if one.unit == old else one.unit
        if unit != issue.holder:
            rights[unit] = tuple(dict.fromkeys((*rights.get(unit, ()), *one.rights)))
    bodies: dict[UnitId, f.CoOperation] = {}
    for body in issue.co_operating:
        unit = new if body.unit == old else body.unit
        bodies.setdefault(unit, body.model_copy(update={"unit": unit}))
    return {
        "lead": new if issue.lead == old else issue.lead,
        "co_operating": tuple(bodies.values()),
        "recipients": tuple(f.Recipient(unit=unit, rights=some) for unit, some in rights.items()),
        "addressee": new if issue.addressee == old else issue.addressee,
        "addressed": issue.addressed | ({new} if old in issue.addressed else set()),
        "deadlines": tuple(
            d.model_copy(update={"given_by": new}) if d.is_open and d.given_by == old else d
            for d in _borne_by(issue.deadlines, old, new)
        ),
    }


def _co_operated_by(issue: Issue, bodies: tuple[f.CoOperation, ...]) -> tuple[f.Recipient, ...]:
    """The recipients once these bodies co-operate, and those that did do so no more."""
    if not issue.co_operating and not bodies:
        return issue.recipients
    before, now = ({body.unit for body in some} for some in (issue.co_operating, bodies))
    known = {one.unit: one for one in issue.recipients}
    rights = {unit: one.rights for unit, one in known.items()}
    for unit in before:
        rights[unit] = tuple(r for r in rights.get(unit, ()) if r is not f.Right.CO_OPERATE)
    for unit in sorted(now - {issue.holder}):
        rights[unit] = (*rights.get(unit, ()), f.Right.CO_OPERATE)
    return tuple(
        known[unit]
        if unit in known and known[unit].rights == some
        else f.Recipient(unit=unit, rights=some)
        for unit, some in rights.items()
        if some
    )


_WORK = (DeadlineKind.RESULT, DeadlineKind.INTERIM, DeadlineKind.NEXT_REPLY)


def _work_borne_by(deadlines: Deadlines, bearer: UnitId | None) -> Deadlines:
    """What the lead owes passes on with what is left of it: another lead gets no new clock."""
    return tuple(
        d.model_copy(update={"bearer": bearer})
        if d.bearer != bearer and d.is_open and d.id.kind in _WORK
        else d
        for d in deadlines
    )


def _borne_by(deadlines: Deadlines, old: UnitId, new: UnitId) -> Deadlines:
    return tuple(
        d.model_copy(update={"bearer": new}) if d.is_open and d.bearer == old else d
        for d in deadlines
    )


def _with(documents: tuple[DocumentRef, ...], more: DocumentRef | None) -> tuple[DocumentRef, ...]:
    return documents if more is None else (*documents, more)

"""What every inbox should hold, by one plain loop over the log (docs/inbox.md).

Shares no code with the read model: issues are the domain's own, and the rules are written down here
once more, one by one and as slowly as they read.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from domain import issue_facts as f
from domain.deadline import (
    Deadline,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineStatus,
    EscalationSuggested,
)
from domain.fact import Fact, Recorded
from domain.issue import EMPTY, Issue, evolve
from domain.report import ReportSubmitted
from domain.sealed import Erased
from domain.values import DocumentRef, UnitId


class Expected(NamedTuple):
    """An entry; the fields are those of the read model's row."""

    issue: UUID
    position: int
    chapter: str
    title: str | None
    description: str | None
    category: str
    severity: int
    authority: str
    status: str
    holder: str | None
    leg: int
    raised_at: datetime
    queue: str
    roles: tuple[str, ...]
    due_kind: str | None
    due: datetime | None
    last_day: date | None
    paused: bool
    overdue: bool
    due_soon: bool
    documents: tuple[str, ...]
    incoming_numbers: tuple[str, ...]


class _Story:
    """What the log tells of an issue beside its state."""

    def __init__(self) -> None:
        self.issue: Issue = EMPTY
        self.answering: set[UnitId] = set()
        self.done: set[UnitId] = set()
        """Bodies that co-operated, since the last assignment."""
        self.directed: set[UnitId] = set()
        """Addressees of directions, answered or not."""
        self.let_go: set[UnitId] = set()
        """Who handed it on, since it was delivered."""
        self.documents: list[str] = []
        self.incoming: list[str] = []
        self.rungs: list[tuple[str, datetime, Fact]] = []
        """Each rung with its deadline and the due time it was reached for."""

    def hear(self, recorded: Recorded[Fact]) -> None:
        fact, before = recorded.fact, self.issue
        self.issue = evolve(before, cast(Recorded[f.IssueFact], recorded))
        for letter in _letters(fact):
            self._register(letter.number, letter.incoming_number)
        if isinstance(fact, f.AnswerDirected):
            self.answering.add(fact.responsible)
        elif isinstance(fact, f.IssueAssigned):
            self.done = set()
        elif isinstance(fact, f.CoOperationGiven):
            self.done.add(fact.unit)
        elif isinstance(fact, f.DirectionGiven):
            self.directed.add(fact.addressee)
        elif isinstance(fact, f.IssueReported):
            self.let_go = set()
        elif isinstance(fact, f.IssueEscalated | f.IssueTakenOver | f.IssueReturnedDown):
            self.let_go.add(before.holder or "")
        elif isinstance(fact, f.IssuePartySucceeded):
            self._succeed(fact.released_by, fact.to, before)
        elif isinstance(fact, f.IssueReceived):
            self._register(None, fact.incoming_number)
        elif isinstance(fact, DeadlineApproaching | DeadlineBreached | EscalationSuggested):
            deadline = next(d for d in before.deadlines if d.id == fact.deadline)
            self.rungs.append((str(fact.deadline), deadline.due, fact))

    def _succeed(self, old: UnitId, new: UnitId, before: Issue) -> None:
        bodies = {body.unit for body in before.co_operating}
        if old in bodies:
            both_done = old in self.done and (new not in bodies or new in self.done)
            self.done -= {old, new}
            self.done |= {new} if both_done else set()
        for some in (self.answering, self.directed, self.let_go):
            if old in some:
                some -= {old}
                some |= {new}
        self.rungs = [(id, due, _told_to(new, old, fact)) for id, due, fact in self.rungs]

    def hear_report(self, fact: ReportSubmitted) -> None:
        number = fact.document.number if fact.document else None
        self._register(number, fact.incoming_number)

    def _register(self, number: str | None, incoming: str | None) -> None:
        if number and number not in self.documents:
            self.documents.append(number)
        if incoming and incoming not in self.incoming:
            self.incoming.append(incoming)

    def _reached(self, deadline: Deadline, kind: type[Fact]) -> list[Any]:
        """Rungs of a kind that were reached for the present due time."""
        return [
            fact
            for id, due, fact in self.rungs
            if id == str(deadline.id) and due == deadline.due and isinstance(fact, kind)
        ]

    def roles(self) -> dict[UnitId, list[str]]:
        """Who has the issue, the strongest role first."""
        issue = self.issue
        roles: dict[UnitId, list[str]] = {}

        def has(unit: UnitId | None, role: str) -> None:
            if unit is not None and role not in roles.setdefault(unit, []):
                roles[unit].append(role)

        if issue.holder is None:
            if issue.status == "raised":
                for unit in self.answering:
                    has(unit, "answering")
            for recipient in issue.recipients:
                has(recipient.unit, "informed")
            return roles
        ended = issue.status in ("closed", "withdrawn")
        if ended and issue.archive_holder:
            has(issue.archive_holder, "archive")
        else:
            has(issue.holder, "holder")
        has(issue.lead, "lead")
        for body in issue.co_operating:
            has(body.unit, "co-operating")
        for unit in self.directed:
            has(unit, "directed")
        for deadline in issue.running:
            for fact in self._reached(deadline, EscalationSuggested):
                for unit in fact.notified:
                    has(unit, "suggested")
        for recipient in issue.recipients:
            if f.Right.TAKE_OVER in recipient.rights:
                has(recipient.unit, "take-over")
            elif f.Right.INFORM in recipient.rights:
                let_go = recipient.unit in self.let_go
                has(recipient.unit, "previous-holder" if let_go else "informed")
        return roles

    def queue(self, unit: UnitId, role: str) -> str:
        issue, status = self.issue, self.issue.status.value
        if status in ("closed", "withdrawn"):
            return "ended"
        asked = [d for d in issue.running if d.extension_asked]
        if role == "holder":
            if any(d.bearer != issue.holder for d in asked):
                return "to-decide"
            if status in ("reported", "escalated", "returned-down"):
                return "to-receive"
            if status in ("needs-clarification", "assigned", "in-progress", "paused"):
                return "awaiting"
            return "to-verify" if status == "replied" else "to-decide"
        if role == "lead":
            if status in ("assigned", "in-progress"):
                return "co-operation"
            return "awaiting" if status in ("paused", "result-proposed") else "for-information"
        if role == "co-operating" and unit not in self.done:
            if status in ("assigned", "in-progress", "result-proposed"):
                return "co-operation"
            return "awaiting" if status == "paused" else "for-information"
        if role == "answering" or (role == "directed" and unit in issue.directed):
            return "co-operation"
        if role == "suggested":
            return "to-decide"
        if role == "take-over" and any(d.bearer == issue.holder for d in asked):
            return "to-decide"
        return "for-information"

    def entry(self, unit: UnitId, roles: list[str]) -> Expected:
        issue = self.issue
        places = {role: _ORDER.index(self.queue(unit, role)) for role in roles}
        roles = sorted(roles, key=lambda role: places[role] != min(places.values()))
        keeper = roles[0] if {"holder", "archive"} & set(roles) else None
        concerning = [
            d
            for d in issue.running
            if keeper
            or d.bearer == unit
            or any(unit in fact.notified for fact in self._reached(d, EscalationSuggested))
        ]
        going = [d for d in concerning if d.status is DeadlineStatus.RUNNING]
        nearest = min(going, key=lambda d: (d.due, d.id.kind.value), default=None)
        missed = [d for d in going if self._reached(d, DeadlineBreached)]
        warned = [d for d in going if self._reached(d, DeadlineApproaching) and d not in missed]
        assert issue.id is not None
        assert issue.chapter is not None
        assert issue.raised_at is not None
        assert issue.category is not None
        assert issue.severity is not None
        assert issue.authority is not None
        return Expected(
            issue=issue.id,
            position=issue.position,
            chapter=issue.chapter,
            title=_text(issue.title),
            description=_text(issue.description),
            category=issue.category,
            severity=issue.severity,
            authority=issue.authority,
            status=issue.status,
            holder=issue.holder,
            leg=issue.leg,
            raised_at=issue.raised_at,
            queue=_ORDER[min(places.values())],
            roles=tuple(roles),
            due_kind=nearest.id.kind if nearest else None,
            due=nearest.due if nearest else None,
            last_day=nearest.last_day if nearest else None,
            paused=len(going) < len(concerning),
            overdue=bool(missed),
            due_soon=bool(warned),
            documents=tuple(self.documents),
            incoming_numbers=tuple(self.incoming),
        )


_ORDER = (
    "to-receive",
    "to-decide",
    "co-operation",
    "awaiting",
    "to-verify",
    "for-information",
    "ended",
)


def _told_to(new: UnitId, old: UnitId, fact: Any) -> Any:
    """The rung, as if the new unit had been told instead of the old."""
    units = tuple(new if unit == old else unit for unit in fact.notified)
    return fact.model_copy(update={"notified": units})


def _letters(fact: Fact) -> list[DocumentRef]:
    return [value for value in fact.__dict__.values() if isinstance(value, DocumentRef)]


def _text(sealed: Any) -> str | None:
    return None if isinstance(sealed.text, Erased) else sealed.text


Inboxes = dict[UnitId, list[Expected]]
"""By unit, in order of number."""


def expected_inboxes(log: Iterable[Recorded[Fact]]) -> Inboxes:
    """Every entry of every unit after the log."""
    stories: dict[UUID, _Story] = {}
    for recorded in log:
        fact, stream = recorded.fact, recorded.envelope.stream
        if isinstance(fact, f.IssueRaised):
            stories[stream] = _Story()
        if stream in stories:
            stories[stream].hear(recorded)
        elif isinstance(fact, ReportSubmitted):
            for issue in fact.issues:
                if issue in stories:
                    stories[issue].hear_report(fact)
    inboxes: Inboxes = {}
    for story in stories.values():
        for unit, roles in story.roles().items():
            inboxes.setdefault(unit, []).append(story.entry(unit, roles))
    return {unit: sorted(rows, key=lambda row: row.position) for unit, rows in inboxes.items()}


def expected_counts(rows: Iterable[Expected]) -> Counter[str]:
    """How many entries of one unit lie in each queue."""
    found: Counter[str] = Counter()
    for row in rows:
        found[row.queue] += 1
        found["overdue"] += row.overdue
        found["due-soon"] += row.due_soon
    return found

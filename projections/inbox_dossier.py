"""An issue as the inbox must know it, and how each fact changes that.

Much less than ``domain.issue``: who has it and why, where it stands, and what is still owed. It is
read and written many times in a rebuild, so it is a plain changing object and no model.
"""

from collections.abc import Callable, Sequence
from typing import Any

from domain import issue_facts as f
from domain.deadline import DeadlineExtended, EscalationSuggested
from domain.fact import Fact
from domain.issue import ENDED, Status
from domain.sealed import Sealed
from domain.values import UnitId
from projections.inbox_owed import (
    DEADLINE_FACTS,
    Owed,
    borne_by,
    suggested_to,
    with_fact,
    work_borne_by,
)
from projections.inbox_parties import Parties, parties_of, read_json, write_json
from projections.inbox_places import Role
from projections.issue_states import BACK_FROM_PAUSE, STATUS_AFTER

_FIXED = ("position", "stream", "chapter", "chapter_name")
TEXTS = ("title", "description")
"""Columns that hardly ever change."""
MOVING = (
    *("category", "severity", "authority", "status", "holder", "leg"),
    *("documents", "incoming_numbers", "parties", "before_pause", "deadlines"),
)
"""Columns that most facts change one of."""
COLUMNS = (*_FIXED, "raised_at", *TEXTS, *MOVING)
_PLAIN = COLUMNS[: COLUMNS.index("parties")]
"""Columns that are held as they are stored."""


class Dossier:
    """An issue, made from the values of ``COLUMNS``.

    Holds plain texts and no members of enumerations, for those are bound to a statement faster.
    """

    __slots__ = (*_PLAIN, "_parties", "_written_parties", "before_pause", "owed")
    position: int
    stream: str
    chapter: UnitId
    chapter_name: str | None
    raised_at: str
    title: str | None
    description: str | None
    category: str
    severity: int
    authority: str
    status: str
    holder: UnitId | None
    leg: int
    documents: str
    incoming_numbers: str
    before_pause: str | None
    owed: list[Owed]
    _written_parties: str

    def __init__(self, row: Sequence[Any]) -> None:
        (
            self.position,
            self.stream,
            self.chapter,
            self.chapter_name,
            self.raised_at,
            self.title,
            self.description,
            self.category,
            self.severity,
            self.authority,
            self.status,
            self.holder,
            self.leg,
            self.documents,
            self.incoming_numbers,
            self._written_parties,
            self.before_pause,
            deadlines,
        ) = row
        self._parties = parties_of(self._written_parties)
        self.owed = [Owed(stored) for stored in read_json(deadlines)]

    @property
    def parties(self) -> Parties:
        return self._parties

    def written_parties(self) -> str:
        """As they are stored."""
        if not self._written_parties:
            self._written_parties = self._parties.text()
        return self._written_parties

    def _change(self, *known: UnitId, **changes: Any) -> None:
        """Changes parties, of whom these may be new."""
        self._parties = self._parties.with_known(known)._replace(**changes)
        self._written_parties = ""

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    def texts(self) -> list[str]:
        """What its words are searched in."""
        return [text for text in (self.title, self.description, self.chapter_name) if text]

    def wording(self) -> tuple[str | None, str | None]:
        """Values of ``TEXTS``."""
        return self.title, self.description

    def letters(self) -> tuple[str, str]:
        """Numbers of letters and of registers, each one a line."""
        return self.documents, self.incoming_numbers

    def row(self) -> tuple[Any, ...]:
        """Values of ``COLUMNS``."""
        return (
            *(self.position, self.stream, self.chapter, self.chapter_name),
            *(self.raised_at, self.title, self.description),
            *self.moving(),
        )

    def moving(self) -> tuple[Any, ...]:
        """Values of ``MOVING``."""
        return (
            self.category,
            self.severity,
            self.authority,
            self.status,
            self.holder,
            self.leg,
            self.documents,
            self.incoming_numbers,
            self.written_parties(),
            self.before_pause,
            write_json([one.stored() for one in self.owed]).decode(),
        )

    def take(self, fact: Fact) -> None:
        """One more fact, in order. Total: a fact that tells the inbox nothing changes nothing."""
        handler, status, letter = _EFFECTS.get(type(fact), _NO_EFFECT)
        if handler is not None:
            handler(self, fact)
        if status is not None:
            self.status = status
        if letter is not None:
            document = getattr(fact, letter)
            if document is not None:
                self.register_letter(document.number, document.incoming_number)

    def register_letter(self, number: str | None, incoming_number: str | None) -> None:
        """A letter bears on it; the same number twice is one."""
        self.documents = _listed(self.documents, number)
        self.incoming_numbers = _listed(self.incoming_numbers, incoming_number)

    def _hand_to(self, holder: UnitId, informed: UnitId | None = None) -> None:
        """Another unit holds it, or the same in another leg; the one that let go is informed."""
        recipients = tuple(r for r in self._parties.recipients if r[0] not in (holder, informed))
        if informed:
            recipients = (*recipients, (informed, Role.PREVIOUS_HOLDER.value))
        self._change(holder, recipients=recipients)
        self.holder = holder
        self.leg += 1

    def _begin_leg(self, holder: UnitId, informed: UnitId | None = None) -> None:
        """Nothing of the last leg's work goes on."""
        self._hand_to(holder, informed)
        self._change(lead=None, co_operating=())
        self.before_pause = None

    def _reported(self, fact: f.IssueReported) -> None:
        self._begin_leg(fact.holder)
        recipients = {one.unit: _role_of(one) for one in fact.recipients}
        informed = tuple(one for one in self._parties.recipients if one[0] not in recipients)
        self._change(*recipients, recipients=(*recipients.items(), *informed))

    def _received(self, fact: f.IssueReceived) -> None:
        self.register_letter(None, fact.incoming_number)

    def _triaged(self, fact: f.IssueTriaged) -> None:
        self.category = fact.category.value
        self.severity = int(fact.severity)
        self.authority = fact.authority.value

    def _answer_directed(self, fact: f.AnswerDirected) -> None:
        answering = dict.fromkeys((*self._parties.answering, fact.responsible))
        self._change(fact.responsible, answering=tuple(answering))

    def _assigned(self, fact: f.IssueAssigned) -> None:
        bodies = tuple((body.unit, False) for body in fact.co_operating)
        known = (fact.lead, *(unit for unit, _ in bodies))
        self._change(*known, lead=fact.lead, co_operating=bodies)
        work_borne_by(self.owed, fact.lead)

    def _assignment_refused(self, fact: f.AssignmentRefused) -> None:
        self._change(lead=None, co_operating=())
        work_borne_by(self.owed, self.holder)

    def _co_operation_given(self, fact: f.CoOperationGiven) -> None:
        bodies = self._parties.co_operating
        given = tuple((unit, done or unit == fact.unit) for unit, done in bodies)
        self._change(co_operating=given)

    def _escalated(self, fact: f.IssueEscalated) -> None:
        self._begin_leg(fact.to, informed=self.holder)

    def _taken_over(self, fact: f.IssueTakenOver) -> None:
        self._begin_leg(fact.by, informed=self.holder)

    def _returned_down(self, fact: f.IssueReturnedDown) -> None:
        self._begin_leg(fact.to, informed=self.holder)

    def _reopened(self, fact: f.IssueReopened) -> None:
        if self.holder:
            self._begin_leg(self.holder)
        self._change(archive=None)

    def _directed(self, fact: f.DirectionGiven) -> None:
        directed = self._parties.directed
        if fact.addressee not in directed:
            self._change(fact.addressee, directed=(*directed, fact.addressee))

    def _paused(self, fact: f.IssuePaused) -> None:
        self.before_pause = self.status

    def _resumed(self, fact: f.IssueResumed) -> None:
        self.status = self.before_pause or BACK_FROM_PAUSE.value
        self.before_pause = None

    def _custody_transferred(self, fact: f.IssueCustodyTransferred) -> None:
        """Open issues move with what is left of their clocks; ended ones only change archive."""
        if self.has_ended:
            self._change(fact.to, archive=fact.to)
            return
        borne_by(self.owed, fact.released_by, fact.to)
        self._hand_to(fact.to)

    def _party_succeeded(self, fact: f.IssuePartySucceeded) -> None:
        borne_by(self.owed, fact.released_by, fact.to)
        suggested_to(self.owed, fact.released_by, fact.to)
        self._change(fact.to)
        self._parties = self._parties.succeeded(fact.released_by, fact.to, self.holder)

    def _informed(self, fact: f.CompetentBodyInformed) -> None:
        self._change(fact.unit)
        self._parties = self._parties.informed(fact.unit, self.holder)

    def _text_corrected(self, fact: f.IssueTextCorrected) -> None:
        if fact.field is f.TextField.TITLE:
            self.title = text_of(fact.new)
        elif fact.field is f.TextField.DESCRIPTION:
            self.description = text_of(fact.new)

    def _value_corrected(self, fact: f.IssueValueCorrected) -> None:
        if fact.field is f.ValueField.CATEGORY:
            self.category = fact.new
        elif fact.field is f.ValueField.SEVERITY:
            self.severity = int(fact.new)

    def _deadline(self, fact: Fact) -> None:
        self.owed = with_fact(self.owed, fact)
        if type(fact) is EscalationSuggested:
            self._change(*fact.notified)


def text_of(sealed: Sealed) -> str | None:
    """None for an erased text."""
    return sealed.text if isinstance(sealed.text, str) else None


def raised(
    position: int, stream: str, fact: f.IssueRaised, raised_at: str, chapter_name: str | None
) -> Dossier:
    """An issue after its first fact."""
    fixed = (position, stream, fact.chapter, chapter_name, raised_at)
    texts = (text_of(fact.title), text_of(fact.description))
    triage = (fact.category.value, int(fact.severity), fact.authority.value)
    return Dossier((*fixed, *texts, *triage, *_NOBODY_HAS_IT))


def _role_of(recipient: f.Recipient) -> str:
    informed = f.Right.TAKE_OVER not in recipient.rights
    return Role.INFORMED.value if informed else Role.TAKE_OVER.value


def _listed(numbers: str, number: str | None) -> str:
    """Numbers one a line, with one more unless it is there."""
    if number is None or number in numbers.splitlines():
        return numbers
    return f"{numbers}\n{number}" if numbers else number


_NOBODY_HAS_IT = (Status.RAISED.value, None, 0, "", "", Parties().text(), None, "[]")
_HANDLERS: dict[type[Fact], Callable[[Dossier, Any], None]] = {
    f.IssueReported: Dossier._reported,
    f.IssueReceived: Dossier._received,
    f.IssueTriaged: Dossier._triaged,
    f.AnswerDirected: Dossier._answer_directed,
    f.IssueAssigned: Dossier._assigned,
    f.AssignmentRefused: Dossier._assignment_refused,
    f.CoOperationGiven: Dossier._co_operation_given,
    f.IssueEscalated: Dossier._escalated,
    f.IssueTakenOver: Dossier._taken_over,
    f.IssueReturnedDown: Dossier._returned_down,
    f.IssueReopened: Dossier._reopened,
    f.DirectionGiven: Dossier._directed,
    f.IssuePaused: Dossier._paused,
    f.IssueResumed: Dossier._resumed,
    f.IssueCustodyTransferred: Dossier._custody_transferred,
    f.IssuePartySucceeded: Dossier._party_succeeded,
    f.CompetentBodyInformed: Dossier._informed,
    f.IssueTextCorrected: Dossier._text_corrected,
    f.IssueValueCorrected: Dossier._value_corrected,
    **dict.fromkeys(DEADLINE_FACTS, Dossier._deadline),
}
_LETTERS: dict[type[Fact], str] = {
    f.IssueEscalated: "decision",
    f.IssueCustodyTransferred: "minutes",
    f.IssuePartySucceeded: "minutes",
    **dict.fromkeys(
        (
            *(f.IssueDiverted, f.IssueAssigned, f.CoOperationGiven, f.InterimReplyGiven),
            *(f.PartialReplyGiven, f.ResultProposed, f.IssueResolved, f.IssueReturnedDown),
            *(f.DirectionGiven, f.DirectionAnswered, f.IssuePaused, f.ReplySent, DeadlineExtended),
            *(f.CompetentBodyInformed, f.RegimeChanged),
        ),
        "document",
    ),
}
"""Facts that a letter bears, and where they name it."""
FACTS: tuple[type[Fact], ...] = (f.IssueRaised, *_HANDLERS, *STATUS_AFTER, *_LETTERS)
"""Every fact of an issue that an inbox shows something of."""

_Effect = tuple[Callable[[Dossier, Any], None] | None, str | None, str | None]
_NO_EFFECT: _Effect = (None, None, None)
_EFFECTS: dict[type[Fact], _Effect] = {
    kind: (
        _HANDLERS.get(kind),
        STATUS_AFTER[kind].value if kind in STATUS_AFTER else None,
        _LETTERS.get(kind),
    )
    for kind in FACTS
}
"""What a fact changes, the state that it leads to, and where it names its letter."""

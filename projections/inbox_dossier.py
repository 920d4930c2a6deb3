"""An issue as the inbox must know it, and how each fact changes that.

Much less than ``domain.issue``: who has it and why, where it stands, and what is still owed. It is
read and written many times in a rebuild, so it is a plain changing object and no model.
"""

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from domain import issue_facts as f
from domain.deadline import DeadlineExtended, EscalationSuggested
from domain.fact import Fact
from domain.issue import ENDED, Status
from domain.sealed import Sealed
from domain.values import UnitId
from projections.inbox_owed import DEADLINE_FACTS, Owed, borne_by, with_fact, work_borne_by
from projections.inbox_places import Role
from projections.issue_states import BACK_FROM_PAUSE, STATUS_AFTER

_json = TypeAdapter(Any)
"""Three times as fast as the standard library's, and there is one to read for every few facts."""
_read, _write = _json.validator.validate_json, _json.serializer.to_json

_FIXED = ("position", "stream", "chapter", "chapter_name")
TEXTS = ("title", "description")
"""Columns that hardly ever change."""
MOVING = (
    *("category", "severity", "authority", "status", "holder", "leg"),
    *("documents", "incoming_numbers", "parties", "deadlines"),
)
"""Columns that most facts change one of."""
COLUMNS = (*_FIXED, "raised_at", *TEXTS, *MOVING)


class Dossier:
    """An issue; made from its row, or by ``raised`` from its first fact."""

    def __init__(
        self,
        position: int,
        stream: str,
        chapter: UnitId,
        chapter_name: str | None,
        raised_at: str,
        title: str | None,
        description: str | None,
        category: str,
        severity: int,
        authority: str,
        status: str,
        holder: UnitId | None,
        leg: int,
        documents: str,
        incoming_numbers: str,
        parties: str | bytes,
        deadlines: str | bytes,
    ) -> None:
        """The values of ``COLUMNS``."""
        self.position = position
        self.stream = stream
        self.chapter = chapter
        self.chapter_name = chapter_name
        self.title = title
        self.description = description
        self.raised_at = raised_at
        self.category = category
        self.severity = severity
        self.authority = authority
        self.status = status
        """A plain text, as everything here that goes to the table: it is bound much faster."""
        self.holder = holder
        self.leg = leg
        self.documents = documents
        self.incoming_numbers = incoming_numbers
        self.owed = [Owed(*values) for values in _read(deadlines)]
        (
            self.slots,
            self.lead,
            self.recipients,
            self.co_operating,
            self.directed,
            self.answering,
            self.archive,
            self.before_pause,
        ) = _read(parties)

    slots: list[UnitId]
    """Every unit that ever was a party to it, in the order of the log: numbers its entries."""
    lead: UnitId | None
    recipients: list[tuple[UnitId, str]]
    """Units that are informed, each with its role."""
    co_operating: dict[UnitId, bool]
    """Bodies named at the assignment, and whether they did their share."""
    directed: list[UnitId]
    """Addressees of directions, answered or not."""
    answering: list[UnitId]
    """Bodies told at the meeting to answer."""
    archive: UnitId | None
    """Who keeps the file, where it was handed over after the end."""
    before_pause: str | None

    @property
    def has_ended(self) -> bool:
        return self.status in ENDED

    def texts(self) -> list[str]:
        """What its words are searched in."""
        return [text for text in (self.title, self.description, self.chapter_name) if text]

    def row(self) -> tuple[Any, ...]:
        """Values of ``COLUMNS``."""
        return (
            *(self.position, self.stream, self.chapter, self.chapter_name),
            *(self.raised_at, self.title, self.description),
            *self.moving(),
        )

    def moving(self) -> tuple[Any, ...]:
        """Values of ``MOVING``."""
        parties = (
            *(self.slots, self.lead, self.recipients, self.co_operating, self.directed),
            *(self.answering, self.archive, self.before_pause),
        )
        return (
            *(self.category, self.severity, self.authority, self.status, self.holder),
            *(self.leg, self.documents, self.incoming_numbers),
            _write(parties).decode(),
            _write([one.stored() for one in self.owed]).decode(),
        )

    def take(self, fact: Fact) -> None:
        """One more fact, in order. Total: a fact that tells the inbox nothing changes nothing."""
        kind = type(fact)
        handler = _HANDLERS.get(kind)
        if handler is not None:
            handler(self, fact)
        status = _STATUS_AFTER.get(kind)
        if status is not None:
            self.status = status
        letter = _LETTERS.get(kind)
        if letter is not None:
            document = getattr(fact, letter)
            if document is not None:
                self.register_letter(document.number, document.incoming_number)

    def register_letter(self, number: str | None, incoming_number: str | None) -> None:
        """A letter bears on it; the same number twice is one."""
        self.documents = _listed(self.documents, number)
        self.incoming_numbers = _listed(self.incoming_numbers, incoming_number)

    def _know(self, *units: UnitId) -> None:
        for unit in units:
            if unit not in self.slots:
                self.slots.append(unit)

    def _hand_to(self, holder: UnitId, informed: UnitId | None = None) -> None:
        """Another unit holds it, or the same in another leg; the one that let go is informed."""
        self._know(holder)
        self.recipients = [(u, r) for u, r in self.recipients if u not in (holder, informed)]
        if informed:
            self.recipients.append((informed, Role.PREVIOUS_HOLDER.value))
        self.holder = holder
        self.leg += 1

    def _begin_leg(self, holder: UnitId, informed: UnitId | None = None) -> None:
        """Nothing of the last leg's work goes on."""
        self._hand_to(holder, informed)
        self.lead = self.before_pause = None
        self.co_operating = {}

    def _reported(self, fact: f.IssueReported) -> None:
        self._begin_leg(fact.holder)
        self._know(*(recipient.unit for recipient in fact.recipients))
        self.recipients = [(one.unit, _role_of(one)) for one in fact.recipients]

    def _received(self, fact: f.IssueReceived) -> None:
        self.register_letter(None, fact.incoming_number)

    def _triaged(self, fact: f.IssueTriaged) -> None:
        self.category = fact.category.value
        self.severity = int(fact.severity)
        self.authority = fact.authority.value

    def _answer_directed(self, fact: f.AnswerDirected) -> None:
        self._know(fact.responsible)
        if fact.responsible not in self.answering:
            self.answering.append(fact.responsible)

    def _assigned(self, fact: f.IssueAssigned) -> None:
        bodies = [body.unit for body in fact.co_operating]
        self._know(fact.lead, *bodies)
        self.lead = fact.lead
        self.co_operating = dict.fromkeys(bodies, False)
        work_borne_by(self.owed, fact.lead)

    def _assignment_refused(self, fact: f.AssignmentRefused) -> None:
        self.lead = None
        self.co_operating = {}
        work_borne_by(self.owed, self.holder)

    def _co_operation_given(self, fact: f.CoOperationGiven) -> None:
        if fact.unit in self.co_operating:
            self.co_operating[fact.unit] = True

    def _escalated(self, fact: f.IssueEscalated) -> None:
        self._begin_leg(fact.to, informed=self.holder)

    def _taken_over(self, fact: f.IssueTakenOver) -> None:
        self._begin_leg(fact.by, informed=self.holder)

    def _returned_down(self, fact: f.IssueReturnedDown) -> None:
        self._begin_leg(fact.to, informed=self.holder)

    def _reopened(self, fact: f.IssueReopened) -> None:
        if self.holder:
            self._begin_leg(self.holder)

    def _directed(self, fact: f.DirectionGiven) -> None:
        self._know(fact.addressee)
        if fact.addressee not in self.directed:
            self.directed.append(fact.addressee)

    def _paused(self, fact: f.IssuePaused) -> None:
        self.before_pause = self.status

    def _resumed(self, fact: f.IssueResumed) -> None:
        self.status = self.before_pause or BACK_FROM_PAUSE.value
        self.before_pause = None

    def _custody_transferred(self, fact: f.IssueCustodyTransferred) -> None:
        """Open issues move with what is left of their clocks; ended ones only change archive."""
        self._know(fact.to)
        if self.has_ended:
            self.archive = fact.to
            return
        borne_by(self.owed, fact.released_by, fact.to)
        self._hand_to(fact.to)

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
            self._know(*fact.notified)


def text_of(sealed: Sealed) -> str | None:
    """None for an erased text."""
    return sealed.text if isinstance(sealed.text, str) else None


def raised(
    position: int, stream: str, fact: f.IssueRaised, raised_at: str, chapter_name: str | None
) -> Dossier:
    """An issue after its first fact."""
    return Dossier(
        position,
        stream,
        fact.chapter,
        chapter_name,
        raised_at,
        title=text_of(fact.title),
        description=text_of(fact.description),
        category=fact.category.value,
        severity=int(fact.severity),
        authority=fact.authority.value,
        status=Status.RAISED.value,
        holder=None,
        leg=0,
        documents="",
        incoming_numbers="",
        parties=_NO_PARTIES,
        deadlines=_NOTHING_OWED,
    )


def _role_of(recipient: f.Recipient) -> str:
    informed = f.Right.TAKE_OVER not in recipient.rights
    return Role.INFORMED.value if informed else Role.TAKE_OVER.value


def _listed(numbers: str, number: str | None) -> str:
    """Numbers one a line, with one more unless it is there."""
    if number is None or number in numbers.splitlines():
        return numbers
    return f"{numbers}\n{number}" if numbers else number


_NO_PARTIES = "[[],null,[],{},[],[],null,null]"
_NOTHING_OWED = "[]"
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
    f.IssueTextCorrected: Dossier._text_corrected,
    f.IssueValueCorrected: Dossier._value_corrected,
    **dict.fromkeys(DEADLINE_FACTS, Dossier._deadline),
}
_STATUS_AFTER = {kind: status.value for kind, status in STATUS_AFTER.items()}
_LETTERS: dict[type[Fact], str] = {
    f.IssueEscalated: "decision",
    f.IssueCustodyTransferred: "minutes",
    **dict.fromkeys(
        (
            *(f.IssueDiverted, f.IssueAssigned, f.CoOperationGiven, f.InterimReplyGiven),
            *(f.PartialReplyGiven, f.ResultProposed, f.IssueResolved, f.IssueReturnedDown),
            *(f.DirectionGiven, f.DirectionAnswered, f.IssuePaused, f.ReplySent, DeadlineExtended),
        ),
        "document",
    ),
}
"""Facts that a letter bears, and where they name it."""
FACTS: tuple[type[Fact], ...] = (f.IssueRaised, *_HANDLERS, *STATUS_AFTER, *_LETTERS)
"""Every fact of an issue that an inbox shows something of."""

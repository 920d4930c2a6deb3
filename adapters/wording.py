"""Facts and states in the words of their readers: every field has a name, every value a text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from adapters.i18n import Translator
from domain.calendar import DayKind, Pause, Span, local_date
from domain.deadline import DeadlineId, DeadlineKind, RecomputationCause, RegimeRef
from domain.fact import Fact
from domain.issue import Closure, Status
from domain.issue_facts import (
    CoOperation,
    CustodyBasis,
    DiversionChannel,
    Outcome,
    PauseGround,
    Plan,
    Recipient,
    RegimeChange,
    ReopenGround,
    Right,
    StuckReason,
    TextField,
    UnmappedReason,
    ValueField,
)
from domain.organisation import AssignmentGround, Post, Share, SuccessionKind, UnitKind
from domain.regime_keys import EvaluationCriterion, SummaryAuthor
from domain.residence import ResidenceChange
from domain.sealed import Erased, Sealed
from domain.values import (
    Authority,
    Category,
    DocumentKind,
    DocumentRef,
    MeetingKind,
    Severity,
    Source,
    UnitId,
    Value,
)

LABELS: Mapping[type[Enum], str] = {
    AssignmentGround: "assignment-ground",
    Authority: "authority",
    Category: "category",
    Closure: "closure",
    CustodyBasis: "custody-basis",
    DayKind: "day-kind",
    DeadlineKind: "deadline",
    DiversionChannel: "diversion-channel",
    DocumentKind: "document-kind",
    EvaluationCriterion: "evaluation-criterion",
    MeetingKind: "meeting-kind",
    Outcome: "outcome",
    PauseGround: "pause-ground",
    Post: "post",
    RecomputationCause: "recomputation-cause",
    RegimeChange: "regime-change",
    ReopenGround: "reopen-ground",
    ResidenceChange: "residence-change",
    Right: "right",
    Severity: "severity",
    Source: "source",
    Status: "state",
    StuckReason: "stuck-reason",
    SummaryAuthor: "summary-author",
    SuccessionKind: "succession-kind",
    TextField: "field",
    UnitKind: "unit-kind",
    UnmappedReason: "unmapped-reason",
    ValueField: "field",
}
"""The family of the labels of every enumeration that a fact or a state may show."""

_UNITS = frozenset(
    {
        "above",
        "addressee",
        "area",
        "archive",
        "archive_holder",
        "bearer",
        "body",
        "by",
        "chapter",
        "chapters",
        "committee",
        "communes",
        "holder",
        "lead",
        "notified",
        "owner",
        "parent",
        "participants",
        "province",
        "released_by",
        "residence",
        "responsible",
        "scored_by",
        "successors",
        "to",
        "unit",
        "unmapped_owner",
        "workplace",
    }
)
"""Fields that hold codes of units."""

NumberOf = Callable[[UUID], str]
"""What people call an issue; the id itself for every other stream."""
NameOf = Callable[[UnitId, date], str | None]
"""The name that a unit bore on a day."""


@dataclass(frozen=True)
class Wording:
    """Values in one language, with issues by their numbers and units by their names on a day."""

    words: Translator
    number_of: NumberOf = str
    name_of: NameOf = lambda _unit, _on: None
    on: date = date.max

    def at(self, moment: datetime) -> "Wording":
        """The same, with the names of that day in Vietnam."""
        return replace(self, on=local_date(moment))

    def fields(self, value: Value, but: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
        """Name and text of every field that says something."""
        left_out = {"type", *but}
        for name in type(value).model_fields:
            content = getattr(value, name)
            if name in left_out or content in (None, ()):
                continue
            said = "extension" if isinstance(content, Span) else name
            yield self.words.label("field", said), self.field(name, content)

    def field(self, name: str, value: Any) -> str:
        """A value whose field says what it is."""
        match value:
            case str() if name in _UNITS:
                return self.unit(value)
            case tuple() if name in _UNITS:
                return ", ".join(map(self.unit, value))
            case str() if name in ("via", "rung"):
                return self.words.label("channel" if name == "via" else "rung", value)
            case str() if name == "rule":
                return self.words.label("rule-source", value)
            case _:
                return self.text(value)

    def unit(self, code: UnitId) -> str:
        """``Văn phòng huyện ủy (NB-H1-VP)``."""
        name = self.name_of(code, self.on)
        return f"{name} ({code})" if name and name != code else code

    def fact(self, fact: Fact) -> str:
        """What the fact is called."""
        return self.words.label("event", fact.type)

    def text(self, value: Any) -> str:
        match value:
            case Enum():
                return self._enum(value)
            case bool():
                return self.words("value.yes" if value else "value.no")
            case Sealed(text=text):
                return self.words("value.erased") if isinstance(text, Erased) else text
            case datetime():
                return self.words.instant(value)
            case date():
                return self.words.date(value)
            case UUID():
                return self.number_of(value)
            case DocumentRef():
                return self.document(value)
            case DeadlineId():
                return self.deadline(value)
            case RegimeRef():
                return str(value)
            case Span():
                return self.span(value)
            case Pause(since=since, until=until):
                return self.words("value.pause", since=since, until=until)
            case CoOperation(unit=unit, until=until):
                return self.words("value.until", what=self.unit(unit), day=until)
            case Recipient(unit=unit, rights=rights):
                return f"{self.unit(unit)}: {self.text(rights)}"
            case Share(unit=unit, to=to):
                return f"{self.unit(unit)} → {self.unit(to)}"
            case Plan():
                return "; ".join(f"{name}: {text}" for name, text in self.fields(value))
            case Mapping():
                return ", ".join(f"{key}: {self.text(entry)}" for key, entry in value.items())
            case tuple() | list() | frozenset():
                return _listed([self.text(entry) for entry in value])
            case _:
                return str(value)

    def document(self, document: DocumentRef) -> str:
        """``công văn 124-CV/HU, 09/08/2018, NB-D1``."""
        kind = self.words.label("document-kind", document.kind.value)
        parts = [f"{kind} {document.number}", self.words.date(document.dated), document.issuer]
        if document.signatory_post:
            parts.append(document.signatory_post)
        if document.incoming_number:
            parts.append(self.words("value.incoming", number=document.incoming_number))
        return ", ".join(parts)

    def deadline(self, deadline: DeadlineId) -> str:
        """``thông báo (chặng 1)``; one before the first leg is alone, others are numbered."""
        kind = self.words.label("deadline", deadline.kind.value)
        if deadline.ordinal > 1:
            kind = f"{kind} {deadline.ordinal}"
        return self.words("value.in-leg", what=kind, leg=deadline.leg) if deadline.leg else kind

    def span(self, span: Span) -> str:
        """``10 ngày làm việc``."""
        return self.words(f"span.{span.unit.value}", amount=span.amount)

    def _enum(self, value: Enum) -> str:
        return self.words.label(LABELS[type(value)], value.value)


def _listed(texts: list[str]) -> str:
    """With commas, or with semicolons where an entry has commas itself."""
    return ("; " if any(", " in text for text in texts) else ", ").join(texts)

"""Facts and states in the words of their readers: every field has a name, every value a text."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from adapters.i18n import Translator
from domain.calendar import DayKind, Span
from domain.deadline import DeadlineId, DeadlineKind, DeadlineStatus, RegimeRef
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
    ReopenGround,
    Right,
    TextField,
    ValueField,
)
from domain.meeting import MeetingKind
from domain.organisation import Post, UnitKind
from domain.sealed import Erased, Sealed
from domain.values import Authority, Category, DocumentKind, DocumentRef, Severity, Source, Value

LABELS: Mapping[type[Enum], str] = {
    Authority: "authority",
    Category: "category",
    Closure: "closure",
    CustodyBasis: "custody-basis",
    DayKind: "day-kind",
    DeadlineKind: "deadline",
    DeadlineStatus: "deadline-status",
    DiversionChannel: "diversion-channel",
    DocumentKind: "document-kind",
    MeetingKind: "meeting-kind",
    Outcome: "outcome",
    PauseGround: "pause-ground",
    Post: "post",
    ReopenGround: "reopen-ground",
    Right: "right",
    Severity: "severity",
    Source: "source",
    Status: "state",
    TextField: "field",
    UnitKind: "unit-kind",
    ValueField: "field",
}
"""The family of the labels of every enumeration that a fact or a state may show."""

NumberOf = Callable[[UUID], str]
"""What people call an issue; the id itself for every other stream."""


class Wording:
    """Values in one language; ``number_of`` names the issues among them."""

    def __init__(self, words: Translator, number_of: NumberOf = str) -> None:
        self.words = words
        self._number_of = number_of
        self._by_name: dict[str, Callable[[Any], str]] = {
            "via": lambda channel: words.label("channel", channel),
            "rung": lambda rung: words.label("rung", rung),
        }

    def fields(self, value: Value, but: Iterable[str] = ()) -> Iterator[tuple[str, str]]:
        """Name and text of every field that says something."""
        left_out = {"type", *but}
        for name in type(value).model_fields:
            content = getattr(value, name)
            if name in left_out or content in (None, ()):
                continue
            said = "extension" if isinstance(content, Span) else name
            text = self._by_name.get(name, self.text)(content)
            yield self.words.label("field", said), text

    def fact(self, fact: Fact) -> str:
        """What the fact is called."""
        return self.words.label("event", fact.type)

    def text(self, value: Any) -> str:  # noqa: PLR0911 - one case per kind of value
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
                return self._number_of(value)
            case DocumentRef():
                return self.document(value)
            case DeadlineId():
                return self.deadline(value)
            case RegimeRef():
                return str(value)
            case Span():
                return self.span(value)
            case CoOperation(unit=unit, until=until):
                return self.words("value.until", what=unit, day=until)
            case Recipient(unit=unit, rights=rights):
                return f"{unit} ({self.text(rights)})"
            case Plan():
                return "; ".join(f"{name}: {text}" for name, text in self.fields(value))
            case tuple() | list() | frozenset():
                return ", ".join(self.text(entry) for entry in value)
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
        """``thông báo (chặng 1)``; a second of its kind in a leg is numbered."""
        kind = self.words.label("deadline", deadline.kind.value)
        if deadline.ordinal > 1:
            kind = f"{kind} {deadline.ordinal}"
        return self.words("value.in-leg", what=kind, leg=deadline.leg)

    def span(self, span: Span) -> str:
        """``10 ngày làm việc``."""
        return self.words(f"span.{span.unit.value}", amount=span.amount)

    def _enum(self, value: Enum) -> str:
        return self.words.label(LABELS[type(value)], value.value)

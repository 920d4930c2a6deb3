"""Facts as a read model keeps them: in the form of the log, what people wrote in clear or erased.

Whoever erases a subject has to reach these texts as well: they stand where the subject is named.
Built anew from a log whose texts can no longer be opened they are erased (ADR 0121).
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from domain.fact import Fact
from domain.facts import AnyFact
from domain.sealed import Erased, FactIdentity, SealContext, Sealed
from domain.values import Value

_CLEAR, _ERASED = "=", "-"
"""What a text begins with, and all that is left of one that is erased."""


class _Gone(str):
    """Stands for an erased text while it is written: the log's own form has no such thing."""

    __slots__ = ()


class _ClearTexts:
    """The vault of a read model: it seals nothing."""

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str:
        return _ERASED if type(text) is _Gone else _CLEAR + text

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased:
        return Erased.ERASED if sealed == _ERASED else sealed.removeprefix(_CLEAR)


_CONTEXT: SealContext = (_ClearTexts(), (UUID(int=0), 0))
_READ: Callable[..., Fact] = TypeAdapter[Fact](AnyFact).validator.validate_json


def fact_as_text(fact: Fact) -> str:
    """The fact as JSON with its ``type``."""
    write = type(fact).__pydantic_serializer__.to_json
    try:
        return write(fact, context=_CONTEXT).decode()
    except ValueError:  # pydantic's, of an erased text
        return write(_with_marks(fact), context=_CONTEXT).decode()


def fact_from_text(text: str) -> Fact:
    return _READ(text, context=_CONTEXT)


def _with_marks(value: Any) -> Any:
    """The same, with marks where texts were erased."""
    match value:
        case Sealed(subject=subject, text=Erased()):
            return Sealed(subject, _Gone())
        case Value():
            fields = {name: _with_marks(getattr(value, name)) for name in type(value).model_fields}
            return value.model_copy(update=fields)
        case _:
            return value

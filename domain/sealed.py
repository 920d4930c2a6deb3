"""Free text that belongs to a subject and can be erased with the subject's key (DESIGN 10)."""

from enum import Enum
from typing import Annotated, Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import (
    GetCoreSchemaHandler,
    PlainSerializer,
    PlainValidator,
    SerializationInfo,
    ValidationInfo,
    WithJsonSchema,
)


class Erased(Enum):
    """Stands where a text was whose key is destroyed."""

    ERASED = "erased"


FactIdentity = tuple[UUID, int]
"""Stream and version: binds a sealed text to the one fact it was written in."""


class Vault(Protocol):
    """Seals and opens texts; destroying a subject's key makes every text of it ``Erased``."""

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str: ...

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased: ...


SealContext = tuple[Vault, FactIdentity]
"""What the mapper hands to pydantic, as its context, to write or read one fact."""


def _read(data: Any, info: ValidationInfo) -> "Sealed":
    """From the stored form, opened through the context's vault. Raises ValueError."""
    if type(data) is Sealed:
        return data
    if type(data) is not dict or len(data) != _STORED_KEYS or type(info.context) is not tuple:
        raise ValueError("a sealed text is read through a SealContext only")
    subject, sealed = data.get("subject"), data.get("sealed")
    if type(subject) is not str or type(sealed) is not str:
        raise ValueError("a sealed text has a subject and a sealed form")
    vault, identity = info.context
    return Sealed(subject, vault.open(subject, identity, sealed))


def _write(text: "Sealed", info: SerializationInfo) -> dict[str, str]:
    """Raises ValueError without a vault, so that no clear text is stored by mistake."""
    if type(info.context) is not tuple:
        raise ValueError("a sealed text is written through a SealContext only")
    if isinstance(text.text, Erased):
        raise ValueError("an erased text cannot be written again")
    vault, identity = info.context
    return {"subject": text.subject, "sealed": vault.seal(text.subject, identity, text.text)}


_STORED_KEYS = 2
_SCHEMA = {
    "type": "object",
    "properties": {"subject": {"type": "string"}, "sealed": {"type": "string"}},
    "required": ["subject", "sealed"],
    "additionalProperties": False,
}


class Sealed(NamedTuple):
    """A text in memory; through a ``SealContext`` its stored form is ``{subject, sealed}``.

    A named tuple, for a pydantic model would double the time that reading a fact takes.
    """

    subject: str
    """Whose key seals the text: ``issue:<uuid>``, and so with ``meeting``, ``report``, ``duty``."""
    text: str | Erased

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, handler: GetCoreSchemaHandler) -> Any:
        form = Annotated[
            Any, PlainValidator(_read), PlainSerializer(_write), WithJsonSchema(_SCHEMA)
        ]
        return handler.generate_schema(form)

"""Free text that belongs to a subject and can be erased with the subject's key (DESIGN 10)."""

from enum import Enum
from typing import Annotated, Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import (
    SerializationInfo,
    StringConstraints,
    ValidationInfo,
    model_serializer,
    model_validator,
)

from domain.values import Value

Subject = Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z0-9-]+$")]
"""Whose key seals a text: ``issue:<uuid>``, ``meeting:<uuid>``, ``person:<ref>``."""


class Erased(Enum):
    """Stands where a text was whose key is destroyed."""

    ERASED = "erased"


class FactIdentity(NamedTuple):
    """Binds a sealed text to the one fact it was written in."""

    stream: UUID
    version: int


class Vault(Protocol):
    """Seals and opens texts; destroying a subject's key makes every text of it ``Erased``."""

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str: ...

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased: ...


class SealContext(NamedTuple):
    """What the mapper hands to pydantic, as its context, to write or read one fact."""

    vault: Vault
    identity: FactIdentity


class Sealed(Value):
    """A text in memory; through a ``SealContext`` its stored form is ``{subject, sealed}``."""

    subject: Subject
    text: str | Erased

    @model_validator(mode="before")
    @classmethod
    def _open(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, dict) and "sealed" in data and isinstance(info.context, SealContext):
            vault, identity = info.context
            subject = data["subject"]
            return {"subject": subject, "text": vault.open(subject, identity, data["sealed"])}
        return data

    @model_serializer(mode="plain")
    def _seal(self, info: SerializationInfo) -> dict[str, str]:
        """Raises ValueError without a vault, so that no clear text is stored by mistake."""
        if not isinstance(info.context, SealContext):
            raise ValueError("a sealed text is written through a SealContext only")
        if isinstance(self.text, Erased):
            raise ValueError("an erased text cannot be written again")
        vault, identity = info.context
        return {"subject": self.subject, "sealed": vault.seal(self.subject, identity, self.text)}

"""Values of the domain as JSON writes them, texts in clear: for those who may read them."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from domain.sealed import Erased, Sealed
from domain.values import Value


def plain(value: Any) -> Any:
    """Times in UTC with a ``Z``, days as ISO 8601, an erased text as null."""
    match value:
        case Sealed(text=text):
            return None if isinstance(text, Erased) else text
        case Enum():
            return value.value
        case Value():
            return {name: plain(getattr(value, name)) for name in type(value).model_fields}
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | UUID():
            return str(value)
        case tuple() | list():
            return [plain(entry) for entry in value]
        case frozenset():
            return sorted(plain(entry) for entry in value)
        case _:
            return value

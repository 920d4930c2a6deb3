"""A row in two halves: who needs only the fact does not wait for the envelope (ADR 0024)."""

import re
from typing import Any, NamedTuple
from uuid import UUID

from domain.fact import Envelope

BEGINNING, BETWEEN, END = b'{"envelope":{', b'},"fact":{"type":"', b"}}"
"""How a row is written. What stands between the halves cannot occur in a text, whose quotes are
escaped, and nothing in an envelope is an object.
"""
FIRST, GAP = len(b'{"envelope":'), len(b'},"fact":')
"""Bytes up to the envelope, and from the last of the envelope to the fact."""
SHORT = 160
"""Bytes of a fact that is kept, to stand for others that say the same."""
MOST_ALIKE = 256
"""How many are kept of a stored name."""
SEALED = b'"sealed":'
"""In the JSON of every text that can be erased, which is opened for the one fact it stands in."""


class _Place(NamedTuple):
    stream: UUID
    version: int
    stored: bytes


class LateEnvelope(_Place):
    """Stands for an ``Envelope``, and reads it when more than the place in the log is asked for.

    Reading raises ValidationError where the stored one is damaged. A tuple below, for one is made
    of every row.
    """

    def __getattr__(self, name: str) -> Any:
        self.__dict__ = _common(self.stored)
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        return self._whole() == (other._whole() if isinstance(other, LateEnvelope) else other)

    def __hash__(self) -> int:
        return hash(self._whole())

    def __repr__(self) -> str:
        return repr(self._whole())

    def _whole(self) -> Envelope:
        whole: Envelope = _read(self.stored)
        return whole


_read = Envelope.__pydantic_validator__.validate_json
_PLACE = re.compile(rb'"stream":"[0-9a-f-]{36}","version":[1-9][0-9]*(?=[,}])')
_Common = tuple[tuple[bytes, bytes], dict[str, Any]]
_latest: _Common = ((b"", b""), {})


def _common(stored: bytes) -> dict[str, Any]:
    """All but the place: the same for the facts of one command, which follow each other."""
    global _latest  # noqa: PLW0603 - replaced as a whole, so threads may share it
    place = _PLACE.search(stored)
    around = (stored[: place.start()], stored[place.end() :]) if place else (stored, b"")
    known, values = _latest
    if known == around:
        return values
    values = {**vars(_read(stored))}
    del values["stream"], values["version"]
    _latest = around, values
    return values

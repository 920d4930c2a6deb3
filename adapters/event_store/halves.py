"""A row in its two halves, so that who needs only the fact does not wait for the envelope."""

from typing import Any, cast
from uuid import UUID

from domain.fact import Envelope

_BEGINNING, _BETWEEN, _END = b'{"envelope":{', b'},"fact":{', b"}}"
_FIRST, _GAP = len(b'{"envelope":'), len(b'},"fact":')


def halves_of(state: bytes) -> tuple[bytes, bytes] | None:
    """The JSON of the envelope and of the fact; None where the row is written in another way.

    What stands between them cannot occur in a text, whose quotes are escaped, and nothing in an
    envelope is an object.
    """
    between = state.find(_BETWEEN)
    if between < 0 or not (state.startswith(_BEGINNING) and state.endswith(_END)):
        return None
    return state[_FIRST : between + 1], state[between + _GAP : -1]


class LateEnvelope:
    """Stands for an ``Envelope``, and reads it when more than the place in the log is asked for.

    Reading raises ValidationError where the stored one is damaged.
    """

    __slots__ = ("_stored", "_whole", "stream", "version")

    def __init__(self, stream: UUID, version: int, stored: bytes) -> None:
        self.stream = stream
        self.version = version
        self._stored = stored
        self._whole: Envelope | None = None

    @classmethod
    def of(cls, stream: UUID, version: int, stored: bytes) -> Envelope:
        """In place of the envelope of that row."""
        return cast(Envelope, cls(stream, version, stored))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._read(), name)

    def __eq__(self, other: object) -> bool:
        return self._read() == (other._read() if isinstance(other, LateEnvelope) else other)

    def __hash__(self) -> int:
        return hash(self._read())

    def __repr__(self) -> str:
        return repr(self._read())

    def _read(self) -> Envelope:
        if self._whole is None:
            self._whole = _read(self._stored)
        return self._whole


_read = Envelope.__pydantic_validator__.validate_json

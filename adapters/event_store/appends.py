"""What every store does with an append before and after it touches its tables."""

import hashlib
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from pydantic import Field, TypeAdapter

from adapters.event_store.mapper import FactMapper
from workflows.outcome import Accepted, Outcome, Refused
from workflows.ports import Append

_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(
    Annotated[Accepted | Refused, Field(discriminator="outcome")]
)

Row = tuple[int, str, int, str, bytes]
"""Position, stream as 32 hexadecimal digits, version, topic, state."""


def encode(append: Append, mapper: FactMapper) -> list[StoredEvent]:
    """The facts as they will be stored.

    Raises ValueError or TypeError for an append that no store could keep: a caller's mistake.
    """
    _require_whole(append)
    return [mapper.to_stored(envelope, fact) for envelope, fact in append.facts]


def outcome_of(append: Append, position: int) -> Outcome:
    """What becomes of an append that is stored; ``position`` as ``Accepted`` means it."""
    if append.refusal is not None:
        return append.refusal
    return Accepted(command_id=append.command_id, position=position, facts=len(append.facts))


def main_stream(append: Append) -> UUID | None:
    """The first stream that was read; a command may read none."""
    return next(iter(append.expected), None)


def to_text(outcome: Outcome) -> str:
    return outcome.model_dump_json()


def to_outcome(text: str) -> Outcome:
    """Raises ValueError where the text is no outcome."""
    return _OUTCOME.validate_json(text)


def digest_of_log(rows: Iterable[Row]) -> str:
    """SHA-256 over every row in order, hexadecimal (docs/event-format.md)."""
    digest = hashlib.sha256()
    for position, stream, version, topic, state in rows:
        digest.update(f"{position} {stream} {version} {topic} {len(state)}\n".encode())
        digest.update(state)
        digest.update(b"\n")
    return digest.hexdigest()


def digest_of_outcomes(rows: Iterable[tuple[str, str, str]]) -> str:
    """SHA-256 over command id, digest and outcome in order of id, hexadecimal."""
    digest = hashlib.sha256()
    for command_id, command_digest, outcome in rows:
        digest.update(f"{command_id} {command_digest} {outcome}\n".encode())
    return digest.hexdigest()


def _require_whole(append: Append) -> None:
    if append.refusal is not None and append.facts:
        raise ValueError("a refused command has no facts")
    versions = dict(append.expected)
    for envelope, _fact in append.facts:
        if envelope.command_id != append.command_id:
            raise ValueError("a fact carries the id of another command")
        if envelope.stream not in versions:
            raise ValueError("a fact is for a stream whose version is not checked")
        versions[envelope.stream] += 1
        if envelope.version != versions[envelope.stream]:
            raise ValueError("a fact does not follow the version that was read")

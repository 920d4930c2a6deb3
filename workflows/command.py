"""What every command has in common: an id chosen by the caller, who asks, and when it happened."""

from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import Field

from domain.fact import CommandName
from domain.values import ClaimedInstant, PersonRef, UnitId, Value


class StreamKind(StrEnum):
    """Which evolve a stream is folded with."""

    ISSUE = "issue"
    MEETING = "meeting"
    REPORT = "report"
    RESIDENCE = "residence"
    DUTY = "duty"
    CONFERENCE = "conference"
    ORGANISATION = "organisation"


class StreamRef(NamedTuple):
    kind: StreamKind
    id: UUID


class Command(Value):
    """An intent; ``type`` is its name, such as ``receive-issue``."""

    type: Any
    id: UUID
    """Chosen by the caller; the same id twice is the same command (DESIGN 4)."""
    actor: PersonRef
    office: UnitId | None = None
    """The unit in whose name the actor acts."""
    channel: CommandName = "cli"
    occurred_at: ClaimedInstant
    """When it happened, as the actor says."""
    recorded_at: ClaimedInstant | None = None
    """The clock of a simulated store; refused everywhere else."""
    expected_version: int | None = Field(default=None, ge=0)
    """Version of the main stream that the caller saw; refused as ``stale-version`` if it moved."""
    correlation: UUID | None = None
    causation: UUID | None = None

    def reads(self) -> tuple[StreamRef, ...]:
        """Every stream the decision looks at, the main one first; all are version-checked.

        The organisation stream is read with every command and need not be named.
        """
        raise NotImplementedError

    def digest(self) -> str:
        """SHA-256, hexadecimal: a repeated command, or a reused id?

        Over the type and every field that says something else than its default, so that a field
        added later does not tell a command sent again after an upgrade from its first sending.
        """
        said = self.model_dump_json(exclude_defaults=True)
        return sha256(f"{self.type} {said}".encode()).hexdigest()

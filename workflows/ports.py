"""What the workflows need from outside, as small protocols; adapters implement them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from domain.fact import Envelope, Fact, Recorded, Unreadable
from workflows.outcome import Outcome, Refused


class Conflict(Exception):
    """A stream moved on since it was read; reading and deciding again may succeed."""


class CommandIdTaken(Exception):
    """The command id is stored already: by a twin of this command, or by another command."""


class StoreUnavailable(Exception):
    """The store cannot be read or written now; whether it stored is unknown. ``code`` is stable."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Append(NamedTuple):
    """One command's facts and outcome, stored together or not at all."""

    command_id: UUID
    digest: str
    """SHA-256 of the command, hexadecimal."""
    facts: tuple[tuple[Envelope, Fact], ...]
    expected: Mapping[UUID, int]
    """Version of every stream that was read (0: it did not exist); none may have moved."""
    refusal: Refused | None = None
    """Stored as the outcome where a rule refused; then there are no facts."""


class StoredOutcome(NamedTuple):
    digest: str
    outcome: Outcome


class EventStore(Protocol):
    """One log in one order. Raises ``StoreUnavailable`` where it cannot be read or written."""

    def outcome(self, command_id: UUID) -> StoredOutcome | None: ...

    def outcomes(self, command_ids: Sequence[UUID]) -> Mapping[UUID, StoredOutcome]:
        """Those of the commands that have one."""
        ...

    def load(self, streams: Mapping[UUID, int]) -> Mapping[UUID, list[Recorded[Fact]]]:
        """Facts of each stream after the version given (0: all); every stream has an entry."""
        ...

    def append(self, append: Append) -> Outcome:
        """Raises ``Conflict`` or ``CommandIdTaken`` with nothing stored."""
        ...

    def append_many(
        self, appends: Sequence[Append]
    ) -> Sequence[Outcome | Conflict | CommandIdTaken]:
        """Each append by itself in order, in one transaction; a failing one never harms another."""
        ...

    def read(self, after: int = 0, limit: int | None = None) -> Iterator[Recorded[Fact]]:
        """The log in order of position, after the one given."""
        ...

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        """As ``read``, which ends at a fact that cannot be read; this hands it on and goes on.

        Facts whose stored name is not ``wanted`` are handed on without the work of reading them.
        """
        ...

    def stream_at(self, position: int) -> UUID | None:
        """The stream whose fact stands at the position."""
        ...

    def head(self) -> int:
        """The last position; 0 for an empty log."""
        ...


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, in UTC."""
        ...

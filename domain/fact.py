"""The fact and its envelope: the two halves of everything that is ever stored.

Stored form: the JSON object ``{"envelope": ..., "fact": ...}``; the position is the row's.
"""

from typing import Annotated, Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from domain.values import Value

CommandName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]


class Fact(Value):
    """Something that happened; ``type`` is its stored name, such as ``issue-raised.v1``."""

    type: Any


class Envelope(Value):
    """Who, when, for whom and why: what every fact has in common.

    The forms of names and times were checked with the command; here only the types are, since
    half of a replay's time is spent on this class.
    """

    stream: UUID
    version: int = Field(ge=1)
    """Place in the stream, from 1."""
    command_id: UUID
    command: str
    actor: str
    """Opaque reference to a person."""
    office: str | None = None
    """The unit in whose name the actor acted; the scheduler has none."""
    role: str
    """The capacity that entitled the actor, as the regime names it."""
    on_behalf_of: str | None = None
    """Whom a delegate or acting head stood in for."""
    channel: str
    """The way in: ``cli``, ``web``, ``api``, ``scheduler``."""
    occurred_at: AwareDatetime
    """The actor's claim, in UTC."""
    recorded_at: AwareDatetime
    """The server's clock, in UTC; never below the stream's last."""
    correlation: UUID | None = None
    """Id of the command that the whole matter began with; null: this one."""
    causation: UUID | None = None
    """Id of the command or fact that led to this one; null: nothing but the actor."""
    directory: int = Field(ge=0)
    """Version of the organisation stream that the decision saw."""


F_co = TypeVar("F_co", bound=Fact, covariant=True)


class Recorded(NamedTuple, Generic[F_co]):
    """A stored fact with its envelope and its position in the one global order."""

    position: int
    envelope: Envelope
    fact: F_co


class Unreadable(NamedTuple):
    """A stored fact handed on unread, in its place among those that were read."""

    position: int
    stream: UUID | None
    """None where even that is damaged, or nobody asked."""
    topic: str
    """The stored name beside the fact."""
    reason: str
    """A stable code, and after a colon and a blank what helps whoever mends it; no content.

    ``store-fact-unknown`` and ``store-fact-damaged``, or ``NOT_ASKED_FOR``.
    """


NOT_ASKED_FOR = "not-asked-for"
"""The reader wants no facts of that stored name."""

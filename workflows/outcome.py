"""What becomes of a command: accepted at a position, or refused with a stable code."""

from typing import Any, Literal
from uuid import UUID

from domain.values import Value


class Rejected(Exception):
    """A rule refuses the command; ``code`` is stable, ``params`` never hold free text."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class Accepted(Value):
    """Stored; ``position`` is that of the last fact, or of the stream's head for none."""

    outcome: Literal["accepted"] = "accepted"
    command_id: UUID
    position: int
    facts: int
    """How many facts the command led to."""


class Refused(Value):
    """A rule refused the command, for good."""

    outcome: Literal["refused"] = "refused"
    command_id: UUID
    code: str
    params: dict[str, str | int | bool | list[str] | None]


Outcome = Accepted | Refused

"""Two small facts, and everything around them, for the tests of the stores."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID, uuid5

from pydantic import Field

from adapters.event_store.mapper import FactMapper
from adapters.vault import PassThroughVault
from domain.fact import Envelope, Fact
from domain.sealed import Sealed, Vault
from workflows.ports import Append

NAMES = UUID("00000000-0000-4000-8000-000000000000")
MORNING = datetime(2018, 8, 3, 2, 0, tzinfo=UTC)


class Noted(Fact):
    type: Literal["noted.v1"] = "noted.v1"
    number: int


class Told(Fact):
    type: Literal["told.v1"] = "told.v1"
    text: Sealed


SmallFact = Annotated[Noted | Told, Field(discriminator="type")]


def mapper(vault: Vault | None = None) -> FactMapper:
    return FactMapper(SmallFact, vault or PassThroughVault())


def id_of(name: str) -> UUID:
    """The same id for the same name, in every process."""
    return uuid5(NAMES, name)


def envelope(stream: UUID, version: int, command: UUID) -> Envelope:
    return Envelope(
        stream=stream,
        version=version,
        command_id=command,
        command="note-number",
        actor="p-cadre0001",
        office="NB-D1",
        role="assigned-cadre",
        channel="cli",
        occurred_at=MORNING,
        recorded_at=MORNING,
        correlation=command,
        causation=command,
        directory=7,
    )


def note(command: str, *streams: str, after: int = 0, facts: int = 1) -> Append:
    """A command that adds facts to each stream, all of which stood at ``after``."""
    ids = [id_of(stream) for stream in streams]
    return Append(
        command_id=id_of(command),
        digest=f"digest of {command}",
        facts=tuple(
            (envelope(stream, after + step, id_of(command)), Noted(number=after + step))
            for stream in ids
            for step in range(1, facts + 1)
        ),
        expected=dict.fromkeys(ids, after),
    )


def tell(command: str, stream: str, text: str, after: int = 0) -> Append:
    """A command whose fact holds a sealed text of the stream's own subject."""
    fact = Told(text=Sealed(subject=f"issue:{id_of(stream)}", text=text))
    return Append(
        command_id=id_of(command),
        digest=f"digest of {command}",
        facts=((envelope(id_of(stream), after + 1, id_of(command)), fact),),
        expected={id_of(stream): after},
    )

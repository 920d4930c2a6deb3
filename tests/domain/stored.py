"""Facts as a store holds them, and folds of facts that no command led to."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from domain.fact import Envelope, Fact, Recorded
from tests.builders import FOUNDER, named
from tests.golden.shapes import MAPPER

STREAM = named("stream")
BEGINNING = datetime(2025, 6, 19, 1, tzinfo=UTC)
S = TypeVar("S")


def in_an_envelope(fact: Fact, version: int = 1, office: str | None = None) -> Recorded[Any]:
    """The ``version``-th fact of the stream, an hour after the one before."""
    at = BEGINNING + timedelta(hours=version)
    envelope = Envelope(
        stream=STREAM,
        version=version,
        command_id=named(f"of version {version}"),
        command="write-facts",
        actor=FOUNDER,
        office=office,
        role="registrar",
        channel="cli",
        occurred_at=at,
        recorded_at=at,
        directory=1,
    )
    return Recorded(version, envelope, fact)


def folded(
    empty: S, evolve: Callable[[S, Recorded[Any]], S], facts: Sequence[Fact], after: int = 0
) -> S:
    """The state after the facts, whose versions follow ``after``."""
    state = empty
    for version, fact in enumerate(facts, start=after + 1):
        state = evolve(state, in_an_envelope(fact, version))
    return state


def stored(fact: Fact) -> dict[str, Any]:
    """The half of its row that is the fact, texts as the vault of the tests seals them."""
    _, envelope, _ = in_an_envelope(fact)
    row = json.loads(MAPPER.to_stored(envelope, fact).state)
    assert isinstance(row, dict)
    found = row["fact"]
    assert isinstance(found, dict)
    return found


def read(fact: dict[str, Any], stream: UUID = STREAM) -> Fact:
    """What the half of a row is read as. Raises UnknownFact or DamagedFact."""
    _, envelope, _ = in_an_envelope(_NO_FACT)
    whole = {"envelope": json.loads(envelope.model_dump_json()), "fact": fact}
    state = json.dumps(whole, ensure_ascii=False).encode()
    return MAPPER.read(1, stream, 1, str(fact["type"]), state).fact


class _NoFact(Fact):
    type: Any = "no-fact.v1"


_NO_FACT = _NoFact()

"""What the tests of the Desk share: a world on every kind of store, with an issue in progress."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.event_store.files import create
from adapters.event_store.mapper import FactMapper
from adapters.vault import PassThroughVault
from domain.fact import Recorded
from domain.facts import AnyFact
from tests import builders as b
from tests.builders import World, memory_store
from tests.interposed import Interposed
from tests.regimes import chain
from tests.spec import AT
from tests.steps import ISSUE, Step, in_progress
from workflows.command import Command
from workflows.handling import Desk
from workflows.outcome import Accepted, Outcome, Refused

KINDS = ("memory", "sqlite")


@contextmanager
def world_on(kind: str, folder: Path) -> Iterator[World]:
    """The small province on a store of that kind, in memory or in a file of the folder."""
    if kind == "memory":
        yield World(Interposed(memory_store())).found(chain).at(AT)
        return
    mapper = FactMapper(AnyFact, PassThroughVault())
    with create(folder / "events.db", mapper, simulation=True) as store:
        yield World(Interposed(store)).found(chain).at(AT)


def interposed(world: World) -> Interposed:
    assert isinstance(world.store, Interposed)
    return world.store


def take(world: World, *steps: Step) -> World:
    """The steps, all of them accepted."""
    for step in steps:
        outcome = step(world)
        assert isinstance(outcome, Accepted), outcome
    return world


def with_issue_in_progress(world: World) -> World:
    return take(world, *in_progress())


def another_desk(world: World) -> Desk:
    """A desk of its own on what lies behind the interposed store: somebody else at work."""
    return Desk(interposed(world).store, b.SimulatedClock(), simulation=True)


def note(world: World, text: str = "Đã khảo sát", **fields: Any) -> Command:
    """A command on the issue that may be given any number of times."""
    given = {"issue": ISSUE, "note": text, **fields}
    return world.command("note-progress", "p-h1works", b.DEPARTMENT, **given)


def by_founder(world: World, type: str, **fields: Any) -> Command:
    return world.command(type, b.FOUNDER, None, province=b.PROVINCE, **fields)


def facts_of(world: World, stream: UUID) -> list[Recorded[Any]]:
    return list(world.store.load({stream: 0})[stream])


def accepted(outcome: Outcome) -> Accepted:
    assert isinstance(outcome, Accepted), outcome
    return outcome


def refused(outcome: Outcome, code: str) -> Refused:
    assert isinstance(outcome, Refused), outcome
    assert outcome.code == code
    return outcome


class Clock:
    """Shows what the test set it to."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

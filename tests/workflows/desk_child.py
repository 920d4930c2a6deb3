"""A process with a Desk of its own on a store that others use too; one JSON outcome a line.

Arguments: the store's path, a name of its own, how many commands. It sends as many notes of its own
on the shared issue, and between them the same notes that every other such process sends.
"""

import sys
from pathlib import Path

from adapters.event_store.files import open_store
from adapters.event_store.mapper import FactMapper
from adapters.vault import PassThroughVault
from domain.facts import AnyFact
from tests import builders as b
from tests.builders import World, named
from tests.spec import AT
from tests.workflows.desks import note
from workflows.command import Command
from workflows.handling import Contended, Desk
from workflows.outcome import Outcome


def until_it_is_final(desk: Desk, command: Command) -> Outcome:
    """Against another process a command may lose every race; then it is sent again."""
    while True:
        try:
            return desk.handle(command)
        except Contended:
            continue


def main(path: str, own_name: str, count: str) -> None:
    mapper = FactMapper(AnyFact, PassThroughVault())
    with open_store(Path(path), mapper, busy_seconds=60) as store:
        desk = Desk(store, b.SimulatedClock(), simulation=True)
        world = World(store).at(AT)
        for number in range(int(count)):
            for name in (own_name, "shared"):
                command = note(world, f"{name} {number}", id=named(f"{name} {number}"))
                print(until_it_is_final(desk, command).model_dump_json(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

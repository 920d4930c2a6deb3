"""The demos, each played once on a store in memory."""

from functools import cache
from typing import NamedTuple

from adapters.demo.player import Player
from adapters.demo.script import Script, scripts, stories
from tests.builders import SimulatedClock, memory_store
from workflows.handling import Desk
from workflows.ports import EventStore

MONTHS = ("ninh-binh", "regulation-1120", "dong-thap", "vinh-long", "tuong-duong")
SUCCESSION = "succession"


class Played(NamedTuple):
    script: Script
    player: Player
    store: EventStore
    desk: Desk


@cache
def played(name: str, seed: int = 1) -> Played:
    """The month of that regime, or the story; not to be written to."""
    script = script_of(name, seed)
    store = memory_store()
    desk = Desk(store, SimulatedClock(), simulation=True)
    player = Player(script.seed, script.setting, desk, store)
    for _ in player.play(script.cues):
        pass
    return Played(script, player, store, desk)


def script_of(name: str, seed: int = 1) -> Script:
    return {**scripts(), **stories()}[name](seed)

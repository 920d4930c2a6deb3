"""The process managers of a story: they run as from the command line, and are listened to."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import NamedTuple, cast

from adapters.demo.stage import Managed
from adapters.past import folded_to
from adapters.recomputation import recompute
from adapters.succession import By, ReadModels, follow_all
from projections.deadlines import Deadlines
from projections.inbox import Inbox
from workflows.command import Command
from workflows.handling import Desk
from workflows.outcome import Outcome
from workflows.ports import EventStore


class Sent(NamedTuple):
    command: Command
    outcome: Outcome


class _Overheard:
    """A desk of which one knows what it was asked."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.sent: list[Sent] = []

    def handle_many(self, commands: Sequence[Command]) -> Sequence[Outcome]:
        outcomes = self._desk.handle_many(commands)
        self.sent += map(Sent, commands, outcomes)
        return outcomes

    def handle(self, command: Command) -> Outcome:
        outcome = self._desk.handle(command)
        self.sent.append(Sent(command, outcome))
        return outcome

    def __getattr__(self, name: str) -> object:
        return getattr(self._desk, name)


def run(cue: Managed, desk: Desk, store: EventStore) -> list[Sent]:
    """Everything that the process manager sends, with what became of it."""
    overheard = _Overheard(desk)
    if cue.what == "recomputation":
        with folded_to(Deadlines(), store, store.head()) as found:
            recompute(found.alias, store, cast(Desk, overheard), cue.at, simulation=True)
    else:
        with ExitStack() as stack:
            head = store.head()
            inbox = stack.enter_context(folded_to(Inbox(), store, head))
            deadlines = stack.enter_context(folded_to(Deadlines(), store, head))
            views = ReadModels(inbox.alias, deadlines.alias)
            follow_all(views, store, cast(Desk, overheard), By(cue.by, None, cue.at, True))
    return overheard.sent

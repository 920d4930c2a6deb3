"""What was accepted and yet is warned of: told to whoever sent the command."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from domain.conference import ConferenceDayWarned
from workflows.command import Command
from workflows.conference import PlanConference
from workflows.ports import EventStore


class Warned(NamedTuple):
    """A stable code, and what there is to say."""

    code: str
    params: Mapping[str, str | date]

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, **{name: str(said) for name, said in self.params.items()}}


def warnings_of(command: Command, store: EventStore) -> tuple[Warned, ...]:
    """Those among the facts that the accepted command led to, however often it is sent again."""
    if not isinstance(command, PlanConference):
        return ()
    return tuple(
        Warned("conference-day", {"on": fact.on, "rule": fact.rule})
        for _, envelope, fact in store.load({command.conference: 0})[command.conference]
        if envelope.command_id == command.id and isinstance(fact, ConferenceDayWarned)
    )

"""Stores in which something happened, and the same as files of commands."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.bootstrap import create_events
from adapters.settings import Settings
from tests.builders import CHAPTER, World, named
from tests.regimes import chain
from tests.steps import (
    Step,
    accepted,
    assigned,
    chapter_met,
    escalated,
    meeting_held,
    on_issue,
    proposed,
    raised,
    received,
    replied,
    reported,
    returned,
    started,
    triaged,
)
from workflows.command import Command
from workflows.ports import EventStore

Story = Sequence[tuple[str, Sequence[Step]]]
"""Times in Vietnam, each with what is done then."""

TO_THE_PROVINCE_AND_BACK: Story = [
    ("2019-04-03 21:00", [meeting_held(), raised(severity=2)]),
    ("2019-04-09 09:00", [reported()]),
    ("2019-04-24 08:00", [received(), triaged(severity=2, authority="province")]),
    ("2019-04-24 15:00", [escalated()]),
    ("2019-05-10 08:00", [received(office="NB-VP"), returned()]),
    ("2019-05-10 14:00", [received(), assigned()]),
    ("2019-05-30 08:00", [started(), proposed(), accepted()]),
    ("2019-06-05 08:00", [replied()]),
    ("2019-07-03 21:00", [chapter_met("july")]),
    ("2019-07-03 21:30", [on_issue("verify-result", CHAPTER, meeting=named("july"))]),
]
"""Worked case 2 of DOMAIN 4, with its end."""


class RecordingWorld(World):
    """Keeps the commands that it sends."""

    def __init__(self, store: EventStore | None = None) -> None:
        super().__init__(store)
        self.commands: list[Command] = []

    def command(self, type: str, actor: str, office: str | None, **fields: Any) -> Command:
        self.commands.append(super().command(type, actor, office, **fields))
        return self.commands[-1]

    def tell(self, story: Story) -> "RecordingWorld":
        for at, steps in story:
            self.at(at)
            for step in steps:
                step(self)
        return self


def told(
    story: Story = TO_THE_PROVINCE_AND_BACK, store: EventStore | None = None
) -> RecordingWorld:
    """A province in which the story has happened."""
    world = RecordingWorld(store)
    world.found(chain)
    return world.tell(story)


def store_of(story: Story, folder: Path) -> Path:
    """A data folder with a simulated store in which the story has happened."""
    with create_events(Settings(folder), simulation=True) as store:
        told(story, store)
    return folder


def line_of(command: Command, **changed: Any) -> str:
    """The command as a line for ``apply``, with some fields as they are given here."""
    data = {**command.model_dump(mode="json", exclude_none=True), **changed}
    return json.dumps({name: value for name, value in data.items() if value is not None})


def commands_file(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path

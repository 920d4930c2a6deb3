"""``regimes publish`` and ``calendar publish``: rules in somebody's own file, put into the log."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.calendars import app as calendars
from adapters.cli.calendars import read_calendar
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame
from adapters.cli.organisations import simulated_actor, simulated_time
from adapters.cli.regimes import app as regimes
from adapters.cli.regimes import fault_line
from adapters.cli.translated import TranslatedCommand, frame_in

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from domain.deadline import RegimeRef
    from domain.directory import Directory
    from workflows.command import Command

TomlFile = Annotated[str, typer.Argument(metavar="metavar.file", help="help.publish.file")]
Actor = Annotated[
    str | None, typer.Option("--actor", metavar="metavar.person", help="help.simulated-actor")
]
At = Annotated[str | None, typer.Option("--at", metavar="metavar.time", help="help.simulated-time")]


@regimes.command("publish", help="help.regimes.publish", cls=TranslatedCommand)
def publish_regime(ctx: typer.Context, file: TomlFile, actor: Actor = None, at: At = None) -> None:
    """Puts the text of a regime into the log as it is written; what it extends is there already."""
    from workflows.organisation_commands import PublishRegime

    frame = frame_in(ctx)

    def command(engine: "OpenEngine", common: dict[str, Any]) -> "Command":
        text, ref = _sound(file, engine.desk.directory(), frame)
        return PublishRegime(**common, regime=ref.id, version=ref.version, text=text)

    _publish(frame, command, actor, at)


@calendars.command("publish", help="help.calendar.publish", cls=TranslatedCommand)
def publish_calendar(
    ctx: typer.Context, file: TomlFile, actor: Actor = None, at: At = None
) -> None:
    """Puts the text of a calendar into the log as it is written."""
    from workflows.organisation_commands import PublishCalendar

    frame = frame_in(ctx)
    found = read_calendar(file, frame)

    def command(_: "OpenEngine", common: dict[str, Any]) -> "Command":
        named = {"calendar": found.calendar.id, "version": found.calendar.version}
        return PublishCalendar(**common, **named, text=found.text)

    _publish(frame, command, actor, at)


def _sound(file: str, directory: "Directory", frame: Frame) -> "tuple[str, RegimeRef]":
    """The text and what it calls itself. Raises BadInput with every fault.

    It is judged by what is published, not by what lies beside the file.
    """
    import tomllib

    from domain.deadline import RegimeRef
    from workflows.regime_files import read_regime
    from workflows.regime_lint import lint_text
    from workflows.regime_text import RegimeFaults
    from workflows.rulebook import published_in

    calendars = {calendar for calendar, _ in directory.calendars()}
    try:
        text = read_regime(Path(file))
        faults = lint_text(text, published_in(directory), file, calendars)
    except RegimeFaults as unreadable:
        faults = unreadable.faults
    if faults:
        raise BadInput("regime", tuple(fault_line(fault, frame.words) for fault in faults))
    table = tomllib.loads(text)
    return text, RegimeRef(id=table["id"], version=table["version"])


def _publish(
    frame: Frame,
    command: "Callable[[OpenEngine, dict[str, Any]], Command]",
    actor: str | None,
    at: str | None,
) -> None:
    from uuid import uuid4

    from workflows.outcome import Refused, Rejected

    with engine_of(frame) as engine:
        province, moment = engine.desk.directory().province, simulated_time(engine, at)
        if province is None:
            raise Rejected("no-organisation")
        common = {
            "id": uuid4(),
            "actor": simulated_actor(engine, actor),
            "occurred_at": moment or engine.now(),
            "recorded_at": moment,
            "province": province,
        }
        outcome = engine.desk.handle(command(engine, common))
    if isinstance(outcome, Refused):
        raise Rejected(outcome.code, **outcome.params)
    frame.say(frame.words("publish.done" if outcome.facts else "publish.already"))

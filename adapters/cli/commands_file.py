"""``kiennghi apply``: commands from a file, one as JSON a line, in order."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from adapters.cli.engine import engine_of
from adapters.cli.errors import ExitCode, refusal
from adapters.cli.frame import Frame, Progress
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.invalid import echo, places, problems

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from workflows.command import Command
    from workflows.outcome import Outcome

app = new_group()

CHANNEL = "cli"
"""What the envelope says of commands that came this way."""


class Malformed(NamedTuple):
    """Why a line is no command: for programs, and for people."""

    codes: list[dict[str, str]]
    texts: list[str]


@app.command("apply", help="help.apply", cls=TranslatedCommand)
def apply(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="metavar.file", help="help.apply.file")],
) -> None:
    """Prints one outcome a line; ends with 2 after a malformed line, 1 after a refusal."""
    frame = frame_in(ctx)
    worst = ExitCode.DONE
    with engine_of(frame) as engine, Progress(frame, "progress.lines") as progress:
        for number, line in _lines(file):
            worst = max(worst, _apply_line(number, line, engine, frame))
            progress.reached(number)
    raise typer.Exit(worst)


def _lines(file: str) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number; ``-`` is the standard input."""
    if file == "-":
        yield from _filled(enumerate(sys.stdin.buffer, start=1))
        return
    with Path(file).open("rb") as opened:
        yield from _filled(enumerate(opened, start=1))


def _filled(lines: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    return ((number, line) for number, line in lines if line.strip())


def _apply_line(number: int, line: bytes, engine: "OpenEngine", frame: Frame) -> ExitCode:
    command = read_command(line, engine, frame)
    if isinstance(command, Malformed):
        frame.json({"line": number, "outcome": "malformed", "problems": command.codes})
        for text in command.texts:
            frame.tell(frame.words("apply.malformed", line=number, text=text))
        return ExitCode.BAD_INPUT
    outcome = handle(command, engine)
    if outcome.outcome == "accepted":
        _accepted(number, command, outcome, engine, frame)
        return ExitCode.DONE
    frame.json(outcome.model_dump(mode="json"))
    frame.out.flush()
    text = refusal(outcome.code, outcome.params, frame.words)
    frame.tell(frame.words("apply.refused", line=number, text=text))
    return ExitCode.REFUSED


def _accepted(
    number: int, command: "Command", outcome: "Outcome", engine: "OpenEngine", frame: Frame
) -> None:
    """The outcome, with ``warnings`` where it has any."""
    from adapters.warnings import warnings_of

    warnings = warnings_of(command, engine.store)
    said = {"warnings": [one.as_json() for one in warnings]} if warnings else {}
    frame.json({**outcome.model_dump(mode="json"), **said})
    frame.out.flush()
    for one in warnings:
        text = frame.words(f"warning.{one.code}", **one.params)
        frame.tell(frame.words("apply.warned", line=number, text=text))


def handle(command: "Command", engine: "OpenEngine") -> "Outcome":
    """The command's outcome. Outside a simulation everybody acts as themselves, and by this way in.

    A command that names somebody else or another channel is refused and not stored, so that it can
    be sent again.
    """
    from workflows.outcome import Refused

    if not engine.simulation and command.channel != CHANNEL:
        params = {"channel": command.channel}
        return Refused(command_id=command.id, code="channel-not-yours", params=params)
    if not engine.simulation and command.actor != engine.person:
        return Refused(command_id=command.id, code="actor-not-you", params={"you": engine.person})
    return engine.desk.handle(command)


def read_command(line: bytes, engine: "OpenEngine", frame: Frame) -> "Command | Malformed":
    """One line as a command, with numbers of issues in place of ids and the actor left out."""
    from pydantic import ValidationError

    from adapters.short_ids import UnknownIssue
    from workflows.commands import COMMAND

    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    try:
        return COMMAND.validate_json(line)
    except ValidationError as error:
        first = error
    try:
        return COMMAND.validate_json(json.dumps(_completed(json.loads(line), engine)))
    except ValidationError as error:
        first = error
    except UnknownIssue as unknown:
        text = frame.words(f"bad-input.{unknown.code}", value=echo(unknown.text))
        return Malformed([{"where": "issue", "problem": unknown.code}], [text])
    except (ValueError, RecursionError):
        pass  # no JSON at all, and the first error says where
    return _malformed(first, frame)


def _completed(data: Any, engine: "OpenEngine") -> Any:
    """Raises UnknownIssue for a number that is none of an issue."""
    from adapters.short_ids import find_issue, with_ids

    if isinstance(data, dict) and not engine.simulation:
        data = {"actor": engine.person, **data}
    return with_ids(data, lambda text: str(find_issue(text, engine.store)))


def _malformed(error: Any, frame: Frame) -> Malformed:
    """The tag that the union of commands puts in front of every place is left out."""
    first = error.errors(include_url=False)[0]["loc"][:1]
    within = first if first and "-" in str(first[0]) else ()
    codes = [{"where": where, "problem": kind} for where, kind in places(error, within)]
    return Malformed(codes, problems(error, frame.words, within))

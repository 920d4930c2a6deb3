"""``kiennghi deadlines``: raises what is due, and counts anew, as the scheduler does."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli import rounds
from adapters.cli.arguments import AsJson
from adapters.cli.engine import engine_of
from adapters.cli.errors import ExitCode
from adapters.cli.frame import Frame, Progress
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.cli.engine import OpenEngine

app = new_group(help="help.deadlines")

_PAGE = 200
"""Deadlines of which the issues are looked up together."""


@app.command("sweep", help="help.sweep", cls=TranslatedCommand)
def sweep(
    ctx: typer.Context,
    *,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.sweep.at")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.sweep.dry-run")] = False,
    as_json: AsJson = False,
) -> None:
    """Prints what was raised; ends with 1 after a refusal, 3 where something was not reached."""
    from adapters.deadline_view import check_as_json
    from adapters.sweep import sweep as run_sweep

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = rounds.moment_of(at, engine)
        with reading("deadlines", engine, frame) as alias:
            if dry_run:
                _tell_due(alias, moment, engine, frame, as_json=as_json)
                return
            with Progress(frame, "progress.checks") as progress:
                summary = run_sweep(
                    alias,
                    engine.store,
                    engine.desk,
                    moment,
                    simulation=engine.simulation,
                    progress=lambda count: progress.show(count=count),
                )
            matters = rounds.matters_in(alias, engine)
            if as_json:
                frame.json(rounds.as_json(summary, check_as_json, matters))
            else:
                due = frame.words("sweep.due", at=moment, count=summary.due)
                told = rounds.Told(due, "sweep.raised", "sweep.failed")
                rounds.tell(told, summary, matters, engine, frame)
    raise typer.Exit(rounds.exit_code(summary))


def _tell_due(
    alias: str, at: "datetime", engine: "OpenEngine", frame: Frame, *, as_json: bool
) -> None:
    """What a sweep would look at; nothing is done."""
    from adapters.deadline_view import check_as_json, check_line
    from adapters.reading import wording_of
    from adapters.sweep import due_checks

    matters, wording = rounds.matters_in(alias, engine), wording_of(engine, frame.words)
    checks, count = due_checks(alias, at), 0
    while page := list(islice(checks, _PAGE)):
        count += len(page)
        of = matters(page)
        for one in page:
            if as_json:
                frame.json(check_as_json(one, of[one.stream]))
            else:
                frame.say_folded(check_line(one, of[one.stream], wording))
    if not as_json:
        frame.say_folded(frame.words("sweep.dry-run", at=at, count=count))


@app.command("recompute", help="help.recompute", cls=TranslatedCommand)
def recompute(
    ctx: typer.Context,
    *,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.recompute.at")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.recompute.dry-run")] = False,
    as_json: AsJson = False,
) -> None:
    """Prints what was counted anew; ends as a sweep does."""
    from adapters.deadline_view import outdated_as_json
    from adapters.recomputation import in_force
    from adapters.recomputation import recompute as run_recomputation

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = rounds.moment_of(at, engine)
        with reading("deadlines", engine, frame) as alias:
            calendars = ", ".join(str(one.ref) for one in in_force(engine.desk.directory())) or "–"
            if dry_run:
                code = _tell_recounts(alias, moment, calendars, engine, frame, as_json=as_json)
                raise typer.Exit(code)
            with Progress(frame, "progress.checks") as progress:
                summary = run_recomputation(
                    alias,
                    engine.store,
                    engine.desk,
                    moment,
                    simulation=engine.simulation,
                    progress=lambda count: progress.show(count=count),
                )
            matters = rounds.matters_in(alias, engine)
            if as_json:
                frame.json(rounds.as_json(summary, outdated_as_json, matters))
            else:
                due = frame.words("recompute.due", calendars=calendars, count=summary.due)
                told = rounds.Told(due, "recompute.raised", "recompute.failed")
                rounds.tell(told, summary, matters, engine, frame)
    raise typer.Exit(rounds.exit_code(summary))


def _tell_recounts(
    alias: str,
    at: "datetime",
    calendars: str,
    engine: "OpenEngine",
    frame: Frame,
    *,
    as_json: bool,
) -> ExitCode:
    """Which days would move; as JSON every deadline, those as well that keep their day."""
    from adapters.deadline_view import recount_as_json, recount_line
    from adapters.reading import wording_of
    from adapters.recomputation import Recount, recounts

    matters, wording = rounds.matters_in(alias, engine), wording_of(engine, frame.words)
    found = recounts(alias, engine.desk, at, simulation=engine.simulation)
    count = moved = 0
    code = ExitCode.DONE
    while page := list(islice(found, _PAGE)):
        of = matters(one.target for one in page)
        for one in page:
            matter = of[one.target.stream]
            if not isinstance(one, Recount):
                frame.tell(f"{matter.called(wording)}: {rounds.reason(one, frame)}")
                code = max(code, rounds.code_of(one))
                continue
            count += 1
            moved += one.moves
            if as_json:
                frame.json(recount_as_json(one, matter))
            elif one.moves:
                frame.say_folded(recount_line(one, matter, wording))
    if not as_json:
        told = frame.words("recompute.dry-run", calendars=calendars, count=count, moved=moved)
        frame.say_folded(told)
    return code

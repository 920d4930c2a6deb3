"""``kiennghi deadlines sweep``: raises what is due of deadlines, as the scheduler does."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.arguments import AsJson, read_instant
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput, ExitCode, explain, refusal
from adapters.cli.frame import Frame, Progress
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from adapters.cli.engine import OpenEngine
    from adapters.deadline_view import Matter
    from adapters.rounds import Failure, Summary
    from projections.deadlines import Check

    Matters = Callable[[Iterable[Check]], Mapping[UUID, Matter]]

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
    from adapters.sweep import sweep as run_sweep

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = _moment(at, engine)
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
            _tell(summary, _matters(alias, engine), engine, frame, as_json=as_json)
    raise typer.Exit(_exit_code(summary))


def _moment(at: str | None, engine: "OpenEngine") -> datetime:
    """The clock of a simulation; elsewhere no later than now. Raises BadInput."""
    now = engine.now()
    moment = read_instant(at) if at else now
    if moment > now and not engine.simulation:
        raise BadInput("time-in-future", value=moment, now=now)
    return moment


def _exit_code(summary: "Summary[Check]") -> ExitCode:
    if summary.left or any(isinstance(one.reason, Exception) for one in summary.failures):
        return ExitCode.COULD_NOT_RUN
    return ExitCode.REFUSED if summary.failures else ExitCode.DONE


def _tell(
    summary: "Summary[Check]",
    matters: "Matters",
    engine: "OpenEngine",
    frame: Frame,
    *,
    as_json: bool,
) -> None:
    from adapters.reading import wording_of

    of = matters(one.target for one in summary.failures)
    if as_json:
        frame.json(_summary_as_json(summary, of))
        return
    words, wording = frame.words, wording_of(engine, frame.words)
    frame.say(words("sweep.due", at=summary.at, count=summary.due))
    if not summary.due:
        return
    frame.say(f"  {words('sweep.raised', count=summary.raised, facts=summary.facts)}")
    frame.say(f"  {words('sweep.already', count=summary.already)}")
    frame.say(f"  {words('sweep.failed', count=len(summary.failures))}")
    for one in summary.failures:
        frame.say(f"    {of[one.target.stream].called(wording)}: {_reason(one, frame)}")
    frame.say(f"  {words('sweep.left', count=summary.left)}")


def _reason(failure: "Failure[Check]", frame: Frame) -> str:
    if isinstance(failure.reason, Exception):
        return explain(failure.reason, frame.words)[1]
    return refusal(failure.reason.code, failure.reason.params, frame.words)


def _summary_as_json(summary: "Summary[Check]", of: "Mapping[UUID, Matter]") -> dict[str, Any]:
    from adapters.deadline_view import check_as_json
    from adapters.plain import plain

    failures = [
        {**check_as_json(one.target, of[one.target.stream]), "code": one.code}
        for one in summary.failures
    ]
    return {**summary._asdict(), "at": plain(summary.at), "failures": failures}


def _tell_due(
    alias: str, at: datetime, engine: "OpenEngine", frame: Frame, *, as_json: bool
) -> None:
    """What a sweep would look at; nothing is done."""
    from adapters.deadline_view import check_as_json, check_line
    from adapters.reading import wording_of
    from adapters.sweep import due_checks

    matters, wording = _matters(alias, engine), wording_of(engine, frame.words)
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


def _matters(alias: str, engine: "OpenEngine") -> "Matters":
    """What checks are of."""
    from adapters.deadline_view import matters
    from adapters.short_ids import province_of

    province = province_of(engine.store)
    return lambda checks: matters(alias, checks, province)

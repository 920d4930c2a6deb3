"""``regimes dry-run`` and ``regimes adopt``: other rules for open issues, tried first."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli import rounds
from adapters.cli.arguments import AsCsv, AsJson, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame, Progress
from adapters.cli.organisations import simulated_actor, simulated_time
from adapters.cli.regimes import app, fault_line
from adapters.cli.translated import TranslatedCommand, frame_in
from adapters.cli.views import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from adapters.adoption import By, Counts, Judged, Plan
    from adapters.cli.engine import OpenEngine
    from adapters.deadline_view import Matter
    from adapters.rounds import Summary

_PAGE = 200
"""Issues whose lines are written together, between two shows of the progress."""

New = Annotated[str, typer.Argument(metavar="metavar.regime", help="help.adopt.new")]
Unit = Annotated[str | None, typer.Option("--unit", metavar="metavar.unit", help="help.adopt.unit")]
Tried = Annotated[str, typer.Argument(metavar="metavar.regime", help="help.adopt.tried")]
TriedUnit = Annotated[
    str | None, typer.Option("--unit", metavar="metavar.unit", help="help.adopt.tried-unit")
]


@app.command("dry-run", help="help.regimes.dry-run", cls=TranslatedCommand)
def dry_run(
    ctx: typer.Context,
    new: Tried,
    unit: TriedUnit = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints what the regime would make of open issues; nothing is written."""
    from adapters.adoption_view import CSV_COLUMNS, csv_rows
    from adapters.adoption_view import as_json as issue_as_json
    from adapters.reading import wording_of
    from adapters.short_ids import province_of

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        plan = _plan(new, unit, engine, engine.now(), frame, published=False)
        wording, province = wording_of(engine, frame.words), province_of(engine.store)
        with reading("deadlines", engine, frame) as alias, _progress(frame) as progress:
            found = _judged(alias, plan, progress)
            if as_json:
                for one in found:
                    frame.json(issue_as_json(one, province))
            elif as_csv:
                header = [frame.words.label("adoption", column) for column in CSV_COLUMNS]
                frame.csv(header, csv_rows(found, province, wording))
            else:
                _print(found, plan, engine, frame, progress)


@app.command("adopt", help="help.regimes.adopt", cls=TranslatedCommand)
def adopt(
    ctx: typer.Context,
    *,
    new: New,
    reason: Annotated[
        str, typer.Option("--reason", metavar="metavar.text", help="help.adopt.reason")
    ],
    unit: Unit = None,
    office: Annotated[
        str | None, typer.Option("--office", metavar="metavar.unit", help="help.succession.office")
    ] = None,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="metavar.person", help="help.simulated-actor")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.simulated-time")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Lets open issues follow; ends with 1 after a refusal, 3 where something was not reached."""
    from adapters.adoption import By
    from adapters.adoption import adopt as run_adoption

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = simulated_time(engine, at) or engine.now()
        acting_for = read_unit(office, engine.desk.directory()) if office else None
        by = By(simulated_actor(engine, actor), moment, reason.strip(), acting_for)
        _check(by)
        plan = _plan(new, unit, engine, moment, frame, published=True)
        if not plan.is_bound:
            frame.tell(frame.words("adopt.not-bound", regime=str(plan.ref)))
        with reading("deadlines", engine, frame) as alias:
            with _progress(frame) as progress:
                summary, counts = run_adoption(
                    alias,
                    engine.store,
                    engine.desk,
                    plan,
                    by,
                    simulation=engine.simulation,
                    progress=lambda count, of_all: progress.show(count=count, of_all=of_all),
                )
            _tell(summary, counts, plan, engine, frame, as_json=as_json)
    raise typer.Exit(rounds.exit_code(summary))


def _check(by: "By") -> None:
    """Raises BadInput for a reason that no command takes, before the first is sent."""
    from workflows.issue_commands import REASON_LENGTH

    if not 1 <= len(by.reason) <= REASON_LENGTH:
        raise BadInput("reason", most=REASON_LENGTH)


def _plan(
    new: str,
    unit: str | None,
    engine: "OpenEngine",
    at: "datetime",
    frame: Frame,
    *,
    published: bool,
) -> "Plan":
    """Raises BadInput where the regime cannot be read, and Rejected."""
    from adapters.adoption import plan_of
    from workflows.regime_text import RegimeFaults

    directory = engine.desk.directory()
    asked = read_unit(unit, directory) if unit else None
    try:
        return plan_of(new, directory, at, asked, published=published)
    except RegimeFaults as found:
        lines = tuple(fault_line(fault, frame.words) for fault in found.faults)
        raise BadInput("regime", lines) from found


@contextmanager
def _progress(frame: Frame) -> Iterator[Progress]:
    with Progress(frame, "progress.adoption") as progress:
        yield progress


def _judged(alias: str, plan: "Plan", progress: Progress) -> "Iterator[Judged]":
    from adapters.adoption import judged

    return judged(alias, plan, lambda count, of_all: progress.show(count=count, of_all=of_all))


def _print(
    found: "Iterator[Judged]", plan: "Plan", engine: "OpenEngine", frame: Frame, progress: Progress
) -> None:
    """Lines of what moves and what has no place, and the figures in the end."""
    from adapters.adoption import Counts
    from adapters.adoption_view import lines
    from adapters.reading import wording_of
    from adapters.short_ids import province_of
    from workflows.regime_change import is_in_force

    wording, province = wording_of(engine, frame.words), province_of(engine.store)
    words, regime, counts = frame.words, str(plan.ref), Counts()
    unit = wording.unit(plan.scope.unit or province)
    key = "adopt.as-if" if plan.scope.as_if_bound else "adopt.bound"
    frame.say_folded(words(key, regime=regime, unit=unit))
    if not is_in_force(plan.rules.regime, plan.scope.on):
        frame.tell(words("adopt.not-in-force", regime=regime, day=plan.scope.on))
    while page := list(islice(found, _PAGE)):
        progress.clear()
        for one in page:
            counts = counts.with_one(one.change)
            for line in lines(one, province, wording):
                frame.say_folded(line)
    progress.clear()
    _print_counts(counts, frame)
    frame.say(words("adopt.nothing-written"))


def _print_counts(counts: "Counts", frame: Frame) -> None:
    frame.say_folded(frame.words("adopt.issues", count=counts.issues))
    for name, count in counts._asdict().items():
        if name != "issues":
            frame.say(f"  {frame.words.label('adoption-count', name)}: {count}")


def _tell(
    summary: "Summary[Judged]",
    counts: "Counts",
    plan: "Plan",
    engine: "OpenEngine",
    frame: Frame,
    *,
    as_json: bool,
) -> None:
    from adapters.adoption_view import as_json as issue_as_json
    from adapters.deadline_view import matter
    from adapters.short_ids import province_of

    province = province_of(engine.store)

    def matters(found: "Iterable[Any]") -> "Mapping[UUID, Matter]":
        told = ((one.stream, one.issue) for one in found)
        return {id: matter("issue", one.origin, one.chapter, province) for id, one in told}

    if as_json:
        told = rounds.as_json(summary, lambda one, _: issue_as_json(one, province), matters)
        frame.json({**told, "regime": plan.ref.model_dump(), "counts": counts._asdict()})
        return
    _print_counts(counts, frame)
    due = frame.words("adopt.due", at=summary.at, regime=str(plan.ref), count=summary.due)
    told_with = rounds.Told(due, "adopt.raised", "adopt.failed")
    rounds.tell(told_with, summary, matters, engine, frame)

"""``kiennghi succession``: recording what follows units that end, and carrying it out on issues."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.arguments import AsJson
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame, Progress
from adapters.cli.organisations import simulated_actor, simulated_time
from adapters.cli.rounds import exit_code, reason
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.succession import By, Followed, ReadModels
    from workflows.organisation_commands import RecordSuccession
    from workflows.organisation_succession import SuccessionPlan
    from workflows.succession_cases import Case

app = new_group()

Actor = Annotated[
    str | None, typer.Option("--actor", metavar="metavar.person", help="help.simulated-actor")
]
At = Annotated[str | None, typer.Option("--at", metavar="metavar.time", help="help.simulated-time")]


@app.command("record", help="help.succession.record", cls=TranslatedCommand)
def record(
    ctx: typer.Context,
    *,
    file: Annotated[str, typer.Argument(metavar="metavar.file", help="help.succession.file")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.succession.dry-run")] = False,
    actor: Actor = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Takes in the moves, ends and successions of the file in one append, or none of them."""
    from workflows.organisation_succession import plan_succession
    from workflows.outcome import Refused, Rejected

    frame = frame_in(ctx)
    data = Path(file).read_bytes()
    with engine_of(frame) as engine:
        command = _record_command(data, engine, frame, actor, at)
        plan = plan_succession(command, engine.desk.directory())
        if dry_run:
            engine.desk.tried(command)
        else:
            outcome = engine.desk.handle(command)
            if isinstance(outcome, Refused):
                raise Rejected(outcome.code, **outcome.params)
        _tell_plan(plan, frame, as_json=as_json)


def _record_command(
    data: bytes, engine: "OpenEngine", frame: Frame, actor: str | None, at: str | None
) -> "RecordSuccession":
    """Raises BadInput with everything that is wrong with the file, and Rejected."""
    from uuid import uuid4

    from pydantic import ValidationError

    from adapters.invalid import problems
    from workflows.organisation_commands import RecordSuccession
    from workflows.outcome import Rejected

    moment = simulated_time(engine, at)
    province = engine.desk.directory().province
    if province is None:
        raise Rejected("no-organisation", province="")
    common = {
        "id": str(uuid4()),
        "province": province,
        "actor": simulated_actor(engine, actor),
        "occurred_at": (moment or engine.now()).isoformat(),
        "recorded_at": moment.isoformat() if moment else None,
    }
    try:
        return RecordSuccession.model_validate_json(json.dumps({**_told(data), **common}))
    except ValidationError as error:
        raise BadInput("succession-file", tuple(problems(error, frame.words))) from error


def _told(data: bytes) -> dict[str, Any]:
    """What the file says of units and moves. Raises BadInput."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise BadInput("succession-json")
    return told


def _tell_plan(plan: "SuccessionPlan", frame: Frame, *, as_json: bool) -> None:
    from domain.organisation import OrgSuccessionRecorded, OrgUnitDissolved

    followed = [fact for fact in plan.facts if isinstance(fact, OrgSuccessionRecorded)]
    ended = [fact.unit for fact in plan.facts if isinstance(fact, OrgUnitDissolved)]
    if as_json:
        successions = [
            {"unit": one.unit, "kind": one.kind.value, "successors": list(one.successors)}
            for one in followed
        ]
        told = {"facts": len(plan.facts), "ended": ended, "unbound": list(plan.unbound)}
        frame.json({**told, "successions": successions})
        return
    words = frame.words
    for one in followed:
        frame.say(
            words(
                "succession.follows",
                unit=one.unit,
                day=one.valid_from,
                kind=one.kind.value,
                successors=list(one.successors),
            )
        )
    frame.say(words("succession.recorded", facts=len(plan.facts), ended=len(ended)))
    for unit in plan.unbound:
        frame.tell(words("succession.unbound", unit=unit))


@app.command("run", help="help.succession.run", cls=TranslatedCommand)
def run(
    ctx: typer.Context,
    *,
    office: Annotated[
        str | None, typer.Option("--office", metavar="metavar.unit", help="help.succession.office")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.succession.run.dry-run")] = False,
    actor: Actor = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Prints where issues went; ends with 1 after a refusal, 3 where something was not reached."""
    from adapters.succession import By, follow_all

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = simulated_time(engine, at) or engine.now()
        by = By(simulated_actor(engine, actor), office, moment, engine.simulation)
        with _read_models(engine, frame) as views:
            if dry_run:
                _tell_trial(views, engine, by, frame, as_json=as_json)
                return
            with Progress(frame, "progress.succession") as progress:
                followed = follow_all(
                    views,
                    engine.store,
                    engine.desk,
                    by,
                    progress=lambda count: progress.show(count=count),
                )
        _tell(followed, engine, frame, as_json=as_json)
    raise typer.Exit(exit_code(followed.summary))


@contextmanager
def _read_models(engine: "OpenEngine", frame: Frame) -> "Iterator[ReadModels]":
    """What says where issues stand, both at the head of the log."""
    from adapters.succession import ReadModels

    with (
        reading("inbox", engine, frame) as inbox,
        reading("deadlines", engine, frame) as deadlines,
    ):
        yield ReadModels(inbox, deadlines)


def _tell_trial(
    views: "ReadModels", engine: "OpenEngine", by: "By", frame: Frame, *, as_json: bool
) -> None:
    """What a run would do; nothing is done."""
    from collections import Counter

    from adapters.succession import cases
    from domain.calendar import local_date

    batches = cases(views, engine.store, engine.desk.directory(), local_date(by.at))
    became = Counter(case.kind for batch in batches for case in batch)
    if as_json:
        frame.json({"due": became.total(), "became": _became_as_json(became)})
        return
    _tell_became(became, frame)
    frame.say(frame.words("succession.dry-run", at=by.at, count=became.total()))


def _tell(followed: "Followed", engine: "OpenEngine", frame: Frame, *, as_json: bool) -> None:
    from adapters.plain import plain
    from adapters.short_ids import province_of
    from domain.short_number import format_number

    summary, words = followed.summary, frame.words
    province = province_of(engine.store)
    failed = [(format_number(province, one.target.case.position), one) for one in summary.failures]
    if as_json:
        failures = [
            {"issue": number, "unit": one.target.case.unit, "code": one.code}
            for number, one in failed
        ]
        told = {**summary._asdict(), "at": plain(summary.at), "failures": failures}
        frame.json({**told, "became": _became_as_json(followed.became)})
        return
    frame.say(words("succession.due", at=summary.at, count=summary.due))
    if not summary.due:
        return
    _tell_became(followed.became, frame)
    frame.say(f"  {words('sweep.already', count=summary.already)}")
    frame.say(f"  {words('succession.failed', count=len(failed))}")
    for number, one in failed:
        frame.say(f"    {number}: {reason(one, frame)}")
    frame.say(f"  {words('sweep.left', count=summary.left)}")


def _became_as_json(became: "Mapping[Case, int]") -> list[dict[str, Any]]:
    return [
        {"unit": case.unit, "becomes": case.becomes, "to": case.to, "issues": count}
        for case, count in became.items()
    ]


def _tell_became(became: "Mapping[Case, int]", frame: Frame) -> None:
    for case, count in became.items():
        key = "succession.became-there" if case.to else "succession.became"
        told = {"unit": case.unit, "to": case.to, "count": count, "becomes": case.becomes}
        frame.say(f"  {frame.words(key, **told)}")

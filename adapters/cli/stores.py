"""``kiennghi init``, ``whoami``, ``backup``, ``restore`` and ``doctor``: the store as a whole."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from adapters.cli.arguments import AsJson, read_date, read_instant
from adapters.cli.engine import engine_of, engine_on
from adapters.cli.errors import BadInput, ExitCode
from adapters.cli.frame import Frame
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.invalid import problems

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from adapters.cli.engine import OpenEngine
    from adapters.event_store.checks import Finding
    from adapters.event_store.sqlite import SQLiteStore
    from workflows.command import Command
    from workflows.ports import StoreUnavailable

app = new_group()


@app.command("init", help="help.init", cls=TranslatedCommand)
def init(
    ctx: typer.Context,
    *,
    simulation: Annotated[bool, typer.Option("--simulation", help="help.init.simulation")] = False,
    province: Annotated[
        str | None, typer.Option("--province", metavar="metavar.code", help="help.init.province")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="metavar.name", help="help.init.name")
    ] = None,
    founded_on: Annotated[
        str | None,
        typer.Option("--founded-on", metavar="metavar.date", help="help.init.founded-on"),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.init.at")
    ] = None,
) -> None:
    """Makes an empty store; with a province also its organisation, calendars and regimes.

    A founding that was broken off before its first fact is taken up again.
    """
    from uuid import uuid4

    from adapters.bootstrap import create_events
    from workflows.ports import StoreUnavailable

    frame, id = frame_in(ctx), uuid4()
    if (province is None) != (name is None) or (founded_on and not province):
        raise BadInput("province-and-name")
    moment = _moment(at, simulation=simulation, needed=province is not None)
    day = read_date(founded_on) if founded_on else None
    province_founded = _Province(province, name or "", day, moment) if province else None
    founding = _founding(id, province_founded, frame)
    try:
        store = create_events(frame.settings, simulation=simulation, store_id=id)
    except StoreUnavailable as error:
        if province_founded is None or error.code != "store-exists":
            raise
        store = _empty_store(frame, error, simulation=simulation)
        founding = _founding(store.info.store_id, province_founded, frame)
    with engine_on(store, frame) as engine:
        for command in founding:
            _must_be_accepted(engine, command)
    frame.say(frame.words("init.done", folder=frame.settings.data))
    if not simulation:
        frame.say(frame.words("init.texts-readable"))


class _Province(NamedTuple):
    """What is to be founded."""

    code: str
    name: str
    founded_on: date | None
    """By default the day of the founding itself."""
    moment: datetime | None
    """The clock of a simulation."""


def _empty_store(frame: Frame, exists: "StoreUnavailable", *, simulation: bool) -> "SQLiteStore":
    """The store that is there already, if nothing has happened in it. Raises StoreUnavailable."""
    from adapters.bootstrap import open_events

    store = open_events(frame.settings)
    if store.head() or store.info.simulation != simulation:
        store.close()
        raise exists
    return store


def _moment(at: str | None, *, simulation: bool, needed: bool) -> datetime | None:
    """The clock of a simulation, which must be told; None for the clock of the machine."""
    if at is None:
        if simulation and needed:
            raise BadInput("simulation-needs-time")
        return None
    if not simulation:
        raise BadInput("time-is-real")
    return read_instant(at)


def _founding(store: "UUID", province: _Province | None, frame: Frame) -> "list[Command]":
    """The commands that found a province. Raises BadInput before anything is made."""
    from pydantic import ValidationError

    try:
        return list(_founding_commands(store, province)) if province else []
    except ValidationError as error:
        raise BadInput("founding", tuple(problems(error, frame.words))) from error


def _founding_commands(store: "UUID", province: _Province) -> "Iterator[Command]":
    from uuid import uuid5

    from adapters.bootstrap import SystemClock
    from adapters.identity import person_of
    from domain.calendar import local_date
    from workflows.calendar_files import load_calendar_file, shipped_calendars
    from workflows.organisation_commands import FoundOrganisation, PublishCalendar, PublishRegime
    from workflows.regime_files import shipped_regimes

    at = province.moment or SystemClock().now()
    founded_on = province.founded_on or local_date(at)
    if founded_on > local_date(at):
        raise BadInput("founded-in-future", founded_on=founded_on)

    def common(step: str) -> dict[str, Any]:
        return {
            "id": uuid5(store, step),
            "actor": person_of(store),
            "occurred_at": at,
            "recorded_at": province.moment,
            "province": province.code,
        }

    yield FoundOrganisation(**common("found"), name=province.name, founded_on=founded_on)
    for shipped in shipped_calendars():
        named = f"{shipped.id}-{shipped.version}"
        yield PublishCalendar(
            **common(named),
            calendar=shipped.id,
            version=shipped.version,
            text=load_calendar_file(named).text,
        )
    for regime in sorted(shipped_regimes(), key=lambda regime: not regime.abstract):
        yield PublishRegime(
            **common(f"{regime.id}-{regime.version}"),
            regime=regime.id,
            version=regime.version,
            text=regime.text,
        )


def _must_be_accepted(engine: "OpenEngine", command: "Command") -> None:
    from workflows.outcome import Refused, Rejected

    outcome = engine.desk.handle(command)
    if isinstance(outcome, Refused):
        raise Rejected(outcome.code, **outcome.params)


@app.command("whoami", help="help.whoami", cls=TranslatedCommand)
def whoami(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Prints who the account that runs this is in the store, and the posts it holds."""
    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        posts = _posts(engine)
        if as_json:
            frame.json({"person": engine.person, "posts": posts})
            return
        frame.say(engine.person)
        for post in posts:
            label = frame.words.label("post", post["post"])
            frame.say(frame.words("whoami.post", unit=post["unit"], post=label))
        if not posts:
            frame.say(frame.words("whoami.no-post"))


def _posts(engine: "OpenEngine") -> list[dict[str, str]]:
    from domain.calendar import local_date

    today = local_date(engine.now())
    return [
        {"unit": held.unit, "post": held.post.value}
        for held in engine.desk.directory().all_appointments()
        if held.person == engine.person and held.period.covers(today)
    ]


@app.command("backup", help="help.backup", cls=TranslatedCommand)
def backup(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="metavar.file", help="help.backup.file")],
) -> None:
    """Copies the store into one new file, while others may go on working."""
    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        engine.store.backup(Path(file))
        frame.say(frame.words("backup.done", file=file, head=engine.store.head()))


@app.command("restore", help="help.restore", cls=TranslatedCommand)
def restore(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="metavar.file", help="help.restore.file")],
) -> None:
    """Makes the store from a backup, which is checked first."""
    from adapters.bootstrap import restore_events

    frame = frame_in(ctx)
    restore_events(frame.settings, Path(file))
    frame.say(frame.words("restore.done", folder=frame.settings.data))


@app.command("doctor", help="help.doctor", cls=TranslatedCommand)
def doctor(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Reads the whole store and prints everything that is wrong; ends with 3 where anything is."""
    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        found = engine.store.check()
        about = _about(engine, sound=not found)
        if as_json:
            findings = [{"code": one.code, "params": dict(one.params)} for one in found]
            frame.json({**about._asdict(), "findings": findings})
        else:
            _print_diagnosis(about, found, frame)
    raise typer.Exit(ExitCode.COULD_NOT_RUN if found else ExitCode.DONE)


class About(NamedTuple):
    """What a store is; counts and digests only of one that can be read to its end."""

    store: str
    created: str
    schema: int
    simulation: bool
    head: int | None
    log_digest: str | None
    outcomes_digest: str | None


def _about(engine: "OpenEngine", *, sound: bool) -> About:
    store, info = engine.store, engine.store.info
    return About(
        store=str(info.store_id),
        created=info.created.isoformat(),
        schema=info.schema_version,
        simulation=info.simulation,
        head=store.head() if sound else None,
        log_digest=store.log_digest() if sound else None,
        outcomes_digest=store.outcomes_digest() if sound else None,
    )


def _print_diagnosis(about: About, found: "list[Finding]", frame: Frame) -> None:
    words = frame.words
    for name, value in about._asdict().items():
        if value is not None:
            text = words("value.yes" if value else "value.no") if isinstance(value, bool) else value
            frame.say(f"{words.label('store', name)}: {text}")
    for one in found:
        own = f"finding.{one.code}"
        frame.say(words(own if words.knows(own) else f"unavailable.{one.code}", **one.params))
    frame.say(words("doctor.unwell" if found else "doctor.well", count=len(found)))

"""``kiennghi organisation``: reading units, officers and bindings in, and showing them."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.arguments import AsJson, read_date, read_instant
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput, ExitCode, refusal
from adapters.cli.frame import Frame
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.i18n import Translator

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.organisation_csv_table import CsvFault
    from domain.directory import Directory, Unit
    from workflows.organisation_commands import ImportOrganisation

app = new_group(help="help.organisation")


@app.command("import", help="help.organisation.import", cls=TranslatedCommand)
def import_file(
    ctx: typer.Context,
    *,
    file: Annotated[str, typer.Argument(metavar="metavar.file", help="help.organisation.file")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="help.organisation.dry-run")] = False,
    actor: Annotated[
        str | None, typer.Option("--actor", metavar="metavar.person", help="help.simulated-actor")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.simulated-time")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Takes in all rows of the file in one append, or none where one of them is at fault."""
    frame = frame_in(ctx)
    data = Path(file).read_bytes()
    with engine_of(frame) as engine:
        command = _import_command(data, engine, frame, actor, at)
        faults = _refused_rows(command, engine)
        if faults:
            frame.tell(frame.words("organisation.refused", count=len(faults)))
            for line in _fault_lines(faults, frame.words):
                frame.tell(f"  {line}")
            raise typer.Exit(ExitCode.REFUSED)
        _report(_counts(command), _facts(command, engine, dry_run=dry_run), frame, as_json=as_json)


def _import_command(
    data: bytes, engine: "OpenEngine", frame: Frame, actor: str | None, at: str | None
) -> "ImportOrganisation":
    """Raises BadInput with every fault that shows without knowing the organisation."""
    from uuid import uuid4

    from adapters.organisation_csv import OrganisationCsvError, read_organisation_csv

    moment = simulated_time(engine, at)
    try:
        return read_organisation_csv(
            data,
            id=uuid4(),
            actor=simulated_actor(engine, actor),
            occurred_at=moment or engine.now(),
            recorded_at=moment,
        )
    except OrganisationCsvError as error:
        lines = tuple(_fault_lines(error.faults, frame.words))
        raise BadInput("organisation-file", lines) from error


def simulated_time(engine: "OpenEngine", at: str | None) -> datetime | None:
    """The clock of a simulation, by default that of its last fact; None for the machine's."""
    if not engine.simulation:
        if at is not None:
            raise BadInput("time-is-real")
        return None
    return read_instant(at) if at else engine.now()


def simulated_actor(engine: "OpenEngine", actor: str | None) -> str:
    """Who acts: outside a simulation whoever runs this."""
    if actor is not None and not engine.simulation:
        raise BadInput("actor-is-real")
    return actor or engine.person


def _refused_rows(command: "ImportOrganisation", engine: "OpenEngine") -> "tuple[CsvFault, ...]":
    from adapters.organisation_csv import rule_faults

    directory = engine.desk.directory()
    return rule_faults(command, directory) if directory.province else ()


def _facts(command: "ImportOrganisation", engine: "OpenEngine", *, dry_run: bool) -> int:
    """How many facts the import leads to. Raises Rejected where the command itself is refused."""
    from workflows.outcome import Refused, Rejected

    if dry_run:
        return len(engine.desk.tried(command))
    outcome = engine.desk.handle(command)
    if isinstance(outcome, Refused):
        raise Rejected(outcome.code, **outcome.params)
    return outcome.facts


SECTIONS = ("units", "renames", "moves", "appointments", "assignments", "bindings")


def _counts(command: "ImportOrganisation") -> dict[str, int]:
    return {section: len(getattr(command, section)) for section in SECTIONS}


def _report(counts: dict[str, int], facts: int, frame: Frame, *, as_json: bool) -> None:
    if as_json:
        frame.json({**counts, "facts": facts})
        return
    for section, count in counts.items():
        frame.say(f"{frame.words.label('section', section)}: {count}")
    frame.say(frame.words("organisation.facts", count=facts))


def _fault_lines(faults: "Iterable[CsvFault]", words: Translator) -> list[str]:
    """``3, parent: ...``: line, column, what is wrong and what to do."""
    return [
        words("organisation.fault", line=line, where=column or "-", text=_text(code, params, words))
        for line, column, code, params in faults
    ]


def _text(code: str, params: Any, words: Translator) -> str:
    """A row that a rule refuses is told as the rule tells it, with its params."""
    key = f"csv-fault.{code}"
    return words(key, **params) if words.knows(key) else refusal(code, dict(params), words)


@app.command("show", help="help.organisation.show", cls=TranslatedCommand)
def show(
    ctx: typer.Context,
    *,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.date", help="help.organisation.at")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="help.organisation.csv")] = False,
    as_json: AsJson = False,
) -> None:
    """Prints the tree of units on a day, with officers and regimes."""
    from adapters.organisation_csv_writing import write_organisation_csv
    from domain.calendar import local_date

    frame = frame_in(ctx)
    day = read_date(at) if at else None
    with engine_of(frame) as engine:
        directory = engine.desk.directory()
        if as_csv:
            frame.say(write_organisation_csv(directory).rstrip("\n"))
            return
        for depth, unit in directory.walk(day or local_date(engine.now())):
            told = _unit_as_json(unit, directory, day or local_date(engine.now()))
            if as_json:
                frame.json(told)
            else:
                _print_unit(depth, told, frame)


def _unit_as_json(unit: "Unit", directory: "Directory", on: date) -> dict[str, Any]:
    officers = [
        {"person": held.person, "post": held.post.value}
        for held in directory.appointments_in(unit.id)
        if held.period.covers(on)
    ]
    bound = [binding for binding in directory.bindings_of(unit.id) if binding.valid_from <= on]
    return {
        "unit": unit.id,
        "kind": unit.kind.value,
        "name": unit.name,
        "parent": unit.parent,
        "officers": officers,
        "cadres": list(directory.cadres_of(unit.id, on)),
        "regime": f"{bound[-1].regime} {bound[-1].version}" if bound else None,
    }


def _print_unit(depth: int, unit: dict[str, Any], frame: Frame) -> None:
    words, indent = frame.words, "  " * depth
    kind = words.label("unit-kind", unit["kind"])
    frame.say(f"{indent}{unit['unit']}  {unit['name']} ({kind})")
    if unit["regime"]:
        frame.say(f"{indent}    {words('history.regime', regime=unit['regime'])}")
    for officer in unit["officers"]:
        frame.say(f"{indent}    {words.label('post', officer['post'])}: {officer['person']}")
    for cadre in unit["cadres"]:
        frame.say(f"{indent}    {words('organisation.cadre', person=cadre)}")

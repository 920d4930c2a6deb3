"""``kiennghi assignments``: which cadres attend which chapters, and which chapters lack one."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, read_instant, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame
from adapters.cli.moment import Moment, moment_of
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading_at

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.wording import Wording
    from domain.directory_records import Assignment
    from domain.values import UnitId
    from projections.assignments import Coverage

app = new_group()


@app.command("assignments", help="help.assignments", cls=TranslatedCommand)
def assignments(
    ctx: typer.Context,
    *,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="metavar.unit", help="help.assignments.unit")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.assignments.at")
    ] = None,
    missing: Annotated[bool, typer.Option("--missing", help="help.assignments.missing")] = False,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints who is assigned on a day, chapter by chapter, or the chapters that lack somebody."""
    import adapters.databases  # noqa: F401 - configures Django before a table is defined
    from adapters.reading import wording_of
    from domain.calendar import local_date
    from projections.assignments import assignments as assigned
    from projections.assignments import coverage

    frame = frame_in(ctx)
    time: datetime | None = read_instant(at) if at else None
    with engine_of(frame) as engine:
        moment = moment_of(time, engine)
        asked, on = _unit_there(unit, moment, engine) if unit else None, local_date(moment.at)
        wording = wording_of(engine, frame.words, moment.directory).at(moment.at)
        with reading_at("assignments", moment, engine, frame, from_log=from_log) as alias:
            if missing:
                covered = coverage(alias, moment.directory, on, asked)
                _print_lacking(covered, on, wording, frame, as_csv=as_csv, as_json=as_json)
            else:
                found = assigned(alias, moment.directory, on, asked)
                _print(list(found), on, wording, frame, as_csv=as_csv, as_json=as_json)


def _unit_there(text: str, moment: Moment, engine: "OpenEngine") -> "UnitId":
    """Raises BadInput, also for a unit that did not exist at the time."""
    from domain.calendar import local_date

    unit, on = read_unit(text, engine.desk.directory()), local_date(moment.at)
    if not moment.directory.exists(unit, on):
        raise BadInput("unit-not-there", unit=unit, day=on)
    return unit


def _print(
    found: "list[Assignment]",
    on: date,
    wording: "Wording",
    frame: Frame,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    from adapters import assignments_view as view

    words = frame.words
    if as_json:
        for one in found:
            frame.json(view.assignment_as_json(one))
    elif as_csv:
        header = [words.label("assignments", column) for column in view.CSV_COLUMNS]
        frame.csv(header, view.csv_rows(found, wording))
    else:
        frame.say_folded(words("assignments.heading", day=on, count=len(found)))
        if found:
            frame.console.print(view.assignments_table(found, wording))


def _print_lacking(
    found: "Coverage",
    on: date,
    wording: "Wording",
    frame: Frame,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    """Beside the answer, how many chapters have nobody without a rule that asks for it."""
    from adapters import assignments_view as view

    words, lacking = frame.words, found.lacking
    if as_json:
        for one in lacking:
            frame.json(view.lacking_as_json(one))
        return
    if as_csv:
        header = [words.label("assignments", column) for column in view.LACKING_CSV_COLUMNS]
        frame.csv(header, view.lacking_csv_rows(lacking, wording))
    else:
        told = {"day": on, "count": len(lacking), "chapters": found.chapters}
        key = "assignments.lacking" if found.chapters else "assignments.none-asked"
        frame.say_folded(words(key, **told))
        if lacking:
            frame.console.print(view.lacking_table(lacking, wording))
    if found.unasked:
        frame.tell(words("assignments.unasked", count=found.unasked))

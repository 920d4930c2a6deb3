"""``kiennghi assignments``: which cadres attend which chapters, and which chapters lack one."""

from datetime import datetime
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
    from adapters.wording import Wording
    from domain.values import UnitId

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
    from adapters.reading import wording_of

    frame = frame_in(ctx)
    time: datetime | None = read_instant(at) if at else None
    with engine_of(frame) as engine:
        moment = moment_of(time, engine)
        asked = _unit_there(unit, moment) if unit else None
        wording = wording_of(engine, frame.words, moment.directory).at(moment.at)
        with reading_at("assignments", moment, engine, frame, from_log=from_log) as alias:
            show = _show_lacking if missing else _show
            show(alias, asked, moment, wording, frame, as_csv=as_csv, as_json=as_json)


def _unit_there(text: str, moment: Moment) -> "UnitId":
    """Raises BadInput, also for a unit that did not exist at the time."""
    from domain.calendar import local_date

    unit, on = read_unit(text, moment.directory), local_date(moment.at)
    if not moment.directory.exists(unit, on):
        raise BadInput("unit-not-there", unit=unit, day=on)
    return unit


def _show(
    alias: str,
    unit: "UnitId | None",
    moment: Moment,
    wording: "Wording",
    frame: Frame,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    from adapters import assignments_view as view
    from domain.calendar import local_date
    from projections.assignments import assignments as assigned

    words, on = frame.words, local_date(moment.at)
    found = assigned(alias, moment.directory, on, unit)
    if as_json:
        for one in found:
            frame.json(view.assignment_as_json(one))
    elif as_csv:
        header = [words.label("assignments", column) for column in view.CSV_COLUMNS]
        frame.csv(header, view.csv_rows(found, wording))
    else:
        rows = list(found)
        frame.say(words("assignments.heading", day=on, count=len(rows)))
        if rows:
            frame.console.print(view.assignments_table(rows, wording))


def _show_lacking(
    alias: str,
    unit: "UnitId | None",
    moment: Moment,
    wording: "Wording",
    frame: Frame,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    from adapters import assignments_view as view
    from domain.calendar import local_date
    from projections.assignments import coverage

    words, on = frame.words, local_date(moment.at)
    found = coverage(alias, moment.directory, on, unit)
    if as_json:
        for one in found.lacking:
            frame.json(view.lacking_as_json(one))
        return
    if as_csv:
        header = [words.label("assignments", column) for column in view.LACKING_CSV_COLUMNS]
        frame.csv(header, view.lacking_csv_rows(found.lacking, wording))
    else:
        told = {"day": on, "count": len(found.lacking), "chapters": found.chapters}
        frame.say(words("assignments.lacking", **told))
        if found.lacking:
            frame.console.print(view.lacking_table(found.lacking, wording))
    if found.unasked:
        frame.tell(words("assignments.unasked", count=found.unasked))

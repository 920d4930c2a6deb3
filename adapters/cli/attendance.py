"""``kiennghi attendance``: whether cadres attended as often in a year as their duty asks."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, check_year, read_instant, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.moment import moment_of
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading_at

if TYPE_CHECKING:
    from adapters.cli.frame import Frame
    from adapters.wording import Wording
    from projections.attendance_figures import Compliance

app = new_group()


@app.command("attendance", help="help.attendance", cls=TranslatedCommand)
def attendance(
    ctx: typer.Context,
    *,
    year: Annotated[
        int, typer.Option("--year", metavar="metavar.year", help="help.attendance.year")
    ],
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="metavar.unit", help="help.attendance.unit")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.attendance.at")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints what was owed and attended by each duty, unit by unit."""
    from adapters.attendance_view import CSV_COLUMNS, compliance_as_json, csv_rows
    from adapters.reading import wording_at
    from domain.calendar import local_date
    from projections.attendance_figures import compliance

    frame = frame_in(ctx)
    check_year(year, str(year))
    time = read_instant(at) if at else None
    with engine_of(frame) as engine:
        moment = moment_of(time, engine)
        asked = read_unit(unit, engine.desk.directory()) if unit else None
        on = local_date(moment.at)
        wording = wording_at(engine, frame.words, moment.directory, moment.at)
        with reading_at("attendance", moment, engine, frame, from_log=from_log) as alias:
            found = compliance(alias, moment.directory, year, on, asked)
            if as_json:
                for one in found:
                    frame.json(compliance_as_json(one))
            elif as_csv:
                header = [frame.words.label("attendance", column) for column in CSV_COLUMNS]
                frame.csv(header, csv_rows(found, wording))
            else:
                print_attendance(found, year, on, wording, frame)


def print_attendance(
    found: "tuple[Compliance, ...]", year: int, on: date, wording: "Wording", frame: "Frame"
) -> None:
    """How many duties are short, and a table for each unit; while the year lasts, that it does."""
    from adapters.attendance_view import attendance_table
    from adapters.listing import grouped

    words, short = frame.words, sum(one.shortfall > 0 for one in found)
    frame.say_folded(words("attendance.heading", year=year, count=len(found), short=short))
    for unit, several in grouped(found, lambda one: one.unit).items():
        told = {"unit": wording.unit(unit), "count": len(several)}
        frame.say()
        frame.say_folded(words("attendance.group", **told))
        frame.console.print(attendance_table(several, wording))
    if on < date(year, 12, 31):
        frame.say_folded(words("attendance.not-over", day=on))

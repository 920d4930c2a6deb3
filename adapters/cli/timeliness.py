"""``kiennghi timeliness``: whether reports and summaries came in time."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, check_year, read_instant, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.moment import moment_of
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading_at

if TYPE_CHECKING:
    from adapters.cli.frame import Frame
    from adapters.wording import Wording
    from domain.period import Period
    from projections.timeliness import Timely

app = new_group()


@app.command("timeliness", help="help.timeliness", cls=TranslatedCommand)
def timeliness(
    ctx: typer.Context,
    *,
    year: Annotated[
        int, typer.Option("--year", metavar="metavar.year", help="help.timeliness.year")
    ],
    month: Annotated[
        int | None, typer.Option("--month", metavar="metavar.number", help="help.timeliness.month")
    ] = None,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="metavar.unit", help="help.timeliness.unit")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.timeliness.at")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints each report that was owed or came, cadre by cadre."""
    from adapters.reading import wording_at
    from adapters.timeliness_view import CSV_COLUMNS, csv_rows, timely_as_json
    from projections.timeliness import timeliness as reports

    frame = frame_in(ctx)
    days = _days(year, month)
    time: datetime | None = read_instant(at) if at else None
    with engine_of(frame) as engine:
        moment = moment_of(time, engine)
        asked = read_unit(unit, engine.desk.directory()) if unit else None
        wording = wording_at(engine, frame.words, moment.directory, moment.at)
        with reading_at("timeliness", moment, engine, frame, from_log=from_log) as alias:
            found = reports(alias, moment.directory, days, moment.at, asked)
            if as_json:
                for one in found:
                    frame.json(timely_as_json(one))
            elif as_csv:
                header = [frame.words.label("timeliness", column) for column in CSV_COLUMNS]
                frame.csv(header, csv_rows(found, wording))
            else:
                print_timeliness(found, days, wording, frame)


def _days(year: int, month: int | None) -> "Period":
    """Raises BadInput."""
    from domain.duty import periods_of

    check_year(year, str(year))
    if month is None:
        return periods_of(year, 12)[0]
    if not 1 <= month <= 12:
        raise BadInput("month-of-year", value=month)
    return periods_of(year, 1)[month - 1]


def print_timeliness(
    found: "tuple[Timely, ...]", days: "Period", wording: "Wording", frame: "Frame"
) -> None:
    """How many came in time, and a table for each unit."""
    from adapters.listing import grouped
    from adapters.timeliness_view import timeliness_table
    from projections.timeliness import Standing

    words = frame.words
    frame.say_folded(
        words("timeliness.heading", first=days.first, last=days.last, count=len(found))
    )
    if found:
        counts = {standing: sum(one.standing is standing for one in found) for standing in Standing}
        each = (f"{words.label('report-standing', one.value)}: {n}" for one, n in counts.items())
        frame.say_folded("; ".join(each))
    for unit, several in grouped(found, lambda one: one.unit).items():
        named = wording.unit(unit) if unit else words("timeliness.nowhere")
        frame.say()
        frame.say_folded(words("timeliness.group", unit=named, count=len(several)))
        frame.console.print(timeliness_table(several, wording))

"""``kiennghi meetings``: how meetings of a month were held, and what they were given."""

from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, read_month, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.frame import Frame
from adapters.cli.moment import moment_of
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapters.wording import Wording
    from domain.period import Period
    from projections.meeting_quality import Held

app = new_group()


@app.command("meetings", help="help.meetings", cls=TranslatedCommand)
def meetings(
    ctx: typer.Context,
    *,
    month: Annotated[
        str, typer.Option("--month", metavar="metavar.month", help="help.meetings.month")
    ],
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="metavar.unit", help="help.meetings.unit")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints the meetings of chapters that stood below the unit then, in order."""
    from adapters.meetings_view import CSV_COLUMNS, csv_rows, meeting_as_json
    from adapters.reading import wording_of
    from domain.duty import periods_of
    from projections.meeting_quality import held_meetings

    frame = frame_in(ctx)
    first = read_month(month)
    days = periods_of(first.year, 1)[first.month - 1]
    with engine_of(frame) as engine:
        moment = moment_of(None, engine)
        asked = read_unit(unit, moment.directory) if unit else None
        wording = wording_of(engine, frame.words, moment.directory)
        with reading_at("meeting-quality", moment, engine, frame, from_log=from_log) as alias:
            found = held_meetings(alias, moment.directory, days, asked)
            if as_json:
                for one in found:
                    frame.json(meeting_as_json(one))
            elif as_csv:
                header = [frame.words.label("meetings", column) for column in CSV_COLUMNS]
                frame.csv(header, csv_rows(found, wording))
            else:
                print_meetings(found, days, wording, frame)


def print_meetings(
    found: "Iterable[Held]", days: "Period", wording: "Wording", frame: Frame
) -> None:
    """A table, and what its stars mean."""
    from adapters.meetings_view import meetings_table

    words, rows = frame.words, list(found)
    frame.say_folded(words("meetings.heading", first=days.first, last=days.last, count=len(rows)))
    if rows:
        frame.console.print(meetings_table(rows, wording))
    if short := sum(one.is_too_short for one in rows):
        frame.say_folded(words("meetings.too-short", count=short))

"""``kiennghi overdue``: what is overdue, and with whom."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, read_instant, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.frame import Frame
from adapters.cli.moment import moment_of
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapters.overdue_reading import Listed
    from adapters.wording import Wording

app = new_group()


@app.command("overdue", help="help.overdue", cls=TranslatedCommand)
def overdue(
    ctx: typer.Context,
    *,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="metavar.unit", help="help.overdue.unit")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.overdue.at")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints what is overdue by whoever must act, what waits longest first."""
    from adapters.overdue_reading import list_overdue
    from adapters.overdue_view import CSV_COLUMNS, csv_rows, overdue_as_json
    from adapters.reading import wording_of
    from adapters.short_ids import province_of

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = moment_of(read_instant(at) if at else None, engine)
        asked = read_unit(unit, engine.desk.directory()) if unit else None
        province = province_of(engine.store)
        wording = wording_of(engine, frame.words, moment.directory).at(moment.at)
        with reading_at("deadlines", moment, engine, frame, from_log=from_log) as alias:
            known_by = moment.at if moment.is_past else None
            found = list_overdue(alias, engine.store, moment.at, asked, known_by=known_by)
            if as_json:
                for one in found:
                    frame.json(overdue_as_json(one, province))
            elif as_csv:
                header = [wording.words.label("overdue", column) for column in CSV_COLUMNS]
                frame.csv(header, csv_rows(found, province, wording))
            else:
                print_overdue(found, province, wording, moment.at, frame)


def print_overdue(
    found: "Iterable[Listed]", province: str, wording: "Wording", at: datetime, frame: Frame
) -> None:
    """A table for each unit that must act."""
    from adapters.overdue_view import by_bearer, table_of

    words, groups = frame.words, by_bearer(found)
    frame.say(words("overdue.heading", at=at, count=sum(map(len, groups.values()))))
    for bearer, group in groups.items():
        called = wording.unit(bearer) if bearer else words("overdue.nobody")
        frame.say(f"\n{words('overdue.group', unit=called, count=len(group))}")
        frame.console.print(table_of(group, province, wording))

"""``kiennghi stuck``: issues that nobody can move on, and why."""

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

    from adapters.stuck_reading import Listed
    from adapters.wording import Wording

app = new_group()


@app.command("stuck", help="help.stuck", cls=TranslatedCommand)
def stuck(
    ctx: typer.Context,
    *,
    unit: Annotated[
        str | None, typer.Option("--unit", metavar="metavar.unit", help="help.stuck.unit")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.stuck.at")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints what is stuck, what waits longest first; once for each reason."""
    from adapters.reading import wording_at
    from adapters.short_ids import province_of
    from adapters.stuck_reading import with_issues
    from projections.stuck import stuck as all_stuck

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = moment_of(read_instant(at) if at else None, engine)
        asked = read_unit(unit, moment.directory) if unit else None
        wording = wording_at(engine, frame.words, moment.directory, moment.at)
        with reading_at("stuck", moment, engine, frame, from_log=from_log) as alias:
            known_by = moment.at if moment.is_past else None
            found = with_issues(all_stuck(alias), alias, engine.store, known_by=known_by)
            wanted = (one for one in found if asked is None or one.concerns(asked))
            show(wanted, province_of(engine.store), wording, frame, csv=as_csv, json=as_json)


def show(
    found: "Iterable[Listed]",
    province: str,
    wording: "Wording",
    frame: Frame,
    *,
    csv: bool,
    json: bool,
    heading: str = "stuck.heading",
) -> None:
    from adapters.stuck_view import CSV_COLUMNS, csv_rows, stuck_as_json, stuck_table

    if json:
        for one in found:
            frame.json(stuck_as_json(one, province))
    elif csv:
        header = [frame.words.label("stuck", column) for column in CSV_COLUMNS]
        frame.csv(header, csv_rows(found, province, wording))
    else:
        rows = list(found)
        frame.say_folded(frame.words(heading, count=len({one.stuck.issue for one in rows})))
        if rows:
            frame.console.print(stuck_table(rows, province, wording))

"""``kiennghi succession ledger`` and ``unmapped``: where issues of dissolved units went."""

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

    from adapters.wording import Wording
    from projections.succession import Entry

app = new_group()


@app.command("ledger", help="help.succession.ledger", cls=TranslatedCommand)
def ledger(
    ctx: typer.Context,
    *,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="metavar.unit", help="help.succession.ledger.unit"),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.succession.ledger.at")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints each succession with how many issues went where."""
    from adapters.ledger_view import CSV_COLUMNS, csv_rows, entry_as_json
    from adapters.reading import wording_at
    from projections.succession import ledger as entries

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = moment_of(read_instant(at) if at else None, engine)
        asked = read_unit(unit, moment.directory) if unit else None
        wording = wording_at(engine, frame.words, moment.directory, moment.at)
        with reading_at("succession", moment, engine, frame, from_log=from_log) as alias:
            found = entries(alias, moment.directory, asked)
            if as_json:
                for one in found:
                    frame.json(entry_as_json(one))
            elif as_csv:
                header = [frame.words.label("ledger", column) for column in CSV_COLUMNS]
                frame.csv(header, csv_rows(found, wording))
            else:
                _print_ledger(found, wording, frame)


def _print_ledger(found: "Iterable[Entry]", wording: "Wording", frame: Frame) -> None:
    """A table for each unit that was succeeded."""
    from adapters.ledger_view import heading, ledger_table

    entries = list(found)
    frame.say(frame.words("ledger.heading", count=len(entries)))
    for one in entries:
        frame.say()
        frame.say_folded(heading(one, wording))
        frame.console.print(ledger_table(one, wording))


@app.command("unmapped", help="help.succession.unmapped", cls=TranslatedCommand)
def unmapped(
    ctx: typer.Context,
    *,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="metavar.unit", help="help.succession.unmapped.unit"),
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.succession.unmapped.at")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints issues without a successor, what waits longest first."""
    from adapters.cli.stuck import show
    from adapters.reading import wording_at
    from adapters.short_ids import province_of
    from adapters.stuck_reading import with_issues
    from projections.stuck import unmapped as all_unmapped

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        moment = moment_of(read_instant(at) if at else None, engine)
        asked = read_unit(unit, moment.directory) if unit else None
        wording = wording_at(engine, frame.words, moment.directory, moment.at)
        with reading_at("stuck", moment, engine, frame, from_log=from_log) as alias:
            known_by = moment.at if moment.is_past else None
            rows = all_unmapped(alias, asked)
            found = with_issues(rows, alias, engine.store, known_by=known_by)
            forms = {"csv": as_csv, "json": as_json}
            province = province_of(engine.store)
            show(found, province, wording, frame, heading="stuck.unmapped", **forms)

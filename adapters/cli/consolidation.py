"""``kiennghi consolidation``: what a committee consolidates every month (`002-5`)."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, read_instant, read_month, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame
from adapters.cli.moment import Moment, moment_of
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading_at

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.consolidation_view import Told
    from adapters.wording import Wording
    from domain.values import UnitId

app = new_group()


@app.command("consolidation", help="help.consolidation", cls=TranslatedCommand)
def consolidation(
    ctx: typer.Context,
    *,
    unit: Annotated[
        str, typer.Option("--unit", metavar="metavar.unit", help="help.consolidation.unit")
    ],
    month: Annotated[
        str, typer.Option("--month", metavar="metavar.month", help="help.consolidation.month")
    ],
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.consolidation.at")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints the figures of the unit's month, and the issues that deserve to be named."""
    from adapters.consolidation_view import CSV_COLUMNS, csv_row, month_as_json
    from adapters.reading import wording_of

    frame, first = frame_in(ctx), read_month(month)
    time = read_instant(at) if at else None
    with engine_of(frame) as engine:
        moment = moment_of(time, engine)
        committee = _committee(unit, first, moment)
        with reading_at("consolidation", moment, engine, frame, from_log=from_log) as alias:
            told = _told(alias, committee, first, moment, engine)
            # Units are called as they were called then.
            wording = wording_of(engine, frame.words, moment.directory)
            wording = wording.at(told.month.until)
            if as_json:
                frame.json(month_as_json(told))
            elif as_csv:
                header = [frame.words.label("consolidation", column) for column in CSV_COLUMNS]
                frame.csv(header, [csv_row(told, wording)])
            else:
                _print(told, wording, frame)


def _committee(text: str, month: date, moment: Moment) -> "UnitId":
    """A committee that there was in that month. Raises BadInput."""
    from domain.calendar import start_of
    from domain.organisation import COMMITTEES
    from projections.consolidation import days_there

    directory = moment.directory
    unit = read_unit(text, directory)
    record = directory.record(unit)
    if record is None or record.kind not in COMMITTEES:
        raise BadInput("no-committee", unit=unit)
    if moment.at < start_of(month):
        raise BadInput("month-to-come", first=month)
    if days_there(unit, month, directory) is None:
        first, last = record.period
        if last is None or month < first:
            raise BadInput("unit-not-yet", unit=unit, day=first)
        if followers := directory.successors_of(unit, month):
            raise BadInput("unit-succeeded", unit=unit, day=last, units=followers)
        raise BadInput("unit-ended", unit=unit, day=last)
    return unit


def _told(alias: str, unit: "UnitId", month: date, moment: Moment, engine: "OpenEngine") -> "Told":
    """Issues are told as they stood when the month ended."""
    from adapters.consolidation_view import told
    from adapters.known_issues import KnownIssues
    from adapters.short_ids import province_of
    from projections.consolidation import consolidation as counted
    from projections.positions import position_of

    found = counted(alias, moment.directory, unit, month, moment.at)
    assert found is not None, "the unit existed in that month"
    known = KnownIssues(engine.store, position_of(alias), found.until)
    return told(found, known, province_of(engine.store))


def _print(told: "Told", wording: "Wording", frame: Frame) -> None:
    from adapters.consolidation_view import figures_table, notable_table, requests_table

    words, month = frame.words, told.month
    unit = wording.unit(month.unit)
    frame.say_folded(words("consolidation.heading", unit=unit, **month.days._asdict()))
    if not month.is_over:
        frame.say_folded(words("consolidation.not-over", at=month.until))
    frame.console.print(figures_table(told, wording))
    if month.notable:
        frame.say(f"\n{words('consolidation.notable-heading', count=len(month.notable))}")
        frame.console.print(notable_table(told, wording))
    if month.requests:
        frame.say(f"\n{words('consolidation.requests-heading', count=len(month.requests))}")
        frame.console.print(requests_table(told, wording))

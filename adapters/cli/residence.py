"""``kiennghi residence``: the register of members who live in a chapter's area (`003-2`)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, read_instant, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame
from adapters.cli.moment import moment_of
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading_at

if TYPE_CHECKING:
    from adapters.wording import Wording
    from domain.directory import Directory
    from domain.values import UnitId

app = new_group()


@app.command("residence", help="help.residence", cls=TranslatedCommand)
def residence(
    ctx: typer.Context,
    *,
    unit: Annotated[
        str, typer.Option("--unit", metavar="metavar.unit", help="help.residence.unit")
    ],
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.residence.at")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints the chapter's own register; there is none by person."""
    from adapters.reading import wording_at

    frame = frame_in(ctx)
    time: datetime | None = read_instant(at) if at else None
    with engine_of(frame) as engine:
        moment = moment_of(time, engine)
        chapter = _chapter(unit, moment.directory)
        wording = wording_at(engine, frame.words, moment.directory, moment.at)
        with reading_at("residence", moment, engine, frame, from_log=from_log) as alias:
            _show(alias, chapter, wording, frame, csv=as_csv, json=as_json)
        kept = _went_into(chapter, moment.directory, wording.on)
        if kept:
            frame.tell(frame.words("register.kept", units=[wording.unit(one) for one in kept]))


def _went_into(chapter: "UnitId", directory: "Directory", on: date) -> list["UnitId"]:
    """Chapters that ended, whose registers this one keeps as they were."""
    from domain.organisation import CHAPTERS

    ended = (one.id for one in directory.records() if one.kind in CHAPTERS and one.id != chapter)
    return [one for one in ended if directory.standing_for(one, on) == chapter]


def _chapter(text: str, directory: "Directory") -> "UnitId":
    """Raises BadInput, also for a unit that keeps no register."""
    from domain.organisation import CHAPTERS

    unit = read_unit(text, directory)
    record = directory.record(unit)
    if record is None or record.kind not in CHAPTERS:
        raise BadInput("no-chapter", unit=unit)
    return unit


def _show(
    alias: str, chapter: "UnitId", wording: "Wording", frame: Frame, *, csv: bool, json: bool
) -> None:
    from adapters import residence_view as view
    from projections.residence import register

    found = register(alias, chapter)
    if json:
        for one in found:
            frame.json(view.entry_as_json(one, wording))
    elif csv:
        header = [frame.words.label("register", column) for column in view.CSV_COLUMNS]
        frame.csv(header, view.csv_rows(found, wording))
    else:
        rows = list(found)
        told = {"unit": wording.unit(chapter), "count": len(rows)}
        frame.say_folded(frame.words("register.heading", **told))
        if rows:
            frame.console.print(view.register_table(rows, wording))

"""``kiennghi export``: a whole issue in one file."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.explanations import calendars_in
from adapters.cli.issues import IssueId, find
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.invalid import echo

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.export import Exported
    from adapters.wording import Wording

app = new_group()


@app.command("export", help="help.export", cls=TranslatedCommand)
def export(
    ctx: typer.Context,
    *,
    id: IssueId,
    form: Annotated[
        str, typer.Option("--format", metavar="metavar.format", help="help.export.format")
    ],
    output: Annotated[
        str | None, typer.Option("--output", metavar="metavar.file", help="help.export.output")
    ] = None,
) -> None:
    """Writes state, deadlines and history of an issue; never over a file that is there."""
    from adapters.export import FORMATS
    from adapters.reading import wording_of

    frame = frame_in(ctx)
    if form not in FORMATS:
        raise BadInput("no-such-format", value=echo(form), allowed=FORMATS)
    with engine_of(frame) as engine:
        exported = _exported(id, engine)
        text = _text(form, exported, wording_of(engine, frame.words))
    if output is None:
        frame.out.write(text)
        return
    _write(Path(output), text)
    frame.tell(frame.words("export.done", number=exported.number, file=output))


def _exported(id: str, engine: "OpenEngine") -> "Exported":
    from adapters.export import Exported
    from adapters.history_view import entries
    from domain.issue import fold

    found, calendar_of = find(id, engine), calendars_in(engine)
    issue = fold(found.history)
    deadlines = [(deadline, calendar_of(deadline.calendar)) for deadline in issue.deadlines]
    history = list(entries(found.history))
    return Exported(found.number, found.province, issue, engine.now(), history, deadlines)


def _text(form: str, exported: "Exported", wording: "Wording") -> str:
    from adapters.export import as_json, csv_header, csv_rows
    from adapters.export_html import page
    from adapters.spreadsheet import csv_lines

    match form:
        case "json":
            return json.dumps(as_json(exported), ensure_ascii=False, indent=2) + "\n"
        case "csv":
            return "".join(csv_lines(csv_header(wording), csv_rows(exported, wording)))
        case _:
            return page(exported, wording)


def _write(path: Path, text: str) -> None:
    """For its owner alone, since people are named in it; whole or not at all. Raises OSError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as file:
            file.write(text.encode())
    except BaseException:
        path.unlink()
        raise

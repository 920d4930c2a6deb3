"""``kiennghi log``: the whole log, page by page, for whoever audits it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, read_instant, read_since, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput, ExitCode
from adapters.cli.frame import Frame
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import current
from adapters.invalid import echo

if TYPE_CHECKING:
    from datetime import datetime

    from adapters.cli.engine import OpenEngine
    from adapters.log_reading import Asked, LogPage

app = new_group()

MOST_ROWS = 1000
_INSTANT = timedelta(microseconds=1)


@app.command("log", help="help.log", cls=TranslatedCommand)
def log(
    ctx: typer.Context,
    *,
    office: Annotated[
        str | None, typer.Option("--office", metavar="metavar.unit", help="help.log.office")
    ] = None,
    role: Annotated[
        str | None, typer.Option("--role", metavar="metavar.role", help="help.log.role")
    ] = None,
    command: Annotated[
        str | None, typer.Option("--command", metavar="metavar.command", help="help.log.command")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="metavar.time", help="help.log.from")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--to", metavar="metavar.time", help="help.log.to")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="metavar.number", help="help.log.limit")
    ] = 50,
    cursor: Annotated[
        str | None, typer.Option("--cursor", metavar="metavar.cursor", help="help.cursor")
    ] = None,
    from_log: FromLog = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints facts in the order of the log, and how to go on."""
    from adapters.cli.choices import choice_or_none
    from adapters.log_reading import Asked
    from projections.paging import BadCursor

    frame = frame_in(ctx)
    first = read_since(since) if since else None
    last = read_instant(until) if until else None
    _check(first, last, limit)
    with engine_of(frame) as engine:
        unit = read_unit(office, engine.desk.directory()) if office else None
        role = choice_or_none(role, "role", _roles()) or role if role else None
        asked = Asked(unit, role, command, first, last + _INSTANT if last else None)
        try:
            page = _page(asked, cursor, limit, engine, frame, from_log=from_log)
        except BadCursor:
            raise BadInput("cursor", value=echo(cursor)) from None
        if not (page.rows or page.unreadable or cursor):
            _check_names(asked, frame)
        _print(page, engine, frame, as_csv=as_csv, as_json=as_json)
    raise typer.Exit(ExitCode.COULD_NOT_RUN if page.unreadable else ExitCode.DONE)


def _check(since: "datetime | None", until: "datetime | None", limit: int) -> None:
    """Raises BadInput."""
    if since and until and since > until:
        raise BadInput("from-after-to", since=since, until=until)
    if not 1 <= limit <= MOST_ROWS:
        raise BadInput("limit-out-of-range", value=limit, most=MOST_ROWS)


def _page(
    asked: "Asked",
    cursor: str | None,
    limit: int,
    engine: "OpenEngine",
    frame: Frame,
    *,
    from_log: bool,
) -> "LogPage":
    """From the read model, or from the log where that is asked for or the model stands still."""
    from adapters.log_reading import Reader, page_from_log, page_from_view
    from adapters.short_ids import province_of

    reader = Reader(engine.store, engine.desk.directory(), province_of(engine.store))
    if not from_log:
        with current("history", engine, frame) as alias:
            if alias:
                return page_from_view(alias, reader, asked, cursor, limit)
            frame.tell(frame.words("views.from-log"))
    return page_from_log(reader, asked, cursor, limit)


def _roles() -> list[str]:
    from workflows.organisation import FOUNDER, REGISTRAR
    from workflows.roles import ROLES

    return sorted([*ROLES, FOUNDER, REGISTRAR])


def _check_names(asked: "Asked", frame: Frame) -> None:
    """Where nothing was found, a name may have been mistyped. Raises BadInput."""
    from adapters.cli.choices import choice
    from workflows.commands import COMMAND

    if asked.role:
        choice(asked.role, "--role", "role", _roles(), frame.words)
    if asked.command:
        commands = sorted(COMMAND.json_schema()["discriminator"]["mapping"])
        choice(asked.command, "--command", "command", commands, frame.words)


def _print(
    page: "LogPage", engine: "OpenEngine", frame: Frame, *, as_csv: bool, as_json: bool
) -> None:
    from adapters.log_view import CSV_COLUMNS, csv_rows, row_as_json, row_lines
    from adapters.reading import wording_of

    words = frame.words
    if as_json:
        unreadable = [{"position": one.position, "topic": one.topic} for one in page.unreadable]
        rows = [row_as_json(row) for row in page.rows]
        frame.json({"facts": rows, "unreadable": unreadable, "next": page.next})
        return
    wording = wording_of(engine, words)
    if as_csv:
        header = [words.label("log", column) for column in CSV_COLUMNS]
        frame.csv(header, csv_rows(page.rows, wording))
    else:
        for row in page.rows:
            for line in row_lines(row, wording, frame.width):
                frame.say(line)
        if not page.rows:
            frame.say(words("log.nothing"))
    for one in page.unreadable:
        frame.tell(words("log.unreadable", position=one.position, topic=one.topic))
    if page.next:
        frame.tell(words("page.more", cursor=page.next))

"""``kiennghi inbox``: what waits for a unit, why, until when, and what it may do."""

from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, read_instant, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput, ExitCode
from adapters.cli.frame import Frame
from adapters.cli.inbox_filters import read_chapter, read_filters, read_sort
from adapters.cli.moment import Moment, moment_of
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading_at
from adapters.invalid import echo

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.inbox_reading import Asked, Listing

app = new_group()

MOST_ROWS = 500


@app.command("inbox", help="help.inbox", cls=TranslatedCommand)
def inbox(
    ctx: typer.Context,
    *,
    unit: Annotated[str, typer.Option("--unit", metavar="metavar.unit", help="help.inbox.unit")],
    queue: Annotated[
        str | None, typer.Option("--queue", metavar="metavar.queue", help="help.inbox.queue")
    ] = None,
    status: Annotated[
        str | None, typer.Option("--status", metavar="metavar.state", help="help.inbox.status")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="help.inbox.overdue")] = False,
    due_before: Annotated[
        str | None,
        typer.Option("--due-before", metavar="metavar.time", help="help.inbox.due-before"),
    ] = None,
    category: Annotated[
        str | None,
        typer.Option("--category", metavar="metavar.category", help="help.inbox.category"),
    ] = None,
    severity: Annotated[
        str | None,
        typer.Option("--severity", metavar="metavar.severity", help="help.inbox.severity"),
    ] = None,
    chapter: Annotated[
        str | None, typer.Option("--chapter", metavar="metavar.unit", help="help.inbox.chapter")
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="metavar.text", help="help.inbox.text")
    ] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="metavar.sort", help="help.inbox.sort")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", metavar="metavar.number", help="help.inbox.limit")
    ] = 25,
    cursor: Annotated[
        str | None, typer.Option("--cursor", metavar="metavar.cursor", help="help.cursor")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="metavar.time", help="help.inbox.at")
    ] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints the unit's queues with their counts, a page of its issues, and how to go on."""
    from adapters.inbox_reading import Asked

    frame = frame_in(ctx)
    if not 1 <= limit <= MOST_ROWS:
        raise BadInput("limit-out-of-range", value=limit, most=MOST_ROWS)
    chosen = {"queue": queue, "status": status, "category": category, "severity": severity}
    filters = read_filters(chosen, frame.words, overdue=overdue, due_before=due_before, text=text)
    order = read_sort(sort, filters, frame.words)
    time = read_instant(at) if at else None
    with engine_of(frame) as engine:
        directory = engine.desk.directory()
        asked_unit = read_unit(unit, directory)
        if chapter:
            filters = filters._replace(chapter=read_chapter(chapter, directory))
        asked = Asked(asked_unit, filters, order, limit, cursor)
        moment = moment_of(time, engine)
        with reading_at("inbox", moment, engine, frame) as alias:
            listing = _listing(alias, asked, moment, engine)
            _print(listing, asked, moment, engine, frame, as_csv=as_csv, as_json=as_json)
    unreadable = any(entry.steps is None for entry in listing.entries)
    raise typer.Exit(ExitCode.COULD_NOT_RUN if unreadable else ExitCode.DONE)


def _listing(alias: str, asked: "Asked", moment: Moment, engine: "OpenEngine") -> "Listing":
    """Raises BadInput."""
    from adapters.inbox_reading import listing_of
    from adapters.short_ids import province_of
    from projections.inbox import InboxRefused
    from workflows.attempt import Context
    from workflows.rulebook import PublishedRules

    store, known_by = engine.store, moment.at if moment.is_past else None
    context = Context(moment.at, moment.directory, PublishedRules())
    try:
        return listing_of(alias, asked, store, province_of(store), context, known_by=known_by)
    except InboxRefused as refused:
        if refused.code == "bad-cursor":
            raise BadInput("cursor", value=echo(asked.cursor)) from None
        if refused.code == "too-many-to-sort":
            raise BadInput("too-many-to-sort", most=refused.params["most"]) from None
        raise


def _print(
    listing: "Listing",
    asked: "Asked",
    moment: Moment,
    engine: "OpenEngine",
    frame: Frame,
    *,
    as_csv: bool,
    as_json: bool,
) -> None:
    from adapters.cli.inbox_page import print_page, tell_beside
    from adapters.inbox_view import CSV_COLUMNS, csv_rows, listing_as_json
    from adapters.reading import wording_of

    if as_json:
        frame.json(listing_as_json(listing, asked.unit))
        return
    wording = wording_of(engine, frame.words, moment.directory).at(listing.at)
    if as_csv:
        header = [frame.words.label("inbox", column) for column in CSV_COLUMNS]
        frame.csv(header, csv_rows(listing.entries, wording))
    else:
        print_page(listing, asked, moment.directory, wording, frame)
    tell_beside(listing, frame, is_past=moment.is_past)

"""``kiennghi inbox``: what waits for a unit, why, until when, and what it may do."""

from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, read_since, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput, ExitCode
from adapters.cli.frame import Frame
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading
from adapters.invalid import echo

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.i18n import Translator
    from adapters.inbox_reading import Asked, Listing
    from domain.directory import Directory
    from domain.values import UnitId
    from projections.inbox import Sort
    from projections.inbox_walks import Filters

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
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Prints the unit's queues with their counts, a page of its issues, and how to go on."""
    from adapters.inbox_reading import Asked

    frame = frame_in(ctx)
    if not 1 <= limit <= MOST_ROWS:
        raise BadInput("limit-out-of-range", value=limit, most=MOST_ROWS)
    chosen = {"queue": queue, "status": status, "category": category, "severity": severity}
    filters = _filters(chosen, frame.words, overdue=overdue, due_before=due_before, text=text)
    order = _sort(sort, filters, frame.words)
    with engine_of(frame) as engine:
        directory = engine.desk.directory()
        asked_unit = read_unit(unit, directory)
        if chapter:
            filters = filters._replace(chapter=_read_chapter(chapter, directory))
        asked = Asked(asked_unit, filters, order, limit, cursor)
        with reading("inbox", engine, frame) as alias:
            listing = _listing(alias, asked, engine)
            _print(listing, asked, engine, frame, as_csv=as_csv, as_json=as_json)
    unreadable = any(entry.steps is None for entry in listing.entries)
    raise typer.Exit(ExitCode.COULD_NOT_RUN if unreadable else ExitCode.DONE)


def _filters(
    chosen: dict[str, str | None],
    words: "Translator",
    *,
    overdue: bool,
    due_before: str | None,
    text: str | None,
) -> "Filters":
    """What has ended is left out unless somebody asks for a queue, a state or a text.

    Raises BadInput.
    """
    from adapters.cli.choices import choice
    from domain.issue import Status
    from domain.values import Category, Severity
    from projections.inbox import Queue
    from projections.inbox_walks import Filters

    queue, status, category, severity = (chosen[name] or "" for name in chosen)
    text = text if text and text.strip() else None
    return Filters(
        queue=choice(queue, "--queue", "queue", Queue, words) if queue else None,
        status=choice(status, "--status", "state", Status, words) if status else None,
        overdue=overdue or None,
        due_before=read_since(due_before) if due_before else None,
        category=choice(category, "--category", "category", Category, words) if category else None,
        severity=choice(severity, "--severity", "severity", Severity, words) if severity else None,
        text=text,
        ended=None if queue or status or text else False,
    )


def _sort(text: str | None, filters: "Filters", words: "Translator") -> "Sort | None":
    """Raises BadInput."""
    from adapters.cli.choices import choice
    from projections.inbox import Sort

    sort = choice(text, "--sort", "sort", Sort, words) if text else None
    if sort is Sort.RELEVANCE and filters.text is None:
        raise BadInput("relevance-without-text")
    return sort


def _read_chapter(text: str, directory: "Directory") -> "UnitId":
    """Raises BadInput."""
    from domain.organisation import CHAPTERS

    code = read_unit(text, directory)
    record = directory.record(code)
    if record is None or record.kind not in CHAPTERS:
        raise BadInput("not-a-chapter", unit=code)
    return code


def _listing(alias: str, asked: "Asked", engine: "OpenEngine") -> "Listing":
    """Raises BadInput."""
    from adapters.inbox_reading import listing_of
    from adapters.short_ids import province_of
    from projections.inbox import InboxRefused
    from workflows.attempt import Context
    from workflows.rulebook import PublishedRules

    context = Context(engine.now(), engine.desk.directory(), PublishedRules())
    try:
        return listing_of(alias, asked, engine.store, province_of(engine.store), context)
    except InboxRefused as refused:
        if refused.code == "bad-cursor":
            raise BadInput("cursor", value=echo(asked.cursor)) from None
        if refused.code == "too-many-to-sort":
            raise BadInput("too-many-to-sort", most=refused.params["most"]) from None
        raise


def _print(
    listing: "Listing",
    asked: "Asked",
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
    wording = wording_of(engine, frame.words).at(listing.at)
    if as_csv:
        header = [frame.words.label("inbox", column) for column in CSV_COLUMNS]
        frame.csv(header, csv_rows(listing.entries, wording))
    else:
        print_page(listing, asked, engine.desk.directory(), wording, frame)
    tell_beside(listing, frame)

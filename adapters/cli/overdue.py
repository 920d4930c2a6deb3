"""``kiennghi overdue``: what is overdue, and with whom."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.arguments import AsCsv, AsJson, FromLog, read_instant, read_unit
from adapters.cli.engine import engine_of
from adapters.cli.errors import ExitCode
from adapters.cli.frame import Frame, Progress
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.cli.views import reading, shown_by, tell_behind, tell_poison

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapters.cli.engine import OpenEngine
    from adapters.wording import Wording
    from domain.values import UnitId
    from projections.deadlines import Overdue

app = new_group()

_PAGE = 500
"""Deadlines that are read together."""


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
    from adapters.overdue_view import CSV_COLUMNS, csv_rows, overdue_as_json
    from adapters.reading import wording_of
    from adapters.short_ids import province_of

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        now = engine.now()
        moment = read_instant(at) if at else now
        asked = read_unit(unit, engine.desk.directory()) if unit else None
        province, wording = province_of(engine.store), wording_of(engine, frame.words).at(moment)
        with _deadlines(moment, engine, frame, from_log=from_log or moment < now) as alias:
            found = all_overdue(alias, moment, asked)
            if as_json:
                for one in found:
                    frame.json(overdue_as_json(one, province))
            elif as_csv:
                header = [wording.words.label("overdue", column) for column in CSV_COLUMNS]
                frame.csv(header, csv_rows(found, province, wording))
            else:
                print_overdue(found, province, wording, moment, frame)


@contextmanager
def _deadlines(
    at: datetime, engine: "OpenEngine", frame: Frame, *, from_log: bool
) -> Iterator[str]:
    """An alias of the deadlines as they stand, or as they were known at that time."""
    if not from_log:
        with reading("deadlines", engine, frame) as alias:
            yield alias
        return
    from adapters.past import folded_at
    from projections.deadlines import Deadlines

    log = engine.store
    with (
        Progress(frame, "progress.views") as progress,
        folded_at(Deadlines(), log, at, shown_by(progress)) as follower,
    ):
        progress.clear()
        if follower.poison:
            tell_poison("deadlines", follower.poison, frame)
            tell_behind(follower.position, log.head(), frame)
        yield follower.alias
    if follower.poison:
        raise typer.Exit(ExitCode.COULD_NOT_RUN)


def all_overdue(alias: str, at: datetime, unit: "UnitId | None" = None) -> "Iterator[Overdue]":
    """Page after page; ``alias`` is one of the deadlines."""
    from projections.deadlines import overdue as page_of_overdue

    page = page_of_overdue(alias, at=at, unit=unit, limit=_PAGE)
    yield from page.rows
    while page.next:
        page = page_of_overdue(alias, at=at, unit=unit, cursor=page.next, limit=_PAGE)
        yield from page.rows


def print_overdue(
    found: "Iterable[Overdue]", province: str, wording: "Wording", at: datetime, frame: Frame
) -> None:
    """A table for each unit that must act."""
    from adapters.overdue_view import by_bearer, table_of

    words, groups = frame.words, by_bearer(found)
    frame.say(words("overdue.title", at=at, count=sum(map(len, groups.values()))))
    for bearer, group in groups.items():
        called = wording.unit(bearer) if bearer else words("overdue.nobody")
        frame.say(f"\n{words('overdue.group', unit=called, count=len(group))}")
        frame.console.print(table_of(group, province, wording))

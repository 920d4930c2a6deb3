"""``kiennghi issue`` and ``history``: one issue, read from its facts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple
from uuid import UUID

import typer

from adapters.cli.arguments import AsJson, read_instant
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame
from adapters.cli.translated import TranslatedCommand, frame_in, new_group
from adapters.invalid import echo

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from domain.fact import Recorded
    from domain.issue_facts import IssueFact

app = new_group()

IssueId = Annotated[str, typer.Argument(metavar="metavar.issue", help="help.issue.id")]

FromLogAnyway = Annotated[bool, typer.Option("--from-log", help="help.from-log-anyway")]
"""Asks for what is done in any case: no read model gives one issue faster (docs/adr/0130)."""


class Found(NamedTuple):
    """An issue with all its facts."""

    id: UUID
    province: str
    number: str
    history: "Sequence[Recorded[IssueFact]]"


@app.command("issue", help="help.issue", cls=TranslatedCommand)
def issue(
    ctx: typer.Context,
    *,
    id: IssueId,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="metavar.time", help="help.issue.as-of")
    ] = None,
    from_log: FromLogAnyway = False,
    as_json: AsJson = False,
) -> None:
    """Prints where an issue stands, now or as it was known at a time."""
    from adapters.issue_view import issue_as_json, issue_lines
    from adapters.reading import wording_of
    from domain.issue import fold

    frame = frame_in(ctx)
    at = read_instant(as_of) if as_of else None
    with engine_of(frame) as engine:
        found = find(id, engine)
        at = at or engine.now()
        known = [one for one in found.history if one.envelope.recorded_at <= at]
        if not known:
            recorded = found.history[0].envelope.recorded_at
            raise BadInput("before-its-time", number=found.number, since=recorded)
        state = fold(known)
        if as_json:
            frame.json(issue_as_json(state, found.province, at))
            return
        for line in issue_lines(state, found.number, at, wording_of(engine, frame.words)):
            frame.say_folded(line)


@app.command("history", help="help.history", cls=TranslatedCommand)
def history(
    ctx: typer.Context,
    *,
    id: IssueId,
    from_log: FromLogAnyway = False,
    as_json: AsJson = False,
) -> None:
    """Prints every fact of an issue: when, who, on which letter, under which rule."""
    from adapters.history_view import entries, entry_as_json

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        if not as_json:
            print_history(id, engine, frame)
            return
        for entry in entries(find(id, engine).history):
            frame.json(entry_as_json(entry))


def print_history(id: str, engine: "OpenEngine", frame: Frame) -> None:
    """Every fact of the issue, for people. Raises BadInput for what is no issue."""
    from adapters.history_view import entries, entry_lines
    from adapters.reading import wording_of

    found, wording = find(id, engine), wording_of(engine, frame.words)
    frame.say(frame.words("history.title", number=found.number, facts=len(found.history)))
    for entry in entries(found.history):
        for line in entry_lines(entry, wording, frame.width):
            frame.say(line)


def find(text: str, engine: "OpenEngine") -> Found:
    """The issue with that number or id. Raises BadInput."""
    from adapters.short_ids import UnknownIssue, find_issue, number_of, province_of

    try:
        id = find_issue(text, engine.store)
    except UnknownIssue as unknown:
        raise BadInput(unknown.code, value=echo(unknown.text)) from None
    history: Any = engine.store.load({id: 0})[id]
    return Found(id, province_of(engine.store), number_of(id, engine.store) or str(id), history)

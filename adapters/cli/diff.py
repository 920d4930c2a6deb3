"""``kiennghi diff``: what changed of an issue between two moments."""

from typing import Annotated

import typer

from adapters.cli.arguments import AsJson, read_instant
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.issues import IssueId, find
from adapters.cli.translated import TranslatedCommand, frame_in, new_group

app = new_group()


@app.command("diff", help="help.diff", cls=TranslatedCommand)
def diff(
    ctx: typer.Context,
    *,
    id: IssueId,
    since: Annotated[str, typer.Option("--from", metavar="metavar.time", help="help.diff.from")],
    until: Annotated[
        str | None, typer.Option("--to", metavar="metavar.time", help="help.diff.to")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prints each field that is not as it was, and the facts in between."""
    from adapters.diff_view import Moment, diff_as_json, diff_lines
    from adapters.history_view import entries
    from adapters.reading import wording_of
    from domain.issue import fold

    frame = frame_in(ctx)
    first = read_instant(since)
    last = read_instant(until) if until else None
    with engine_of(frame) as engine:
        last = last or engine.now()
        if first > last:
            raise BadInput("from-after-to", since=first, until=last)
        found = find(id, engine)
        known = [one for one in found.history if one.envelope.recorded_at <= last]
        if not known:
            recorded = found.history[0].envelope.recorded_at
            raise BadInput("before-its-time", number=found.number, since=recorded)
        earlier = [one for one in known if one.envelope.recorded_at <= first]
        before, after = Moment(fold(earlier), first), Moment(fold(known), last)
        between = list(entries(known))[len(earlier) :]
        if as_json:
            frame.json(diff_as_json(found.number, before, after, between))
            return
        wording = wording_of(engine, frame.words)
        width = frame.width
        for line in diff_lines(found.number, before, after, between, wording, width=width):
            frame.say(line)

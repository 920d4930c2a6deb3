"""``kiennghi explain``: how every deadline of an issue came to its day."""

from functools import cache
from typing import TYPE_CHECKING

import typer

from adapters.cli.arguments import AsJson
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.issues import IssueId, find
from adapters.cli.translated import TranslatedCommand, frame_in, new_group

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.cli.engine import OpenEngine
    from domain.deadline import CalendarRef
    from workflows.calendar_files import CalendarFile

app = new_group()


@app.command("explain", help="help.explain", cls=TranslatedCommand)
def explain(ctx: typer.Context, id: IssueId, as_json: AsJson = False) -> None:
    """Prints every deadline of an issue, day by day."""
    from adapters.explanation_view import explanation, explanation_as_json, explanation_lines
    from adapters.reading import wording_of
    from domain.issue import fold

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        wording, now = wording_of(engine, frame.words), engine.now()
        calendar_of = calendars_in(engine)
        for deadline in fold(find(id, engine).history).deadlines:
            calendar = calendar_of(deadline.calendar)
            if as_json:
                frame.json(explanation_as_json(deadline, calendar, now))
                continue
            for line in explanation_lines(explanation(deadline, calendar, now, wording)):
                frame.say_folded(line)


def calendars_in(engine: "OpenEngine") -> "Callable[[CalendarRef], CalendarFile]":
    """Finds the calendars that deadlines were set by, as the log keeps them.

    What it returns raises BadInput for one that the log does not hold.
    """
    from workflows.calendar_files import parse_calendar_file

    directory = engine.desk.directory()

    @cache
    def calendar(ref: "CalendarRef") -> "CalendarFile":
        text = directory.calendar_text(ref.id, ref.version)
        if text is None:
            raise BadInput("calendar-not-kept", calendar=str(ref))
        return parse_calendar_file(text, str(ref))

    return calendar

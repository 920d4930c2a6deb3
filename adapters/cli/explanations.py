"""``kiennghi explain``: how every deadline of an issue came to its day."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import typer

from adapters.cli.arguments import AsJson
from adapters.cli.calendars import day_line, note_as_json
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame
from adapters.cli.issues import IssueId, find
from adapters.cli.translated import TranslatedCommand, frame_in, new_group

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from adapters.wording import Wording
    from domain.calendar import DayNote
    from domain.deadline import Deadline
    from workflows.calendar_files import CalendarFile

app = new_group()


@app.command("explain", help="help.explain", cls=TranslatedCommand)
def explain(ctx: typer.Context, id: IssueId, as_json: AsJson = False) -> None:
    """Prints every deadline of an issue, day by day."""
    from adapters.reading import wording_of
    from domain.issue import fold

    frame = frame_in(ctx)
    with engine_of(frame) as engine:
        wording, now = wording_of(engine, frame.words), engine.now()
        for deadline in fold(find(id, engine).history).deadlines:
            calendar = _calendar_of(deadline, engine)
            if as_json:
                frame.json(_as_json(deadline, calendar, now))
            else:
                _print(deadline, calendar, wording, frame, now)


def _calendar_of(deadline: "Deadline", engine: "OpenEngine") -> "CalendarFile":
    """The calendar that the deadline was set by, as the log keeps it."""
    from workflows.calendar_files import parse_calendar_file

    ref = deadline.calendar
    text = engine.desk.directory().calendar_text(ref.id, ref.version)
    if text is None:
        raise BadInput("calendar-not-kept", calendar=str(ref))
    return parse_calendar_file(text, str(ref))


def _days(deadline: "Deadline", file: "CalendarFile") -> "tuple[DayNote, ...]":
    """The days of the count; none where a date was given and nothing was counted."""
    from domain.calendar import explain as explain_days

    counted = [span for span in deadline.spans if span.amount]
    # What is over never ran on: a pause that was open then takes nothing from the days recorded.
    pauses = [pause for pause in deadline.pauses if pause.until or deadline.is_open]
    days = explain_days(deadline.started_on, deadline.spans, file.calendar, pauses)
    stands_still = deadline.is_open and deadline.paused_at is not None
    ends_as_recorded = stands_still or (days and days[-1].day == deadline.last_day)
    return days if counted and ends_as_recorded else ()


def _print(
    deadline: "Deadline", file: "CalendarFile", wording: "Wording", frame: Frame, now: datetime
) -> None:
    wording = wording.at(deadline.due)
    words = wording.words
    what = wording.deadline(deadline.id)
    frame.say(words("explain.title", what=what, unit=_bearer(deadline, wording)))
    rule = words.label("rule-source", deadline.rule)
    basis = {"regime": str(deadline.regime), "calendar": str(deadline.calendar)}
    frame.say(f"  {words('explain.basis', rule=rule, **basis)}")
    days = _days(deadline, file)
    if days:
        lasts = " + ".join(wording.span(span) for span in deadline.spans)
        frame.say(f"  {words('explain.counted', start=deadline.started_on, lasts=lasts)}")
    else:
        frame.say(f"  {words('explain.fixed', start=deadline.started_on)}")
    for note in days:
        frame.say(f"    {day_line(note, file, frame)}")
    status = words(f"deadline-is.{status_of(deadline, now)}")
    frame.say(f"  {words('explain.due', day=deadline.last_day, status=status)}")


def _bearer(deadline: "Deadline", wording: "Wording") -> str | None:
    return wording.unit(deadline.bearer) if deadline.bearer else None


Standing = Literal["running", "overdue", "paused", "met", "met-late", "cancelled"]


def status_of(deadline: "Deadline", now: datetime) -> Standing:
    """What became of a deadline, or how it stands."""
    from domain.deadline import DeadlineStatus

    match deadline.status:
        case DeadlineStatus.MET:
            return "met" if deadline.on_time else "met-late"
        case DeadlineStatus.CANCELLED:
            return "cancelled"
        case DeadlineStatus.PAUSED:
            return "paused"
        case DeadlineStatus.RUNNING:
            return "overdue" if deadline.is_overdue(now) else "running"


def _as_json(deadline: "Deadline", file: "CalendarFile", now: datetime) -> dict[str, Any]:
    from adapters.plain import plain

    days = [note_as_json(note, file.calendar) for note in _days(deadline, file)]
    told: dict[str, Any] = plain(deadline)
    return {**told, "id": str(deadline.id), "standing": status_of(deadline, now), "days": days}

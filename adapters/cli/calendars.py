"""``kiennghi calendar``: the calendars of working days, and counting in them."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.arguments import AsJson, read_date
from adapters.cli.errors import BadInput
from adapters.cli.frame import Frame
from adapters.cli.translated import TranslatedCommand, frame_in, new_group

if TYPE_CHECKING:
    from domain.calendar import Calendar, DayNote
    from workflows.calendar_files import CalendarFile

app = new_group(help="help.calendar")

CalendarId = Annotated[
    str, typer.Option("--calendar", metavar="metavar.calendar", help="help.calendar.option")
]


@app.command("list", help="help.calendar.list", cls=TranslatedCommand)
def list_calendars(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Prints the calendars that come with the program."""
    from workflows.calendar_files import shipped_calendars

    frame = frame_in(ctx)
    for shipped in shipped_calendars():
        title = getattr(shipped.title, frame.words.language)
        if as_json:
            titles = shipped.title.model_dump()
            frame.json({"id": shipped.id, "version": shipped.version, "title": titles})
        else:
            frame.say(f"{shipped.id}-{shipped.version}  {title}")


@app.command("show", help="help.calendar.show", cls=TranslatedCommand)
def show_calendar(
    ctx: typer.Context,
    calendar: Annotated[
        str, typer.Argument(metavar="metavar.calendar", help="help.calendar.id")
    ] = "vn",
    year: Annotated[
        int | None, typer.Option("--year", metavar="metavar.year", help="help.calendar.year")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Prints the days off and the days worked of a calendar, with reasons and sources."""
    frame = frame_in(ctx)
    file = read_calendar(calendar, frame)
    days = [day for day in _exceptions(file) if year is None or day.year == year]
    if as_json:
        frame.json(_calendar_as_json(file, days))
        return
    _print_calendar(file, days, frame)


@app.command("due", help="help.calendar.due", cls=TranslatedCommand)
def due(
    ctx: typer.Context,
    *,
    start: Annotated[
        str, typer.Option("--from", metavar="metavar.date", help="help.calendar.from")
    ],
    working_days: Annotated[
        int | None,
        typer.Option("--working-days", metavar="metavar.number", help="help.calendar.working-days"),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", metavar="metavar.number", help="help.calendar.days")
    ] = None,
    calendar: CalendarId = "vn",
    as_json: AsJson = False,
) -> None:
    """Counts days from a day that is not counted itself, and prints each of them."""
    from adapters.calendar_view import counted_day, day_line
    from domain.calendar import LONGEST_SPAN, Span, SpanUnit, explain

    frame = frame_in(ctx)
    first = read_date(start)
    if (working_days is None) == (days is None):
        raise BadInput("one-kind-of-days")
    amount = working_days if working_days is not None else days or 0
    if not 0 <= amount <= LONGEST_SPAN:
        raise BadInput("days-out-of-range", value=amount, most=LONGEST_SPAN)
    unit = SpanUnit.DAYS if working_days is None else SpanUnit.WORKING_DAYS
    file = read_calendar(calendar, frame)
    found = file.calendar
    notes = explain(first, [Span(amount=amount, unit=unit)], found)
    last = notes[-1].day if notes else first
    if as_json:
        frame.json(_due_as_json(found, first, last, notes))
        return
    for note in notes:
        frame.say(day_line(counted_day(note, file, frame.words)))
    provisional = "calendar.due-provisional" if found.is_provisional(last) else "calendar.due"
    frame.say(frame.words(provisional, day=last, calendar=f"{found.id}-{found.version}"))


def read_calendar(name: str, frame: Frame) -> "CalendarFile":
    """The calendar of that name or in that file. Raises BadInput."""
    from workflows.calendar_files import CalendarFault, load_calendar_file

    try:
        return load_calendar_file(name)
    except CalendarFault as fault:
        what = frame.words(f"calendar-fault.{fault.message_code}", **fault.params)
        where = f"{fault.file}: {fault.key_path}: " if fault.key_path else f"{fault.file}: "
        raise BadInput("calendar", (where + what,)) from fault


def _exceptions(file: "CalendarFile") -> list[date]:
    return sorted({*file.calendar.days_off, *file.calendar.worked})


def _print_calendar(file: "CalendarFile", days: list[date], frame: Frame) -> None:
    from adapters.calendar_view import day_with_weekday, kind_of_day

    words, calendar = frame.words, file.calendar
    frame.say(f"{calendar.id}-{calendar.version}  {getattr(file.title, words.language)}")
    frame.say(words("calendar.decreed-until", day=calendar.decreed_until))
    for source in file.source:
        frame.say(words("calendar.source", text=getattr(source, words.language)))
    for day in days:
        text = kind_of_day(day, file, words)
        if calendar.is_provisional(day):
            text += f" ({words('calendar.provisional')})"
        frame.say(f"{day_with_weekday(day, words)}  {text}")


def _calendar_as_json(file: "CalendarFile", days: list[date]) -> dict[str, Any]:
    calendar = file.calendar
    return {
        "id": calendar.id,
        "version": calendar.version,
        "first": calendar.first.isoformat(),
        "last": calendar.last.isoformat(),
        "decreed_until": calendar.decreed_until.isoformat(),
        "days": [
            {
                "day": day.isoformat(),
                "kind": calendar.kind(day).value,
                "reason": calendar.reason(day),
                "provisional": calendar.is_provisional(day),
            }
            for day in days
        ],
    }


def _due_as_json(
    calendar: "Calendar", first: date, last: date, notes: "tuple[DayNote, ...]"
) -> dict[str, Any]:
    from adapters.calendar_view import note_as_json

    return {
        "from": first.isoformat(),
        "due": last.isoformat(),
        "provisional": calendar.is_provisional(last),
        "calendar": {"id": calendar.id, "version": calendar.version},
        "days": [note_as_json(note, calendar) for note in notes],
    }

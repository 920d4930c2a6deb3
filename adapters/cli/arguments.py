"""What people type for dates and times, and the options that several commands share."""

import re
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.errors import BadInput
from adapters.invalid import echo
from domain.local_time import VIETNAM
from domain.period import ONE_DAY

AsJson = Annotated[bool, typer.Option("--json", help="help.json")]
AsCsv = Annotated[bool, typer.Option("--csv", help="help.csv")]
FromLog = Annotated[bool, typer.Option("--from-log", help="help.from-log")]

if TYPE_CHECKING:
    from domain.directory import Directory
    from domain.values import UnitId

_VIETNAMESE_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years that commands take, too; they leave room to count on and back."""


def read_date(text: str) -> date:
    """Reads ``09/08/2018`` or ``2018-08-09``. Raises BadInput."""
    try:
        day = _date(text.strip())
    except ValueError:
        raise BadInput("date", value=echo(text)) from None
    _check_year(day, text)
    return day


def read_instant(text: str) -> datetime:
    """Reads a date with a time, in Vietnam where no offset is given; a date alone means its end.

    Raises BadInput.
    """
    try:
        at = _instant(text.strip())
    except (ValueError, OverflowError):
        raise BadInput("time", value=echo(text)) from None
    _check_year(at, text)
    _check_year(at.astimezone(UTC), text)
    return at


def _check_year(day: date, text: str) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput("year", value=echo(text), first=FIRST_YEAR, last=LAST_YEAR)


def read_unit(text: str, directory: "Directory") -> "UnitId":
    """The code of a unit that exists or once did, in whatever case it is typed. Raises BadInput."""
    code = text.strip().upper()
    if directory.record(code) is not None:
        return code
    near = get_close_matches(code, [unit.id for unit in directory.records()])
    raise BadInput("no-such-unit-near" if near else "no-such-unit", value=echo(text), near=near)


def read_since(text: str) -> datetime:
    """As ``read_instant``, but a date alone means its beginning. Raises BadInput."""
    try:
        day = _date(text.strip())
    except ValueError:
        return read_instant(text)
    _check_year(day, text)
    return _start_of(day)


def _date(text: str) -> date:
    match = _VIETNAMESE_DATE.fullmatch(text)
    if match:
        day, month, year = (int(part) for part in match.groups())
        return date(year, month, day)
    return date.fromisoformat(text)


def _instant(text: str) -> datetime:
    day, _, clock = text.replace("T", " ").partition(" ")
    if not clock:
        return _end_of(_date(day))
    at = datetime.fromisoformat(f"{_date(day).isoformat()}T{clock.strip()}")
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM)


def _end_of(day: date) -> datetime:
    """The last instant that belongs to the day in Vietnam."""
    return _start_of(day) + ONE_DAY - timedelta(microseconds=1)


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)

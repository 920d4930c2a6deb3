"""What people type for dates and times, and the options that several commands share."""

import re
from collections.abc import Iterator
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

_VIETNAMESE_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})")
_CLOCK = re.compile(r"^(\d{1,2})[:hH](\d{2})?")
"""``8:00``, ``17h``, ``17h30``."""
_LEAST = 3
"""Letters of which a unit's name is guessed."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years that commands take, too; they leave room to count on and back."""


def read_date(text: str) -> date:
    """Reads ``09/08/2018``, be it with hyphens or dots, or ``2018-08-09``. Raises BadInput."""
    try:
        day = _date(text.strip())
    except ValueError:
        raise BadInput("date", value=echo(text)) from None
    check_year(day.year, text)
    return day


def read_instant(text: str) -> datetime:
    """Reads a date with a time, in Vietnam where no offset is given; a date alone means its end.

    Raises BadInput.
    """
    try:
        at = _instant(text.strip())
    except (ValueError, OverflowError):
        raise BadInput("time", value=echo(text)) from None
    check_year(at.year, text)
    check_year(at.astimezone(UTC).year, text)
    return at


def read_month(text: str) -> date:
    """The first day of ``08/2018``, be it with a hyphen or a point, or of ``2018-08``.

    Raises BadInput.
    """
    found = _MONTH.fullmatch(text.strip())
    if found is None or not 1 <= int(found[1] or found[4]) <= 12:
        raise BadInput("month", value=echo(text))
    year = int(found[2] or found[3])
    check_year(year, text)
    return date(year, int(found[1] or found[4]), 1)


def check_year(year: int, text: str) -> None:
    """Raises BadInput for years that commands do not take either."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadInput("year", value=echo(text), first=FIRST_YEAR, last=LAST_YEAR)


def read_unit(text: str, directory: "Directory") -> "UnitId":
    """The code of a unit that exists or once did, in whatever case it is typed. Raises BadInput."""
    code = text.strip().upper()
    if directory.record(code) is not None:
        return code
    near = list(_near(text, code, directory))
    raise BadInput("no-such-unit-near" if near else "no-such-unit", value=echo(text), near=near)


def _near(text: str, code: str, directory: "Directory") -> Iterator[str]:
    """Units with codes like that, else with names like that, each ``NB-D1 (its last name)``."""
    from projections.vietnamese import plain

    units = {unit.id: unit for unit in directory.records()}
    near = get_close_matches(code, units)
    if not near:
        by_name = {plain(name): unit.id for unit in units.values() for _, name in unit.names}
        wanted = plain(text.strip())
        holding = [name for name in by_name if len(wanted) >= _LEAST and wanted in name]
        names = sorted(holding, key=len)[:3] or get_close_matches(wanted, by_name)
        near = [by_name[name] for name in names]
    for id in near:
        _, name = units[id].names[-1]
        yield id if name == id else f"{id} ({name})"


def read_since(text: str) -> datetime:
    """As ``read_instant``, but a date alone means its beginning. Raises BadInput."""
    try:
        day = _date(text.strip())
    except ValueError:
        return read_instant(text)
    check_year(day.year, text)
    return _start_of(day)


def _date(text: str) -> date:
    match = _VIETNAMESE_DATE.fullmatch(text)
    if match:
        day, month, year = (int(part) for part in match.group(1, 3, 4))
        return date(year, month, day)
    return date.fromisoformat(text)


def _instant(text: str) -> datetime:
    day, _, clock = text.replace("T", " ").partition(" ")
    if not clock:
        return _end_of(_date(day))
    clock = _CLOCK.sub(lambda found: f"{found[1]:0>2}:{found[2] or '00'}", clock.strip())
    at = datetime.fromisoformat(f"{_date(day).isoformat()}T{clock}")
    return at if at.tzinfo else at.replace(tzinfo=VIETNAM)


def _end_of(day: date) -> datetime:
    """The last instant that belongs to the day in Vietnam."""
    return _start_of(day) + ONE_DAY - timedelta(microseconds=1)


def _start_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)

"""Reads calendars from TOML: materialised lists of days off and days worked (DESIGN, settled).

A calendar's days are exactly those its file lists; nothing is computed when it is read.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import ConfigDict, Field, StringConstraints, ValidationError

from domain.calendar import Calendar, DayOffReason, is_weekend
from domain.values import Value

CalendarFaultCode = Literal[
    "calendar-unknown",
    "calendar-unreadable",
    "calendar-not-toml",
    "calendar-key-unknown",
    "calendar-key-missing",
    "calendar-value-wrong",
    "calendar-decree-outside",
    "calendar-year-missing",
    "calendar-reason-unlabelled",
    "calendar-day-outside-year",
    "calendar-day-twice",
    "calendar-day-off-on-weekend",
    "calendar-worked-on-weekday",
]
"""Every way in which a calendar file can be wrong; adapters hold a sentence for each."""


class CalendarFault(ValueError):
    """A calendar that cannot be used: which file, where in it, in which way, with which values.

    ``key_path`` is dotted with list places in brackets, such as ``year.2018.off.tet[3]``; it is
    empty where the fault is the whole file's.
    """

    def __init__(
        self, file: str, key_path: str, message_code: CalendarFaultCode, params: Mapping[str, str]
    ) -> None:
        super().__init__(file, key_path, message_code, params)
        self.file = file
        self.key_path = key_path
        self.message_code = message_code
        self.params = params


_Fault = tuple[str, CalendarFaultCode, dict[str, str]]
"""Key path, code and params of a fault whose file is known."""

_Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]


class _Section(Value):
    model_config = ConfigDict(strict=True)


class Label(_Section):
    """A text for people, in Vietnamese and English."""

    vi: _Text
    en: _Text


class Overlay(_Section):
    """Where the lists differ from what the holidays package computes, and should."""

    off: dict[DayOffReason, list[date]]
    worked: list[date]
    drop: list[DayOffReason]
    """Reasons that the package knows and no enacted text does."""


class _Year(_Section):
    off: dict[DayOffReason, list[date]]
    worked: list[date]


class _File(_Section):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]
    version: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}\.[0-9]{1,4}$")]
    decreed_until: date
    title: Label
    source: list[Label] = Field(min_length=1)
    reason: dict[DayOffReason, Label]
    overlay: Overlay | None = None
    year: dict[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{3}$")], _Year] = Field(
        min_length=1
    )


class CalendarFile(NamedTuple):
    """A calendar with everything that its file says about it."""

    text: str
    calendar: Calendar
    title: Label
    source: tuple[Label, ...]
    """The decrees and packages that the lists rest on."""
    reason: Mapping[str, Label]
    """A label for every reason that ``calendar.reason`` gives."""
    overlay: Overlay | None


class ShippedCalendar(NamedTuple):
    """What the list of calendars shows of each."""

    id: str
    version: str
    title: Label


def shipped_calendars() -> list[ShippedCalendar]:
    """Every calendar that comes with the program, by id and version."""
    return [
        ShippedCalendar(id, version, parse_calendar_file(_read(file), file.name).title)
        for id, version, file in _shipped_files()
    ]


def load_calendar_file(id_or_path: str | Path) -> CalendarFile:
    """Reads ``vn`` (its newest version), ``vn-2026.1``, or a path that ends in ``.toml``.

    Raises CalendarFault.
    """
    name = str(id_or_path)
    if name.endswith(".toml"):
        return parse_calendar_file(_read(Path(name)), name)
    shipped = _shipped_files()
    matching = [file for id, version, file in shipped if name in (id, f"{id}-{version}")]
    if not matching:
        known = ", ".join(f"{id}-{version}" for id, version, _ in shipped)
        raise CalendarFault(name, "", "calendar-unknown", {"known": known})
    return parse_calendar_file(_read(matching[-1]), matching[-1].name)


def calendars_beside(path: Path) -> set[str]:
    """Ids of the calendars in the folder of a file; what is none, or faulty, is not asked here."""
    found = set()
    for sibling in path.parent.glob("*.toml"):
        try:
            found.add(load_calendar_file(sibling).calendar.id)
        except CalendarFault:
            continue
    return found


def parse_calendar(text: str, origin: str) -> Calendar:
    """The calendar of ``parse_calendar_file``, without what else its file says."""
    return parse_calendar_file(text, origin).calendar


@lru_cache(maxsize=16)
def parse_calendar_file(text: str, origin: str) -> CalendarFile:
    """Reads the text of a calendar file; ``origin`` names it in faults. Raises CalendarFault.

    The same few texts are read again and again: when published, and by every Desk.
    """
    file = _validated(text, origin)
    fault = next(_faults(file), None)
    if fault is not None:
        raise CalendarFault(origin, *fault)
    years = sorted(int(year) for year in file.year)
    calendar = Calendar(
        id=file.id,
        version=file.version,
        first=date(years[0], 1, 1),
        last=date(years[-1], 12, 31),
        decreed_until=file.decreed_until,
        days_off={
            day: reason
            for lists in file.year.values()
            for reason, days in lists.off.items()
            for day in days
        },
        worked=frozenset(day for lists in file.year.values() for day in lists.worked),
    )
    return CalendarFile(text, calendar, file.title, tuple(file.source), file.reason, file.overlay)


def _shipped_files() -> list[tuple[str, str, Traversable]]:
    """(id, version, file) of each; the versions of one id in order, the newest last."""
    found = []
    for file in resources.files("workflows.calendars").iterdir():
        if file.name.endswith(".toml"):
            id, _, version = file.name.removesuffix(".toml").rpartition("-")
            found.append((id, version, file))
    return sorted(found, key=lambda entry: (entry[0], [int(part) for part in entry[1].split(".")]))


def _read(file: Path | Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        params = {"error": type(error).__name__}
        raise CalendarFault(str(file), "", "calendar-unreadable", params) from error


def _validated(text: str, origin: str) -> _File:
    try:
        return _File.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line ([0-9]+), column ([0-9]+)", str(error))
        line = place[1] if place else str(len(text.splitlines()))
        raise CalendarFault(origin, "", "calendar-not-toml", {"line": line}) from error
    except ValidationError as error:
        raise CalendarFault(origin, *_first_fault(error)) from error


def _first_fault(error: ValidationError) -> _Fault:
    first = error.errors(include_url=False)[0]
    path = _key_path(part for part in first["loc"] if part != "[key]")
    match first["type"]:
        case "extra_forbidden":
            return path, "calendar-key-unknown", {}
        case "missing":
            return path, "calendar-key-missing", {}
        case kind:
            return path, "calendar-value-wrong", {"value": str(first["input"])[:60], "type": kind}


def _key_path(parts: Iterable[str | int]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return path.removeprefix(".")


def _faults(file: _File) -> Iterator[_Fault]:
    """What the shape of a file cannot say, in the order of the file."""
    years = {int(year) for year in file.year}
    if file.decreed_until.year not in range(min(years), max(years) + 1):
        yield "decreed_until", "calendar-decree-outside", {"day": str(file.decreed_until)}
    for missing in sorted(set(range(min(years), max(years))) - years):
        yield f"year.{missing}", "calendar-year-missing", {"year": str(missing)}
    for year, lists in file.year.items():
        for reason in sorted(lists.off.keys() - file.reason.keys()):
            yield f"year.{year}.off.{reason}", "calendar-reason-unlabelled", {"reason": reason}
        yield from _day_faults(int(year), lists)


def _day_faults(year: int, lists: _Year) -> Iterator[_Fault]:
    seen: set[date] = set()
    keyed = {f"off.{reason}": days for reason, days in lists.off.items()} | {"worked": lists.worked}
    for key, days in keyed.items():
        for place, day in enumerate(days):
            path, params = f"year.{year}.{key}[{place}]", {"day": day.isoformat()}
            if day.year != year:
                yield path, "calendar-day-outside-year", params | {"year": str(year)}
            if day in seen:
                yield path, "calendar-day-twice", params
            if key == "worked" and not is_weekend(day):
                yield path, "calendar-worked-on-weekday", params
            if key != "worked" and is_weekend(day):
                yield path, "calendar-day-off-on-weekend", params
            seen.add(day)

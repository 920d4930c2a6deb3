"""When the rungs of a deadline are reached, read from the published texts of regime and calendar.

A small reader of its own: of a regime it needs the ladder and which kinds of deadlines follow it,
of a calendar its days. What a regime extends is published before it, and no text ever changes.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from domain.calendar import Calendar, start_of
from projections.rows import stored_time


class Rung(NamedTuple):
    name: str
    offset: int
    """Working days from the last day of a deadline."""
    warns: bool
    """A warning comes before the due time or not at all."""


class Ladder(NamedTuple):
    """What a regime says about rungs."""

    rungs: tuple[Rung, ...] = ()
    follows: Mapping[str, bool] = {}
    """Whether deadlines of a kind have rungs; they have none where the kind is missing."""


class _Own(NamedTuple):
    """What one text says itself."""

    extends: str | None
    """As ``id version``."""
    rungs: tuple[Rung, ...] | None
    follows: Mapping[str, bool | None]


def ladder_of(ref: str, regimes: Mapping[str, str]) -> Ladder | None:
    """The ladder of a published regime, laid over the one that it extends; None if it is unknown.

    A ladder replaces the inherited one as a whole, a kind of deadline key by key.
    """
    if ref not in regimes:
        return None
    own = _own(regimes[ref])
    inherited = ladder_of(own.extends, regimes) if own.extends else None
    rungs, follows = inherited or Ladder()
    for kind, says in own.follows.items():
        follows = {**follows, kind: follows.get(kind, True) if says is None else says}
    return Ladder(rungs if own.rungs is None else own.rungs, follows)


@lru_cache(maxsize=64)
def _own(text: str) -> _Own:
    table = tomllib.loads(text)
    above, rungs = table.get("extends"), table.get("ladder")
    return _Own(
        f"{above['id']} {above['version']}" if above else None,
        None if rungs is None else tuple(_rung(**rung) for rung in rungs),
        {kind: said.get("follows_ladder") for kind, said in table.get("deadlines", {}).items()},
    )


def _rung(rung: str, at: str, act: str, **_: object) -> Rung:
    return Rung(rung, int(at.removesuffix("wd")), act == "warn")


@lru_cache(maxsize=16)
def calendar_of(text: str) -> Calendar:
    """The calendar of a published text, which was found in order when it was published."""
    table = tomllib.loads(text)
    years = {int(year): lists for year, lists in table["year"].items()}
    off = [reasons for lists in years.values() for reasons in lists["off"].items()]
    return Calendar(
        id=table["id"],
        version=table["version"],
        first=date(min(years), 1, 1),
        last=date(max(years), 12, 31),
        decreed_until=table["decreed_until"],
        days_off={day: reason for reason, days in off for day in days},
        worked=frozenset(day for lists in years.values() for day in lists["worked"]),
    )


def rung_times(
    ladder: Ladder, calendar: Calendar, last_day: date, due: str
) -> Iterator[tuple[Rung, str]]:
    """Each rung and when it is reached: at the due time, the others as their day begins."""
    for rung in ladder.rungs:
        if rung.offset == 0:
            yield rung, due
        else:
            day = calendar.add_working_days(last_day, rung.offset)
            yield rung, stored_time(start_of(day))

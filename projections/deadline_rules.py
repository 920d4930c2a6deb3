"""When the rungs of a deadline are reached, read from the published texts of regime and calendar.

Of a regime it needs the ladder and which kinds of deadlines follow it, of a calendar its days. What
a regime extends is published before it, and no text ever changes.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from domain.calendar import Calendar, start_of
from domain.regime_layers import merged
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


def ladder_of(ref: str, regimes: Mapping[str, str]) -> Ladder | None:
    """The ladder of a published regime; None if it, or what it extends, is unknown."""
    try:
        table = merged(ref, regimes)
    except KeyError:
        return None
    kinds = table.get("deadlines", {}).items()
    return Ladder(
        tuple(_rung(**rung) for rung in table.get("ladder", ())),
        {kind: said.get("follows_ladder", True) for kind, said in kinds},
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

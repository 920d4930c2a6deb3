"""Computes calendar lists with the holidays package: to write a version, and to check it later.

Nothing reads a calendar through this module: the files hold materialised lists, so an upgrade of
the package shows as a difference in a test and never changes a version (DESIGN, settled).
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from holidays import country_holidays

from domain.calendar import is_weekend
from workflows.calendar_files import Overlay

_REASONS = {
    "New Year's Day": "new-year",
    "29 of Lunar New Year": "tet",
    "Lunar New Year's Eve": "tet",
    "Lunar New Year": "tet",
    "Second Day of Lunar New Year": "tet",
    "Third Day of Lunar New Year": "tet",
    "Fourth Day of Lunar New Year": "tet",
    "Fifth Day of Lunar New Year": "tet",
    "Sixth Day of Lunar New Year": "tet",
    "Hung Kings' Commemoration Day": "hung-kings",
    "Liberation Day/Reunification Day": "reunification-day",
    "International Labor Day": "labour-day",
    "National Day": "national-day",
    "Vietnam Cultural Day": "culture-day",
}
_IN_LIEU = " (observed)"
_SWAP = "Day off (substituted from "


class DayLists(NamedTuple):
    """Weekdays off with their reason, and weekend days worked."""

    days_off: Mapping[date, str]
    worked: frozenset[date]


def generate(first_year: int, last_year: int) -> DayLists:
    """What the package computes for the years, both included.

    Raises KeyError for a holiday that no reason here stands for.
    """
    # The neighbouring years are computed too, for a swap may move a day across New Year.
    computed = country_holidays("VN", years=range(first_year - 1, last_year + 2), language="en_US")
    wanted = range(first_year, last_year + 1)
    return DayLists(
        days_off={
            day: _reason(computed.get_list(day)[0])
            for day in sorted(computed)
            if day.year in wanted and not is_weekend(day)
        },
        worked=frozenset(day for day in computed.weekend_workdays if day.year in wanted),
    )


def amend(computed: DayLists, overlay: Overlay) -> DayLists:
    """The computed lists without the overlay's dropped reasons and with its own days."""
    kept = {day: why for day, why in computed.days_off.items() if why not in overlay.drop}
    added = {day: why for why, days in overlay.off.items() for day in days}
    return DayLists(kept | added, computed.worked | frozenset(overlay.worked))


def _reason(name: str) -> str:
    if name.startswith(_SWAP):
        return "swap"
    reason = _REASONS[name.removesuffix(_IN_LIEU)]
    return f"{reason}-in-lieu" if name.endswith(_IN_LIEU) else reason

"""Regimes and calendars as published in the organisation stream, compiled once and kept."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from domain.calendar import Calendar
from domain.deadline import CalendarRef, RegimeRef
from domain.directory import Directory
from domain.regime_layers import parsed
from domain.values import UnitId
from workflows.calendar_files import parse_calendar
from workflows.machine import Regime
from workflows.outcome import Rejected
from workflows.regime import RegimeSpec
from workflows.regime_text import Lookup, parse_regime


class PublishedRules:
    """Reads only what the log holds, so that a file changed on disk changes no decision."""

    def __init__(self) -> None:
        self._regimes: dict[tuple[str, str, str | None], Regime] = {}
        self._calendars: dict[tuple[str, str, str | None], Calendar] = {}

    def regime(self, directory: Directory, ref: RegimeRef) -> Regime:
        """Raises Rejected ``regime-unpublished``."""
        key = (ref.id, ref.version, directory.regime_digest(ref.id, ref.version))
        if key not in self._regimes:
            text = directory.regime_text(ref.id, ref.version)
            if text is None:
                raise Rejected("regime-unpublished", regime=ref.id, version=ref.version)
            spec = parse_regime(text, published_in(directory), str(ref))
            self._regimes[key] = Regime(spec)
        return self._regimes[key]

    def calendar(self, directory: Directory, ref: CalendarRef) -> Calendar:
        """Raises Rejected ``calendar-unpublished``."""
        key = (ref.id, ref.version, directory.calendar_digest(ref.id, ref.version))
        if key not in self._calendars:
            text = directory.calendar_text(ref.id, ref.version)
            if text is None:
                raise Rejected("calendar-unpublished", calendar=ref.id, version=ref.version)
            self._calendars[key] = parse_calendar(text, str(ref))
        return self._calendars[key]

    def latest_calendar(self, directory: Directory, calendar: str) -> Calendar:
        """The version published last. Raises Rejected ``calendar-unpublished``."""
        versions = [version for id, version in directory.calendars() if id == calendar]
        if not versions:
            raise Rejected("calendar-unpublished", calendar=calendar, version="")
        return self.calendar(directory, CalendarRef(id=calendar, version=versions[-1]))


def published_in(directory: Directory) -> Lookup:
    """Finds the text of a regime among those published."""

    def lookup(ref: RegimeRef) -> str:
        text = directory.regime_text(ref.id, ref.version)
        if text is None:
            raise KeyError(ref)
        return text

    return lookup


def in_force(directory: Directory, unit: UnitId, on: date) -> RegimeSpec | None:
    """The regime that binds the unit, if it applies on that day; asked of the directory alone."""
    bound = directory.binding(unit, on)
    if bound is None:
        return None
    spec = _spec(tuple(_chain(directory, RegimeRef(id=bound[0], version=bound[1]))))
    begun = spec.effective_from is None or spec.effective_from <= on
    over = spec.effective_to is not None and spec.effective_to < on
    return spec if begun and not over else None


def _chain(directory: Directory, ref: RegimeRef) -> Iterator[tuple[str, str]]:
    """The regime's text and those it extends, each after its name."""
    above: RegimeRef | None = ref
    while above is not None:
        text = published_in(directory)(above)
        yield str(above), text
        parent = parsed(text).get("extends")
        above = RegimeRef.model_validate(parent) if parent else None


@lru_cache(maxsize=16)
def _spec(chain: tuple[tuple[str, str], ...]) -> RegimeSpec:
    texts = dict(chain)
    return parse_regime(chain[0][1], lambda ref: texts[str(ref)], chain[0][0])

"""Regimes and calendars as published in the organisation stream, compiled once and kept."""

from domain.calendar import Calendar
from domain.deadline import CalendarRef, RegimeRef
from domain.directory import Directory
from workflows.calendar_files import parse_calendar
from workflows.machine import Regime
from workflows.outcome import Rejected
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

"""The directory: who and what the organisation is on a given day, folded from its stream.

Every query takes the day it asks about. What was known at some time is the directory folded up to
that time: valid time is an argument, transaction time is how far one folds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.directory_people import Capacity, CapacityKind, People
from domain.directory_records import Binding
from domain.directory_succession import Successions
from domain.directory_tables import apply
from domain.directory_tree import Unit
from domain.fact import Recorded
from domain.organisation import OrganisationFact
from domain.values import PersonRef, UnitId

__all__ = ["EMPTY", "Capacity", "CapacityKind", "Directory", "Draft", "Unit", "fold"]


@dataclass(frozen=True, slots=True)
class Directory(People, Successions):
    """The organisation at a version of its stream. Folding makes a new one, this never changes."""

    version: int = 0
    """Version of the organisation stream folded so far."""
    stream: UUID | None = None

    @property
    def founder(self) -> PersonRef | None:
        return self._tables.founder

    def is_registrar(self, person: PersonRef, on: date) -> bool:
        """Whether the person may change the organisation."""
        since = self._tables.registrars.get(person)
        return since is not None and since <= on

    def binding(self, unit: UnitId, on: date) -> tuple[str, str] | None:
        """Regime and version that rule the unit: those of the nearest binding, itself included."""
        for id in self._line(unit, on):
            for bound in reversed(self.bindings_of(id)):
                if bound.valid_from <= on:
                    return bound.regime, bound.version
        return None

    def regime_text(self, regime: str, version: str) -> str | None:
        published = self._tables.regimes.get((regime, version))
        return published.text if published else None

    def regime_digest(self, regime: str, version: str) -> str | None:
        published = self._tables.regimes.get((regime, version))
        return published.digest if published else None

    def calendar_text(self, calendar: str, version: str) -> str | None:
        published = self._tables.calendars.get((calendar, version))
        return published.text if published else None

    def calendar_digest(self, calendar: str, version: str) -> str | None:
        published = self._tables.calendars.get((calendar, version))
        return published.digest if published else None

    def regimes(self) -> tuple[tuple[str, str], ...]:
        """Every published regime with its version, in the order of publication."""
        return tuple(self._tables.regimes)

    def calendars(self) -> tuple[tuple[str, str], ...]:
        """Every published calendar with its version, in the order of publication."""
        return tuple(self._tables.calendars)

    def bindings_of(self, unit: UnitId) -> tuple[Binding, ...]:
        """The unit's own bindings, by first day."""
        return self._tables.bindings.get(unit, ())

    def all_bindings(self) -> Iterator[Binding]:
        return (one for several in self._tables.bindings.values() for one in several)


EMPTY = Directory()
"""Nothing recorded yet."""


def fold(directory: Directory, recorded: Sequence[Recorded[OrganisationFact]]) -> Directory:
    """The directory after the facts that follow its version, in order. Copies once per batch."""
    if not recorded:
        return directory
    tables = directory._tables.copy()
    for one in recorded:
        apply(tables, one.fact)
    last = recorded[-1].envelope
    return Directory(tables, last.version, last.stream)


class Draft:
    """Tries facts on a copy of a directory, one after the other, before any is recorded."""

    def __init__(self, directory: Directory) -> None:
        self._tables = directory._tables.copy()
        self.directory = Directory(self._tables, directory.version, directory.stream)
        """Shows every fact added so far."""

    def add(self, fact: OrganisationFact) -> None:
        apply(self._tables, fact)

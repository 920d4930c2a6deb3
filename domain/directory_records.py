"""The entries of the directory's tables: what is known of units, persons, rules and texts."""

from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from domain.organisation import AssignmentGround, Post, UnitKind
from domain.period import Period
from domain.values import DocumentRef, PersonRef, UnitId

T = TypeVar("T")


class Stay(NamedTuple):
    """A stretch of a unit's life under one parent."""

    period: Period
    parent: UnitId | None


class UnitRecord(NamedTuple):
    """A unit over its whole life."""

    id: UnitId
    kind: UnitKind
    period: Period
    names: tuple[tuple[date, str], ...]
    """Each name with its first day, in order."""
    parents: tuple[tuple[date, UnitId], ...]
    """Each parent with the first day under it, in order; none for a province."""

    def name_on(self, on: date) -> str:
        return _on(self.names, on)

    def parent_on(self, on: date) -> UnitId | None:
        return _on(self.parents, on) if self.parents else None

    def stays(self) -> tuple[Stay, ...]:
        """Its life cut at every change of parent, in order; none for a life without a day."""
        first = self.period.first
        days = (first, *(day for day, _ in self.parents if day > first))
        stays = (Stay(self.stay_from(day), self.parent_on(day)) for day in days)
        return tuple(stay for stay in stays if not stay.period.is_empty())

    def stay_from(self, day: date) -> Period:
        """From the day on until the next change of parent that is known, or the end."""
        rest = Period(day, self.period.last)
        moved = next((moved for moved, _ in self.parents if moved > day), None)
        return rest.ended_from(moved) if moved else rest


def _on(dated: tuple[tuple[date, T], ...], on: date) -> T:
    """What held on the day; before the first day, what came first."""
    known = (value for day, value in reversed(dated) if day <= on)
    return next(known, dated[0][1])


class Appointment(NamedTuple):
    person: PersonRef
    unit: UnitId
    post: Post
    period: Period


class ActingHead(NamedTuple):
    person: PersonRef
    unit: UnitId
    in_place_of: PersonRef | None
    period: Period
    basis: DocumentRef | None


class Delegation(NamedTuple):
    id: UUID
    delegator: PersonRef
    delegate: PersonRef
    unit: UnitId
    granted: Period
    """As granted; ``period`` is what a revocation left of it."""
    period: Period
    basis: DocumentRef | None


class Assignment(NamedTuple):
    cadre: PersonRef
    chapter: UnitId
    period: Period
    decision: DocumentRef | None
    ground: AssignmentGround


class Binding(NamedTuple):
    unit: UnitId
    regime: str
    version: str
    valid_from: date


class PublishedText(NamedTuple):
    text: str
    digest: str

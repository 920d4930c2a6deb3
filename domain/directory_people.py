"""Who serves where, in what capacity, and which cadres attend which chapters, on a given day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.directory_records import ActingHead, Appointment, Assignment, Delegation
from domain.directory_tree import UnitTree
from domain.organisation import HEAD_POSTS, Post
from domain.values import PersonRef, UnitId


class CapacityKind(StrEnum):
    APPOINTED = "appointed"
    ACTING = "acting"
    DELEGATE = "delegate"


class Capacity(NamedTuple):
    """By what right somebody acts in a unit."""

    kind: CapacityKind
    post: Post | None = None
    """The post held; for a delegate the delegator's; None for an acting head."""
    on_behalf_of: PersonRef | None = None
    """The delegator, or whom the acting head stands in for."""


_POSTS = tuple(Post)


def _strength(capacity: Capacity) -> tuple[int, int]:
    """Orders capacities: head, acting head, other posts, delegate, officer."""
    post = _POSTS.index(capacity.post) if capacity.post else 0
    if capacity.kind is CapacityKind.ACTING:
        return 1, 0
    if capacity.kind is CapacityKind.DELEGATE:
        return 3, post
    if capacity.post in HEAD_POSTS:
        return 0, post
    return (4 if capacity.post is Post.OFFICER else 2), post


@dataclass(frozen=True, slots=True)
class People(UnitTree):
    """Queries about persons; those without a day tell of all times."""

    def holds(self, person: PersonRef, unit: UnitId, on: date) -> Capacity | None:
        """The strongest capacity in which the person may act in the unit on that day, if any."""
        return next(iter(self.capacities(person, unit, on)), None)

    def capacities(self, person: PersonRef, unit: UnitId, on: date) -> tuple[Capacity, ...]:
        """Every capacity of the person in the unit, the strongest first.

        The order is head, acting head, other posts, delegate, officer.
        A delegation works only while its delegator serves there by appointment or as acting head.
        """
        own = self._own_capacities(person, unit, on)
        lent = tuple(
            Capacity(CapacityKind.DELEGATE, source[0].post, granted.delegator)
            for granted in self._delegations_to(person, unit)
            if granted.period.covers(on)
            and (source := self._own_capacities(granted.delegator, unit, on))
        )
        return tuple(sorted(own + lent, key=_strength))

    def _own_capacities(self, person: PersonRef, unit: UnitId, on: date) -> tuple[Capacity, ...]:
        if not self.exists(unit, on):
            return ()
        found = [
            Capacity(CapacityKind.APPOINTED, one.post)
            for one in self.appointments(person, unit)
            if one.period.covers(on)
        ]
        acting = self.acting_head(unit, on)
        if acting is not None and acting.person == person:
            found.append(Capacity(CapacityKind.ACTING, None, acting.in_place_of))
        return tuple(sorted(found, key=_strength))

    def serves(self, person: PersonRef, unit: UnitId, on: date) -> bool:
        """Whether the person acts there in their own right: by appointment or as acting head."""
        return bool(self._own_capacities(person, unit, on))

    def members(self, unit: UnitId, on: date) -> tuple[PersonRef, ...]:
        """Everyone for whom ``holds`` finds a capacity in the unit, delegates included."""
        persons = self._tables.persons.get(unit, ())
        return tuple(person for person in persons if self.holds(person, unit, on))

    def units_of(self, person: PersonRef, on: date) -> tuple[UnitId, ...]:
        """Every unit in which ``holds`` finds a capacity for the person."""
        units = self._tables.places.get(person, ())
        return tuple(unit for unit in units if self.holds(person, unit, on))

    def head(self, unit: UnitId, on: date) -> PersonRef | None:
        """Who leads the unit: the acting head, else the secretary, chair or head."""
        if not self.exists(unit, on):
            return None
        if acting := self.acting_head(unit, on):
            return acting.person
        leading = [
            (HEAD_POSTS.index(one.post), one.person)
            for one in self.appointments_in(unit)
            if one.post in HEAD_POSTS and one.period.covers(on)
        ]
        return min(leading)[1] if leading else None

    def acting_head(self, unit: UnitId, on: date) -> ActingHead | None:
        """Of several namings that cover the day the one that began last."""
        namings = reversed(self._tables.acting.get(unit, ()))
        return next((one for one in namings if one.period.covers(on)), None)

    def cadres_of(self, chapter: UnitId, on: date) -> tuple[PersonRef, ...]:
        """Who is assigned to attend the chapter's meetings."""
        cadres = self._tables.cadres.get(chapter, ())
        return tuple(cadre for cadre in cadres if self.is_assigned(cadre, chapter, on))

    def chapters_of(self, cadre: PersonRef, on: date) -> tuple[UnitId, ...]:
        chapters = self._tables.chapters.get(cadre, ())
        return tuple(chapter for chapter in chapters if self.is_assigned(cadre, chapter, on))

    def is_assigned(self, cadre: PersonRef, chapter: UnitId, on: date) -> bool:
        return self.exists(chapter, on) and any(
            one.period.covers(on) for one in self.assignments(cadre, chapter)
        )

    def appointments(self, person: PersonRef, unit: UnitId) -> tuple[Appointment, ...]:
        """The person's appointments in the unit, of whatever time."""
        return self._tables.appointments.get((person, unit), ())

    def appointments_in(self, unit: UnitId) -> tuple[Appointment, ...]:
        """Everyone's appointments in the unit, of whatever time."""
        persons = self._tables.persons.get(unit, ())
        return tuple(one for person in persons for one in self.appointments(person, unit))

    def all_appointments(self) -> Iterator[Appointment]:
        return (one for several in self._tables.appointments.values() for one in several)

    def acting_heads(self, unit: UnitId) -> tuple[ActingHead, ...]:
        """Every naming of an acting head of the unit, by first day."""
        return self._tables.acting.get(unit, ())

    def delegation(self, id: UUID) -> Delegation | None:
        return self._tables.delegations.get(id)

    def _delegations_to(self, person: PersonRef, unit: UnitId) -> tuple[Delegation, ...]:
        ids = self._tables.delegated.get((person, unit), ())
        return tuple(
            granted
            for id in ids
            if (granted := self._tables.delegations[id]).delegate == person and granted.unit == unit
        )

    def assignments(self, cadre: PersonRef, chapter: UnitId) -> tuple[Assignment, ...]:
        """The cadre's assignments to the chapter, of whatever time."""
        return self._tables.assignments.get((cadre, chapter), ())

    def all_assignments(self) -> Iterator[Assignment]:
        return (one for several in self._tables.assignments.values() for one in several)

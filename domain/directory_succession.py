"""Who follows whom: what was recorded when units ended, and who stands for them on a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.directory_records import UnitRecord
from domain.directory_tree import UnitTree
from domain.organisation import BODIES, OrgSuccessionRecorded, SuccessionKind
from domain.values import UnitId


@dataclass(frozen=True, slots=True)
class Successions(UnitTree):
    """Queries about units that ended. None raises."""

    def succession_of(self, unit: UnitId) -> OrgSuccessionRecorded | None:
        """What is recorded of the end of the unit, which may lie ahead."""
        return self._tables.successions.get(unit)

    def ended_by(self, unit: UnitId, on: date) -> OrgSuccessionRecorded | None:
        """The succession in force that tells of a unit that is no more on that day.

        Its own, or that of the nearest unit above it on its last day; None while it exists.
        """
        record = self._tables.units.get(unit)
        if record is None or record.period.last is None or on <= record.period.last:
            return None
        line = (unit, *self.ancestors(unit, record.period.last))
        return next(filter(None, (self._in_force(one, on) for one in line)), None)

    def all_successions(self) -> Iterator[OrgSuccessionRecorded]:
        """In the order in which they were first recorded."""
        return iter(self._tables.successions.values())

    def successors_of(self, unit: UnitId, on: date) -> tuple[UnitId, ...]:
        """The units that follow the unit on the day, those of successors that ended in their place.

        None while the unit itself exists, and none where nothing is recorded.
        """
        return tuple(dict.fromkeys(self._followers(unit, on, frozenset())))

    def _followers(self, unit: UnitId, on: date, passed: frozenset[UnitId]) -> Iterator[UnitId]:
        ended = self._in_force(unit, on)
        if ended is None or unit in passed or self.exists(unit, on):
            return
        for successor in ended.successors:
            if self.exists(successor, on):
                yield successor
            else:
                yield from self._followers(successor, on, passed | {unit})

    def standing_for(self, unit: UnitId, on: date) -> UnitId | None:
        """Who stands for the unit on the day: the unit itself while it exists, else who follows it.

        A single successor stands for the whole; what was divided, and what ended together with a
        committee, goes by the shares; a body without one is followed by the same body of the
        committee that stands for its own. None where that leads nowhere, and before its first day.
        """
        return self._stand_in(unit, on, frozenset())

    def continued_by(self, unit: UnitId, on: date) -> UnitId | None:
        """Who stands for the unit; where it was divided and nobody does, the first that follows."""
        stands = self.standing_for(unit, on)
        return stands or next(iter(self.successors_of(unit, on)), None)

    def _stand_in(self, unit: UnitId, on: date, passed: frozenset[UnitId]) -> UnitId | None:
        record = self._tables.units.get(unit)
        if record is None or unit in passed or on < record.period.first:
            return None
        if record.period.covers(on):
            return unit
        passed |= {unit}
        named = self._named_after(record, on)
        if named is not None:
            return self._stand_in(named, on, passed)
        above = record.parent_on(record.period.last or on)
        if record.kind not in BODIES or above is None:
            return None
        committee = self._stand_in(above, on, passed)
        body = self.body(committee, record.kind, on) if committee else None
        return body.id if body else None

    def _named_after(self, record: UnitRecord, on: date) -> UnitId | None:
        """Whom a succession in force names for a unit that ended: its own, or one from above."""
        last = record.period.last or on
        for id in (record.id, *self.ancestors(record.id, last)):
            ended = self._in_force(id, on)
            if ended is None:
                continue
            named = {share.unit: share.to for share in ended.shares}
            if id == record.id and ended.kind is not SuccessionKind.SPLIT and ended.successors:
                named.setdefault(id, ended.successors[0])
            if record.id in named:
                return named[record.id]
        return None

    def _in_force(self, unit: UnitId, on: date) -> OrgSuccessionRecorded | None:
        recorded = self._tables.successions.get(unit)
        return recorded if recorded is not None and recorded.valid_from <= on else None

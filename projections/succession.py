"""The ledger of successions: who followed whom, and where the issues went (DOMAIN 2 and 6).

An issue stands in it once for each holder that was succeeded; one that found no successor at first
stands with its owner until it is placed, and from then on where it was placed.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db import models

from domain.directory import Directory
from domain.organisation import OrgSuccessionRecorded, SuccessionKind
from domain.values import UnitId
from projections.ports import FoldOfEachBatch
from projections.rows import base_name, base_names, select
from projections.succession_fold import FACTS, EndedIssueTable, MoveTable, fold

_CONCERNS = base_names(FACTS)


class Successions:
    """The read model of issues that went to successors."""

    name = "succession"
    version = 1
    tables: tuple[type[models.Model], ...] = (MoveTable, EndedIssueTable)

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(fold, alias)


class Moved(NamedTuple):
    """How many issues went from one unit to another."""

    old: UnitId
    new: UnitId
    open: int
    closed: int
    """Ended before, so only their file went."""
    unmapped: int
    """Of the open ones: still without a successor, with the unit that owns such issues."""


class Entry(NamedTuple):
    """A unit that was succeeded, and where its issues went."""

    unit: UnitId
    succession: OrgSuccessionRecorded | None
    """None where only the handing over was recorded."""
    moved: tuple[Moved, ...]
    """Those of bodies that ended along stand here too; each successor has an entry."""

    @property
    def kind(self) -> SuccessionKind | None:
        return self.succession.kind if self.succession else None

    @property
    def valid_from(self) -> date | None:
        return self.succession.valid_from if self.succession else None


_MOVED = """SELECT released_by, to_unit, SUM(NOT closed), SUM(closed), SUM(unmapped IS NOT NULL)
FROM succession_move GROUP BY released_by, to_unit ORDER BY MIN(position)"""


def ledger(alias: str, directory: Directory, unit: UnitId | None = None) -> Iterator[Entry]:
    """Successions in the order in which they were recorded; of a unit those that it was part of.

    ``directory`` is the organisation as it is known wherever the read model stands.
    """
    moved: dict[UnitId, list[Moved]] = {
        ended.unit: [Moved(ended.unit, to, 0, 0, 0) for to in ended.successors]
        for ended in directory.all_successions()
    }
    for row in select(alias, _MOVED):
        one = Moved(*row)
        entry = moved.setdefault(_ended_with(one.old, directory), [])
        entry[:] = [known for known in entry if known[:2] != one[:2]] + [one]
    for ended, rows in moved.items():
        units = {ended, *(side for one in rows for side in one[:2])}
        if unit is None or unit in units:
            yield Entry(ended, directory.succession_of(ended), tuple(rows))


def _ended_with(unit: UnitId, directory: Directory) -> UnitId:
    """The unit whose succession moved what this one had: itself, or the nearest above it."""
    record = directory.record(unit)
    last = record.period.last if record else None
    line = (unit, *(directory.ancestors(unit, last) if last else ()))
    return next((one for one in line if directory.succession_of(one)), unit)

"""Which issues are to follow a succession, and what it makes of each; a run and its trial ask."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.directory import Directory
from domain.directory_records import UnitRecord
from domain.issue import Issue
from domain.issue_facts import UnmappedReason
from domain.organisation import CHAPTERS, OrgSuccessionRecorded
from domain.period import ONE_DAY
from domain.values import PersonRef, UnitId
from workflows.succession import destination, keeper, left_by


class Becomes(StrEnum):
    """What a succession makes of an issue."""

    MOVED = "moved"
    UNMAPPED = "unmapped"
    """Its custody goes to the unit that owns what has no successor."""
    ARCHIVED = "archived"
    SUCCEEDED = "succeeded"
    """It stays where it is; somebody else who had a part in it is followed."""


_NO_ISSUE = UUID(int=0)


class Case(NamedTuple):
    """An issue that is to follow the succession of a unit."""

    issue: UUID
    position: int
    """Of its first fact, from which its number comes."""
    unit: UnitId
    related: tuple[UUID, ...] = ()
    becomes: Becomes | None = None
    """None where the issue could not be read."""
    to: UnitId | None = None
    """Who gets it, where it goes anywhere."""

    @property
    def kind(self) -> "Case":
        """The case without its issue: what it has in common with others."""
        return Case(_NO_ISSUE, 0, self.unit, (), self.becomes, self.to)


def case_of(
    issue: Issue,
    known: Mapping[UUID, Issue],
    succession: OrgSuccessionRecorded,
    directory: Directory,
    on: date,
) -> Case | None:
    """What the succession has left to do with the issue; None where that is nothing.

    ``known`` are the issues that it was merged with.
    """
    parts = left_by(issue, succession.unit, directory, on)
    if not parts or issue.id is None:
        return None
    case = Case(issue.id, issue.position, succession.unit)
    if keeper(issue) not in parts:
        return case._replace(becomes=Becomes.SUCCEEDED)
    to, why = destination(issue, known, succession, directory, on)
    if not issue.is_open:
        return case._replace(becomes=Becomes.ARCHIVED, to=to)
    unmapped = isinstance(why, UnmappedReason)
    becomes = Becomes.UNMAPPED if unmapped else Becomes.MOVED
    return case._replace(becomes=becomes, to=to, related=tuple(sorted(known)))


def command_id(case: Case, actor: PersonRef, office: UnitId | None, tries: int) -> UUID:
    """The same for the same person's run, however often it is broken off and begun again.

    ``tries`` counts what this person was told of the same case before: a refusal is final.
    """
    return uuid5(case.issue, f"succession/{case.unit}/{actor}/{office or ''}/{tries}")


class Reach(NamedTuple):
    """Where issues that a succession concerns may stand."""

    ended: tuple[UnitId, ...]
    """The unit and what ended with it."""
    chapters: tuple[UnitId, ...]
    """Those that stood below it, or below the committee of an agency, to the last: their issues may
    be addressed to it, or ask something of them, whoever holds them.
    """


def reaches(directory: Directory, on: date) -> Mapping[UnitId, Reach]:
    """By unit, for every succession in force on the day, in the order of their recording."""
    areas = [_area(one, directory) for one in directory.all_successions() if one.valid_from <= on]
    ended: dict[UnitId, list[UnitId]] = {one.unit: [] for one in areas}
    chapters: dict[UnitId, list[UnitId]] = {one.unit: [] for one in areas}
    for record in directory.records():
        by = directory.ended_by(record.id, on)
        if by is not None:
            ended[by.unit].append(record.id)
        if record.kind in CHAPTERS:
            for unit in _ended_above(record, areas, directory):
                chapters[unit].append(record.id)
    return {unit: Reach(tuple(ended[unit]), tuple(chapters[unit])) for unit in ended}


class _Area(NamedTuple):
    unit: UnitId
    """That ended."""
    top: UnitId | None
    """Chapters below it may have to do with the unit."""
    eve: date


def _area(ended: OrgSuccessionRecorded, directory: Directory) -> _Area:
    unit, eve = ended.unit, ended.valid_from - ONE_DAY
    record = directory.record(unit)
    is_chapter = record is not None and record.kind in CHAPTERS
    return _Area(unit, unit if is_chapter else directory.committee_of(unit, eve), eve)


def _ended_above(
    chapter: UnitRecord, areas: Iterable[_Area], directory: Directory
) -> Iterator[UnitId]:
    lines: dict[date, tuple[UnitId, ...]] = {}
    for area in areas:
        day = min(area.eve, chapter.period.last or area.eve)
        if day not in lines:
            lines[day] = (chapter.id, *directory.ancestors(chapter.id, day))
        if area.top in lines[day]:
            yield area.unit

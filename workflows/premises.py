"""What several rules ask of the organisation and of the day."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from domain.directory import Directory
from domain.issue import Issue
from domain.meeting import Meeting
from domain.organisation import COMMITTEES, UnitKind
from domain.values import UnitId
from workflows.attempt import Attempt


def exists(attempt: Attempt[Any], unit: UnitId | None) -> bool:
    return unit is not None and attempt.directory.exists(unit, attempt.today)


def is_committee(attempt: Attempt[Any], unit: UnitId | None) -> bool:
    found = attempt.directory.unit(unit, attempt.today) if unit else None
    return found is not None and found.kind in COMMITTEES


def is_of_its_chapter(attempt: Attempt[Any], meeting: Meeting) -> bool:
    """Whether the meeting is one of the issue's chapter, or of one that it went into."""
    chapter = attempt.issue.chapter
    ours = (chapter, *chapters_now(attempt.directory, chapter, attempt.today))
    return meeting.chapter is not None and meeting.chapter in ours


def chapters_now(directory: Directory, chapter: UnitId | None, on: date) -> tuple[UnitId, ...]:
    """The chapter or what stands for it; all that follow it where it was divided and none does."""
    stands = directory.standing_for(chapter or "", on)
    return (stands,) if stands else directory.successors_of(chapter or "", on)


def other_issues(attempt: Attempt[Any]) -> Mapping[UUID, Issue]:
    """The other issues that the command reads, by their ids."""
    others = (one for one in attempt.others.values() if isinstance(one, Issue))
    return {one.id: one for one in others if one.id is not None and one.id != attempt.issue.id}


def not_past(attempt: Attempt[Any], day: date | None) -> bool:
    return day is not None and day >= attempt.today


def holder_tier(attempt: Attempt[Any], unit: UnitId | None) -> UnitKind | None:
    return tier_of(attempt.directory, unit, attempt.today)


def tier_of(directory: Directory, unit: UnitId | None, on: date) -> UnitKind | None:
    """Kind of the committee that the unit is or belongs to."""
    committee = directory.committee_of(unit, on) if unit else None
    found = directory.unit(committee, on) if committee else None
    return found.kind if found is not None and found.kind in COMMITTEES else None

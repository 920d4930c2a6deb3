"""Who is concerned by an issue, and who may decide in their place."""

from datetime import date
from typing import Any

from domain.directory import Directory
from domain.issue import Issue
from domain.organisation import COMMITTEES, Post
from domain.values import PersonRef, UnitId
from workflows.attempt import Attempt
from workflows.roles import (
    BOARDS,
    holder_board,
)


def not_concerned(attempt: Attempt[Any]) -> bool:
    """Nobody decides on what they are concerned by, or on the body that they stand for."""
    people = {attempt.command.actor}
    if attempt.held is not None and attempt.held.on_behalf_of is not None:
        people.add(attempt.held.on_behalf_of)
    return not any(is_concerned(attempt, person) for person in people)


def is_concerned(attempt: Attempt[Any], person: PersonRef) -> bool:
    return concerns(attempt.issue, attempt.directory, person, attempt.today)


def concerns(issue: Issue, directory: Directory, person: PersonRef, on: date) -> bool:
    """Whether the issue concerns the person, or a body that the person stands for on the day."""
    bodies = _bodies_that_must_answer(issue, directory, on)
    stands_for_one = any(directory.holds(person, body, on) for body in bodies)
    return stands_for_one or person in issue.concerned


def _bodies_that_must_answer(issue: Issue, directory: Directory, on: date) -> set[UnitId]:
    """Whoever was ever addressed, and whoever has the work; of a committee its boards as well.

    Never the holder itself, whose boards decide.
    """
    working = (issue.lead, *(body.unit for body in issue.co_operating))
    bodies = {unit for unit in (*issue.addressed, *working) if unit and unit != issue.holder}
    found = bodies.union(*(boards(directory, unit, on) for unit in bodies))
    return found - boards(directory, issue.holder or "", on)


def boards(directory: Directory, committee: UnitId, on: date) -> set[UnitId]:
    """Its standing board and its standing committee, where it has them."""
    bodies = (directory.body(committee, kind, on) for kind in BOARDS)
    return {body.id for body in bodies if body is not None}


def who_decides(attempt: Attempt[Any], unit: UnitId | None) -> set[PersonRef]:
    """As ``deciders``, today."""
    return deciders(attempt.directory, unit or "", attempt.today)


def deciders(directory: Directory, unit: UnitId, on: date) -> set[PersonRef]:
    """Who decides there: in the boards of a committee, in any other body itself; never a clerk."""
    found = directory.unit(unit, on)
    is_committee = found is not None and found.kind in COMMITTEES
    bodies = boards(directory, unit, on) if is_committee else {unit}
    return {
        person
        for body in bodies
        for person in directory.members(body, on)
        if any(held.post is not Post.OFFICER for held in directory.capacities(person, body, on))
    }


def above_only_for_concern(attempt: Attempt[Any]) -> bool:
    """The holder decides; above it only where someone there is concerned, or nobody is left."""
    deciders = who_decides(attempt, attempt.issue.holder)
    concerned = any(is_concerned(attempt, person) for person in deciders)
    return holder_board(attempt) or concerned or not deciders

"""What a residence link entitles to (`003-3`)."""

from datetime import date
from typing import Any

from domain import residence
from domain.calendar import local_date
from domain.directory import Directory
from domain.residence import ResidenceLink
from domain.values import Source, UnitId
from workflows.attempt import Attempt
from workflows.issue_commands import RaiseIssue, SubmitIssue


def linked_member(attempt: Attempt[Any]) -> bool:
    """`003-3`: a member who relays to the chapter at home what the residents say.

    By a link that counts today and did when it was raised; for no office, which would be another
    role; and of what others relayed nothing.
    """
    command, issue, days = attempt.command, attempt.issue, {attempt.today}
    chapter: UnitId | None
    match command:
        case RaiseIssue():
            relays, chapter = command.source is Source.RESIDENT_GROUP, command.chapter
            days.add(_raised_on(attempt))
        case SubmitIssue():
            relays, chapter = issue.recorded_by == command.actor, issue.chapter
        case _:
            return False
    link = attempt.link(command.link)
    if command.office is not None or link.member != command.actor or not relays:
        return False
    counts_from = attempt.regime.spec.residence.counts_from
    counts = all(residence.link_counts(link, counts_from, day) for day in days)
    return counts and is_at_home(link, chapter, attempt.directory, attempt.today)


def _raised_on(attempt: Attempt[RaiseIssue]) -> date:
    ended_at = attempt.meeting(attempt.command.meeting).ended_at
    return local_date(ended_at) if ended_at else attempt.command.raised_on or attempt.today


def is_at_home(link: ResidenceLink, chapter: UnitId | None, directory: Directory, on: date) -> bool:
    """Whether the link is to that chapter, or to one that went into it."""
    home = link.residence or ""
    return chapter in (home, directory.standing_for(home, on))

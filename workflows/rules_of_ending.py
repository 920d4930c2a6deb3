"""Rules for verifying, reopening, withdrawing and correcting an issue."""

from datetime import timedelta
from typing import Any

from domain.calendar import local_date
from domain.deadline import DeadlineKind
from domain.issue_facts import ValueField
from domain.values import Source
from workflows.attempt import Attempt
from workflows.issue_commands import CorrectIssueValue
from workflows.premises import is_of_its_chapter
from workflows.roles import (
    attending_cadre,
    secretary,
)


def after_the_reply(attempt: Attempt[Any]) -> bool:
    """The meeting named is one of the chapter's, held after the reply was written."""
    meeting, replied_at = attempt.meeting(attempt.command.meeting), attempt.issue.replied_at
    if meeting.started_at is None or replied_at is None:
        return False
    return is_of_its_chapter(attempt, meeting) and meeting.started_at >= replied_at


def verification_time_over(attempt: Attempt[Any]) -> bool:
    """Nobody is closed out before the regime's least time."""
    owed = [d for d in attempt.issue.running if d.id.kind is DeadlineKind.VERIFICATION]
    return all(attempt.context.now >= d.due for d in owed)


def reopened_in_time(attempt: Attempt[Any]) -> bool:
    """Counted in days as everything else: the first excluded, the last to its end."""
    ended = attempt.issue.closed_at or attempt.issue.replied_at
    if ended is None:
        return False
    last = local_date(ended) + timedelta(days=attempt.regime.spec.reopen_within_days)
    return attempt.today <= last


def withdrawn_by_its_source(attempt: Attempt[Any]) -> bool:
    """A cadre takes back the own recommendation, the chapter's secretary everything else."""
    issue = attempt.issue
    cadres_own = issue.source is Source.CADRE and issue.attended_by is not None
    return attending_cadre(attempt) if cadres_own else secretary(attempt)


def source_stands_once_submitted(attempt: Attempt[Any]) -> bool:
    """`002-11`: whose recommendation it is does not change on its way, nor who may withdraw it."""
    command = attempt.command
    corrects_source = isinstance(command, CorrectIssueValue) and command.field is ValueField.SOURCE
    return not corrects_source or attempt.issue.holder is None

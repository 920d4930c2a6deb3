"""What was recorded and never handed on: the list "recorded, not submitted" (DOMAIN 2, 6)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.fact import Fact, Recorded
from domain.issue_facts import (
    AnswerContested,
    IssueAnsweredAtMeeting,
    IssueRaised,
    IssueReported,
    IssueTextCorrected,
    IssueWithdrawn,
    TextField,
)
from domain.sealed import Sealed
from domain.values import UnitId


class NotSubmitted(NamedTuple):
    """An issue that no committee has."""

    issue: UUID
    position: int
    """Of its first fact, from which its number comes."""
    chapter: UnitId
    via: str
    """The channel by which it should have gone."""
    title: Sealed
    raised_at: datetime


def not_submitted(log: Iterable[Recorded[Fact]]) -> tuple[NotSubmitted, ...]:
    """Issues raised and neither delivered, withdrawn nor answered, the oldest record first.

    An answer that the chapter contests leaves the issue to be submitted again.
    """
    waiting: dict[UUID, NotSubmitted] = {}
    answered: set[UUID] = set()
    for position, envelope, fact in log:
        issue = envelope.stream
        match fact:
            case IssueRaised():
                waiting[issue] = NotSubmitted(
                    issue, position, fact.chapter, fact.via, fact.title, fact.raised_at
                )
            case IssueTextCorrected(field=TextField.TITLE, new=title) if issue in waiting:
                waiting[issue] = waiting[issue]._replace(title=title)
            case IssueAnsweredAtMeeting():
                answered.add(issue)
            case AnswerContested():
                answered.discard(issue)
            case IssueReported() | IssueWithdrawn():
                waiting.pop(issue, None)
            case _:
                pass
    return tuple(entry for entry in waiting.values() if entry.issue not in answered)

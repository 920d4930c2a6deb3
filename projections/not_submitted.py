"""What was recorded and never handed on: the list "recorded, not submitted" (DOMAIN 2, 6).

``not_submitted`` makes the list of a small log at once; ``RecordedOnly`` keeps it up to date.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

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
from domain.sealed import Erased, Sealed
from domain.values import PersonRef, UnitId
from projections.not_submitted_fold import FACTS, RecordedOnlyTable, fold
from projections.paging import Page, decode_cursor, page_of
from projections.ports import FoldOfEachBatch
from projections.rows import base_name, base_names, select, time_of, time_or_none

_CONCERNS = base_names(FACTS)


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


class RecordedOnly:
    """The read model of issues that were recorded and not handed on."""

    name = "not-submitted"
    version = 1
    tables: tuple[type[models.Model], ...] = (RecordedOnlyTable,)

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(fold, alias)


class Waiting(NamedTuple):
    """An issue that waits to be handed on."""

    issue: UUID
    position: int
    """Of its first fact, from which its number comes."""
    chapter: UnitId
    via: str
    """The channel by which it should go."""
    meeting: UUID | None
    cadre: PersonRef | None
    """Who attended that meeting and is to report."""
    title: Sealed
    raised_at: datetime
    last_day: date | None
    """Of the report that is owed; None where nobody owes one."""
    due: datetime | None


_SHOWN = (
    *("issue", "position", "chapter", "via", "meeting", "cadre", "title", "raised_at"),
    *("last_day", "due"),
)


def waiting(
    alias: str, *, chapter: UnitId | None = None, cursor: str | None = None, limit: int = 50
) -> Page[Waiting]:
    """Issues raised and neither delivered, withdrawn nor answered, the oldest record first.

    Raises BadCursor.
    """
    [after] = decode_cursor("waiting", cursor, int) if cursor else (0,)
    of_chapter = "" if chapter is None else "AND chapter = %s"
    values = (after, limit + 1) if chapter is None else (after, chapter, limit + 1)
    statement = f"""SELECT {", ".join(_SHOWN)} FROM recorded_only
WHERE NOT answered AND position > %s {of_chapter} ORDER BY position LIMIT %s"""
    page = page_of("waiting", select(alias, statement, values), limit, lambda row: (row[1],))
    return Page(tuple(_waiting(*row) for row in page.rows), page.next)


def _waiting(issue: str, position: int, chapter: str, via: str, *others: Any) -> Waiting:
    meeting, cadre, title, raised_at, last_day, due = others
    id = UUID(issue)
    return Waiting(
        id,
        position,
        chapter,
        via,
        UUID(meeting) if meeting else None,
        cadre,
        Sealed(f"issue:{id}", Erased.ERASED if title is None else title),
        time_of(raised_at),
        date.fromisoformat(last_day) if last_day else None,
        time_or_none(due),
    )

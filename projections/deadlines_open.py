"""Open issues with what they owe, page by page, as far as other rules may change it."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from domain.calendar import Span, end_of
from domain.deadline import (
    CalendarRef,
    Deadline,
    DeadlineId,
    DeadlineKind,
    Deadlines,
    DeadlineStatus,
    RegimeRef,
)
from domain.issue import Status
from domain.values import Severity, UnitId
from projections.deadlines_rows import pauses_of
from projections.rows import Values, listed, select


class OpenIssue(NamedTuple):
    """An open issue as it stands."""

    stream: UUID
    origin: int
    """Position of its first fact, from which its number comes."""
    chapter: UnitId
    regime: RegimeRef
    """That binds it now."""
    holder: UnitId | None
    status: Status
    before_pause: Status | None
    severity: Severity | None
    via: str
    deadlines: Deadlines
    """Those that run or are paused, in the order in which they were set."""


# Written as the condition of its index is.
_OPEN = """SELECT stream, origin, chapter, regime, holder, status, before_pause, severity, via
FROM deadline_stream WHERE (NOT ended AND of = 'issue') AND origin > %s ORDER BY origin LIMIT %s"""
_OPEN_OF = """SELECT origin, stream FROM deadline_stream
WHERE (NOT ended AND of = 'issue') AND chapter IN (SELECT value FROM json_each(%s))
ORDER BY origin"""
_COUNT = "SELECT COUNT(*) FROM deadline_stream WHERE (NOT ended AND of = 'issue')"
# In a key the stream is followed by a slash, and after the slash comes the figure 0.
_OWED = """SELECT deadline.stream, leg, kind, ordinal, bearer, started_on, spans, pauses, last_day,
rule, deadline.regime, calendar, status, breached, extensions
FROM json_each(%s) AS asked CROSS JOIN deadline
ON deadline.key > asked.value || '/' AND deadline.key < asked.value || '0'
WHERE status IN ('running', 'paused') ORDER BY deadline.position"""


def open_issues(alias: str, after: int = 0, limit: int = 500) -> tuple[OpenIssue, ...]:
    """Those whose first facts stand after that position, in the order of these."""
    rows = select(alias, _OPEN, (after, limit))
    owed: dict[str, list[Deadline]] = {row[0]: [] for row in rows}
    for stream, *values in select(alias, _OWED, (listed(owed),)):
        owed[stream].append(_deadline(values))
    return tuple(_issue(row, owed[row[0]]) for row in rows)


def open_issues_of(alias: str, chapters: Iterable[UnitId]) -> dict[int, UUID]:
    """Those of the chapters, delivered or not, by the positions of their first facts."""
    rows = select(alias, _OPEN_OF, (listed(chapters),))
    return {origin: UUID(stream) for origin, stream in rows}


def count_open_issues(alias: str) -> int:
    [(found,)] = select(alias, _COUNT)
    return int(found)


def _issue(row: Values, owed: Iterable[Deadline]) -> OpenIssue:
    stream, origin, chapter, regime, holder, status, before_pause, severity, via = row
    return OpenIssue(
        UUID(stream),
        origin,
        chapter,
        _regime(regime),
        holder,
        Status(status),
        Status(before_pause) if before_pause else None,
        Severity(severity) if severity else None,
        via,
        tuple(owed),
    )


def _deadline(values: Values) -> Deadline:
    leg, kind, ordinal, bearer, started_on, spans, pauses, last_day, *others = values
    rule, regime, calendar, status, breached, extensions = others
    fields = {
        "id": _id(leg, kind, ordinal),
        "bearer": bearer,
        "started_on": _day(started_on),
        "spans": _spans(spans),
        "pauses": pauses_of(pauses),
        "last_day": _day(last_day),
        "due": _due(last_day),
        "rule": rule,
        "regime": _regime(regime),
        "calendar": _calendar(calendar),
        "status": DeadlineStatus(status),
        "breached": bool(breached),
        "extensions": extensions,
    }
    return _BLANK.model_copy(update=fields)


_BLANK: Deadline = cast(Any, Deadline).model_construct()
"""Copied, which beats validating anew what stands in a table."""


# Of many issues there are few days, lengths and rules.
@lru_cache(maxsize=1024)
def _id(leg: int, kind: str, ordinal: int) -> DeadlineId:
    return DeadlineId(leg=leg, kind=DeadlineKind(kind), ordinal=ordinal)


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache(maxsize=4096)
def _due(last_day: str) -> datetime:
    return end_of(_day(last_day))


@lru_cache(maxsize=1024)
def _spans(text: str) -> tuple[Span, ...]:
    return tuple(map(Span.parse, text.split()))


@lru_cache(maxsize=64)
def _regime(text: str) -> RegimeRef:
    id, version = text.rsplit(" ", 1)
    return RegimeRef(id=id, version=version)


@lru_cache(maxsize=64)
def _calendar(text: str) -> CalendarRef:
    id, version = text.rsplit(" ", 1)
    return CalendarRef(id=id, version=version)

"""The deadlines of issues and meetings: what is owed by whom, what is late, what to look at next.

``next_check`` is the moment from which a sweep has something to raise of a deadline (ADR 0120), so
a sweep reads what is due and nothing else.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from domain.calendar import local_date
from domain.deadline import DeadlineId, DeadlineKind, DeadlineStatus
from domain.values import UnitId
from projections.deadlines_fold import FACTS, Fold
from projections.deadlines_rows import COLUMNS
from projections.deadlines_tables import DeadlineRuleTable, DeadlineStreamTable, DeadlineTable
from projections.paging import Page, decode_cursor, page_of
from projections.rows import asked_time, base_name, base_names, select, time_of, time_or_none

_CONCERNS = base_names(FACTS)


class Deadlines:
    """The read model of every deadline there ever was."""

    name = "deadlines"
    version = 3
    tables: tuple[type[models.Model], ...] = (DeadlineTable, DeadlineStreamTable, DeadlineRuleTable)
    indexed_for_readers: tuple[type[models.Model], ...] = (DeadlineTable, DeadlineStreamTable)

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> Fold:
        return Fold(alias)


class Reached(NamedTuple):
    """A rung that was reached."""

    rung: str
    at: datetime
    notified: tuple[UnitId, ...]


class Step(NamedTuple):
    """A rung that comes next; it has no name where the regime of the deadline is not known."""

    rung: str | None
    at: datetime


class Deadline(NamedTuple):
    """A deadline with everything that the list of deadlines tells of it."""

    stream: UUID
    of: str
    """``issue`` or ``meeting``."""
    id: DeadlineId
    position: int
    """Of the fact that set it."""
    origin: int
    """Position of the stream's first fact, from which an issue's number comes."""
    chapter: UnitId | None
    started_on: date
    rule: str
    regime: str
    """Id and version, as the calendar's."""
    calendar: str
    bearer: UnitId | None
    holder: UnitId | None
    """The committee that had the issue while it was owed; none before delivery."""
    last_day: date
    due: datetime
    status: DeadlineStatus
    on_time: bool | None
    breached: bool
    paused_at: datetime | None
    ended_at: datetime | None
    rungs: tuple[Reached, ...]
    """Those of the present due time."""
    last_reminder: Reached | None
    """The last rung ever reached."""
    extensions: int
    extension_asked: bool
    next: Step | None
    next_but_warnings: Step | None


class Check(NamedTuple):
    """A deadline of which something is to be raised."""

    stream: UUID
    of: str
    id: DeadlineId
    due: datetime
    rung: str | None
    """The first rung to be raised; the same check raises all that are due."""
    since: datetime
    """From when on somebody should have looked, be it for a warning that nobody gets any more."""


class Overdue(NamedTuple):
    deadline: Deadline
    days_over: int
    """Days of Vietnam since its last day."""
    next_step: Step | None


CHECKS = """SELECT position, key, of, due, next_check, next_rung, firm_rung FROM deadline
WHERE next_check <= %s AND (next_check, position) > (%s, %s) AND (due > %s OR firm_check <= %s)
ORDER BY next_check, position LIMIT %s"""
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM deadline"
_PAGE = "due <= %s AND (due, position) > (%s, %s) ORDER BY due, position LIMIT %s"
_OVERDUE = f"{_SELECT} WHERE status = 'running' AND {_PAGE}"
_OVERDUE_OF = f"""SELECT * FROM ({_SELECT} WHERE status = 'running' AND bearer = %s AND {_PAGE})
UNION SELECT * FROM ({_SELECT} WHERE status = 'running' AND holder = %s AND {_PAGE})
ORDER BY due, position LIMIT %s"""
_OF_STREAM = f"{_SELECT} WHERE key > %s AND key < %s ORDER BY position"
_FIRST = ("", 0)


def due_for_check(
    alias: str, at: datetime, cursor: str | None = None, limit: int = 500
) -> Page[Check]:
    """Deadlines of which a check at ``at`` raises something, what waits longest first.

    ``at`` is not before what is recorded already: the Desk never stamps an earlier time. The
    cursor of a page stays good while its deadlines are being checked. Raises BadCursor.
    """
    after = decode_cursor("checks", cursor, str, int) if cursor else _FIRST
    now = asked_time(at)
    found = select(alias, CHECKS, (now, *after, now, now, limit + 1))
    page = page_of("checks", found, limit, lambda row: (row[4], row[0]))
    return Page(tuple(_check(row, now) for row in page.rows), page.next)


def _check(row: tuple[Any, ...], now: str) -> Check:
    _, key, of, due, next_check, next_rung, firm_rung = row
    rung = next_rung if now < due else firm_rung
    return Check(UUID(key[:32]), of, _id_in(key), time_of(due), rung, time_of(next_check))


def overdue(
    alias: str,
    *,
    at: datetime,
    unit: UnitId | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Overdue]:
    """Deadlines that run and are past due at ``at``, the longest overdue first.

    Of a unit: those that it bears, and those of issues that it holds. Raises BadCursor.
    """
    after = decode_cursor("overdue", cursor, str, int) if cursor else _FIRST
    page = (asked_time(at), *after, limit + 1)
    if unit is None:
        found = select(alias, _OVERDUE, page)
    else:
        found = select(alias, _OVERDUE_OF, (unit, *page, unit, *page, limit + 1))
    due = COLUMNS.index("due")
    rows, following = page_of("overdue", found, limit, lambda row: (row[due], row[0]))
    return Page(tuple(_overdue(_deadline(row), local_date(at)) for row in rows), following)


def _overdue(deadline: Deadline, today: date) -> Overdue:
    return Overdue(deadline, (today - deadline.last_day).days, deadline.next_but_warnings)


def deadlines_of(alias: str, stream: UUID) -> tuple[Deadline, ...]:
    """Every deadline of an issue or a meeting, in the order in which they were set."""
    # In a key the stream is followed by a slash, and after the slash comes the figure 0.
    found = select(alias, _OF_STREAM, (f"{stream.hex}/", f"{stream.hex}0"))
    return tuple(map(_deadline, found))


def _id_in(key: str) -> DeadlineId:
    _, leg, kind, ordinal = key.split("/")
    return DeadlineId(leg=int(leg), kind=DeadlineKind(kind), ordinal=int(ordinal))


def _deadline(values: tuple[Any, ...]) -> Deadline:
    row = dict(zip(COLUMNS, values, strict=True))
    last = row["last_rung"]
    return Deadline(
        stream=UUID(row["stream"]),
        of=row["of"],
        id=_id_in(row["key"]),
        position=row["position"],
        origin=row["origin"],
        chapter=row["chapter"],
        started_on=date.fromisoformat(row["started_on"]),
        rule=row["rule"],
        regime=row["regime"],
        calendar=row["calendar"],
        bearer=row["bearer"],
        holder=row["holder"],
        last_day=date.fromisoformat(row["last_day"]),
        due=time_of(row["due"]),
        status=DeadlineStatus(row["status"]),
        on_time=None if row["on_time"] is None else bool(row["on_time"]),
        breached=bool(row["breached"]),
        paused_at=time_or_none(row["paused_at"]),
        ended_at=time_or_none(row["ended_at"]),
        rungs=tuple(_reached(*rung) for rung in json.loads(row["rungs"])),
        last_reminder=_reached(last, row["last_rung_at"], json.loads(row["notified"]))
        if last
        else None,
        extensions=row["extensions"],
        extension_asked=bool(row["extension_asked"]),
        next=_step(row["next_rung"], row["next_check"]),
        next_but_warnings=_step(row["firm_rung"], row["firm_check"]),
    )


def _reached(rung: str, at: str, notified: Sequence[UnitId]) -> Reached:
    return Reached(rung, time_of(at), tuple(notified))


def _step(rung: str | None, at: str | None) -> Step | None:
    return Step(rung, time_of(at)) if at else None

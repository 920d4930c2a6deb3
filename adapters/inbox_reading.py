"""A unit's inbox for people: pages of the read model, and what only log and regime can say.

The next steps and the working days that are left depend on regime, calendar and today, so they are
worked out for the rows of a page when somebody reads it (docs/adr/0133).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.known_issues import KnownIssues
from domain.calendar import local_date
from domain.deadline import Deadline, DeadlineStatus
from domain.issue import Issue
from domain.short_number import format_number
from domain.values import UnitId
from projections.inbox import InboxRow, Queue, Sort, counts, inbox_page
from projections.inbox_walks import Filters
from projections.positions import position_of
from workflows.attempt import Context
from workflows.next_steps import Step, next_steps
from workflows.ports import EventStore

MOST_LOOKS = 10
"""Pages of the read model that are looked through to fill one: each looks at a thousand entries."""


class Asked(NamedTuple):
    """Which page of which inbox."""

    unit: UnitId
    filters: Filters
    sort: Sort | None
    limit: int
    cursor: str | None


class Entry(NamedTuple):
    """An issue in the inbox with what follows from it today."""

    row: InboxRow
    number: str
    steps: tuple[Step, ...] | None
    """What the unit may do; None where the log does not let the issue be read."""
    days_left: int | None
    """Working days from today to the last day; None where nothing is due or runs."""
    bearers: tuple[UnitId, ...]
    """Who must do what is due, if that is known."""
    late: bool
    """Whether the due time is over, be it found overdue or not."""


class Listing(NamedTuple):
    at: datetime
    counts: Mapping[Queue, int]
    entries: Sequence[Entry]
    next: str | None
    """Cursor of the page that follows; None where this is the last."""


def listing_of(
    alias: str,
    asked: Asked,
    store: EventStore,
    province: str,
    context: Context,
    *,
    known_by: datetime | None = None,
) -> Listing:
    """``alias`` is one of the inbox, of an earlier time if ``known_by`` says so.

    Raises InboxRefused.
    """
    rows, following = _rows(alias, asked)
    known = KnownIssues(store, position_of(alias), known_by)
    issues = known.load([row.issue for row in rows])
    entries = [
        _entry(
            row, issues.get(row.issue), asked.unit, format_number(province, row.position), context
        )
        for row in rows
    ]
    return Listing(context.now, counts(alias, asked.unit), entries, following)


def _rows(alias: str, asked: Asked) -> tuple[list[InboxRow], str | None]:
    """As many as are asked for, where so many are found within a reasonable time."""
    rows: list[InboxRow] = []
    cursor = asked.cursor
    for _ in range(MOST_LOOKS):
        page = inbox_page(
            alias,
            asked.unit,
            **asked.filters._asdict(),
            sort=asked.sort,
            limit=asked.limit - len(rows),
            cursor=cursor,
        )
        rows += page.rows
        cursor = page.next
        if cursor is None or len(rows) == asked.limit:
            break
    return rows, cursor


def _entry(
    row: InboxRow, issue: Issue | None, unit: UnitId, number: str, context: Context
) -> Entry:
    late = row.due is not None and context.now >= row.due
    if issue is None or issue.regime is None:
        return Entry(row, number, None, None, (), late)
    regime = context.rulebook.regime(context.directory, issue.regime)
    steps = next_steps(issue, unit, regime, context)
    shown = [one for one in issue.running if _is_shown(one, row)]
    bearers = tuple(dict.fromkeys(one.bearer for one in shown if one.bearer))
    days_left = _days_left(shown[0], context) if shown else None
    return Entry(row, number, steps, days_left, bearers, late)


def _days_left(deadline: Deadline, context: Context) -> int:
    """By the calendar that the deadline was set by."""
    calendar = context.rulebook.calendar(context.directory, deadline.calendar)
    return calendar.working_days_after(local_date(context.now), deadline.last_day)


def _is_shown(deadline: Deadline, row: InboxRow) -> bool:
    """Whether the row tells of this deadline; of several alike, of each."""
    runs = deadline.status is DeadlineStatus.RUNNING
    return runs and (deadline.id.kind, deadline.due) == (row.due_kind, row.due)

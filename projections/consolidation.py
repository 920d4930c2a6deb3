"""What a committee consolidates every month: meetings, reports and issues below it (`002-5`).

Meetings, reports and what was raised count for the unit that stood above the chapter on their own
day; what was done, and what was open when the month ended, for the unit that had the issue then.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from domain.calendar import end_of
from domain.directory import Directory
from domain.duty import periods_of
from domain.meeting import without_regular
from domain.organisation import UnitKind
from domain.period import ONE_DAY, Period
from domain.regime_keys import MeetingRules
from domain.values import Authority, MeetingKind, Severity, UnitId
from projections.consolidation_fold import (
    ESCALATED,
    FACTS,
    LATE,
    MET,
    RESOLVED,
    RUNNING,
    TRIAGED,
    Fold,
)
from projections.consolidation_tables import (
    CountedIssueTable,
    CountedMeetingTable,
    ReportOwedTable,
    StayTable,
    StepTable,
    TimeOverTable,
)
from projections.rows import asked_days, asked_time, base_name, base_names, listed, select
from projections.rules_on import RulesOn, chapters_below

_CONCERNS = base_names(FACTS)


class MonthlyConsolidation:
    """The read model from which any month of any committee is counted."""

    name = "consolidation"
    version = 1
    tables: tuple[type[models.Model], ...] = (
        CountedMeetingTable,
        CountedIssueTable,
        StayTable,
        StepTable,
        ReportOwedTable,
        TimeOverTable,
    )
    indexed_for_readers = tables

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> Fold:
        return Fold(alias)


class Meetings(NamedTuple):
    due: int
    """Chapters that owe a regular meeting in a period that ends with the month."""
    held: int
    attended: int
    """Of those held: by a cadre."""
    missing: int
    """Of the chapters that owe one: those that held none in the whole period."""


class Reports(NamedTuple):
    """Those due in the month; what a cadre owes on one day is one report (`002-4`)."""

    due: int
    on_time: int
    late: int
    missing: int
    """Past their day and not handed in."""
    to_come: int


class Issues(NamedTuple):
    new: int
    """Raised in the month in a chapter below."""
    answered: int
    """Of these: at the meeting, and not contested in the month."""
    in_authority: int
    """Found in the month to be for the unit itself to decide."""
    escalated: int
    resolved: int
    open: int
    """With the unit when the month ended."""
    overdue: int
    """Of these: something was."""


class Notable(StrEnum):
    """Why an open issue is named."""

    URGENT = "urgent"
    OVERDUE = "overdue"


class NotableIssue(NamedTuple):
    issue: UUID
    why: tuple[Notable, ...]


class Request(NamedTuple):
    """An issue that the unit handed up."""

    issue: UUID
    to: UnitId
    on: date


class Consolidation(NamedTuple):
    unit: UnitId
    days: Period
    """Those of the month on which the unit exists."""
    until: datetime
    """Up to here it is counted: the end of those days, or now where that is still to come."""
    chapters: int
    """Below the unit on the last day that both have."""
    meetings: Meetings
    reports: Reports
    issues: Issues
    notable: tuple[NotableIssue, ...]
    """Of the open ones, as they came to the unit."""
    requests: tuple[Request, ...]

    @property
    def is_over(self) -> bool:
        return self.days.last is not None and self.until == _last_instant(self.days.last)


class _Span(NamedTuple):
    """A chapter stood below the unit on these days."""

    chapter: UnitId
    first: date
    last: date


_Step = tuple[Any, ...]
"""Issue, step, to what, and the day."""


class _Asked(NamedTuple):
    alias: str
    directory: Directory
    unit: UnitId
    days: Period
    """Those of the month on which the unit exists, the last one known."""
    until: datetime


def month_of(day: date) -> Period:
    """All days of the month that the day is in."""
    return periods_of(day.year, 1)[day.month - 1]


def days_there(unit: UnitId, month: date, directory: Directory) -> Period | None:
    """The days of the month on which the unit exists; None for none."""
    record, (first, last) = directory.record(unit), month_of(month)
    if record is None or last is None or not record.period.overlaps(Period(first, last)):
        return None
    begun, ended = record.period
    return Period(max(begun, first), min(ended or last, last))


def _last_instant(day: date) -> datetime:
    """What happens then still belongs to the day."""
    return end_of(day) - timedelta(microseconds=1)


def consolidation(
    alias: str, directory: Directory, unit: UnitId, month: date, at: datetime
) -> Consolidation | None:
    """The unit's month, as far as it is over at ``at``; None where the unit did not exist then.

    ``directory`` is the organisation as it is known wherever the read model stands.
    """
    days = days_there(unit, month, directory)
    if days is None or days.last is None:
        return None
    until = min(_last_instant(days.last), at)
    asked = _Asked(alias, directory, unit, days, until)
    spans = _spans(asked)
    below = [span.chapter for span in spans if span.last == days.last]
    steps = select(alias, _STEPS, (unit, *asked_days(days)))
    issues, notable = _issues(asked, spans, steps)
    return Consolidation(
        unit,
        days,
        until,
        len(below),
        _meetings(asked, spans, below),
        _reports(asked, spans, at),
        issues,
        notable,
        tuple(_requests(steps)),
    )


def _spans(asked: _Asked) -> list[_Span]:
    """The tree is walked once for every day of the month on which something in it changes."""
    first, last = asked.days.first, asked.days.last or asked.days.first
    turns = {first, last + ONE_DAY}
    for record in asked.directory.records():
        ends = record.period.last
        days = (record.period.first, *(day for day, _ in record.parents))
        turns.update(day for day in (*days, *([ends + ONE_DAY] if ends else ())))
    within = sorted(day for day in turns if first <= day <= last + ONE_DAY)
    return [
        _Span(chapter.id, begun, until - ONE_DAY)
        for begun, until in pairwise(within)
        for chapter in chapters_below(asked.directory, asked.unit, begun)
    ]


# In each of these ``asked.value`` is a chapter with the days on which it stood below the unit.
_HELD = """SELECT COUNT(*), COUNT(cadre) FROM json_each(%s) AS asked
CROSS JOIN consolidation_meeting ON chapter = json_extract(asked.value, '$[0]')
AND day BETWEEN json_extract(asked.value, '$[1]') AND json_extract(asked.value, '$[2]')"""
_REGULAR = f"""SELECT DISTINCT chapter, day FROM json_each(%s) AS asked
CROSS JOIN consolidation_meeting ON chapter = json_extract(asked.value, '$[0]')
AND day BETWEEN json_extract(asked.value, '$[1]') AND json_extract(asked.value, '$[2]')
AND kind = '{MeetingKind.REGULAR}'"""
_RAISED = """SELECT COUNT(*),
COALESCE(SUM(answered AND (contested_at IS NULL OR contested_at > %s)), 0)
FROM json_each(%s) AS asked
CROSS JOIN consolidation_issue ON chapter = json_extract(asked.value, '$[0]')
AND raised_on BETWEEN json_extract(asked.value, '$[1]') AND json_extract(asked.value, '$[2]')"""
_OWED = """SELECT COALESCE(meeting.chapter, issue.chapter),
COALESCE(meeting.cadre, issue.cadre), last_day, due, status FROM consolidation_report AS report
LEFT JOIN consolidation_meeting AS meeting ON meeting.meeting = substr(report.key, 1, 32)
LEFT JOIN consolidation_issue AS issue ON issue.issue = substr(report.key, 1, 32)
WHERE last_day BETWEEN %s AND %s"""
_STEPS = """SELECT issue, step, to_what, day FROM consolidation_step
WHERE unit = %s AND day BETWEEN %s AND %s ORDER BY position"""
_OPEN = """SELECT stay.issue, severity, EXISTS (
    SELECT 1 FROM consolidation_time_over AS over WHERE over.issue = stay.issue
    AND over.since <= %s AND (over.until IS NULL OR over.until > %s)
) FROM consolidation_stay AS stay
WHERE stay.holder = %s AND stay.since <= %s AND (stay.until IS NULL OR stay.until > %s)
ORDER BY stay.came, CAST(stay.id AS INTEGER)"""


def _listed(spans: Iterable[_Span]) -> tuple[str]:
    return (listed((chapter, str(first), str(last)) for chapter, first, last in spans),)


def _meetings(asked: _Asked, spans: Sequence[_Span], below: Sequence[UnitId]) -> Meetings:
    [(held, attended)] = select(asked.alias, _HELD, _listed(spans))
    owing = list(_owing(asked, below))
    met: dict[UnitId, list[date]] = {}
    for chapter, day in select(asked.alias, _REGULAR, _listed(span for span, _ in owing)):
        met.setdefault(chapter, []).append(date.fromisoformat(day))
    missing = sum(
        bool(_ending(span.last, met.get(span.chapter, ()), rules)) for span, rules in owing
    )
    return Meetings(len(owing), held, attended, missing)


def _owing(asked: _Asked, chapters: Sequence[UnitId]) -> Iterator[tuple[_Span, MeetingRules]]:
    """Chapters whose regime wants a regular meeting in a period that ends with the month."""
    rules, last = RulesOn(asked.directory), asked.days.last or asked.days.first
    for chapter in chapters:
        bound = rules.binding(chapter, last)
        meetings = bound[1].meetings if bound else MeetingRules()
        for period in _ending(last, (), meetings):
            yield _Span(chapter, period.first, last), meetings


def _ending(last: date, met: Iterable[date], rules: MeetingRules) -> list[Period]:
    """The period that ends with the month of that day, unless a regular meeting was held in it."""
    lacking = without_regular(met, rules, last.year)
    return [period for period in lacking if period.last == month_of(last).last]


def _reports(asked: _Asked, spans: Sequence[_Span], at: datetime) -> Reports:
    days: dict[UnitId, list[_Span]] = {}
    for span in spans:
        days.setdefault(span.chapter, []).append(span)
    owed: dict[tuple[str, str], set[str]] = {}
    for chapter, cadre, last_day, due, status in select(asked.alias, _OWED, asked_days(asked.days)):
        if any(str(one.first) <= last_day <= str(one.last) for one in days.get(chapter, ())):
            missing = status == RUNNING and due <= asked_time(at)
            owed.setdefault((cadre or chapter, last_day), set()).add(
                "missing" if missing else status
            )
    said = [_worst(several) for several in owed.values()]
    on_time, late, missing = (said.count(one) for one in (MET, LATE, "missing"))
    return Reports(len(said), on_time, late, missing, len(said) - on_time - late - missing)


def _worst(several: set[str]) -> str:
    """What is said of a report that was handed in for some of its meetings and not for others."""
    return next(one for one in ("missing", LATE, RUNNING, "paused", MET) if one in several)


def _issues(
    asked: _Asked, spans: Sequence[_Span], steps: Sequence[_Step]
) -> tuple[Issues, tuple[NotableIssue, ...]]:
    time = asked_time(asked.until)
    [(new, answered)] = select(asked.alias, _RAISED, (time, *_listed(spans)))
    found = {issue: to for issue, step, to, _ in steps if step == TRIAGED}
    own = sum(_is_own(authority, asked) for authority in found.values())
    escalated = {issue for issue, step, *_ in steps if step == ESCALATED}
    resolved = {issue for issue, step, *_ in steps if step == RESOLVED}
    held = select(asked.alias, _OPEN, (time, time, asked.unit, time, time))
    named = ((UUID(issue), tuple(_why(*facts))) for issue, *facts in held)
    notable = tuple(NotableIssue(issue, why) for issue, why in named if why)
    overdue = sum(over for _, _, over in held)
    done = (own, len(escalated), len(resolved))
    return Issues(new, answered, *done, len(held), overdue), notable


def _is_own(authority: str, asked: _Asked) -> bool:
    """Whatever is not for a committee above; the province has none."""
    record = asked.directory.record(asked.unit)
    top = record is not None and record.kind is UnitKind.PROVINCE
    return top or authority != Authority.PROVINCE


def _why(severity: int, over: int) -> Iterator[Notable]:
    if severity == Severity.URGENT:
        yield Notable.URGENT
    if over:
        yield Notable.OVERDUE


def _requests(steps: Sequence[_Step]) -> Iterator[Request]:
    for issue, step, to, day in steps:
        if step == ESCALATED:
            yield Request(UUID(issue), to, date.fromisoformat(day))

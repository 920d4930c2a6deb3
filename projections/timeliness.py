"""Whether reports came in time (DOMAIN 6, report timeliness; `002-4`, `002-8`).

What was met late stays late for ever; what is still owed is judged at the time that is asked.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import models

from domain.calendar import local_date
from domain.directory import Directory
from domain.period import Period
from domain.values import PersonRef, UnitId
from projections.contests import Contested
from projections.ports import FoldOfEachBatch
from projections.rows import asked_days, base_name, base_names, select, time_of, time_or_none
from projections.rules_on import stands_below
from projections.timeliness_fold import CANCELLED, CONTESTS, FACTS, MET, fold
from projections.timeliness_tables import (
    OwedReportTable,
    ReportingStreamTable,
    SubmittedReportTable,
    TextCorrectionTable,
    TimelinessContestTable,
)

_CONCERNS = base_names(FACTS)


class Timeliness:
    """The read model of reports and when they came."""

    name = "timeliness"
    version = 1
    tables: tuple[type[models.Model], ...] = (
        *(OwedReportTable, ReportingStreamTable, SubmittedReportTable, TextCorrectionTable),
        TimelinessContestTable,
    )
    indexed_for_readers: tuple[type[models.Model], ...] = (
        *(OwedReportTable, ReportingStreamTable, SubmittedReportTable, TextCorrectionTable),
    )

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(fold, alias)


class Standing(StrEnum):
    """How a report stands."""

    ON_TIME = "on-time"
    LATE = "late"
    WAITING = "waiting"
    """Not there, and not due yet."""
    MISSING = "missing"
    """Not there, and due."""


class Timely(NamedTuple):
    """A report of one cadre that was due on one day, or a summary."""

    cadre: PersonRef | None
    """None for the summary of a unit."""
    unit: UnitId | None
    """Where the cadre serves, as the deadline says, or whose summary it is."""
    name: str | None
    """Which of the regime's summaries; None for a report of meetings."""
    period: Period
    """Days of the meetings, or the period that is summed up."""
    owed: int
    """How many meetings and issues had to be reported."""
    last_day: date | None
    """None for a summary, which says only whether it came in time."""
    standing: Standing
    received_at: datetime | None
    days_late: int
    """Days of Vietnam after the last day, up to the receipt or to now."""
    regime: str | None
    template: str | None
    """Of what came."""
    corrections: int
    """Texts put right in the issues of the report after it came."""
    contest: Contested | None


_OWED = f"""SELECT cadre, bearer, started_on, last_day, due, owed_report.on_time, met_at,
    reporting_stream.report, received_at, regime, template
FROM owed_report
JOIN reporting_stream ON reporting_stream.stream = owed_report.stream
LEFT JOIN (SELECT report, received_at, regime, template FROM submitted_report) AS arrived
    ON arrived.report = reporting_stream.report AND status = '{MET}'
WHERE started_on BETWEEN %s AND %s AND status <> '{CANCELLED}' AND cadre IS NOT NULL
ORDER BY owed_report.position"""
_SUMMARIES = """SELECT cadre, unit, name, first, last, received_at, on_time, days_late,
    regime, template
FROM submitted_report WHERE last BETWEEN %s AND %s ORDER BY position"""
_CORRECTIONS = """SELECT report, COUNT(*) FROM text_correction
JOIN reporting_stream ON stream = issue AND report IS NOT NULL AND position > reported
GROUP BY report"""


def timeliness(
    alias: str, directory: Directory, days: Period, at: datetime, unit: UnitId | None = None
) -> tuple[Timely, ...]:
    """Reports of meetings on these days, and summaries of periods that ended in them.

    Those of cadres who serve at or below the unit, as it stood then; cadre by cadre. ``directory``
    is the organisation as it is known wherever the read model stands.
    """
    found = [*_reports(alias, days, at), *_summaries(alias, directory, days)]
    contests = CONTESTS.of_year(alias, days.first.year)
    asked = (one for one in found if unit is None or _is_below(directory, one, unit))
    known = (one._replace(contest=contests.get(one.cadre or "")) for one in asked)
    return tuple(sorted(known, key=_place))


def _place(one: Timely) -> tuple[str, str, str, Period]:
    return (one.unit or "", one.cadre or "", one.name or "", one.period)


def _is_below(directory: Directory, one: Timely, unit: UnitId) -> bool:
    return one.unit is not None and stands_below(directory, one.unit, unit, one.period.first)


def _reports(alias: str, days: Period, at: datetime) -> Iterator[Timely]:
    """One for all that a cadre owed by the same day and reported together."""
    groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in select(alias, _OWED, asked_days(days)):
        cadre, _, _, last_day, _, on_time, met_at, report, *_ = row
        together = report or met_at
        groups.setdefault((cadre, last_day, together, on_time), []).append(row)
    corrections = dict(select(alias, _CORRECTIONS))
    for rows in groups.values():
        yield _report(rows, corrections, at)


def _report(rows: Sequence[tuple[Any, ...]], corrections: dict[str, int], at: datetime) -> Timely:
    cadre, bearer, _, last, due, on_time, met_at, report, received, regime, template = rows[0]
    started = [date.fromisoformat(row[2]) for row in rows]
    last_day = date.fromisoformat(last)
    received_at = time_or_none(received or met_at)
    if received_at is not None:
        standing = Standing.ON_TIME if on_time else Standing.LATE
    else:
        standing = Standing.MISSING if at >= time_of(due) else Standing.WAITING
    is_late = standing in (Standing.LATE, Standing.MISSING)
    return Timely(
        cadre,
        bearer,
        None,
        Period(min(started), max(started)),
        len(rows),
        last_day,
        standing,
        received_at,
        (local_date(received_at or at) - last_day).days if is_late else 0,
        regime,
        template,
        corrections.get(report, 0) if received_at else 0,
        None,
    )


def _summaries(alias: str, directory: Directory, days: Period) -> Iterator[Timely]:
    """A cadre's stands where the cadre serves on the last day of its period."""
    for cadre, unit, name, *row in select(alias, _SUMMARIES, asked_days(days)):
        first, last, received_at, on_time, days_late, regime, template = row
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
        serving = directory.units_of(cadre, period.last or period.first) if cadre else ()
        yield Timely(
            cadre,
            unit or next(iter(serving), None),
            name,
            period,
            0,
            None,
            Standing.ON_TIME if on_time else Standing.LATE,
            time_of(received_at),
            days_late,
            regime,
            template,
            0,
            None,
        )

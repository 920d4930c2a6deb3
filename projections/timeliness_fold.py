"""How facts become rows of reports that are owed, submitted and put right."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.deadline import (
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineKind,
    DeadlineMet,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStatus,
)
from domain.fact import Fact, Recorded
from domain.issue_facts import IssueRaised, IssueReported, IssueTextCorrected
from domain.meeting import AttendanceRecorded, MeetingReported
from domain.regime_keys import EvaluationCriterion
from domain.report import ReportSubmitted, SummarySubmitted
from projections.contests import CONTEST_FACTS, Contests
from projections.issue_states import reporting_cadre
from projections.rows import insert, stored_time, update, upsert, write
from projections.timeliness_tables import (
    OwedReportTable,
    ReportingStreamTable,
    SubmittedReportTable,
    TextCorrectionTable,
    TimelinessContestTable,
)

CONTESTS = Contests(TimelinessContestTable, EvaluationCriterion.REPORTING)
RUNNING, MET, CANCELLED = (
    status.value
    for status in (DeadlineStatus.RUNNING, DeadlineStatus.MET, DeadlineStatus.CANCELLED)
)

_SET = insert(
    OwedReportTable,
    ("position", "key", "stream", "bearer", "started_on", "last_day", "due", "status"),
)
_MOVE = update(OwedReportTable, ("last_day", "due"), "key")
_START = update(OwedReportTable, ("started_on",), "key")
_END = update(OwedReportTable, ("status", "on_time", "met_at"), "key")
_ATTENDED = upsert(ReportingStreamTable, ("stream", "cadre"))
_REPORTED = upsert(ReportingStreamTable, ("stream", "report", "reported"))
_SUBMITTED = insert(
    SubmittedReportTable,
    (
        *("position", "report", "regime", "template", "received_at", "on_time", "days_late"),
        *("cadre", "name", "unit", "first", "last"),
    ),
)
_CORRECT = insert(TextCorrectionTable, ("position", "issue"))

_Row = tuple[Any, ...]
_Make = Callable[[Recorded[Any]], _Row]


def _set(recorded: Recorded[DeadlineSet]) -> _Row:
    position, envelope, fact = recorded
    days = (str(fact.started_on), str(fact.last_day), stored_time(fact.due))
    return (position, _key(recorded), envelope.stream.hex, fact.bearer, *days, RUNNING)


def _moved(recorded: Recorded[Any]) -> _Row:
    fact = recorded.fact
    return (str(fact.last_day), stored_time(fact.due), _key(recorded))


def _started(recorded: Recorded[DeadlineRecomputed]) -> _Row:
    return (str(recorded.fact.started_on), _key(recorded))


def _met(recorded: Recorded[DeadlineMet]) -> _Row:
    at = stored_time(recorded.envelope.recorded_at)
    return (MET, recorded.fact.on_time, at, _key(recorded))


def _cancelled(recorded: Recorded[DeadlineCancelled]) -> _Row:
    return (CANCELLED, None, None, _key(recorded))


def _attended(recorded: Recorded[AttendanceRecorded]) -> _Row:
    return (recorded.envelope.stream.hex, recorded.fact.cadre)


def _raised(recorded: Recorded[IssueRaised]) -> _Row:
    return (recorded.envelope.stream.hex, reporting_cadre(recorded))


def _reported(recorded: Recorded[Any]) -> _Row:
    position, envelope, fact = recorded
    return (envelope.stream.hex, fact.report.hex if fact.report else None, position)


def _submitted(recorded: Recorded[ReportSubmitted]) -> _Row:
    return (*_arrival(recorded), recorded.fact.cadre, None, None, None, None)


def _summed_up(recorded: Recorded[SummarySubmitted]) -> _Row:
    fact = recorded.fact
    days = (str(fact.first), str(fact.last))
    return (*_arrival(recorded), fact.cadre, fact.name, fact.unit, *days)


def _arrival(recorded: Recorded[Any]) -> _Row:
    position, envelope, fact = recorded
    received = (stored_time(fact.received_at), fact.on_time, fact.days_late)
    return (position, envelope.stream.hex, str(fact.regime), fact.template, *received)


def _corrected(recorded: Recorded[IssueTextCorrected]) -> _Row:
    return (recorded.position, recorded.envelope.stream.hex)


def _key(recorded: Recorded[Any]) -> str:
    return f"{recorded.envelope.stream.hex}/{recorded.fact.deadline}"


_WRITES: tuple[tuple[str, Mapping[type[Fact], _Make]], ...] = (
    (_SET, {DeadlineSet: _set}),
    (_MOVE, {DeadlineResumed: _moved, DeadlineExtended: _moved, DeadlineRecomputed: _moved}),
    (_START, {DeadlineRecomputed: _started}),
    (_END, {DeadlineMet: _met, DeadlineCancelled: _cancelled}),
    (_ATTENDED, {AttendanceRecorded: _attended, IssueRaised: _raised}),
    (_REPORTED, {MeetingReported: _reported, IssueReported: _reported}),
    (_SUBMITTED, {ReportSubmitted: _submitted, SummarySubmitted: _summed_up}),
    (_CORRECT, {IssueTextCorrected: _corrected}),
)
"""Statements in the order in which a batch is written, each with the facts that it is for.

What one of them writes none of those after it writes, but for the row of a deadline, which is there
before it is changed.
"""
_MADE: Mapping[type[Fact], tuple[tuple[int, _Make], ...]] = {
    kind: tuple((place, made[kind]) for place, (_, made) in enumerate(_WRITES) if kind in made)
    for kind in {kind for _, made in _WRITES for kind in made}
}
"""For each fact the places of its statements, and its row in each."""
_OF_DEADLINES = frozenset(kind for kind in _MADE if "deadline" in kind.model_fields)
FACTS: frozenset[type[Fact]] = frozenset({*_MADE, *CONTEST_FACTS})


def fold(batch: Sequence[Recorded[Any]], alias: str) -> None:
    """Of deadlines only those of reports matter."""
    rows: list[list[_Row]] = [[] for _ in _WRITES]
    contested = []
    for one in batch:
        kind = type(one.fact)
        if kind in _OF_DEADLINES and one.fact.deadline.kind is not DeadlineKind.REPORT:
            continue
        for place, make in _MADE.get(kind, ()):
            rows[place].append(make(one))
        if kind in CONTEST_FACTS:
            contested.append(one)
    for (statement, _), written in zip(_WRITES, rows, strict=True):
        write(alias, statement, written)
    CONTESTS.take(alias, contested)

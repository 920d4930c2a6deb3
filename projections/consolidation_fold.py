"""How facts change what months are consolidated from."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain import deadline as d
from domain import issue_facts as f
from domain.calendar import local_date
from domain.fact import Fact, Recorded
from domain.meeting import AttendanceRecorded, MeetingHeld
from projections.consolidation_tables import (
    CountedIssueTable,
    CountedMeetingTable,
    ReportOwedTable,
    StayTable,
    StepTable,
    TimeOverTable,
)
from projections.issue_states import ENDING, HANDING_ON, new_holder, reporting_cadre
from projections.keyed_rows import KeyedRows
from projections.rows import insert, stored_time, write

RUNNING, PAUSED, MET, LATE = "running", "paused", "met", "late"
TRIAGED, RESOLVED, ESCALATED = "triaged", "resolved", "escalated"


@dataclass(slots=True)
class _Meeting:
    meeting: str
    chapter: str
    day: str
    kind: str
    cadre: str | None = None


@dataclass(slots=True)
class _Issue:
    issue: str
    chapter: str
    raised_on: str | None
    cadre: str | None
    severity: int
    answered: bool = False
    contested_at: str | None = None
    holder: str | None = None
    stay: str | None = None
    ended: bool = False


@dataclass(slots=True)
class _Stay:
    id: str
    issue: str
    holder: str
    severity: int
    came: str
    since: str
    until: str | None = None


@dataclass(slots=True)
class _Report:
    key: str
    last_day: str
    due: str
    status: str = RUNNING


@dataclass(slots=True)
class _TimeOver:
    """A deadline's running time has its key, and once that is over a key of its own."""

    key: str
    issue: str
    since: str
    until: str | None = None


_Told = tuple[Recorded[Any], str]
"""A fact, and the key of what it is about: a deadline, or else the stream."""

_STEP = insert(StepTable, ("position", "issue", "unit", "day", "step", "to_what"))


class Fold:
    """A row is read with the first batch that touches it, and written once, in the end."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._meetings = KeyedRows(alias, CountedMeetingTable, _Meeting)
        self._issues = KeyedRows(alias, CountedIssueTable, _Issue)
        self._stays = KeyedRows(alias, StayTable, _Stay)
        self._reports = KeyedRows(alias, ReportOwedTable, _Report)
        self._times = KeyedRows(alias, TimeOverTable, _TimeOver)
        self._steps: list[tuple[Any, ...]] = []

    def take(self, batch: Sequence[Recorded[Any]]) -> None:
        told = [(one, _key(one)) for one in batch]
        self._load(told)
        for recorded, key in told:
            _HANDLERS[type(recorded.fact)](self, recorded, key)

    def write(self) -> None:
        for rows in (self._meetings, self._issues, self._stays, self._reports, self._times):
            rows.write()
        write(self._alias, _STEP, self._steps)

    def _load(self, batch: Iterable[_Told]) -> None:
        """What the batch changes and does not begin itself."""
        keys = defaultdict[str, list[str]](list)
        for recorded, key in batch:
            kind = type(recorded.fact)
            if kind in _OF_ISSUES:
                keys["issues"].append(key)
            elif kind is AttendanceRecorded:
                keys["meetings"].append(key)
            elif kind in _OF_DEADLINES:
                keys["reports" if _is_report(recorded.fact) else "times"].append(key)
        self._meetings.load(keys["meetings"])
        self._issues.load(keys["issues"])
        found = (self._issues.get(issue) for issue in keys["issues"])
        self._stays.load(one.stay for one in found if one is not None and one.stay)
        self._reports.load(keys["reports"])
        self._times.load(keys["times"])

    # ── Meetings and issues ───────────────────────────────────────────────────────────────────

    def _hold(self, recorded: Recorded[MeetingHeld], meeting: str) -> None:
        fact, day = recorded.fact, str(local_date(recorded.fact.started_at))
        self._meetings.put(_Meeting(meeting, fact.chapter, day, fact.kind.value))

    def _attend(self, recorded: Recorded[AttendanceRecorded], key: str) -> None:
        meeting = self._meetings.get(key)
        if meeting is not None:
            meeting.cadre = recorded.fact.cadre
            self._meetings.put(meeting)

    def _raise(self, recorded: Recorded[f.IssueRaised], issue: str) -> None:
        fact = recorded.fact
        raised_on = None if fact.split_from else str(local_date(fact.raised_at))
        by = (reporting_cadre(recorded), fact.severity.value)
        self._issues.put(_Issue(issue, fact.chapter, raised_on, *by))

    def _change_issue(self, recorded: Recorded[Any], key: str) -> None:
        issue = self._issues.get(key)
        if issue is not None:
            _ISSUE_CHANGES[type(recorded.fact)](self, issue, recorded)
            self._issues.put(issue)

    def _answer(self, issue: _Issue, _: Recorded[f.IssueAnsweredAtMeeting]) -> None:
        issue.answered = True

    def _contest(self, issue: _Issue, recorded: Recorded[f.AnswerContested]) -> None:
        if issue.contested_at is None:
            issue.contested_at = stored_time(recorded.envelope.recorded_at)

    def _correct(self, issue: _Issue, recorded: Recorded[f.IssueValueCorrected]) -> None:
        if recorded.fact.field is f.ValueField.SEVERITY:
            self._rate(issue, recorded, int(recorded.fact.new))

    def _triage(self, issue: _Issue, recorded: Recorded[f.IssueTriaged]) -> None:
        self._rate(issue, recorded, recorded.fact.severity.value)
        self._step(issue, recorded, TRIAGED, recorded.fact.authority.value)

    def _rate(self, issue: _Issue, recorded: Recorded[Fact], severity: int) -> None:
        """A month that is over before it is told with the severity of then."""
        if severity == issue.severity:
            return
        issue.severity = severity
        stay = self._leave(issue, recorded)
        if stay is not None:
            self._stay(issue, recorded, stay.came)

    def _resolve(self, issue: _Issue, recorded: Recorded[Fact]) -> None:
        self._step(issue, recorded, RESOLVED, None)

    def _step(self, issue: _Issue, recorded: Recorded[Fact], step: str, to: str | None) -> None:
        position, envelope, _ = recorded
        day = str(local_date(envelope.recorded_at))
        if issue.holder is not None:
            self._steps.append((position, issue.issue, issue.holder, day, step, to))

    def _hand_on(self, issue: _Issue, recorded: Recorded[Fact]) -> None:
        """Of an ended issue only the archive moves, unless it is delivered anew."""
        fact = recorded.fact
        if type(fact) is f.IssueCustodyTransferred and issue.ended:
            return
        if type(fact) is f.IssueEscalated:
            self._step(issue, recorded, ESCALATED, fact.to)
        self._leave(issue, recorded)
        issue.holder = new_holder(fact)
        self._stay(issue, recorded)

    def _end(self, issue: _Issue, recorded: Recorded[Fact]) -> None:
        self._leave(issue, recorded)
        issue.ended = True

    def _reopen(self, issue: _Issue, recorded: Recorded[Fact]) -> None:
        issue.ended = False
        if issue.stay is None:
            self._stay(issue, recorded)

    def _stay(self, issue: _Issue, recorded: Recorded[Fact], came: str | None = None) -> None:
        position, envelope, _ = recorded
        if issue.holder is not None:
            since = stored_time(envelope.recorded_at)
            issue.stay, by_whom = str(position), (issue.issue, issue.holder)
            self._stays.put(_Stay(issue.stay, *by_whom, issue.severity, came or since, since))

    def _leave(self, issue: _Issue, recorded: Recorded[Fact]) -> _Stay | None:
        """The stay that is over by that."""
        stay = self._stays.get(issue.stay) if issue.stay else None
        if stay is not None:
            stay.until = stored_time(recorded.envelope.recorded_at)
            self._stays.put(stay)
        issue.stay = None
        return stay

    # ── Deadlines ─────────────────────────────────────────────────────────────────────────────

    def _set(self, recorded: Recorded[d.DeadlineSet], key: str) -> None:
        _, envelope, fact = recorded
        due = stored_time(fact.due)
        if _is_report(fact):
            self._reports.put(_Report(key, str(fact.last_day), due))
        else:
            self._times.put(_TimeOver(key, envelope.stream.hex, due))

    def _change_deadline(self, recorded: Recorded[Any], key: str) -> None:
        if _is_report(recorded.fact):
            report = self._reports.get(key)
            if report is not None:
                self._change_report(report, recorded.fact)
        else:
            self._change_time(key, recorded)

    def _change_report(self, report: _Report, fact: Any) -> None:
        match fact:
            case d.DeadlineCancelled():
                self._reports.remove(report.key)
                return
            case d.DeadlineMet(on_time=on_time):
                report.status = MET if on_time else LATE
            case d.DeadlinePaused():
                report.status = PAUSED
            case _:
                if type(fact) is d.DeadlineResumed:
                    report.status = RUNNING
                report.last_day, report.due = str(fact.last_day), stored_time(fact.due)
        self._reports.put(report)

    def _change_time(self, key: str, recorded: Recorded[Any]) -> None:
        """What ran up to here was over from its due time on; what does not run is not over."""
        position, envelope, fact = recorded
        running, kind = self._times.get(key), type(fact)
        if running is None and kind is not d.DeadlineResumed:
            return
        due = stored_time(fact.due) if kind in _MOVING else None
        if running is not None and running.since == due:
            return
        at = stored_time(envelope.recorded_at)
        if running is not None and running.since < at:
            over = _TimeOver(f"{key}/{position}", running.issue, running.since, at)
            self._times.put(over)
        if due is None:
            self._times.remove(key)
        else:
            self._times.put(_TimeOver(key, envelope.stream.hex, due))


def _is_report(fact: Any) -> bool:
    return fact.deadline.kind is d.DeadlineKind.REPORT


def _key(recorded: Recorded[Any]) -> str:
    _, envelope, fact = recorded
    stream: str = envelope.stream.hex
    return f"{stream}/{fact.deadline}" if type(fact) in _NAMING_DEADLINES else stream


_ISSUE_CHANGES: Mapping[type[Fact], Callable[[Fold, _Issue, Any], None]] = {
    f.IssueAnsweredAtMeeting: Fold._answer,
    f.AnswerContested: Fold._contest,
    f.IssueValueCorrected: Fold._correct,
    f.IssueTriaged: Fold._triage,
    f.IssueResolved: Fold._resolve,
    f.ResultAccepted: Fold._resolve,
    **dict.fromkeys(HANDING_ON, Fold._hand_on),
    **dict.fromkeys(ENDING, Fold._end),
    f.IssueReopened: Fold._reopen,
}
_MOVING: frozenset[type[Fact]] = frozenset(
    (d.DeadlineResumed, d.DeadlineExtended, d.DeadlineRecomputed)
)
_STOPPING: frozenset[type[Fact]] = frozenset((d.DeadlineMet, d.DeadlineCancelled, d.DeadlinePaused))
_OF_DEADLINES = _MOVING | _STOPPING
_NAMING_DEADLINES = _OF_DEADLINES | {d.DeadlineSet}
_OF_ISSUES = frozenset(_ISSUE_CHANGES)
_HANDLERS: Mapping[type[Fact], Callable[[Fold, Any, str], None]] = {
    MeetingHeld: Fold._hold,
    AttendanceRecorded: Fold._attend,
    f.IssueRaised: Fold._raise,
    **dict.fromkeys(_OF_ISSUES, Fold._change_issue),
    d.DeadlineSet: Fold._set,
    **dict.fromkeys(_OF_DEADLINES, Fold._change_deadline),
}
FACTS: frozenset[type[Fact]] = frozenset(_HANDLERS)

"""What a committee consolidates of a month, by plain loops over the log (DOMAIN 6, `002-5`).

Shares no code with the read model: issues, meetings and the organisation are the domain's own, days
are compared one by one, and everything is counted as slowly as it reads.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from domain import directory as directories
from domain import issue as issues
from domain import issue_facts as f
from domain import meeting as meetings
from domain.calendar import local_date
from domain.deadline import Deadline, DeadlineKind, DeadlineStatus
from domain.directory import Directory
from domain.fact import Fact, Recorded
from domain.issue import Issue
from domain.meeting import Meeting
from domain.organisation import organisation_id
from domain.values import Authority, Severity

Log = list[Recorded[Fact]]


class Month(NamedTuple):
    unit: str
    year: int
    month: int
    every: int
    """How many months a period of regular meetings has."""


class Counted(NamedTuple):
    chapters: int
    meetings: tuple[int, ...]
    """In the order of the read model's fields, as what follows."""
    reports: tuple[int, ...]
    issues: tuple[int, ...]
    notable: list[tuple[UUID, tuple[str, ...]]]
    requests: list[tuple[UUID, str, date]]


def expected(log: Log, at: datetime, month: Month) -> Counted | None:
    """As far as it was over and known at ``at``; None where the unit had no day of the month."""
    known = [one for one in log if one.envelope.recorded_at <= at]
    return _Month(known, at, month).counted()


class _Month:
    def __init__(self, log: Log, at: datetime, month: Month) -> None:
        self.log, self.at, self.month = log, at, month
        home = organisation_id("NB")
        told: Any = [one for one in log if one.envelope.stream == home]
        self.directory: Directory = directories.fold(directories.EMPTY, told)
        whole = _days_of(month.year, month.month)
        self.days = [day for day in whole if self.directory.exists(month.unit, day)]

    def counted(self) -> Counted | None:
        if not self.days:
            return None
        last = self.days[-1]
        over = [one for one in self.log if local_date(one.envelope.recorded_at) <= last]
        below = [one.id for _, one in self.directory.walk(last) if self.has(one.id, last)]
        chapters = [one for one in below if self._is_chapter(one)]
        return Counted(
            len(chapters),
            self._meetings(chapters),
            self._reports(),
            *self._issues(over),
        )

    def has(self, unit: str, day: date) -> bool:
        """Whether the unit stood below that of the month, on a day of the month."""
        above = (unit, *self.directory.ancestors(unit, day))
        return day in self.days and self.directory.exists(unit, day) and self.month.unit in above

    def _is_chapter(self, unit: str) -> bool:
        record = self.directory.record(unit)
        return record is not None and record.kind.value.endswith("-chapter")

    # ── Meetings and reports ──────────────────────────────────────────────────────────────────

    def _meetings(self, chapters: list[str]) -> tuple[int, ...]:
        met = [(one, _day(one)) for one in _meetings_in(self.log).values() if one.chapter]
        held = [one for one, day in met if self.has(str(one.chapter), day)]
        due = chapters if self.month.month % self.month.every == 0 else []
        first = self.month.month - self.month.every + 1
        regular = {
            one.chapter
            for one, day in met
            if one.kind == "regular" and day.year == self.month.year
            if first <= day.month <= self.month.month and day <= self.days[-1]
        }
        missing = [one for one in due if one not in regular]
        return len(due), len(held), sum(one.cadre is not None for one in held), len(missing)

    def _reports(self) -> tuple[int, ...]:
        owed: dict[tuple[str, date], list[str]] = {}
        streams: list[tuple[str | None, str | None, tuple[Deadline, ...]]] = [
            *((one.chapter, one.cadre, one.deadlines) for one in _meetings_in(self.log).values()),
            *(
                (one.chapter, one.attended_by if self._is_the_cadres(one) else None, one.deadlines)
                for one in _issues_in(self.log).values()
            ),
        ]
        for chapter, cadre, deadlines in streams:
            for one in deadlines:
                if one.id.kind is not DeadlineKind.REPORT or not chapter:
                    continue
                if one.status is not DeadlineStatus.CANCELLED and self.has(chapter, one.last_day):
                    owed.setdefault((cadre or chapter, one.last_day), []).append(self._said(one))
        said = [_worst(several) for several in owed.values()]
        return (len(said), *(said.count(name) for name in ("met", "late", "missing", "to come")))

    def _is_the_cadres(self, issue: Issue) -> bool:
        first = next(one for one in self.log if one.envelope.stream == issue.id)
        return first.envelope.role == "attending-cadre"

    def _said(self, one: Deadline) -> str:
        if one.status is DeadlineStatus.MET:
            return "met" if one.on_time else "late"
        return "missing" if one.is_overdue(self.at) else "to come"

    # ── Issues ────────────────────────────────────────────────────────────────────────────────

    def _issues(self, over: Log) -> tuple[Any, Any, Any]:
        now, then = _issues_in(self.log), _issues_in(over)
        raised = [one for one in now.values() if one.split_from is None]
        new = [one for one in raised if self.has(str(one.chapter), _raised_on(one))]
        answered = [one for one in new if self._is_answered(one, over)]
        own, up, done, requests = self._done()
        until = min(self.at, _midnight_after(self.days[-1]) - timedelta(microseconds=1))
        held = [one for one in then.values() if one.is_open and one.holder == self.month.unit]
        held.sort(key=lambda one: one.legs[-1].since if one.legs else until)
        late = [one for one in held if _is_late(one, until)]
        named = [(one, _why(one, one in late)) for one in held]
        counts = (len(new), len(answered), own, len(up), len(done), len(held), len(late))
        notable = [(cast(UUID, one.id), why) for one, why in named if why]
        return counts, notable, requests

    def _is_answered(self, issue: Issue, over: Log) -> bool:
        """At the meeting, be it told later, and not contested before the month was over."""
        said = [one for one in self.log if one.envelope.stream == issue.id]
        contested = [one in over for one in said if isinstance(one.fact, f.AnswerContested)]
        answered = any(isinstance(one.fact, f.IssueAnsweredAtMeeting) for one in said)
        return answered and not any(contested)

    def _done(self) -> tuple[int, set[UUID], set[UUID], list[tuple[UUID, str, date]]]:
        """Decisions of the month, each with the unit that had the issue just before."""
        tales: dict[UUID, Issue] = {}
        found, up, done = dict[UUID, bool](), set[UUID](), set[UUID]()
        requests: list[tuple[UUID, str, date]] = []
        top = self.month.unit == self.directory.province
        for one in self.log:
            id, fact = one.envelope.stream, one.fact
            before = tales.get(id, issues.EMPTY)
            if id in tales or isinstance(fact, f.IssueRaised):
                tales[id] = issues.evolve(before, cast(Recorded[f.IssueFact], one))
            day = local_date(one.envelope.recorded_at)
            if before.holder != self.month.unit or day not in self.days:
                continue
            if isinstance(fact, f.IssueTriaged):
                found[id] = top or fact.authority is not Authority.PROVINCE
            elif isinstance(fact, f.IssueEscalated):
                up.add(id)
                requests.append((id, fact.to, day))
            elif isinstance(fact, f.IssueResolved | f.ResultAccepted):
                done.add(id)
        return sum(found.values()), up, done, requests


def _days_of(year: int, month: int) -> Iterator[date]:
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += timedelta(days=1)


def _midnight_after(day: date) -> datetime:
    return datetime.fromisoformat(f"{day + timedelta(days=1)}T00:00:00+07:00")


def _meetings_in(log: Iterable[Recorded[Fact]]) -> dict[UUID, Meeting]:
    found: dict[UUID, Meeting] = {}
    for one in log:
        if one.fact.type == "meeting-held.v1" or one.envelope.stream in found:
            recorded: Any = one
            before = found.get(one.envelope.stream, meetings.EMPTY)
            found[one.envelope.stream] = meetings.evolve(before, recorded)
    return found


def _issues_in(log: Iterable[Recorded[Fact]]) -> dict[UUID, Issue]:
    found: dict[UUID, Issue] = {}
    for one in log:
        if isinstance(one.fact, f.IssueRaised) or one.envelope.stream in found:
            recorded: Any = one
            before = found.get(one.envelope.stream, issues.EMPTY)
            found[one.envelope.stream] = issues.evolve(before, recorded)
    return found


def _day(meeting: Meeting) -> date:
    assert meeting.started_at is not None
    return local_date(meeting.started_at)


def _raised_on(issue: Issue) -> date:
    assert issue.raised_at is not None
    return local_date(issue.raised_at)


def _is_late(issue: Issue, at: datetime) -> bool:
    owed = (one for one in issue.deadlines if one.id.kind is not DeadlineKind.REPORT)
    return any(one.is_overdue(at) for one in owed)


def _why(issue: Issue, late: bool) -> tuple[str, ...]:
    urgent = issue.severity is Severity.URGENT
    return (*(("urgent",) if urgent else ()), *(("overdue",) if late else ()))


def _worst(several: list[str]) -> str:
    order = ("missing", "late", "to come", "met")
    return min(several, key=order.index)

"""Where an issue, or whatever else has a stream, stands between two facts of its history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from domain.deadline import (
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineFact,
    DeadlineMet,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
    RegimeRef,
)
from domain.fact import Fact
from domain.issue import ENDED, Status
from domain.issue_facts import (
    IssueCustodyTransferred,
    IssuePaused,
    IssueRaised,
    IssueResumed,
    RegimeChanged,
)
from domain.meeting import BriefingHeld, MeetingHeld
from domain.report import ReportSubmitted, SummarySubmitted
from domain.values import UnitId
from projections.history_tables import HistoryStreamTable
from projections.issue_states import BACK_FROM_PAUSE, NEW_LEGS, STATUS_AFTER, new_holder
from projections.rows import listed, select, stored_time, upsert, write

DEADLINE_FACTS: frozenset[type[Fact]] = frozenset(get_args(DeadlineFact))
_BINDING: frozenset[type[Fact]] = frozenset(
    {IssueRaised, MeetingHeld, BriefingHeld, ReportSubmitted, SummarySubmitted}
)
"""Facts that say which regime binds their stream."""
_ENDED = frozenset(status.value for status in ENDED)


def reference(ref: RegimeRef) -> str:
    """A regime or calendar in one column; the ``@`` is in no id and in no version."""
    return f"{ref.id}@{ref.version}"


def regime_at(regimes: str, version: int) -> str:
    """What bound a stream after the fact of that version: the first, or the last to replace it.

    Each that replaced another stands on a line of its own, behind the version of that change.
    """
    first, *changes = regimes.splitlines()
    for change in reversed(changes):
        since, _, regime = change.partition("|")
        if int(since) <= version:
            return regime
    return first


Owed = dict[str, tuple[str, str, str]]
"""Due time, last day and calendar by deadline, in the order in which they were set."""


@dataclass(slots=True)
class State:
    """Status and holder are an issue's; what is owed, a meeting's as well."""

    origin: int
    """Position of its first fact."""
    stream: str
    of: str
    regime: str | None = None
    """As ``regime_at`` reads it."""
    status: str | None = None
    before_pause: str | None = None
    holder: UnitId | None = None
    owed: Owed = field(default_factory=dict)
    first_owed: str | None = None

    def take(self, fact: Any, version: int) -> None:
        """One fact that is not about a deadline, with its place in the stream."""
        kind = type(fact)
        if kind in _BINDING:
            self.regime = reference(fact.regime)
        elif kind is RegimeChanged:
            self.regime = f"{self.regime}\n{version}|{reference(fact.new)}"
        if kind is IssueResumed:
            self.status = self.before_pause or BACK_FROM_PAUSE.value
            self.before_pause = None
            return
        if kind is IssuePaused:
            self.before_pause = self.status
        elif kind in NEW_LEGS:
            self.before_pause = None
        if kind is not IssueCustodyTransferred or self.status not in _ENDED:
            self.holder = new_holder(fact) or self.holder
        after = STATUS_AFTER.get(kind)
        if after is not None:
            self.status = after.value

    def take_deadline(self, id: str, fact: Any) -> str | None:
        """One fact about a deadline; the calendar that it is counted by, if it is still owed."""
        kind, known = type(fact), self.owed.get(id)
        if kind is DeadlineSet:
            calendar = reference(fact.calendar)
            owed = self.owed[id] = (stored_time(fact.due), str(fact.last_day), calendar)
            if known is not None:
                self.look_ahead()
            elif self.first_owed is None or owed[0] < self.owed[self.first_owed][0]:
                self.first_owed = id
            return calendar
        if known is None:
            return None
        if kind is DeadlineMet or kind is DeadlineCancelled:
            del self.owed[id]
            if id == self.first_owed:
                self.look_ahead()
        elif kind is DeadlineRecomputed:
            calendar = reference(fact.calendar)
            self.owed[id] = (stored_time(fact.due), str(fact.last_day), calendar)
            self.look_ahead()
            return calendar
        elif kind is DeadlineResumed or kind is DeadlineExtended:
            self.owed[id] = (stored_time(fact.due), str(fact.last_day), known[2])
            self.look_ahead()
        return known[2]

    def calendar_of(self, id: str) -> str | None:
        """What a deadline that is still owed is counted by."""
        known = self.owed.get(id)
        return known[2] if known else None

    def look_ahead(self) -> None:
        """The earliest due; of equals, what was set first."""
        self.first_owed = min(self.owed, key=lambda id: self.owed[id][0], default=None)


_COLUMNS = ("origin", "stream", "of", "regime", "status", "before_pause", "holder", "owed")
_WRITE = upsert(HistoryStreamTable, _COLUMNS, ("stream", "of"))
_READ = f"""SELECT {", ".join(f"history_stream.{name}" for name in _COLUMNS)}
FROM json_each(%s) AS asked CROSS JOIN history_stream ON history_stream.stream = asked.value"""


def begun(stream: str, of: str, position: int) -> State:
    """Before its first fact."""
    return State(position, stream, of, status=Status.NEW.value if of == "issue" else None)


def read_states(alias: str, streams: Iterable[str]) -> Iterator[State]:
    """Those of the streams that are known."""
    for *values, owed in select(alias, _READ, (listed(streams),)):
        state = State(*values)
        state.owed = _owed_from_text(owed)
        state.look_ahead()
        yield state


def write_states(alias: str, states: Iterable[State]) -> None:
    rows = [
        (
            one.origin,
            one.stream,
            one.of,
            one.regime,
            one.status,
            one.before_pause,
            one.holder,
            _owed_as_text(one.owed),
        )
        for one in states
    ]
    write(alias, _WRITE, rows)


def _owed_as_text(owed: Owed) -> str:
    """A line for each; nothing in it has a bar."""
    return "\n".join([f"{id}|{due}|{day}|{calendar}" for id, (due, day, calendar) in owed.items()])


def _owed_from_text(text: str) -> Owed:
    lines = (line.split("|") for line in text.splitlines())
    return {id: (due, day, calendar) for id, due, day, calendar in lines}

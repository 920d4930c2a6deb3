"""How facts change the rows of deadlines, some thousand facts at once."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from domain.calendar import Calendar, start_of
from domain.deadline import (
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineId,
    DeadlineKind,
    DeadlineMet,
    DeadlinePaused,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStatus,
    EscalationSuggested,
    ExtensionAsked,
    ExtensionRefused,
    HeadNotified,
)
from domain.fact import Envelope, Fact, Recorded
from domain.issue_facts import (
    AssignmentRefused,
    IssueAssigned,
    IssueCustodyTransferred,
    IssueRaised,
    IssueReopened,
)
from domain.meeting import MeetingHeld
from domain.organisation import CalendarPublished, RegimePublished
from projections.deadline_rules import Ladder, calendar_of, ladder_of, rung_times
from projections.deadlines_tables import DeadlineRuleTable, DeadlineStreamTable, DeadlineTable
from projections.issue_states import ENDING, HANDING_ON, new_holder
from projections.rows import listed, select, stored_time, upsert, write

_RUNNING, _PAUSED = DeadlineStatus.RUNNING.value, DeadlineStatus.PAUSED.value
_MET, _CANCELLED = DeadlineStatus.MET.value, DeadlineStatus.CANCELLED.value
_OPEN = (_RUNNING, _PAUSED)
_WORK = (DeadlineKind.RESULT.value, DeadlineKind.INTERIM.value, DeadlineKind.NEXT_REPLY.value)
"""What passes on to whoever has the work (ADR 0002)."""


class Rules(NamedTuple):
    """What the times of a deadline's rungs depend on; None where it was not published."""

    ladder: Ladder | None
    calendar: Calendar | None


_NO_RULES = Rules(None, None)


@dataclass(slots=True)
class Stream:
    stream: str
    of: str
    origin: int
    chapter: str
    holder: str | None = None
    ended: bool = False


@dataclass(slots=True)
class Deadline:
    """A row on its way: the columns in their order, and the rules it was last changed under."""

    id: str
    stream: str
    of: str
    leg: int
    kind: str
    ordinal: int
    origin: int
    chapter: str | None
    started_on: str
    rule: str
    regime: str
    calendar: str
    bearer: str | None
    holder: str | None
    last_day: str
    due: str
    status: str = _RUNNING
    on_time: bool | None = None
    breached: bool = False
    paused_at: str | None = None
    ended_at: str | None = None
    rungs: str = "[]"
    last_rung: str | None = None
    last_rung_at: str | None = None
    notified: str = "[]"
    extensions: int = 0
    extension_asked: bool = False
    next_check: str | None = None
    next_rung: str | None = None
    firm_check: str | None = None
    firm_rung: str | None = None
    rules: Rules = _NO_RULES


COLUMNS = tuple(name for name in Deadline.__slots__ if name != "rules")
_FIXED = COLUMNS[: COLUMNS.index("bearer")]
_STREAM_COLUMNS = tuple(Stream.__slots__)
_WRITE = upsert(DeadlineTable, COLUMNS, _FIXED)
_WRITE_STREAM = upsert(DeadlineStreamTable, _STREAM_COLUMNS, ("of", "origin", "chapter"))
_WRITE_RULE = upsert(DeadlineRuleTable, ("id", "text"))
_SELECT = f"SELECT {', '.join('deadline.' + name for name in COLUMNS)} FROM json_each(%s) AS asked"
_NAMED = f"{_SELECT} CROSS JOIN deadline ON deadline.id = asked.value"
# The ids of a stream's deadlines begin with the stream and a slash, after which comes the figure 0.
_OPEN_OF = f"""{_SELECT} CROSS JOIN deadline
ON deadline.id > asked.value || '/' AND deadline.id < asked.value || '0'
WHERE status IN ('{_RUNNING}', '{_PAUSED}')"""
_STREAMS = f"""SELECT {", ".join(_STREAM_COLUMNS)} FROM json_each(%s) AS asked
CROSS JOIN deadline_stream ON deadline_stream.stream = asked.value"""
_RULES = "SELECT id, text FROM deadline_rule"
_values: Callable[[Deadline], tuple[Any, ...]] = attrgetter(*COLUMNS)
_stream_values: Callable[[Stream], tuple[Any, ...]] = attrgetter(*_STREAM_COLUMNS)

_BEGINNINGS: frozenset[type[Fact]] = frozenset({IssueRaised, MeetingHeld})
_RUNGS = (DeadlineApproaching, DeadlineBreached, HeadNotified, EscalationSuggested)
_OF_A_DEADLINE: frozenset[type[Fact]] = frozenset(
    {
        DeadlineMet,
        DeadlineCancelled,
        DeadlinePaused,
        DeadlineResumed,
        ExtensionAsked,
        DeadlineExtended,
        ExtensionRefused,
        *_RUNGS,
    }
)
"""Facts that name a deadline which is there already."""
_MOVES_WHAT_IS_OPEN: frozenset[type[Fact]] = frozenset({IssueAssigned, AssignmentRefused, IssueCustodyTransferred})
_OF_A_STREAM: frozenset[type[Fact]] = frozenset({DeadlineSet, *_MOVES_WHAT_IS_OPEN, *HANDING_ON, *ENDING, IssueReopened})
FACTS: frozenset[type[Fact]] = frozenset(
    {*_BEGINNINGS, *_OF_A_DEADLINE, *_OF_A_STREAM, RegimePublished, CalendarPublished}
)


def id_of(stream: str, deadline: DeadlineId) -> str:
    return f"{stream}/{deadline.leg}/{deadline.kind}/{deadline.ordinal}"


class Fold:
    """The rows that a batch touches, read once and written once."""

    def __init__(self, batch: Sequence[Recorded[Fact]], alias: str) -> None:
        self._alias = alias
        self._deadlines: dict[str, Deadline] = {}
        self._of_stream: dict[str, list[Deadline]] = {}
        """Those that are open, as far as the batch moves all of a stream, and those set in it."""
        self._streams: dict[str, Stream] = {}
        self._regimes: dict[str, str] = {}
        self._calendars: dict[str, str] = {}
        self._rules: dict[tuple[str, str], Rules] = {}
        self._changed: dict[str, Deadline] = {}
        self._changed_streams: dict[str, Stream] = {}
        self._new_rules: list[tuple[str, str]] = []
        self._times: dict[tuple[str, str, str, str], list[tuple[str, str, bool]]] = {}
        self._load(batch)

    def _load(self, batch: Iterable[Recorded[Fact]]) -> None:
        named: dict[str, None] = {}
        moved: dict[str, None] = {}
        streams: dict[str, None] = {}
        begun: set[str] = set()
        for _, envelope, fact in batch:
            kind = type(fact)
            if kind in _OF_A_DEADLINE:
                named[id_of(envelope.stream.hex, cast(DeadlineMet, fact).deadline)] = None
            elif kind in _OF_A_STREAM:
                streams[envelope.stream.hex] = None
                if kind in _MOVES_WHAT_IS_OPEN:
                    moved[envelope.stream.hex] = None
            elif kind in _BEGINNINGS:
                begun.add(envelope.stream.hex)
        self._load_rules()
        old = [stream for stream in streams if stream not in begun]
        for row in select(self._alias, _STREAMS, (listed(old),)) if old else ():
            self._streams[row[0]] = Stream(*row)
        old = [stream for stream in moved if stream not in begun]
        self._keep(select(self._alias, _OPEN_OF, (listed(old),)) if old else ())
        old = [id for id in named if id not in self._deadlines and id[:32] not in begun]
        self._keep(select(self._alias, _NAMED, (listed(old),)) if old else ())

    def _load_rules(self) -> None:
        for id, text in select(self._alias, _RULES):
            kind, _, ref = id.partition(" ")
            (self._regimes if kind == "regime" else self._calendars)[ref] = text

    def _keep(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for row in rows:
            deadline = Deadline(*row)
            self._deadlines[deadline.id] = deadline
            self._of_stream.setdefault(deadline.stream, []).append(deadline)

    def take(self, recorded: Recorded[Fact]) -> None:
        """One more fact, in order."""
        handler = _HANDLERS.get(type(recorded.fact))
        if handler is not None:
            handler(self, recorded)

    def write(self) -> None:
        write(self._alias, _WRITE_RULE, self._new_rules)
        streams = [_stream_values(stream) for stream in self._changed_streams.values()]
        write(self._alias, _WRITE_STREAM, streams)
        for deadline in self._changed.values():
            self._look_ahead(deadline)
        write(self._alias, _WRITE, [_values(one) for one in self._changed.values()])

    # ── Streams and rules ─────────────────────────────────────────────────────────────────────

    def _begin(self, recorded: Recorded[Any]) -> None:
        position, envelope, fact = recorded
        of = "issue" if type(fact) is IssueRaised else "meeting"
        self._keep_stream(Stream(envelope.stream.hex, of, position, fact.chapter))

    def _keep_stream(self, stream: Stream) -> None:
        self._streams[stream.stream] = self._changed_streams[stream.stream] = stream

    def _hand_on(self, recorded: Recorded[Any]) -> None:
        _, envelope, fact = recorded
        stream = self._streams.get(envelope.stream.hex)
        if stream is not None:
            stream.holder = new_holder(fact)
            self._keep_stream(stream)

    def _transfer(self, recorded: Recorded[IssueCustodyTransferred]) -> None:
        """What runs on goes with an open issue; of an ended one only the archive moves."""
        _, envelope, fact = recorded
        stream = self._streams.get(envelope.stream.hex)
        if stream is None or stream.ended:
            return
        self._hand_on(recorded)
        for deadline in self._open(stream.stream):
            deadline.holder = fact.to
            if deadline.bearer == fact.released_by:
                deadline.bearer = fact.to
            self._change(deadline)

    def _end(self, recorded: Recorded[Fact]) -> None:
        self._set_ended(recorded.envelope, True)

    def _reopen(self, recorded: Recorded[Fact]) -> None:
        self._set_ended(recorded.envelope, False)

    def _set_ended(self, envelope: Envelope, ended: bool) -> None:
        stream = self._streams.get(envelope.stream.hex)
        if stream is not None:
            stream.ended = ended
            self._keep_stream(stream)

    def _publish_regime(self, recorded: Recorded[RegimePublished]) -> None:
        fact = recorded.fact
        self._publish("regime", self._regimes, f"{fact.regime} {fact.version}", fact.text)

    def _publish_calendar(self, recorded: Recorded[CalendarPublished]) -> None:
        fact = recorded.fact
        self._publish("calendar", self._calendars, f"{fact.calendar} {fact.version}", fact.text)

    def _publish(self, kind: str, texts: dict[str, str], ref: str, text: str) -> None:
        texts[ref] = text
        self._new_rules.append((f"{kind} {ref}", text))
        self._rules.clear()

    # ── Deadlines ─────────────────────────────────────────────────────────────────────────────

    def _open(self, stream: str) -> list[Deadline]:
        return [one for one in self._of_stream.get(stream, ()) if one.status in _OPEN]

    def _change(self, deadline: Deadline) -> None:
        """What is computed when it is written follows the rules as they are published now."""
        deadline.rules = self._rules_of(deadline)
        self._changed[deadline.id] = deadline

    def _rules_of(self, deadline: Deadline) -> Rules:
        key = (deadline.regime, deadline.calendar)
        rules = self._rules.get(key)
        if rules is None:
            days = self._calendars.get(deadline.calendar)
            ladder = ladder_of(deadline.regime, self._regimes)
            rules = self._rules[key] = Rules(ladder, calendar_of(days) if days else None)
        return rules

    def _set(self, recorded: Recorded[DeadlineSet]) -> None:
        position, envelope, fact = recorded
        id = id_of(envelope.stream.hex, fact.deadline)
        leg, kind, ordinal = fact.deadline.leg, fact.deadline.kind.value, fact.deadline.ordinal
        stream = self._streams.get(envelope.stream.hex)
        deadline = Deadline(
            id,
            envelope.stream.hex,
            stream.of if stream else "issue",
            leg,
            kind,
            ordinal,
            stream.origin if stream else position,
            stream.chapter if stream else None,
            str(fact.started_on),
            fact.rule,
            str(fact.regime),
            str(fact.calendar),
            fact.bearer,
            stream.holder if stream else None,
            str(fact.last_day),
            stored_time(fact.due),
        )
        self._deadlines[id] = deadline
        self._of_stream.setdefault(deadline.stream, []).append(deadline)
        self._change(deadline)

    def _pass_work_on(self, recorded: Recorded[Any]) -> None:
        """Another lead gets what is left of the clock, the holder what a lead refuses."""
        _, envelope, fact = recorded
        stream = self._streams.get(envelope.stream.hex)
        if stream is None:
            return
        bearer = fact.lead if type(fact) is IssueAssigned else stream.holder
        for deadline in self._open(stream.stream):
            if deadline.kind in _WORK:
                deadline.bearer = bearer
                self._change(deadline)

    def _alter(self, recorded: Recorded[Any]) -> None:
        """A fact about a deadline; one of an unknown deadline changes nothing."""
        _, envelope, fact = recorded
        deadline = self._deadlines.get(id_of(envelope.stream.hex, fact.deadline))
        if deadline is not None:
            _ALTERATIONS[type(fact)](deadline, envelope, fact)
            self._change(deadline)

    # ── When to look next ─────────────────────────────────────────────────────────────────────

    def _look_ahead(self, deadline: Deadline) -> None:
        """When the next rung is reached, among all and among those that are no warnings."""
        deadline.next_check = deadline.next_rung = deadline.firm_check = deadline.firm_rung = None
        if deadline.status != _RUNNING:
            return
        ladder, calendar = deadline.rules
        if ladder is None or calendar is None:
            # Nothing is known of its rungs; the sweep finds out, and why, once it is due.
            deadline.next_check = deadline.firm_check = deadline.due
            return
        if not ladder.follows.get(deadline.kind):
            return
        reached = json.loads(deadline.rungs) if deadline.rungs != "[]" else []
        names = {rung for rung, _, _ in reached}
        warned_from = _start_of(deadline.started_on)
        too_late = any(at >= deadline.due for _, at, _ in reached)
        for rung, at, warns in self._times_of(deadline, ladder, calendar):
            if rung in names or (warns and (too_late or not warned_from < at < deadline.due)):
                continue
            if deadline.next_check is None or at < deadline.next_check:
                deadline.next_check, deadline.next_rung = at, rung
            if not warns and (deadline.firm_check is None or at < deadline.firm_check):
                deadline.firm_check, deadline.firm_rung = at, rung

    def _times_of(
        self, deadline: Deadline, ladder: Ladder, calendar: Calendar
    ) -> list[tuple[str, str, bool]]:
        """Those of many deadlines of a batch are the same."""
        key = (deadline.regime, deadline.calendar, deadline.last_day, deadline.due)
        times = self._times.get(key)
        if times is None:
            last_day = date.fromisoformat(deadline.last_day)
            times = self._times[key] = [
                (rung.name, at, rung.warns)
                for rung, at in rung_times(ladder, calendar, last_day, deadline.due)
            ]
        return times


@lru_cache(maxsize=1024)
def _start_of(day: str) -> str:
    return stored_time(start_of(date.fromisoformat(day)))


def _meet(deadline: Deadline, envelope: Envelope, fact: DeadlineMet) -> None:
    deadline.status, deadline.on_time = _MET, fact.on_time
    deadline.ended_at = stored_time(envelope.recorded_at)


def _cancel(deadline: Deadline, envelope: Envelope, fact: DeadlineCancelled) -> None:
    deadline.status, deadline.ended_at = _CANCELLED, stored_time(envelope.recorded_at)


def _pause(deadline: Deadline, envelope: Envelope, fact: DeadlinePaused) -> None:
    deadline.status, deadline.paused_at = _PAUSED, stored_time(envelope.recorded_at)


def _resume(deadline: Deadline, envelope: Envelope, fact: DeadlineResumed) -> None:
    deadline.status, deadline.paused_at = _RUNNING, None
    _move(deadline, fact)


def _ask(deadline: Deadline, envelope: Envelope, fact: ExtensionAsked) -> None:
    deadline.extension_asked = True


def _extend(deadline: Deadline, envelope: Envelope, fact: DeadlineExtended) -> None:
    deadline.extension_asked = False
    deadline.extensions += 1
    _move(deadline, fact)


def _refuse(deadline: Deadline, envelope: Envelope, fact: ExtensionRefused) -> None:
    deadline.extension_asked = False


def _move(deadline: Deadline, fact: DeadlineResumed | DeadlineExtended) -> None:
    """A new due time starts its ladder anew; the same one keeps the rungs it has."""
    due = stored_time(fact.due)
    if due != deadline.due:
        deadline.rungs = "[]"
    deadline.last_day, deadline.due = str(fact.last_day), due


def _reach(deadline: Deadline, envelope: Envelope, fact: Any) -> None:
    at = stored_time(envelope.recorded_at)
    if type(fact) is DeadlineBreached:
        deadline.breached = True
    reached = [*json.loads(deadline.rungs), [fact.rung, at, fact.notified]]
    deadline.rungs = json.dumps(reached)
    deadline.last_rung, deadline.last_rung_at = fact.rung, at
    deadline.notified = json.dumps(fact.notified)


_ALTERATIONS: dict[type[Fact], Callable[[Deadline, Envelope, Any], None]] = {
    DeadlineMet: _meet,
    DeadlineCancelled: _cancel,
    DeadlinePaused: _pause,
    DeadlineResumed: _resume,
    ExtensionAsked: _ask,
    DeadlineExtended: _extend,
    ExtensionRefused: _refuse,
    **dict.fromkeys(_RUNGS, _reach),
}
_HANDLERS: dict[type[Fact], Callable[[Fold, Recorded[Any]], None]] = {
    IssueRaised: Fold._begin,
    MeetingHeld: Fold._begin,
    **dict.fromkeys(HANDING_ON, Fold._hand_on),
    IssueCustodyTransferred: Fold._transfer,
    **dict.fromkeys(ENDING, Fold._end),
    IssueReopened: Fold._reopen,
    IssueAssigned: Fold._pass_work_on,
    AssignmentRefused: Fold._pass_work_on,
    DeadlineSet: Fold._set,
    **dict.fromkeys(_OF_A_DEADLINE, Fold._alter),
    RegimePublished: Fold._publish_regime,
    CalendarPublished: Fold._publish_calendar,
}

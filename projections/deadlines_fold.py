"""How facts change the rows of deadlines, some thousand facts at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from domain.deadline import DeadlineCancelled, DeadlineKind, DeadlineMet, DeadlineSet
from domain.fact import Fact, Recorded
from domain.issue_facts import (
    AssignmentRefused,
    IssueAssigned,
    IssueCustodyTransferred,
    IssuePartySucceeded,
    RegimeChanged,
)
from domain.organisation import CalendarPublished, RegimePublished
from projections.deadline_rules import calendar_of, ladder_of
from projections.deadlines_ahead import Ahead
from projections.deadlines_changes import ALTERATIONS
from projections.deadlines_rows import (
    CANCELLED,
    MET,
    PAUSED,
    RUNNING,
    Deadline,
    Ending,
    Rules,
    Stream,
    pauses_text,
    read_named,
    read_open,
    read_rules,
    read_streams,
    spans_text,
    write_deadlines,
    write_endings,
    write_rules,
    write_streams,
)
from projections.deadlines_streams import ALTERING, BEGINNINGS, alter, begun
from projections.rows import stored_time

_OPEN = (RUNNING, PAUSED)
_WORK = (DeadlineKind.RESULT.value, DeadlineKind.INTERIM.value, DeadlineKind.NEXT_REPLY.value)
"""What passes on to whoever has the work (ADR 0002)."""


class _Told(NamedTuple):
    """A fact, and what of it is asked for again and again."""

    recorded: Recorded[Any]
    stream: str
    key: str
    """Of the deadline that it names; empty for none."""


class Fold:
    """A row is read with the first batch that touches it, and written once: when the deadline
    ended, which most do soon, or else in the end.
    """

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._deadlines: dict[str, Deadline] = {}
        self._of_stream: dict[str, list[Deadline]] = {}
        """All that are open, of streams that are known whole; of others only some."""
        self._streams: dict[str, Stream] = {}
        self._known_whole: set[str] = set()
        """Streams of which everything that is open was read."""
        self._begun: set[str] = set()
        """Streams that have no rows yet."""
        self._regimes: dict[str, str] = {}
        self._calendars: dict[str, str] = {}
        for id, text in read_rules(alias):
            kind_of_text, _, ref = id.partition(" ")
            (self._regimes if kind_of_text == "regime" else self._calendars)[ref] = text
        self._rules: dict[tuple[str, str], Rules] = {}
        self._new: dict[str, Deadline] = {}
        self._changed: dict[str, Deadline] = {}
        self._ended: dict[str, Ending] = {}
        """Of deadlines that were not read."""
        self._over: dict[str, None] = {}
        """Those that were, and ended in this batch."""
        self._put_away: set[str] = set()
        """Those that ended before: a fact that names one of them again needs its row."""
        self._changed_streams: dict[str, Stream] = {}
        self._new_rules: list[tuple[str, str]] = []

    def take(self, batch: Iterable[Recorded[Fact]]) -> None:
        facts = [_told(one) for one in batch]
        self._load(facts)
        for told in facts:
            kind = type(told.recorded.fact)
            if kind in ALTERING:
                stream = self._streams.get(told.stream)
                if stream is not None and alter(stream, told.recorded.fact):
                    self._change_stream(stream)
            if kind in _HANDLERS:
                _HANDLERS[kind](self, told)
        self._put_away_what_is_over()

    def write(self) -> None:
        write_rules(self._alias, self._new_rules)
        write_streams(self._alias, self._changed_streams.values())
        self._write_deadlines(self._new.values(), self._changed.values())
        self._write_endings()

    def _write_deadlines(self, new: Iterable[Deadline], changed: Iterable[Deadline]) -> None:
        ahead = Ahead()
        for deadline in (*new, *changed):
            ahead.look(deadline)
        write_deadlines(self._alias, new, changed)

    def _put_away_what_is_over(self) -> None:
        over = [key for key in self._over if self._deadlines[key].status not in _OPEN]
        self._over.clear()
        self._write_deadlines(
            [self._new.pop(key) for key in over if key in self._new],
            [self._changed.pop(key) for key in over if key in self._changed],
        )
        for key in over:
            del self._deadlines[key]
        for stream in {key[:32] for key in over}:
            self._of_stream[stream] = self._open(stream)
        self._put_away.update(over)

    # ── What a batch needs ────────────────────────────────────────────────────────────────────

    def _load(self, batch: Iterable[_Told]) -> None:
        named: dict[str, bool] = {}
        """Whether there is anything to know of it: not where it only ends."""
        streams: dict[str, bool] = {}
        """Whether all that is open in it may move."""
        for recorded, stream, key in batch:
            kind = type(recorded.fact)
            if kind in BEGINNINGS:
                self._begun.add(stream)
            elif kind in _OF_A_DEADLINE:
                named[key] = key in named or kind not in _ENDINGS
            elif kind in _OF_A_STREAM:
                streams[stream] = streams.get(stream, False) or kind in _MOVES_WHAT_IS_OPEN
        old = [one for one in streams if one not in self._begun]
        new = [one for one in old if one not in self._streams]
        self._streams.update((one.stream, one) for one in read_streams(self._alias, new))
        moving = [one for one in old if streams[one] and one not in self._known_whole]
        wanted = [
            key
            for key, known in named.items()
            if known
            and key not in self._deadlines
            and (key[:32] not in self._begun or key in self._put_away)
        ]
        if moving or not self._ended.keys().isdisjoint(wanted):
            self._write_endings()
        self._known_whole.update(moving)
        self._keep(read_open(self._alias, moving))
        self._keep(read_named(self._alias, [one for one in wanted if one not in self._deadlines]))

    def _keep(self, deadlines: Iterable[Deadline]) -> None:
        """Those that are not known; what is known may be newer."""
        for one in deadlines:
            if one.key not in self._deadlines:
                self._deadlines[one.key] = one
                self._of_stream.setdefault(one.key[:32], []).append(one)

    def _write_endings(self) -> None:
        """Before the rows are read that they are of."""
        write_endings(self._alias, self._ended.values())
        self._ended.clear()

    # ── Streams and rules ─────────────────────────────────────────────────────────────────────

    def _begin(self, told: _Told) -> None:
        self._change_stream(begun(told.stream, told.recorded))

    def _change_stream(self, stream: Stream) -> None:
        self._streams[stream.stream] = self._changed_streams[stream.stream] = stream

    def _transfer(self, told: _Told) -> None:
        """What runs on goes with an open issue; of an ended one only the archive moves."""
        fact, stream = told.recorded.fact, self._streams.get(told.stream)
        if stream is None or stream.ended:
            return
        for deadline in self._open(told.stream):
            deadline.holder = fact.to
            if deadline.bearer == fact.released_by:
                deadline.bearer = fact.to
            self._change(deadline)

    def _succeed(self, told: _Told) -> None:
        fact = told.recorded.fact
        for deadline in self._open(told.stream):
            if deadline.bearer == fact.released_by:
                deadline.bearer = fact.to
                self._change(deadline)

    def _follow(self, told: _Told) -> None:
        """Other rules bind the issue: what is open climbs their ladder from now on."""
        stream = self._streams.get(told.stream)
        if stream is None:
            return
        for deadline in self._open(told.stream):
            deadline.watched_by = stream.regime
            self._change(deadline)

    def _publish_regime(self, told: _Told) -> None:
        fact = told.recorded.fact
        self._publish("regime", self._regimes, f"{fact.regime} {fact.version}", fact.text)

    def _publish_calendar(self, told: _Told) -> None:
        fact = told.recorded.fact
        self._publish("calendar", self._calendars, f"{fact.calendar} {fact.version}", fact.text)

    def _publish(self, kind: str, texts: dict[str, str], ref: str, text: str) -> None:
        texts[ref] = text
        self._new_rules.append((f"{kind} {ref}", text))
        self._rules.clear()

    # ── Deadlines ─────────────────────────────────────────────────────────────────────────────

    def _open(self, stream: str) -> list[Deadline]:
        return [one for one in self._of_stream.get(stream, ()) if one.status in _OPEN]

    def _change(self, deadline: Deadline) -> None:
        """What is computed before it is written follows the rules as they are published now."""
        deadline.rules = self._rules_of(deadline)
        if deadline.key not in self._new:
            self._changed[deadline.key] = deadline

    def _rules_of(self, deadline: Deadline) -> Rules:
        key = (deadline.watched_by, deadline.calendar)
        rules = self._rules.get(key)
        if rules is None:
            days = self._calendars.get(deadline.calendar)
            ladder = ladder_of(deadline.watched_by, self._regimes)
            rules = self._rules[key] = Rules(ladder, calendar_of(days) if days else None)
        return rules

    def _set(self, told: _Told) -> None:
        position, _, fact = told.recorded
        id, stream = fact.deadline, self._streams.get(told.stream)
        regime = str(fact.regime)
        deadline = Deadline(
            position=position,
            kind=id.kind.value,
            rule=fact.rule,
            regime=regime,
            calendar=str(fact.calendar),
            started_on=str(fact.started_on),
            bearer=fact.bearer,
            holder=stream.holder if stream else None,
            last_day=str(fact.last_day),
            due=stored_time(fact.due),
            key=told.key,
            stream=told.stream,
            of=stream.of if stream else "issue",
            leg=id.leg,
            ordinal=id.ordinal,
            origin=stream.origin if stream else position,
            chapter=stream.chapter if stream else None,
            spans=spans_text(fact.spans),
            pauses=pauses_text(fact.pauses),
            watched_by=regime,
            extensions=max(0, len(fact.spans) - 1),
        )
        self._new[told.key] = deadline
        self._keep((deadline,))
        self._change(deadline)

    def _pass_work_on(self, told: _Told) -> None:
        """Another lead gets what is left of the clock, the holder what a lead refuses."""
        fact, stream = told.recorded.fact, self._streams.get(told.stream)
        if stream is None:
            return
        bearer = fact.lead if type(fact) is IssueAssigned else stream.holder
        for deadline in self._open(told.stream):
            if deadline.kind in _WORK:
                deadline.bearer = bearer
                self._change(deadline)

    def _alter(self, told: _Told) -> None:
        """A fact about a deadline; one of an unknown deadline changes nothing."""
        _, envelope, fact = told.recorded
        deadline = self._deadlines.get(told.key)
        if deadline is not None:
            ALTERATIONS[type(fact)](deadline, envelope, fact)
            self._change(deadline)

    def _end(self, told: _Told) -> None:
        """Most deadlines end long after they were set, and need not be read for it."""
        if told.key in self._deadlines:
            self._alter(told)
            self._over[told.key] = None
            return
        _, envelope, fact = told.recorded
        at = stored_time(envelope.recorded_at)
        if type(fact) is DeadlineMet:
            self._ended[told.key] = Ending(MET, fact.on_time, at, False, told.key)
        else:
            self._ended[told.key] = Ending(CANCELLED, None, at, fact.late, told.key)


_HANDLERS: Mapping[type[Any], Callable[[Fold, _Told], None]] = {
    **dict.fromkeys(BEGINNINGS, Fold._begin),
    IssueCustodyTransferred: Fold._transfer,
    IssuePartySucceeded: Fold._succeed,
    RegimeChanged: Fold._follow,
    IssueAssigned: Fold._pass_work_on,
    AssignmentRefused: Fold._pass_work_on,
    DeadlineSet: Fold._set,
    **dict.fromkeys(ALTERATIONS, Fold._alter),
    DeadlineMet: Fold._end,
    DeadlineCancelled: Fold._end,
    RegimePublished: Fold._publish_regime,
    CalendarPublished: Fold._publish_calendar,
}
FACTS: frozenset[type[Fact]] = frozenset((*_HANDLERS, *ALTERING))
_ENDINGS: frozenset[type[Fact]] = frozenset((DeadlineMet, DeadlineCancelled))
_OF_A_DEADLINE = frozenset(ALTERATIONS)
"""Facts that name a deadline which is there already."""
_MOVES_WHAT_IS_OPEN = frozenset(
    {IssueAssigned, AssignmentRefused, IssueCustodyTransferred, IssuePartySucceeded, RegimeChanged}
)
_PUBLICATIONS = frozenset[type[Fact]]((RegimePublished, CalendarPublished))
_OF_A_STREAM = FACTS - BEGINNINGS - _OF_A_DEADLINE - _PUBLICATIONS


def _told(recorded: Recorded[Any]) -> _Told:
    _, envelope, fact = recorded
    stream = envelope.stream.hex
    if type(fact) is not DeadlineSet and type(fact) not in _OF_A_DEADLINE:
        return _Told(recorded, stream, "")
    return _Told(recorded, stream, f"{stream}/{fact.deadline}")

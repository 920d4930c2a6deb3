"""What becomes of an open issue that other rules are to bind: a decision and its dry run ask here.

Rules that are adopted give deadlines the lengths that they name, counted from the same day 0 with
the same pauses and extensions. Nothing begins or ends by it, and a day that somebody named stays.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from domain.calendar import Calendar, Pause, Span, due_day, end_of
from domain.deadline import (
    CalendarRef,
    Deadline,
    DeadlineRecomputed,
    Deadlines,
    DeadlineStatus,
    RecomputationCause,
    RegimeRef,
)
from domain.directory import Directory
from domain.issue import Issue, Status
from domain.issue_facts import IssueFact, RegimeChange, RegimeChanged
from domain.organisation import UnitKind
from domain.regime_keys import OpenDeadlines, OpenIssues
from domain.sealed import Sealed
from domain.values import DocumentRef, Severity, UnitId
from workflows.attempt import Context
from workflows.deadlines import Circumstances, duration, last_day_before
from workflows.machine import BEFORE_DELIVERY, WAS_BEFORE_PAUSE, Regime, Row
from workflows.premises import tier_of
from workflows.regime_flow import Graph, graph_of, tiers_of

_ONLY_FROM_ABOVE = "take-over"
"""What only this can free has no way on of its own."""


class OpenIssue(NamedTuple):
    """As much of an open issue as a change of its rules depends on."""

    regime: RegimeRef | None
    chapter: UnitId | None
    holder: UnitId | None
    status: Status
    before_pause: Status | None
    via: str
    severity: Severity | None
    deadlines: Deadlines
    """Those that are open."""


def open_issue(issue: Issue) -> OpenIssue:
    return OpenIssue(
        issue.regime,
        issue.chapter,
        issue.holder,
        issue.status,
        issue.before_pause,
        issue.via,
        issue.severity,
        tuple(d for d in issue.deadlines if d.is_open),
    )


class NewRules:
    """A regime that issues are to follow; keeps what it worked out for many of them."""

    def __init__(self, regime: Regime, context: Context) -> None:
        self.regime = regime
        self.context = context
        self.tier = lru_cache(maxsize=4096)(self._tier)
        self.last_day = lru_cache(maxsize=16384)(self._last_day)

    @cached_property
    def _latest(self) -> Calendar:
        rulebook, directory = self.context.rulebook, self.context.directory
        return rulebook.latest_calendar(directory, self.regime.spec.calendar)

    def calendar(self, deadline: Deadline) -> Calendar:
        """The one in force; where its lists begin after day 0, the deadline's own.

        Raises Rejected ``calendar-unpublished``.
        """
        if self._latest.first <= deadline.started_on:
            return self._latest
        return self.context.rulebook.calendar(self.context.directory, deadline.calendar)

    def _tier(self, holder: UnitId | None) -> UnitKind | None:
        return tier_of(self.context.directory, holder, self.context.today)

    def _last_day(
        self,
        start: date,
        spans: tuple[Span, ...],
        pauses: tuple[Pause, ...],
        counted_by: CalendarRef,
    ) -> date:
        calendar = self.context.rulebook.calendar(self.context.directory, counted_by)
        return due_day(start, spans, calendar, pauses) or start


class NotKnown(StrEnum):
    """Why an issue has no place under a regime."""

    STATE = "state"
    """No way leads from its state to the end."""
    CHANNEL = "channel"
    """It is not delivered yet, and came by a channel that there is no more."""
    TIER = "tier"
    """Its holder is of no tier."""


class Move(NamedTuple):
    """A deadline and what replaces it."""

    deadline: Deadline
    recomputed: DeadlineRecomputed

    @property
    def to_another_day(self) -> bool:
        return self.deadline.last_day != self.recomputed.last_day

    def becomes_overdue(self, at: datetime) -> bool:
        is_now = self.deadline.status is DeadlineStatus.RUNNING and self.recomputed.due <= at
        return is_now and not self.deadline.is_overdue(at)


class Change(NamedTuple):
    """What other rules make of an issue; it stays under its own where it is kept or not known."""

    kept: bool = False
    """The new regime leaves open issues their rules."""
    unmapped: NotKnown | None = None
    moved: tuple[Move, ...] = ()
    overdue_now: tuple[Move, ...] = ()
    """Those of the moved that were not overdue and are from now on."""

    @property
    def follows(self) -> bool:
        return not self.kept and self.unmapped is None


def change_of(
    issue: OpenIssue, rules: NewRules, cause: RegimeChange = RegimeChange.ADOPTION
) -> Change:
    """What it would be for the issue to follow the rules now.

    A succession moves no deadline: the clock is not reset. Raises Rejected where the calendar of
    the new regime, or the regime of a deadline, is not published.
    """
    if keeps_open_issues(rules.regime):
        return Change(kept=True)
    unmapped = not_known(issue, rules)
    if unmapped is not None:
        return Change(unmapped=unmapped)
    recomputes = rules.regime.spec.adoption.deadlines is OpenDeadlines.RECOMPUTE
    if cause is not RegimeChange.ADOPTION or not recomputes:
        return Change()
    moved = tuple(_moved(issue, rules))
    now = rules.context.now
    return Change(moved=moved, overdue_now=tuple(m for m in moved if m.becomes_overdue(now)))


def facts_of_change(
    issue: Issue,
    rules: NewRules,
    cause: RegimeChange,
    reason: Sealed | None = None,
    document: DocumentRef | None = None,
) -> tuple[IssueFact, ...]:
    """That the issue follows the rules, and which deadlines move with that.

    Nothing where it does so already, keeps its own or is not known there.
    """
    old, new = issue.regime, rules.regime.spec.ref
    change = change_of(open_issue(issue), rules, cause)
    if old is None or old == new or not change.follows:
        return ()
    changed = RegimeChanged(old=old, new=new, cause=cause, reason=reason, document=document)
    return (changed, *(move.recomputed for move in change.moved))


def follows_here(directory: Directory, chapter: UnitId, on: date) -> RegimeRef | None:
    """The regime that binds the chapter, or who stands for it, on that day."""
    stands = directory.standing_for(chapter, on)
    bound = directory.binding(stands, on) if stands else None
    return RegimeRef(id=bound[0], version=bound[1]) if bound else None


def is_in_force(regime: Regime, on: date) -> bool:
    since, until = regime.spec.effective_from, regime.spec.effective_to
    return (since is None or since <= on) and (until is None or on <= until)


def keeps_open_issues(regime: Regime) -> bool:
    return regime.spec.adoption.open_issues is OpenIssues.KEEP


def not_known(issue: OpenIssue, rules: NewRules) -> NotKnown | None:
    """What of the issue the rules do not know; None where they know it all."""
    spec, graph = rules.regime.spec, _graph(rules.regime)
    if Status.CLOSED not in graph[issue.status] or not _ends_its_pause(issue, rules.regime):
        return NotKnown.STATE
    if issue.status in BEFORE_DELIVERY:
        return None if issue.via in spec.channels else NotKnown.CHANNEL
    return None if rules.tier(issue.holder) in tiers_of(spec) else NotKnown.TIER


@lru_cache(maxsize=64)
def _graph(regime: Regime) -> Graph:
    return graph_of(_own_ways(regime))


def _own_ways(regime: Regime) -> list[Row]:
    return [row for row in regime.all_rows if row.trigger != _ONLY_FROM_ABOVE]


def _ends_its_pause(issue: OpenIssue, regime: Regime) -> bool:
    """Whether what is paused can go on where it was."""
    if issue.status is not Status.PAUSED:
        return True
    stays = (Status.PAUSED, Status.WITHDRAWN)
    out = (r for r in _own_ways(regime) if r.source is Status.PAUSED and r.to not in stays)
    return any(WAS_BEFORE_PAUSE not in row.when or row.to is issue.before_pause for row in out)


def _moved(issue: OpenIssue, rules: NewRules) -> Iterator[Move]:
    for deadline in issue.deadlines:
        recomputed = _recomputed(deadline, issue, rules)
        if recomputed is not None:
            yield Move(deadline, recomputed)


def _recomputed(deadline: Deadline, issue: OpenIssue, rules: NewRules) -> DeadlineRecomputed | None:
    """None where nothing about it changes but the regime's name."""
    spec = rules.regime.spec.deadlines.get(deadline.id.kind)
    if spec is None or spec.given or not _has_length_of_a_regime(deadline, rules.context):
        return None
    calendar = rules.calendar(deadline)
    counted_by = _ref(calendar.id, calendar.version)
    if spec.before_day is not None:
        if deadline.extensions:
            return None
        spans: tuple[Span, ...] = ()
        last_day = last_day_before(deadline.started_on, spec.before_day)
        last_day = calendar.roll(last_day) if spec.rolls else last_day
    else:
        tier = rules.tier(issue.holder)
        lasts = duration(spec, Circumstances({}, severity=issue.severity, tier=tier))
        if lasts is None:
            return None
        spans = (_span(lasts), *deadline.spans[1:])
        # While the clock stands still the last day is that of the count before it stopped.
        closed = tuple(pause for pause in deadline.pauses if pause.until is not None)
        last_day = rules.last_day(deadline.started_on, spans, closed, counted_by)
    new = (spans, last_day, spec.rule, counted_by)
    if new == (deadline.spans, deadline.last_day, deadline.rule, deadline.calendar):
        return None
    return DeadlineRecomputed(
        deadline=deadline.id,
        cause=RecomputationCause.REGIME,
        started_on=deadline.started_on,
        spans=spans,
        pauses=deadline.pauses,
        rule=spec.rule,
        regime=rules.regime.spec.ref,
        calendar=counted_by,
        last_day=last_day,
        due=end_of(last_day),
    )


def _has_length_of_a_regime(deadline: Deadline, context: Context) -> bool:
    """Whether rules gave it its length or its fixed day, and nobody named one."""
    if len(deadline.spans) > deadline.extensions:
        return True
    regime = context.rulebook.regime(context.directory, deadline.regime)
    spec = regime.spec.deadlines.get(deadline.id.kind)
    return spec is not None and spec.before_day is not None and not deadline.extensions


_span = lru_cache(maxsize=1024)(Span.parse)


@lru_cache(maxsize=64)
def _ref(id: str, version: str) -> CalendarRef:
    return CalendarRef(id=id, version=version)

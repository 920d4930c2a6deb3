"""What a trigger does to deadlines: which stop, pause, run on and start, all as the regime says."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from domain.calendar import Calendar, Pause, Span, due_day, end_of, local_date, stood_still
from domain.deadline import (
    CalendarRef,
    Deadline,
    DeadlineCancelled,
    DeadlineFact,
    DeadlineId,
    DeadlineKind,
    DeadlineMet,
    DeadlinePaused,
    DeadlineResumed,
    Deadlines,
    DeadlineSet,
    DeadlineStatus,
)
from domain.organisation import UnitKind
from domain.values import Severity, UnitId
from workflows.attempt import Context
from workflows.machine import Regime
from workflows.regime import Bearer, DeadlineSpec


class Given(NamedTuple):
    """A date that the command names, and who is to keep it."""

    bearer: UnitId | None
    last_day: date


class Circumstances(NamedTuple):
    """What a trigger's deadlines depend on, after the trigger's own facts."""

    bearers: Mapping[Bearer, UnitId | None]
    leg: int = 0
    severity: Severity | None = None
    severity_before: Severity | None = None
    tier: UnitKind | None = None
    """Tier of the holder."""
    given: Mapping[DeadlineKind, tuple[Given, ...]] = MappingProxyType({})
    starts_on: Mapping[DeadlineKind, date] = MappingProxyType({})
    """Day 0 where it is not today."""
    answered: DeadlineId | None = None
    """The deadline that the command itself names as met."""
    acting: UnitId | None = None
    """Whose share it is where several bodies owe one."""
    ends: bool = False
    """Whether nothing is owed any more."""
    received_at: datetime | None = None
    """What on time is judged by and days count from, where it is not the server's clock."""


class Turn(NamedTuple):
    """A trigger, the deadlines it meets with, and the rules."""

    trigger: str
    deadlines: Deadlines
    circumstances: Circumstances
    regime: Regime
    context: Context

    def spec(self, deadline: Deadline) -> DeadlineSpec | None:
        return self.regime.spec.deadlines.get(deadline.id.kind)

    @property
    def calendar(self) -> Calendar:
        """The calendar that a deadline set now is counted by."""
        rules, directory = self.context.rulebook, self.context.directory
        return rules.latest_calendar(directory, self.regime.spec.calendar)


def consequences(turn: Turn) -> tuple[DeadlineFact, ...]:
    """Facts about deadlines that follow from a trigger, those that end before those that begin."""
    stopped = (*_stopped(turn), *_counted_anew(turn))
    if turn.circumstances.ends:
        return stopped
    touched = {fact.deadline for fact in stopped}
    running = tuple(d for d in turn.deadlines if d.is_open and d.id not in touched)
    return (*stopped, *_paused(turn, running), *_started(turn, running))


def _stopped(turn: Turn) -> Iterator[DeadlineMet | DeadlineCancelled]:
    judged_at = turn.circumstances.received_at or turn.context.now
    leg_ends = turn.trigger in turn.regime.spec.new_legs
    for deadline in turn.deadlines:
        spec = turn.spec(deadline)
        if not deadline.is_open:
            continue
        if spec is not None and turn.trigger in spec.stops and _is_met(turn, deadline, spec):
            on_time = deadline.would_be_on_time(judged_at)
            yield DeadlineMet(deadline=deadline.id, on_time=on_time)
        elif (
            turn.circumstances.ends
            or (leg_ends and not (spec is not None and spec.outlives_leg))
            or (spec is not None and turn.trigger in spec.cancels)
        ):
            yield _cancelled(turn, deadline)


def _cancelled(turn: Turn, deadline: Deadline) -> DeadlineCancelled:
    """What was overdue stays so; what is nobody's duty is never overdue."""
    spec = turn.spec(deadline)
    owed = spec is None or spec.follows_ladder
    judged_at = turn.circumstances.received_at or turn.context.now
    late = owed and not deadline.would_be_on_time(judged_at)
    return DeadlineCancelled(deadline=deadline.id, late=late)


def _is_met(turn: Turn, deadline: Deadline, spec: DeadlineSpec) -> bool:
    if turn.circumstances.answered is not None:
        return deadline.id == turn.circumstances.answered
    return not spec.each or deadline.bearer == turn.circumstances.acting


def _counted_anew(turn: Turn) -> Iterator[DeadlineCancelled | DeadlineSet]:
    """Another severity gives the work another length, counted from the day it was begun."""
    now, leg = turn.circumstances, turn.circumstances.leg
    running = {d.id.kind: d for d in turn.deadlines if d.status is DeadlineStatus.RUNNING}
    work = running.get(DeadlineKind.RESULT)
    if turn.trigger != "triage" or work is None or now.severity == now.severity_before:
        return
    for kind in (DeadlineKind.INTERIM, DeadlineKind.RESULT):
        spec, old = turn.regime.spec.deadlines.get(kind), running.get(kind)
        met = any(d.id.kind is kind and d.id.leg == leg for d in turn.deadlines) and old is None
        if spec is None or not spec.cases or met:
            continue
        lasts = duration(spec, now)
        more = old.spans[1:] if old else ()
        spans = (Span.parse(lasts), *more) if lasts else ()
        if old is not None and spans == old.spans:
            continue
        if old is not None:
            yield _cancelled(turn, old)
        if spans:
            yield _taken_over(turn, kind, spans, work)


def _taken_over(
    turn: Turn, kind: DeadlineKind, spans: tuple[Span, ...], work: Deadline
) -> DeadlineSet:
    """Of that length, with the beginning and the pauses of the work that it is about."""
    last_day = due_day(work.started_on, spans, turn.calendar, work.pauses) or work.last_day
    given = Given(work.bearer, last_day)
    fields = {"spans": spans, "pauses": work.pauses}
    return _set(turn, kind, 0, given, work.started_on).model_copy(update=fields)


def _paused(turn: Turn, running: Deadlines) -> Iterator[DeadlinePaused | DeadlineResumed]:
    for deadline in running:
        spec = turn.spec(deadline)
        if spec is None:
            continue
        if turn.trigger in spec.pauses and deadline.status is DeadlineStatus.RUNNING:
            yield DeadlinePaused(deadline=deadline.id, since=turn.context.today)
        elif turn.trigger in spec.resumes and deadline.status is DeadlineStatus.PAUSED:
            yield _resumed(turn, deadline)


def _resumed(turn: Turn, deadline: Deadline) -> DeadlineResumed:
    """Runs on with what was left; one that was late when it paused stays late.

    Days that were counted are counted up to the pause again, by its calendar of today: a count that
    ended before the pause ends there.
    """
    context = turn.context
    calendar = context.rulebook.calendar(context.directory, deadline.calendar)
    [since] = [p.since for p in deadline.pauses if p.until is None]
    until = _counts_again(turn, since)
    pauses = tuple(p if p.until else Pause(since=since, until=until) for p in deadline.pauses)
    last_day = deadline.last_day
    if deadline.spans:
        begun = deadline.base_after_pause(until)
        last_day = due_day(begun, deadline.spans, calendar, pauses) or last_day
    elif deadline.paused_at is None or deadline.paused_at < deadline.due:
        last_day += stood_still(pauses) - stood_still(deadline.pauses)
    return DeadlineResumed(
        deadline=deadline.id, until=until, last_day=last_day, due=end_of(last_day)
    )


def _counts_again(turn: Turn, since: date) -> date:
    """An approved pause stops a clock no longer than the regime allows, however long it lasts."""
    longest = since + timedelta(days=turn.regime.spec.pause.longest_days)
    return min(turn.context.today, longest) if turn.trigger == "resume" else turn.context.today


def _started(turn: Turn, running: Deadlines) -> Iterator[DeadlineSet]:
    still_owed = {d.id.kind for d in running}
    for kind, spec in turn.regime.spec.deadlines.items():
        if turn.trigger not in spec.starts:
            continue
        if spec.given:
            for number, given in enumerate(turn.circumstances.given.get(kind, ())):
                yield _set(turn, kind, number, given, turn.context.today)
        elif kind not in still_owed:
            computed = _computed(turn, kind, spec)
            if computed is not None:
                yield computed


def _computed(turn: Turn, kind: DeadlineKind, spec: DeadlineSpec) -> DeadlineSet | None:
    """A deadline of the regime's length; None where it has none for these circumstances."""
    circumstances = turn.circumstances
    received_at = circumstances.received_at or turn.context.now
    start = circumstances.starts_on.get(kind, local_date(received_at))
    if spec.before_day is not None:
        last_day = last_day_before(start, spec.before_day)
        last_day = turn.calendar.roll(last_day) if spec.rolls else last_day
        return _set(turn, kind, 0, Given(None, last_day), start)
    lasts = duration(spec, circumstances)
    if lasts is None:
        return None
    spans = (Span.parse(lasts),)
    last_day = due_day(start, spans, turn.calendar) or start
    return _set(turn, kind, 0, Given(None, last_day), start).model_copy(update={"spans": spans})


def _set(turn: Turn, kind: DeadlineKind, number: int, given: Given, start: date) -> DeadlineSet:
    """The ``number``-th deadline, from 0, that the trigger sets of its kind."""
    spec, leg = turn.regime.spec.deadlines[kind], turn.circumstances.leg
    before = sum(d.id.leg == leg and d.id.kind is kind for d in turn.deadlines)
    calendar = turn.calendar
    return DeadlineSet(
        deadline=DeadlineId(leg=leg, kind=kind, ordinal=before + number + 1),
        bearer=given.bearer or turn.circumstances.bearers.get(spec.bears),
        started_on=start,
        last_day=given.last_day,
        due=end_of(given.last_day),
        rule=spec.rule,
        regime=turn.regime.spec.ref,
        calendar=CalendarRef(id=calendar.id, version=calendar.version),
    )


def last_day_before(start: date, day: int) -> date:
    """`002-4`: the day before the first such day of a month that comes after the start.

    A meeting that ends on the 9th or earlier is due before this month's 10th, one on the 10th or
    later before the next month's.
    """
    target = start.replace(day=day)
    if target <= start:
        target = (start.replace(day=1) + timedelta(days=32)).replace(day=day)
    return target - timedelta(days=1)


def duration(spec: DeadlineSpec, circumstances: Circumstances) -> str | None:
    """How long such a deadline lasts; None where it has no length of the regime's own."""
    if spec.lasts is not None:
        return spec.lasts
    for case in spec.cases:
        tier_fits = case.tier is None or case.tier is circumstances.tier
        if tier_fits and (case.severity is None or circumstances.severity in case.severity):
            return case.lasts
    return None

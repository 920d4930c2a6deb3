"""Deadlines as facts: set, met, paused, extended, and the rungs that were climbed.

A deadline is (leg, kind, ordinal) of one stream. What was computed when it was set stands in the
fact, so replay never computes again. ``due`` is the first instant that is late: 24:00 of
``last_day``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, assert_never, cast

from pydantic import Field, StringConstraints

from domain.calendar import Pause, Span, stood_still
from domain.fact import Envelope, Fact
from domain.sealed import Sealed
from domain.values import DocumentRef, Instant, UnitId, Value


class DeadlineKind(StrEnum):
    """What is owed (DOMAIN 4, table of deadline kinds)."""

    REPORT = "report"
    DIRECTED_ANSWER = "directed-answer"
    RECEIPT = "receipt"
    NOTICE = "notice"
    CLARIFICATION = "clarification"
    DIVERSION = "diversion"
    INTERIM = "interim"
    RESULT = "result"
    CO_OPERATION = "co-operation"
    NEXT_REPLY = "next-reply"
    REVIEW = "review"
    ACCEPTANCE = "acceptance"
    REPLY = "reply"
    DIRECTION = "direction"
    VERIFICATION = "verification"


RuleName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9 .-]*$", max_length=60)]


class RegimeRef(Value):
    """A regime in one version."""

    id: RuleName
    version: RuleName

    def __str__(self) -> str:
        return f"{self.id} {self.version}"


class CalendarRef(RegimeRef):
    """A calendar in one version."""


class DeadlineId(Value):
    """Which deadline of a stream: leg, kind, and how manieth of its kind in that leg, from 1."""

    leg: int = Field(ge=0)
    kind: DeadlineKind
    ordinal: int = Field(ge=1)

    def __str__(self) -> str:
        return f"{self.leg}/{self.kind}/{self.ordinal}"


class DeadlineSet(Fact):
    type: Literal["deadline-set.v1"] = "deadline-set.v1"
    deadline: DeadlineId
    bearer: UnitId | None
    """The unit that must act."""
    started_on: date
    """Day 0, which is not counted."""
    spans: tuple[Span, ...] = ()
    """How long it lasts; none where a date was given."""
    pauses: tuple[Pause, ...] = ()
    """Times that do not count, of a deadline whose time it takes over."""
    last_day: date
    due: Instant
    rule: RuleName
    """Basis: a rule of DOMAIN 3, or P for a default."""
    regime: RegimeRef
    calendar: CalendarRef


class DeadlineMet(Fact):
    type: Literal["deadline-met.v1"] = "deadline-met.v1"
    deadline: DeadlineId
    on_time: bool


class DeadlineCancelled(Fact):
    """No longer owed: the issue moved to another holder, or ended."""

    type: Literal["deadline-cancelled.v1"] = "deadline-cancelled.v1"
    deadline: DeadlineId
    late: bool
    """Whether it was overdue when it was cancelled."""


class DeadlinePaused(Fact):
    type: Literal["deadline-paused.v1"] = "deadline-paused.v1"
    deadline: DeadlineId
    since: date


class DeadlineResumed(Fact):
    type: Literal["deadline-resumed.v1"] = "deadline-resumed.v1"
    deadline: DeadlineId
    until: date
    """The first day that counts again: that of the resumption, or when the longest pause ended."""
    last_day: date
    due: Instant


class RecomputationCause(StrEnum):
    """Why a deadline is counted anew."""

    CALENDAR = "calendar"
    """A decree made another version of its calendar."""
    REGIME = "regime"
    """Its issue follows another regime."""
    HANDOVER = "handover"
    """Its issue was handed to a successor, and the clock stood still meanwhile."""


class DeadlineRecomputed(Fact):
    """An open deadline counted anew by other rules; what it says of itself replaces what was.

    Whether it runs or is paused, was ever missed, and how often it was extended stays.
    """

    type: Literal["deadline-recomputed.v1"] = "deadline-recomputed.v1"
    deadline: DeadlineId
    cause: RecomputationCause
    started_on: date
    spans: tuple[Span, ...]
    pauses: tuple[Pause, ...]
    rule: RuleName
    regime: RegimeRef
    calendar: CalendarRef
    last_day: date
    due: Instant


class ExtensionAsked(Fact):
    type: Literal["extension-asked.v1"] = "extension-asked.v1"
    deadline: DeadlineId
    reason: Sealed


class DeadlineExtended(Fact):
    type: Literal["deadline-extended.v1"] = "deadline-extended.v1"
    deadline: DeadlineId
    by: Span
    last_day: date
    due: Instant
    document: DocumentRef | None = None


class ExtensionRefused(Fact):
    type: Literal["extension-refused.v1"] = "extension-refused.v1"
    deadline: DeadlineId
    reason: Sealed


class RungFact(Fact):
    """A rung of the ladder, reached once per deadline and due time."""

    deadline: DeadlineId
    rung: RuleName
    due: Instant
    notified: tuple[UnitId, ...]


class DeadlineApproaching(RungFact):
    type: Literal["deadline-approaching.v1"] = "deadline-approaching.v1"


class DeadlineBreached(RungFact):
    type: Literal["deadline-breached.v1"] = "deadline-breached.v1"


class HeadNotified(RungFact):
    type: Literal["head-notified.v1"] = "head-notified.v1"


class EscalationSuggested(RungFact):
    type: Literal["escalation-suggested.v1"] = "escalation-suggested.v1"


Rung = DeadlineApproaching | DeadlineBreached | HeadNotified | EscalationSuggested
DeadlineFact = (
    DeadlineSet
    | DeadlineMet
    | DeadlineCancelled
    | DeadlinePaused
    | DeadlineResumed
    | DeadlineRecomputed
    | ExtensionAsked
    | DeadlineExtended
    | ExtensionRefused
    | Rung
)


class DeadlineStatus(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    CANCELLED = "cancelled"


class Deadline(Value):
    """One deadline as the facts left it."""

    id: DeadlineId
    bearer: UnitId | None
    started_on: date
    spans: tuple[Span, ...]
    last_day: date
    due: datetime
    rule: str
    regime: RegimeRef
    calendar: CalendarRef
    status: DeadlineStatus = DeadlineStatus.RUNNING
    pauses: tuple[Pause, ...] = ()
    paused_at: datetime | None = None
    rungs: frozenset[str] = frozenset()
    """Rungs reached for the present due time."""
    breached: bool = False
    on_time: bool | None = None
    extension_asked: bool = False
    extensions: int = 0
    given_by: UnitId | None = None
    """The office whose command set it."""

    @property
    def is_open(self) -> bool:
        return self.status in (DeadlineStatus.RUNNING, DeadlineStatus.PAUSED)

    def is_overdue(self, at: datetime) -> bool:
        """A flag, not a state: running and past its due time."""
        return self.status is DeadlineStatus.RUNNING and at >= self.due

    def would_be_on_time(self, at: datetime) -> bool:
        """Whether meeting it at that time is on time; a paused clock is judged when it stopped."""
        return is_in_time(self.paused_at or at, self.due)

    def base_after_pause(self, until: date) -> date:
        """Day 0 once the clock runs on."""
        return base_after_pause(self.started_on, self.pauses, until)


def base_after_pause(started_on: date, pauses: Sequence[Pause], until: date) -> date:
    """Day 0 once the open pause ends; a given date that spans follow moves with the pause.

    Not by days that stood still anyhow: these it has moved by before.
    """
    begun = next((p.since for p in pauses if p.until is None), until)
    if begun >= started_on:
        return started_on
    ended = [Pause(since=begun, until=until), *pauses]
    return started_on + (stood_still(ended) - stood_still(pauses))


def is_in_time(at: datetime, due: datetime) -> bool:
    """`002-4`: day 9 at 23:59:59 is in time, day 10 at 00:00 late."""
    return at < due


_NEW: Deadline = cast(Any, Deadline).model_construct()
"""What a deadline is before it is set: its defaults; copying them beats validating anew."""

Deadlines = tuple[Deadline, ...]


def find(deadlines: Deadlines, wanted: DeadlineId) -> Deadline | None:
    return next((d for d in deadlines if d.id == wanted), None)


def evolve_deadlines(deadlines: Deadlines, envelope: Envelope, fact: DeadlineFact) -> Deadlines:
    """The deadlines of a stream after one more fact; one of an unknown deadline changes nothing."""
    if isinstance(fact, DeadlineSet):
        fields = {**fact.__dict__, "id": fact.deadline, "given_by": envelope.office}
        del fields["type"], fields["deadline"]
        fields["extensions"] = max(0, len(fact.spans) - 1)
        return (*deadlines, _NEW.model_copy(update=fields))
    # By their fields: pydantic's own comparison takes ten times as long.
    wanted, at = fact.deadline.__dict__, envelope.recorded_at
    return tuple(_evolve(d, at, fact) if d.id.__dict__ == wanted else d for d in deadlines)


def _evolve(deadline: Deadline, at: datetime, fact: DeadlineFact) -> Deadline:
    change: dict[str, object]
    match fact:
        case DeadlineMet(on_time=on_time):
            change = {"status": DeadlineStatus.MET, "on_time": on_time}
        case DeadlineCancelled(late=late):
            breached = deadline.breached or late
            change = {"status": DeadlineStatus.CANCELLED, "breached": breached}
        case DeadlinePaused(since=since):
            pauses = (*deadline.pauses, Pause(since=since, until=None))
            change = {"status": DeadlineStatus.PAUSED, "pauses": pauses, "paused_at": at}
        case DeadlineResumed(until=until, last_day=last_day, due=due):
            closed = tuple(
                p if p.until else p.model_copy(update={"until": until}) for p in deadline.pauses
            )
            change = {
                "status": DeadlineStatus.RUNNING,
                "started_on": deadline.base_after_pause(until),
                "pauses": closed,
                "paused_at": None,
                **_moved(deadline, last_day, due),
            }
        case DeadlineRecomputed(last_day=last_day, due=due):
            same = {name: getattr(fact, name) for name in _RECOMPUTED}
            change = {**same, **_moved(deadline, last_day, due)}
        case ExtensionAsked():
            change = {"extension_asked": True}
        case DeadlineExtended(by=by, last_day=last_day, due=due):
            change = {
                "started_on": deadline.started_on if deadline.spans else deadline.last_day,
                "spans": (*deadline.spans, by),
                "extensions": deadline.extensions + 1,
                "extension_asked": False,
                **_moved(deadline, last_day, due),
            }
        case ExtensionRefused():
            change = {"extension_asked": False}
        case DeadlineBreached(rung=rung):
            change = {"breached": True, "rungs": deadline.rungs | {rung}}
        case DeadlineApproaching() | HeadNotified() | EscalationSuggested():
            change = {"rungs": deadline.rungs | {fact.rung}}
        case DeadlineSet():
            change = {}
        case _ as unknown:
            assert_never(unknown)
    return deadline.model_copy(update=change)


_RECOMPUTED = ("started_on", "spans", "pauses", "rule", "regime", "calendar")


def _moved(deadline: Deadline, last_day: date, due: datetime) -> dict[str, object]:
    """A new due time starts its ladder anew; the same one keeps the rungs it has."""
    rungs = deadline.rungs if due == deadline.due else frozenset()
    return {"last_day": last_day, "due": due, "rungs": rungs}

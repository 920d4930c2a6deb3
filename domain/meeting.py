"""A chapter meeting and the assigned cadre who attended it, or a committee's briefing."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain.deadline import DeadlineFact, Deadlines, RegimeRef, evolve_deadlines
from domain.duty import periods_of
from domain.fact import CommandName, Fact, Recorded
from domain.period import Period
from domain.regime_keys import MeetingRules, RubricRef
from domain.values import DocumentRef, Instant, MeetingKind, PersonRef, UnitId, Value


class MeetingHeld(Fact):
    type: Literal["meeting-held.v1"] = "meeting-held.v1"
    regime: RegimeRef
    chapter: UnitId
    kind: MeetingKind
    started_at: Instant
    ended_at: Instant
    members: Annotated[int, Field(ge=1)] | None = None
    """How many the chapter had that day."""
    present: Annotated[int, Field(ge=0)] | None = None
    """How many of them came; never who (DOMAIN 8)."""
    combined: bool = False
    """Whether a thematic meeting was combined with a regular one."""


class BriefingHeld(Fact):
    """A committee's standing board met with others of its tier (`001-1`); issues may be raised."""

    type: Literal["briefing-held.v1"] = "briefing-held.v1"
    regime: RegimeRef
    committee: UnitId
    participants: tuple[UnitId, ...]
    """Bodies and chapters that were represented."""
    started_at: Instant
    ended_at: Instant
    document: DocumentRef | None = None


class AttendanceRecorded(Fact):
    """An assigned cadre, or the deputy assigned to it, attended."""

    type: Literal["attendance-recorded.v1"] = "attendance-recorded.v1"
    cadre: PersonRef
    in_place_of: PersonRef | None = None


class MeetingReported(Fact):
    """The cadre's report of the meeting arrived; late stays late for ever (`002-4`)."""

    type: Literal["meeting-reported.v1"] = "meeting-reported.v1"
    report: UUID
    on_time: bool
    days_late: int


class MeetingScored(Fact):
    """What the meeting was given by a rubric (`001-6`, `002-9`); scored again it replaces."""

    type: Literal["meeting-scored.v1"] = "meeting-scored.v1"
    rubric: RubricRef
    points: Mapping[CommandName, Annotated[int, Field(ge=0)]]
    """By criterion."""
    total: Annotated[int, Field(ge=0)]
    grade: CommandName
    scored_by: UnitId


MeetingOwnFact = MeetingHeld | BriefingHeld | AttendanceRecorded | MeetingReported | MeetingScored
MeetingFact = MeetingOwnFact | DeadlineFact


class Meeting(Value):
    """State of one meeting or briefing; ``EMPTY`` before its first fact."""

    id: UUID | None = None
    version: int = 0
    regime: RegimeRef | None = None
    chapter: UnitId | None = None
    kind: MeetingKind | None = None
    committee: UnitId | None = None
    """Whose briefing it was; a chapter's meeting has none."""
    participants: tuple[UnitId, ...] = ()
    members: int | None = None
    present: int | None = None
    combined: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    recorded_at: datetime | None = None
    cadre: PersonRef | None = None
    report: UUID | None = None
    score: MeetingScored | None = None
    deadlines: Deadlines = ()


EMPTY = Meeting()


def evolve(meeting: Meeting, recorded: Recorded[MeetingFact]) -> Meeting:
    """The meeting after one more fact. Total: never raises on a known fact."""
    _, envelope, fact = recorded
    change: dict[str, object] = {
        "id": envelope.stream,
        "version": envelope.version,
        "recorded_at": envelope.recorded_at,
    }
    if isinstance(fact, DeadlineFact):
        change["deadlines"] = evolve_deadlines(meeting.deadlines, envelope, fact)
    else:
        change |= _change(fact)
    return meeting.model_copy(update=change)


def _change(fact: MeetingOwnFact) -> dict[str, object]:
    match fact:
        case MeetingHeld():
            return {
                "regime": fact.regime,
                "chapter": fact.chapter,
                "kind": fact.kind,
                "started_at": fact.started_at,
                "ended_at": fact.ended_at,
                "members": fact.members,
                "present": fact.present,
                "combined": fact.combined,
            }
        case BriefingHeld():
            return {
                "regime": fact.regime,
                "committee": fact.committee,
                "participants": fact.participants,
                "started_at": fact.started_at,
                "ended_at": fact.ended_at,
            }
        case AttendanceRecorded(cadre=cadre):
            return {"cadre": cadre}
        case MeetingReported(report=report):
            return {"report": report}
        case MeetingScored():
            return {"score": fact}
        case _ as unknown:
            assert_never(unknown)


def counts_as_regular(kind: MeetingKind | None) -> bool:
    """`001-4`, `003-1`: what is held when needed is no regular meeting, and takes no one's place.

    A regular meeting that a thematic one is combined with is one.
    """
    return kind is MeetingKind.REGULAR


def least_minutes(meeting: Meeting, rules: MeetingRules) -> int:
    """`001-3`: how long a regular meeting lasts at the least, in few-member chapters adjusted.

    Where nobody said how many members there were, the chapter is not taken for a small one.
    """
    if not counts_as_regular(meeting.kind):
        return 0
    small, members = rules.small, meeting.members
    if small is not None and members is not None and members < small.fewer_than:
        return small.least_minutes
    return max(rules.least_minutes, rules.least_minutes_combined if meeting.combined else 0)


def without_regular(days: Iterable[date], rules: MeetingRules, year: int) -> tuple[Period, ...]:
    """`003-1`: the periods of the year with no regular meeting, of those held on these days."""
    if rules.regular_every_months is None:
        return ()
    held = frozenset(days)
    periods = periods_of(year, rules.regular_every_months)
    return tuple(one for one in periods if not any(one.covers(day) for day in held))

"""A chapter meeting and the assigned cadre who attended it."""

from datetime import datetime
from enum import StrEnum
from typing import Literal, assert_never
from uuid import UUID

from domain.deadline import DeadlineFact, Deadlines, RegimeRef, evolve_deadlines
from domain.fact import Fact, Recorded
from domain.values import Instant, PersonRef, UnitId, Value


class MeetingKind(StrEnum):
    """Định kỳ, bất thường, chuyên đề."""

    REGULAR = "regular"
    EXTRAORDINARY = "extraordinary"
    THEMATIC = "thematic"


class MeetingHeld(Fact):
    type: Literal["meeting-held.v1"] = "meeting-held.v1"
    regime: RegimeRef
    chapter: UnitId
    kind: MeetingKind
    started_at: Instant
    ended_at: Instant


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


MeetingOwnFact = MeetingHeld | AttendanceRecorded | MeetingReported
MeetingFact = MeetingOwnFact | DeadlineFact


class Meeting(Value):
    """State of one meeting; ``EMPTY`` before its first fact."""

    id: UUID | None = None
    version: int = 0
    regime: RegimeRef | None = None
    chapter: UnitId | None = None
    kind: MeetingKind | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    recorded_at: datetime | None = None
    cadre: PersonRef | None = None
    report: UUID | None = None
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
            }
        case AttendanceRecorded(cadre=cadre):
            return {"cadre": cadre}
        case MeetingReported(report=report):
            return {"report": report}
        case _ as unknown:
            assert_never(unknown)

"""Recording a chapter meeting and who attended it."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from pydantic import Field

from domain.calendar import local_date
from domain.deadline import DeadlineKind, RegimeRef
from domain.directory import Directory
from domain.duty import duty_of, seats_of
from domain.meeting import AttendanceRecorded, Meeting, MeetingFact, MeetingHeld
from domain.organisation import CHAPTERS, Post, UnitKind
from domain.regime_keys import AttendanceDuty
from domain.values import SCHEDULER, ClaimedInstant, Instant, MeetingKind, PersonRef, UnitId
from workflows.attempt import Context
from workflows.command import Command, StreamKind, StreamRef
from workflows.deadlines import Circumstances, Turn, consequences
from workflows.decision import Decision
from workflows.ladder import climbed_by_meeting
from workflows.machine import Regime
from workflows.meeting_rules import check_held, check_times
from workflows.outcome import Rejected
from workflows.premises import chapters_now
from workflows.recomputation import recomputed
from workflows.regime import Bearer
from workflows.roles import capacities, leads_the_chapter


class MeetingCommand(Command):
    meeting: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return (StreamRef(StreamKind.MEETING, self.meeting),)


class RecordMeeting(MeetingCommand):
    """Records that a chapter met, and the assigned cadre who attended, if one did."""

    type: Literal["record-meeting"] = "record-meeting"
    chapter: UnitId
    kind: MeetingKind
    started_at: ClaimedInstant
    ended_at: ClaimedInstant
    attended_by: PersonRef | None = None
    in_place_of: PersonRef | None = None
    """The assigned head for whom the deputy attended (`002-2`)."""
    members: int | None = Field(default=None, ge=1, le=1000)
    """How many the chapter had that day."""
    present: int | None = Field(default=None, ge=0)
    """How many of them came; never who (DOMAIN 8)."""
    combined: bool = False
    """Whether a thematic meeting was combined with this regular one."""


class RecordAttendance(MeetingCommand):
    """Adds the assigned cadre to a meeting that was recorded without one."""

    type: Literal["record-attendance"] = "record-attendance"
    cadre: PersonRef
    in_place_of: PersonRef | None = None


class CheckMeetingDeadlines(MeetingCommand):
    """Raises what is due by now of the report that the attending cadre owes."""

    type: Literal["check-meeting-deadlines"] = "check-meeting-deadlines"


class RecomputeMeetingDeadlines(MeetingCommand):
    """Counts the report's deadline by the calendar published last; ``()`` where it is already."""

    type: Literal["recompute-meeting-deadlines"] = "recompute-meeting-deadlines"


AnyMeetingCommand = (
    RecordMeeting | RecordAttendance | CheckMeetingDeadlines | RecomputeMeetingDeadlines
)


def regime_binding(chapter: UnitId, at: Instant, context: Context) -> Regime:
    """The regime that binds the chapter on that day.

    Raises Rejected ``no-regime``, or ``regime-not-in-force`` where the one bound had not begun to
    apply or had ceased to.
    """
    day = local_date(at)
    bound = context.directory.binding(chapter, day)
    if bound is None:
        raise Rejected("no-regime", unit=chapter)
    ref = RegimeRef(id=bound[0], version=bound[1])
    regime = context.rulebook.regime(context.directory, ref)
    since, until = regime.spec.effective_from, regime.spec.effective_to
    if (since is not None and day < since) or (until is not None and day > until):
        raise Rejected(
            "regime-not-in-force", regime=ref.id, version=ref.version, day=day.isoformat()
        )
    return regime


def decide(command: AnyMeetingCommand, meeting: Meeting, context: Context) -> Decision:
    """The facts of a meeting command. Raises Rejected."""
    match command:
        case RecordMeeting():
            return _recorded(command, meeting, context)
        case RecordAttendance():
            return _attendance_added(command, meeting, context)
        case CheckMeetingDeadlines():
            return _checked(command, meeting, context)
        case RecomputeMeetingDeadlines():
            _check_scheduler(command, meeting)
            facts = recomputed(meeting.deadlines, context)
            return Decision("scheduler", {command.meeting: facts} if facts else {})


def _recorded(command: RecordMeeting, meeting: Meeting, context: Context) -> Decision:
    if meeting.version:
        raise Rejected("meeting-exists", meeting=str(command.meeting))
    _check_chapter(command, context)
    check_times(command, context)
    regime = regime_binding(command.chapter, command.ended_at, context)
    attended = _Attended(
        command.chapter,
        local_date(command.started_at),
        command.attended_by,
        command.in_place_of,
        regime.spec.attendance.duties,
    )
    role, on_behalf_of = _recorder_role(command, attended, context)
    check_held(command, regime.spec.meetings)
    held = MeetingHeld(
        regime=regime.spec.ref,
        chapter=command.chapter,
        kind=command.kind,
        started_at=command.started_at,
        ended_at=command.ended_at,
        members=command.members,
        present=command.present,
        combined=command.combined,
    )
    if command.attended_by is None:
        return Decision(role, {command.meeting: (held,)}, on_behalf_of)
    fact = AttendanceRecorded(cadre=command.attended_by, in_place_of=command.in_place_of)
    owed = _report_owed(command, command.attended_by, command.ended_at, regime, context)
    return Decision(role, {command.meeting: (held, fact, *owed)}, on_behalf_of)


def _attendance_added(command: RecordAttendance, meeting: Meeting, context: Context) -> Decision:
    """One cadre reports one meeting, so that a second one is not added."""
    if not (meeting.regime and meeting.chapter and meeting.started_at and meeting.ended_at):
        raise Rejected("meeting-unknown", meeting=str(command.meeting))
    if meeting.cadre is not None:
        raise Rejected("attendance-recorded", meeting=str(command.meeting))
    regime = context.rulebook.regime(context.directory, meeting.regime)
    attended = _Attended(
        meeting.chapter,
        local_date(meeting.started_at),
        command.cadre,
        command.in_place_of,
        regime.spec.attendance.duties,
    )
    role, on_behalf_of = _recorder_role(command, attended, context)
    fact = AttendanceRecorded(cadre=command.cadre, in_place_of=command.in_place_of)
    owed = _report_owed(command, command.cadre, meeting.ended_at, regime, context)
    return Decision(role, {command.meeting: (fact, *owed)}, on_behalf_of)


def _check_chapter(command: RecordMeeting, context: Context) -> None:
    """The chapter was one on the day it met; it may be dissolved since."""
    unit = context.directory.unit(command.chapter, local_date(command.started_at))
    if unit is None:
        raise Rejected("unit-unknown", unit=command.chapter)
    if unit.kind not in CHAPTERS:
        raise Rejected("not-a-chapter", unit=command.chapter, kind=unit.kind.value)


class _Attended(NamedTuple):
    """Who is said to have attended a meeting of the chapter, which began on that day."""

    chapter: UnitId
    day: date
    cadre: PersonRef | None
    in_place_of: PersonRef | None
    duties: Mapping[str, AttendanceDuty]
    """Of the regime."""


def _recorder_role(
    command: RecordMeeting | RecordAttendance, attended: _Attended, context: Context
) -> tuple[str, PersonRef | None]:
    """The role by which the actor may, and on whose behalf.

    The chapter's secretary records any meeting, or that of a chapter that it went into; an assigned
    cadre those attended.
    """
    _check_attendance(attended, context)
    found = capacities(command, context)
    if found and command.actor == attended.cadre:
        return "attending-cadre", found[0].on_behalf_of
    leading = next((held for held in found if leads_the_chapter(held)), None)
    theirs = chapters_now(context.directory, attended.chapter, context.today)
    if command.office in theirs and leading is not None:
        return "secretary", leading.on_behalf_of
    raise Rejected(
        "not-entitled",
        trigger="record-meeting" if isinstance(command, RecordMeeting) else "record-attendance",
        office=command.office,
        roles=["attending-cadre", "secretary"],
    )


def _check_attendance(attended: _Attended, context: Context) -> None:
    """An assigned cadre attends, or a deputy in place of the head who is assigned (`002-2`)."""
    chapter, day, cadre, head, duties = attended
    assigned = head or cadre
    if assigned is None:
        return
    if not context.directory.is_assigned(assigned, chapter, day):
        raise Rejected("cadre-not-assigned", chapter=chapter)
    if head is not None and not deputy_may_attend(context.directory, cadre, head, day, duties):
        raise Rejected("deputy-may-not-attend", chapter=chapter)


def deputy_may_attend(
    directory: Directory,
    deputy: PersonRef | None,
    head: PersonRef,
    on: date,
    duties: Mapping[str, AttendanceDuty],
) -> bool:
    """`002-2`: a deputy in the body that the head leads; never for a standing committee member.

    Only where the head's duty, if the regime knows of one, lets somebody else attend.
    """
    owed = duty_of(seats_of(directory, head, on), duties)
    if owed is not None and not owed[1].substitutes:
        return False
    units = directory.units_of(head, on)
    if any(_kind(directory, unit, on) is UnitKind.STANDING_COMMITTEE for unit in units):
        return False
    led = (unit for unit in units if directory.head(unit, on) == head)
    held = (directory.holds(deputy, unit, on) for unit in led if deputy)
    return any(one is not None and one.post in DEPUTIES for one in held)


DEPUTIES = (Post.DEPUTY_HEAD, Post.VICE_CHAIR, Post.DEPUTY_SECRETARY)


def _kind(directory: Directory, unit: UnitId, on: date) -> UnitKind | None:
    found = directory.unit(unit, on)
    return found.kind if found else None


def _report_owed(
    command: MeetingCommand, cadre: PersonRef, ended_at: Instant, regime: Regime, context: Context
) -> tuple[MeetingFact, ...]:
    """`002-4`: the attending cadre owes a report, due before the next day 10 after the end."""
    offices = context.directory.units_of(cadre, context.today)
    bearer = command.office if command.actor == cadre else next(iter(offices), None)
    circumstances = Circumstances(
        bearers={Bearer.REPORTER: bearer},
        starts_on={DeadlineKind.REPORT: local_date(ended_at)},
    )
    return consequences(Turn("attend", (), circumstances, regime, context))


def _check_scheduler(
    command: CheckMeetingDeadlines | RecomputeMeetingDeadlines, meeting: Meeting
) -> RegimeRef:
    """The regime of the meeting, whose deadlines nobody but the scheduler may look after."""
    if command.actor != SCHEDULER or command.office is not None:
        raise Rejected(
            "not-entitled",
            trigger="check-meeting-deadlines"
            if isinstance(command, CheckMeetingDeadlines)
            else "recompute-meeting-deadlines",
            office=command.office,
            roles=["scheduler"],
        )
    if meeting.regime is None:
        raise Rejected("meeting-unknown", meeting=str(command.meeting))
    return meeting.regime


def _checked(command: CheckMeetingDeadlines, meeting: Meeting, context: Context) -> Decision:
    regime = context.rulebook.regime(context.directory, _check_scheduler(command, meeting))
    rungs = climbed_by_meeting(meeting, regime, context)
    return Decision("scheduler", {command.meeting: rungs} if rungs else {})

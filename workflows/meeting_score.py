"""Scoring a meeting by the rubric of the regime that bound it (`001-6`, `002-9`)."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from domain.calendar import local_date
from domain.fact import CommandName
from domain.meeting import Meeting, MeetingScored
from domain.organisation import CHAPTERS
from domain.regime_keys import Rubric
from domain.values import PersonRef, UnitId
from workflows.attempt import Context
from workflows.decision import Decision
from workflows.machine import Regime
from workflows.meeting import MeetingCommand
from workflows.meeting_rules import grade_of, rubric_in_force, scored_on_the_rubric
from workflows.outcome import Rejected
from workflows.roles import COMMITTEE_OFFICE, capacities, in_office, leads_the_chapter


class ScoreMeeting(MeetingCommand):
    """Gives a meeting its points, every criterion of the rubric; total and grade follow."""

    type: Literal["score-meeting"] = "score-meeting"
    points: Mapping[CommandName, Annotated[int, Field(ge=0)]]
    """By criterion."""


def decide(command: ScoreMeeting, meeting: Meeting, context: Context) -> Decision:
    """The score, which replaces an earlier one. Raises Rejected."""
    if meeting.regime is None or meeting.chapter is None or meeting.started_at is None:
        raise Rejected("meeting-unknown", meeting=str(command.meeting))
    regime = context.rulebook.regime(context.directory, meeting.regime)
    role, on_behalf_of = _role(command, meeting.chapter, regime, context)
    scored = _scored(command, _rubric(meeting, regime))
    _check_rank(role, meeting, context)
    if scored == meeting.score:
        return Decision(role, {})
    return Decision(role, {command.meeting: (scored,)}, on_behalf_of)


def _rubric(meeting: Meeting, regime: Regime) -> Rubric:
    rubric = regime.spec.rubric
    if rubric is None:
        raise Rejected("no-rubric", regime=regime.spec.id)
    assert meeting.started_at is not None
    if not rubric_in_force(rubric, local_date(meeting.started_at)):
        since = rubric.since.isoformat() if rubric.since else None
        raise Rejected("rubric-not-in-force", rubric=rubric.id, since=since)
    return rubric


def _scored(command: ScoreMeeting, rubric: Rubric) -> MeetingScored:
    if not scored_on_the_rubric(command.points, rubric):
        asked = [f"{name} ≤ {one.most}" for name, one in rubric.criteria.items()]
        raise Rejected("points-off-the-rubric", rubric=rubric.id, criteria=asked)
    total = sum(command.points.values())
    return MeetingScored(
        rubric=rubric.ref,
        points=command.points,
        total=total,
        grade=grade_of(total, rubric),
        scored_by=command.office or "",
    )


def _role(
    command: ScoreMeeting, chapter: UnitId, regime: Regime, context: Context
) -> tuple[str, PersonRef | None]:
    """The chapter's secretary scores its own meeting, the office of the middle tier any below."""
    directory, today = context.directory, context.today
    stands = directory.standing_for(chapter, today) or chapter
    leading = next((held for held in capacities(command, context) if leads_the_chapter(held)), None)
    if command.office == stands and leading is not None:
        return "secretary", leading.on_behalf_of
    committee = directory.committee_at(stands, regime.spec.delivery.holder, today)
    clerk = in_office(command, committee, context)
    if clerk is not None:
        return COMMITTEE_OFFICE, clerk.on_behalf_of
    raise Rejected(
        "not-entitled",
        trigger="score-meeting",
        office=command.office,
        roles=["secretary", COMMITTEE_OFFICE],
    )


def _check_rank(role: str, meeting: Meeting, context: Context) -> None:
    """P: what the committee's office gave a chapter does not change by itself."""
    scorer = context.directory.record(meeting.score.scored_by) if meeting.score else None
    if role == "secretary" and scorer is not None and scorer.kind not in CHAPTERS:
        raise Rejected("scored-above", scored_by=scorer.id)

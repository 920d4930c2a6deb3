"""What holds of a meeting and of its score whoever records it; ``meeting`` says who may."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from domain.regime_keys import MeetingRules, Rubric
from domain.values import MeetingKind
from workflows.attempt import Context
from workflows.outcome import Rejected

LONGEST_MEETING = timedelta(hours=24)


class _Told(Protocol):
    """A command that says from when to when a meeting or briefing lasted."""

    @property
    def meeting(self) -> UUID: ...

    @property
    def started_at(self) -> datetime: ...

    @property
    def ended_at(self) -> datetime: ...


class _ToldOfMembers(_Told, Protocol):
    @property
    def kind(self) -> MeetingKind: ...

    @property
    def members(self) -> int | None: ...

    @property
    def present(self) -> int | None: ...

    @property
    def combined(self) -> bool: ...


def check_times(command: _Told, context: Context) -> None:
    """Raises Rejected ``meeting-times``."""
    duration = command.ended_at - command.started_at
    if not timedelta(0) < duration <= LONGEST_MEETING or command.ended_at > context.now:
        raise Rejected("meeting-times", meeting=str(command.meeting))


def check_held(command: _ToldOfMembers, rules: MeetingRules) -> None:
    """Raises Rejected where the regime knows no such meeting, or the numbers cannot be."""
    if not kind_of_the_regime(command.kind, rules):
        kinds = [kind.value for kind in rules.kinds]
        raise Rejected("meeting-kind", kind=command.kind.value, kinds=kinds)
    if command.combined and not may_be_combined(command.kind, rules):
        raise Rejected("meeting-not-combined", kind=command.kind.value)
    if command.present is not None and command.present > (command.members or 0):
        raise Rejected("more-present-than-members", present=command.present)


def kind_of_the_regime(kind: MeetingKind, rules: MeetingRules) -> bool:
    """`001-4`: regular meetings, extraordinary ones when needed, and what else the regime names."""
    return not rules.kinds or kind in rules.kinds


def may_be_combined(kind: MeetingKind, rules: MeetingRules) -> bool:
    """A thematic meeting is combined with a regular one, where the regime knows such meetings."""
    return kind is MeetingKind.REGULAR and kind_of_the_regime(MeetingKind.THEMATIC, rules)


def scored_on_the_rubric(points: Mapping[str, int], rubric: Rubric) -> bool:
    """`001-6`: every criterion has its points once, none more than the most of it."""
    most = {name: criterion.most for name, criterion in rubric.criteria.items()}
    return points.keys() == most.keys() and all(0 <= points[name] <= most[name] for name in most)


def rubric_in_force(rubric: Rubric, met_on: date) -> bool:
    """`002-9`: meetings before the rubric's first day are not scored by it."""
    return rubric.since is None or met_on >= rubric.since


def grade_of(total: int, rubric: Rubric) -> str:
    """The best grade that the total reaches; the lowest begins at 0."""
    reached = (grade.grade for grade in rubric.grades if total >= grade.least)
    return next(reached, rubric.grades[-1].grade)

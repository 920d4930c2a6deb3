"""What is overdue at a time, by one plain loop over the log.

Shares no code with the read model: issues, meetings and deadlines are the domain's own, and the
rungs to come are asked of the ladder that the Desk climbs.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple, cast
from uuid import UUID

from domain import issue as issues
from domain import meeting as meetings
from domain.calendar import Calendar, local_date
from domain.deadline import Deadline, DeadlineId, DeadlineSet, RungFact
from domain.fact import Fact, Recorded
from domain.issue import Issue
from domain.issue_facts import IssueFact, IssueRaised
from domain.meeting import Meeting, MeetingFact, MeetingHeld
from domain.values import UnitId
from workflows.ladder import rung_time
from workflows.regime import Act, RegimeSpec


class Late(NamedTuple):
    """A deadline that runs and is past due."""

    stream: UUID
    of: str
    origin: int
    """Position of the stream's first fact."""
    chapter: UnitId | None
    deadline: DeadlineId
    bearer: UnitId | None
    holder: UnitId | None
    last_day: date
    due: datetime
    days_over: int
    last_reminder: tuple[str, datetime, tuple[UnitId, ...]] | None
    next_step: tuple[str, datetime] | None


class Rules(NamedTuple):
    """Those that all deadlines of the log were set under."""

    regime: RegimeSpec
    calendar: Calendar


def expected_overdue(log: Iterable[Recorded[Fact]], at: datetime, rules: Rules) -> list[Late]:
    """The longest overdue first, and of several with one due time the first that was set."""
    states: dict[UUID, Issue | Meeting] = {}
    origins: dict[UUID, int] = {}
    set_at: dict[tuple[UUID, DeadlineId], int] = {}
    reached: dict[tuple[UUID, DeadlineId], tuple[datetime, RungFact]] = {}
    for recorded in log:
        position, envelope, fact = recorded
        stream = envelope.stream
        if isinstance(fact, IssueRaised | MeetingHeld):
            origins[stream] = position
            states[stream] = issues.EMPTY if isinstance(fact, IssueRaised) else meetings.EMPTY
        match states.get(stream):
            case Issue() as issue:
                states[stream] = issues.evolve(issue, cast(Recorded[IssueFact], recorded))
            case Meeting() as meeting:
                states[stream] = meetings.evolve(meeting, cast(Recorded[MeetingFact], recorded))
        if isinstance(fact, DeadlineSet):
            set_at[stream, fact.deadline] = position
        elif isinstance(fact, RungFact):
            reached[stream, fact.deadline] = (envelope.recorded_at, fact)

    def found() -> Iterator[tuple[datetime, int, Late]]:
        for stream, state in states.items():
            for deadline in state.deadlines:
                if not deadline.is_overdue(at):
                    continue
                last = reached.get((stream, deadline.id))
                late = Late(
                    stream=stream,
                    of="issue" if isinstance(state, Issue) else "meeting",
                    origin=origins[stream],
                    chapter=state.chapter,
                    deadline=deadline.id,
                    bearer=deadline.bearer,
                    holder=state.holder if isinstance(state, Issue) else None,
                    last_day=deadline.last_day,
                    due=deadline.due,
                    days_over=(local_date(at) - deadline.last_day).days,
                    last_reminder=(last[1].rung, last[0], last[1].notified) if last else None,
                    next_step=_next_step(deadline, rules),
                )
                yield deadline.due, set_at[stream, deadline.id], late

    return [late for _, _, late in sorted(found(), key=lambda one: one[:2])]


def _next_step(deadline: Deadline, rules: Rules) -> tuple[str, datetime] | None:
    """A warning comes before the due time or not at all, so it is no step of what is overdue."""
    spec = rules.regime.deadlines.get(deadline.id.kind)
    if spec is None or not spec.follows_ladder:
        return None
    steps = [
        (rung.rung, rung_time(deadline, rung, rules.calendar))
        for rung in rules.regime.ladder
        if rung.act is not Act.WARN and rung.rung not in deadline.rungs
    ]
    return min(steps, key=lambda step: step[1], default=None)

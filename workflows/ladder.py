"""The ladder: which warnings, breaches and suggestions of a deadline are due by now."""

from collections.abc import Iterator
from datetime import datetime

from domain.calendar import Calendar, start_of
from domain.deadline import (
    Deadline,
    DeadlineApproaching,
    DeadlineBreached,
    Deadlines,
    DeadlineStatus,
    EscalationSuggested,
    HeadNotified,
    Rung,
)
from domain.issue import EMPTY as NO_ISSUE
from domain.issue import Issue
from domain.issue_facts import IssueFact, IssueStuck
from domain.meeting import Meeting, MeetingFact
from domain.values import UnitId
from workflows.attempt import Context
from workflows.machine import Regime
from workflows.reach import Reached, Watch, reached
from workflows.regime import Act
from workflows.regime import Rung as RungSpec

_FACT: dict[Act, type[Rung]] = {
    Act.WARN: DeadlineApproaching,
    Act.BREACH: DeadlineBreached,
    Act.NOTIFY_HEAD: HeadNotified,
    Act.SUGGEST_ESCALATION: EscalationSuggested,
}


def climbed(issue: Issue, regime: Regime, context: Context) -> tuple[IssueFact, ...]:
    """Every rung that is due by now and was not reached, oldest deadline first.

    Where a rung reaches nobody who can act, why is told as well, each reason once in one holder's
    time.
    """
    told: list[IssueFact] = []
    known = {reason for reason, _ in issue.stuck}
    holder = issue.holder or _to_hold(issue.chapter, regime, context)
    for deadline, rung in _due(issue.deadlines, regime, context):
        watch = Watch(issue, issue.chapter, holder, deadline.bearer)
        found = reached(rung.to, watch, regime, context)
        told.append(_climbed(deadline, rung, found))
        for reason, body in found.stuck:
            if reason not in known:
                known.add(reason)
                told.append(IssueStuck(reason=reason, body=body))
    return tuple(told)


def climbed_by_meeting(
    meeting: Meeting, regime: Regime, context: Context
) -> tuple[MeetingFact, ...]:
    """The same of the report that a meeting makes due."""
    holder = _to_hold(meeting.chapter, regime, context)
    told = []
    for deadline, rung in _due(meeting.deadlines, regime, context):
        watch = Watch(NO_ISSUE, meeting.chapter or meeting.committee, holder, deadline.bearer)
        told.append(_climbed(deadline, rung, reached(rung.to, watch, regime, context)))
    return tuple(told)


def _to_hold(chapter: UnitId | None, regime: Regime, context: Context) -> UnitId | None:
    """Who is to hold what the chapter raised; the committee above it where that tier is gone."""
    directory, on = context.directory, context.today
    home = directory.standing_for(chapter or "", on) or ""
    to_hold = directory.committee_at(home, regime.spec.delivery.holder, on)
    return to_hold or directory.committee_of(home, on)


def _climbed(deadline: Deadline, rung: RungSpec, found: Reached) -> Rung:
    notified = (found.unit,) if found.unit else ()
    fact = _FACT[rung.act]
    return fact(deadline=deadline.id, rung=rung.rung, due=deadline.due, notified=notified)


def _due(
    deadlines: Deadlines, regime: Regime, context: Context
) -> Iterator[tuple[Deadline, RungSpec]]:
    running = (d for d in deadlines if d.status is DeadlineStatus.RUNNING)
    for deadline in sorted(running, key=lambda d: d.due):
        spec = regime.spec.deadlines.get(deadline.id.kind)
        if spec is None or not spec.follows_ladder:
            continue
        calendar = context.rulebook.calendar(context.directory, deadline.calendar)
        for rung in regime.spec.ladder:
            at = rung_time(deadline, rung, calendar)
            if rung.rung in deadline.rungs or context.now < at:
                continue
            if rung.act is not Act.WARN or _worth_a_warning(deadline, at, context.now):
                yield deadline, rung


def _worth_a_warning(deadline: Deadline, at: datetime, now: datetime) -> bool:
    """Nobody is warned once it is too late, nor of a deadline that was set no earlier than that."""
    return now < deadline.due and at > start_of(deadline.started_on)


def rung_time(deadline: Deadline, rung: RungSpec, calendar: Calendar) -> datetime:
    """When a rung is reached: a breach at the due time, the others as their day begins."""
    if rung.offset == 0:
        return deadline.due
    return start_of(calendar.add_working_days(deadline.last_day, rung.offset))

"""Deadlines counted anew after a decree: whatever is open and counted by an older calendar.

The read model of the deadlines says where to look; the issue or the meeting decides which of its
deadlines are to be counted and what comes of it.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.rounds import Failure, Summary, run
from adapters.sweep import of_the_scheduler
from domain.deadline import CalendarRef, DeadlineId, DeadlineRecomputed
from domain.directory import Directory
from projections.deadlines import deadlines_of
from projections.deadlines_outdated import Outdated, outdated
from workflows.command import Command
from workflows.handling import Desk
from workflows.issue_commands import RecomputeDeadlines
from workflows.meeting import RecomputeMeetingDeadlines
from workflows.outcome import Refused, Rejected
from workflows.ports import EventStore, StoreUnavailable
from workflows.rulebook import PublishedRules


class InForce(NamedTuple):
    """The version of a calendar that was published last."""

    ref: CalendarRef
    first: date
    """The first day that it knows."""


class Recount(NamedTuple):
    """What counting anew makes of a deadline."""

    target: Outdated
    deadline: DeadlineId
    before: date
    """Its last day as it stands."""
    after: date

    @property
    def moves(self) -> bool:
        return self.before != self.after


def in_force(directory: Directory) -> tuple[InForce, ...]:
    """The newest version of every calendar. Raises Rejected where one is not published whole."""
    rules = PublishedRules()
    ids = dict.fromkeys(id for id, _ in directory.calendars())
    found = (rules.latest_calendar(directory, id) for id in ids)
    return tuple(InForce(CalendarRef(id=one.id, version=one.version), one.first) for one in found)


def to_recompute(alias: str, calendars: tuple[InForce, ...]) -> Iterator[Outdated]:
    """The first deadline of each issue and meeting of which these are to count any."""
    seen: set[UUID] = set()
    for latest in calendars:
        after = 0
        while page := outdated(alias, *latest, after):
            after = page[-1].position
            for one in page:
                if one.stream not in seen:
                    seen.add(one.stream)
                    yield one


def recompute(
    alias: str,
    store: EventStore,
    desk: Desk,
    at: datetime,
    *,
    simulation: bool,
    progress: Callable[[int], None] | None = None,
) -> Summary[Outdated]:
    """Counts everything anew that is open, to the end, whatever fails on the way.

    ``alias`` holds the deadlines. In a simulation ``at`` is the clock; elsewhere the Desk's clock
    is, and ``at`` must not be after it. ``progress`` is told how many were looked at.
    """
    calendars = in_force(desk.directory())

    def command(target: Outdated) -> Command:
        return recompute_command(target, at, calendars, simulation=simulation)

    targets = to_recompute(alias, calendars)
    return run(targets, command, store, desk, at=at, progress=progress)


def recounts(
    alias: str, desk: Desk, at: datetime, *, simulation: bool
) -> Iterator[Recount | Failure[Outdated]]:
    """What ``recompute`` would make of every deadline, and what would fail; nothing is stored."""
    calendars = in_force(desk.directory())
    for target in to_recompute(alias, calendars):
        command = recompute_command(target, at, calendars, simulation=simulation)
        try:
            facts = desk.tried(command)
        except Rejected as no:
            refused = Refused(command_id=command.id, code=no.code, params=no.params)
            yield Failure(target, refused)
            continue
        except StoreUnavailable as trouble:
            yield Failure(target, trouble)
            continue
        before = {one.id: one.last_day for one in deadlines_of(alias, target.stream)}
        for fact in facts:
            if isinstance(fact, DeadlineRecomputed):
                old = before.get(fact.deadline, fact.last_day)
                yield Recount(target, fact.deadline, old, fact.last_day)


def recompute_command(
    target: Outdated, at: datetime, calendars: tuple[InForce, ...], *, simulation: bool
) -> Command:
    """The same recomputation, repeated, sends the same command; another calendar makes another."""
    counted_by = ",".join(str(one.ref) for one in calendars)
    name = f"recompute/{at.astimezone(UTC).isoformat()}/{counted_by}"
    common = of_the_scheduler(target.stream, name, at, simulation=simulation)
    if target.of == "issue":
        return RecomputeDeadlines(issue=target.stream, **common)
    return RecomputeMeetingDeadlines(meeting=target.stream, **common)

"""A sweep: what is due of deadlines is raised through the Desk, what waits longest first.

The read model of the deadlines says where to look; the issue or the meeting decides what there is
to raise.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.rounds import Summary, run
from domain.values import SCHEDULER
from projections.deadlines import Check, due_for_check
from workflows.command import Command
from workflows.handling import Desk
from workflows.issue_commands import CheckDeadlines
from workflows.meeting import CheckMeetingDeadlines
from workflows.ports import EventStore


def due_checks(alias: str, at: datetime) -> Iterator[Check]:
    """Every deadline of which something is due, what waits longest first."""
    page = due_for_check(alias, at)
    yield from page.rows
    while page.next:
        page = due_for_check(alias, at, page.next)
        yield from page.rows


def sweep(
    alias: str,
    store: EventStore,
    desk: Desk,
    at: datetime,
    *,
    simulation: bool,
    progress: Callable[[int], None] | None = None,
) -> Summary[Check]:
    """Looks at everything that is due at ``at``, to the end, whatever fails on the way.

    ``alias`` holds the deadlines. In a simulation ``at`` is the clock; elsewhere the Desk's clock
    is, and ``at`` must not be after it. ``progress`` is told how many were looked at.
    """

    def command(check: Check) -> Command:
        return check_command(check, at, simulation=simulation)

    checks = _one_for_each(due_checks(alias, at))
    return run(checks, command, store, desk, at=at, progress=progress)


def check_command(check: Check, at: datetime, *, simulation: bool) -> Command:
    """The same sweep, repeated, sends the same command.

    Its id names the moment beside deadline, due time and rung, for what one sweep finds already
    done may be due again at a later one.
    """
    name = f"sweep/{at.astimezone(UTC).isoformat()}/{check.id}/{check.due.isoformat()}/{check.rung}"
    common = of_the_scheduler(check.stream, name, at, simulation=simulation)
    if check.of == "issue":
        return CheckDeadlines(issue=check.stream, **common)
    return CheckMeetingDeadlines(meeting=check.stream, **common)


def of_the_scheduler(stream: UUID, name: str, at: datetime, *, simulation: bool) -> dict[str, Any]:
    """What every command of the scheduler has in common: the same name has the same id."""
    moment = at.astimezone(UTC)
    return {
        "id": uuid5(stream, name),
        "actor": SCHEDULER,
        "channel": "scheduler",
        "occurred_at": moment,
        "recorded_at": moment if simulation else None,
    }


def _one_for_each(checks: Iterable[Check]) -> Iterator[Check]:
    """The first check of each issue or meeting: it raises everything that is due of it."""
    seen: set[UUID] = set()
    for check in checks:
        if check.stream not in seen:
            seen.add(check.stream)
            yield check

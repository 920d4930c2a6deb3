"""A sweep: what is due of deadlines is raised through the Desk, what waits longest first.

The read model of the deadlines says where to look; the issue or the meeting decides what there is
to raise. So a sweep may end anywhere and be repeated, and several may run at once: nothing is
raised twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from domain.values import SCHEDULER
from projections.deadlines import Check, due_for_check
from workflows.command import Command
from workflows.handling import Contended, Desk
from workflows.issue_commands import CheckDeadlines
from workflows.meeting import CheckMeetingDeadlines
from workflows.outcome import Accepted, Outcome, Refused
from workflows.ports import EventStore, StoreUnavailable

BATCH = 200
"""Issues and meetings that share a load and a transaction."""
GIVE_UP = 3
"""How many in a row may find that the whole store cannot be used."""
_OF_ONE_FACT = "store-fact-"
"""How the codes begin that say something of a single row of the store."""


class Failure(NamedTuple):
    """An issue or meeting of which nothing could be raised."""

    check: Check
    reason: Refused | Exception

    @property
    def code(self) -> str:
        """Of the rule or of the store; ``contended``; for every other error ``unexpected``."""
        match self.reason:
            case Refused(code=code) | StoreUnavailable(code=code):
                return code
            case Contended():
                return "contended"
            case _:
                return "unexpected"


class Summary(NamedTuple):
    """What became of the issues and meetings of which something was due."""

    at: datetime
    due: int
    """How many there were; each is counted once below."""
    raised: int
    already: int
    """Looked at by somebody else meanwhile, or by this very sweep before it was broken off."""
    failures: tuple[Failure, ...]
    left: int
    """Not reached, because the store could not be used any more."""
    facts: int
    """Warnings, breaches and suggestions that were raised."""


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
) -> Summary:
    """Looks at everything that is due at ``at``, to the end, whatever fails on the way.

    ``alias`` holds the deadlines. In a simulation ``at`` is the clock; elsewhere the Desk's clock
    is, and ``at`` must not be after it. ``progress`` is told how many were looked at.
    """
    tally = _Tally(store.head())
    checks = _one_for_each(due_checks(alias, at))
    while not tally.hopeless() and (batch := list(islice(checks, BATCH))):
        tally.due += len(batch)
        commands = [check_command(check, at, simulation=simulation) for check in batch]
        for check, ended in zip(batch, _handled(desk, commands), strict=False):
            tally.take(check, ended)
            if tally.hopeless():
                break
        if progress:
            progress(tally.looked_at)
    tally.due += sum(1 for _ in checks)
    return tally.summary(at)


def check_command(check: Check, at: datetime, *, simulation: bool) -> Command:
    """The same sweep, repeated, sends the same command.

    Its id names the moment beside deadline, due time and rung, for what one sweep finds already
    done may be due again at a later one.
    """
    moment = at.astimezone(UTC)
    name = f"sweep/{moment.isoformat()}/{check.id}/{check.due.isoformat()}/{check.rung}"
    common: dict[str, Any] = {
        "id": uuid5(check.stream, name),
        "actor": SCHEDULER,
        "channel": "scheduler",
        "occurred_at": moment,
        "recorded_at": moment if simulation else None,
    }
    if check.of == "issue":
        return CheckDeadlines(issue=check.stream, **common)
    return CheckMeetingDeadlines(meeting=check.stream, **common)


def _one_for_each(checks: Iterable[Check]) -> Iterator[Check]:
    """The first check of each issue or meeting: it raises everything that is due of it."""
    seen: set[UUID] = set()
    for check in checks:
        if check.stream not in seen:
            seen.add(check.stream)
            yield check


def _handled(desk: Desk, commands: Sequence[Command]) -> Iterable[Outcome | Exception]:
    """What became of each; where they cannot be handled together, each by itself."""
    try:
        return desk.handle_many(commands)
    except Exception:
        return (_handled_alone(desk, command) for command in commands)


def _handled_alone(desk: Desk, command: Command) -> Outcome | Exception:
    """Any error is one issue's or meeting's until others fail as well."""
    try:
        return desk.handle(command)
    except Exception as error:
        return error


class _Tally:
    """Counts what became of each."""

    def __init__(self, since: int) -> None:
        """``since`` is the log's head before the sweep: what stands before it was there already."""
        self.due = 0
        self._since = since
        self._raised = self._already = self._facts = 0
        self._failures: list[Failure] = []
        self._troubles = 0
        """How many in a row could not use the store."""

    def hopeless(self) -> bool:
        return self._troubles >= GIVE_UP

    @property
    def looked_at(self) -> int:
        return self._raised + self._already + len(self._failures)

    def take(self, check: Check, ended: Outcome | Exception) -> None:
        if not isinstance(ended, Accepted):
            self._failures.append(Failure(check, ended))
        elif ended.facts and ended.position > self._since:
            self._raised += 1
            self._facts += ended.facts
        else:
            self._already += 1
        self._troubles = self._troubles + 1 if _is_of_the_store(ended) else 0

    def summary(self, at: datetime) -> Summary:
        return Summary(
            at=at,
            due=self.due,
            raised=self._raised,
            already=self._already,
            failures=tuple(self._failures),
            left=self.due - self.looked_at,
            facts=self._facts,
        )


def _is_of_the_store(ended: Outcome | Exception) -> bool:
    """Whether the store as a whole could not be used."""
    return isinstance(ended, StoreUnavailable) and not ended.code.startswith(_OF_ONE_FACT)

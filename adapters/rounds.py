"""A round: one command for each of many issues or meetings, to the end, whatever fails on the way.

Where to look a read model says; the issue or the meeting decides what there is to do. So a round
may end anywhere and be repeated, and several may run at once: nothing is done twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

from workflows.command import Command
from workflows.handling import Contended, Desk
from workflows.outcome import Accepted, Outcome, Refused
from workflows.ports import EventStore, StoreUnavailable

T = TypeVar("T")

BATCH = 200
"""Issues and meetings that share a load and a transaction."""
GIVE_UP = 3
"""How many in a row may find that the whole store cannot be used."""
_OF_ONE_FACT = "store-fact-"
"""How the codes begin that say something of a single row of the store."""


class Failure(NamedTuple, Generic[T]):
    """What nothing could be done about."""

    target: T
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


class Summary(NamedTuple, Generic[T]):
    """What became of the issues and meetings that a round was for."""

    at: datetime
    due: int
    """How many there were; each is counted once below."""
    raised: int
    """Those of which facts were recorded."""
    already: int
    """Done by somebody else meanwhile, or by this very round before it was broken off."""
    failures: tuple[Failure[T], ...]
    left: int
    """Not reached, because the store could not be used any more."""
    facts: int


def run(
    targets: Iterator[T],
    command_for: Callable[[T], Command],
    store: EventStore,
    desk: Desk,
    *,
    at: datetime,
    progress: Callable[[int], None] | None = None,
    accepted: Callable[[T], None] | None = None,
) -> Summary[T]:
    """Handles the command of each target.

    ``progress`` is told how many were looked at, ``accepted`` of each with which nothing is wrong.
    """
    tally: _Tally[T] = _Tally(store.head())
    while not tally.hopeless() and (batch := list(islice(targets, BATCH))):
        tally.due += len(batch)
        commands = [command_for(target) for target in batch]
        for target, ended in zip(batch, _handled(desk, commands), strict=False):
            tally.take(target, ended)
            if accepted and isinstance(ended, Accepted):
                accepted(target)
            if tally.hopeless():
                break
        if progress:
            progress(tally.looked_at)
    tally.due += sum(1 for _ in targets)
    return tally.summary(at)


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


class _Tally(Generic[T]):
    """Counts what became of each."""

    def __init__(self, since: int) -> None:
        """``since`` is the log's head before the round: what stands before it was there already."""
        self.due = 0
        self._since = since
        self._raised = self._already = self._facts = 0
        self._failures: list[Failure[T]] = []
        self._troubles = 0
        """How many in a row could not use the store."""

    def hopeless(self) -> bool:
        return self._troubles >= GIVE_UP

    @property
    def looked_at(self) -> int:
        return self._raised + self._already + len(self._failures)

    def take(self, target: T, ended: Outcome | Exception) -> None:
        if not isinstance(ended, Accepted):
            self._failures.append(Failure(target, ended))
        elif ended.facts and ended.position > self._since:
            self._raised += 1
            self._facts += ended.facts
        else:
            self._already += 1
        self._troubles = self._troubles + 1 if _is_of_the_store(ended) else 0

    def summary(self, at: datetime) -> Summary[T]:
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

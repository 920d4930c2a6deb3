"""What is stuck, and where issues of dissolved units went, by one plain loop over the log.

Shares no code with the read models: issues are the domain's own, and what became of each is written
down as it reads.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from domain import issue_facts as f
from domain.fact import Fact, Recorded
from domain.issue import EMPTY, Issue, evolve


class Waiting(NamedTuple):
    """An issue that waits for one reason."""

    issue: UUID
    why: str
    reason: str
    body: str
    owner: str | None
    since: datetime


@dataclass
class Move:
    old: str
    new: str
    closed: bool
    unmapped: bool = False


class _Tale:
    """What is told of one issue."""

    def __init__(self) -> None:
        self.issue: Issue = EMPTY
        self.waiting: list[tuple[int, Waiting]] = []
        self.moves: list[Move] = []

    def hear(self, recorded: Recorded[Fact]) -> None:
        before, fact = self.issue, recorded.fact
        self.issue = evolve(before, cast(Recorded[f.IssueFact], recorded))
        if isinstance(fact, f.IssueCustodyTransferred):
            self._move(before, fact)
        if not self.issue.stuck:
            self.waiting = [one for one in self.waiting if one[1].why != "stuck"]
        if not self.issue.unmapped or isinstance(fact, f.IssueUnmapped):
            self.waiting = [one for one in self.waiting if one[1].why != "unmapped"]
        if isinstance(fact, f.IssueStuck) and (fact.reason, fact.body) not in before.stuck:
            self._wait(recorded, "stuck", fact.reason.value, fact.body)
        elif isinstance(fact, f.IssueUnmapped):
            self._wait(recorded, "unmapped", fact.reason.value, fact.unit, fact.owner)
        if self.moves:
            self.moves[-1].unmapped = self.issue.unmapped is not None

    def _move(self, before: Issue, fact: f.IssueCustodyTransferred) -> None:
        if fact.basis is not f.CustodyBasis.SUCCESSION:
            return
        if before.unmapped and self.moves:
            self.moves[-1].new = fact.to
        else:
            self.moves.append(Move(fact.released_by, fact.to, not before.is_open))

    def _wait(
        self,
        recorded: Recorded[Fact],
        why: str,
        reason: str,
        body: str,
        owner: str | None = None,
    ) -> None:
        position, envelope, _ = recorded
        told = Waiting(envelope.stream, why, reason, body, owner, envelope.recorded_at)
        self.waiting.append((position, told))


def _tales(log: Iterable[Recorded[Fact]]) -> Iterator[_Tale]:
    tales: dict[UUID, _Tale] = {}
    for one in log:
        stream = one.envelope.stream
        if isinstance(one.fact, f.IssueRaised):
            tales[stream] = _Tale()
        if stream in tales:
            tales[stream].hear(one)
    yield from tales.values()


def expected_stuck(log: Iterable[Recorded[Fact]]) -> list[Waiting]:
    """What waits longest first."""
    found = sorted((one for tale in _tales(log) for one in tale.waiting), key=lambda one: one[0])
    return [told for _, told in found]


def expected_moves(log: Iterable[Recorded[Fact]]) -> Counter[tuple[str, str, str]]:
    """By old and new unit: how many open ones and closed ones went, and are still unmapped."""
    found: Counter[tuple[str, str, str]] = Counter()
    for tale in _tales(log):
        for move in tale.moves:
            found[move.old, move.new, "closed" if move.closed else "open"] += 1
            found[move.old, move.new, "unmapped"] += move.unmapped
    return +found

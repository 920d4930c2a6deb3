"""Follows every fact of a world as it is stored, and objects to what must never be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from domain import issue as issues
from domain.calendar import end_of, start_of
from domain.deadline import (
    DeadlineExtended,
    DeadlineFact,
    DeadlineKind,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStatus,
    RungFact,
)
from domain.fact import Fact, Recorded
from domain.issue import ENDED, Issue, Status
from domain.issue_facts import (
    IssueCustodyTransferred,
    IssueEscalated,
    IssueRaised,
    IssueReopened,
    IssueReported,
    IssueReturnedDown,
    IssueTakenOver,
)
from tests.builders import World
from tests.workflows.desks import interposed
from workflows.command import Command
from workflows.issue_commands import IssueCommand
from workflows.machine import Regime
from workflows.outcome import Accepted, Outcome

UNHELD = (Status.NEW, Status.RAISED, Status.ANSWERED_AT_MEETING)

CLOCK_STOPS = (Status.PAUSED, Status.NEEDS_CLARIFICATION, Status.RESULT_PROPOSED)
"""States in which somebody waits for somebody else."""


class Watch:
    """State of every issue, folded fact by fact from what was decided and from what was stored."""

    def __init__(self, world: World, regime: Regime) -> None:
        self.world = world
        self.regime = regime
        self.reached: Counter[Status] = Counter()
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.issues: dict[UUID, Issue] = {}
        self.holders: dict[UUID, str] = {}
        self.last: dict[UUID, tuple[int, datetime]] = {}
        self.lives: dict[UUID, list[tuple[Recorded[Any], Issue]]] = {}
        """Each fact of an issue, and the issue after it."""
        self.head = 0
        for recorded in world.store.read():
            self._follow(recorded)

    def issue(self, issue: UUID) -> Issue:
        return self.issues.get(issue, issues.EMPTY)

    def saw(self, commands: Sequence[Command], outcomes: Sequence[Outcome]) -> None:
        """Commands handled in one call, each of them new, and their outcomes."""
        decided = self._decided()
        news = list(self.world.store.read(after=self.head))
        by_command: dict[UUID, list[Recorded[Any]]] = {command.id: [] for command in commands}
        for recorded in news:
            by_command[recorded.envelope.command_id].append(recorded)
            self._follow(recorded)
        for command, outcome in zip(commands, outcomes, strict=True):
            facts = by_command[command.id]
            self._check_outcome(outcome, facts, decided.get(command.id, ()))
            if isinstance(command, IssueCommand) and isinstance(outcome, Accepted):
                self._check_row(command)
        for stream in {one.envelope.stream for one in news} & self.issues.keys():
            self._check_issue(self.issues[stream])

    def _decided(self) -> Mapping[UUID, Sequence[tuple[Any, Fact]]]:
        """Envelopes and facts as they were before they were stored, by command."""
        appended = interposed(self.world).appended
        one_by_one = [append for appends in appended for append in appends]
        appended.clear()
        return {append.command_id: append.facts for append in one_by_one}

    def _check_outcome(
        self,
        outcome: Outcome,
        stored: Sequence[Recorded[Any]],
        decided: Sequence[tuple[Any, Fact]],
    ) -> None:
        if not isinstance(outcome, Accepted):
            self.refused[outcome.code] += 1
            assert not stored
            return
        assert len(stored) == outcome.facts
        # What comes back from JSON is what was decided.
        assert [(one.envelope, one.fact) for one in stored] == list(decided)
        if stored:
            first, last = stored[0].position, stored[-1].position
            assert last == outcome.position == first + len(stored) - 1

    def _check_row(self, command: IssueCommand) -> None:
        """A change of state is a row of the regime's table."""
        self.accepted[command.trigger] += 1
        life = self.lives.get(command.issue, [])
        own = [at for at, (one, _) in enumerate(life) if one.envelope.command_id == command.id]
        if not own:
            return
        before = life[own[0] - 1][1].status if own[0] else Status.NEW
        after = life[own[-1]][1].status
        rows = self.regime.rows(command.trigger, before)
        assert after in {row.to for row in rows}, (command.trigger, before, after)

    def _follow(self, recorded: Recorded[Any]) -> None:
        position, envelope, fact = recorded
        stream = envelope.stream
        assert position > self.head
        self.head = position
        version, at = self.last.get(stream, (0, envelope.recorded_at))
        assert envelope.version == version + 1
        assert envelope.recorded_at >= at
        self.last[stream] = (envelope.version, envelope.recorded_at)
        if isinstance(fact, IssueRaised) or stream in self.issues:
            self._follow_issue(recorded)

    def _follow_issue(self, recorded: Recorded[Any]) -> None:
        stream, fact = recorded.envelope.stream, recorded.fact
        before = self.issue(stream)
        after = issues.evolve(before, recorded)
        self.issues[stream] = after
        self.lives.setdefault(stream, []).append((recorded, after))
        self.reached[after.status] += 1
        _check_end(before, after, fact)
        self._follow_holder(stream, before, fact)
        self._follow_deadline(before, fact)
        assert after.raised_at == (before.raised_at or after.raised_at)

    def _follow_holder(self, stream: UUID, before: Issue, fact: Fact) -> None:
        match fact:
            case IssueReported(holder=holder):
                self.holders[stream] = holder
            case IssueEscalated(to=to) | IssueReturnedDown(to=to):
                self.holders[stream] = to
            case IssueTakenOver(by=by):
                self.holders[stream] = by
            case IssueCustodyTransferred(to=to) if before.status not in ENDED:
                self.holders[stream] = to
            case _:
                pass

    def _follow_deadline(self, before: Issue, fact: Fact) -> None:
        """What is over stays over, a rung is climbed once, and a clock never runs backwards."""
        if not isinstance(fact, DeadlineFact):
            return
        [*found] = [one for one in before.deadlines if one.id == fact.deadline]
        if isinstance(fact, DeadlineSet):
            assert not found
            return
        [old] = found
        assert old.is_open
        if isinstance(fact, RungFact):
            assert fact.rung not in old.rungs
            assert fact.due == old.due
        if isinstance(fact, DeadlineResumed | DeadlineExtended):
            assert fact.due >= old.due
        if isinstance(fact, DeadlineResumed):
            # What was left when the clock stopped is never less than nothing.
            late = old.paused_at is not None and old.paused_at >= old.due
            given = not old.spans or old.base_after_pause(fact.until) != old.started_on
            assert late or given or fact.last_day >= fact.until

    def _check_issue(self, issue: Issue) -> None:
        assert issue.id is not None
        if issue.status in UNHELD:
            assert issue.holder is None
        if issue.status not in (*UNHELD, *ENDED):
            assert issue.holder is not None
        assert issue.holder == self.holders.get(issue.id)
        assert [leg.number for leg in issue.legs] == list(range(1, issue.leg + 1))
        if issue.legs:
            assert issue.legs[-1].holder == issue.holder
        assert issue.holder not in {recipient.unit for recipient in issue.recipients}
        assert (issue.status is Status.CLOSED) == (issue.closure is not None)
        if issue.is_open:
            assert (issue.before_pause is not None) == (issue.status is Status.PAUSED)
        if issue.status is Status.MERGED and issue.merged_into is not None:
            assert issue.id in self.issues[issue.merged_into].duplicates
        self._check_deadlines(issue)

    def _check_deadlines(self, issue: Issue) -> None:
        ids = [one.id for one in issue.deadlines]
        assert len(set(ids)) == len(ids)
        running = issue.running
        assert not running or issue.is_open
        if issue.holder is not None:
            assert running or not issue.is_open, "nobody owes the issue anything"
        if issue.status not in CLOCK_STOPS:
            assert all(one.status is DeadlineStatus.RUNNING for one in running)
        owed = Counter(one.id.kind for one in running)
        for kind, number in owed.items():
            # Each body that was told to answer owes it, and one answer is enough for all of them.
            several = kind is DeadlineKind.DIRECTED_ANSWER or self.regime.spec.deadlines[kind].each
            assert number == 1 or several, (kind, number)
        for one in issue.deadlines:
            assert one.due == end_of(one.last_day)
            assert one.due > start_of(one.started_on)
            assert one.id.leg <= issue.leg

    def check_replay(self, prefix: int) -> None:
        """The whole log and a part of it replay to what was seen when it was written."""
        streams = self.world.store.load(dict.fromkeys(self.issues, 0))
        for stream, life in self.lives.items():
            facts, states = [one for one, _ in life], [state for _, state in life]
            assert streams[stream] == facts
            assert issues.fold(facts) == states[-1]
            length = 1 + prefix % len(facts)
            assert issues.fold(facts[:length]) == states[length - 1]


def _check_end(before: Issue, after: Issue, fact: Fact) -> None:
    """What ended changes state only by reopening; custody of it is an archive's."""
    if before.status not in ENDED:
        return
    assert after.holder == before.holder
    if after.status is not before.status:
        assert before.status is Status.CLOSED
        assert isinstance(fact, IssueReopened)

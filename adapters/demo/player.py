"""Plays the story on a desk: people's commands as written, the scheduler's rounds in between."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from adapters.demo.managers import run
from adapters.demo.setting import Setting
from adapters.demo.stage import DEMO, Cue, Managed
from domain import issue as issues
from domain import meeting as meetings
from domain.fact import Fact, Recorded
from domain.issue_facts import IssueRaised
from domain.meeting import BriefingHeld, MeetingHeld
from domain.values import SCHEDULER
from workflows.attempt import Context
from workflows.command import Command
from workflows.handling import Desk
from workflows.issue_commands import CheckDeadlines
from workflows.ladder import climbed, climbed_by_meeting
from workflows.meeting import CheckMeetingDeadlines
from workflows.outcome import Outcome, Refused
from workflows.ports import EventStore
from workflows.rulebook import PublishedRules


class StoryBroken(Exception):
    """A command ended otherwise than the story says; nothing after it can be right."""


class Beat(NamedTuple):
    """One command with what became of it."""

    command: Command
    outcome: Outcome
    facts: tuple[Recorded[Fact], ...]


class Player:
    """Runs one story on an empty store, and knows every issue and meeting as it stands."""

    def __init__(self, seed: int, setting: Setting, desk: Desk, store: EventStore) -> None:
        self.setting = setting
        self.issues: dict[UUID, issues.Issue] = {}
        self.meetings: dict[UUID, meetings.Meeting] = {}
        self._seed = seed
        self._desk = desk
        self._store = store
        self._head = store.head()
        self._rules = PublishedRules()

    def play(self, cues: Iterable[Cue | Managed]) -> Iterator[Beat]:
        """Each command in order of time. Raises StoryBroken."""
        rounds = deque(self.setting.rounds())
        for cue in cues:
            while rounds and rounds[0] <= cue.at:
                yield from self._round(rounds.popleft())
            if isinstance(cue, Managed):
                yield from self._managed(cue)
            else:
                yield self._played(cue)
        for at in rounds:
            yield from self._round(at)

    def _played(self, cue: Cue) -> Beat:
        command, wanted = cue.command, cue.refused
        outcome = self._desk.handle(command)
        refused = outcome.code if isinstance(outcome, Refused) else None
        if refused != wanted:
            raise StoryBroken(f"{command!r} ended in {outcome!r}, not in {wanted}")
        return Beat(command, outcome, self._news())

    def _managed(self, cue: Managed) -> Iterator[Beat]:
        """What a process manager sends. Raises StoryBroken where anything of it is refused."""
        sent = run(cue, self._desk, self._store)
        by_command: defaultdict[UUID, list[Recorded[Fact]]] = defaultdict(list)
        for recorded in self._news():
            by_command[recorded.envelope.command_id].append(recorded)
        for command, outcome in sent:
            if isinstance(outcome, Refused):
                raise StoryBroken(f"{command!r} ended in {outcome!r}")
            yield Beat(command, outcome, tuple(by_command[command.id]))

    def _news(self) -> tuple[Recorded[Fact], ...]:
        """What was recorded since the last look."""
        facts = tuple(self._store.read(after=self._head))
        for recorded in facts:
            self._fold(recorded)
        return facts

    def _fold(self, recorded: Recorded[Any]) -> None:
        self._head, stream = recorded.position, recorded.envelope.stream
        if isinstance(recorded.fact, MeetingHeld | BriefingHeld) or stream in self.meetings:
            meeting = self.meetings.get(stream, meetings.EMPTY)
            self.meetings[stream] = meetings.evolve(meeting, recorded)
        elif isinstance(recorded.fact, IssueRaised) or stream in self.issues:
            issue = self.issues.get(stream, issues.EMPTY)
            self.issues[stream] = issues.evolve(issue, recorded)

    # The scheduler

    def _round(self, at: datetime) -> Iterator[Beat]:
        """Looks at every open issue and report; speaks up only where a rung is due."""
        context = Context(at, self._desk.directory(), self._rules)
        due = [*self._due_of_meetings(context), *self._due_of_issues(context)]
        for number, (kind, field, stream) in enumerate(due):
            now = at + timedelta(seconds=number)
            command = kind(
                id=uuid5(DEMO, f"{self._seed}/check/{stream}/{now.isoformat()}"),
                actor=SCHEDULER,
                channel="scheduler",
                occurred_at=now,
                recorded_at=now,
                **{field: stream},
            )
            yield self._played(Cue(now, command))

    def _due_of_issues(self, context: Context) -> Iterator[tuple[type[Command], str, UUID]]:
        for stream, issue in self.issues.items():
            if issue.regime and issue.is_open:
                regime = self._rules.regime(context.directory, issue.regime)
                if climbed(issue, regime, context):
                    yield CheckDeadlines, "issue", stream

    def _due_of_meetings(self, context: Context) -> Iterator[tuple[type[Command], str, UUID]]:
        for stream, meeting in self.meetings.items():
            if meeting.regime and meeting.deadlines:
                regime = self._rules.regime(context.directory, meeting.regime)
                if climbed_by_meeting(meeting, regime, context):
                    yield CheckMeetingDeadlines, "meeting", stream

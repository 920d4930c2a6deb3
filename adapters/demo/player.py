"""Plays the story on a desk: people's commands as written, the scheduler's rounds in between."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from adapters.demo.stage import DEMO, Cue
from domain import issue as issues
from domain import meeting as meetings
from domain.fact import Fact, Recorded
from domain.issue_facts import IssueRaised
from domain.local_time import VIETNAM
from domain.meeting import MeetingHeld
from domain.period import ONE_DAY
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

ROUNDS_FROM, ROUNDS_UNTIL = date(2018, 8, 4), date(2018, 12, 7)
ROUND_AT = time(7, 0, tzinfo=VIETNAM)
"""Before the offices open: what fell due in the night, and what is to be warned of today."""


class StoryBroken(Exception):
    """A command ended otherwise than the story says; nothing after it can be right."""


class Beat(NamedTuple):
    """One command with what became of it."""

    command: Command
    outcome: Outcome
    facts: tuple[Recorded[Fact], ...]


class Player:
    """Runs one story on an empty store, and knows every issue and meeting as it stands."""

    def __init__(self, seed: int, desk: Desk, store: EventStore) -> None:
        self.issues: dict[UUID, issues.Issue] = {}
        self.meetings: dict[UUID, meetings.Meeting] = {}
        self._seed = seed
        self._desk = desk
        self._store = store
        self._head = store.head()
        self._rules = PublishedRules()

    def play(self, cues: Iterator[Cue]) -> Iterator[Beat]:
        """Each command in order of time. Raises StoryBroken."""
        rounds = deque(_rounds())
        for cue in cues:
            while rounds and rounds[0] <= cue.at:
                yield from self._round(rounds.popleft())
            yield self._played(cue)
        for at in rounds:
            yield from self._round(at)

    def _played(self, cue: Cue) -> Beat:
        command, wanted = cue.command, cue.refused
        outcome = self._desk.handle(command)
        refused = outcome.code if isinstance(outcome, Refused) else None
        if refused != wanted:
            raise StoryBroken(f"{command!r} ended in {outcome!r}, not in {wanted}")
        facts = tuple(self._store.read(after=self._head))
        for recorded in facts:
            self._fold(recorded)
        return Beat(command, outcome, facts)

    def _fold(self, recorded: Recorded[Any]) -> None:
        self._head, stream = recorded.position, recorded.envelope.stream
        if isinstance(recorded.fact, MeetingHeld) or stream in self.meetings:
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


def _rounds() -> Iterator[datetime]:
    day = ROUNDS_FROM
    while day <= ROUNDS_UNTIL:
        yield datetime.combine(day, ROUND_AT).astimezone(UTC)
        day += ONE_DAY

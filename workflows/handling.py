"""The Desk: the way of one command, from its id to its outcome (DESIGN, the way of one command)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from time import perf_counter
from typing import Any, NamedTuple, cast
from uuid import UUID

from domain import issue as issues
from domain import meeting as meetings
from domain import report as reports
from domain.directory import EMPTY as NO_ORGANISATION
from domain.directory import Directory, fold
from domain.fact import Envelope, Fact, Recorded
from domain.meeting import EMPTY as NO_MEETING
from domain.organisation import OrganisationFact
from workflows import issue, meeting, organisation, report
from workflows.attempt import Attempt, Context, State
from workflows.command import Command, StreamKind, StreamRef
from workflows.decision import Decision, stamp
from workflows.issue_commands import IssueCommand, RaiseIssue
from workflows.meeting import CheckMeetingDeadlines, RecordMeeting, regime_binding
from workflows.organisation_commands import OrganisationCommand, ProvinceCommand
from workflows.outcome import Accepted, Outcome, Refused, Rejected
from workflows.ports import (
    Append,
    Clock,
    CommandIdTaken,
    Conflict,
    EventStore,
    StoredOutcome,
    StoreUnavailable,
)
from workflows.publishing import check_calendar, check_regime
from workflows.report_commands import SubmitReport
from workflows.rulebook import PublishedRules, published_in

TRIES = 8
"""How often a command is decided anew after another one was faster."""


class Contended(Exception):
    """The streams moved on at every try; nothing is stored and the command may be sent again."""


class Handled(NamedTuple):
    """What a log line tells of one command; never free text."""

    command: Command
    outcome: Outcome
    seconds: float
    tries: int


class _Read(NamedTuple):
    """Everything that one decision read."""

    states: Mapping[UUID, State]
    directory: Directory
    expected: Mapping[UUID, int]
    last_recorded_at: datetime | None


class Desk:
    """Handles commands: load, decide, append, with every stream read version-checked.

    Safe to call from several threads. Raises StoreUnavailable where the store cannot be used and
    Contended where a command lost every race; in both cases the same command may be sent again.
    """

    def __init__(
        self,
        store: EventStore,
        clock: Clock,
        *,
        simulation: bool = False,
        on_handled: Callable[[Handled], None] | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._simulation = simulation
        self._on_handled = on_handled
        self._rules = PublishedRules()
        self._directory = NO_ORGANISATION
        self._organised_at: datetime | None = None

    def handle(self, command: Command) -> Outcome:
        """The command's first and only outcome, however often it is sent."""
        return self._reported(command, perf_counter(), self._handled(command))

    def handle_many(self, commands: Sequence[Command]) -> list[Outcome]:
        """Outcomes of independent commands, in order; those that touch no common stream share
        one load and one transaction."""
        outcomes: list[Outcome] = []
        for batch in _without_common_streams(commands):
            outcomes.extend(self._handle_batch(batch))
        return outcomes

    def directory(self) -> Directory:
        """The organisation as it stands at the log's head."""
        self._read(())
        return self._directory

    def _reported(self, command: Command, started: float, result: tuple[Outcome, int]) -> Outcome:
        outcome, tries = result
        if self._on_handled is not None:
            self._on_handled(Handled(command, outcome, perf_counter() - started, tries))
        return outcome

    def _handled(self, command: Command) -> tuple[Outcome, int]:
        digest = command.digest()
        for tries in range(1, TRIES + 1):
            stored = self._store.outcome(command.id)
            if stored is not None:
                return _first_outcome(command, digest, stored), tries
            append = self._decided(command, digest)
            try:
                return self._store.append(append), tries
            except (Conflict, CommandIdTaken):
                continue
            except StoreUnavailable:
                outcome = self._after_lost_acknowledgement(command, digest)
                if outcome is None:
                    raise
                return outcome, tries
        raise Contended(str(command.id))

    def _after_lost_acknowledgement(self, command: Command, digest: str) -> Outcome | None:
        """The truth about a commit whose acknowledgement never came; None: nothing is stored."""
        try:
            stored = self._store.outcome(command.id)
        except StoreUnavailable:
            return None
        return None if stored is None else _first_outcome(command, digest, stored)

    def _handle_batch(self, batch: Sequence[Command]) -> list[Outcome]:
        started = perf_counter()
        digests = [command.digest() for command in batch]
        known = self._store.outcomes([command.id for command in batch])
        fresh = [i for i, command in enumerate(batch) if command.id not in known]
        read = self._read([ref for i in fresh for ref in batch[i].reads()])
        appends = [self._decided(batch[i], digests[i], read) for i in fresh]
        results = dict(zip(fresh, self._store.append_many(appends), strict=True))
        outcomes = []
        for i, command in enumerate(batch):
            result = results.get(i)
            if isinstance(result, Accepted | Refused):
                outcomes.append(self._reported(command, started, (result, 1)))
            else:
                outcomes.append(self.handle(command))
        return outcomes

    def _decided(self, command: Command, digest: str, read: _Read | None = None) -> Append:
        """The command's facts with their envelopes, or its refusal, ready to append."""
        read = read or self._read(command.reads())
        wanted = [ref.id for ref in command.reads()]
        organisation = read.directory.stream
        wanted += [organisation] if organisation and organisation not in wanted else []
        expected = {stream: read.expected.get(stream, 0) for stream in wanted}
        try:
            now = self._recorded_at(command, read)
            _check_version(command, expected)
            context = Context(now, read.directory, self._rules)
            decision = _decide(command, read.states, context)
        except Rejected as rejected:
            refusal = Refused(command_id=command.id, code=rejected.code, params=rejected.params)
            return Append(command.id, digest, (), expected, refusal)
        facts = tuple(_stamped(command, decision, context, expected))
        return Append(command.id, digest, facts, expected)

    def _recorded_at(self, command: Command, read: _Read) -> datetime:
        """The server's clock, never below what is recorded; a simulation's comes with the command.

        Raises Rejected ``clock-not-simulated``, ``recorded-at-missing``, ``occurs-in-future``.
        """
        if self._simulation and command.recorded_at is None:
            raise Rejected("recorded-at-missing")
        if not self._simulation and command.recorded_at is not None:
            raise Rejected("clock-not-simulated")
        now = command.recorded_at or self._clock.now()
        if command.occurred_at > now:
            raise Rejected("occurs-in-future", occurred_at=command.occurred_at.isoformat())
        return max(now, read.last_recorded_at or now, self._organised_at or now)

    def _read(self, refs: Sequence[StreamRef]) -> _Read:
        """Folds every stream named, and the organisation from where it was left."""
        known = self._directory
        organisation = known.stream or self._organisation_stream(refs)
        wanted = {ref.id: 0 for ref in refs}
        if organisation is not None:
            wanted[organisation] = known.version
        loaded = self._store.load(wanted)
        directory = known
        if organisation is not None and loaded[organisation]:
            news = cast(Sequence[Recorded[OrganisationFact]], loaded[organisation])
            directory = fold(known, news)
            self._directory = directory
            self._organised_at = loaded[organisation][-1].envelope.recorded_at
        kinds = {ref.id: ref.kind for ref in refs if ref.kind is not StreamKind.ORGANISATION}
        states = {stream: _folded(kind, loaded[stream]) for stream, kind in kinds.items()}
        expected = {stream: state.version for stream, state in states.items()}
        if organisation is not None:
            expected[organisation] = directory.version
        times = [loaded[stream][-1].envelope.recorded_at for stream in states if loaded[stream]]
        return _Read(states, directory, expected, max(times, default=None))

    def _organisation_stream(self, refs: Sequence[StreamRef]) -> UUID | None:
        """The store's one organisation: what its first fact founded, or what is to be founded."""
        first = next(self._store.read(limit=1), None)
        if first is not None:
            return first.envelope.stream
        return next((ref.id for ref in refs if ref.kind is StreamKind.ORGANISATION), None)


def _without_common_streams(commands: Sequence[Command]) -> Iterator[list[Command]]:
    """Cuts the sequence where a command reads a stream that one before it in the batch reads."""
    batch: list[Command] = []
    touched: set[UUID] = set()
    for command in commands:
        own = {ref.id for ref in command.reads()} | {command.id}
        if own & touched:
            yield batch
            batch, touched = [], set()
        batch.append(command)
        touched |= own
    if batch:
        yield batch


def _first_outcome(command: Command, digest: str, stored: StoredOutcome) -> Outcome:
    if stored.digest != digest:
        return Refused(command_id=command.id, code="command-id-reused", params={})
    return stored.outcome


def _check_version(command: Command, expected: Mapping[UUID, int]) -> None:
    """Raises Rejected ``stale-version`` where the caller looked at an older state."""
    actual = expected[command.reads()[0].id]
    if command.expected_version is not None and command.expected_version != actual:
        raise Rejected("stale-version", expected=command.expected_version, actual=actual)


_EVOLVE: dict[StreamKind, tuple[Any, Callable[[Any, Recorded[Any]], Any]]] = {
    StreamKind.ISSUE: (issues.EMPTY, issues.evolve),
    StreamKind.MEETING: (meetings.EMPTY, meetings.evolve),
    StreamKind.REPORT: (reports.EMPTY, reports.evolve),
}


def _folded(kind: StreamKind, recorded: Sequence[Recorded[Fact]]) -> State:
    state, evolve = _EVOLVE[kind]
    for one in recorded:
        state = evolve(state, one)
    found: State = state
    return found


def _decide(command: Command, states: Mapping[UUID, State], context: Context) -> Decision:
    """The decision of the command's own module. Raises Rejected."""
    if isinstance(command, ProvinceCommand):
        return _on_organisation(command, context)
    if context.directory.stream is None:
        raise Rejected("no-organisation")
    main = states[command.reads()[0].id]
    match command, main:
        case IssueCommand(), issues.Issue():
            return _on_issue(command, main, states, context)
        case RecordMeeting() | CheckMeetingDeadlines(), meetings.Meeting():
            return meeting.decide(command, main, context)
        case SubmitReport(), reports.Report():
            return report.decide(command, main, states, context)
        case _:
            raise TypeError(f"no decision for {command.type}")


def _on_organisation(command: ProvinceCommand, context: Context) -> Decision:
    stream = command.reads()[0].id
    founded = context.directory.stream
    if founded is not None and founded != stream:
        raise Rejected("another-organisation", province=command.province)
    surroundings = organisation.OrganisationContext(
        today=context.today,
        check_regime=lambda text: check_regime(text, published_in(context.directory)),
        check_calendar=check_calendar,
    )
    asked = cast(OrganisationCommand, command)
    facts = organisation.decide(asked, context.directory, surroundings)
    return Decision(organisation.role_of(asked), {stream: facts} if facts else {})


def _on_issue(
    command: IssueCommand, found: issues.Issue, states: Mapping[UUID, State], context: Context
) -> Decision:
    if isinstance(command, RaiseIssue):
        held = states.get(command.meeting, NO_MEETING) if command.meeting else NO_MEETING
        at = held.ended_at if isinstance(held, meetings.Meeting) else None
        regime = regime_binding(command.chapter, at or command.occurred_at, context)
    elif found.regime is None:
        raise Rejected("issue-unknown", issue=str(command.issue))
    else:
        regime = context.rulebook.regime(context.directory, found.regime)
    return issue.decide(Attempt(command, found, regime, context, states))


def _stamped(
    command: Command, decision: Decision, context: Context, expected: Mapping[UUID, int]
) -> Iterator[tuple[Envelope, Fact]]:
    """Each fact with its envelope, versions following on from what was read."""
    for stream, facts in decision.facts.items():
        for version, fact in enumerate(facts, expected.get(stream, 0) + 1):
            yield stamp(command, stream, version, decision.role, context), fact

"""The Desk: the way of one command, from its id to its outcome (DESIGN, the way of one command)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from time import perf_counter
from typing import NamedTuple, cast
from uuid import UUID

from domain import conference as conferences
from domain import duty as duties
from domain import issue as issues
from domain import meeting as meetings
from domain import report as reports
from domain import residence as residences
from domain.directory import Directory
from domain.fact import Envelope, Fact
from workflows import (
    conference,
    duty,
    issue,
    meeting,
    meeting_briefing,
    meeting_score,
    organisation,
    report,
    report_summaries,
    residence,
)
from workflows.attempt import Attempt, Context, State
from workflows.command import Command
from workflows.conference import AnyConferenceCommand, ConferenceCommand
from workflows.decision import Decision, stamp
from workflows.duty_commands import AnyDutyCommand, DutyCommand
from workflows.following import binding_regime
from workflows.issue_commands import AdoptRegime, FollowSuccession, IssueCommand, RaiseIssue
from workflows.meeting import MeetingCommand, regime_binding
from workflows.meeting_briefing import RecordBriefing
from workflows.meeting_score import ScoreMeeting
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
from workflows.reading import Read, Reader
from workflows.report_commands import SubmitReport, SubmitSummary
from workflows.residence_commands import AnyResidenceCommand, ResidenceCommand
from workflows.rulebook import PublishedRules, published_in
from workflows.turns import Turns, batches

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
        self._reader = Reader(store)
        self._turns = Turns()

    def handle(self, command: Command) -> Outcome:
        """The command's first and only outcome, however often it is sent."""
        started = perf_counter()
        with self._turns.taken(ref.id for ref in command.reads()):
            outcome, tries = self._handled(command)
        self._report(command, outcome, started, tries)
        return outcome

    def handle_many(self, commands: Sequence[Command]) -> list[Outcome]:
        """Outcomes in order. Commands that do not depend on each other share one load and one
        transaction; those that do are handled one after the other, as they stand.

        Raises what ``handle`` raises once everything that goes with the failing command is handled
        and before what comes later is begun; the same commands may be sent again.
        """
        outcomes: list[Outcome] = []
        for batch in batches(commands):
            outcomes.extend(self._handle_batch(batch))
        return outcomes

    def tried(self, command: Command) -> tuple[Fact, ...]:
        """The facts that the command would lead to now; nothing is stored. Raises Rejected."""
        append = self._decided(command, self._reader.read(command.reads()))
        if append.refusal is not None:
            raise Rejected(append.refusal.code, **append.refusal.params)
        return tuple(fact for _, fact in append.facts)

    def directory(self) -> Directory:
        """The organisation as it stands at the log's head."""
        return self._reader.read(()).directory

    def _report(self, command: Command, outcome: Outcome, started: float, tries: int) -> None:
        if self._on_handled is not None:
            self._on_handled(Handled(command, outcome, perf_counter() - started, tries))

    def _handled(self, command: Command) -> tuple[Outcome, int]:
        for tries in range(1, TRIES + 1):
            stored = self._store.outcome(command.id)
            if stored is not None:
                return _first_outcome(command, stored), tries
            append = self._decided(command, self._reader.read(command.reads()))
            try:
                return self._store.append(append), tries
            except (Conflict, CommandIdTaken):
                continue
            except StoreUnavailable:
                found = self._after_lost_acknowledgement({command.id: command})
                if command.id not in found:
                    raise
                return found[command.id], tries
        stored = self._store.outcome(command.id)
        if stored is None:
            raise Contended(str(command.id))
        return _first_outcome(command, stored), TRIES

    def _handle_batch(self, batch: Sequence[Command]) -> list[Outcome]:
        """All together; then whatever that left open by itself, so that none harms another."""
        started = perf_counter()
        outcomes = self._together({command.id: command for command in batch})
        failures: list[Exception] = []
        for command in batch:
            if command.id in outcomes:
                self._report(command, outcomes[command.id], started, 1)
                continue
            try:
                outcomes[command.id] = self.handle(command)
            except Exception as failure:
                failures.append(failure)
        if failures:
            raise failures[0]
        return [outcomes[command.id] for command in batch]

    def _together(self, batch: Mapping[UUID, Command]) -> dict[UUID, Outcome]:
        """What one transaction settles of independent commands.

        Nothing where one of them fails in a way that shows only when each is handled by itself.
        """
        refs = [ref for command in batch.values() for ref in command.reads()]
        with self._turns.taken(ref.id for ref in refs):
            outcomes = self._known(batch)
            fresh = {id: command for id, command in batch.items() if id not in outcomes}
            if not fresh:
                return outcomes
            try:
                read = self._reader.read([ref for one in fresh.values() for ref in one.reads()])
                appends = [self._decided(one, read.of(one)) for one in fresh.values()]
            except Exception:
                return outcomes
            return outcomes | self._appended(fresh, appends)

    def _appended(
        self, commands: Mapping[UUID, Command], appends: Sequence[Append]
    ) -> dict[UUID, Outcome]:
        """What is final now; a command that lost a race is not."""
        try:
            results = self._store.append_many(appends)
        except StoreUnavailable:
            found = self._after_lost_acknowledgement(commands)
            if not found:
                raise
            return found
        except (TypeError, ValueError):
            return {}
        return {
            append.command_id: result
            for append, result in zip(appends, results, strict=True)
            if isinstance(result, Accepted | Refused)
        }

    def _known(self, commands: Mapping[UUID, Command]) -> dict[UUID, Outcome]:
        """First outcomes of those commands that have one."""
        stored = self._store.outcomes(list(commands))
        return {id: _first_outcome(commands[id], found) for id, found in stored.items()}

    def _after_lost_acknowledgement(self, commands: Mapping[UUID, Command]) -> dict[UUID, Outcome]:
        """The truth about a commit whose acknowledgement never came; nothing: nothing is stored."""
        try:
            return self._known(commands)
        except StoreUnavailable:
            return {}

    def _decided(self, command: Command, read: Read) -> Append:
        """The command's facts with their envelopes, or its refusal, ready to append."""
        digest = command.digest()
        try:
            now = self._recorded_at(command, read)
            read.check_kinds()
            _check_version(command, read.versions)
            context = Context(now, read.directory, self._rules)
            decision = _decide(command, read.states, context)
        except Rejected as rejected:
            refusal = Refused(command_id=command.id, code=rejected.code, params=rejected.params)
            return Append(command.id, digest, (), read.versions, refusal)
        facts = tuple(_stamped(command, decision, context, read.versions))
        return Append(command.id, digest, facts, read.versions)

    def _recorded_at(self, command: Command, read: Read) -> datetime:
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
        return max([now, *read.recorded_at.values()])


def _first_outcome(command: Command, stored: StoredOutcome) -> Outcome:
    if stored.digest != command.digest():
        return Refused(command_id=command.id, code="command-id-reused", params={})
    return stored.outcome


def _check_version(command: Command, versions: Mapping[UUID, int]) -> None:
    """Raises Rejected ``stale-version`` where the caller looked at another state."""
    actual = versions[command.reads()[0].id]
    if command.expected_version is not None and command.expected_version != actual:
        raise Rejected("stale-version", expected=command.expected_version, actual=actual)


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
        case ScoreMeeting(), meetings.Meeting():
            return meeting_score.decide(command, main, context)
        case RecordBriefing(), meetings.Meeting():
            return meeting_briefing.decide(command, main, context)
        case MeetingCommand(), meetings.Meeting():
            asked = cast(meeting.AnyMeetingCommand, command)
            return meeting.decide(asked, main, context)
        case SubmitReport(), reports.Report():
            return report.decide(command, main, states, context)
        case SubmitSummary(), reports.Report():
            return report_summaries.decide(command, main, context)
        case ResidenceCommand(), residences.ResidenceLink():
            return residence.decide(cast(AnyResidenceCommand, command), main, context)
        case DutyCommand(), duties.DutyYear():
            return duty.decide(cast(AnyDutyCommand, command), main, context)
        case ConferenceCommand(), conferences.Conference():
            return conference.decide(cast(AnyConferenceCommand, command), main, context)
        case _:
            raise TypeError(f"no decision for {command.type}")


def _on_organisation(command: ProvinceCommand, context: Context) -> Decision:
    stream = command.reads()[0].id
    founded = context.directory.stream
    if founded is not None and founded != stream:
        raise Rejected("another-organisation", province=command.province)
    surroundings = organisation.OrganisationContext(
        today=context.today,
        check_regime=lambda text, ref: check_regime(text, published_in(context.directory), ref),
        check_calendar=check_calendar,
    )
    asked = cast(OrganisationCommand, command)
    facts = organisation.decide(asked, context.directory, surroundings)
    return Decision(organisation.role_of(asked), {stream: facts} if facts else {})


def _on_issue(
    command: IssueCommand, found: issues.Issue, states: Mapping[UUID, State], context: Context
) -> Decision:
    if isinstance(command, RaiseIssue):
        regime = regime_binding(command.chapter, issue.raised_at(command, states, context), context)
    elif found.regime is None:
        raise Rejected("issue-unknown", issue=str(command.issue))
    elif isinstance(command, FollowSuccession):
        regime = binding_regime(found, context)
    elif isinstance(command, AdoptRegime):
        regime = context.rulebook.regime(context.directory, command.regime)
    else:
        regime = context.rulebook.regime(context.directory, found.regime)
    return issue.decide(Attempt(command, found, regime, context, states))


def _stamped(
    command: Command, decision: Decision, context: Context, versions: Mapping[UUID, int]
) -> Iterator[tuple[Envelope, Fact]]:
    """Each fact with its envelope, versions following on from what was read."""
    for stream, facts in decision.facts.items():
        for version, fact in enumerate(facts, versions[stream] + 1):
            role, behalf = decision.role, decision.on_behalf_of
            yield stamp(command, stream, version, context, role=role, on_behalf_of=behalf), fact

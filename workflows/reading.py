"""What a decision reads: the streams that the command names, and the organisation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any, NamedTuple, cast
from uuid import UUID

from domain import conference as conferences
from domain import duty as duties
from domain import issue as issues
from domain import meeting as meetings
from domain import report as reports
from domain import residence as residences
from domain.conference import ConferencePlanned
from domain.directory import EMPTY as NO_ORGANISATION
from domain.directory import Directory, fold
from domain.duty import AbsenceExcused, EvaluationContested
from domain.fact import Fact, Recorded
from domain.issue_facts import IssueRaised
from domain.meeting import BriefingHeld, MeetingHeld
from domain.organisation import OrganisationFact
from domain.report import ReportSubmitted, SummarySubmitted
from domain.residence import ResidenceIntroduced
from workflows.attempt import State
from workflows.command import Command, StreamKind, StreamRef
from workflows.outcome import Rejected
from workflows.ports import EventStore


class Read(NamedTuple):
    """Streams as they stood when they were read; of one command, or of many together."""

    states: Mapping[UUID, State]
    directory: Directory
    versions: Mapping[UUID, int]
    """Of every stream, the main one first; 0 where there is none."""
    recorded_at: Mapping[UUID, datetime]
    """Time of the last fact of each stream that has one."""
    misnamed: frozenset[UUID]
    """Streams of another kind than the one that was asked for."""

    def of(self, command: Command) -> "Read":
        """What the command itself reads, out of what was read for many."""
        wanted = [ref.id for ref in command.reads()]
        if self.directory.stream is not None and self.directory.stream not in wanted:
            wanted.append(self.directory.stream)
        return Read(
            {stream: self.states[stream] for stream in wanted if stream in self.states},
            self.directory,
            {stream: self.versions[stream] for stream in wanted},
            {stream: self.recorded_at[stream] for stream in wanted if stream in self.recorded_at},
            self.misnamed.intersection(wanted),
        )

    def check_kinds(self) -> None:
        """Raises Rejected ``id-of-something-else`` where an id names a stream of another kind."""
        if self.misnamed:
            raise Rejected("id-of-something-else", id=str(min(self.misnamed)))


class _Organisation(NamedTuple):
    directory: Directory
    recorded_at: datetime | None


class Reader:
    """Folds streams; the organisation from where it was left. Safe to use from several threads."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._organisation = _Organisation(NO_ORGANISATION, None)

    def read(self, refs: Sequence[StreamRef]) -> Read:
        """Every stream named, and the organisation at the log's head, from one load."""
        known = self._organisation
        stream = known.directory.stream or self._organisation_stream(refs)
        wanted = {ref.id: 0 for ref in refs}
        if stream is not None:
            wanted[stream] = known.directory.version
        loaded = self._store.load(wanted)
        organisation = self._brought_up(known, loaded[stream]) if stream is not None else known
        misnamed = _misnamed(refs, loaded, stream)
        states = {
            ref.id: _KINDS[ref.kind].fold(loaded[ref.id])
            for ref in refs
            if ref.kind is not StreamKind.ORGANISATION and ref.id not in misnamed
        }
        last = {ref.id: loaded[ref.id][-1].envelope for ref in refs if loaded[ref.id]}
        versions = {ref.id: last[ref.id].version if ref.id in last else 0 for ref in refs}
        times = {id: envelope.recorded_at for id, envelope in last.items()}
        if stream is not None:
            versions[stream] = organisation.directory.version
            if organisation.recorded_at is not None:
                times[stream] = organisation.recorded_at
        return Read(states, organisation.directory, versions, times, misnamed)

    def _brought_up(self, known: _Organisation, news: Sequence[Recorded[Fact]]) -> _Organisation:
        if not news:
            return known
        facts = cast(Sequence[Recorded[OrganisationFact]], news)
        found = _Organisation(fold(known.directory, facts), news[-1].envelope.recorded_at)
        # Another thread may have kept a newer one meanwhile; an older one only costs time.
        if found.directory.version > self._organisation.directory.version:
            self._organisation = found
        return found

    def _organisation_stream(self, refs: Sequence[StreamRef]) -> UUID | None:
        """The store's one organisation: what its first fact founded, or what is to be founded."""
        first = next(self._store.read(limit=1), None)
        if first is not None:
            return first.envelope.stream
        return next((ref.id for ref in refs if ref.kind is StreamKind.ORGANISATION), None)


def _folding(
    empty: Any, evolve: Callable[[Any, Recorded[Any]], Any]
) -> Callable[[Iterable[Recorded[Any]]], Any]:
    return lambda recorded: reduce(evolve, recorded, empty)


class _Kind(NamedTuple):
    fold: Callable[[Iterable[Recorded[Any]]], Any]
    begins_with: tuple[type[Fact], ...]


_KINDS: Mapping[StreamKind, _Kind] = {
    StreamKind.ISSUE: _Kind(issues.fold, (IssueRaised,)),
    StreamKind.MEETING: _Kind(
        _folding(meetings.EMPTY, meetings.evolve), (MeetingHeld, BriefingHeld)
    ),
    StreamKind.REPORT: _Kind(
        _folding(reports.EMPTY, reports.evolve), (ReportSubmitted, SummarySubmitted)
    ),
    StreamKind.RESIDENCE: _Kind(
        _folding(residences.EMPTY, residences.evolve), (ResidenceIntroduced,)
    ),
    StreamKind.DUTY: _Kind(
        _folding(duties.EMPTY, duties.evolve), (AbsenceExcused, EvaluationContested)
    ),
    StreamKind.CONFERENCE: _Kind(
        _folding(conferences.EMPTY, conferences.evolve), (ConferencePlanned,)
    ),
}
"""How a stream of the kind is folded, and the facts that it may begin with."""


def _misnamed(
    refs: Iterable[StreamRef],
    loaded: Mapping[UUID, Sequence[Recorded[Fact]]],
    organisation: UUID | None,
) -> frozenset[UUID]:
    """Ids that stand for something of another kind: in the store, or in the command itself."""
    kinds: dict[UUID, StreamKind] = {}
    misnamed = set()
    for kind, id in refs:
        facts = loaded[id]
        if kind is StreamKind.ORGANISATION:
            fits = id == organisation or not facts
        else:
            begins_so = not facts or isinstance(facts[0].fact, _KINDS[kind].begins_with)
            fits = id != organisation and begins_so
        if not fits or kinds.setdefault(id, kind) is not kind:
            misnamed.add(id)
    return frozenset(misnamed)

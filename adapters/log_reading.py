"""The whole log page by page, from the read model of the history or from the log itself.

Both give the same rows and take each other's cursors, so that one can be compared with the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from domain.calendar import local_date
from domain.directory import EMPTY as EMPTY_DIRECTORY
from domain.directory import Directory
from domain.directory import fold as fold_directory
from domain.fact import Envelope, Fact, Recorded, Unreadable
from domain.issue import EMPTY, Issue, Status, evolve
from domain.issue_facts import IssueRaised
from domain.meeting import MeetingHeld
from domain.report import ReportSubmitted
from domain.short_number import format_number
from domain.values import UnitId
from projections.history import log_page
from projections.paging import decode_cursor, encode_cursor
from workflows.ports import EventStore, StoreUnavailable


class Asked(NamedTuple):
    """Which facts are wanted; None asks for all."""

    office: UnitId | None = None
    role: str | None = None
    command: str | None = None
    since: datetime | None = None
    """The first time of record."""
    until: datetime | None = None
    """The first time of record that is too late."""

    def takes(self, envelope: Envelope) -> bool:
        return (
            self.office in (None, envelope.office)
            and self.role in (None, envelope.role)
            and self.command in (None, envelope.command)
            and (self.since is None or self.since <= envelope.recorded_at)
            and (self.until is None or envelope.recorded_at < self.until)
        )


class Reader(NamedTuple):
    """What a page is read with."""

    store: EventStore
    directory: Directory
    province: str


class LogRow(NamedTuple):
    """A fact, what it belongs to, and where it was done."""

    recorded: Recorded[Fact]
    of: str
    """``issue``, ``meeting``, ``report`` or ``organisation``."""
    number: str | None
    """Of an issue."""
    before: Status | None
    """States of the issue before and after this one fact."""
    after: Status | None
    place: tuple[tuple[UnitId, str], ...]
    """Code and name of the office and of each unit above it, as was known then."""


class LogPage(NamedTuple):
    rows: Sequence[LogRow]
    next: str | None
    """Cursor of the page that follows; None where this is the last."""
    unreadable: Sequence[Unreadable]
    """What stands between the rows and cannot be read, whether it was asked for or not."""


def page_from_view(
    alias: str, reader: Reader, asked: Asked, cursor: str | None, limit: int
) -> LogPage:
    """``alias`` is one of the history, which follows the reader's log. Raises BadCursor."""
    found = log_page(alias, reader.store, **asked._asdict(), cursor=cursor, limit=limit)
    rows = [
        LogRow(
            one.recorded,
            one.of,
            format_number(reader.province, one.origin)
            if one.of == "issue" and one.origin
            else None,
            one.before,
            one.after,
            tuple((place.unit, place.name) for place in one.place),
        )
        for one in found.rows
    ]
    return LogPage(rows, found.next, found.unreadable)


def page_from_log(reader: Reader, asked: Asked, cursor: str | None, limit: int) -> LogPage:
    """Reads from the cursor on until the page is full. Raises BadCursor."""
    told, after = decode_cursor("log", cursor, int, int) if cursor else (0, 0)
    found: list[Recorded[Fact]] = []
    unreadable: list[Unreadable] = []
    following: str | None = None
    command, first = None, told
    for one in reader.store.read_each(after):
        if isinstance(one, Unreadable):
            unreadable.append(one)
        elif asked.takes(one.envelope):
            if len(found) == limit:
                following = encode_cursor("log", (first, found[-1].position))
                break
            # A command that began before this page began where the cursor says.
            if command is not None or not after:
                first = first if command == one.envelope.command_id else one.position
            command = one.envelope.command_id
            found.append(one)
    return LogPage(list(_rows(found, reader)), following, unreadable)


class _Told(NamedTuple):
    """What a stream says of each of its facts."""

    of: str
    number: str | None
    states: Mapping[int, tuple[Status | None, Status | None]]
    """Before and after, by version."""


def _rows(found: Sequence[Recorded[Fact]], reader: Reader) -> Iterator[LogRow]:
    streams: dict[UUID, _Told] = {}
    places = _Places(reader)
    for recorded in found:
        envelope = recorded.envelope
        if envelope.stream not in streams:
            streams[envelope.stream] = _told(recorded, reader)
        of, number, states = streams[envelope.stream]
        before, after = states.get(envelope.version, (None, None))
        yield LogRow(recorded, of, number, before, after, places.of(envelope))


def _told(recorded: Recorded[Fact], reader: Reader) -> _Told:
    """Reads the stream, but that of the organisation, which is long and needs not be known."""
    stream = recorded.envelope.stream
    if stream == reader.directory.stream:
        return _Told("organisation", None, {})
    if isinstance(recorded.fact, ReportSubmitted):
        return _Told("report", None, {})
    try:
        facts: Any = reader.store.load({stream: 0})[stream]
    except StoreUnavailable:
        return _Told("meeting" if isinstance(recorded.fact, MeetingHeld) else "issue", None, {})
    if not isinstance(facts[0].fact, IssueRaised):
        return _Told("meeting", None, {})
    return _Told("issue", format_number(reader.province, facts[0].position), _states(facts))


def _states(facts: Sequence[Any]) -> Mapping[int, tuple[Status | None, Status | None]]:
    issue: Issue = EMPTY
    states: dict[int, tuple[Status | None, Status | None]] = {}
    for recorded in facts:
        before = issue.status
        issue = evolve(issue, recorded)
        states[recorded.envelope.version] = (before, issue.status)
    return states


class _Places:
    """Offices as they stood in the organisation that the decision about a fact saw."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._directory = reader.directory
        self._facts: Sequence[Any] | None = None

    def of(self, envelope: Envelope) -> tuple[tuple[UnitId, str], ...]:
        office, on = envelope.office, local_date(envelope.recorded_at)
        if office is None:
            return ()
        self._go_to(envelope.directory)
        if not self._directory.exists(office, on):
            return ()
        line = (office, *self._directory.ancestors(office, on))
        return tuple((unit, self._directory.name(unit, on) or unit) for unit in line)

    def _go_to(self, version: int) -> None:
        """Forward from where it is, or else from the beginning."""
        if version == self._directory.version:
            return
        if self._facts is None:
            stream = self._reader.directory.stream
            self._facts = self._reader.store.load({stream: 0})[stream] if stream else ()
        known = self._directory if self._directory.version < version else EMPTY_DIRECTORY
        missing: Sequence[Any] = self._facts[known.version : version]
        self._directory = fold_directory(known, missing)

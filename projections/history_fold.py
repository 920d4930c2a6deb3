"""Every fact becomes a row that tells it in full: who, where, on which letter, with what effect."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_args

from domain.calendar import local_date
from domain.conference import ConferenceFact
from domain.deadline import DeadlineId
from domain.duty import DutyFact
from domain.fact import Envelope, Fact, Recorded
from domain.issue_facts import DirectionAnswered, IssueFact
from domain.meeting import MeetingFact
from domain.report import ReportFact
from domain.residence import ResidenceFact
from domain.values import DocumentRef, UnitId
from projections.fact_texts import fact_as_text
from projections.history_places import UNIT_FACTS, Places, units_in
from projections.history_states import DEADLINE_FACTS, State, begun, read_states, write_states
from projections.history_tables import HistoryCommandTable, HistoryDayTable, HistoryTable
from projections.rows import insert, select, stored_time, time_of, update, write

COLUMNS = (
    *("position", "version", "told", "topic", "fact", "document"),
    *("origin", "deadline", "calendar", "before", "after", "holder"),
    *("next_deadline", "next_last_day", "next_due"),
)
COMMAND_COLUMNS = (
    *("first", "last", "occurred_at", "recorded_at", "actor", "role", "office", "place"),
    *("on_behalf_of", "channel", "command", "command_id", "correlation", "causation", "directory"),
)
_INSERT = insert(HistoryTable, COLUMNS)
_LATEST_COMMAND = "SELECT first, command_id FROM history_command ORDER BY first DESC LIMIT 1"
_INSERT_COMMAND = insert(HistoryCommandTable, COMMAND_COLUMNS)
_CONTINUE_COMMAND = update(HistoryCommandTable, ("last",), "first")
_DAY = f"""INSERT INTO {HistoryDayTable._meta.db_table} (day, first, last) VALUES (%s, %s, %s)
ON CONFLICT (day) DO UPDATE SET last = excluded.last"""

Values = tuple[Any, ...]
_FACTS: Mapping[str, frozenset[type[Fact]]] = {
    "meeting": frozenset(get_args(MeetingFact)) - DEADLINE_FACTS,
    "issue": frozenset(get_args(IssueFact)),
    "report": frozenset(get_args(ReportFact)),
    "residence": frozenset(get_args(ResidenceFact)),
    "duty": frozenset(get_args(DutyFact)),
    "conference": frozenset(get_args(ConferenceFact)),
}
"""By what a stream is of."""


class Fold:
    """The rows of the facts are written with each batch, what is known of streams in the end."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._places = Places(alias)
        self._states: dict[int, State] = {}
        """By the stream's number."""
        self._changed: dict[int, State] = {}
        self._told = 0
        self._command = -1
        """The number of the last one's id."""
        for first, command in select(alias, _LATEST_COMMAND):
            self._told, self._command = first, int(command, 16)
        self._commands: list[tuple[int, Values]] = []
        """Those that begin in the batch: first position, and columns after ``last``."""
        self._days: dict[str, tuple[int, int]] = {}

    def take(self, batch: Sequence[Recorded[Any]]) -> None:
        self._load(batch)
        before = self._told
        rows = [self._row(recorded) for recorded in batch]
        write(self._alias, _INSERT, rows)
        self._write_commands(before, rows)

    def write(self) -> None:
        self._places.write()
        write_states(self._alias, self._changed.values())
        write(self._alias, _DAY, [(day, *span) for day, span in self._days.items()])

    def _load(self, batch: Sequence[Recorded[Any]]) -> None:
        """What is stored and not known yet."""
        offices, units = set[UnitId](), set[UnitId]()
        streams: dict[int, Envelope] = {}
        for _, envelope, fact in batch:
            if envelope.office:
                offices.add(envelope.office)
            if type(fact) in UNIT_FACTS:
                units.update(units_in(fact))
            streams.setdefault(envelope.stream.int, envelope)
        self._places.load(offices, units)
        unknown = streams.keys() - self._states.keys()
        old = [streams[number].stream.hex for number in unknown if streams[number].version > 1]
        for state in read_states(self._alias, old) if old else ():
            self._states[int(state.stream, 16)] = state

    def _write_commands(self, before: int, rows: Sequence[Values]) -> None:
        """A command ends before the next one; the one of the last batch may go on in this."""
        last: dict[int, int] = {told: position for position, _, told, *_ in rows}
        if before in last:
            write(self._alias, _CONTINUE_COMMAND, [(last[before], before)])
        commands = [(first, last[first], *values) for first, values in self._commands]
        write(self._alias, _INSERT_COMMAND, commands)
        self._commands.clear()

    def _row(self, recorded: Recorded[Any]) -> Values:
        position, envelope, fact = recorded
        kind: type[Fact] = type(fact)
        if envelope.command_id.int != self._command:
            self._tell(position, envelope)
        if kind in UNIT_FACTS:
            self._places.take(fact)
        name = _document_field(kind)
        document = getattr(fact, name) if name else None
        return (
            position,
            envelope.version,
            self._told,
            fact.type,
            fact_as_text(fact),
            document.number if document else None,
            *self._effect(envelope, position, fact),
        )

    def _effect(self, envelope: Envelope, position: int, fact: Any) -> Values:
        """From ``origin`` on."""
        kind = type(fact)
        stream = envelope.stream
        number = stream.int
        state = self._states.get(number)
        if state is None:
            state = self._states[number] = begun(stream.hex, _of(kind), position)
        self._changed[number] = state
        before, deadline, calendar = state.status, None, None
        if kind in DEADLINE_FACTS:
            deadline = _id_as_text(fact.deadline)
            calendar = state.take_deadline(deadline, fact)
        else:
            state.take(fact, envelope.version)
            if kind is DirectionAnswered:
                deadline = _id_as_text(fact.deadline)
                calendar = state.calendar_of(deadline)
        first = state.first_owed
        due, last_day, _ = state.owed[first] if first else _NOTHING_OWED
        return (
            state.origin,
            deadline,
            calendar,
            before,
            state.status,
            state.holder,
            first,
            last_day,
            due,
        )

    def _tell(self, position: int, envelope: Envelope) -> None:
        """A command begins."""
        self._told, self._command = position, envelope.command_id.int
        at = stored_time(envelope.recorded_at)
        office, correlation, causation = envelope.office, envelope.correlation, envelope.causation
        values = (
            stored_time(envelope.occurred_at),
            at,
            envelope.actor,
            envelope.role,
            office,
            self._places.of(office, _day_of(at), position) if office else None,
            envelope.on_behalf_of,
            envelope.channel,
            envelope.command,
            envelope.command_id.hex,
            correlation.hex if correlation else None,
            causation.hex if causation else None,
            envelope.directory,
        )
        self._commands.append((position, values))
        day = at[:10]
        self._days[day] = (self._days.get(day, (position,))[0], position)


def _id_as_text(id: DeadlineId) -> str:
    return f"{id.leg}/{id.kind}/{id.ordinal}"


_NOTHING_OWED = (None, None, None)


def _of(kind: type[Fact]) -> str:
    """What a stream is of that begins with such a fact."""
    return next((name for name, facts in _FACTS.items() if kind in facts), "organisation")


def _day_of(at: str) -> str:
    """The next day begins in Vietnam at 17:00 UTC."""
    return at[:10] if at[11:13] < "17" else str(local_date(time_of(at)))


@cache
def _document_field(kind: type[Fact]) -> str | None:
    """The field in which facts of the kind name a letter."""
    for name, info in kind.model_fields.items():
        if DocumentRef in (info.annotation, *get_args(info.annotation)):
            return name
    return None

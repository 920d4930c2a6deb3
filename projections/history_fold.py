"""Who told what, from where and when, and through which states that led."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from domain.calendar import local_date
from domain.conference import ConferenceFact
from domain.deadline import DeadlineFact
from domain.duty import DutyFact
from domain.fact import Envelope, Fact, Recorded
from domain.issue_facts import IssueFact
from domain.meeting import MeetingFact
from domain.report import ReportFact
from domain.residence import ResidenceFact
from projections.history_places import UNIT_FACTS, Places
from projections.history_states import CHANGING, Stream, begun, read_streams, write_streams
from projections.history_tables import HistoryCommandTable, HistoryDayTable
from projections.rows import insert, select, stored_time, time_of, update, write

_COLUMNS = ("first", "last", "recorded_at", "role", "office", "place", "command", "command_id")
_LAST = _COLUMNS.index("last")
_LATEST_COMMAND = "SELECT first, command_id FROM history_command ORDER BY first DESC LIMIT 1"
_INSERT_COMMAND = insert(HistoryCommandTable, _COLUMNS)
_CONTINUE_COMMAND = update(HistoryCommandTable, ("last",), "first")
_DAY = f"""INSERT INTO {HistoryDayTable._meta.db_table} (day, first, last) VALUES (%s, %s, %s)
ON CONFLICT (day) DO UPDATE SET last = excluded.last"""

Values = tuple[Any, ...]
_FACTS: Mapping[str, frozenset[type[Fact]]] = {
    "meeting": frozenset(get_args(MeetingFact)) - set(get_args(DeadlineFact)),
    "issue": frozenset(get_args(IssueFact)),
    "report": frozenset(get_args(ReportFact)),
    "residence": frozenset(get_args(ResidenceFact)),
    "duty": frozenset(get_args(DutyFact)),
    "conference": frozenset(get_args(ConferenceFact)),
}
"""By what a stream is of."""


class Fold:
    """The rows of the commands are written with each batch, what is known of streams in the end."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._places = Places(alias)
        self._streams: dict[int, Stream] = {}
        """By the number of the stream's id."""
        self._changed: dict[int, Stream] = {}
        self._first = 0
        """Where the last command began."""
        self._command = -1
        """The number of its id."""
        for first, command in select(alias, _LATEST_COMMAND):
            self._first, self._command = first, int(command, 16)
        self._days: dict[str, tuple[int, int]] = {}

    def take(self, batch: Sequence[Recorded[Any]]) -> None:
        self._load(batch)
        begun_before, continued = self._first, 0
        commands: list[list[Any]] = []
        for position, envelope, fact in batch:
            if envelope.command_id.int != self._command:
                commands.append(self._command_of(position, envelope))
            elif commands:
                commands[-1][_LAST] = position
            else:
                continued = position
            kind = type(fact)
            if kind in UNIT_FACTS:
                self._places.take(fact)
            if envelope.version == 1:
                self._begin(position, envelope, kind)
            if kind in CHANGING:
                number = envelope.stream.int
                stream = self._changed[number] = self._streams[number]
                stream.take(kind, envelope.version)
        if continued:
            write(self._alias, _CONTINUE_COMMAND, [(continued, begun_before)])
        write(self._alias, _INSERT_COMMAND, commands)

    def write(self) -> None:
        self._places.write()
        write_streams(self._alias, self._changed.values())
        write(self._alias, _DAY, [(day, *span) for day, span in self._days.items()])

    def _load(self, batch: Sequence[Recorded[Any]]) -> None:
        """What is stored and not known yet."""
        self._places.load([fact for _, _, fact in batch if type(fact) in UNIT_FACTS])
        changing = [envelope for _, envelope, fact in batch if type(fact) in CHANGING]
        known = self._streams
        old = {
            one.stream.hex for one in changing if one.version > 1 and one.stream.int not in known
        }
        if old:
            for stream in read_streams(self._alias, old):
                self._streams[int(stream.stream, 16)] = stream

    def _begin(self, position: int, envelope: Envelope, kind: type[Fact]) -> None:
        """A stream begins."""
        number = envelope.stream.int
        stream = begun(envelope.stream.hex, _of(kind), position)
        self._streams[number] = self._changed[number] = stream

    def _command_of(self, position: int, envelope: Envelope) -> list[Any]:
        """Values of ``_COLUMNS`` for a command that begins."""
        self._first, self._command = position, envelope.command_id.int
        at, office = stored_time(envelope.recorded_at), envelope.office
        day = at[:10]
        self._days[day] = (self._days.get(day, (position,))[0], position)
        place = self._places.of(office, _day_of(at), position) if office else None
        return [
            position,
            position,
            at,
            envelope.role,
            office,
            place,
            envelope.command,
            envelope.command_id.hex,
        ]


def _of(kind: type[Fact]) -> str:
    """What a stream is of that begins with such a fact."""
    return next((name for name, facts in _FACTS.items() if kind in facts), "organisation")


def _day_of(at: str) -> str:
    """The next day begins in Vietnam at 17:00 UTC."""
    return at[:10] if at[11:13] < "17" else str(local_date(time_of(at)))

"""Rows of deadlines on their way between the tables and the fold."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from domain.calendar import Calendar, Pause, Span
from domain.deadline import DeadlineStatus
from projections.deadline_rules import Ladder
from projections.deadlines_tables import DeadlineRuleTable, DeadlineStreamTable, DeadlineTable
from projections.rows import insert, listed, select, update, upsert, write

RUNNING, PAUSED = DeadlineStatus.RUNNING.value, DeadlineStatus.PAUSED.value
MET, CANCELLED = DeadlineStatus.MET.value, DeadlineStatus.CANCELLED.value


class Rules(NamedTuple):
    """What the times of a deadline's rungs depend on; None where it was not published."""

    ladder: Ladder | None
    calendar: Calendar | None


NO_RULES = Rules(None, None)


@dataclass(slots=True)
class Stream:
    """An issue or a meeting."""

    stream: str
    of: str
    origin: int
    chapter: str
    regime: str
    via: str = ""
    status: str = ""
    severity: int | None = None
    holder: str | None = None
    ended: bool = False
    before_pause: str | None = None


@dataclass(slots=True)
class Deadline:
    """A deadline as the columns hold it, and the rules as they were when it last changed.

    One that was read has only the columns that a fact may change or a computation needs.
    """

    position: int
    kind: str
    rule: str
    regime: str
    calendar: str
    started_on: str
    bearer: str | None
    holder: str | None
    last_day: str
    due: str
    status: str = RUNNING
    on_time: bool | None = None
    breached: bool = False
    paused_at: str | None = None
    spans: str = ""
    pauses: str = ""
    watched_by: str = ""
    ended_at: str | None = None
    rungs: str = "[]"
    last_rung: str | None = None
    last_rung_at: str | None = None
    notified: str = "[]"
    extensions: int = 0
    extension_asked: bool = False
    next_check: str | None = None
    next_rung: str | None = None
    firm_check: str | None = None
    firm_rung: str | None = None
    key: str = ""
    stream: str = ""
    of: str = ""
    leg: int = 0
    ordinal: int = 0
    origin: int = 0
    chapter: str | None = None
    rules: Rules = NO_RULES

    @property
    def paused_since(self) -> str | None:
        """The first day that does not count, of a pause that is not over."""
        return self.pauses[-len("2018-08-03/") : -1] if self.pauses.endswith("/") else None


COLUMNS = Deadline.__slots__[: Deadline.__slots__.index("rules")]
_READ = COLUMNS[: COLUMNS.index("key") + 1]
_CHANGING = COLUMNS[COLUMNS.index("rule") : COLUMNS.index("key")]
_STREAM = tuple(Stream.__slots__)

_SELECT = f"SELECT {', '.join('deadline.' + name for name in _READ)} FROM json_each(%s) AS asked"
_NAMED = f"{_SELECT} CROSS JOIN deadline ON deadline.key = asked.value"
# In a key the stream is followed by a slash, and after the slash comes the figure 0.
_OPEN_OF = f"""{_SELECT} CROSS JOIN deadline
ON deadline.key > asked.value || '/' AND deadline.key < asked.value || '0'
WHERE status IN ('{RUNNING}', '{PAUSED}')"""
_STREAMS = f"""SELECT {", ".join(f"deadline_stream.{name}" for name in _STREAM)}
FROM json_each(%s) AS asked CROSS JOIN deadline_stream ON deadline_stream.stream = asked.value"""
_INSERT = insert(DeadlineTable, COLUMNS)
_UPDATE = update(DeadlineTable, _CHANGING, "position")
_ENDED = """status = %s, on_time = %s, ended_at = %s,
next_check = NULL, next_rung = NULL, firm_check = NULL, firm_rung = NULL"""
_END = f"""UPDATE {DeadlineTable._meta.db_table} SET {_ENDED}, breached = breached OR %s
WHERE key = %s"""
_WRITE_STREAM = upsert(DeadlineStreamTable, _STREAM, ("of", "origin", "chapter", "via"))
_WRITE_RULE = upsert(DeadlineRuleTable, ("id", "text"))
_RULES = "SELECT id, text FROM deadline_rule"

Values = tuple[Any, ...]
_values: Callable[[Deadline], Values] = attrgetter(*COLUMNS)
_changing: Callable[[Deadline], Values] = attrgetter(*_CHANGING, "position")
_stream_values: Callable[[Stream], Values] = attrgetter(*_STREAM)


def spans_text(spans: Iterable[Span]) -> str:
    return " ".join(map(str, spans))


def pauses_text(pauses: Iterable[Pause]) -> str:
    return " ".join(f"{pause.since}/{pause.until or ''}" for pause in pauses)


@lru_cache(maxsize=1024)
def pauses_of(text: str) -> tuple[Pause, ...]:
    """What ``pauses_text`` wrote."""
    day, ends = date.fromisoformat, (pause.split("/") for pause in text.split())
    return tuple(Pause(since=day(since), until=day(to) if to else None) for since, to in ends)


class Ending(NamedTuple):
    """What became of a deadline of which nothing else is to be known."""

    status: str
    on_time: bool | None
    ended_at: str
    late: bool
    """Whether it was overdue when it was cancelled."""
    key: str


def read_named(alias: str, keys: Iterable[str]) -> Iterator[Deadline]:
    return (Deadline(*row) for row in select(alias, _NAMED, (listed(keys),)))


def read_open(alias: str, streams: Iterable[str]) -> Iterator[Deadline]:
    """Those of the streams that run or are paused."""
    return (Deadline(*row) for row in select(alias, _OPEN_OF, (listed(streams),)))


def read_streams(alias: str, streams: Iterable[str]) -> Iterator[Stream]:
    return (Stream(*row) for row in select(alias, _STREAMS, (listed(streams),)))


def read_rules(alias: str) -> list[Values]:
    """Kind and reference, and the text, of everything that was published."""
    return select(alias, _RULES)


def write_deadlines(alias: str, new: Iterable[Deadline], changed: Iterable[Deadline]) -> None:
    write(alias, _INSERT, [_values(one) for one in new])
    write(alias, _UPDATE, [_changing(one) for one in changed])


def write_endings(alias: str, ended: Iterable[Ending]) -> None:
    write(alias, _END, list(ended))


def write_streams(alias: str, streams: Iterable[Stream]) -> None:
    write(alias, _WRITE_STREAM, [_stream_values(one) for one in streams])


def write_rules(alias: str, rules: Sequence[tuple[str, str]]) -> None:
    write(alias, _WRITE_RULE, rules)

"""Through which states the issues of the log went, as texts from which any fact's can be told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from domain.fact import Fact
from domain.issue import Status
from domain.issue_facts import IssuePaused, IssueResumed
from projections.history_tables import HistoryStreamTable
from projections.issue_states import BACK_FROM_PAUSE, NEW_LEGS, STATUS_AFTER
from projections.rows import listed, select, upsert, write

_AFTER = {fact: status.value for fact, status in STATUS_AFTER.items()}
CHANGING: frozenset[type[Fact]] = frozenset(STATUS_AFTER) | NEW_LEGS | {IssueResumed}
"""Facts with which the state may change."""


@dataclass(slots=True)
class Stream:
    """What the fold knows of one."""

    origin: int
    """Position of its first fact."""
    stream: str
    of: str
    status: str | None = None
    """Of an issue."""
    before_pause: str | None = None
    states: str = ""
    """As ``states_around`` reads it."""

    def take(self, kind: type[Fact], version: int) -> None:
        """A fact of an issue with which the state may change, and its place in the stream."""
        after = _AFTER.get(kind, self.status)
        if kind is IssueResumed:
            after, self.before_pause = self.before_pause or BACK_FROM_PAUSE.value, None
        elif kind is IssuePaused:
            self.before_pause = self.status
        elif kind in NEW_LEGS:
            self.before_pause = None
        if after != self.status:
            self.status = after
            self.states += f" {version}:{after}"


def states_around(states: str, version: int) -> tuple[Status, Status]:
    """The states before and after a fact of the issue with that place in its stream.

    ``states`` names each state behind the version of the fact that led to it.
    """
    before = after = Status.NEW
    for entry in states.split():
        since, _, state = entry.partition(":")
        if int(since) < version:
            before = after = Status(state)
        elif int(since) == version:
            after = Status(state)
    return before, after


_COLUMNS = ("origin", "stream", "of", "status", "before_pause", "states")
_WRITE = upsert(HistoryStreamTable, _COLUMNS, ("stream", "of"))
_READ = f"""SELECT {", ".join(f"history_stream.{name}" for name in _COLUMNS)}
FROM json_each(%s) AS asked CROSS JOIN history_stream ON history_stream.stream = asked.value"""


def begun(stream: str, of: str, position: int) -> Stream:
    """Before its first fact."""
    return Stream(position, stream, of, Status.NEW.value if of == "issue" else None)


def read_streams(alias: str, streams: Iterable[str]) -> Iterator[Stream]:
    """Those that are known."""
    for row in select(alias, _READ, (listed(streams),)):
        yield Stream(*row)


def write_streams(alias: str, streams: Iterable[Stream]) -> None:
    rows: Any = [
        (one.origin, one.stream, one.of, one.status, one.before_pause, one.states)
        for one in streams
    ]
    write(alias, _WRITE, rows)

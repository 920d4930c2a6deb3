"""Read models and organisation as they would have stood earlier, folded from the log for once.

Known at a time is what had been recorded by then (DESIGN, settled questions: time).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import islice
from typing import Any

from adapters.databases import TEMPORARY, opened
from domain.directory import EMPTY, Directory
from domain.directory import fold as fold_directory
from domain.fact import Fact, Recorded, Unreadable
from projections.engine import Progress, follow
from projections.follower import Follower
from projections.ports import Log, ReadModel
from projections.tables import create_tables
from workflows.ports import EventStore


class AsOf:
    """A log without what was recorded after a time; it ends where the whole log ends."""

    def __init__(self, log: Log, at: datetime) -> None:
        self._log = log
        self._at = at

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        """Reads everything, wanted or not: what comes unread does not tell when it was recorded."""
        each = self._log.read_each(after)
        return islice((one for one in each if self._was_known(one)), limit)

    def head(self) -> int:
        return self._log.head()

    def _was_known(self, one: Recorded[Fact] | Unreadable) -> bool:
        """What cannot be read may have been known, so it stands in the way."""
        return isinstance(one, Unreadable) or one.envelope.recorded_at <= self._at


def folded_at(
    read_model: ReadModel,
    log: Log,
    at: datetime,
    progress: Callable[[Progress], None] | None = None,
) -> AbstractContextManager[Follower]:
    """The read model as of that time; it stopped early where it has a ``poison``."""
    return folded_to(read_model, AsOf(log, at), log.head(), progress)


@contextmanager
def folded_to(
    read_model: ReadModel,
    log: Log,
    position: int,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[Follower]:
    """The read model with everything up to the position, or as much of it as it can take."""
    with opened(TEMPORARY) as alias:
        create_tables(read_model, alias)
        follower = Follower(read_model, alias)
        follow(log, [follower], until=position, progress=progress)
        if follower.trouble:
            raise follower.trouble
        yield follower


def directory_at(now: Directory, store: EventStore, at: datetime) -> Directory:
    """The organisation of which the directory is today's, with what had been recorded by then."""
    if now.stream is None:
        return now
    facts: Any = store.load({now.stream: 0})[now.stream]
    return fold_directory(EMPTY, [one for one in facts if one.envelope.recorded_at <= at])

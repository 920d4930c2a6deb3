"""One read model being brought up to date by whoever holds its lock."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from typing import NamedTuple, NoReturn

from django.db import Error, connections

from adapters.databases import opened
from adapters.view_errors import ViewsUnavailable, is_damage, is_missing, told
from adapters.view_files import Lock, ViewFiles
from projections.follower import Follower
from projections.ports import Log, ReadModel
from projections.positions import Poison, Standing, mark_of, standing
from projections.tables import add_readers_indexes, create_tables
from projections.trouble import is_from_outside


class Rebuilt(StrEnum):
    """Why a read model was built from the first fact on."""

    NEW = "new"
    """There was none, or its pointer was lost."""
    VERSION = "version"
    """Another version of its tables or fold."""
    DAMAGED = "damaged"
    """Its file is missing or is not what was written."""
    OTHER_LOG = "other-log"
    """It followed another log than the one there is now: a backup was restored."""
    ASKED = "asked"


class Ran(NamedTuple):
    """What became of one read model."""

    name: str
    since: int = 0
    """Position at the start; 0 for one that was built from there."""
    to: int = 0
    facts: int = 0
    """Facts applied, those that do not concern it not counted."""
    rebuilt: Rebuilt | None = None
    poison: Poison | None = None
    trouble: ViewsUnavailable | None = None

    @property
    def stopped(self) -> str | None:
        """Why it is not where it should be, as a stable code; None where it is."""
        if self.trouble:
            return self.trouble.code
        return self.poison.code if self.poison else None


class Run:
    """Opens the file in use, or builds another beside it and swaps in the end.

    A building that ends early, by a kill or a full disk, is taken up again by the next run; one
    that was asked for always begins anew, since whoever asks doubts what is there.
    """

    def __init__(
        self, read_model: ReadModel, files: ViewFiles, lock: Lock, log: Log, *, asked: bool
    ) -> None:
        self.follower: Follower | None = None
        """What is to be fed; none where there is trouble."""
        self._read_model = read_model
        self._files = files
        self._lock = lock
        self._log = log
        self._asked = asked
        self._in_use = -1
        """Position of the file in use, where readers could go on with it."""
        self._building: int | None = None
        self._ran = Ran(read_model.name)
        self._open = ExitStack()

    def begin(self) -> None:
        with self._noting_trouble():
            generation = self._files.current()
            found = Rebuilt.NEW if generation is None else self._try(generation)
            if isinstance(found, Follower):
                self._in_use = found.position
            if self._asked:
                self._build(Rebuilt.ASKED)
            elif isinstance(found, Rebuilt):
                self._build(found)
            else:
                self._files.remove_others(generation)
                add_readers_indexes(self._read_model, found.alias)
                self._feed(found)

    def begins_anew(self) -> bool:
        """Where the file turned out damaged while it was written, builds another, but once only."""
        if not self._is_damaged() or self._ran.rebuilt is Rebuilt.DAMAGED:
            return False
        with self._noting_trouble():
            if self._building is None:
                self._in_use = -1
            self._drop_building()
            self._build(Rebuilt.DAMAGED)
        return self.follower is not None

    def finish(self) -> Ran:
        follower = self.follower
        with self._noting_trouble():
            if follower:
                self._ran = self._ran._replace(
                    to=follower.position, facts=follower.facts, poison=follower.poison
                )
                if follower.trouble:
                    if self._is_damaged():
                        self._drop_building()
                    raise follower.trouble
                if self._building is not None:
                    self._end(follower, self._building)
        self.close()
        return self._ran

    def close(self) -> None:
        self.follower = None
        self._open.close()

    def _is_damaged(self) -> bool:
        trouble = self.follower.trouble if self.follower else None
        return trouble is not None and is_damage(trouble)

    def _drop_building(self) -> None:
        self.close()
        if self._building is not None:
            self._files.remove(self._building)

    def _feed(self, follower: Follower) -> None:
        self.follower = follower
        self._ran = self._ran._replace(since=follower.position)

    def _try(self, generation: int) -> Follower | Rebuilt:
        """A follower of the file, or why it cannot be used."""
        self.close()
        path = self._files.path(generation)
        alias = self._open.enter_context(opened(path))
        try:
            wrong = self._judge(standing(alias))
        except Error as error:
            if is_from_outside(error) and not is_damage(error) and not is_missing(error, path):
                raise
            wrong = Rebuilt.DAMAGED
        return wrong or Follower(self._read_model, alias)

    def _judge(self, found: Standing | None) -> Rebuilt | None:
        if found is None or found.name != self._read_model.name:
            return Rebuilt.DAMAGED
        if found.version != self._read_model.version:
            return Rebuilt.VERSION
        if found.position:
            there = next(self._log.read_each(found.position - 1, 1), None)
            marks = {found.mark, mark_of(there)} - {""}
            if there is None or there.position != found.position or len(marks) > 1:
                return Rebuilt.OTHER_LOG
        return None

    def _build(self, reason: Rebuilt) -> None:
        """In another file, or in one that an earlier run left unfinished."""
        self._ran = self._ran._replace(rebuilt=reason)
        current = self._files.current()
        unfinished = [one for one in self._files.generations() if one > (current or 0)]
        if unfinished and not self._asked:
            self._building = unfinished[-1]
            found = self._try(self._building)
            if isinstance(found, Follower):
                self._files.remove_others(current, self._building)
                self._feed(found)
                return
        self.close()
        self._building = self._files.next_generation()
        self._files.remove_others(current)
        path = self._files.path(self._building)
        alias = self._open.enter_context(opened(path, create=True))
        create_tables(self._read_model, alias, readers_indexes=False)
        self._feed(Follower(self._read_model, alias))

    def _end(self, follower: Follower, building: int) -> None:
        """Readers go over to what was built, unless that stopped before where they are."""
        add_readers_indexes(self._read_model, follower.alias)
        with connections[follower.alias].cursor() as cursor:
            [busy, *_] = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self.close()
        if busy:
            self._raise_busy(building)
        if follower.position < self._in_use:
            self._files.remove(building)
        elif self._lock.is_of_this_folder():
            self._files.point_to(building)
            self._files.remove_others(building)
        else:
            self._raise_busy(building)

    def _raise_busy(self, building: int) -> NoReturn:
        path = str(self._files.path(building))
        raise ViewsUnavailable("views-busy", name=self._files.name, path=path)

    @contextmanager
    def _noting_trouble(self) -> Iterator[None]:
        """What one read model meets keeps no other from going on."""
        try:
            with told(self._files.name, self._files.pointer):
                yield
        except ViewsUnavailable as error:
            self.close()
            self._ran = self._ran._replace(trouble=error)

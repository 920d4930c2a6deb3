"""The one place where the parts are put together. Nothing connects before it is asked to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar
from uuid import UUID

from adapters.event_store.files import create, open_store, restore
from adapters.event_store.mapper import FactMapper
from adapters.event_store.memory import MemoryStore
from adapters.event_store.sqlite import SQLiteStore
from adapters.identity import person_of
from adapters.settings import Settings
from adapters.vault import PassThroughVault
from domain.fact import Recorded
from domain.facts import AnyFact
from domain.sealed import Vault
from domain.values import PersonRef
from workflows.handling import Desk, Handled
from workflows.ports import Clock

EVENTS_FILE = "events.sqlite"
"""Name of the log's file in the data folder."""

S_co = TypeVar("S_co", SQLiteStore, MemoryStore, covariant=True)


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class Engine(Generic[S_co]):
    """A store in use, with the desk that handles its commands."""

    store: S_co
    desk: Desk
    clock: Clock

    @property
    def simulation(self) -> bool:
        return self.store.info.simulation

    @property
    def person(self) -> PersonRef:
        """Who runs this process, as this store knows them."""
        return person_of(self.store.info.store_id)

    def now(self) -> datetime:
        """The present; in a simulation the time of the last fact that can be read."""
        for position in range(self.store.head() if self.simulation else 0, 0, -1):
            last = next(self.store.read_each(position - 1, 1), None)
            if isinstance(last, Recorded):
                return last.envelope.recorded_at
        return self.clock.now()


def make_mapper(vault: Vault | None = None) -> FactMapper:
    """Reads and writes every fact there is."""
    return FactMapper(AnyFact, vault or PassThroughVault())


def events_file(settings: Settings) -> Path:
    return settings.data / EVENTS_FILE


@contextmanager
def running(
    store: S_co,
    *,
    clock: Clock | None = None,
    on_handled: Callable[[Handled], None] | None = None,
) -> Iterator[Engine[S_co]]:
    """An engine on a store, which is closed in the end."""
    clock = clock or SystemClock()
    desk = Desk(store, clock, simulation=store.info.simulation, on_handled=on_handled)
    try:
        yield Engine(store, desk, clock)
    finally:
        if isinstance(store, SQLiteStore):
            store.close()


def open_events(settings: Settings, *, vault: Vault | None = None) -> SQLiteStore:
    """The data folder's store. Raises StoreUnavailable."""
    mapper = make_mapper(vault)
    return open_store(events_file(settings), mapper, busy_seconds=settings.wait)


def create_events(
    settings: Settings,
    *,
    simulation: bool,
    store_id: UUID | None = None,
    vault: Vault | None = None,
) -> SQLiteStore:
    """A new store; makes the data folder where there is none. Raises StoreUnavailable."""
    mapper = make_mapper(vault)
    with _folder_of(settings):
        return create(events_file(settings), mapper, simulation=simulation, store_id=store_id)


def restore_events(settings: Settings, backup: Path, *, vault: Vault | None = None) -> None:
    """A new store from a backup, checked before it appears. Raises StoreUnavailable."""
    with _folder_of(settings):
        restore(backup, events_file(settings), make_mapper(vault))


@contextmanager
def _folder_of(settings: Settings) -> Iterator[None]:
    """Makes the data folder, for its owner alone; one that stays empty does not stay."""
    was_there = settings.data.exists()
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        yield
    except BaseException:
        if not was_there:
            with suppress(OSError):
                settings.data.rmdir()
        raise

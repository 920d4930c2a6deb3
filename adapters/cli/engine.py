"""The engine on the data folder of a run."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from adapters.cli.frame import Frame

if TYPE_CHECKING:
    from adapters.bootstrap import Engine
    from adapters.event_store.sqlite import SQLiteStore

    OpenEngine = Engine[SQLiteStore]


def engine_of(frame: Frame) -> "AbstractContextManager[OpenEngine]":
    """Opens the store of the run. Raises StoreUnavailable."""
    from adapters.bootstrap import open_events

    return engine_on(open_events(frame.settings), frame)


def engine_on(store: "SQLiteStore", frame: Frame) -> "AbstractContextManager[OpenEngine]":
    """An engine on an open store that logs its commands as the run's settings say."""
    from adapters.bootstrap import running
    from adapters.logging import log_commands, make_logger

    logger = make_logger(frame.err, frame.settings.log_level)
    return running(store, on_handled=log_commands(logger))

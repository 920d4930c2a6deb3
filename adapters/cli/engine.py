"""The engine on the data folder of a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.cli.frame import Frame

if TYPE_CHECKING:
    from adapters.bootstrap import Engine


@contextmanager
def engine_of(frame: Frame) -> Iterator["Engine"]:
    """Opens the store of the run and logs its commands. Raises StoreUnavailable."""
    from adapters.bootstrap import open_events, running
    from adapters.logging import log_commands, make_logger

    logger = make_logger(frame.err, frame.settings.log_level)
    store = open_events(frame.settings)
    with running(store, on_handled=log_commands(logger)) as engine:
        yield engine

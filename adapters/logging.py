"""One canonical line for each command: what it was, what became of it, how long it took.

Only keys on the list below ever reach a line, so no name and no free text can (DESIGN 10).
"""

import logging
from collections.abc import Callable
from typing import TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from workflows.handling import Handled
from workflows.outcome import Refused

ALLOWED = (
    "at",
    "level",
    "event",
    "command",
    "command_id",
    "stream",
    "outcome",
    "code",
    "position",
    "facts",
    "milliseconds",
    "tries",
)
"""Every key that may stand in a line, in the order in which they are written."""


def make_logger(stream: TextIO, level: str = "warning") -> FilteringBoundLogger:
    """Writes to the stream: one JSON object a line, or words where the stream is a terminal.

    ``level`` is the lowest that is written: ``debug``, ``info``, ``warning`` or ``error``.
    """
    lowest = logging.getLevelNamesMapping()[level.upper()]
    as_words = structlog.dev.ConsoleRenderer(
        colors=True, sort_keys=False, timestamp_key="at", pad_event_to=0
    )
    render: Processor = as_words if stream.isatty() else structlog.processors.JSONRenderer()
    logger: FilteringBoundLogger = structlog.wrap_logger(
        structlog.PrintLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _only_allowed_keys,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        cache_logger_on_first_use=True,
    )
    return logger


def log_commands(logger: FilteringBoundLogger) -> Callable[[Handled], None]:
    """What a Desk calls for every command it handled."""

    def log(handled: Handled) -> None:
        command, outcome, seconds, tries = handled
        ended = (
            {"outcome": "refused", "code": outcome.code}
            if isinstance(outcome, Refused)
            else {"outcome": "accepted", "position": outcome.position, "facts": outcome.facts}
        )
        logger.info(
            "command",
            command=command.type,
            command_id=str(command.id),
            stream=str(command.reads()[0].id),
            **ended,
            milliseconds=round(seconds * 1000, 1),
            tries=tries,
        )

    return log


def _only_allowed_keys(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    return {key: line[key] for key in ALLOWED if key in line}

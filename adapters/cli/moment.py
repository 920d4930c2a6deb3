"""The time that a question is of: now, or one named with ``--at``."""

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from adapters.cli.engine import OpenEngine
    from domain.directory import Directory


class Moment(NamedTuple):
    at: datetime
    is_past: bool
    """Whether what is known now may not have been known then."""
    directory: "Directory"
    """The organisation as it was known then."""


def moment_of(at: datetime | None, engine: "OpenEngine") -> Moment:
    """The present, if nothing is said; of a time to come nothing else is known."""
    now, directory = engine.now(), engine.desk.directory()
    if at is None or at >= now:
        return Moment(at or now, False, directory)
    from adapters.past import directory_at

    return Moment(at, True, directory_at(directory, engine.store, at))

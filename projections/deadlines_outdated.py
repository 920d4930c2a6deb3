"""What is still owed and counted by another version of a calendar than the one in force."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

import projections.deadlines_tables  # noqa: F401 - the table that is asked
from domain.deadline import CalendarRef
from projections.rows import select


class Outdated(NamedTuple):
    """An open deadline that another version counts, and what it is of."""

    position: int
    """Of the fact that set it."""
    stream: UUID
    of: str
    """``issue`` or ``meeting``."""


# Names of one calendar follow each other: after the space that ends its id comes an ``!``.
_OUTDATED = """SELECT position, stream, of FROM deadline
WHERE position > %s AND status IN ('running', 'paused')
AND calendar > %s || ' ' AND calendar < %s || '!' AND calendar <> %s AND started_on >= %s
ORDER BY position LIMIT %s"""


def outdated(
    alias: str, latest: CalendarRef, first: date, after: int = 0, limit: int = 500
) -> tuple[Outdated, ...]:
    """What the version ``latest`` is to count, in the order in which it was set, from a position.

    ``first`` is the first day that this version knows; what began before it keeps its own.
    """
    asked = (after, latest.id, latest.id, str(latest), str(first), limit)
    found = select(alias, _OUTDATED, asked)
    return tuple(Outdated(position, UUID(stream), of) for position, stream, of in found)

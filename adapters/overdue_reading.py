"""What is overdue, with the titles of the issues, which the deadlines do not hold."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.known_issues import KnownIssues
from domain.sealed import Sealed
from domain.values import UnitId
from projections.deadlines import Overdue
from projections.deadlines import overdue as page_of_overdue
from projections.positions import position_of
from workflows.ports import EventStore

_PAGE = 500
"""Deadlines that are read together."""
_ISSUES = 100
"""Those of which the issues are."""


class Listed(NamedTuple):
    overdue: Overdue
    title: Sealed | None
    """None for a meeting, and for an issue that cannot be read."""


def list_overdue(
    alias: str,
    store: EventStore,
    at: datetime,
    unit: UnitId | None = None,
    *,
    known_by: datetime | None = None,
) -> Iterator[Listed]:
    """``alias`` is one of the deadlines, of an earlier time if ``known_by`` says so."""
    known = KnownIssues(store, position_of(alias), known_by)
    found = _all_overdue(alias, at, unit)
    while several := list(islice(found, _ISSUES)):
        deadlines = (one.deadline for one in several)
        ids = dict.fromkeys(one.stream for one in deadlines if one.of == "issue")
        issues = known.load(list(ids))
        for one in several:
            issue = issues.get(one.deadline.stream)
            yield Listed(one, issue.title if issue else None)


def _all_overdue(alias: str, at: datetime, unit: UnitId | None) -> Iterator[Overdue]:
    """Page after page."""
    page = page_of_overdue(alias, at=at, unit=unit, limit=_PAGE)
    yield from page.rows
    while page.next:
        page = page_of_overdue(alias, at=at, unit=unit, cursor=page.next, limit=_PAGE)
        yield from page.rows

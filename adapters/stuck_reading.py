"""What is stuck, with the issues themselves, of which the read model holds only the ids."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.known_issues import KnownIssues
from domain.issue import Issue
from domain.values import UnitId
from projections.positions import position_of
from projections.stuck import Stuck
from workflows.ports import EventStore

_ISSUES = 100
"""Issues that are read together."""


class Listed(NamedTuple):
    stuck: Stuck
    issue: Issue | None
    """None where it cannot be read."""

    def concerns(self, unit: UnitId) -> bool:
        """Whether the unit has it, has to find a place for it, or is why it is stuck."""
        holder = self.issue.holder if self.issue else None
        return unit in (holder, self.stuck.owner, self.stuck.body)


def with_issues(
    found: Iterable[Stuck], alias: str, store: EventStore, *, known_by: datetime | None = None
) -> Iterator[Listed]:
    """``alias`` is that of the read model, of an earlier time if ``known_by`` says so."""
    known, rows = KnownIssues(store, position_of(alias), known_by), iter(found)
    while several := list(islice(rows, _ISSUES)):
        issues = known.load(list(dict.fromkeys(one.issue for one in several)))
        for one in several:
            yield Listed(one, issues.get(one.issue))

"""Issues that nobody can move on: nobody can act where somebody should, or no successor is known.

An issue leaves the list with the fact that shows that somebody has it who can act, or did: a new
holder, an assignment, a decision, its end.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from domain import issue_facts as f
from domain.fact import Fact, Recorded
from domain.issue import TAKEN_UP
from domain.values import UnitId
from projections.columns import PositionKey
from projections.issue_states import HANDING_ON, STATUS_AFTER
from projections.ports import FoldOfEachBatch
from projections.rows import base_name, base_names, insert, select, stored_time, time_of, write

MOVING_ON: frozenset[type[Fact]] = frozenset(
    {
        *HANDING_ON,
        *(fact for fact, status in STATUS_AFTER.items() if status in TAKEN_UP),
        f.IssueReopened,
        f.IssueResumed,
    }
)
"""Facts after which an issue neither waits for a place nor for somebody who can act."""
_CONCERNS = base_names({f.IssueStuck, f.IssueUnmapped, *MOVING_ON})


class Why(StrEnum):
    STUCK = "stuck"
    """Nobody can act where somebody should."""
    UNMAPPED = "unmapped"
    """No successor could be told for it."""


class StuckTable(models.Model):
    """One reason for which an issue waits."""

    position = PositionKey()
    """Of the fact that told it."""
    issue = models.CharField(max_length=32)
    """In 32 hexadecimal digits."""
    why = models.CharField(max_length=10)
    reason = models.CharField(max_length=40)
    body = models.CharField(max_length=40)
    """Who cannot act; of an unmapped issue the unit that was dissolved."""
    owner = models.CharField(max_length=40, null=True)
    """The unit that has to find a place for it."""
    since = models.DateTimeField()

    class Meta:
        app_label = "projections"
        db_table = "stuck_issue"
        constraints = (
            models.UniqueConstraint(
                fields=["issue", "why", "reason", "body"], name="stuck_issue_reason"
            ),
        )


class StuckIssues:
    """The read model of issues that are stuck."""

    name = "stuck"
    version = 1
    tables: tuple[type[models.Model], ...] = (StuckTable,)

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(_fold, alias)


_COLUMNS = ("position", "issue", "why", "reason", "body", "owner", "since")
_INSERT = f"{insert(StuckTable, _COLUMNS)} ON CONFLICT DO NOTHING"
_REMOVE = "DELETE FROM stuck_issue WHERE issue = %s"
_REMOVE_UNMAPPED = f"{_REMOVE} AND why = '{Why.UNMAPPED}'"

_Row = tuple[Any, ...]


def _fold(batch: Sequence[Recorded[Any]], alias: str) -> None:
    """Each reason is kept as it was told first; why an issue has no successor, as told last."""
    rows: dict[str, dict[tuple[str, ...], _Row]] = {}
    moved_on: dict[str, None] = {}
    unmapped: dict[str, None] = {}
    for position, envelope, fact in batch:
        issue, at = envelope.stream.hex, stored_time(envelope.recorded_at)
        match fact:
            case f.IssueStuck(reason=reason, body=body):
                told: _Row = (position, issue, Why.STUCK.value, reason.value, body, None, at)
                rows.setdefault(issue, {}).setdefault((reason.value, body), told)
            case f.IssueUnmapped(reason=why, unit=unit, owner=owner):
                told = (position, issue, Why.UNMAPPED.value, why.value, unit, owner, at)
                rows.setdefault(issue, {})[()] = told
                unmapped[issue] = None
            case _:
                rows.pop(issue, None)
                moved_on[issue] = None
    write(alias, _REMOVE, [(issue,) for issue in moved_on])
    write(alias, _REMOVE_UNMAPPED, [(issue,) for issue in unmapped])
    write(alias, _INSERT, [row for some in rows.values() for row in some.values()])


class Stuck(NamedTuple):
    issue: UUID
    why: Why
    reason: f.StuckReason | f.UnmappedReason
    body: UnitId
    """Who cannot act; of an unmapped issue the unit that was dissolved."""
    owner: UnitId | None
    """The unit that has to find a place for it; only of what is unmapped."""
    since: datetime


_LIST = f"SELECT {', '.join(_COLUMNS[1:])} FROM stuck_issue"
_REASONS: Mapping[Why, Callable[[str], f.StuckReason | f.UnmappedReason]] = {
    Why.STUCK: f.StuckReason,
    Why.UNMAPPED: f.UnmappedReason,
}


def stuck(alias: str) -> Iterator[Stuck]:
    """What waits longest first; an issue stands there once for each reason."""
    return map(_stuck, select(alias, f"{_LIST} ORDER BY position"))


def unmapped(alias: str, owner: UnitId | None = None) -> Iterator[Stuck]:
    """Issues without a successor, what waits longest first: all of them, or those of an owner."""
    of_owner, values = ("", ()) if owner is None else ("AND owner = %s", (owner,))
    found = f"{_LIST} WHERE why = '{Why.UNMAPPED}' {of_owner} ORDER BY position"
    return map(_stuck, select(alias, found, values))


def _stuck(row: tuple[Any, ...]) -> Stuck:
    issue, why, reason, body, owner, since = row
    of = Why(why)
    return Stuck(UUID(issue), of, _REASONS[of](reason), body, owner, time_of(since))

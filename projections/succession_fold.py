"""How facts change the ledger of successions."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import models

from domain.fact import Fact, Recorded
from domain.issue_facts import (
    CustodyBasis,
    IssueCustodyTransferred,
    IssueReopened,
    IssueUnmapped,
)
from projections.columns import PositionKey
from projections.issue_states import ENDING
from projections.rows import insert, listed, select, stored_time, upsert, write
from projections.stuck import MOVING_ON


class MoveTable(models.Model):
    """An issue that went from a unit to whoever succeeded it."""

    position = PositionKey()
    """Of the fact that moved it first."""
    issue = models.CharField(max_length=32, db_index=True)
    """In 32 hexadecimal digits."""
    released_by = models.CharField(max_length=40)
    to_unit = models.CharField(max_length=40)
    closed = models.BooleanField()
    """Whether it had ended: then only its file moved."""
    unmapped = models.CharField(max_length=40, null=True)
    """Why no successor is known, until it has a place."""
    moved_at = models.DateTimeField()

    class Meta:
        app_label = "projections"
        db_table = "succession_move"


class EndedIssueTable(models.Model):
    """An issue that has ended; of all others nothing need be known before they move."""

    issue = models.CharField(primary_key=True, max_length=32)

    class Meta:
        app_label = "projections"
        db_table = "succession_ended_issue"


@dataclass(slots=True)
class _Move:
    position: int
    issue: str
    released_by: str
    to_unit: str
    closed: bool
    unmapped: str | None
    moved_at: str


_COLUMNS = tuple(_Move.__slots__)
_values = attrgetter(*_COLUMNS)
_WRITE = upsert(MoveTable, _COLUMNS, ("issue", "released_by", "closed"))
_PLACED = "UPDATE succession_move SET unmapped = NULL WHERE issue = %s AND unmapped IS NOT NULL"
_LAST = f"""SELECT {", ".join(f"succession_move.{name}" for name in _COLUMNS)}
FROM json_each(%s) AS asked CROSS JOIN succession_move ON issue = asked.value
ORDER BY succession_move.position"""
_ENDED = """SELECT issue FROM json_each(%s) AS asked
CROSS JOIN succession_ended_issue ON issue = asked.value"""
_END = f"{insert(EndedIssueTable, ('issue',))} ON CONFLICT DO NOTHING"
_REOPEN = "DELETE FROM succession_ended_issue WHERE issue = %s"

FACTS: frozenset[type[Fact]] = frozenset(
    {IssueCustodyTransferred, IssueUnmapped, IssueReopened, *ENDING, *MOVING_ON}
)
_MOVING = (IssueCustodyTransferred, IssueUnmapped)
_ENDING = frozenset(ENDING)


class _Fold:
    """Issues are read where a batch moves them; elsewhere it is enough to say what became of it."""

    def __init__(self, batch: Sequence[Recorded[Any]], alias: str) -> None:
        self._batch = batch
        self._alias = alias
        self._last: dict[str, _Move] = {}
        """The latest move of each issue that the batch moves."""
        self._changed: dict[int, _Move] = {}
        self._ended: dict[str, bool] = {}
        self._placed: dict[str, None] = {}

    def run(self) -> None:
        moving = {one.envelope.stream.hex for one in self._batch if type(one.fact) in _MOVING}
        asked = (listed(sorted(moving)),)
        for values in select(self._alias, _LAST, asked) if moving else ():
            move = _Move(*values)
            self._last[move.issue] = move
        known = {issue for (issue,) in select(self._alias, _ENDED, asked)} if moving else set()
        for recorded in self._batch:
            issue = recorded.envelope.stream.hex
            self._take(recorded, issue, closed=self._ended.get(issue, issue in known))
        write(self._alias, _PLACED, [(issue,) for issue in self._placed])
        write(self._alias, _WRITE, [_values(move) for move in self._changed.values()])
        write(self._alias, _END, [(issue,) for issue, is_over in self._ended.items() if is_over])
        over = [(issue,) for issue, is_over in self._ended.items() if not is_over]
        write(self._alias, _REOPEN, over)

    def _take(self, recorded: Recorded[Any], issue: str, *, closed: bool) -> None:
        fact, kind = recorded.fact, type(recorded.fact)
        if kind is IssueCustodyTransferred and fact.basis is CustodyBasis.SUCCESSION:
            self._move(recorded, issue, closed=closed)
        elif kind is IssueUnmapped:
            self._settle(issue, fact.reason.value)
        else:
            self._settle(issue, None)
            if kind in _ENDING or kind is IssueReopened:
                self._ended[issue] = kind in _ENDING

    def _move(self, recorded: Recorded[Any], issue: str, *, closed: bool) -> None:
        """What waited for a place goes there; everything else is one more line."""
        position, envelope, fact = recorded
        last = self._last.get(issue)
        if last is not None and last.unmapped:
            last.to_unit = fact.to
            self._settle(issue, None)
            return
        at = stored_time(envelope.recorded_at)
        move = _Move(position, issue, fact.released_by, fact.to, closed, None, at)
        self._last[issue] = self._changed[position] = move

    def _settle(self, issue: str, unmapped: str | None) -> None:
        last = self._last.get(issue)
        if last is None:
            self._placed[issue] = None
        elif last.unmapped != unmapped:
            last.unmapped = unmapped
            self._changed[last.position] = last


def fold(batch: Sequence[Recorded[Any]], alias: str) -> None:
    """Writes what the batch changes."""
    _Fold(batch, alias).run()

"""Figures that cadres contest (`002-8`), as a list of one criterion shows them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models

from domain.duty import ContestDecided, EvaluationContested
from domain.fact import Fact, Recorded
from domain.regime_keys import EvaluationCriterion
from domain.values import PersonRef
from projections.columns import PositionKey
from projections.rows import insert, select, stored_time, time_of, time_or_none, write

CONTEST_FACTS: tuple[type[Fact], ...] = (EvaluationContested, ContestDecided)


class ContestTable(models.Model):
    """A cadre says that a figure of a year is wrong; why stands in the log alone."""

    position = PositionKey()
    stream = models.CharField(max_length=32)
    """The cadre's year, in 32 hexadecimal digits."""
    cadre = models.CharField(max_length=42)
    year = models.IntegerField()
    contested_at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    """None until it is decided."""
    decided_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        indexes = (
            models.Index(fields=["year"], name="%(class)s_year"),
            models.Index(fields=["stream", "position"], name="%(class)s_stream"),
        )


class Contested(NamedTuple):
    """The last contest of a figure."""

    at: datetime
    upheld: bool | None
    """Whether the cadre was right; None until it is decided."""
    decided_at: datetime | None


class Contests:
    """Those of one criterion, in a table of the read model that shows them."""

    def __init__(self, table: type[ContestTable], criterion: EvaluationCriterion) -> None:
        self._criterion = criterion
        name = table._meta.db_table
        columns = ("position", "stream", "cadre", "year", "contested_at")
        self._insert = insert(table, columns)
        self._decide = f"""UPDATE {name} SET upheld = %s, decided_at = %s
WHERE position = (SELECT MAX(position) FROM {name} WHERE stream = %s)"""
        self._read = f"""SELECT cadre, contested_at, upheld, decided_at FROM {name}
WHERE year = %s ORDER BY position"""

    def take(self, alias: str, facts: Iterable[Recorded[Any]]) -> None:
        """Facts about contests, of whatever criterion, in their order."""
        for position, envelope, fact in facts:
            if fact.criterion is not self._criterion:
                continue
            stream, at = envelope.stream.hex, stored_time(envelope.recorded_at)
            if type(fact) is EvaluationContested:
                row = (position, stream, fact.cadre, fact.year, at)
                write(alias, self._insert, [row])
            else:
                write(alias, self._decide, [(fact.upheld, at, stream)])

    def of_year(self, alias: str, year: int) -> dict[PersonRef, Contested]:
        """By cadre, the last of each."""
        return {
            cadre: Contested(
                time_of(at), None if upheld is None else bool(upheld), time_or_none(decided_at)
            )
            for cadre, at, upheld, decided_at in select(alias, self._read, (year,))
        }

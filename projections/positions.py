"""How far a read model has come, kept in its own file so that rows and position move together."""

from typing import ClassVar, NamedTuple

from django.db import connections, models

from domain.fact import Fact, Recorded, Unreadable
from projections.ports import ReadModel


class ProjectionPosition(models.Model):
    """The one row that says whose file this is, how far it has come and why it stopped."""

    name = models.CharField(primary_key=True, max_length=100)
    version = models.IntegerField()
    position = models.BigIntegerField()
    mark = models.CharField(max_length=100)
    poison_position = models.BigIntegerField(null=True)
    poison_topic = models.CharField(max_length=100, null=True)
    poison_reason = models.TextField(null=True)

    objects: ClassVar[models.Manager["ProjectionPosition"]]

    class Meta:
        app_label = "projections"
        db_table = "projection_position"


class Poison(NamedTuple):
    """A fact that a read model cannot take; it waits there until a program comes that can."""

    position: int
    topic: str
    """The fact's stored name."""
    reason: str
    """A stable code, and after a colon and a blank what helps whoever mends it; no content."""

    @property
    def code(self) -> str:
        return self.reason.partition(": ")[0]


class Standing(NamedTuple):
    """What stands in the row."""

    name: str
    version: int
    position: int
    """The last position that the rows hold; 0 for none."""
    mark: str
    """Tells the fact there from another that a restored log may have in its place."""
    poison: Poison | None


class Overtaken(Exception):
    """Somebody else moved the position meanwhile; nothing was written."""


_READ = """SELECT name, version, position, mark, poison_position, poison_topic, poison_reason
FROM projection_position"""
_MOVE = """UPDATE projection_position SET position = %s, mark = %s, poison_position = NULL,
poison_topic = NULL, poison_reason = NULL WHERE position = %s"""
_STOP = """UPDATE projection_position SET poison_position = %s, poison_topic = %s,
poison_reason = %s WHERE position = %s"""


def begin(read_model: ReadModel, alias: str) -> None:
    """The row of a new file."""
    ProjectionPosition.objects.using(alias).create(
        name=read_model.name, version=read_model.version, position=0
    )


def standing(alias: str) -> Standing | None:
    """None where there is not exactly one row. Raises DatabaseError where there is no table."""
    with connections[alias].cursor() as cursor:
        rows = cursor.execute(_READ).fetchall()
    if len(rows) != 1:
        return None
    [(name, version, position, mark, *poison)] = rows
    return Standing(name, version, position, mark, Poison(*poison) if poison[0] else None)


def position_of(alias: str) -> int:
    """The last position that the rows of the alias hold; 0 for none."""
    found = standing(alias)
    return found.position if found else 0


def mark_of(one: Recorded[Fact] | Unreadable | None) -> str:
    """Which command led to the fact, and when; empty where that cannot be told."""
    if one is None or isinstance(one, Unreadable):
        return ""
    try:
        return f"{one.envelope.command_id} {one.envelope.recorded_at.isoformat()}"
    except ValueError:  # an envelope that is read only now, and damaged
        return ""


def move(alias: str, since: int, to: int, mark: str) -> None:
    """Within the transaction of the rows. Raises Overtaken where it does not stand at ``since``."""
    with connections[alias].cursor() as cursor:
        if cursor.execute(_MOVE, (to, mark, since)).rowcount != 1:
            raise Overtaken(since)


def stop(alias: str, at: int, poison: Poison) -> None:
    """Records why it does not go on from ``at``. Raises Overtaken as ``move`` does."""
    with connections[alias].cursor() as cursor:
        if cursor.execute(_STOP, (*poison, at)).rowcount != 1:
            raise Overtaken(at)

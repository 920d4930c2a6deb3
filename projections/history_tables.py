"""The tables of the history: how to find facts in the log, and what they do not say themselves."""

from django.db import models
from django.db.models import Q

from projections.columns import PositionKey


class HistoryCommandTable(models.Model):
    """One row for each command that led to facts, which stand in the log one after the other."""

    first = PositionKey()
    """Position of its first fact."""
    last = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    role = models.CharField(max_length=40)
    office = models.CharField(max_length=40, null=True)
    place = models.BigIntegerField(null=True)
    """Where the office stood in the organisation: a row of the places."""
    command = models.CharField(max_length=40)
    command_id = models.CharField(max_length=32)

    class Meta:
        app_label = "projections"
        db_table = "history_command"
        # What is equal follows each other by the primary key, the position.
        indexes = (
            models.Index(
                fields=["office"], condition=Q(office__isnull=False), name="history_of_office"
            ),
            models.Index(fields=["role"], name="history_of_role"),
            models.Index(fields=["command"], name="history_of_command"),
        )


class HistoryDayTable(models.Model):
    """Where the commands recorded on a day, in UTC, begin and end in the log.

    Times need not rise with positions, so days may overlap.
    """

    day = models.DateField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    """First positions of the first and the last of them."""

    class Meta:
        app_label = "projections"
        db_table = "history_day"


class HistoryPlaceTable(models.Model):
    """An office with all that stands above it, as it was called when the fact was recorded."""

    id = PositionKey()
    """Position of the first fact of the first command from there."""
    office = models.CharField(max_length=40, db_index=True)
    line = models.TextField()
    """JSON: code and name of the office, then of each unit above it."""

    class Meta:
        app_label = "projections"
        db_table = "history_place"


class HistoryOfficeTable(models.Model):
    """Where an office stands around the last day that was asked for; forgotten with any change of
    the organisation."""

    office = models.CharField(primary_key=True, max_length=40)
    first = models.DateField()
    last = models.DateField()
    place = models.BigIntegerField(null=True)

    class Meta:
        app_label = "projections"
        db_table = "history_office"


class HistoryUnitTable(models.Model):
    """A unit over its whole life, as it is known so far."""

    id = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    names = models.TextField()
    """JSON: each name with its first day, in order."""
    parents = models.TextField()
    """The same of its parents."""

    class Meta:
        app_label = "projections"
        db_table = "history_unit"


class HistoryStreamTable(models.Model):
    """Every stream, and what the fold must know of it."""

    origin = PositionKey()
    """Position of its first fact."""
    stream = models.CharField(unique=True, max_length=32)
    """In 32 hexadecimal digits, as all ids."""
    of = models.CharField(max_length=12)
    """``issue``, ``meeting``, ``report``, ``residence``, ``duty``, ``conference`` or
    ``organisation``."""
    status = models.CharField(max_length=20, null=True)
    """Of an issue."""
    before_pause = models.CharField(max_length=20, null=True)
    states = models.TextField()
    """Each state of an issue behind the version of the fact that led to it."""

    class Meta:
        app_label = "projections"
        db_table = "history_stream"

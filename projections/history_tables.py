"""The tables of the history: every fact of the log, and what it takes to tell it in words."""

from django.db import models
from django.db.models import Q

from projections.columns import PositionKey


class HistoryTable(models.Model):
    """One row for each fact of the log, whatever its stream; none is ever changed."""

    position = PositionKey()
    origin = models.BigIntegerField()
    """The stream: position of its first fact, for ids that follow no order make a slow index."""
    version = models.IntegerField()
    told = models.BigIntegerField()
    """The command that led to it: a row of the commands."""
    topic = models.CharField(max_length=60)
    fact = models.TextField()
    """JSON (``projections.fact_texts``)."""
    document = models.CharField(max_length=60, null=True)
    """Number of the letter that the fact rests on."""
    deadline = models.CharField(max_length=60, null=True)
    """The deadline concerned, as leg, kind and ordinal."""
    calendar = models.CharField(max_length=121, null=True)
    """That the deadline is counted by; id and version with an ``@`` between."""
    before = models.CharField(max_length=20, null=True)
    """State of the issue before the fact."""
    after = models.CharField(max_length=20, null=True)
    holder = models.CharField(max_length=40, null=True)
    """Of the issue after the fact."""
    next_deadline = models.CharField(max_length=60, null=True)
    """What is owed first after the fact."""
    next_last_day = models.DateField(null=True)
    next_due = models.DateTimeField(null=True)

    class Meta:
        app_label = "projections"
        db_table = "history"
        indexes = (models.Index(fields=["origin", "version"], name="history_of_stream"),)


class HistoryCommandTable(models.Model):
    """One row for each command that led to facts, which stand in the log one after the other."""

    first = PositionKey()
    """Position of its first fact."""
    last = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=42)
    role = models.CharField(max_length=40)
    office = models.CharField(max_length=40, null=True)
    place = models.BigIntegerField(null=True)
    """Where the office stood in the organisation: a row of the places."""
    on_behalf_of = models.CharField(max_length=42, null=True)
    channel = models.CharField(max_length=40)
    command = models.CharField(max_length=40)
    command_id = models.CharField(max_length=32)
    correlation = models.CharField(max_length=32, null=True)
    causation = models.CharField(max_length=32, null=True)
    directory = models.IntegerField()
    """Version of the organisation that the decision saw."""

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
    regime = models.TextField(null=True)
    """What binds it, and on further lines what bound it later, from which version on."""
    status = models.CharField(max_length=20, null=True)
    before_pause = models.CharField(max_length=20, null=True)
    holder = models.CharField(max_length=40, null=True)
    owed = models.TextField()
    """Every deadline not met or cancelled, with due time, last day and calendar, in lines."""

    class Meta:
        app_label = "projections"
        db_table = "history_stream"

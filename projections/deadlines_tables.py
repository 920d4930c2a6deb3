"""The tables of the deadlines: what is owed, whose it is, and when somebody looks at it next."""

from django.db import models
from django.db.models import Q

from projections.columns import PositionKey

RUNNING = Q(status="running")


class DeadlineTable(models.Model):
    """One row for each deadline of an issue or a meeting."""

    position = PositionKey()
    """Of the fact that set it."""
    key = models.CharField(unique=True, max_length=90)
    """``stream/leg/kind/ordinal``, the stream in 32 hexadecimal digits."""
    stream = models.CharField(max_length=32)
    of = models.CharField(max_length=10)
    """``issue`` or ``meeting``."""
    leg = models.IntegerField()
    kind = models.CharField(max_length=40)
    ordinal = models.IntegerField()
    origin = models.BigIntegerField()
    """Position of the first fact of the stream, from which an issue's number comes."""
    chapter = models.CharField(max_length=40, null=True)
    started_on = models.DateField()
    rule = models.CharField(max_length=60)
    regime = models.CharField(max_length=121)
    calendar = models.CharField(max_length=121)
    bearer = models.CharField(max_length=40, null=True)
    """The unit that must act, or had to."""
    holder = models.CharField(max_length=40, null=True)
    """The committee that had the issue while it was owed; none before delivery."""
    last_day = models.DateField()
    due = models.DateTimeField()
    status = models.CharField(max_length=10)
    on_time = models.BooleanField(null=True)
    """Known once it is met."""
    breached = models.BooleanField()
    paused_at = models.DateTimeField(null=True)
    spans = models.TextField()
    """How long it lasts, ``25wd 10d``; empty where a date was given."""
    pauses = models.TextField()
    """Times that do not count, ``2018-08-03/2018-08-10``, the last without an end if it is open."""
    watched_by = models.CharField(max_length=121)
    """The regime whose ladder it climbs: that which binds its issue or meeting."""
    ended_at = models.DateTimeField(null=True)
    """When it was met or cancelled."""
    rungs = models.TextField()
    """JSON: each rung reached for the present due time, when, and who was told."""
    last_rung = models.CharField(max_length=60, null=True)
    """The last rung ever reached, whatever the due time was then."""
    last_rung_at = models.DateTimeField(null=True)
    notified = models.TextField()
    """JSON: who was told of it."""
    extensions = models.IntegerField()
    extension_asked = models.BooleanField()
    next_check = models.DateTimeField(null=True)
    """When the next rung is reached; null where there is nothing more to raise."""
    next_rung = models.CharField(max_length=60, null=True)
    firm_check = models.DateTimeField(null=True)
    """The same without warnings, which nobody gets once it is too late."""
    firm_rung = models.CharField(max_length=60, null=True)

    class Meta:
        app_label = "projections"
        db_table = "deadline"
        # Equal times follow each other by the primary key, so rows of one day are added together.
        indexes = (
            models.Index(
                fields=["next_check"],
                condition=Q(next_check__isnull=False),
                name="deadline_to_check",
            ),
            models.Index(fields=["due"], condition=RUNNING, name="deadline_running"),
            models.Index(fields=["bearer", "due"], condition=RUNNING, name="deadline_of_bearer"),
            models.Index(fields=["holder", "due"], condition=RUNNING, name="deadline_of_holder"),
        )


class DeadlineStreamTable(models.Model):
    """An issue or a meeting: what deadlines are written down with, and what other rules ask."""

    stream = models.CharField(primary_key=True, max_length=32)
    of = models.CharField(max_length=10)
    origin = models.BigIntegerField()
    chapter = models.CharField(max_length=40)
    regime = models.CharField(max_length=121)
    """That binds it now."""
    holder = models.CharField(max_length=40, null=True)
    ended = models.BooleanField()
    status = models.CharField(max_length=20)
    """Of an issue, as the rest; empty for a meeting."""
    before_pause = models.CharField(max_length=20, null=True)
    severity = models.IntegerField(null=True)
    via = models.CharField(max_length=40)

    class Meta:
        app_label = "projections"
        db_table = "deadline_stream"
        indexes = (
            models.Index(
                fields=["origin"], condition=Q(of="issue", ended=False), name="deadline_open_issue"
            ),
        )


class DeadlineRuleTable(models.Model):
    """Published texts of regimes and calendars, for the times of the rungs."""

    id = models.CharField(primary_key=True, max_length=140)
    """``regime`` or ``calendar``, then id and version."""
    text = models.TextField()

    class Meta:
        app_label = "projections"
        db_table = "deadline_rule"

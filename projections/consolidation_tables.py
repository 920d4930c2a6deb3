"""The tables of the monthly consolidation: days and times of what is counted, and with whom.

Which chapters stood below a unit on a day is asked of the directory when a month is counted, so
that a fact counts for the unit of its own day, whatever is recorded of the tree later.
"""

from django.db import models

from projections.columns import PositionKey


class CountedMeetingTable(models.Model):
    """A chapter's meeting."""

    meeting = models.CharField(primary_key=True, max_length=32)
    """In 32 hexadecimal digits."""
    chapter = models.CharField(max_length=40)
    day = models.DateField()
    """In Vietnam, on which it began."""
    kind = models.CharField(max_length=20)
    cadre = models.CharField(max_length=42, null=True)
    """Who attended it; none where nobody did."""

    class Meta:
        app_label = "projections"
        db_table = "consolidation_meeting"
        indexes = (models.Index(fields=["chapter", "day"], name="consolidation_meeting_day"),)


class CountedIssueTable(models.Model):
    issue = models.CharField(primary_key=True, max_length=32)
    chapter = models.CharField(max_length=40)
    raised_on = models.DateField(null=True)
    """None for a part of another: no chapter raised it."""
    cadre = models.CharField(max_length=42, null=True)
    """Who attended the meeting where it was raised, and recorded it."""
    severity = models.IntegerField()
    answered = models.BooleanField()
    """At the meeting."""
    contested_at = models.DateTimeField(null=True)
    """When the chapter first contested an answer."""
    holder = models.CharField(max_length=40, null=True)
    stay = models.CharField(max_length=20, null=True)
    """Of its stays the one that is not over."""
    ended = models.BooleanField()

    class Meta:
        app_label = "projections"
        db_table = "consolidation_issue"
        indexes = (models.Index(fields=["chapter", "raised_on"], name="consolidation_issue_day"),)


class StayTable(models.Model):
    """A time during which a unit had an open issue of that severity."""

    id = models.CharField(primary_key=True, max_length=20)
    """Position of the fact with which it began."""
    issue = models.CharField(max_length=32)
    holder = models.CharField(max_length=40)
    severity = models.IntegerField()
    came = models.DateTimeField()
    """When the unit got it, whatever its severity was then."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "projections"
        db_table = "consolidation_stay"
        indexes = (models.Index(fields=["holder", "since"], name="consolidation_stay_holder"),)


class StepTable(models.Model):
    """Something that a unit did with an issue that it had."""

    position = PositionKey()
    issue = models.CharField(max_length=32)
    unit = models.CharField(max_length=40)
    day = models.DateField()
    step = models.CharField(max_length=10)
    """``triaged``, ``resolved`` or ``escalated``."""
    to = models.CharField(max_length=40, null=True, db_column="to_what")
    """The authority found, or the unit it was escalated to."""

    class Meta:
        app_label = "projections"
        db_table = "consolidation_step"
        indexes = (models.Index(fields=["unit", "day"], name="consolidation_step_day"),)


class ReportOwedTable(models.Model):
    """A deadline of a report, be it of a meeting or of an issue raised there."""

    key = models.CharField(primary_key=True, max_length=90)
    """``stream/leg/kind/ordinal``, as in the next table."""
    last_day = models.DateField()
    due = models.DateTimeField()
    status = models.CharField(max_length=10)
    """``running``, ``met`` or ``late``; its row goes when it is owed no more."""

    class Meta:
        app_label = "projections"
        db_table = "consolidation_report"
        indexes = (models.Index(fields=["last_day"], name="consolidation_report_last_day"),)


class TimeOverTable(models.Model):
    """Of the other deadlines: the time from a due time on in which one was not met.

    One that runs stands here before it is due; what was met, moved or stopped in time leaves
    nothing behind.
    """

    key = models.CharField(primary_key=True, max_length=110)
    """Once it is over, the position of the fact that ended it stands behind the deadline's key."""
    issue = models.CharField(max_length=32)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        app_label = "projections"
        db_table = "consolidation_time_over"
        indexes = (models.Index(fields=["issue"], name="consolidation_time_over_issue"),)

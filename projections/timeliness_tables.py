"""The tables of reports: what was owed until when, what arrived when, what was put right since."""

from django.db import models

from projections.columns import PositionKey
from projections.contests import ContestTable


class OwedReportTable(models.Model):
    """The deadline of a report, of a meeting or of an issue raised there."""

    position = PositionKey()
    """Of the fact that set it."""
    key = models.CharField(unique=True, max_length=90)
    """``stream/leg/report/ordinal``."""
    stream = models.CharField(max_length=32)
    """In 32 hexadecimal digits, as everywhere."""
    bearer = models.CharField(max_length=40, null=True)
    started_on = models.DateField()
    last_day = models.DateField()
    due = models.DateTimeField()
    status = models.CharField(max_length=10)
    """``running``, ``met`` or ``cancelled``."""
    on_time = models.BooleanField(null=True)
    met_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "projections"
        db_table = "owed_report"
        indexes = (models.Index(fields=["started_on"], name="owed_report_started"),)


class ReportingStreamTable(models.Model):
    """A meeting or an issue: who reports it, and the report in which that was done."""

    stream = models.CharField(primary_key=True, max_length=32)
    cadre = models.CharField(max_length=42, null=True)
    report = models.CharField(max_length=32, null=True)
    reported = models.BigIntegerField(null=True)
    """Position of the fact that said so."""

    class Meta:
        app_label = "projections"
        db_table = "reporting_stream"
        indexes = (models.Index(fields=["report"], name="reporting_stream_report"),)


class SubmittedReportTable(models.Model):
    """A report of meetings, or a periodic summary, which has a name."""

    position = PositionKey()
    report = models.CharField(unique=True, max_length=32)
    name = models.CharField(max_length=40, null=True)
    """Which of the regime's summaries; None for a report of meetings."""
    cadre = models.CharField(max_length=42, null=True)
    unit = models.CharField(max_length=40, null=True)
    """Whose summary it is where it is no cadre's."""
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    """Of the summary's period."""
    regime = models.CharField(max_length=121)
    template = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    on_time = models.BooleanField()
    days_late = models.IntegerField()

    class Meta:
        app_label = "projections"
        db_table = "submitted_report"
        indexes = (models.Index(fields=["last"], name="submitted_report_last"),)


class TextCorrectionTable(models.Model):
    """A text of an issue was put right."""

    position = PositionKey()
    issue = models.CharField(max_length=32)

    class Meta:
        app_label = "projections"
        db_table = "text_correction"
        indexes = (models.Index(fields=["issue"], name="text_correction_issue"),)


class TimelinessContestTable(ContestTable):
    class Meta(ContestTable.Meta):
        app_label = "projections"
        db_table = "timeliness_contest"

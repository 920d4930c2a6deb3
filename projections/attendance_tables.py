"""The tables of attendances: who attended, what excuses, what never counts, what is contested."""

from django.db import models
from django.db.models import Q

from projections.columns import PositionKey
from projections.contests import ContestTable


class AttendedMeetingTable(models.Model):
    """A meeting of a chapter, and the cadre who attended it."""

    position = PositionKey()
    """Of its first fact."""
    meeting = models.CharField(unique=True, max_length=32)
    """In 32 hexadecimal digits."""
    chapter = models.CharField(max_length=40)
    day = models.DateField()
    """In Vietnam, on which it began."""
    cadre = models.CharField(max_length=42, null=True)
    in_place_of = models.CharField(max_length=42, null=True)
    """The head for whom the cadre attended (`002-2`)."""

    class Meta:
        app_label = "projections"
        db_table = "attended_meeting"
        indexes = (
            models.Index(
                fields=["day"], condition=Q(cadre__isnull=False), name="attended_meeting_day"
            ),
            models.Index(fields=["chapter", "day"], name="attended_meeting_chapter"),
        )


class ExcusedAbsenceTable(models.Model):
    """Days on which a cadre need not attend."""

    position = PositionKey()
    cadre = models.CharField(max_length=42)
    chapter = models.CharField(max_length=40, null=True)
    """None: anywhere."""
    first = models.DateField()
    last = models.DateField()
    document = models.TextField()
    """JSON."""

    class Meta:
        app_label = "projections"
        db_table = "excused_absence"
        indexes = (models.Index(fields=["last"], name="excused_absence_last"),)


class AttendanceLinkTable(models.Model):
    """A residence link, of which an attendance never counts as the duty (`000-3`)."""

    link = models.CharField(primary_key=True, max_length=32)
    member = models.CharField(max_length=42)
    workplace = models.CharField(max_length=40)
    residence = models.CharField(max_length=40)
    introduced_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    """The first day on which it links no more."""

    class Meta:
        app_label = "projections"
        db_table = "attendance_link"


class AttendanceContestTable(ContestTable):
    class Meta(ContestTable.Meta):
        app_label = "projections"
        db_table = "attendance_contest"

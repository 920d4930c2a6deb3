"""The tables of the organisation: from which day to which, and from when to when it was known."""

from django.db import models
from django.db.models import Q


class Known(models.Model):
    """A row of any of the tables: what is later known otherwise stays, with the time it ended."""

    id = models.CharField(primary_key=True, max_length=30)
    """``since``, a point, and a number among the rows of one fact."""
    since = models.BigIntegerField()
    """Position of the fact that told it."""
    key = models.CharField(max_length=90)
    """What it is about: changes of one thing share it."""
    known_from = models.DateTimeField()
    """When it was recorded."""
    known_to = models.DateTimeField(null=True)
    """When something else was recorded in its place; none while it holds."""

    class Meta:
        abstract = True
        indexes = (
            models.Index(fields=["key"], condition=Q(known_to__isnull=True), name="%(class)s_now"),
        )


class OrganisationUnit(Known):
    """A unit while it stands under one parent; it has a row for each."""

    unit = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40)
    parent = models.CharField(max_length=40, null=True, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    first = models.DateField()
    """First day of its whole life, like the columns that follow."""
    last = models.DateField(null=True)
    names = models.TextField()
    """JSON: each name with its first day, in order."""
    parents = models.TextField()
    """The same of its parents."""

    class Meta(Known.Meta):
        app_label = "projections"
        db_table = "organisation_unit"


class OrganisationAppointment(Known):
    person = models.CharField(max_length=42)
    unit = models.CharField(max_length=40, db_index=True)
    post = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta(Known.Meta):
        app_label = "projections"
        db_table = "organisation_appointment"


class OrganisationActingHead(Known):
    person = models.CharField(max_length=42)
    unit = models.CharField(max_length=40, db_index=True)
    in_place_of = models.CharField(max_length=42, null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.TextField(null=True)
    """JSON, as in the other tables."""

    class Meta(Known.Meta):
        app_label = "projections"
        db_table = "organisation_acting_head"


class OrganisationDelegation(Known):
    delegation = models.CharField(max_length=32)
    """In 32 hexadecimal digits."""
    delegator = models.CharField(max_length=42)
    delegate = models.CharField(max_length=42)
    unit = models.CharField(max_length=40, db_index=True)
    valid_from = models.DateField()
    granted_to = models.DateField(null=True)
    """Last day as granted, which a revocation leaves."""
    valid_to = models.DateField(null=True)
    document = models.TextField(null=True)

    class Meta(Known.Meta):
        app_label = "projections"
        db_table = "organisation_delegation"


class OrganisationAssignment(Known):
    """A cadre attends a chapter's meetings."""

    cadre = models.CharField(max_length=42)
    chapter = models.CharField(max_length=40, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.TextField(null=True)
    ground = models.CharField(max_length=40)

    class Meta(Known.Meta):
        app_label = "projections"
        db_table = "organisation_assignment"


class OrganisationBinding(Known):
    """A regime rules a unit and all below it, until a later binding of the unit begins."""

    unit = models.CharField(max_length=40, db_index=True)
    regime = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    valid_from = models.DateField()

    class Meta(Known.Meta):
        app_label = "projections"
        db_table = "organisation_binding"

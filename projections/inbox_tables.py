"""The tables of the inbox: an issue once, an entry for each unit that has it, and the counts."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from django.db import models
from django.db.models import Q

SLOTS = 1 << 12
"""An entry's id is the issue's position times this, plus the unit's place among its units."""


def _sorted(
    name: str, fields: list[str], before_due: Sequence[str] = (), condition: Q | None = None
) -> Iterator[models.Index]:
    """An index for each order in which entries with the same fields are read.

    By severity and due time, by age, and by number, for which the id is enough, in which every
    index of SQLite ends.
    """
    orders = {"due": [*fields, *before_due, "due"], "raised": [*fields, "raised"], "id": fields}
    for order, columns in orders.items():
        yield models.Index(fields=columns, name=f"inbox_{name}_by_{order}", condition=condition)


class InboxIssueTable(models.Model):
    """What all units see of an issue, and what the fold must know of it."""

    position = models.IntegerField(primary_key=True)
    """Of its first fact, from which its number comes."""
    stream = models.CharField(max_length=32, unique=True)
    chapter = models.CharField(max_length=40)
    chapter_name = models.TextField(null=True)
    """As it was when the issue was raised; null where the chapter is not known."""
    title = models.TextField(null=True)
    """Null where it is erased, as the description."""
    description = models.TextField(null=True)
    raised_at = models.DateTimeField()
    category = models.CharField(max_length=8)
    severity = models.IntegerField()
    authority = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    holder = models.CharField(max_length=40, null=True)
    leg = models.IntegerField()
    documents = models.TextField()
    """Numbers of its letters, one a line, in the order of the log."""
    incoming_numbers = models.TextField()
    """Numbers in the registers of those who received it, one a line."""
    parties = models.TextField()
    """JSON: who has it and why (``projections.inbox_dossier``)."""
    deadlines = models.TextField()
    """JSON: the deadlines that are still owed."""

    class Meta:
        app_label = "projections"
        db_table = "inbox_issue"


class InboxEntryTable(models.Model):
    """One issue in the inbox of one unit. Times are seconds since 1970, for short keys."""

    id = models.IntegerField(primary_key=True)
    unit = models.CharField(max_length=40)
    position = models.IntegerField()
    """Of the issue."""
    place = models.IntegerField()
    """Queue and state in one number (``projections.inbox_places``)."""
    due = models.IntegerField(null=True)
    """When the nearest running deadline that concerns the unit is missed."""
    due_kind = models.CharField(max_length=20, null=True)
    last_day = models.DateField(null=True)
    overdue = models.BooleanField()
    """Whether the ladder found a running deadline missed that concerns the unit."""
    due_soon = models.BooleanField()
    """Whether the ladder warned of one, and has not found it missed."""
    category = models.CharField(max_length=8)
    severity = models.IntegerField()
    chapter = models.CharField(max_length=40)
    raised = models.IntegerField()
    roles = models.TextField()
    """Why it is here, separated by blanks, the reason for its queue first."""
    paused = models.BooleanField()
    """Whether the clock of a deadline that concerns the unit stands still."""

    class Meta:
        app_label = "projections"
        db_table = "inbox_entry"
        indexes: ClassVar[list[models.Index]] = [
            *_sorted("all", ["unit", "severity"]),
            *_sorted("place", ["unit", "place"], ["severity"]),
            *_sorted("category", ["unit", "category"], ["severity"]),
            *_sorted("chapter", ["unit", "chapter"], ["severity"]),
            *_sorted("overdue", ["unit"], ["severity"], condition=Q(overdue=True)),
            *_sorted("due_soon", ["unit"], ["severity"], condition=Q(due_soon=True)),
        ]


class InboxCountTable(models.Model):
    """How many entries of a unit stand in a place; no row where there are none."""

    pk = models.CompositePrimaryKey("unit", "place")
    unit = models.CharField(max_length=40)
    place = models.IntegerField()
    entries = models.IntegerField()

    class Meta:
        app_label = "projections"
        db_table = "inbox_count"


class InboxChapterTable(models.Model):
    """Names of the chapters, for the search."""

    unit = models.CharField(max_length=40, primary_key=True)
    names = models.TextField()
    """JSON: each name with the day from which it holds, in the order of the log."""

    class Meta:
        app_label = "projections"
        db_table = "inbox_chapter"

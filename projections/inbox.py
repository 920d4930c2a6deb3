"""The inbox of every unit: what waits for it, why and until when (docs/inbox.md)."""

from django.db import models

from projections.inbox_fold import FACTS, Fold
from projections.inbox_places import Queue, Role
from projections.inbox_queries import InboxRefused, counts, inbox_page
from projections.inbox_rows import InboxRow
from projections.inbox_tables import (
    InboxChapterTable,
    InboxCountTable,
    InboxEntryTable,
    InboxIssueTable,
)
from projections.inbox_walks import Sort
from projections.rows import base_name, base_names
from projections.search import SEARCH_STATEMENTS

__all__ = ["Inbox", "InboxRefused", "InboxRow", "Queue", "Role", "Sort", "counts", "inbox_page"]

_CONCERNS = base_names(FACTS)


class Inbox:
    """The read model of all inboxes; every query is for one unit."""

    name = "inbox"
    version = 3
    tables: tuple[type[models.Model], ...] = (
        InboxIssueTable,
        InboxEntryTable,
        InboxCountTable,
        InboxChapterTable,
    )
    indexed_for_readers: tuple[type[models.Model], ...] = (InboxEntryTable,)
    statements = SEARCH_STATEMENTS

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> Fold:
        return Fold(alias)

"""Pages of one unit's inbox, and how much lies in each of its queues; no query lacks a unit."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from hashlib import sha256
from itertools import islice
from typing import NamedTuple, TypeVar

from django.db.transaction import atomic

from domain.issue import Status
from domain.organisation import province_of
from domain.short_number import parse_number
from domain.values import Category, Severity, UnitId
from projections.inbox_places import Queue, place_of
from projections.inbox_rows import Found, InboxRow, found_at, found_by_id
from projections.inbox_tables import SLOTS, InboxCountTable, InboxIssueTable
from projections.inbox_walks import Filters, Key, Sort, Way, is_served, key_length, walk
from projections.paging import LARGEST_PART, BadCursor, Page, decode_cursor, encode_cursor
from projections.rows import select
from projections.search import Hit, hits, query_of
from projections.vietnamese import plain

T = TypeVar("T")

LARGEST_PAGE = 500
MOST_EXAMINED = 1000
"""Entries that a page looks at; where few of them fit it ends there, and its cursor goes on."""
MOST_SORTED = 2000
"""Entries that are sorted where no index has them in order."""


class InboxRefused(ValueError):
    """A question that is not answered; ``code`` is stable.

    ``bad-limit``; ``bad-cursor``: no cursor, or one of another unit, sort or filter;
    ``too-many-to-sort``: no index has this order for these filters, and they leave too much.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


_UNIT = re.compile(r"[A-ZĐ0-9-]{1,40}")
_NEWEST = f"SELECT COALESCE(MAX(position), 0) FROM {InboxIssueTable._meta.db_table}"
_COUNTS = f"SELECT place, entries FROM {InboxCountTable._meta.db_table} WHERE unit = %s"


def counts(alias: str, unit: UnitId) -> dict[Queue, int]:
    """How many entries lie in each queue of the unit, those without any included."""
    found = dict.fromkeys(Queue, 0)
    if _UNIT.fullmatch(unit):
        for code, entries in _counts(alias, unit).items():
            found[place_of(code).queue] += entries
    return found


def _counts(alias: str, unit: UnitId) -> dict[int, int]:
    """Entries by place."""
    return dict(select(alias, _COUNTS, (unit,)))


def inbox_page(
    alias: str,
    unit: UnitId,
    *,
    queue: Queue | None = None,
    status: Status | None = None,
    overdue: bool | None = None,
    due_before: datetime | None = None,
    category: Category | None = None,
    severity: Severity | None = None,
    chapter: UnitId | None = None,
    text: str | None = None,
    ended: bool | None = None,
    sort: Sort | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[InboxRow]:
    """A page of the unit's inbox; every filter that is given must hold.

    Sorted by due time, or with a text by relevance, if nothing is said. A page may be short, or
    empty, and yet have a cursor: little of what was looked at fits, and the next page goes on from
    there. Raises InboxRefused.
    """
    if not 1 <= limit <= LARGEST_PAGE:
        raise InboxRefused("bad-limit", limit=limit, most=LARGEST_PAGE)
    text = text if text and text.strip() else None
    filters = Filters(queue, status, overdue, due_before, category, severity, chapter, text, ended)
    sort = sort or (Sort.RELEVANCE if text else Sort.DUE)
    if sort is Sort.RELEVANCE and not text:
        sort = Sort.DUE
    listing = _listing(unit, filters, sort)
    after = _after(listing, cursor, 2 if sort is Sort.RELEVANCE else key_length(sort))
    if not all(_UNIT.fullmatch(code) for code in (unit, chapter) if code is not None):
        return Page((), None)
    with atomic(using=alias):
        question = _Question(alias, unit, filters, sort)
        if sort is Sort.RELEVANCE:
            found = question.hits(after)
        elif text or not is_served(sort, filters):
            found = question.sorted_here(after)
        else:
            found = question.walked(after)
        return _page(listing, found, limit)


def _listing(unit: UnitId, filters: Filters, sort: Sort) -> str:
    """What a cursor belongs to: it says nothing of what was asked, and fits no other question."""
    asked = json.dumps([unit, sort, *filters], default=str)
    return sha256(asked.encode()).hexdigest()[:16]


def _after(listing: str, cursor: str | None, length: int) -> Key | None:
    if cursor is None:
        return None
    try:
        key: Key = decode_cursor(listing, cursor, *[int] * length)
    except BadCursor:
        raise InboxRefused("bad-cursor") from None
    return key


class _End(Enum):
    """Stands where a page has looked far enough."""

    END = "end"


END = _End.END
_Examined = Iterator[tuple[Key, Found | _End | None]]
"""Entries in order with their keys; None stands for one that does not fit."""


def _page(listing: str, found: _Examined, limit: int) -> Page[InboxRow]:
    rows: list[InboxRow] = []
    last: Key = ()
    for examined, (key, one) in enumerate(found, start=1):
        if isinstance(one, Found):
            if len(rows) == limit:
                return Page(tuple(rows), encode_cursor(listing, last))
            rows.append(one.row())
        last = key
        if one is END or examined >= max(MOST_EXAMINED, limit + 1):
            return Page(tuple(rows), encode_cursor(listing, last))
    return Page(tuple(rows), None)


class _Question(NamedTuple):
    """What is asked of an inbox."""

    alias: str
    unit: UnitId
    filters: Filters
    sort: Sort

    def walked(self, after: Key | None, sort: Sort | None = None) -> _Examined:
        """In the order of an index."""
        counted = _counts(self.alias, self.unit)
        way = Way(self.unit, self.filters, sort or self.sort, counted)
        for keys in _chunks(walk(self.alias, way, after)):
            by_id = {one.id: one for one in found_by_id(self.alias, [key[-1] for key in keys])}
            for key in keys:
                one = by_id[key[-1]]
                yield key, one if one.fits(self.filters) else None

    def hits(self, after: Key | None) -> _Examined:
        """The best hits of the text first."""
        alias, unit, text = self.alias, self.unit, self.filters.text or ""
        exact = self._numbered(text) if after is None else None
        if exact is not None:
            yield (0, exact.position), exact if exact.fits(self.filters) else None
            return
        query = query_of(alias, unit, text)
        [(newest,)] = select(alias, _NEWEST)
        since = None if after is None else Hit(after[0], after[1])
        for several in _chunks(hits(alias, query, newest, since)):
            positions = [hit.position for hit in several if not hit.is_end]
            by_position = {one.position: one for one in found_at(alias, unit, positions)}
            for rank, position, is_end in several:
                if is_end:
                    yield (rank, position), END
                    continue
                one = by_position[position]
                fits = one.fits(self.filters) and one.has_words(query.loose)
                yield (rank, position), one if fits else None

    def sorted_here(self, after: Key | None) -> _Examined:
        """What no index has in this order, sorted here unless it is too much."""
        examined = self.hits(None) if self.filters.text else self.walked(None, Sort.DUE)
        looked_at = [one for _, one in islice(examined, MOST_SORTED + 1)]
        if len(looked_at) > MOST_SORTED or END in looked_at:
            raise InboxRefused("too-many-to-sort", most=MOST_SORTED)
        rows = [(one.key(self.sort), one) for one in looked_at if isinstance(one, Found)]
        for key, one in sorted(rows, key=lambda row: row[0]):
            if after is None or key > after:
                yield key, one

    def _numbered(self, text: str) -> Found | None:
        """The issue whose whole number the text is, if the unit has it."""
        try:
            province, position = parse_number(text)
        except ValueError:
            return None
        if position >= LARGEST_PART // SLOTS:
            return None
        for one in found_at(self.alias, self.unit, [position]):
            if plain(province_of(one.chapter)) == plain(province):
                return one
        return None


_FIRST_CHUNK, _LARGEST_CHUNK = 64, 256


def _chunks(found: Iterator[T]) -> Iterator[list[T]]:
    """A few at first, for most pages need no more, and then as many as all before."""
    size, so_far = _FIRST_CHUNK, 0
    while several := list(islice(found, size)):
        yield several
        so_far += len(several)
        size = min(so_far, _LARGEST_CHUNK)

"""Pages of one unit's inbox, and how much lies in each of its queues; no query lacks a unit."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import islice
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db.transaction import atomic

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.organisation import province_of
from domain.short_number import parse_number
from domain.values import Authority, Category, Severity, UnitId
from projections.inbox_owed import seconds
from projections.inbox_places import Queue, Role, place_of
from projections.inbox_tables import SLOTS, InboxCountTable, InboxEntryTable, InboxIssueTable
from projections.inbox_walks import Filters, Key, Sort, is_served, key_length, key_of, walk
from projections.paging import BadCursor, Page, decode_cursor, encode_cursor
from projections.rows import listed, select, time_of
from projections.search import Hit, hits, query_of
from projections.vietnamese import forms_of, plain, words_in

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


class InboxRow(NamedTuple):
    """An issue as it lies in the inbox of one unit."""

    issue: UUID
    position: int
    """Of its first fact, from which its number comes."""
    chapter: UnitId
    chapter_name: str | None
    """As it was when the issue was raised."""
    title: str | None
    """None where it is erased, as the description."""
    description: str | None
    category: Category
    severity: Severity
    authority: Authority
    status: Status
    holder: UnitId | None
    leg: int
    raised_at: datetime
    queue: Queue
    roles: tuple[Role, ...]
    """Why it is here, the reason for its queue first."""
    due_kind: DeadlineKind | None
    """Of the nearest running deadline that concerns the unit."""
    due: datetime | None
    """The first instant that is late."""
    last_day: date | None
    paused: bool
    """Whether the clock of a deadline that concerns the unit stands still."""
    overdue: bool
    due_soon: bool
    documents: tuple[str, ...]
    """Numbers of its letters, in the order of the log."""
    incoming_numbers: tuple[str, ...]


class _Found(NamedTuple):
    """A row as it is stored."""

    id: int
    place: int
    due: int | None
    due_kind: str | None
    last_day: str | None
    overdue: int
    due_soon: int
    category: str
    severity: int
    chapter: UnitId
    raised: int
    roles: str
    paused: int
    position: int
    stream: str
    chapter_name: str | None
    title: str | None
    description: str | None
    authority: str
    holder: UnitId | None
    leg: int
    raised_at: str
    documents: str
    incoming_numbers: str

    def row(self) -> InboxRow:
        queue, status = place_of(self.place)
        return InboxRow(
            issue=UUID(self.stream),
            position=self.position,
            chapter=self.chapter,
            chapter_name=self.chapter_name,
            title=self.title,
            description=self.description,
            category=Category(self.category),
            severity=Severity(self.severity),
            authority=Authority(self.authority),
            status=status,
            holder=self.holder,
            leg=self.leg,
            raised_at=time_of(self.raised_at),
            queue=queue,
            roles=tuple(Role(role) for role in self.roles.split()),
            due_kind=None if self.due_kind is None else DeadlineKind(self.due_kind),
            due=None if self.due is None else datetime.fromtimestamp(self.due, UTC),
            last_day=None if self.last_day is None else date.fromisoformat(self.last_day),
            paused=bool(self.paused),
            overdue=bool(self.overdue),
            due_soon=bool(self.due_soon),
            documents=tuple(self.documents.splitlines()),
            incoming_numbers=tuple(self.incoming_numbers.splitlines()),
        )

    def fits(self, filters: Filters) -> bool:
        """Whether every filter but the text admits it."""
        return (
            filters.has_place(self.place)
            and filters.overdue in (None, bool(self.overdue))
            and (bool(self.overdue) or filters.queue != Queue.OVERDUE)
            and (bool(self.due_soon) or filters.queue != Queue.DUE_SOON)
            and filters.category in (None, self.category)
            and filters.severity in (None, self.severity)
            and filters.chapter in (None, self.chapter)
            and (filters.due_before is None or self._is_due_by(filters.due_before))
        )

    def _is_due_by(self, time: datetime) -> bool:
        return self.due is not None and self.due <= seconds(time)

    def has_words(self, beginnings: Iterable[str]) -> bool:
        """Whether title, description or chapter's name have a word for each beginning."""
        text = "\n".join(filter(None, (self.title, self.description, self.chapter_name)))
        words = [forms_of(word).plain for word in words_in(text)]
        return all(any(w.startswith(beginning) for w in words) for beginning in beginnings)

    def key(self, sort: Sort) -> Key:
        return key_of(sort, id=self.id, severity=self.severity, due=self.due, raised=self.raised)


_UNIT = re.compile(r"[A-ZĐ0-9-]{1,40}")
_OF_ISSUE = frozenset(
    {"stream", "chapter_name", "title", "description", "authority", "holder", "leg", "raised_at"}
    | {"documents", "incoming_numbers"}
)
_COLUMNS = ", ".join(
    f"{'issue' if name in _OF_ISSUE else 'entry'}.{name}" for name in _Found._fields
)
_ENTRY, _ISSUE = InboxEntryTable._meta.db_table, InboxIssueTable._meta.db_table
_BY_ID = f"""SELECT {_COLUMNS} FROM json_each(%s) AS asked
CROSS JOIN {_ENTRY} AS entry ON entry.id = asked.value
CROSS JOIN {_ISSUE} AS issue ON issue.position = entry.position"""
_BY_POSITION = f"""SELECT {_COLUMNS} FROM json_each(%s) AS asked
CROSS JOIN {_ENTRY} AS entry NOT INDEXED
ON entry.id BETWEEN asked.value AND asked.value + {SLOTS - 1}
CROSS JOIN {_ISSUE} AS issue ON issue.position = entry.position WHERE entry.unit = %s"""
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
    filters = Filters(queue, status, overdue, due_before, category, severity, chapter, text)
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
    except (BadCursor, RecursionError):
        raise InboxRefused("bad-cursor") from None
    if not all(0 <= part < _LARGEST_PART for part in key):
        raise InboxRefused("bad-cursor")
    return key


_LARGEST_PART = 2**62
_Examined = Iterator[tuple[Key, _Found | None]]
"""Entries in order with their keys; None stands for one that does not fit."""


def _page(listing: str, found: _Examined, limit: int) -> Page[InboxRow]:
    rows: list[InboxRow] = []
    last: Key = ()
    for examined, (key, one) in enumerate(found, start=1):
        if one is not None:
            if len(rows) == limit:
                return Page(tuple(rows), encode_cursor(listing, last))
            rows.append(one.row())
        last = key
        if examined >= max(MOST_EXAMINED, limit + 1):
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
        tallied = _counts(self.alias, self.unit)
        keys = walk(self.alias, self.unit, self.filters, sort or self.sort, tallied, after)
        for several in _chunks(keys):
            rows = self._fetched(_BY_ID, [key[-1] for key in several])
            by_id = {row.id: row for row in rows}
            for key in several:
                row = by_id[key[-1]]
                yield key, row if row.fits(self.filters) else None

    def hits(self, after: Key | None) -> _Examined:
        """The best hits of the text first."""
        assert self.filters.text is not None
        exact = self._numbered(self.filters.text)
        if exact is not None:
            yield (0, exact.position), exact if exact.fits(self.filters) else None
            return
        query = query_of(self.alias, self.unit, self.filters.text)
        found = hits(self.alias, query, Hit(*after) if after else None)
        for several in _chunks(found):
            rows = self._at([hit.position for hit in several])
            by_position = {row.position: row for row in rows}
            for hit in several:
                row = by_position[hit.position]
                fits = row.fits(self.filters) and row.has_words(query.loose)
                yield tuple(hit), row if fits else None

    def sorted_here(self, after: Key | None) -> _Examined:
        """What no index has in this order, sorted here unless it is too much."""
        examined = self.hits(None) if self.filters.text else self.walked(None, Sort.DUE)
        looked_at = list(islice(examined, MOST_SORTED + 1))
        if len(looked_at) > MOST_SORTED:
            raise InboxRefused("too-many-to-sort", most=MOST_SORTED)
        rows = [(one.key(self.sort), one) for _, one in looked_at if one is not None]
        for key, one in sorted(rows, key=lambda row: row[0]):
            if after is None or key > after:
                yield key, one

    def _numbered(self, text: str) -> _Found | None:
        """The issue whose whole number the text is, if the unit has it."""
        try:
            province, position = parse_number(text)
        except ValueError:
            return None
        if position >= _LARGEST_PART // SLOTS:
            return None
        for row in self._at([position]):
            if plain(province_of(row.chapter)) == plain(province):
                return row
        return None

    def _at(self, positions: Sequence[int]) -> list[_Found]:
        """The unit's entries for the issues at the positions."""
        return self._fetched(_BY_POSITION, [one * SLOTS for one in positions], self.unit)

    def _fetched(self, statement: str, ids: Sequence[int], *values: str) -> list[_Found]:
        rows = select(self.alias, statement, (listed(ids), *values))
        return [_Found(*row) for row in rows]


_FIRST_CHUNK, _LARGEST_CHUNK = 64, 256


def _chunks(found: Iterator[T]) -> Iterator[list[T]]:
    """A few at first, for most pages need no more."""
    size = _FIRST_CHUNK
    while several := list(islice(found, size)):
        yield several
        size = min(2 * size, _LARGEST_CHUNK)

"""Entries of a unit in an order that an index has, read as far as somebody walks.

A sort reads one stretch of an index or merges a few, whose number depends on how many states and
severities there are and never on how many issues. Keys are what the rows are sorted by, from the
first to the id; a walk begins after any key.
"""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connections

from domain.issue import ENDED, Status
from domain.values import Category, Severity, UnitId
from projections.inbox_owed import seconds
from projections.inbox_places import DUE_SOON, OVERDUE, Queue, place_of
from projections.inbox_tables import InboxEntryTable

Key = tuple[int, ...]


class Sort(StrEnum):
    """What an inbox is sorted by; the number decides between equals."""

    DUE = "due"
    """The nearest due time first, what has none last."""
    SEVERITY = "severity"
    """The most urgent first, within one severity as ``due``."""
    AGE = "age"
    """The oldest first."""
    NUMBER = "number"
    RELEVANCE = "relevance"
    """With a text: exact accents first, then the latest number."""


class Filters(NamedTuple):
    """What an inbox is narrowed down to; every one that is given must hold."""

    queue: Queue | None = None
    status: Status | None = None
    overdue: bool | None = None
    due_before: datetime | None = None
    """Only what is missed by then."""
    category: Category | None = None
    severity: Severity | None = None
    chapter: UnitId | None = None
    text: str | None = None
    ended: bool | None = None
    """Only what has ended, or only what has not."""

    @property
    def wants_overdue(self) -> bool:
        return bool(self.overdue) or self.queue == Queue.OVERDUE

    def has_place(self, code: int) -> bool:
        """Whether queue, state and end admit the place."""
        place = place_of(code)
        across = self.queue in (None, Queue.OVERDUE, Queue.DUE_SOON)
        in_queue = across or place.queue == self.queue
        in_state = self.status is None or place.status == self.status
        return in_queue and in_state and self.ended in (None, place.status in ENDED)


class _Stretch(NamedTuple):
    """Part of an index whose rows are in order, all of them with the same first part of the key."""

    lead: Key
    columns: str
    """The rest of the key."""
    source: str
    values: tuple[Any, ...]
    until: int | None = None
    """The greatest value of the first column."""


_ENTRY = InboxEntryTable._meta.db_table
_OF_ALL_CATEGORIES, _OF_ALL_CHAPTERS = 15, 100
"""How many there might be, to guess how many entries one of them has."""
_KEY_LENGTH = {Sort.DUE: 3, Sort.SEVERITY: 4, Sort.AGE: 2, Sort.NUMBER: 1}


def is_served(sort: Sort, filters: Filters) -> bool:
    """Whether an index has the rows of the filters, or some more, in this order."""
    return filters.due_before is None or sort in (Sort.DUE, Sort.SEVERITY)


def key_length(sort: Sort) -> int:
    return _KEY_LENGTH[sort]


def key_of(sort: Sort, *, id: int, severity: int, due: int | None, raised: int) -> Key:
    """Where a row stands in an order."""
    by_due = (1, 0, id) if due is None else (0, due, id)
    match sort:
        case Sort.DUE:
            return by_due
        case Sort.SEVERITY:
            return (severity, *by_due)
        case Sort.AGE:
            return raised, id
        case _:
            return (id,)


class Way(NamedTuple):
    """Whose entries, narrowed down how and in which order."""

    unit: UnitId
    filters: Filters
    sort: Sort
    counts: Mapping[int, int]
    """The unit's entries by place."""


def walk(alias: str, way: Way, after: Key | None) -> Iterator[Key]:
    """Keys of the entries after the one given, in order.

    Some of the entries may not fit the filters; whoever walks looks at them.
    """
    stretches = _stretches(way)
    for lead, several in groupby(sorted(stretches, key=_lead), key=_lead):
        begun = after[: len(lead)] if after else lead
        if begun <= lead:
            since = after[len(lead) :] if after and begun == lead else None
            yield from heapq.merge(*[_rows(alias, stretch, since) for stretch in several])


def _lead(stretch: _Stretch) -> Key:
    return stretch.lead


def _rows(alias: str, stretch: _Stretch, since: Key | None) -> Iterator[Key]:
    """Read from the database one by one, as they are taken."""
    for condition, order, values in _parts(stretch, since):
        statement = f"{stretch.source} AND {condition} ORDER BY {order}"
        with connections[alias].cursor() as cursor:
            for row in cursor.execute(statement, (*stretch.values, *values)):
                yield (*stretch.lead, *row)


def _parts(stretch: _Stretch, since: Key | None) -> Iterator[tuple[str, str, Key]]:
    """What comes after a key, in parts that begin in the index where the key stands.

    In SQLite a comparison of two columns at once would begin at the first row that has the first
    column's value, which many may have.
    """
    if stretch.columns == "id":
        yield "id > %s", "id", since or _BEFORE_ALL
        return
    first = stretch.columns.partition(",")[0]
    if since:
        yield f"{first} = %s AND id > %s", "id", since
    later = since[:1] if since else _BEFORE_ALL
    if stretch.until is None:
        yield f"{first} > %s", stretch.columns, later
    else:
        yield f"{first} > %s AND {first} <= %s", stretch.columns, (*later, stretch.until)


_BEFORE_ALL = (-(2**62),)


def _stretches(way: Way) -> Iterator[_Stretch]:
    name, wheres = _narrowest(way)
    severity, by_due = way.filters.severity, way.sort in (Sort.DUE, Sort.SEVERITY)
    for where, values in wheres:
        if not by_due and name != "all":
            yield _stretch(name, way.sort, where, values)
            continue
        for one in [severity] if severity else Severity:
            of_one = f"{where} AND severity = %s", (*values, int(one))
            if by_due:
                lead = (int(one),) if way.sort is Sort.SEVERITY else ()
                yield from _by_due(name, lead, way.filters.due_before, *of_one)
            else:
                yield _stretch(name, way.sort, *of_one)


def _stretch(name: str, sort: Sort, where: str, values: tuple[Any, ...]) -> _Stretch:
    order, columns = ("raised", "raised, id") if sort is Sort.AGE else ("id", "id")
    return _Stretch((), columns, _select(columns, f"{name}_by_{order}", where), values)


def _by_due(
    name: str, lead: Key, before: datetime | None, where: str, values: tuple[Any, ...]
) -> Iterator[_Stretch]:
    """What has a due time, and behind it what has none."""
    index = f"{name}_by_due"
    until = None if before is None else seconds(before)
    yield _Stretch((*lead, 0), "due, id", _select("due, id", index, where), values, until)
    if until is None:
        not_due = _select("id", index, f"{where} AND due IS NULL")
        yield _Stretch((*lead, 1, 0), "id", not_due, values)


def _select(columns: str, index: str, where: str) -> str:
    return f"SELECT {columns} FROM {_ENTRY} INDEXED BY inbox_{index} WHERE {where}"


_Wheres = Sequence[tuple[str, tuple[Any, ...]]]
"""Conditions with their values."""


def _narrowest(way: Way) -> tuple[str, _Wheres]:
    """The indexes that have the fewest entries to walk through, and what to ask them for."""
    unit, filters, _, counts = way
    places = [place for place in counts if place not in (OVERDUE, DUE_SOON)]
    fitting = [place for place in places if filters.has_place(place)]
    total = sum(counts[place] for place in places)
    ways: list[tuple[float, str, _Wheres]] = [(total, "all", [("unit = %s", (unit,))])]
    if filters.wants_overdue:
        flagged = counts.get(OVERDUE, 0)
        ways.append((flagged, "overdue", [("unit = %s AND overdue", (unit,))]))
    if filters.queue == Queue.DUE_SOON:
        flagged = counts.get(DUE_SOON, 0)
        ways.append((flagged, "due_soon", [("unit = %s AND due_soon", (unit,))]))
    if filters.queue or filters.status or filters.ended is not None:
        there = sum(counts[place] for place in fitting)
        ways.append((there, "place", [("unit = %s AND place = %s", (unit, p)) for p in fitting]))
    if filters.category:
        of_it = ("unit = %s AND category = %s", (unit, str(filters.category)))
        ways.append((total / _OF_ALL_CATEGORIES, "category", [of_it]))
    if filters.chapter:
        of_it = ("unit = %s AND chapter = %s", (unit, filters.chapter))
        ways.append((total / _OF_ALL_CHAPTERS, "chapter", [of_it]))
    _, name, wheres = min(ways, key=lambda one: one[0])
    return name, wheres

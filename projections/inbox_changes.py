"""What becomes of the rows of an issue: the difference between what is stored and what is now."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from projections.inbox_dossier import Dossier
from projections.inbox_entries import (
    CHANGING,
    CLOCK,
    FIXED,
    FLAGS,
    ID,
    PLACE,
    REASON,
    TOPIC,
    UNIT,
    Entry,
    entries_of,
)
from projections.inbox_owed import seconds
from projections.inbox_places import DUE_SOON, OVERDUE
from projections.inbox_tables import InboxCountTable, InboxEntryTable
from projections.rows import insert, time_of, update, write
from projections.search import mark_of_unit, marks_of_letter, marks_of_number, marks_of_word
from projections.vietnamese import words_in

_ENTRY = InboxEntryTable._meta.db_table
_COUNT = InboxCountTable._meta.db_table
_ADD_ENTRY = insert(InboxEntryTable, (*FIXED, *chain(*CHANGING)))
_REMOVE_ENTRY = f"DELETE FROM {_ENTRY} WHERE id = %s"
_COUNT_ENTRIES = f"""INSERT INTO {_COUNT} (unit, place, entries) VALUES (%s, %s, %s)
ON CONFLICT (unit, place) DO UPDATE SET entries = entries + excluded.entries"""
_COUNT_NOTHING = f"DELETE FROM {_COUNT} WHERE unit = %s AND place = %s AND entries = 0"
_ADD_MARKS = "INSERT INTO inbox_search (rowid, marks) VALUES (%s, %s)"
_REMOVE_MARKS = "INSERT INTO inbox_search (inbox_search, rowid, marks) VALUES ('delete', %s, %s)"


class Change(NamedTuple):
    """An issue as it was stored, if it was, and as it is now, with its entries."""

    old: Dossier | None
    new: Dossier
    before: dict[int, Entry]
    now: dict[int, Entry]


def change_of(dossier: Dossier, row: Sequence[Any] | None) -> Change:
    """``row`` is what is stored; none of a new issue."""
    raised = seconds(time_of(dossier.raised_at))
    old = None if row is None else Dossier(row)
    before = entries_of(old, raised) if old else {}
    return Change(old, dossier, before, entries_of(dossier, raised))


class EntryChanges:
    """What becomes of entries, and of their counts."""

    def __init__(self) -> None:
        self._added: list[tuple[Any, ...]] = []
        self._removed: list[tuple[int]] = []
        self._changed: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        """New values, by the groups of columns that are written, each a bit."""
        self._counts: dict[tuple[str, int], int] = defaultdict(int)

    def add(self, change: Change) -> None:
        before, now = change.before, change.now
        for id, new in now.items():
            old = before.get(id)
            if old is None:
                self._add(new)
            elif old != new:
                self._change(old, new)
        for id in before.keys() - now.keys():
            self._remove(before[id])

    def _add(self, new: Entry) -> None:
        id, unit, fixed, place, clock, flags, topic, reason = new
        self._added.append((id, unit, *fixed, place, *clock, *flags, *topic, *reason))
        self._count(new, 1)

    def _remove(self, old: Entry) -> None:
        self._removed.append((old[ID],))
        self._count(old, -1)

    def _change(self, old: Entry, new: Entry) -> None:
        """Writes the groups of columns that differ, for each costs the indexes that it is in."""
        id, _, _, place, clock, flags, topic, reason = new
        groups, values = 0, tuple[Any, ...]()
        if place != old[PLACE] or flags != old[FLAGS]:
            self._count(new, 1)
            self._count(old, -1)
        if place != old[PLACE]:
            groups, values = 1, (place,)
        if clock != old[CLOCK]:
            groups, values = groups | 2, (*values, *clock)
        if flags != old[FLAGS]:
            groups, values = groups | 4, (*values, *flags)
        if topic != old[TOPIC]:
            groups, values = groups | 8, (*values, *topic)
        if reason != old[REASON]:
            groups, values = groups | 16, (*values, *reason)
        self._changed[groups].append((*values, id))

    def _count(self, entry: Entry, more: int) -> None:
        counts, unit, (overdue, due_soon) = self._counts, entry[UNIT], entry[FLAGS]
        counts[unit, entry[PLACE]] += more
        if overdue:
            counts[unit, OVERDUE] += more
        if due_soon:
            counts[unit, DUE_SOON] += more

    def write(self, alias: str) -> None:
        write(alias, _REMOVE_ENTRY, sorted(self._removed))
        write(alias, _ADD_ENTRY, self._added)
        for groups, values in self._changed.items():
            columns = [c for bit, group in enumerate(CHANGING) if groups & 1 << bit for c in group]
            write(alias, update(InboxEntryTable, columns, "id"), values)
        counts = sorted((*key, delta) for key, delta in self._counts.items() if delta)
        write(alias, _COUNT_ENTRIES, counts)
        write(alias, _COUNT_NOTHING, [(unit, place) for unit, place, delta in counts if delta < 0])


class MarkChanges:
    """What becomes of the marks for the search.

    FTS5 wants to be told exactly what it has, and each issue's marks in the order of the issues.
    """

    def __init__(self) -> None:
        self._added: list[tuple[int, str]] = []
        self._removed: list[tuple[int, str]] = []

    def add(self, change: Change) -> None:
        stored, dossier, before, now = change
        old, new = set[str](), set[str]()
        if stored is None:
            new |= _marks_of_words(dossier) | _marks_of_letters(dossier)
        else:
            if dossier.texts() != stored.texts():
                old |= _marks_of_words(stored)
                new |= _marks_of_words(dossier)
            if dossier.letters() != stored.letters():
                old |= _marks_of_letters(stored)
                new |= _marks_of_letters(dossier)
        if before.keys() != now.keys():
            old.update(mark_of_unit(entry[UNIT]) for entry in before.values())
            new.update(mark_of_unit(entry[UNIT]) for entry in now.values())
        if old != new:
            self._note(dossier.position, old, new)

    def _note(self, position: int, old: set[str], new: set[str]) -> None:
        if gone := old - new:
            self._removed.append((position, " ".join(gone)))
        if come := new - old:
            self._added.append((position, " ".join(come)))

    def write(self, alias: str) -> None:
        write(alias, _REMOVE_MARKS, self._removed)
        write(alias, _ADD_MARKS, self._added)


def words_of(texts: Iterable[str]) -> list[str]:
    return words_in("\n".join(texts))


def _marks_of_words(dossier: Dossier) -> set[str]:
    marks = marks_of_number(dossier.chapter, dossier.position)
    return marks.union(*map(marks_of_word, words_of(dossier.texts())))


def _marks_of_letters(dossier: Dossier) -> set[str]:
    return marks_of_letter(" ".join(dossier.letters()))

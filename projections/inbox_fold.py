"""Folds a batch of facts into the inbox: every issue is read once, and written once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, cast

from domain.fact import Fact, Recorded
from domain.issue_facts import IssueRaised, IssueTextCorrected
from domain.report import ReportSubmitted
from projections import inbox_dossier as dossiers
from projections import inbox_entries as entries
from projections.inbox_chapters import CHAPTER_FACTS, Chapters
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
)
from projections.inbox_owed import seconds
from projections.inbox_places import DUE_SOON, OVERDUE
from projections.inbox_tables import InboxCountTable, InboxEntryTable, InboxIssueTable
from projections.rows import insert, listed, select, stored_time, time_of, write
from projections.search import mark_of_unit, marks_of_letter, marks_of_number, marks_of_word
from projections.vietnamese import forms_of, words_in

FACTS: tuple[type[Fact], ...] = (*dossiers.FACTS, ReportSubmitted, *CHAPTER_FACTS)
"""Every fact that the inbox shows something of."""

_ISSUE = InboxIssueTable._meta.db_table
_ENTRY = InboxEntryTable._meta.db_table
_COUNT = InboxCountTable._meta.db_table


def _update(table: str, columns: Iterable[str], key: str) -> str:
    changed = ", ".join(f"{column} = %s" for column in columns)
    return f"UPDATE {table} SET {changed} WHERE {key} = %s"


_READ_ISSUES = f"""SELECT {", ".join(dossiers.COLUMNS)} FROM {_ISSUE}
WHERE stream IN (SELECT value FROM json_each(%s))"""
_ADD_ISSUE = insert(InboxIssueTable, dossiers.COLUMNS)
_MOVE_ISSUE = _update(_ISSUE, dossiers.MOVING, "position")
_CORRECT_ISSUE = _update(_ISSUE, dossiers.TEXTS, "position")
_ADD_ENTRY = insert(InboxEntryTable, (*FIXED, *chain(*CHANGING)))
_REMOVE_ENTRY = f"DELETE FROM {_ENTRY} WHERE id = %s"
_COUNT_ENTRIES = f"""INSERT INTO {_COUNT} (unit, place, entries) VALUES (%s, %s, %s)
ON CONFLICT (unit, place) DO UPDATE SET entries = entries + excluded.entries"""
_COUNT_NOTHING = f"DELETE FROM {_COUNT} WHERE unit = %s AND place = %s AND entries = 0"
_ADD_MARKS = "INSERT INTO inbox_search (rowid, marks) VALUES (%s, %s)"
_REMOVE_MARKS = "INSERT INTO inbox_search (inbox_search, rowid, marks) VALUES ('delete', %s, %s)"
_ADD_WORD = "INSERT OR IGNORE INTO inbox_word (word, plain) VALUES (%s, %s)"


class _Case:
    """An issue in a batch: as it is now, and what is stored of it."""

    __slots__ = ("dossier", "entries", "is_new", "letters", "raised", "texts")

    def __init__(self, dossier: Dossier, *, is_new: bool) -> None:
        self.dossier = dossier
        self.is_new = is_new
        self.raised = seconds(time_of(dossier.raised_at))
        self.entries = {} if is_new else entries.entries_of(dossier, self.raised)
        self.texts = (dossier.title, dossier.description)
        self.letters = (dossier.documents, dossier.incoming_numbers)


class Fold:
    """One batch; ``take`` its facts in order, then ``write``."""

    def __init__(self, batch: Sequence[Recorded[Fact]], alias: str) -> None:
        self._alias = alias
        self._cases: dict[int, _Case] = {}
        self._words: set[str] = set()
        self._chapters = Chapters(batch, alias)
        self._load(batch)

    def _load(self, batch: Sequence[Recorded[Fact]]) -> None:
        """The issues that the facts are about, as far as they were raised before."""
        streams = {}
        for _, envelope, fact in batch:
            if type(fact) is ReportSubmitted:
                streams.update({issue.int: issue for issue in fact.issues})
            else:
                streams[envelope.stream.int] = envelope.stream
        asked = listed(stream.hex for stream in streams.values())
        for row in select(self._alias, _READ_ISSUES, (asked,)):
            case = _Case(Dossier(*row), is_new=False)
            self._cases[int(case.dossier.stream, 16)] = case

    def take(self, recorded: Recorded[Fact]) -> None:
        """One more fact; one of a stream that is no issue's changes nothing."""
        position, envelope, fact = recorded
        kind = type(fact)
        if kind is IssueRaised:
            self._raise(position, envelope.stream.hex, cast(IssueRaised, fact))
        elif kind is ReportSubmitted:
            self._report(cast(ReportSubmitted, fact))
        elif kind in CHAPTER_FACTS:
            self._chapters.take(fact)
        else:
            case = self._cases.get(envelope.stream.int)
            if case is not None:
                case.dossier.take(fact)
                if kind is IssueTextCorrected:
                    self._words.update(_words_of(case.dossier.texts()))

    def _raise(self, position: int, stream: str, fact: IssueRaised) -> None:
        name = self._chapters.name(fact.chapter, fact.raised_at)
        dossier = dossiers.raised(position, stream, fact, stored_time(fact.raised_at), name)
        self._cases[int(stream, 16)] = _Case(dossier, is_new=True)
        self._words.update(_words_of(dossier.texts()))

    def _report(self, fact: ReportSubmitted) -> None:
        """The report's own letter is one of every issue that it hands on."""
        number = fact.document.number if fact.document else None
        for issue in fact.issues:
            case = self._cases.get(issue.int)
            if case is not None:
                case.dossier.register_letter(number, fact.incoming_number)

    def write(self) -> None:
        """Everything that the facts changed, in the order in which it lies in the tables."""
        cases = sorted(self._cases.values(), key=lambda case: case.dossier.position)
        new = [case.dossier.row() for case in cases if case.is_new]
        write(self._alias, _ADD_ISSUE, new)
        moved = [(*one.dossier.moving(), one.dossier.position) for one in cases if not one.is_new]
        write(self._alias, _MOVE_ISSUE, moved)
        corrected = [
            (one.dossier.title, one.dossier.description, one.dossier.position)
            for one in cases
            if not one.is_new and one.texts != (one.dossier.title, one.dossier.description)
        ]
        write(self._alias, _CORRECT_ISSUE, corrected)
        changes = _EntryChanges()
        marks = _MarkChanges()
        for case in cases:
            now = entries.entries_of(case.dossier, case.raised)
            changes.add(case.entries, now)
            marks.add(case, now)
        changes.write(self._alias)
        marks.write(self._alias)
        forms = {forms_of(word) for word in self._words}
        write(self._alias, _ADD_WORD, sorted(one for one in forms if not one.has_figure))
        self._chapters.write()


def _words_of(texts: Iterable[str | None]) -> list[str]:
    return words_in("\n".join(filter(None, texts)))


class _EntryChanges:
    """What becomes of entries, and of their counts."""

    def __init__(self) -> None:
        self._added: list[tuple[Any, ...]] = []
        self._removed: list[tuple[int]] = []
        self._changed: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        """New values, by the groups of columns that are written, each a bit."""
        self._counts: dict[tuple[str, int], int] = defaultdict(int)

    def add(self, before: dict[int, Entry], now: dict[int, Entry]) -> None:
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
            write(alias, _update(_ENTRY, columns, "id"), values)
        counts = sorted((*key, delta) for key, delta in self._counts.items() if delta)
        write(alias, _COUNT_ENTRIES, counts)
        write(alias, _COUNT_NOTHING, [(unit, place) for unit, place, delta in counts if delta < 0])


class _MarkChanges:
    """What becomes of the marks for the search.

    FTS5 wants to be told exactly what it has, and each issue's marks in the order of the issues.
    """

    def __init__(self) -> None:
        self._added: list[tuple[int, str]] = []
        self._removed: list[tuple[int, str]] = []

    def add(self, case: _Case, now: dict[int, Entry]) -> None:
        old, new = set[str](), set[str]()
        dossier, before = case.dossier, case.entries
        if before.keys() != now.keys():
            old.update(mark_of_unit(entry[UNIT]) for entry in before.values())
            new.update(mark_of_unit(entry[UNIT]) for entry in now.values())
        letters = (dossier.documents, dossier.incoming_numbers)
        if case.is_new:
            new |= _marks_of_words(dossier, (dossier.title, dossier.description))
            new |= _marks_of_letters(letters)
        else:
            texts = (dossier.title, dossier.description)
            if texts != case.texts:
                old |= _marks_of_words(dossier, case.texts)
                new |= _marks_of_words(dossier, texts)
            if letters != case.letters:
                old |= _marks_of_letters(case.letters)
                new |= _marks_of_letters(letters)
        if gone := old - new:
            self._removed.append((dossier.position, " ".join(gone)))
        if come := new - old:
            self._added.append((dossier.position, " ".join(come)))

    def write(self, alias: str) -> None:
        write(alias, _REMOVE_MARKS, self._removed)
        write(alias, _ADD_MARKS, self._added)


def _marks_of_words(dossier: Dossier, texts: Iterable[str | None]) -> set[str]:
    marks = marks_of_number(dossier.chapter, dossier.position)
    return marks.union(*map(marks_of_word, _words_of((*texts, dossier.chapter_name))))


def _marks_of_letters(letters: Iterable[str]) -> set[str]:
    """Numbers as they are listed, one a line."""
    return marks_of_letter(" ".join(letters))

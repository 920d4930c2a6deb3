"""Folds a batch of facts into the inbox: every issue is read once, and written once."""

from collections.abc import Sequence
from itertools import islice
from typing import Any, cast
from uuid import UUID

from domain.fact import Fact, Recorded
from domain.issue_facts import IssueRaised, IssueTextCorrected
from domain.organisation import OrgUnitRenamed
from domain.report import ReportSubmitted
from domain.values import UnitId
from projections import inbox_dossier as dossiers
from projections.inbox_changes import Change, EntryChanges, MarkChanges, change_of, words_of
from projections.inbox_chapters import CHAPTER_FACTS, Chapters
from projections.inbox_dossier import Dossier
from projections.inbox_tables import InboxIssueTable
from projections.rows import insert, listed, select, stored_time, update, write
from projections.vietnamese import forms_of

FACTS: tuple[type[Fact], ...] = (*dossiers.FACTS, ReportSubmitted, *CHAPTER_FACTS)
"""Every fact that the inbox shows something of."""

_NAMING_OTHERS: frozenset[type[Fact]] = frozenset({IssueRaised, ReportSubmitted, *CHAPTER_FACTS})
"""Facts that need more than the issue they are about."""
_READ_ISSUES = f"""SELECT {", ".join(dossiers.COLUMNS)} FROM {InboxIssueTable._meta.db_table}
WHERE stream IN (SELECT value FROM json_each(%s))"""
_ADD_ISSUE = insert(InboxIssueTable, dossiers.COLUMNS)
_MOVE_ISSUE = update(InboxIssueTable, dossiers.MOVING, "position")
_CORRECT_ISSUE = update(InboxIssueTable, dossiers.TEXTS, "position")
_WRITTEN_TOGETHER = 1000
"""Issues whose rows are in memory at a time, beside the issues themselves."""
_ADD_WORD = "INSERT OR IGNORE INTO inbox_word (word, plain) VALUES (%s, %s)"


class Fold:
    """An issue is read with the first batch that is about it, and written once, in the end."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._dossiers: dict[int, Dossier] = {}
        """By the stream's number."""
        self._stored: dict[int, Sequence[Any]] = {}
        """Rows as they were read, by the stream's number."""
        self._others: set[int] = set()
        """Streams that are no issue's."""
        self._chapters = Chapters(alias)
        self._words: set[str] = set()

    def take(self, batch: Sequence[Recorded[Fact]]) -> None:
        self._load(batch)
        for recorded in batch:
            self._take(recorded)

    def _load(self, batch: Sequence[Recorded[Fact]]) -> None:
        """What the facts are about, as far as it was there before and is not here already."""
        streams: dict[int, UUID] = {}
        chapters: set[UnitId] = set()
        known, others = self._dossiers, self._others
        for _, envelope, fact in batch:
            kind = type(fact)
            if kind not in _NAMING_OTHERS:
                number = envelope.stream.int
                if number not in known and number not in others:
                    streams[number] = envelope.stream
            elif kind is IssueRaised:
                chapters.add(cast(IssueRaised, fact).chapter)
            elif kind is ReportSubmitted:
                issues = cast(ReportSubmitted, fact).issues
                streams.update({issue.int: issue for issue in issues})
            else:
                chapters.add(cast(OrgUnitRenamed, fact).unit)
        self._chapters.load(chapters)
        unknown = streams.keys() - known.keys() - others
        asked = listed(streams[number].hex for number in unknown)
        for row in select(self._alias, _READ_ISSUES, (asked,)):
            dossier = Dossier(row)
            number = int(dossier.stream, 16)
            known[number], self._stored[number] = dossier, row
        others |= unknown - known.keys()

    def _take(self, recorded: Recorded[Fact]) -> None:
        """One more fact; one of a stream that is no issue's changes nothing."""
        position, envelope, fact = recorded
        dossier = self._dossiers.get(envelope.stream.int)
        if dossier is not None:
            dossier.take(fact)
            if type(fact) is IssueTextCorrected:
                self._words.update(words_of(dossier.texts()))
        elif isinstance(fact, IssueRaised):
            self._raise(position, envelope.stream.hex, fact)
        elif isinstance(fact, ReportSubmitted):
            self._report(fact)
        elif isinstance(fact, CHAPTER_FACTS):
            self._chapters.take(fact)

    def _raise(self, position: int, stream: str, fact: IssueRaised) -> None:
        name = self._chapters.name(fact.chapter, fact.raised_at)
        dossier = dossiers.raised(position, stream, fact, stored_time(fact.raised_at), name)
        self._dossiers[int(stream, 16)] = dossier
        self._words.update(words_of(dossier.texts()))

    def _report(self, fact: ReportSubmitted) -> None:
        """The report's own letter is one of every issue that it hands on."""
        number = fact.document.number if fact.document else None
        for issue in fact.issues:
            dossier = self._dossiers.get(issue.int)
            if dossier is not None:
                dossier.register_letter(number, fact.incoming_number)

    def write(self) -> None:
        """Everything that the facts changed, in the order in which it lies in the tables."""
        changes = (
            change_of(dossier, self._stored.get(number))
            for number, dossier in sorted(self._dossiers.items(), key=_position)
        )
        while some := list(islice(changes, _WRITTEN_TOGETHER)):
            self._write(some)
        forms = {forms_of(word) for word in self._words}
        write(self._alias, _ADD_WORD, sorted(one for one in forms if not one.has_figure))
        self._chapters.write()

    def _write(self, changes: Sequence[Change]) -> None:
        new = [one.new.row() for one in changes if one.old is None]
        moved = [(*one.new.moving(), one.new.position) for one in changes if one.old]
        corrected = [
            (one.new.title, one.new.description, one.new.position)
            for one in changes
            if one.old and one.old.wording() != one.new.wording()
        ]
        write(self._alias, _ADD_ISSUE, new)
        write(self._alias, _MOVE_ISSUE, moved)
        write(self._alias, _CORRECT_ISSUE, corrected)
        entries, marks = EntryChanges(), MarkChanges()
        for one in changes:
            entries.add(one)
            marks.add(one)
        entries.write(self._alias)
        marks.write(self._alias)


def _position(item: tuple[int, Dossier]) -> int:
    return item[1].position

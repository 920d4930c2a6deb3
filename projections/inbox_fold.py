"""Folds a batch of facts into the inbox: every issue is read once, and written once."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from domain.fact import Fact, Recorded
from domain.issue_facts import IssueRaised, IssueTextCorrected
from domain.organisation import OrgUnitRenamed
from domain.report import ReportSubmitted
from domain.values import UnitId
from projections import inbox_dossier as dossiers
from projections.inbox_changes import Case, EntryChanges, MarkChanges, words_of
from projections.inbox_chapters import CHAPTER_FACTS, Chapters
from projections.inbox_dossier import Dossier
from projections.inbox_entries import entries_of
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
_ADD_WORD = "INSERT OR IGNORE INTO inbox_word (word, plain) VALUES (%s, %s)"


class Fold:
    """An issue is read with the first batch that is about it, and written once, in the end."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._cases: dict[int, Case] = {}
        """By the stream's number."""
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
        cases, others = self._cases, self._others
        for _, envelope, fact in batch:
            kind = type(fact)
            if kind not in _NAMING_OTHERS:
                number = envelope.stream.int
                if number not in cases and number not in others:
                    streams[number] = envelope.stream
            elif kind is IssueRaised:
                chapters.add(cast(IssueRaised, fact).chapter)
            elif kind is ReportSubmitted:
                issues = cast(ReportSubmitted, fact).issues
                streams.update({issue.int: issue for issue in issues})
            else:
                chapters.add(cast(OrgUnitRenamed, fact).unit)
        self._chapters.load(chapters)
        unknown = streams.keys() - self._cases.keys() - self._others
        asked = listed(streams[number].hex for number in unknown)
        for row in select(self._alias, _READ_ISSUES, (asked,)):
            case = Case(Dossier(row), is_new=False)
            self._cases[int(case.dossier.stream, 16)] = case
        self._others |= unknown - self._cases.keys()

    def _take(self, recorded: Recorded[Fact]) -> None:
        """One more fact; one of a stream that is no issue's changes nothing."""
        position, envelope, fact = recorded
        case = self._cases.get(envelope.stream.int)
        if case is not None:
            case.dossier.take(fact)
            if type(fact) is IssueTextCorrected:
                self._words.update(words_of(case.dossier.texts()))
        elif isinstance(fact, IssueRaised):
            self._raise(position, envelope.stream.hex, fact)
        elif isinstance(fact, ReportSubmitted):
            self._report(fact)
        elif isinstance(fact, CHAPTER_FACTS):
            self._chapters.take(fact)

    def _raise(self, position: int, stream: str, fact: IssueRaised) -> None:
        name = self._chapters.name(fact.chapter, fact.raised_at)
        dossier = dossiers.raised(position, stream, fact, stored_time(fact.raised_at), name)
        self._cases[int(stream, 16)] = Case(dossier, is_new=True)
        self._words.update(words_of(dossier.texts()))

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
            (*one.texts_now(), one.dossier.position)
            for one in cases
            if not one.is_new and one.texts != one.texts_now()
        ]
        write(self._alias, _CORRECT_ISSUE, corrected)
        changes = EntryChanges()
        marks = MarkChanges()
        for case in cases:
            now = entries_of(case.dossier, case.raised)
            changes.add(case.entries, now)
            marks.add(case, now)
        changes.write(self._alias)
        marks.write(self._alias)
        forms = {forms_of(word) for word in self._words}
        write(self._alias, _ADD_WORD, sorted(one for one in forms if not one.has_figure))
        self._chapters.write()

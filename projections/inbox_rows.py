"""An issue as it lies in the inbox of one unit: as it is stored, and as it is read."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.values import Authority, Category, Severity, UnitId
from projections.inbox_owed import seconds
from projections.inbox_places import Queue, Role, place_of
from projections.inbox_tables import SLOTS, InboxEntryTable, InboxIssueTable
from projections.inbox_walks import Filters, Key, Sort, key_of
from projections.rows import listed, select, time_of
from projections.vietnamese import forms_of, words_in


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


class Found(NamedTuple):
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
        """Whether something that is searched has a word for each beginning."""
        texts = (self.title, self.description, self.chapter_name)
        codes = (self.chapter, self.documents, self.incoming_numbers)
        text = "\n".join(filter(None, (*texts, *codes)))
        words = [forms_of(word).plain for word in words_in(text)]
        return all(any(w.startswith(beginning) for w in words) for beginning in beginnings)

    def key(self, sort: Sort) -> Key:
        return key_of(sort, id=self.id, severity=self.severity, due=self.due, raised=self.raised)


_OF_ISSUE = frozenset(
    {"stream", "chapter_name", "title", "description", "authority", "holder", "leg", "raised_at"}
    | {"documents", "incoming_numbers"}
)
_COLUMNS = ", ".join(
    f"{'issue' if name in _OF_ISSUE else 'entry'}.{name}" for name in Found._fields
)
_ENTRY, _ISSUE = InboxEntryTable._meta.db_table, InboxIssueTable._meta.db_table
_BY_ID = f"""SELECT {_COLUMNS} FROM json_each(%s) AS asked
CROSS JOIN {_ENTRY} AS entry ON entry.id = asked.value
CROSS JOIN {_ISSUE} AS issue ON issue.position = entry.position"""
_BY_POSITION = f"""SELECT {_COLUMNS} FROM json_each(%s) AS asked
CROSS JOIN {_ENTRY} AS entry NOT INDEXED ON entry.id >= asked.value
AND entry.id < asked.value + {SLOTS}
CROSS JOIN {_ISSUE} AS issue ON issue.position = entry.position WHERE entry.unit = %s"""


def found_by_id(alias: str, ids: Sequence[int]) -> list[Found]:
    """Entries by their ids, in no order."""
    return [Found(*row) for row in select(alias, _BY_ID, (listed(ids),))]


def found_at(alias: str, unit: UnitId, positions: Sequence[int]) -> list[Found]:
    """The unit's entries for the issues at the positions, in no order."""
    first_ids = listed(position * SLOTS for position in positions)
    return [Found(*row) for row in select(alias, _BY_POSITION, (first_ids, unit))]

"""How facts change the list of what was recorded and not handed on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db import models
from django.db.models import Q

from domain.deadline import (
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineKind,
    DeadlineMet,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
)
from domain.fact import Fact, Recorded
from domain.issue_facts import (
    AnswerContested,
    AnswerStood,
    IssueAnsweredAtMeeting,
    IssueRaised,
    IssueReported,
    IssueTextCorrected,
    IssueWithdrawn,
    TextField,
)
from domain.sealed import Erased, Sealed
from projections.columns import PositionKey
from projections.rows import listed, select, stored_time, upsert, write


class RecordedOnlyTable(models.Model):
    """An issue that is not delivered yet; its row goes when it is."""

    position = PositionKey()
    """Of its first fact."""
    issue = models.CharField(unique=True, max_length=32)
    """In 32 hexadecimal digits, as the meeting."""
    chapter = models.CharField(max_length=40)
    via = models.CharField(max_length=40)
    meeting = models.CharField(max_length=32, null=True)
    cadre = models.CharField(max_length=42, null=True)
    """Who attended that meeting."""
    raised_at = models.DateTimeField()
    title = models.TextField(null=True)
    """None where it is erased."""
    answered = models.BooleanField()
    """Answered at the meeting: it waits for nothing, unless the chapter contests."""
    deadline = models.CharField(max_length=60, null=True)
    """The deadline by which it should be reported."""
    last_day = models.DateField(null=True)
    due = models.DateTimeField(null=True)

    class Meta:
        app_label = "projections"
        db_table = "recorded_only"
        indexes = (
            models.Index(
                fields=["chapter"], condition=Q(answered=False), name="recorded_only_waiting"
            ),
        )


@dataclass(slots=True)
class _Row:
    position: int
    issue: str
    chapter: str
    via: str
    meeting: str | None
    cadre: str | None
    raised_at: str
    title: str | None
    answered: bool = False
    deadline: str | None = None
    last_day: str | None = None
    due: str | None = None


_COLUMNS = tuple(_Row.__slots__)
_WRITE = upsert(RecordedOnlyTable, _COLUMNS, ("issue", "chapter", "via", "meeting", "cadre"))
_READ = f"""SELECT {", ".join(f"recorded_only.{name}" for name in _COLUMNS)}
FROM json_each(%s) AS asked CROSS JOIN recorded_only ON issue = asked.value"""
_REMOVE = "DELETE FROM recorded_only WHERE position = %s"
_values: Callable[[_Row], tuple[Any, ...]] = attrgetter(*_COLUMNS)


class _Fold:
    """The rows that a batch touches, read once and written once."""

    def __init__(self, batch: Sequence[Recorded[Any]], alias: str) -> None:
        self._batch = batch
        self._alias = alias
        self._rows: dict[str, _Row] = {}
        self._stored: set[int] = set()
        self._changed: dict[str, _Row] = {}
        self._gone: list[int] = []

    def run(self) -> None:
        streams = {one.envelope.stream.hex: None for one in self._batch}
        begun = {one.envelope.stream.hex for one in self._batch if type(one.fact) is IssueRaised}
        old = [stream for stream in streams if stream not in begun]
        for values in select(self._alias, _READ, (listed(old),)) if old else ():
            row = _Row(*values)
            self._rows[row.issue] = row
            self._stored.add(row.position)
        for recorded in self._batch:
            self._take(recorded)
        write(self._alias, _REMOVE, [(position,) for position in self._gone])
        write(self._alias, _WRITE, [_values(row) for row in self._changed.values()])

    def _take(self, recorded: Recorded[Any]) -> None:
        fact, issue = recorded.fact, recorded.envelope.stream.hex
        kind = type(fact)
        if kind is IssueRaised:
            self._rows[issue] = self._changed[issue] = _raised(recorded)
            return
        row = self._rows.get(issue)
        if row is None:
            return
        if kind in _OVER:
            del self._rows[issue]
            self._changed.pop(issue, None)
            if row.position in self._stored:
                self._gone.append(row.position)
            return
        _CHANGES[kind](row, fact)
        self._changed[issue] = row


def _raised(recorded: Recorded[IssueRaised]) -> _Row:
    position, envelope, fact = recorded
    return _Row(
        position=position,
        issue=envelope.stream.hex,
        chapter=fact.chapter,
        via=fact.via,
        meeting=fact.meeting.hex if fact.meeting else None,
        cadre=fact.attended_by,
        raised_at=stored_time(fact.raised_at),
        title=_clear(fact.title),
    )


def _clear(text: Sealed) -> str | None:
    return None if isinstance(text.text, Erased) else text.text


def _correct(row: _Row, fact: IssueTextCorrected) -> None:
    row.title = _clear(fact.new)


def _answer(row: _Row, _fact: IssueAnsweredAtMeeting) -> None:
    row.answered = True


def _contest(row: _Row, _fact: AnswerContested) -> None:
    row.answered = False


def _owe(row: _Row, fact: DeadlineSet) -> None:
    row.deadline = str(fact.deadline)
    row.last_day, row.due = str(fact.last_day), stored_time(fact.due)


def _move(row: _Row, fact: DeadlineResumed | DeadlineExtended | DeadlineRecomputed) -> None:
    if row.deadline == str(fact.deadline):
        row.last_day, row.due = str(fact.last_day), stored_time(fact.due)


def _owe_no_more(row: _Row, fact: DeadlineMet | DeadlineCancelled) -> None:
    if row.deadline == str(fact.deadline):
        row.deadline = row.last_day = row.due = None


_OVER: frozenset[type[Fact]] = frozenset({IssueReported, IssueWithdrawn, AnswerStood})
_CHANGES: Mapping[type[Fact], Callable[[_Row, Any], None]] = {
    IssueTextCorrected: _correct,
    IssueAnsweredAtMeeting: _answer,
    AnswerContested: _contest,
    DeadlineSet: _owe,
    DeadlineResumed: _move,
    DeadlineExtended: _move,
    DeadlineRecomputed: _move,
    DeadlineMet: _owe_no_more,
    DeadlineCancelled: _owe_no_more,
}
FACTS: frozenset[type[Fact]] = frozenset({IssueRaised, *_OVER, *_CHANGES})
_OF_DEADLINES = frozenset(kind for kind in _CHANGES if "deadline" in kind.model_fields)


def matters(fact: Any) -> bool:
    """Of corrections only those of titles, of deadlines only those of reports."""
    kind = type(fact)
    if kind not in FACTS:
        return False
    if kind is IssueTextCorrected:
        return bool(fact.field is TextField.TITLE)
    return kind not in _OF_DEADLINES or fact.deadline.kind is DeadlineKind.REPORT


def fold(batch: Sequence[Recorded[Fact]], alias: str) -> None:
    """Writes what the batch changes; facts that do not matter are passed over."""
    _Fold([one for one in batch if matters(one.fact)], alias).run()

"""What a fact changes of an issue itself: where it stands, who has it, what binds it."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.fact import Fact, Recorded
from domain.issue import ENDED
from domain.issue_facts import (
    IssueCustodyTransferred,
    IssuePaused,
    IssueRaised,
    IssueResumed,
    IssueTriaged,
    IssueValueCorrected,
    RegimeChanged,
    ValueField,
)
from domain.meeting import MeetingHeld
from projections.deadlines_rows import Stream
from projections.issue_states import (
    BACK_FROM_PAUSE,
    HANDING_ON,
    NEW_LEGS,
    STATUS_AFTER,
    new_holder,
)

BEGINNINGS: frozenset[type[Fact]] = frozenset({IssueRaised, MeetingHeld})

_STATUS_AFTER = {kind: status.value for kind, status in STATUS_AFTER.items()}
_ENDED = frozenset(status.value for status in ENDED)


def begun(stream: str, recorded: Recorded[Any]) -> Stream:
    """An issue or a meeting after its first fact."""
    position, _, fact = recorded
    regime = str(fact.regime)
    if type(fact) is not IssueRaised:
        return Stream(stream, "meeting", position, fact.chapter, regime)
    status, severity = _STATUS_AFTER[IssueRaised], fact.severity.value
    return Stream(stream, "issue", position, fact.chapter, regime, fact.via, status, severity)


def alter(stream: Stream, fact: Fact) -> bool:
    """Whether one of ``ALTERING`` makes any difference to the row."""
    kind, before = type(fact), _standing(stream)
    change = _CHANGES.get(kind)
    if change is not None:
        change(stream, fact)
    if kind in _STATUS_AFTER:
        stream.status = _STATUS_AFTER[kind]
    stream.ended = stream.status in _ENDED
    return _standing(stream) != before


def _standing(stream: Stream) -> tuple[Any, ...]:
    return stream.status, stream.before_pause, stream.holder, stream.severity, stream.regime


def _hand_on(stream: Stream, fact: Any) -> None:
    stream.holder = new_holder(fact) or stream.holder
    stream.before_pause = None


def _transfer(stream: Stream, fact: IssueCustodyTransferred) -> None:
    """Of an ended issue only the archive moves."""
    if not stream.ended:
        stream.holder = fact.to


def _pause(stream: Stream, _fact: IssuePaused) -> None:
    stream.before_pause = stream.status


def _resume(stream: Stream, _fact: IssueResumed) -> None:
    stream.status = stream.before_pause or BACK_FROM_PAUSE.value
    stream.before_pause = None


def _triage(stream: Stream, fact: IssueTriaged) -> None:
    stream.severity = fact.severity.value


def _correct(stream: Stream, fact: IssueValueCorrected) -> None:
    if fact.field is ValueField.SEVERITY:
        stream.severity = int(fact.new)


def _follow(stream: Stream, fact: RegimeChanged) -> None:
    stream.regime = str(fact.new)


_CHANGES: Mapping[type[Fact], Callable[[Stream, Any], None]] = {
    **dict.fromkeys(NEW_LEGS, _hand_on),
    IssueCustodyTransferred: _transfer,
    IssuePaused: _pause,
    IssueResumed: _resume,
    IssueTriaged: _triage,
    IssueValueCorrected: _correct,
    RegimeChanged: _follow,
}
ALTERING: frozenset[type[Fact]] = frozenset({*_CHANGES, *STATUS_AFTER, *HANDING_ON}) - BEGINNINGS
"""Facts that may change a row that is there."""

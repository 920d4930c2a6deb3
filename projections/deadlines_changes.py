"""What a fact about a deadline changes in its row."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.deadline import (
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineMet,
    DeadlinePaused,
    DeadlineRecomputed,
    DeadlineResumed,
    EscalationSuggested,
    ExtensionAsked,
    ExtensionRefused,
    HeadNotified,
    base_after_pause,
)
from domain.fact import Envelope, Fact
from projections.deadlines_rows import (
    CANCELLED,
    MET,
    PAUSED,
    RUNNING,
    Deadline,
    pauses_of,
    pauses_text,
    spans_text,
)
from projections.rows import stored_time


def _meet(deadline: Deadline, envelope: Envelope, fact: DeadlineMet) -> None:
    deadline.status, deadline.on_time = MET, fact.on_time
    deadline.ended_at = stored_time(envelope.recorded_at)


def _cancel(deadline: Deadline, envelope: Envelope, fact: DeadlineCancelled) -> None:
    deadline.breached = bool(deadline.breached) or fact.late
    deadline.status, deadline.ended_at = CANCELLED, stored_time(envelope.recorded_at)


def _pause(deadline: Deadline, envelope: Envelope, fact: DeadlinePaused) -> None:
    deadline.pauses = f"{deadline.pauses} {fact.since}/".lstrip()
    deadline.status, deadline.paused_at = PAUSED, stored_time(envelope.recorded_at)


def _resume(deadline: Deadline, _envelope: Envelope, fact: DeadlineResumed) -> None:
    deadline.started_on = _base_after_pause(deadline, fact.until)
    deadline.status, deadline.paused_at = RUNNING, None
    if deadline.paused_since is not None:
        deadline.pauses += str(fact.until)
    _move(deadline, fact)


def _base_after_pause(deadline: Deadline, until: date) -> str:
    since = deadline.paused_since
    if since is None or since >= deadline.started_on:
        return deadline.started_on
    start, pauses = date.fromisoformat(deadline.started_on), pauses_of(deadline.pauses)
    return str(base_after_pause(start, pauses, until))


def _ask(deadline: Deadline, _envelope: Envelope, _fact: ExtensionAsked) -> None:
    deadline.extension_asked = True


def _extend(deadline: Deadline, _envelope: Envelope, fact: DeadlineExtended) -> None:
    deadline.extension_asked = False
    deadline.extensions += 1
    if not deadline.spans:
        deadline.started_on = deadline.last_day
    deadline.spans = f"{deadline.spans} {fact.by}".lstrip()
    _move(deadline, fact)


def _recompute(deadline: Deadline, _envelope: Envelope, fact: DeadlineRecomputed) -> None:
    deadline.started_on, deadline.rule = str(fact.started_on), fact.rule
    deadline.regime = str(fact.regime)
    deadline.calendar = str(fact.calendar)
    deadline.spans, deadline.pauses = spans_text(fact.spans), pauses_text(fact.pauses)
    _move(deadline, fact)


def _refuse(deadline: Deadline, _envelope: Envelope, _fact: ExtensionRefused) -> None:
    deadline.extension_asked = False


def _move(
    deadline: Deadline, fact: DeadlineResumed | DeadlineExtended | DeadlineRecomputed
) -> None:
    """A new due time starts its ladder anew; the same one keeps the rungs it has."""
    due = stored_time(fact.due)
    if due != deadline.due:
        deadline.rungs = "[]"
    deadline.last_day, deadline.due = str(fact.last_day), due


def _reach(deadline: Deadline, envelope: Envelope, fact: Any) -> None:
    at = stored_time(envelope.recorded_at)
    deadline.breached = bool(deadline.breached) or type(fact) is DeadlineBreached
    reached = [*json.loads(deadline.rungs), [fact.rung, at, fact.notified]]
    deadline.rungs = json.dumps(reached)
    deadline.last_rung, deadline.last_rung_at = fact.rung, at
    deadline.notified = json.dumps(fact.notified)


ALTERATIONS: Mapping[type[Fact], Callable[[Deadline, Envelope, Any], None]] = {
    DeadlineMet: _meet,
    DeadlineCancelled: _cancel,
    DeadlinePaused: _pause,
    DeadlineResumed: _resume,
    DeadlineRecomputed: _recompute,
    ExtensionAsked: _ask,
    DeadlineExtended: _extend,
    ExtensionRefused: _refuse,
    DeadlineApproaching: _reach,
    DeadlineBreached: _reach,
    HeadNotified: _reach,
    EscalationSuggested: _reach,
}

"""An issue as people see it at a moment, and the same for programs."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from adapters.plain import plain
from adapters.wording import Wording
from domain.deadline import Deadline
from domain.issue import Issue
from domain.short_number import format_number


def issue_lines(issue: Issue, number: str, at: datetime, wording: Wording) -> Iterator[str]:
    """Where the issue stands at ``at``, which says what is overdue."""
    wording = wording.at(at)
    words = wording.words
    yield f"{number}  {wording.text(issue.title)}"
    rows = issue_fields(issue, wording)
    yield from (f"  {words.label('field', name)}: {text}" for name, text in rows)
    yield from (f"  {deadline_line(deadline, at, wording)}" for deadline in issue.running)


SHOWN = (
    "holder",
    "archive_holder",
    "lead",
    "co_operating",
    "recipients",
    "unmapped",
    "stuck",
    "chapter",
    "area",
    "addressee",
    "source",
    "category",
    "severity",
    "authority",
    "regime",
    "raised_at",
    "description",
    "proposal",
    "plan",
    "outcome",
    "predecessor",
    "split_from",
    "parts",
    "merged_into",
    "duplicates",
    "cluster",
    "incoming_numbers",
    "documents",
)
"""Fields of an issue that people are shown, in this order."""


def issue_fields(issue: Issue, wording: Wording) -> Iterator[tuple[str, str]]:
    """Name and text of every field that people are shown and that says something."""
    yield "state", state_text(issue, wording)
    if issue.leg:
        yield "leg", str(issue.leg)
    for name in SHOWN:
        value = getattr(issue, name)
        if value not in (None, (), frozenset()):
            yield name, wording.field(name, value)


def state_text(issue: Issue, wording: Wording) -> str:
    """With how it was closed, if it is."""
    state = wording.text(issue.status)
    return f"{state} ({wording.text(issue.closure)})" if issue.closure else state


def deadline_line(deadline: Deadline, at: datetime, wording: Wording) -> str:
    params = {
        "what": wording.deadline(deadline.id),
        "day": deadline.last_day,
        "unit": wording.unit(deadline.bearer) if deadline.bearer else None,
    }
    if deadline.is_overdue(at):
        return wording.words("issue.deadline-overdue", **params)
    if deadline.paused_at:
        return wording.words("issue.deadline-paused", **params)
    return wording.words("issue.deadline", **params)


def issue_as_json(issue: Issue, province: str, at: datetime) -> dict[str, Any]:
    """Every field of the issue, its number, and what is overdue at ``at``."""
    overdue = [str(d.id) for d in issue.running if d.is_overdue(at)]
    return {
        "number": format_number(province, issue.position),
        "at": plain(at),
        **plain(issue),
        "overdue": overdue,
    }

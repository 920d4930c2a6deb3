"""The history of an issue: one entry a fact, for people and for programs."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import Any, NamedTuple

from adapters.plain import plain
from adapters.wording import Wording
from domain.fact import Envelope, Fact, Recorded
from domain.issue import EMPTY, Issue, evolve
from domain.issue_facts import IssueFact, Plan
from domain.sealed import Sealed
from domain.values import DocumentRef

WIDTH = 100
"""Columns that an entry fits."""
_INDENT = " " * 12
_IN_THE_HEADING = ("document", "decision", "minutes", "incoming_number", "regime")
"""Fields that the second line of an entry already tells."""


class Entry(NamedTuple):
    """A fact with the issue as its command left it."""

    recorded: Recorded[IssueFact]
    issue: Issue


def entries(history: Sequence[Recorded[IssueFact]]) -> Iterator[Entry]:
    """Every fact with the state after its command: what a command leads to is told as one."""
    issue = EMPTY
    for _, facts in groupby(history, key=lambda recorded: recorded.envelope.command_id):
        together = list(facts)
        for recorded in together:
            issue = evolve(issue, recorded)
        yield from (Entry(recorded, issue) for recorded in together)


def entry_lines(entry: Entry, wording: Wording) -> Iterator[str]:
    """What happened when; who did it, on which letter, under which rule; what it said."""
    (position, envelope, fact), issue = entry
    wording = wording.at(envelope.recorded_at)
    times = wording.words(
        "history.times", occurred=envelope.occurred_at, recorded=envelope.recorded_at
    )
    yield from _wrapped(f"{position:>6} v{envelope.version:<3} {wording.fact(fact)}; {times}", "")
    yield from _wrapped("; ".join(_heading(envelope, fact, issue, wording)), _INDENT)
    free = [name for name in type(fact).model_fields if _is_free_text(getattr(fact, name))]
    short = wording.fields(fact, but=(*_IN_THE_HEADING, *free))
    yield from _wrapped("; ".join(f"{name}: {text}" for name, text in short), _INDENT)
    for name in free:
        label = wording.words.label("field", name)
        yield from _wrapped(f"{label}: {wording.text(getattr(fact, name))}", _INDENT)


def _is_free_text(value: object) -> bool:
    return isinstance(value, Sealed | Plan)


def _heading(envelope: Envelope, fact: Fact, issue: Issue, wording: Wording) -> Iterator[str]:
    """Office, role, document, the deadline that comes next, regime."""
    words = wording.words
    role = words.label("role", envelope.role)
    yield f"{wording.unit(envelope.office)}, {role}" if envelope.office else role
    if envelope.on_behalf_of:
        yield words("history.on-behalf-of", person=envelope.on_behalf_of)
    yield from (wording.document(document) for document in _documents(fact))
    number = getattr(fact, "incoming_number", None)
    if number:
        yield words("value.incoming", number=number)
    yield words("history.state", state=issue.status.value)
    if issue.running:
        first = issue.running[0]
        what = wording.deadline(first.id)
        yield words("history.next-deadline", what=what, day=first.last_day)
    if issue.regime:
        yield words("history.regime", regime=str(issue.regime))


def _documents(fact: Fact) -> Iterator[DocumentRef]:
    for name in type(fact).model_fields:
        value = getattr(fact, name)
        if isinstance(value, DocumentRef):
            yield value


def _wrapped(text: str, indent: str) -> list[str]:
    return wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=_INDENT, break_on_hyphens=False
    )


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """The whole fact with its envelope, the state after its command, and the next deadline."""
    (position, envelope, fact), issue = entry
    running = issue.running
    return {
        "position": position,
        "envelope": plain(envelope),
        "fact": plain(fact),
        "status": issue.status.value,
        "holder": issue.holder,
        "regime": plain(issue.regime),
        "next_deadline": {"id": str(running[0].id), "due": plain(running[0].due)}
        if running
        else None,
    }

"""The history of an issue: one entry a fact, for people and for programs."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from adapters.plain import plain
from adapters.terminal import wrapped
from adapters.wording import Wording
from domain.fact import Envelope, Fact, Recorded
from domain.issue import EMPTY, Issue, evolve
from domain.issue_facts import IssueFact, Plan
from domain.sealed import Sealed
from domain.values import DocumentRef

_INDENT = " " * 12
IN_THE_HEADING = ("document", "decision", "minutes", "incoming_number", "regime")
"""Fields that are told with who and under which rule."""


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


class EntryText(NamedTuple):
    """An entry in words."""

    position: int
    version: int
    what: str
    occurred: str
    recorded: str
    who: tuple[str, ...]
    """Office and role, and for whom."""
    under: tuple[str, ...]
    """Letters, the state after it, the deadline that comes next, the regime."""
    fields: tuple[tuple[str, str], ...]
    """Name and text of what else the fact says in short."""
    texts: tuple[tuple[str, str], ...]
    """The same of what somebody wrote."""


def entry_text(entry: Entry, wording: Wording) -> EntryText:
    """What happened when; who did it, on which letter, under which rule; what it said."""
    (position, envelope, fact), issue = entry
    wording = wording.at(envelope.recorded_at)
    words = wording.words
    free = [name for name in type(fact).model_fields if _is_free_text(getattr(fact, name))]
    return EntryText(
        position=position,
        version=envelope.version,
        what=wording.fact(fact),
        occurred=words.instant(envelope.occurred_at),
        recorded=words.instant(envelope.recorded_at),
        who=tuple(who(envelope, wording)),
        under=tuple(_under(fact, issue, wording)),
        fields=tuple(wording.fields(fact, but=(*IN_THE_HEADING, *free))),
        texts=tuple(
            (words.label("field", name), wording.text(getattr(fact, name))) for name in free
        ),
    )


def entry_lines(entry: Entry, wording: Wording, width: int) -> Iterator[str]:
    """The entry for a terminal with so many columns."""
    text = entry_text(entry, wording)
    times = wording.words("history.times", occurred=text.occurred, recorded=text.recorded)
    heading = f"{text.position:>6} v{text.version:<3} {text.what}; {times}"
    yield from wrapped(heading, width, hanging=_INDENT)
    below = ["; ".join((*text.who, *text.under))]
    below.append("; ".join(f"{name}: {said}" for name, said in text.fields))
    below += [f"{name}: {said}" for name, said in text.texts]
    for said in below:
        yield from wrapped(said, width, indent=_INDENT, hanging=_INDENT)


def _is_free_text(value: object) -> bool:
    return isinstance(value, Sealed | Plan)


def who(envelope: Envelope, wording: Wording) -> Iterator[str]:
    """Office and role, and for whom."""
    role = wording.words.label("role", envelope.role)
    yield f"{wording.unit(envelope.office)}, {role}" if envelope.office else role
    if envelope.on_behalf_of:
        yield wording.words("history.on-behalf-of", person=envelope.on_behalf_of)


def _under(fact: Fact, issue: Issue, wording: Wording) -> Iterator[str]:
    words = wording.words
    yield from (wording.document(document) for document in documents_of(fact))
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


def documents_of(fact: Fact) -> Iterator[DocumentRef]:
    """The letters that the fact rests on."""
    for name in type(fact).model_fields:
        value = getattr(fact, name)
        if isinstance(value, DocumentRef):
            yield value


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

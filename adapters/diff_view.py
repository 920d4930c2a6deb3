"""What changed of an issue between two moments, field by field, for people and for programs."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from adapters.explanation_view import standing_of
from adapters.history_view import Entry, entry_as_json, entry_lines
from adapters.issue_view import SHOWN, state_text
from adapters.plain import plain
from adapters.terminal import wrapped
from adapters.wording import Wording
from domain.deadline import Deadline
from domain.issue import Issue


class Moment(NamedTuple):
    """An issue as it was known at a time."""

    issue: Issue
    """Empty before it was recorded."""
    at: datetime


FIELDS = ("leg", "title", *SHOWN)
"""Fields that are compared beside state and deadlines, in the order in which they are told."""


def changes(before: Moment, after: Moment, wording: Wording) -> Iterator[str]:
    """Each field that is not as it was, in words, either side with the names of its day."""
    then, now = wording.at(before.at), wording.at(after.at)
    old, new = before.issue, after.issue
    if (old.status, old.closure) != (new.status, new.closure):
        was = state_text(old, then) if old.version else None
        yield _change(wording.words.label("field", "state"), was, state_text(new, now), wording)
    for name in FIELDS:
        was, is_now = getattr(old, name), getattr(new, name)
        if was == is_now:
            continue
        called = wording.words.label("field", name)
        if was and type(is_now) in (tuple, frozenset):
            yield f"{called}: {_moved(name, was, is_now, wording)}"
        else:
            yield _change(called, _text(name, was, then), _text(name, is_now, now), wording)
    yield from _deadline_changes(before, after, wording)


def _change(called: str, was: str | None, is_now: str | None, wording: Wording) -> str:
    if was is None:
        told = wording.words("diff.new", value=is_now)
    elif is_now is None:
        told = wording.words("diff.gone", value=was)
    else:
        told = f"{was} → {is_now}"
    return f"{called}: {told}"


def _text(name: str, value: Any, wording: Wording) -> str | None:
    return wording.field(name, value) if value else None


def _moved(name: str, was: Collection[Any], is_now: Collection[Any], wording: Wording) -> str:
    """What came to a list and what went from it."""
    added = sorted((one for one in is_now if one not in was), key=str)
    removed = sorted((one for one in was if one not in is_now), key=str)
    told = (("diff.added", added), ("diff.removed", removed))
    return "; ".join(
        wording.words(key, value=wording.field(name, tuple(found))) for key, found in told if found
    )


def _deadline_changes(before: Moment, after: Moment, wording: Wording) -> Iterator[str]:
    then, now = wording.at(before.at), wording.at(after.at)
    for was, is_now in _deadlines(before.issue, after.issue):
        same_bearer = was is not None and was.bearer == is_now.bearer
        text = _deadline(was, before.at, then, with_bearer=not same_bearer) if was else None
        new_text = _deadline(is_now, after.at, now, with_bearer=not same_bearer)
        if text != new_text:
            called = wording.words("diff.deadline", what=now.deadline(is_now.id))
            yield _change(called, text, new_text, wording)


def _deadlines(old: Issue, new: Issue) -> Iterator[tuple[Deadline | None, Deadline]]:
    """Every deadline as it was and as it is; none is ever lost."""
    known = {deadline.id: deadline for deadline in old.deadlines}
    return ((known.get(deadline.id), deadline) for deadline in new.deadlines)


def _deadline(deadline: Deadline, at: datetime, wording: Wording, *, with_bearer: bool) -> str:
    """Until when, how it stands and who owes it."""
    words, standing = wording.words, standing_of(deadline, at)
    told = words("diff.deadline-stands", day=deadline.last_day, status=standing)
    return f"{told}, {wording.unit(deadline.bearer)}" if with_bearer and deadline.bearer else told


def diff_lines(
    number: str,
    before: Moment,
    after: Moment,
    between: Sequence[Entry],
    wording: Wording,
    *,
    width: int,
) -> Iterator[str]:
    """Every change, and then the facts that led to them."""
    words = wording.words
    found = list(changes(before, after, wording))
    counts = {"changes": len(found), "facts": len(between)}
    title = words("diff.title", number=number, since=before.at, until=after.at, **counts)
    yield from wrapped(title, width, hanging="  ")
    for change in found:
        yield from wrapped(change, width, indent="  ", hanging="    ")
    for entry in between:
        yield from entry_lines(entry, wording, width)


def diff_as_json(
    number: str, before: Moment, after: Moment, between: Sequence[Entry]
) -> dict[str, Any]:
    """Raw values of the fields that changed, the deadlines that did, and the facts between."""
    old, new = before.issue, after.issue
    fields = [
        {"field": name, "before": plain(getattr(old, name)), "after": plain(getattr(new, name))}
        for name in ("status", "closure", *FIELDS)
        if getattr(old, name) != getattr(new, name)
    ]
    deadlines = [
        {"id": str(is_now.id), "before": was_json, "after": now_json}
        for was, is_now in _deadlines(old, new)
        if (was_json := _deadline_as_json(was, before.at))
        != (now_json := _deadline_as_json(is_now, after.at))
    ]
    return {
        "number": number,
        "from": plain(before.at),
        "to": plain(after.at),
        "fields": fields,
        "deadlines": deadlines,
        "facts": [entry_as_json(entry) for entry in between],
    }


def _deadline_as_json(deadline: Deadline | None, at: datetime) -> dict[str, Any] | None:
    if deadline is None:
        return None
    return {
        "last_day": plain(deadline.last_day),
        "due": plain(deadline.due),
        "standing": standing_of(deadline, at),
        "bearer": deadline.bearer,
    }

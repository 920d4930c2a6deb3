"""Issues by the number that people say, wherever an id is taken."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain.issue_facts import IssueRaised
from domain.organisation import OrganisationFounded
from domain.short_number import format_number, parse_number
from workflows.ports import EventStore

ISSUE_FIELDS = frozenset({"issue", "into", "predecessor", "issues", "related"})
"""Fields of commands that name issues."""


class UnknownIssue(Exception):
    """The text names no issue of the store; ``code`` says in which way."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text


def find_issue(text: str, store: EventStore) -> UUID:
    """The issue with that number or id. Raises UnknownIssue: ``not-a-number``,
    ``wrong-check-character``, ``no-such-issue``."""
    issue = _by_id(text) or _by_number(text, store)
    if issue is None or number_of(issue, store) is None:
        raise UnknownIssue("no-such-issue", text)
    return issue


def number_of(issue: UUID, store: EventStore) -> str | None:
    """The short number of an issue; None for what is no issue."""
    facts = store.load({issue: 0})[issue]
    if not facts or not isinstance(facts[0].fact, IssueRaised):
        return None
    return format_number(province_of(store), facts[0].position)


def province_of(store: EventStore) -> str:
    """The province whose organisation the store's first fact founded; empty before that."""
    first = next(store.read(limit=1), None)
    return first.fact.province if first and isinstance(first.fact, OrganisationFounded) else ""


def with_ids(command: Any, find: Callable[[str], str]) -> Any:
    """A command's JSON with the id of an issue wherever its number stands."""
    match command:
        case dict():
            return {
                name: _found(value, find) if name in ISSUE_FIELDS else with_ids(value, find)
                for name, value in command.items()
            }
        case list():
            return [with_ids(entry, find) for entry in command]
        case _:
            return command


def _found(value: Any, find: Callable[[str], str]) -> Any:
    if isinstance(value, list):
        return [_found(entry, find) for entry in value]
    if not isinstance(value, str) or _by_id(value):
        return with_ids(value, find)
    return find(value)


def _by_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _by_number(text: str, store: EventStore) -> UUID | None:
    try:
        asked = parse_number(text)
    except ValueError as error:
        mistyped = str(error) == "wrong-check-character"
        raise UnknownIssue("wrong-check-character" if mistyped else "not-a-number", text) from None
    stream = store.stream_at(asked.position)
    found = number_of(stream, store) if stream else None
    return stream if found is not None and parse_number(found) == asked else None

"""No text is missing in either language, and none is left that nobody asks for."""

from collections.abc import Iterable
from enum import Enum
from typing import get_args

import pytest
from pydantic import TypeAdapter
from pydantic_core import _pydantic_core as core

from adapters.cli.app import command
from adapters.i18n import LANGUAGES
from adapters.invalid import own_key
from domain.calendar import DayKind
from domain.deadline import DeadlineKind, DeadlineStatus
from domain.facts import AnyFact
from domain.issue import Closure, Status
from domain.issue_facts import Outcome, Right
from domain.meeting import MeetingKind
from domain.organisation import Post, UnitKind
from domain.values import Authority, Category, DocumentKind, Severity, Source
from tests.adapters.catalogue import (
    Raised,
    by_code,
    constants,
    labels_asked_for,
    names,
    params,
    raised,
    store_codes,
    texts,
    triggers_named,
)
from workflows.calendar_files import CalendarFaultCode
from workflows.issue_commands import IssueCommand
from workflows.organisation import FOUNDER, REGISTRAR
from workflows.roles import ROLES
from workflows.rules import RULES

CATALOGUES = {language: texts(language) for language in LANGUAGES}
KEYS = CATALOGUES["vi"].keys()

ENUMERATIONS: dict[str, type[Enum]] = {
    "authority": Authority,
    "category": Category,
    "closure": Closure,
    "day-kind": DayKind,
    "deadline": DeadlineKind,
    "deadline-status": DeadlineStatus,
    "document-kind": DocumentKind,
    "meeting-kind": MeetingKind,
    "outcome": Outcome,
    "post": Post,
    "right": Right,
    "severity": Severity,
    "source": Source,
    "state": Status,
    "unit-kind": UnitKind,
}
EVENTS = TypeAdapter(AnyFact).json_schema()["discriminator"]["mapping"]
TRIGGERS = {command.trigger for command in IssueCommand.__subclasses__()}
LABELS: dict[str, Iterable[object]] = {
    **{kind: [member.value for member in values] for kind, values in ENUMERATIONS.items()},
    "event": EVENTS,
    "role": {*ROLES, FOUNDER, REGISTRAR},
    "trigger": {*TRIGGERS, *triggers_named()},
    "weekday": range(1, 8),
}
PYDANTIC = {error["type"]: error for error in core.list_all_errors()}
PARSED_FROM_THE_MESSAGE = {"line", "column"}

WITH_RULES = frozenset({"trigger", "state"})

CODES: dict[str, list[Raised]] = {
    "bad-input": raised("BadInput"),
    "unavailable": [*raised("StoreUnavailable"), *store_codes()],
    "refusal": [
        *raised("Rejected"),
        *raised("Refused"),
        *(Raised(rule, WITH_RULES) for rule in RULES),
    ],
    "calendar-fault": [Raised(code, None) for code in get_args(CalendarFaultCode)],
}


def keys_of_labels() -> set[str]:
    return {f"{kind}.{value}" for kind, values in LABELS.items() for value in values}


def keys_of_codes() -> set[str]:
    return {f"{family}.{found.code}" for family, places in CODES.items() for found in places}


def keys_of_values() -> set[str]:
    own = {own_key(found.code) for found in raised("ValueError", "domain", "workflows")}
    return {f"pydantic.{kind}" for kind in PYDANTIC} | own


def keys_written_out() -> set[str]:
    return constants({key.partition(".")[0] for key in KEYS})


def all_keys() -> set[str]:
    return keys_of_labels() | keys_of_codes() | keys_of_values() | keys_written_out()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_is_asked_for_is_there(language: str) -> None:
    assert sorted(all_keys() - CATALOGUES[language].keys()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_that_nobody_asks_for(language: str) -> None:
    assert sorted(CATALOGUES[language].keys() - all_keys()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, text in CATALOGUES[language].items() if not text.strip()] == []


def test_both_languages_name_the_same_values_in_the_same_way() -> None:
    vietnamese, english = CATALOGUES["vi"], CATALOGUES["en"]

    assert [key for key in KEYS if params(vietnamese[key]) != params(english[key])] == []


def test_the_languages_differ() -> None:
    """A text copied over and never translated shows here; the exceptions are words of both."""
    vietnamese, english = CATALOGUES["vi"], CATALOGUES["en"]

    assert [key for key in KEYS if vietnamese[key] == english[key]] == []


def test_every_kind_of_label_that_is_asked_for_is_known() -> None:
    written = {spec for text in CATALOGUES["vi"].values() for _, spec in params(text)}

    assert labels_asked_for() | written - {"", "date", "instant"} <= LABELS.keys()


@pytest.mark.parametrize("family", CODES)
def test_the_text_of_a_code_names_only_what_comes_with_the_code(family: str) -> None:
    unknown = {}
    for code, places in by_code(CODES[family]).items():
        given = [place.params for place in places if place.params is not None]
        named = names(CATALOGUES["vi"][f"{family}.{code}"])
        if given and named - frozenset.intersection(*given):
            unknown[code] = named - frozenset.intersection(*given)

    assert unknown == {}


@pytest.mark.parametrize("kind", PYDANTIC)
def test_the_text_of_a_pydantic_error_names_only_what_pydantic_tells(kind: str) -> None:
    told = set(PYDANTIC[kind]["example_context"] or ())
    parsed = PARSED_FROM_THE_MESSAGE if kind == "json_invalid" else set()

    assert names(CATALOGUES["vi"][f"pydantic.{kind}"]) <= told | parsed


def test_every_command_and_every_parameter_of_one_has_a_help_text() -> None:
    missing = []

    def walk(name: str, of: object) -> None:
        if getattr(of, "help", None) not in KEYS:
            missing.append(name)
        for param in getattr(of, "params", ()):
            if getattr(param, "help", None) not in KEYS:
                missing.append(f"{name} {param.name}")
        for below, sub in getattr(of, "commands", {}).items():
            walk(f"{name} {below}", sub)

    walk("kiennghi", command())

    assert missing == []

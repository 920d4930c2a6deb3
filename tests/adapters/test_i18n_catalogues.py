"""No text is missing in either language, and none is left that nobody asks for."""

import tomllib
from collections import defaultdict
from typing import Any, get_args

import pytest
from pydantic_core import _pydantic_core as core

from adapters import (
    adoption_view,
    assignments_view,
    attendance_view,
    consolidation_view,
    ledger_view,
    meetings_view,
    residence_view,
    stuck_view,
    timeliness_view,
)
from adapters.adoption import Counts
from adapters.adoption_view import FOLLOWS, KEPT
from adapters.attendance_view import CONTEST_STATES
from adapters.cli.app import command
from adapters.cli.organisations import SECTIONS
from adapters.cli.projections import COLUMNS as PROJECTION_COLUMNS
from adapters.cli.projections import Standing as ProjectionStanding
from adapters.cli.stores import About
from adapters.explanation_view import Standing
from adapters.export import CSV_COLUMNS as EXPORT_COLUMNS
from adapters.i18n import LANGUAGES
from adapters.inbox_view import COLUMNS as INBOX_COLUMNS
from adapters.inbox_view import CSV_COLUMNS as INBOX_CSV_COLUMNS
from adapters.invalid import own_key
from adapters.issue_view import SHOWN
from adapters.listing import Column
from adapters.log_view import CSV_COLUMNS as LOG_COLUMNS
from adapters.organisation_csv_table import PYDANTIC_CODES
from adapters.overdue_view import COLUMNS as OVERDUE_COLUMNS
from adapters.overdue_view import CSV_COLUMNS as OVERDUE_CSV_COLUMNS
from adapters.timeliness_view import MEETINGS
from adapters.wording import LABELS as ENUMERATIONS
from domain.calendar import SpanUnit
from domain.facts import AnyFact
from domain.issue_facts import Plan
from domain.regime_keys import LinkEnd, LinkStart, OpenDeadlines, OpenIssues, OtherDuty
from domain.values import Value
from projections.assignments import Missing
from projections.consolidation import Notable
from projections.inbox import Queue, Role, Sort
from projections.residence import LinkState
from projections.stuck import Why
from projections.timeliness import Standing as ReportStanding
from tests.adapters.catalogue import (
    Raised,
    by_code,
    constants,
    labels_asked_for,
    members,
    names,
    params,
    raised,
    store_codes,
    texts,
    triggers_named,
    view_codes,
)
from workflows.calendar_files import CalendarFaultCode
from workflows.command import StreamKind
from workflows.issue_commands import IssueCommand
from workflows.machine import ALIASES
from workflows.organisation import FOUNDER, REGISTRAR
from workflows.reach import BODIES
from workflows.regime import BEFORE_PAUSE, SAME
from workflows.regime_change import NotKnown
from workflows.regime_files import shipped_regimes
from workflows.regime_lint import LintFaultCode
from workflows.regime_text import ShapeFaultCode
from workflows.roles import APART_FROM_ISSUES, ROLES
from workflows.rules import GUARDS, RULES
from workflows.succession_cases import Becomes

CATALOGUES = {language: texts(language) for language in LANGUAGES}
KEYS = CATALOGUES["vi"].keys()

FACTS_AND_PLANS: list[type[Value]] = [*members(AnyFact), Plan]
EVENTS = {kind.model_fields["type"].default for kind in members(AnyFact)}
REGIMES = [tomllib.loads(file.text) for file in shipped_regimes()]
TRIGGERS = {command.trigger for command in IssueCommand.__subclasses__()}


COLUMNS_OF_LISTS: dict[str, tuple[Column | str, ...]] = {
    "adoption": adoption_view.CSV_COLUMNS,
    "assignments": (*assignments_view.COLUMNS, *assignments_view.LACKING_COLUMNS),
    "attendance": (*attendance_view.COLUMNS, *attendance_view.CSV_COLUMNS),
    "consolidation": (
        *consolidation_view.FIGURE_COLUMNS,
        *consolidation_view.NOTABLE_COLUMNS,
        *consolidation_view.REQUEST_COLUMNS,
        *consolidation_view.CSV_COLUMNS,
    ),
    "ledger": (*ledger_view.COLUMNS, *ledger_view.CSV_COLUMNS),
    "meetings": (*meetings_view.COLUMNS, *meetings_view.CSV_COLUMNS),
    "register": (*residence_view.COLUMNS, *residence_view.CSV_COLUMNS),
    "stuck": (*stuck_view.COLUMNS, *stuck_view.CSV_COLUMNS),
    "timeliness": (*timeliness_view.COLUMNS, *timeliness_view.CSV_COLUMNS),
}


def labels() -> dict[str, set[str]]:
    """Every value that may be shown, by the kind of its label."""
    found: dict[str, set[str]] = defaultdict(set)
    for values, kind in ENUMERATIONS.items():
        found[kind] |= {str(member.value) for member in values}
    fields = [name for kind in FACTS_AND_PLANS for name in kind.model_fields]
    found["field"] |= {*fields, *SHOWN, "extension", "leg", "state"} - {"type"}
    found["state"] |= {*ALIASES, SAME, BEFORE_PAUSE}
    found["event"] = EVENTS
    found["role"] = {*ROLES, *APART_FROM_ISSUES, FOUNDER, REGISTRAR}
    found["trigger"] = {*TRIGGERS, *triggers_named()}
    found["weekday"] = {str(day) for day in range(1, 8)}
    found["span"] = {unit.value for unit in SpanUnit}
    found["deadline-is"] = set(get_args(Standing))
    found["store"] = set(About._fields)
    found["section"] = set(SECTIONS)
    found["export"] = {*EXPORT_COLUMNS, "issue", "deadline", "history"}
    found["inbox"] = {*INBOX_COLUMNS, *INBOX_CSV_COLUMNS}
    found["inbox-role"] = {role.value for role in Role}
    found["log"] = set(LOG_COLUMNS)
    found["queue"] = {queue.value for queue in Queue}
    found["sort"] = {sort.value for sort in Sort}
    found["stream"] = {kind.value for kind in StreamKind}
    found["overdue"] = {*OVERDUE_COLUMNS, *OVERDUE_CSV_COLUMNS}
    for family, columns in COLUMNS_OF_LISTS.items():
        found[family] = {one.name if isinstance(one, Column) else one for one in columns}
    found["lacking"] = {why.value for why in Missing}
    found["report-standing"] = {standing.value for standing in ReportStanding}
    found["contest"] = set(CONTEST_STATES.values())
    found["summary"] = {MEETINGS, *(name for one in REGIMES for name in one.get("summaries", ()))}
    found["link-state"] = {state.value for state in LinkState}
    found["notable"] = {why.value for why in Notable}
    found["adoption-count"] = {*Counts._fields} - {"issues"}
    found["adoption-outcome"] = {FOLLOWS, KEPT, *(why.value for why in NotKnown)}
    found["becomes"] = {one.value for one in Becomes}
    found["stuck-why"] = {why.value for why in Why}
    found["projection"] = set(PROJECTION_COLUMNS)
    found["projection-is"] = set(get_args(ProjectionStanding))
    found["channel"] = {name for regime in REGIMES for name in regime.get("channels", ())}
    found["rule"] = {*RULES, *GUARDS}
    found["rule-source"] = {"P"}
    found["other-duty"] = {duty.value for duty in OtherDuty}
    found["link-start"] = {start.value for start in LinkStart}
    found["link-end"] = {end.value for end in LinkEnd}
    found["open-issues"] = {rule.value for rule in OpenIssues}
    found["open-deadlines"] = {rule.value for rule in OpenDeadlines}
    found["rung-body"] = set(BODIES)
    found["rung"] = {rung["rung"] for regime in REGIMES for rung in regime.get("ladder", ())}
    return found


LABELS = labels()
PYDANTIC: dict[str, Any] = {error["type"]: error for error in core.list_all_errors()}
PARSED_FROM_THE_MESSAGE = {"line", "column"}

WITH_RULES = frozenset({"trigger", "state"})

CODES: dict[str, list[Raised]] = {
    "bad-input": [*raised("BadInput"), *raised("UnknownIssue", given=frozenset({"value"}))],
    "unavailable": [*raised("StoreUnavailable"), *store_codes(), *view_codes()],
    "finding": raised("Finding", given=None),
    "warning": raised("Warned", given=None),
    "refusal": [
        *raised("Rejected"),
        *raised("Refused", given=None),
        *(Raised(rule, WITH_RULES) for rule in RULES),
    ],
    "calendar-fault": [Raised(code, None) for code in get_args(CalendarFaultCode)],
    "regime-fault": [
        Raised(code, None) for code in (*get_args(ShapeFaultCode), *get_args(LintFaultCode))
    ],
    "poison": [
        Raised(code, frozenset({"reason"}))
        for code in ("store-fact-unknown", "store-fact-damaged", "cannot-apply")
    ],
    "csv-fault": [
        *raised("CsvFault", place=2, given=None),
        *(Raised(code, None) for code in PYDANTIC_CODES.values()),
    ],
}


def keys_of_labels() -> set[str]:
    return {f"{kind}.{value}" for kind, values in LABELS.items() for value in values}


def keys_of_codes() -> set[str]:
    return {f"{family}.{found.code}" for family, places in CODES.items() for found in places}


def keys_of_values() -> set[str]:
    own = {own_key(found.code) for found in raised("ValueError", folders=("domain", "workflows"))}
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


@pytest.mark.parametrize(
    ("language", "family", "word"),
    [
        ("vi", "", "nhật ký"),  # the log is "sổ sự kiện"
        ("vi", "", "dấu vân tay"),  # a digest is "mã băm"
        ("vi", "", "thụ lý "),  # who has an issue "giữ" it; "thụ lý" is a word of one deadline
        ("vi", "help.", "lúc này"),  # that is now, and a time is meant that was named
        ("en", "trigger.", "the issue"),  # steps of an issue are listed one after the other
    ],
)
def test_one_thing_has_one_name(language: str, family: str, word: str) -> None:
    found = CATALOGUES[language].items()

    assert {key for key, text in found if key.startswith(family) and word in text.lower()} <= {
        "deadline.notice"
    }


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

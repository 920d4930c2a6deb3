"""Every way in which a regime can make no sense, told with file and key path and nothing else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest

from domain.deadline import DeadlineKind, RegimeRef
from domain.issue import Status
from domain.organisation import UnitKind
from tests.workflows.test_regime_keys import KEY_FAULTS
from workflows.machine import rows_of
from workflows.regime import RegimeSpec
from workflows.regime_checks import TRIGGERS, destinations
from workflows.regime_files import load_regime, regime_text, shipped_regimes
from workflows.regime_flow import graph_of, standings, stuck, without_deadline
from workflows.regime_lint import LintFaultCode, lint, lint_files, lint_text
from workflows.regime_text import Fault

ROOT = Path(__file__).parents[2]
BROKEN = ROOT / "tests/data/broken-regimes"
SHIPPED = sorted((ROOT / "workflows/regimes").glob("*.toml"))
TEST_REGIMES = sorted((ROOT / "tests/data/regimes").glob("*.toml"))

HEAD = """\
id = "child"
version = "1"
extends = { id = "ninh-binh", version = "2018.1" }
"""


def ninh_binh(**changes: Any) -> RegimeSpec:
    return load_regime("ninh-binh").model_copy(update=changes)


# --- sound regimes -----------------------------------------------------------------------------


def test_every_shipped_regime_and_every_test_regime_is_sound() -> None:
    assert lint_files([*SHIPPED, *TEST_REGIMES], calendars=["vn"]) == ()


def test_every_shipped_regime_is_linted_whole_itself_or_through_one_that_extends_it() -> None:
    extended = set()
    for file in shipped_regimes():
        if not file.abstract:
            extended.add(load_regime(f"{file.id}-{file.version}").extends)
    assert {file.ref for file in shipped_regimes() if file.abstract} <= extended


def test_a_child_that_changes_nothing_is_sound() -> None:
    assert lint_text(HEAD, regime_text) == ()


# --- the ten faults of acceptance 6 ------------------------------------------------------------

TEN: list[tuple[str, str, str, dict[str, str]]] = [
    (
        "unreachable-state",
        "transitions.ask.from",
        "unreachable-state",
        {"state": "needs-clarification"},
    ),
    ("no-way-out", "transitions.return-down.to", "no-way-out", {"state": "returned-down"}),
    (
        "missing-deadline",
        "transitions.accept-result",
        "missing-deadline",
        {"state": "resolved", "trigger": "accept-result"},
    ),
    ("unknown-role", "transitions.receive.who", "unknown-role", {"role": "holder-clerk"}),
    (
        "cyclic-tiers",
        "tiers.district",
        "cyclic-tiers",
        {"tiers": "district, province, district"},
    ),
    ("dead-end-ladder", "ladder.superior.to", "dead-end-ladder", {"rung": "superior"}),
    (
        "bad-duration",
        "deadlines.receipt.lasts",
        "bad-duration",
        {"value": "two days", "type": "value_error"},
    ),
    (
        "duplicate-trigger",
        "transitions.receive.2",
        "duplicate-trigger",
        {"other": "transitions.receive"},
    ),
    ("unknown-guard", "transitions.reply.when", "unknown-guard", {"guard": "reply-drafted"}),
    ("overlapping-dates", "effective_from", "overlapping-dates", {"other": "ninh-binh 2018.1"}),
]


@pytest.mark.parametrize(("name", "key_path", "code", "params"), TEN)
def test_a_broken_file_is_told_with_its_key_path_and_nothing_else(
    name: str, key_path: str, code: str, params: dict[str, str]
) -> None:
    path = BROKEN / f"{name}.toml"
    assert lint_files([path]) == (Fault(str(path), key_path, code, params),)


def test_the_ten_broken_files_together_are_ten_faults() -> None:
    paths = sorted(BROKEN.glob("*.toml"))
    assert len(paths) == len(lint_files(paths)) == len(TEN)
    assert {Path(fault.file).stem for fault in lint_files(paths)} == {name for name, *_ in TEN}


# --- every other fault -------------------------------------------------------------------------

RUNG = '[[ladder]]\nrung = "{}"\nat = "{}"\nact = "{}"\nto = {}\n'
BREACH = RUNG.format("late", "0wd", "breach", '["holder"]')
REPLY = '[[transitions]]\ntrigger = "reply"\nwho = ["lead"]\n'
HELD_BY = '[delivery]\nholder = "{}"\n'
COPY = '[delivery]\ncopies = [{{ tier = "{}", body = "{}", rights = [] }}]\n'

ODD: list[tuple[str, str, LintFaultCode, dict[str, str]]] = [
    (
        '[tiers]\nprovince = "agency"\n',
        "tiers.province",
        "unknown-tier",
        {"tier": "agency"},
    ),
    (HELD_BY.format("commune"), "delivery.holder", "unknown-tier", {"tier": "commune"}),
    (
        COPY.format("commune", "standing-board"),
        "delivery.copies",
        "unknown-tier",
        {"tier": "commune"},
    ),
    (COPY.format("district", "agency"), "delivery.copies", "unknown-body", {"body": "agency"}),
    (
        '[deadlines.interim]\ncases = [{ tier = "commune", lasts = "3wd" }]\n',
        "deadlines.interim.cases",
        "unknown-tier",
        {"tier": "commune"},
    ),
    (
        "[channels.chapter]\nraises = []\n",
        "channels.chapter.raises",
        "channel-without-raiser",
        {},
    ),
    (
        "[channels.chapter]\nsubmits = []\n",
        "channels.chapter.submits",
        "channel-without-submitter",
        {},
    ),
    (
        '[channels.chapter]\nraises = ["villager"]\n',
        "channels.chapter.raises",
        "unknown-role",
        {"role": "villager"},
    ),
    (
        '[channels.chapter]\nsubmits = ["channel-submitter"]\n',
        "channels.chapter.submits",
        "unknown-role",
        {"role": "channel-submitter"},
    ),
    (
        REPLY + 'from = ["resolved"]\nto = "replied"\nneeds = ["letter-signed"]\n',
        "transitions.reply.needs",
        "unknown-rule",
        {"rule": "letter-signed"},
    ),
    (
        REPLY + 'from = ["decided"]\nto = "replied"\n',
        "transitions.reply.from",
        "unknown-state",
        {"state": "decided"},
    ),
    (
        '[[transitions]]\ntrigger = "shelve"\nfrom = ["open"]\nto = "closed"\nwho = ["lead"]\n',
        "transitions.shelve",
        "unknown-trigger",
        {"trigger": "shelve"},
    ),
    (
        REPLY + 'from = ["resolved", "diverted", "merged", "declined"]\nto = "closed"\n',
        "transitions.reply.to",
        "lands-elsewhere",
        {"state": "replied"},
    ),
    (
        'new_legs = ["submit", "escalat", "take-over", "return-down", "reopen"]\n',
        "new_legs",
        "unknown-trigger",
        {"trigger": "escalat"},
    ),
    *(
        (
            f'[deadlines.interim]\n{field} = ["asign"]\nresumes = ["resume"]\n',
            f"deadlines.interim.{field}",
            "unknown-trigger",
            {"trigger": "asign"},
        )
        for field in ("starts", "stops", "cancels", "pauses")
    ),
    (
        '[deadlines.interim]\nresumes = ["attended"]\n',
        "deadlines.interim.resumes",
        "unknown-trigger",
        {"trigger": "attended"},
    ),
    ("[deadlines.interim]\nstarts = []\n", "deadlines.interim.starts", "never-starts", {}),
    (
        "[deadlines.interim]\nresumes = []\n",
        "deadlines.interim.pauses",
        "pause-without-resume",
        {},
    ),
    (RUNG.format("soon", "-1wd", "warn", '["holder"]'), "ladder", "no-breach-rung", {}),
    (
        RUNG.format("head", "+3wd", "notify-head", '["holder"]') + BREACH,
        "ladder.late.at",
        "rungs-out-of-order",
        {"other": "head"},
    ),
    (
        RUNG.format("late", "-1wd", "breach", '["holder"]'),
        "ladder.late.at",
        "rungs-out-of-order",
        {"other": "breach"},
    ),
    (
        BREACH + RUNG.format("note", "0wd", "warn", '["holder"]'),
        "ladder.note.at",
        "rungs-out-of-order",
        {"other": "breach"},
    ),
    (BREACH + BREACH, "ladder.late", "duplicate-rung", {"rung": "late"}),
    (
        RUNG.format("late", "0wd", "breach", '["mayor", "holder"]'),
        "ladder.late.to",
        "unknown-body",
        {"body": "mayor"},
    ),
    (
        "effective_from = 2020-01-02\neffective_to = 2020-01-01\n",
        "effective_to",
        "dates-reversed",
        {"since": "2020-01-02"},
    ),
    ('calendar = "lunar"\n', "calendar", "unknown-calendar", {"calendar": "lunar"}),
]


@pytest.mark.parametrize(("body", "key_path", "code", "params"), ODD)
def test_an_odd_rule_is_told_with_its_key_path_and_nothing_else(
    body: str, key_path: str, code: LintFaultCode, params: dict[str, str]
) -> None:
    found = lint_text(HEAD + body, regime_text, "child.toml", calendars=["vn"])
    assert found == (Fault("child.toml", key_path, code, params),)


def test_a_regime_without_channels_and_a_command_without_a_row_are_told() -> None:
    rows = load_regime("ninh-binh").transitions
    spec = ninh_binh(channels={}, transitions=[row for row in rows if row.trigger != "cluster"])
    assert lint(spec, "x") == (
        Fault("x", "channels", "no-channel", {}),
        Fault("x", "transitions.cluster", "missing-trigger", {"trigger": "cluster"}),
    )


def test_the_name_of_the_calendar_is_not_asked_where_no_calendars_are_given() -> None:
    assert lint_text(HEAD + 'calendar = "lunar"\n', regime_text) == ()


def test_faults_of_shape_come_first_and_alone() -> None:
    [found] = lint_text(HEAD + 'tempo = 1\nsources = ["chapter"]\nnew_legs = ["x"]\n', regime_text)
    assert (found.key_path, found.code) == ("tempo", "unknown-key")


def test_every_fault_is_raised_by_a_test_here() -> None:
    tested = {code for _, _, code, _ in [*TEN, *ODD]} - {"bad-duration"}
    elsewhere = {"no-channel", "missing-trigger", "version-twice"}
    assert tested | elsewhere | KEY_FAULTS == set(get_args(LintFaultCode))


# --- versions and dates ------------------------------------------------------------------------


def write(folder: Path, name: str, version: str, dates: str) -> Path:
    path = folder / name
    text = HEAD.replace('version = "1"', f'version = "{version}"')
    path.write_text(text + dates, encoding="utf-8")
    return path


def test_versions_that_follow_each_other_are_sound_and_one_day_in_common_is_not(
    tmp_path: Path,
) -> None:
    first = write(
        tmp_path, "a.toml", "1", "effective_from = 2020-01-01\neffective_to = 2020-06-30\n"
    )
    second = write(
        tmp_path, "b.toml", "2", "effective_from = 2020-07-01\neffective_to = 2021-01-01\n"
    )
    assert lint_files([second, first]) == ()
    write(tmp_path, "b.toml", "2", "effective_from = 2020-06-30\n")
    [found] = lint_files([second, first])
    params = {"other": "child 1"}
    assert found == Fault(str(second), "effective_from", "overlapping-dates", params)


def test_one_version_in_two_files_is_told_once(tmp_path: Path) -> None:
    paths = [write(tmp_path, name, "1", "") for name in ("a.toml", "b.toml")]
    [found] = lint_files(paths)
    assert found == Fault(str(paths[1]), "version", "version-twice", {"other": "child 1"})


def test_a_copy_of_a_shipped_regime_is_compared_with_others_only(tmp_path: Path) -> None:
    copy = tmp_path / "copy.toml"
    copy.write_text(regime_text(RegimeRef(id="ninh-binh", version="2018.1")), encoding="utf-8")
    assert lint_files([copy]) == ()


def test_an_unreadable_file_is_one_fault_among_those_of_the_others(tmp_path: Path) -> None:
    gone, broken = tmp_path / "gone.toml", BROKEN / "unknown-role.toml"
    assert [fault.code for fault in lint_files([gone, broken])] == ["unreadable", "unknown-role"]


# --- ways through the table --------------------------------------------------------------------


def without(trigger: str, field: str, kind: DeadlineKind) -> RegimeSpec:
    """The shipped regime, one trigger fewer in one list of one deadline."""
    deadlines = dict(load_regime("ninh-binh").deadlines)
    kept = tuple(name for name in getattr(deadlines[kind], field) if name != trigger)
    deadlines[kind] = deadlines[kind].model_copy(update={field: kept})
    return ninh_binh(deadlines=deadlines)


def test_every_state_can_be_reached_and_every_open_one_left_for_the_end() -> None:
    graph = graph_of(rows_of(load_regime("ninh-binh")))
    assert graph[Status.NEW] == set(Status) - {Status.NEW, Status.WITHDRAWN}
    assert all(Status.CLOSED in graph[state] for state in graph[Status.NEW] - {Status.CLOSED})


def test_an_unmerged_issue_that_had_been_assigned_and_refused_still_has_a_deadline() -> None:
    """Assigned, refused by the lead, merged and unmerged: all that ran before is over."""
    spec = without("unmerge", "starts", DeadlineKind.NOTICE)
    assert without_deadline(spec) == {Status.TRIAGED: "unmerge"}


def test_two_deadlines_that_take_turns_leave_no_gap() -> None:
    """A refused assignment leaves the result owed where the notice was met: some deadline runs."""
    spec = load_regime("ninh-binh")
    in_triage = [one.owed for _, one in standings(spec, rows_of(spec)) if one.status == "triaged"]
    assert {DeadlineKind.NOTICE} in in_triage
    assert {DeadlineKind.RESULT} in in_triage
    assert frozenset.intersection(*in_triage) == frozenset()


def test_a_pause_leads_back_only_to_where_it_came_from() -> None:
    spec = load_regime("ninh-binh")
    paused = [one for _, one in standings(spec, rows_of(spec)) if one.status is Status.PAUSED]
    assert {one.before_pause for one in paused} == {
        Status.TRIAGED,
        Status.ASSIGNED,
        Status.IN_PROGRESS,
    }
    in_work = [one for _, one in standings(spec, rows_of(spec)) if one.status is Status.ASSIGNED]
    assert all(DeadlineKind.RESULT in one.owed for one in in_work)


def unurgent(spec: RegimeSpec) -> RegimeSpec:
    """Results of low urgency are owed by the province only."""
    deadlines = dict(spec.deadlines)
    result = deadlines[DeadlineKind.RESULT]
    assert result.cases[-1].tier is None
    low = result.cases[-1].model_copy(update={"tier": UnitKind.PROVINCE})
    cases = (*result.cases[:-1], low)
    deadlines[DeadlineKind.RESULT] = result.model_copy(update={"cases": cases})
    return spec.model_copy(update={"deadlines": deadlines})


def each_owes(spec: RegimeSpec) -> RegimeSpec:
    """Only the co-operating bodies have dates, and there may be none."""
    deadlines = dict(spec.deadlines)
    result = deadlines[DeadlineKind.RESULT]
    deadlines[DeadlineKind.RESULT] = result.model_copy(update={"starts": ("propose-result",)})
    return spec.model_copy(update={"deadlines": deadlines})


@pytest.mark.parametrize("change", [unurgent, each_owes])
def test_a_deadline_that_not_every_issue_has_is_none(
    change: Callable[[RegimeSpec], RegimeSpec],
) -> None:
    found = without_deadline(change(load_regime("ninh-binh")))
    assert found == {
        Status.ASSIGNED: "assign",
        Status.IN_PROGRESS: "start",
        Status.TRIAGED: "refuse-assignment",
    }


def test_a_state_that_expires_with_the_next_meeting_needs_no_deadline() -> None:
    spec = load_regime("ninh-binh")
    answered = [
        one for _, one in standings(spec, rows_of(spec)) if one.status == "answered-at-meeting"
    ]
    assert frozenset() in {one.owed for one in answered}
    assert Status.ANSWERED_AT_MEETING not in without_deadline(spec)
    rows = [
        row if row.trigger != "expire-contest" else row.model_copy(update={"needs": ()})
        for row in spec.transitions
    ]
    without_meeting = spec.model_copy(update={"transitions": rows})
    assert without_deadline(without_meeting) == {Status.ANSWERED_AT_MEETING: "answer-at-meeting"}


def test_states_that_only_lead_to_each_other_are_both_stuck() -> None:
    spec = load_regime("ninh-binh")
    gone = {"take-over", "divert", "decline", "merge", "resolve", "assign", "escalate"}
    gone |= {"return-down", "pause"}
    rows = [row for row in rows_of(spec) if row.trigger not in gone]
    assert [*stuck(graph_of(rows))] == [Status.TRIAGED, Status.NEEDS_CLARIFICATION]


def test_every_command_has_a_row_in_the_base_and_one_destination() -> None:
    spec = load_regime("ninh-binh")
    assert destinations().keys() == TRIGGERS
    assert all(row.to == destinations()[row.trigger] for row in spec.transitions)

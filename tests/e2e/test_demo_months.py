"""Acceptance 2: ``kiennghi demo --regime X`` runs a month under each of the five."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from adapters.cli.errors import ExitCode
from adapters.demo.script import scripts
from adapters.i18n import Translator
from domain.deadline import RungFact
from domain.issue import Status
from domain.issue_facts import IssueReported
from tests.demos import MONTHS, SUCCESSION, Played, played
from tests.e2e.cli import LANGUAGES, Run, run
from workflows.regime_files import shipped_regimes


class Month(NamedTuple):
    """A month that was played by the command line."""

    regime: str
    folder: Path
    told: dict[str, Run]
    """By language."""


@pytest.fixture(scope="module", params=[name for name in MONTHS if name != "ninh-binh"])
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Month:
    """``ninh-binh`` has tests of its own."""
    regime = str(request.param)
    base = tmp_path_factory.mktemp(regime)
    told = {
        lang: run("demo", "--regime", regime, "--data", base / lang, lang=lang)
        for lang in LANGUAGES
    }
    return Month(regime, base / "en", told)


def test_there_is_a_month_for_every_regime_that_is_not_abstract() -> None:
    assert {*scripts()} == {one.id for one in shipped_regimes() if not one.abstract} == {*MONTHS}


def test_it_is_the_same_month_in_both_languages(month: Month) -> None:
    assert [(one.code, one.err) for one in month.told.values()] == [(0, "")] * 2
    digests = {found(r"[:] ([0-9a-f]{64})$", one.out) for one in month.told.values()}
    assert len(digests) == 1
    digest = run("doctor", "--json", "--data", month.folder).json["log_digest"]
    assert digests == {digest}


def test_it_is_told_in_the_language_of_the_user(month: Month) -> None:
    setting = played(month.regime).script.setting
    at = setting.moment(setting.looked_back_to)
    for lang, one in month.told.items():
        words = Translator(lang)
        assert words("demo.states") in one.out
        assert words("demo.looking-back", at=at) in one.out
        assert str(setting.regime) in one.out
        assert not re.search(r"\bdemo\.[a-z]|\bbad-input\.", one.out)


def test_its_commands_are_refused_just_where_the_month_says_so(month: Month) -> None:
    counted = found(r"(\d+) of them refused", month.told["en"].out)
    assert int(counted) == month.told["en"].out.count("Refused:") >= 5


def test_the_lists_of_its_regime_are_those_that_the_commands_print(month: Month) -> None:
    setting = played(month.regime).script.setting
    for lang, told in month.told.items():
        assert len(setting.lists) >= 4
        for arguments in setting.lists:
            asked_now = run(*arguments, "--data", month.folder, lang=lang)
            assert asked_now.code == 0
            assert f"\n$ kiennghi {' '.join(arguments)}\n{asked_now.out}" in told.out


def test_its_read_models_are_those_of_its_log(month: Month) -> None:
    run("projections", "rebuild", "--data", month.folder)
    lines = run("projections", "verify", "--json", "--data", month.folder).out.splitlines()
    verified = [json.loads(line) for line in lines]
    assert len(verified) > 10
    assert all(one["differences"] == [] for one in verified)


@pytest.mark.parametrize("regime", MONTHS)
def test_in_every_month_issues_end_stay_overdue_and_go_up_and_down(regime: str) -> None:
    one = played(regime)
    facts = {fact.fact.type for fact in one.store.read()}
    states = {issue.status for issue in one.player.issues.values()}
    assert {Status.CLOSED, Status.IN_PROGRESS} <= states
    assert facts >= {"issue-escalated.v1", "issue-returned-down.v1", "direction-answered.v1"}
    assert facts >= {"deadline-extended.v1", "issue-paused.v1", "issue-reopened.v1"}
    assert any(isinstance(fact.fact, RungFact) for fact in one.store.read())
    assert all(issue.regime == one.script.setting.regime for issue in one.player.issues.values())


@pytest.mark.parametrize("name", [*MONTHS[1:], SUCCESSION])
def test_another_seed_plays_the_same_with_others(name: str) -> None:
    ours, others = played(name), played(name, seed=42)
    assert facts_of(others) == facts_of(ours)
    assert {one.envelope.actor for one in others.store.read()} != {
        one.envelope.actor for one in ours.store.read()
    }


def facts_of(one: Played) -> set[str]:
    return {recorded.fact.type for recorded in one.store.read()}


@pytest.mark.parametrize(
    ("regime", "own"),
    [
        ("regulation-1120", {"attendance-recorded", "report-submitted", "summary-submitted"}),
        ("dong-thap", {"briefing-held", "meeting-scored", "report-submitted"}),
        ("vinh-long", {"residence-introduced", "residence-accepted", "residence-change-noted"}),
        ("tuong-duong", {"attendance-recorded", "absence-excused", "summary-submitted"}),
    ],
)
def test_every_month_has_the_matters_of_its_own_regime(regime: str, own: set[str]) -> None:
    facts = {fact.fact.type.removesuffix(".v1") for fact in played(regime).store.read()}
    assert own <= facts


def test_under_1120_the_report_reaches_province_and_district_at_once() -> None:
    """`000-5`: the boards of both, in the fact by which the district gets it."""
    log = played("regulation-1120").store.read()
    reported = [one.fact for one in log if isinstance(one.fact, IssueReported)]
    assert reported
    for fact in reported:
        bodies = {recipient.unit for recipient in fact.recipients}
        district = fact.holder
        assert {"TN-TT", "TN-BTV", f"{district}-TT", f"{district}-BTV"} <= bodies


@pytest.mark.parametrize("month", ["vinh-long"], indirect=True)
def test_in_vinh_long_what_the_residence_says_of_a_member_is_refused(month: Month) -> None:
    """`003-4`."""
    told = " ".join(month.told["en"].out.split())
    assert "What the residence says of a member is not recorded here" in told


# Typical mistakes


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--regime", "ninhbinh"), "ninh-binh"),
        (("--story", "sucession"), "succession"),
        (("--story", "succession", "--regime", "dong-thap"), "--story"),
    ],
)
def test_a_name_that_there_is_not_is_refused_with_those_that_there_are(
    lang: str, arguments: tuple[str, ...], named: str, tmp_path: Path
) -> None:
    refused = run("demo", *arguments, "--data", tmp_path / "data", lang=lang)
    assert (refused.code, refused.out) == (ExitCode.BAD_INPUT, "")
    assert named in refused.err
    assert not (tmp_path / "data").exists()


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.MULTILINE)
    assert match is not None, text[-500:]
    return match[1]

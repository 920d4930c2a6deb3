"""``succession record`` and ``succession run``: what follows units that end, and on issues."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import create_events, open_events
from adapters.settings import Settings
from tests.builders import DISTRICT, FOUNDER, PROVINCE
from tests.busy_district import ISSUES, busy_district
from tests.e2e.cli import LANGUAGES, Run, run
from tests.successions import COMMUNE, OTHER_COMMUNE

AT = ("--at", "2025-07-01 07:00")
RECORD_AT = ("--actor", FOUNDER, "--at", "2025-06-30 18:00")
LETTER = {"kind": "decision", "number": "2-QĐ/TU", "dated": "2025-06-30", "issuer": PROVINCE}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_events(Settings(tmp_path / "data"), simulation=True) as store:
        busy_district(store=store)
    return tmp_path / "data"


def head(folder: Path) -> int:
    found: int = run("doctor", "--json", "--data", folder).json["head"]
    return found


def ran(folder: Path, *more: str, actor: str = FOUNDER, lang: str = "en") -> Run:
    return run("succession", "run", "--actor", actor, *AT, *more, "--data", folder, lang=lang)


def test_a_run_tells_where_issues_went_and_a_second_one_finds_nothing(folder: Path) -> None:
    told = ran(folder)
    assert told.code == 0, told.err
    assert f"As of 2025-07-01 07:00: {len(ISSUES)} issues to follow a succession." in told.out
    for line in (
        f"{DISTRICT} → {COMMUNE}: issues handed over: 9",
        f"{DISTRICT} → {OTHER_COMMUNE}: issues handed over: 1",
        f"{DISTRICT} → {PROVINCE}: issues handed over: 4",
        f"{DISTRICT} → NB-VP: ended issues, to the archive: 2",
        f"{DISTRICT}: issues in which somebody who took part is followed: 2",
        "could not be moved: 0",
    ):
        assert line in told.out
    again = ran(folder, "--json").json
    assert (again["due"], again["facts"], again["became"]) == (0, 0, [])
    assert run("projections", "verify", "--data", folder).code == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_trial_of_a_run_says_what_it_would_do_and_does_nothing(folder: Path, lang: str) -> None:
    before = head(folder)
    tried = ran(folder, "--dry-run", "--json", lang=lang).json
    shown = ran(folder, "--dry-run", lang=lang).out
    assert head(folder) == before
    assert tried["due"] == len(ISSUES)
    assert str(len(ISSUES)) in shown.splitlines()[-1]
    assert ran(folder, "--json", lang=lang).json["became"] == tried["became"]


def test_who_may_not_is_told_why_of_each_issue(folder: Path) -> None:
    told = ran(folder, "--office", "NB-VP", actor="p-nbclerk")
    assert told.code == 1
    assert f"could not be moved: {len(ISSUES)}" in told.out
    codes = {one["code"] for one in ran(folder, "--json", actor="p-nbclerk").json["failures"]}
    assert codes == {"not-entitled"}


def test_the_board_above_names_its_office(folder: Path) -> None:
    told = ran(folder, "--office", "NB-TT", "--json", actor="p-nbchair").json
    assert (told["failures"], told["raised"]) == ([], len(ISSUES))


def entry(unit: str, *successors: str, **fields: Any) -> dict[str, Any]:
    common = {"above": PROVINCE, "unmapped_owner": PROVINCE, "archive": "NB-VP"}
    letters = {"basis": LETTER, "minutes": {**LETTER, "kind": "minutes"}}
    given = {"unit": unit, "kind": "whole", "successors": successors, "valid_from": "2025-08-01"}
    return {**given, **common, **letters, **fields}


def recorded(folder: Path, told: Any, *more: str, lang: str = "en") -> Run:
    file = folder.parent / "succession.json"
    file.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return run("succession", "record", file, *RECORD_AT, *more, "--data", folder, lang=lang)


NEIGHBOUR = {
    "units": [entry("NB-H2", "NB-H2-X1")],
    "moves": [{"unit": "NB-H2-X1", "parent": PROVINCE, "valid_from": "2025-08-01"}],
}


def test_a_succession_is_tried_and_then_recorded_from_a_file(folder: Path) -> None:
    before = head(folder)
    tried = recorded(folder, NEIGHBOUR, "--dry-run", "--json")
    assert tried.code == 0, tried.err
    assert head(folder) == before
    assert tried.json["successions"] == [
        {"unit": "NB-H2", "kind": "whole", "successors": ["NB-H2-X1"]}
    ]
    assert set(tried.json["ended"]) == {"NB-H2", "NB-H2-TT", "NB-H2-VP"}
    assert tried.json["unbound"] == []

    told = recorded(folder, NEIGHBOUR)
    assert (told.code, told.err) == (0, "")
    assert "NB-H2 ends; from 2025-08-01, taken over whole: NB-H2-X1" in told.out
    assert head(folder) == before + tried.json["facts"]
    refused = recorded(folder, {"units": [entry("NB-H2", "NB-H1-X1")]})
    assert refused.code == 1


def test_a_file_that_says_nothing_of_units_is_not_taken(folder: Path) -> None:
    before = head(folder)
    assert recorded(folder, "[]").code == 2
    assert recorded(folder, "no JSON at all").code == 2
    assert recorded(folder, "[" * 200_000).code == 2
    missing = recorded(folder, {"moves": []}, lang="vi")
    assert missing.code == 2
    assert "units" in missing.err
    wrong = recorded(folder, {"units": [{**entry("NB-H2", "NB-H2-X1"), "kind": "eaten"}]})
    assert wrong.code == 2
    assert "units[0].kind" in wrong.err
    assert head(folder) == before


def test_in_a_store_with_a_real_clock_whoever_runs_it_acts_as_themselves(tmp_path: Path) -> None:
    data = tmp_path / "real"
    with create_events(Settings(data), simulation=False):
        pass
    person = run("whoami", "--json", "--data", data).json["person"]
    with open_events(Settings(data)) as store:
        world = busy_district(store=store)
        named = {"person": person, "valid_from": date(2025, 7, 1)}
        world.do("name-registrar", None, FOUNDER, province=PROVINCE, **named)
    assert run("succession", "run", "--at", "2025-07-01", "--data", data).code == 2
    assert run("succession", "run", "--actor", FOUNDER, "--data", data).code == 2
    told = run("succession", "run", "--json", "--data", data)
    assert (told.code, told.json["raised"]) == (0, len(ISSUES))
    assert run("succession", "run", "--json", "--data", data).json["due"] == 0
    with open_events(Settings(data)) as store:
        moved = [
            one.envelope for one in store.read() if one.envelope.command == "follow-succession"
        ]
    assert {(one.actor, one.role) for one in moved} == {(person, "registrar")}


def test_chapters_that_no_regime_binds_afterwards_are_named(folder: Path) -> None:
    """The commune's own binding is the only one where its province had none."""
    new = {"unit": "NB-TINH", "name": "Tỉnh ủy mới", "valid_from": "2025-08-01"}
    line = {
        "type": "establish-province",
        "id": "00000000-0000-4000-8000-00000000abcd",
        "actor": FOUNDER,
        "occurred_at": "2025-06-30T17:30:00+07:00",
        "recorded_at": "2025-06-30T17:30:00+07:00",
        "province": PROVINCE,
        **new,
    }
    commands = folder.parent / "commands.jsonl"
    commands.write_text(f"{json.dumps(line)}\n", encoding="utf-8")
    assert run("apply", commands, "--data", folder).code == 0
    moved = [{"unit": "NB-H2-X1", "parent": "NB-TINH", "valid_from": "2025-08-01"}]
    told = recorded(folder, {"units": [entry("NB-H2", "NB-H2-X1")], "moves": moved}, "--dry-run")
    assert told.code == 0
    assert "no regime binds the chapter NB-H2-X1-C1 afterwards" in told.err

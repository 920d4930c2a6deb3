"""``regimes dry-run`` and ``regimes adopt``: what other rules change, told before it is done."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import create_events
from adapters.settings import Settings
from tests.builders import FOUNDER, World, named
from tests.e2e.cli import LANGUAGES, run
from tests.e2e.stories import Story, store_of, told
from tests.new_rules import CHANGED, next_in_force, publish_next
from tests.steps import (
    meeting_held,
    on_issue,
    raised_by_secretary,
    received,
    submitted,
    triaged,
)
from workflows.outcome import Outcome

WAITING, ENDED, LATE = named("waiting"), named("ended"), named("late")
OPEN: Story = [
    ("2018-08-03 20:00", [meeting_held(meeting=named("nobody reports"))]),
    (
        "2018-08-06 08:00",
        [
            *(raised_by_secretary(issue=LATE), submitted(issue=LATE)),
            *(received(issue=LATE), triaged(issue=LATE)),
        ],
    ),
    ("2018-08-15 08:00", [raised_by_secretary(issue=WAITING), submitted(issue=WAITING)]),
    (
        "2018-08-15 09:00",
        [
            *(raised_by_secretary(issue=ENDED), submitted(issue=ENDED)),
            on_issue("withdraw-issue", "NB-H1-X1-C1", issue=ENDED, reason="Đã tự làm"),
        ],
    ),
]
LATE_NUMBER, WAITING_NUMBER = "NB-49-S", "NB-58-Q"
"""Notices of four instead of ten working days: 20/8 becomes 10/8, and 29/8 becomes 21/8."""
BOUND: Story = [*OPEN, ("2018-08-15 10:00", [next_in_force(CHANGED)])]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return store_of(BOUND, tmp_path / "data")


def adopt(folder: Path, *more: str, reason: str = "Nghị quyết 12", lang: str = "en") -> Any:
    asked = ("regimes", "adopt", "next", "--reason", reason, "--actor", FOUNDER)
    return run(*asked, *more, "--data", folder, lang=lang)


def digest(folder: Path) -> str:
    return str(run("doctor", "--json", "--data", folder).json["log_digest"])


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_dry_run_tells_what_moves_and_becomes_overdue_and_writes_nothing(folder: Path) -> None:
    before = digest(folder)

    ran = run("regimes", "dry-run", "next", "--data", folder)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Regime next 1 where it is bound, within Tỉnh ủy (NB).",
        f"{LATE_NUMBER}: notice (leg 1), due 2018-08-20 → 2018-08-10, overdue at once",
        f"{WAITING_NUMBER}: notice (leg 1), due 2018-08-29 → 2018-08-21",
        "Open issues that follow other rules: 2.",
        "  follow the new rules: 2",
        "  have no place under the new rules: 0",
        "  keep their rules, as the new ones say: 0",
        "  deadlines counted by other rules: 2",
        "  deadlines that get another day: 2",
        "  deadlines that become overdue: 1",
        "Nothing was written.",
    ]
    assert digest(folder) == before


def test_it_is_told_in_vietnamese(folder: Path) -> None:
    ran = run("regimes", "dry-run", "next", "--data", folder, lang="vi")

    assert "20/08/2018 → 10/08/2018, thành quá hạn" in ran.out
    assert ran.out.endswith("Chưa ghi gì.\n")


def test_the_same_for_programs_and_for_spreadsheets(folder: Path) -> None:
    late, waiting = rows(run("regimes", "dry-run", "next", "--json", "--data", folder).out)
    assert (late["outcome"], late["state"]) == ("follows", "triaged")
    assert late["regime"] == {"id": "ninh-binh", "version": "2018.1"}
    [notice] = late["deadlines"]
    assert notice == {
        "id": "1/notice/1",
        "bearer": "NB-H1",
        "last_day": "2018-08-20",
        "new_last_day": "2018-08-10",
        "overdue_now": True,
    }
    assert [one["overdue_now"] for one in waiting["deadlines"]] == [False]
    table = run("regimes", "dry-run", "next", "--csv", "--data", folder, lang="vi").out
    head, *lines = csv.reader(io.StringIO(table.removeprefix("\ufeff")))
    assert head[0] == "Kiến nghị"
    assert head[-1] == "Thành quá hạn"
    assert [(line[0], line[9], line[10]) for line in lines] == [
        (late["number"], "20/08/2018", "10/08/2018"),
        (waiting["number"], "29/08/2018", "21/08/2018"),
    ]


def test_rules_can_be_tried_before_they_are_bound_or_published(tmp_path: Path) -> None:
    def published(world: World) -> Outcome:
        publish_next(world, CHANGED)
        return world.outcomes[-1]

    folder = store_of([*OPEN, ("2018-08-15 10:00", [published])], tmp_path / "data")
    ran = run("regimes", "dry-run", "next", "--data", folder)
    assert ran.out.startswith("As if regime next 1 were bound to Tỉnh ủy (NB) from today on.\n")
    assert "2018-08-20 → 2018-08-10" in ran.out
    unbound = adopt(folder)
    assert (unbound.code, unbound.err[:8]) == (0, "No unit ")
    assert unbound.out.endswith("Issues to follow regime next 1 at 2018-08-15 10:00: 0.\n")
    elsewhere = run("regimes", "dry-run", "tuong-duong", "--data", folder)
    assert "the new rules do not know the tier that holds it" in elsewhere.out
    assert "not in force on 2018-08-15" in elsewhere.err


def test_adoption_is_recorded_with_its_reason_and_once(folder: Path) -> None:
    ran = adopt(folder)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[-5:] == [
        "Issues to follow regime next 1 at 2018-08-15 10:01: 2.",
        "  follow now: 2 (4 facts)",
        "  already done: 0",
        "  could not follow: 0",
        "  left: 0",
    ]
    after = digest(folder)
    history = run("history", LATE_NUMBER, "--data", folder).out
    assert "Nghị quyết 12" in history
    again = adopt(folder)
    assert again.code == 0
    assert again.out.splitlines()[-1].endswith(": 0.")
    assert digest(folder) == after
    assert run("projections", "verify", "--data", folder).code == 0
    overdue = run("overdue", "--at", "2018-08-15 10:05", "--data", folder).out
    assert LATE_NUMBER in overdue
    assert WAITING_NUMBER not in overdue


def test_what_came_of_it_for_programs(folder: Path) -> None:
    told = adopt(folder, "--json").json
    assert (told["due"], told["raised"], told["failures"], told["left"]) == (2, 2, [], 0)
    assert told["regime"] == {"id": "next", "version": "1"}
    assert told["counts"] == {
        "issues": 2,
        "follow": 2,
        "not_known": 0,
        "kept": 0,
        "recounted": 2,
        "moved": 2,
        "overdue": 1,
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_wrong_is_told_before_anything_is_written(folder: Path, lang: str) -> None:
    before = digest(folder)
    assert adopt(folder, reason="  ", lang=lang).code == 2
    asked = ("regimes", "adopt", "nowhere", "--reason", "x", "--actor", FOUNDER)
    nowhere = run(*asked, "--data", folder, lang=lang)
    assert nowhere.code == 1
    assert " nowhere " in nowhere.err
    assert "  " not in nowhere.err
    assert run("regimes", "dry-run", "nowhere", "--data", folder, lang=lang).code == 2
    assert run("regimes", "dry-run", "base", "--data", folder, lang=lang).code == 2
    assert adopt(folder, "--unit", "NB-H9", lang=lang).code == 2
    assert run("regimes", "adopt", "next", "--data", folder, lang=lang).code == 2
    assert digest(folder) == before


def test_nobody_but_a_registrar_or_a_board_adopts(folder: Path) -> None:
    before = digest(folder)
    asked = ("regimes", "adopt", "next", "--reason", "x", "--data", folder)
    stranger = run(*asked, "--actor", "p-stranger")
    assert stranger.code == 1
    assert "p-stranger is not a registrar" in stranger.err
    assert digest(folder) == before
    board = run(*asked, "--actor", "p-nbchair", "--office", "NB-TT")
    assert board.code == 0
    assert "follow now: 2" in board.out


def test_issues_that_could_not_follow_are_named(folder: Path) -> None:
    ran = run(
        *("regimes", "adopt", "next", "--reason", "x", "--data", folder),
        *("--actor", "p-stranger", "--office", "NB-TT"),
    )
    assert ran.code == 1
    assert "could not follow: 2" in ran.out
    assert f"    {LATE_NUMBER}: " in ran.out


def test_in_a_store_with_a_real_clock_whoever_runs_it_acts(tmp_path: Path) -> None:
    with create_events(Settings(tmp_path / "real"), simulation=False) as store:
        told(BOUND, store)
    folder = tmp_path / "real"
    assert adopt(folder).code == 2
    refused = run("regimes", "adopt", "next", "--reason", "x", "--data", folder)
    assert refused.code == 1
    assert "is not a registrar" in refused.err


def test_one_unit_alone_can_be_asked_for(folder: Path) -> None:
    told = run("regimes", "dry-run", "next", "--unit", "NB-H2", "--json", "--data", folder)
    assert (told.code, told.out) == (0, "")
    assert "within NB-H1" in run(
        "regimes", "dry-run", "next", "--unit", "NB-H1", "--data", folder
    ).out.replace("bound to", "within")

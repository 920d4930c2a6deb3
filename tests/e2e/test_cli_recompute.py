"""``deadlines recompute``: after a decree, what is open is counted by the new calendar."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import create_events
from adapters.settings import Settings
from tests.builders import named
from tests.decrees import decreed
from tests.e2e.cli import LANGUAGES, run
from tests.e2e.damage import future_fact
from tests.e2e.stories import Story, store_of, told
from tests.steps import meeting_held, raised_by_secretary, received, submitted

FIRST, SECOND = named("never received"), named("received")
DECREED: Story = [
    ("2018-08-03 20:00", [meeting_held(meeting=named("nobody reports"))]),
    ("2018-08-06 08:00", [raised_by_secretary(issue=FIRST), submitted(issue=FIRST)]),
    ("2018-08-06 09:00", [raised_by_secretary(issue=SECOND), submitted(issue=SECOND)]),
    ("2018-08-06 10:00", [received(issue=SECOND)]),
    ("2018-08-07 08:00", [decreed("2018.9", off=[date(2018, 8, 8)])]),
]
"""Receipt was due until 8/8, notice until 20/8, the report until 9/8: now 9/8, 21/8 and 9/8."""
AT = ("--at", "2018-08-07 09:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return store_of(DECREED, tmp_path / "data")


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def digest(folder: Path) -> str:
    return str(run("doctor", "--json", "--data", folder).json["log_digest"])


def test_it_tells_how_much_was_counted_anew_and_by_which_calendar(folder: Path) -> None:
    ran = run("deadlines", "recompute", *AT, "--data", folder)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "To be counted by calendar vn 2018.9: 3 issues and meetings.",
        "  counted anew: 3 (4 deadlines)",
        "  already done: 0",
        "  failed: 0",
        "  left: 0",
    ]


def test_it_is_told_in_vietnamese(folder: Path) -> None:
    ran = run("deadlines", "recompute", *AT, "--data", folder, lang="vi")

    assert ran.out.startswith(
        "Cần tính lại theo lịch vn 2018.9: 3 kiến nghị và cuộc họp.\n  đã tính lại: 3 (4 thời hạn)"
    )


def test_repeated_it_counts_nothing_more(folder: Path) -> None:
    run("deadlines", "recompute", *AT, "--data", folder)
    before = digest(folder)

    again = run("deadlines", "recompute", *AT, "--data", folder)
    as_json = run("deadlines", "recompute", "--json", "--data", folder)

    assert (again.code, again.out) == (
        0,
        "To be counted by calendar vn 2018.9: 0 issues and meetings.\n",
    )
    counts = ("due", "raised", "already", "failures", "left", "facts")
    assert [as_json.json[name] for name in counts] == [0, 0, 0, [], 0, 0]
    assert digest(folder) == before


def test_what_is_overdue_is_so_by_the_new_calendar(folder: Path) -> None:
    run("deadlines", "recompute", *AT, "--data", folder)

    def late(at: str) -> list[str]:
        return [o["deadline"] for o in rows(run("overdue", "--at", at, *JSON, folder).out)]

    assert late("2018-08-09 23:59") == []
    assert late("2018-08-10 00:00") == ["0/report/1", "1/receipt/1"]


JSON = ("--json", "--data")


def test_the_explanation_and_the_history_tell_of_it(folder: Path) -> None:
    run("deadlines", "recompute", *AT, "--data", folder)

    facts = [one["fact"] for one in rows(run("history", str(FIRST), *JSON, folder).out)]
    explained = rows(run("explain", str(FIRST), *JSON, folder).out)

    anew = [one for one in facts if one["type"] == "deadline-recomputed.v1"]
    assert {(one["cause"], one["last_day"]) for one in anew} == {
        ("calendar", "2018-08-09"),
        ("calendar", "2018-08-21"),
    }
    receipt = next(one for one in explained if one["id"] == "1/receipt/1")
    assert receipt["calendar"] == {"id": "vn", "version": "2018.9"}
    assert [(day["day"], day["number"]) for day in receipt["days"]] == [
        ("2018-08-07", 1),
        ("2018-08-08", 0),
        ("2018-08-09", 2),
    ]


def test_a_dry_run_shows_which_days_would_move_and_writes_nothing(folder: Path) -> None:
    before = digest(folder)

    shown = run("deadlines", "recompute", *AT, "--dry-run", "--data", folder)
    as_json = run("deadlines", "recompute", *AT, "--dry-run", "--json", "--data", folder)

    *lines, last = shown.out.splitlines()
    assert (shown.code, shown.err) == (0, "")
    assert last == (
        "4 deadlines would be counted by calendar vn 2018.9; the day of 3 would move. "
        "Nothing was written."
    )
    assert [line.split(": ", 1)[1] for line in lines] == [
        "receipt (leg 1), due 2018-08-08 → 2018-08-09",
        "notice (leg 1), due 2018-08-20 → 2018-08-21",
        "notice (leg 1), due 2018-08-20 → 2018-08-21",
    ]
    told_as_json = rows(as_json.out)
    assert {one["number"] for one in told_as_json} >= {None}
    assert [(one["id"], one["after"]) for one in told_as_json if one["of"] == "meeting"] == [
        ("0/report/1", "2018-08-09")
    ]
    assert digest(folder) == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_outside_a_simulation_none_is_of_the_future(tmp_path: Path, lang: str) -> None:
    with create_events(Settings(tmp_path / "real"), simulation=False) as store:
        told(DECREED, store)
    asked = ("deadlines", "recompute", "--data", tmp_path / "real")

    refused = run(*asked, "--at", "2999-01-01", lang=lang)
    ran = run(*asked, "--json", lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert "2999" in refused.err
    assert (ran.code, ran.json["raised"], ran.json["left"]) == (0, 3, 0)


def test_an_issue_that_cannot_be_read_is_told_and_the_others_are_counted(folder: Path) -> None:
    run("projections", "rebuild", "deadlines", "--data", folder)
    future_fact(folder, FIRST, "progress-noted.v9")

    tried = run("deadlines", "recompute", *AT, "--dry-run", "--data", folder)
    ran = run("deadlines", "recompute", *AT, "--json", "--data", folder)

    assert tried.code == ran.code == 3
    assert "Row" in tried.err
    assert (ran.json["due"], ran.json["raised"], ran.json["left"]) == (3, 2, 0)
    [failure] = ran.json["failures"]
    assert failure["code"] == "store-fact-unknown"


def test_where_no_calendar_is_published_there_is_nothing_to_count(tmp_path: Path) -> None:
    with create_events(Settings(tmp_path / "data"), simulation=True):
        pass
    ran = run("deadlines", "recompute", "--at", "2018-08-07", "--data", tmp_path / "data")

    assert (ran.code, ran.out) == (0, "To be counted by calendar –: 0 issues and meetings.\n")

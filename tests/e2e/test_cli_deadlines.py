"""``deadlines sweep`` and ``overdue``: what is due is raised, what is late is shown."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from adapters import bootstrap
from adapters.bootstrap import create_events
from adapters.settings import Settings
from tests.builders import named
from tests.e2e.cli import LANGUAGES, run
from tests.e2e.damage import future_fact
from tests.e2e.stories import Story, commands_file, line_of, store_of, told
from tests.e2e.test_cli_inbox import Shredder
from tests.steps import (
    checked,
    meeting_held,
    on_issue,
    raised_by_secretary,
    received,
    submitted,
    triaged,
)

NEVER, READ = named("never received"), named("received and left")
FORGOTTEN: Story = [
    ("2018-08-03 20:00", [meeting_held(meeting=named("nobody reports"))]),
    ("2018-08-06 08:00", [raised_by_secretary(issue=NEVER), submitted(issue=NEVER)]),
    ("2018-08-06 09:00", [raised_by_secretary(issue=READ), submitted(issue=READ)]),
    ("2018-08-07 08:00", [received(issue=READ), triaged(issue=READ)]),
]
"""Receipt is due until 8/8, notice until 20/8, the report of the meeting until 9/8."""
AT = ("--at", "2018-08-21 07:00")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return store_of(FORGOTTEN, tmp_path / "data")


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """The same in a store whose clock is the machine's."""
    with create_events(Settings(tmp_path / "real"), simulation=False) as store:
        told(FORGOTTEN, store)
    return tmp_path / "real"


def rows(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def raised_in(folder: Path) -> list[tuple[str, str, str]]:
    """Number, deadline and rung of everything the scheduler raised of the issues."""
    found = []
    for issue in (NEVER, READ):
        for one in rows(run("history", str(issue), "--json", "--data", folder).out):
            if one["envelope"]["role"] == "scheduler":
                deadline = one["fact"]["deadline"]
                found.append((str(issue), deadline["kind"], one["fact"]["rung"]))
    return found


# sweep


def test_a_sweep_raises_what_is_due_and_says_how_much(folder: Path) -> None:
    swept = run("deadlines", "sweep", *AT, "--data", folder)

    assert (swept.code, swept.err) == (0, "")
    assert swept.out.splitlines() == [
        "Due at 2018-08-21 07:00: 3 issues and meetings.",
        "  raised: 3 (8 reminders, breaches and suggestions)",
        "  already done: 0",
        "  failed: 0",
        "  left: 0",
    ]
    assert len(raised_in(folder)) == len(set(raised_in(folder))) == 5


def test_a_sweep_is_told_in_vietnamese(folder: Path) -> None:
    swept = run("deadlines", "sweep", *AT, "--data", folder, lang="vi")

    assert swept.out.startswith(
        "Đến hạn phải xét lúc 21/08/2018 07:00: 3 kiến nghị và cuộc họp.\n  đã báo: 3 (8 lời nhắc"
    )


def test_a_sweep_repeated_raises_nothing_more(folder: Path) -> None:
    run("deadlines", "sweep", *AT, "--data", folder)
    raised = raised_in(folder)

    again = run("deadlines", "sweep", *AT, "--data", folder)
    later = run("deadlines", "sweep", "--at", "2018-08-21 08:00", "--json", "--data", folder)

    assert (again.code, again.out) == (0, "Due at 2018-08-21 07:00: 0 issues and meetings.\n")
    assert later.json == {
        "at": "2018-08-21T01:00:00Z",
        "due": 0,
        "raised": 0,
        "already": 0,
        "failures": [],
        "left": 0,
        "facts": 0,
    }
    assert raised_in(folder) == raised


def test_the_next_rungs_come_in_their_time(folder: Path) -> None:
    for at in ("2018-08-03", "2018-08-09 07:00", "2018-08-21 07:00", "2018-09-30 07:00"):
        assert run("deadlines", "sweep", "--at", at, "--data", folder).code == 0

    never = [(kind, rung) for issue, kind, rung in raised_in(folder) if issue == str(NEVER)]

    assert [rung for kind, rung in never if kind == "receipt"] == ["breach", "head", "superior"]
    assert ("notice", "superior") in never


def test_a_dry_run_tells_what_is_due_and_writes_nothing(folder: Path) -> None:
    before = run("doctor", "--json", "--data", folder).json["log_digest"]
    shown = run("deadlines", "sweep", *AT, "--dry-run", "--data", folder)
    as_json = run("deadlines", "sweep", *AT, "--dry-run", "--json", "--data", folder)

    *lines, last = shown.out.splitlines()
    assert (shown.code, as_json.code) == (0, 0)
    assert last == "Due at 2018-08-21 07:00: 4 deadlines. Nothing was written."
    assert lines[:2] == [
        "meeting of NB-H1-X1-C1: report, due 2018-08-09: breach since 2018-08-06",
        "NB-49-S: receipt (leg 1), due 2018-08-08: breach since 2018-08-09",
    ]
    assert max(map(len, lines)) <= 100
    assert [one["since"] for one in rows(as_json.out)] == sorted(
        one["since"] for one in rows(as_json.out)
    )
    assert {one["number"] for one in rows(as_json.out)} == {"NB-49-S", "NB-55-W", None}
    assert run("doctor", "--json", "--data", folder).json["log_digest"] == before


@pytest.mark.parametrize("lang", LANGUAGES)
def test_outside_a_simulation_no_sweep_is_of_the_future(real: Path, lang: str) -> None:
    refused = run("deadlines", "sweep", "--at", "2999-01-01", "--data", real, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert len(refused.err.splitlines()) == 1
    assert "2999" in refused.err
    assert raised_in(real) == []


def test_outside_a_simulation_the_scheduler_acts_in_this_command_alone(
    real: Path, tmp_path: Path
) -> None:
    world = told(FORGOTTEN)
    checked(issue=NEVER)(world)
    line = line_of(world.commands[-1], recorded_at=None, channel="cli")

    applied = run("apply", commands_file(tmp_path / "c.jsonl", line), "--data", real)
    swept = run("deadlines", "sweep", *AT, "--data", real)

    assert (applied.code, applied.json["code"]) == (1, "actor-not-you")
    assert swept.code == 0
    assert "raised: 3" in swept.out
    assert raised_in(real)


def test_a_wrong_time_is_told_before_anything_is_done(folder: Path) -> None:
    refused = run("deadlines", "sweep", "--at", "21/8", "--data", folder)

    assert refused.code == 2
    assert refused.err.startswith('"21/8" is not an existing point in time.')
    assert not (folder / "views").exists()


def test_an_issue_that_cannot_be_read_is_told_and_the_others_are_raised(folder: Path) -> None:
    run("projections", "rebuild", "deadlines", "--data", folder)
    future_fact(folder, NEVER, "progress-noted.v9")

    swept = run("deadlines", "sweep", *AT, "--json", "--data", folder)
    told = run("deadlines", "sweep", "--at", "2018-08-22 07:00", "--data", folder)

    assert swept.code == 3
    assert (swept.json["due"], swept.json["raised"], swept.json["left"]) == (3, 2, 0)
    [failure] = swept.json["failures"]
    assert (failure["number"], failure["code"]) == ("NB-49-S", "store-fact-unknown")
    assert told.code == 3
    assert "    NB-49-S: Row" in told.out


def test_a_sweep_of_deadlines_that_stand_still_says_so(folder: Path) -> None:
    run("projections", "rebuild", "deadlines", "--data", folder)
    position = future_fact(folder, NEVER)

    swept = run("deadlines", "sweep", *AT, "--data", folder)

    assert swept.code == 3
    assert f"position {position}" in swept.err
    assert "deadline-set.v9" in swept.err
    assert "raised: 2" in swept.out


# overdue


def test_what_is_overdue_stands_below_whoever_must_act(folder: Path) -> None:
    shown = run("overdue", *AT, "--data", folder)
    lines = shown.out.splitlines()

    assert (shown.code, shown.err) == (0, "")
    assert lines[0] == "Overdue at 2018-08-21 07:00: 4 deadlines."
    groups = [line for line in lines if line.endswith("overdue")]
    assert groups == ["NB-H1: 3 overdue", "NB-SXD: 1 overdue"]
    assert max(map(len, lines)) <= 100
    first = lines[lines.index("NB-H1: 3 overdue") + 2]
    assert first.split()[:5] == ["NB-49-S", "receipt", "(leg", "1)", "2018-08-08"]


def test_what_was_raised_and_what_comes_next_is_shown(folder: Path) -> None:
    before = rows(run("overdue", *AT, "--json", "--data", folder).out)
    run("deadlines", "sweep", *AT, "--data", folder)
    after = rows(run("overdue", *AT, "--json", "--data", folder).out)

    assert [one["last_reminder"] for one in before] == [None] * 4
    receipt, report, notice, _ = after
    assert (receipt["number"], receipt["deadline"]) == ("NB-49-S", "1/receipt/1")
    assert (receipt["days_over"], receipt["bearer"], receipt["holder"]) == (13, "NB-H1", "NB-H1")
    assert receipt["last_reminder"]["rung"] == "superior"
    assert receipt["last_reminder"]["notified"] == ["NB"]
    assert receipt["next_step"] is None
    assert (report["of"], report["number"], report["chapter"]) == ("meeting", None, "NB-H1-X1-C1")
    assert notice["next_step"]["rung"] == "head"


CORRECTED = on_issue(
    "correct-issue-text", "NB-H1-VP", issue=READ, field="title", text="Tên mới", reason="Nhầm"
)


def test_each_issue_is_told_with_its_title_and_a_meeting_without(tmp_path: Path) -> None:
    folder = store_of([*FORGOTTEN, ("2018-08-22 08:00", [CORRECTED])], tmp_path / "data")
    asked = ("overdue", "--at", "2018-08-23", "--data", folder)

    found = {one["number"]: one["title"] for one in rows(run(*asked, "--json").out)}
    then = run("overdue", *AT, "--data", folder).out
    header, *table = csv.reader(io.StringIO(run(*asked, "--csv").out.removeprefix("\ufeff")))

    assert found == {"NB-49-S": "Kênh nội đồng bồi lắng", "NB-55-W": "Tên mới", None: None}
    assert "NB-55-W" in then
    assert "Tên mới" not in then
    assert "Tên mới" in run(*asked).out
    assert {row[0]: row[header.index("title")] for row in table} == {
        "NB-49-S": "Kênh nội đồng bồi lắng",
        "NB-55-W": "Tên mới",
        "meeting of NB-H1-X1-C1": "",
    }


def test_an_erased_title_is_told_as_erased(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "PassThroughVault", lambda: Shredder(f"issue:{READ}"))

    shown = run("overdue", *AT, "--data", folder)
    found = {
        one["number"]: one["title"]
        for one in rows(run("overdue", *AT, "--json", "--data", folder).out)
    }

    assert "(erased)" in shown.out
    assert found["NB-55-W"] is None
    assert found["NB-49-S"] is not None


@pytest.mark.parametrize("unit", ["NB-SXD", "nb-sxd"])
def test_a_unit_sees_what_it_owes(folder: Path, unit: str) -> None:
    owed = rows(run("overdue", *AT, "--unit", unit, "--json", "--data", folder).out)

    assert [one["deadline"] for one in owed] == ["0/report/1"]


def test_at_an_earlier_time_it_is_as_it_was_known_then(folder: Path) -> None:
    run("deadlines", "sweep", *AT, "--data", folder)
    then = ("--at", "2018-08-09 07:00", "--json", "--data", folder)

    now, past = run("overdue", "--json", "--data", folder), run("overdue", *then)

    assert len(rows(now.out)) == 4
    assert [one["deadline"] for one in rows(past.out)] == ["1/receipt/1"]
    assert rows(past.out)[0]["last_reminder"] is None


def test_from_the_log_the_same_is_overdue(folder: Path) -> None:
    run("deadlines", "sweep", *AT, "--data", folder)

    views = run("overdue", "--at", "2018-09-10", "--json", "--data", folder)
    log = run("overdue", "--at", "2018-09-10", "--from-log", "--json", "--data", folder)

    assert views.out == log.out
    assert len(rows(log.out)) == 4


def test_a_table_for_spreadsheets_is_in_the_users_language(folder: Path) -> None:
    shown = run("overdue", *AT, "--csv", "--data", folder, lang="vi")
    header, *found = csv.reader(io.StringIO(shown.out.removeprefix("\ufeff"), newline=""))

    assert shown.out.startswith("\ufeff")
    assert header[:4] == ["kiến nghị", "tiêu đề", "chi bộ", "thời hạn"]
    assert [row[0] for row in found][:2] == ["NB-49-S", "cuộc họp của NB-H1-X1-C1"]
    assert {len(row) for row in found} == {len(header)}


@pytest.mark.parametrize(
    ("lang", "unit", "told"),
    [
        ("en", "NB-H1-XX", 'There is no unit "NB-H1-XX". Did you mean: NB-H1-X1'),
        ("vi", "???", 'Không có đơn vị "???". Xem các đơn vị: kiennghi organisation show'),
    ],
)
def test_an_unknown_unit_is_told_with_what_to_do(
    folder: Path, lang: str, unit: str, told: str
) -> None:
    refused = run("overdue", "--unit", unit, "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(told)


@pytest.mark.parametrize("from_log", [(), ("--from-log",)])
def test_deadlines_that_stand_still_are_shown_as_far_as_they_go(
    folder: Path, from_log: tuple[str, ...]
) -> None:
    position = future_fact(folder, NEVER)

    shown = run("overdue", *AT, *from_log, "--data", folder)

    assert shown.code == 3
    assert len(shown.err.splitlines()) == 2
    assert f"position {position}" in shown.err
    # The fact between may concern no deadline; the answer stands at the last that was read.
    assert re.search(rf"up to position ({position - 1}|{position - 2}) of {position}", shown.err)
    assert shown.out.startswith("Overdue at 2018-08-21 07:00: 4 deadlines.")


def test_nothing_overdue_is_one_line(folder: Path) -> None:
    shown = run("overdue", "--at", "2018-08-08 07:00", "--data", folder, lang="vi")

    assert (shown.code, shown.out) == (0, "Quá hạn lúc 08/08/2018 07:00: 0 thời hạn.\n")

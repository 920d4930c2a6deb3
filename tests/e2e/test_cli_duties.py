"""``assignments``, ``attendance``, ``timeliness``, ``meetings``: whether duties are done."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import create_events
from adapters.settings import Settings
from domain import organisation as o
from domain.deadline import RegimeRef
from domain.duty import EvaluationContested, duty_year_id
from domain.meeting import MeetingHeld, MeetingScored
from domain.regime_keys import EvaluationCriterion, RubricRef
from domain.sealed import Sealed
from domain.values import MeetingKind
from tests import builders as b
from tests.builders import World, named, vietnam
from tests.e2e.cli import LANGUAGES, Run, run
from tests.e2e.stories import store_of
from tests.regimes import chain
from tests.steps import meeting_held, raised, reported

MONTHLY = [
    ("2018-07-03 21:00", [meeting_held(meeting=named("july"))]),
    ("2018-08-03 21:00", [meeting_held(), raised()]),
    ("2018-08-10 08:00", [reported()]),
]
"""The report of July never came, that of August a day late."""
COMMANDS = [
    ("assignments",),
    ("assignments", "--missing"),
    ("attendance", "--year", "2018"),
    ("timeliness", "--year", "2018"),
    ("meetings", "--month", "05/2023"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(MONTHLY, tmp_path_factory.mktemp("duties") / "data")


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Under a regime that wants somebody in every chapter and scores meetings."""
    folder = tmp_path_factory.mktemp("commune") / "data"
    with create_events(Settings(folder), simulation=True) as store:
        world = World(store, "dong-thap", "three-tiers").found(chain).at("2023-05-03 22:00")
        for chapter in ("NB-H1-X1-C1", "NB-H1-X1-C2"):
            ended = o.AssignmentEnded(cadre=b.CADRE, chapter=chapter, valid_from=date(2023, 5, 1))
            world.write(o.organisation_id(b.PROVINCE), ended)
        held = MeetingHeld(
            regime=RegimeRef(id="dong-thap", version="2023.1"),
            chapter="NB-H1-X1-C1",
            kind=MeetingKind.REGULAR,
            started_at=vietnam("2023-05-03 20:00"),
            ended_at=vietnam("2023-05-03 21:00"),
            members=20,
            present=17,
        )
        scored = MeetingScored(
            rubric=RubricRef(id="09-QDi-TU", version="1"),
            points={"content": 20, "conclusion": 15},
            total=75,
            grade="fair",
            scored_by="NB-H1-X1-VP",
        )
        world.write(named("may"), held, scored)
    return folder


def rows(shown: Run) -> list[dict[str, Any]]:
    assert shown.code == 0, shown.err
    return [json.loads(line) for line in shown.out.splitlines()]


def table(shown: Run) -> list[dict[str, str]]:
    assert shown.code == 0, shown.err
    assert shown.out.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(shown.out.removeprefix("\ufeff"))))


def test_assignments_stand_in_the_order_of_the_organisation(folder: Path) -> None:
    found = rows(run("assignments", "--json", "--data", folder))
    assert [one["chapter"] for one in found] == [b.CHAPTER, "NB-H1-X1-C2", "NB-H2-X1-C1"]
    assert found[0] == {
        "chapter": b.CHAPTER,
        "cadre": b.CADRE,
        "ground": "designated",
        "valid_from": "2018-01-02",
        "valid_to": None,
        "decision": None,
    }
    below = rows(run("assignments", "--unit", "nb-h2", "--json", "--data", folder))
    assert [one["chapter"] for one in below] == ["NB-H2-X1-C1"]


def test_assignments_are_shown_as_they_were_known_then(folder: Path, commune: Path) -> None:
    shown = run("assignments", "--unit", "NB-H1-X1", "--data", commune, lang="vi")
    then = run("assignments", "--unit", "NB-H1-X1", "--at", "2023-04-30", "--data", commune)
    assert shown.out == "Phân công có hiệu lực ngày 03/05/2023: 0.\n"
    assert then.out.startswith("Assignments in force on 2023-04-30: 2.\n")
    assert rows(run("assignments", "--at", "2018-01-01", "--json", "--data", folder)) == []


def test_001_2_chapters_that_lack_somebody_are_listed_with_the_reason(commune: Path) -> None:
    asked = ("assignments", "--missing", "--unit", "NB-H1-X1", "--data", commune)
    shown = run(*asked, lang="vi")
    assert shown.out.startswith(
        "Ngày 03/05/2023, 2 trên 2 chi bộ chưa có cấp ủy viên được phân công như quy định.\n"
    )
    assert rows(run(*asked, "--json"))[0] == {
        "chapter": "NB-H1-X1-C1",
        "above": "NB-H1-X1",
        "regime": "dong-thap 2023.1",
        "why": "nobody",
        "since": "2023-05-01",
    }
    [first, _] = table(run(*asked, "--csv"))
    assert first["why"] == "nobody assigned"


def test_where_no_regime_asks_for_somebody_that_is_said(folder: Path) -> None:
    shown = run("assignments", "--missing", "--at", "2018-08-10", "--data", folder)
    assert shown.out == (
        "On 2018-08-10 no regime in force here wants a committee member assigned to every "
        "chapter.\n"
    )
    assert (shown.code, shown.err) == (0, "")


def test_attendance_stands_below_the_unit_of_the_seat(folder: Path) -> None:
    asked = ("attendance", "--year", "2018", "--unit", b.PROVINCIAL_DEPARTMENT, "--data", folder)
    [one] = rows(run(*asked, "--at", "2018-08-10 09:00", "--json"))
    assert one == {
        "cadre": b.CADRE,
        "unit": b.PROVINCIAL_DEPARTMENT,
        "post": "deputy-head",
        "regime": "ninh-binh 2018.1",
        "duty": "provincial",
        "rule": "002-1",
        "required": 2,
        "actual": 2,
        "substituted": 0,
        "excused": 0,
        "shortfall": 0,
        "contest": None,
    }
    shown = run(*asked, "--at", "2018-09-30 23:59", lang="vi")
    lines = shown.out.splitlines()
    assert lines[0] == "Dự sinh hoạt chi bộ năm 2018: 1 nhiệm vụ, 1 còn thiếu."
    assert lines[2] == "NB-SXD: 1 nhiệm vụ"
    assert lines[-2].split() == ["p-cadre", "phó", "trưởng", "002-1", "3", "2", "0", "0", "1"]
    assert lines[-1] == "Tính đến ngày 30/09/2018: số còn thiếu chỉ kể các kỳ đã hết."


def test_timeliness_tells_what_was_late_and_what_is_missing(folder: Path) -> None:
    asked = ("timeliness", "--year", "2018", "--data", folder)
    july, august = rows(run(*asked, "--json"))
    assert (july["standing"], july["received_at"], july["last_day"]) == (
        "missing",
        None,
        "2018-07-09",
    )
    assert (august["standing"], august["days_late"], august["owed"]) == ("late", 1, 2)
    assert august["period"] == {"first": "2018-08-03", "last": "2018-08-03"}
    [only] = table(run(*asked, "--month", "8", "--csv", lang="vi"))
    assert (only["tình trạng"], only["số ngày muộn"]) == ("muộn", "1")
    assert only["mẫu báo cáo"] == "1341-CV-TU"
    shown = run(*asked).out.splitlines()
    assert shown[1] == "in time: 0; late: 1; not due yet: 0; missing: 1"


@pytest.mark.parametrize("command", ["attendance", "timeliness"])
def test_002_8_a_contest_is_shown_beside_the_figure(tmp_path: Path, command: str) -> None:
    stream = duty_year_id(b.CADRE, 2018)
    criterion = {
        "attendance": EvaluationCriterion.ATTENDANCE,
        "timeliness": EvaluationCriterion.REPORTING,
    }[command]
    reason = Sealed(f"duty:{stream}", "Có dự")

    def contest(world: World) -> Any:
        fact = EvaluationContested(cadre=b.CADRE, year=2018, criterion=criterion, reason=reason)
        world.write(stream, fact)

    store = store_of([*MONTHLY, ("2018-09-01 08:00", [contest])], tmp_path / "data")
    asked = (command, "--year", "2018", "--unit", b.PROVINCIAL_DEPARTMENT, "--data", store)
    assert rows(run(*asked, "--json"))[0]["contest"]["upheld"] is None
    assert "chưa xem xét" in run(*asked, lang="vi", COLUMNS="120").out
    assert "Có dự" not in run(*asked, "--json").out


@pytest.mark.parametrize("command", ["attendance", "timeliness"])
def test_a_unit_that_is_no_more_keeps_its_name(tmp_path: Path, command: str) -> None:
    unit = b.PROVINCIAL_DEPARTMENT

    def ended(world: World) -> Any:
        home = o.organisation_id(b.PROVINCE)
        called = o.OrgUnitRenamed(unit=unit, name="Sở Xây dựng", valid_from=date(2018, 8, 1))
        over = o.OrgUnitDissolved(unit=unit, valid_from=date(2018, 11, 1))
        world.write(home, called, over)

    store = store_of([*MONTHLY, ("2018-11-01 08:00", [ended])], tmp_path / "data")
    shown = run(command, "--year", "2018", "--data", store)
    assert f"\nSở Xây dựng ({unit}): " in shown.out


def test_meetings_show_how_long_they_were_and_what_they_were_given(commune: Path) -> None:
    asked = ("meetings", "--month", "2023-05", "--data", commune)
    [one] = rows(run(*asked, "--json"))
    assert (one["minutes"], one["least_minutes"], one["percent_present"]) == (60, 90, 85)
    assert one["score"] == {
        "rubric": "09-QDi-TU 1",
        "points": {"content": 20, "conclusion": 15},
        "total": 75,
        "grade": "fair",
        "scored_by": "NB-H1-X1-VP",
    }
    shown = run(*asked, lang="vi", COLUMNS="120")
    assert "60*" in shown.out
    assert "17/20 (85%)" in shown.out
    assert shown.out.endswith("* Ngắn hơn thời lượng tối thiểu của quy định: 1 cuộc.\n")
    [row] = table(run(*asked, "--csv", lang="vi"))
    assert (row["xếp loại"], row["chấm bởi"]) == ("Khá", "NB-H1-X1-VP")
    assert row["điểm từng tiêu chí"].startswith("Nội dung sinh hoạt đúng quy định: 20; ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("assignments", "--unit", "NB-H9"), "NB-H"),
        (("assignments", "--unit", "NB-H1", "--at", "2017-01-01"), "--at"),
        (("attendance", "--year", "1066"), "1900"),
        (("timeliness", "--year", "2018", "--month", "13"), "12"),
        (("meetings", "--month", "2018-13"), "2018-08"),
        (("meetings",), "--month"),
        (("attendance",), "--year"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_to_do(
    folder: Path, arguments: tuple[str, ...], said: str, lang: str
) -> None:
    refused = run(*arguments, "--data", folder, lang=lang)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err


@pytest.mark.parametrize("command", ["attendance", "timeliness"])
def test_nobody_asks_by_person(folder: Path, command: str) -> None:
    """DOMAIN 8: duties of a unit's cadres, never a person's history."""
    asked = run(command, "--year", "2018", "--cadre", b.CADRE, "--data", folder)
    assert asked.code == 2
    assert "--cadre" in asked.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_from_the_log_they_are_the_same(folder: Path, command: tuple[str, ...]) -> None:
    views = run(*command, "--json", "--data", folder)
    assert views.code == 0
    assert run(*command, "--from-log", "--json", "--data", folder).out == views.out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(
    folder: Path, commune: Path, command: tuple[str, ...], columns: int, lang: str
) -> None:
    of_commune = command[0] == "meetings" or "--missing" in command
    data = commune if of_commune else folder
    shown = run(*command, "--data", data, lang=lang, COLUMNS=str(columns))
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert len(lines) >= 3
    assert max(map(len, lines)) <= columns

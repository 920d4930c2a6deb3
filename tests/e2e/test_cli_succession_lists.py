"""What the lists of a province say that lost its district on 1 July 2025, and of May before it."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import create_events
from adapters.settings import Settings
from domain.issue_facts import IssueStuck, StuckReason
from tests.builders import CHAPTER, DISTRICT, FOUNDER, PROVINCE, named
from tests.busy_district import ISSUES, busy_district
from tests.e2e.cli import LANGUAGES, Run, process, run
from tests.steps import meeting_held, raised, reported
from tests.successions import (
    BOARD,
    COMMUNE,
    JULY,
    OTHER_COMMUNE,
    abolished,
    found_by_the_district,
    registrar,
    rules_follow,
    take,
    three_tiers,
)

STUCK, LOST = ISSUES["in work"], ISSUES["of the other commune"]
VACATED = registrar(
    "end-appointment",
    person="p-x9chair",
    unit=f"{OTHER_COMMUNE}-TT",
    post="deputy-secretary",
    valid_from=JULY,
)
MAY = ("--month", "2025-05")


def followed(folder: Path) -> Path:
    ran = run(
        *("succession", "run", "--actor", FOUNDER, "--at", "2025-07-01 07:00", "--data", folder)
    )
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture(scope="module")
def eve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evening before; the board of one of the communes is vacant from the next day on."""
    folder = tmp_path_factory.mktemp("eve") / "data"
    with create_events(Settings(folder), simulation=True) as store:
        world = take(busy_district(store=store), "2025-06-30 17:00", VACATED)
        world.write(STUCK, IssueStuck(reason=StuckReason.VACANT, body=BOARD))
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same a day later, when every issue has followed."""
    folder = tmp_path_factory.mktemp("after") / "data"
    with create_events(Settings(folder), simulation=True) as store:
        take(busy_district(store=store), "2025-06-30 17:00", VACATED)
    return followed(folder)


@pytest.fixture(scope="module")
def since_may(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district that met, reported and decided in May, and ended with June."""
    folder = tmp_path_factory.mktemp("may") / "data"
    with create_events(Settings(folder), simulation=True) as store:
        world = three_tiers(store)
        second = named("recommended")
        take(world, "2025-05-05 21:00", meeting_held(), raised())
        take(world, "2025-05-08 09:00", reported())
        take(world, "2025-05-12 09:00", *found_by_the_district(second, CHAPTER, severity=1))
        take(world, "2025-06-25 08:00", rules_follow(), abolished())
    return followed(folder)


def listed(*command: str | Path) -> list[dict[str, Any]]:
    told = run(*command, "--json")
    assert (told.code, told.err) == (0, "")
    return [json.loads(line) for line in told.out.splitlines()]


def sheet(told: Run) -> list[list[str]]:
    assert (told.code, told.err) == (0, "")
    return list(csv.reader(io.StringIO(told.out.removeprefix("\ufeff"))))


# Bitemporal: May 2025 is the district's


def test_the_organisation_of_may_2025_still_shows_the_district(since_may: Path) -> None:
    def shown(day: str) -> dict[str, str | None]:
        units = listed("organisation", "show", "--at", day, "--data", since_may)
        return {one["unit"]: one["parent"] for one in units}

    may, july = shown("2025-05-31"), shown("2025-07-01")

    assert (may[DISTRICT], may[COMMUNE]) == (PROVINCE, DISTRICT)
    assert DISTRICT not in july
    assert july[COMMUNE] == PROVINCE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tree_of_may_2025_is_printed_with_the_district(since_may: Path, lang: str) -> None:
    may, july = (
        run("organisation", "show", "--at", day, "--data", since_may, lang=lang).out.splitlines()
        for day in ("2025-05-31", "2025-07-01")
    )

    assert [line.split()[0] for line in may if line.startswith("  NB-H1 ")] == [DISTRICT]
    assert [line for line in july if line.lstrip().startswith("NB-H1 ")] == []
    assert [line for line in july if line.startswith(f"  {COMMUNE} ")] != []


def test_002_5_the_consolidation_of_may_2025_is_the_districts(since_may: Path) -> None:
    [told] = listed("consolidation", "--unit", DISTRICT, *MAY, "--data", since_may)

    assert (told["unit"], told["first"], told["last"]) == (DISTRICT, "2025-05-01", "2025-05-31")
    assert told["chapters"] == 3
    assert told["meetings"] == {"due": 3, "held": 1, "attended": 1, "missing": 2}
    assert told["reports"] == {"due": 1, "on_time": 1, "late": 0, "missing": 0, "to_come": 0}
    assert told["issues"] == {
        **{"new": 2, "answered": 0, "in_authority": 1, "escalated": 0, "resolved": 0},
        **{"open": 2, "overdue": 2},
    }
    assert [one["chapter"] for one in told["notable"]] == [CHAPTER, CHAPTER]


def test_the_same_month_asked_of_the_commune_has_its_chapters_and_none_of_the_issues(
    since_may: Path,
) -> None:
    [told] = listed("consolidation", "--unit", COMMUNE, *MAY, "--data", since_may)

    assert (told["chapters"], told["meetings"]["held"], told["issues"]["new"]) == (2, 1, 2)
    assert (told["issues"]["open"], told["issues"]["in_authority"]) == (0, 0)


def test_from_july_on_the_commune_consolidates(since_may: Path) -> None:
    [told] = listed("consolidation", "--unit", COMMUNE, "--month", "7/2025", "--data", since_may)

    assert (told["issues"]["open"], told["issues"]["new"]) == (2, 0)
    assert told["until"] < "2025-07-31"


def test_may_as_it_was_known_in_may_is_the_same_but_for_what_came_later(since_may: Path) -> None:
    """And the log tells what the read model tells."""
    asked = ("consolidation", "--unit", DISTRICT, *MAY, "--data", since_may)
    [now], [from_log] = listed(*asked), listed(*asked, "--from-log")
    [then] = listed(*asked, "--at", "2025-05-31")

    assert now == from_log
    assert then == now


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("asked", "named_in_the_answer"),
    [
        (("--unit", DISTRICT, "--month", "2025-07"), [COMMUNE, OTHER_COMMUNE, "30"]),
        (("--unit", OTHER_COMMUNE, "--month", "2024-12"), ["2025"]),
        (("--unit", CHAPTER, *MAY), [CHAPTER, "kiennghi organisation show"]),
        (("--unit", PROVINCE, "--month", "2026-01"), ["2026"]),
        (("--unit", PROVINCE, "--month", "13/2025"), ["13/2025"]),
        (("--unit", "NB-H9", *MAY), ["NB-H9"]),
    ],
    ids=["ended", "not yet", "no committee", "to come", "no month", "no unit"],
)
def test_what_cannot_be_consolidated_is_told_with_what_to_do(
    since_may: Path, asked: tuple[str, ...], named_in_the_answer: list[str], lang: str
) -> None:
    told = run("consolidation", *asked, "--data", since_may, lang=lang)

    assert (told.code, told.out) == (2, "")
    assert [part for part in named_in_the_answer if part not in told.err] == []
    assert "bad-input" not in told.err


# The ledger and what is unmapped


def test_the_ledger_counts_what_went_where(folder: Path) -> None:
    [entry] = listed("succession", "ledger", "--data", folder)

    assert (entry["unit"], entry["succession"]["kind"]) == (DISTRICT, "split")
    assert entry["succession"]["valid_from"] == "2025-07-01"
    assert entry["moved"] == [
        {"old": DISTRICT, "new": OTHER_COMMUNE, "open": 0, "closed": 0, "unmapped": 0},
        {"old": DISTRICT, "new": COMMUNE, "open": 9, "closed": 0, "unmapped": 0},
        {"old": DISTRICT, "new": PROVINCE, "open": 5, "closed": 0, "unmapped": 1},
        {"old": DISTRICT, "new": "NB-VP", "open": 0, "closed": 2, "unmapped": 0},
    ]


def test_the_ledger_as_it_was_known_on_the_eve_has_nothing_moved(folder: Path) -> None:
    asked = ("succession", "ledger", "--at", "2025-06-30", "--data", folder)
    [entry] = listed(*asked)

    assert {one["open"] + one["closed"] for one in entry["moved"]} == {0}
    assert listed(*asked, "--unit", "NB-H2") == []


def test_an_unmapped_issue_is_listed_until_it_is_placed(folder: Path) -> None:
    [told] = listed("succession", "unmapped", "--unit", PROVINCE, "--data", folder)

    assert (told["issue"], told["why"]) == (str(LOST), "unmapped")
    assert (told["reason"], told["body"]) == ("successor-vacant", DISTRICT)
    assert (told["owner"], told["holder"], told["status"]) == (PROVINCE, PROVINCE, "triaged")
    assert listed("succession", "unmapped", "--unit", COMMUNE, "--data", folder) == []
    assert listed("stuck", "--data", folder) == [told]


# What is stuck


def test_what_is_stuck_is_told_to_whom_it_concerns(eve: Path) -> None:
    [told] = listed("stuck", "--data", eve)

    assert (told["issue"], told["why"], told["reason"]) == (str(STUCK), "stuck", "vacant")
    assert (told["body"], told["holder"], told["owner"]) == (BOARD, DISTRICT, None)
    for unit in (BOARD, DISTRICT):
        assert listed("stuck", "--unit", unit, "--data", eve) == [told]
    assert listed("stuck", "--unit", "NB-H2", "--data", eve) == []
    assert listed("stuck", "--at", "2025-06-29", "--data", eve) == []


# How they look

LISTS = [
    ("stuck",),
    ("succession", "ledger"),
    ("succession", "unmapped"),
    ("consolidation", "--unit", DISTRICT, "--month", "06/2025"),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_no_line_is_wider_than_the_terminal(
    folder: Path, command: tuple[str, ...], columns: int, lang: str
) -> None:
    shown = run(*command, "--data", folder, lang=lang, COLUMNS=str(columns))

    assert (shown.code, shown.err) == (0, "")
    assert len(shown.out.splitlines()) >= 3
    assert max(map(len, shown.out.splitlines())) <= columns


@pytest.mark.parametrize(
    "command", [*LISTS, ("residence", "--unit", CHAPTER)], ids=lambda command: command[0]
)
def test_each_list_is_read_by_a_process_of_its_own(folder: Path, command: tuple[str, ...]) -> None:
    started = process(*command, "--data", folder)
    out, err = started.communicate(timeout=60)

    assert (started.returncode, err) == (0, "")
    assert out


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_tables_for_spreadsheets_have_a_header_and_full_rows(
    folder: Path, command: tuple[str, ...]
) -> None:
    for lang in LANGUAGES:
        header, *rows = sheet(run(*command, "--csv", "--data", folder, lang=lang))

        assert rows
        assert {len(row) for row in rows} == {len(header)}
        assert [cell for cell in header if "." in cell] == []


def test_the_figures_of_a_month_are_told_in_words(since_may: Path) -> None:
    told = run("consolidation", "--unit", DISTRICT, *MAY, "--data", since_may, lang="vi")
    lines = [" ".join(line.split()) for line in told.out.splitlines()]

    assert lines[0] == f"Tổng hợp của {DISTRICT} từ 01/05/2025 đến 31/05/2025."
    for line in (
        "3 số chi bộ",
        "1 cuộc có cán bộ dự",
        "1 báo cáo đúng hạn",
        "2 kiến nghị đang giữ cuối kỳ",
        "Kiến nghị đáng chú ý đang giữ: 2",
    ):
        assert line in lines

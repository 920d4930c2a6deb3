"""``kiennghi organisation``: importing a table, showing the tree, and files that are at fault."""

import json
from pathlib import Path

import pytest

from tests.builders import FOUNDER
from tests.e2e.cli import LANGUAGES, Run, run
from tests.e2e.stories import store_of

HEADER = "record,unit,kind,name,parent,person,post,regime,version,valid_from,valid_to"
DISTRICT = "unit,NB-H1,district,Huyện ủy Một,NB,,,,,2018-01-03,"
COMMUNE = "unit,NB-H1-X9,commune,Xã Chín,NB-H1,,,,,2018-01-03,"
IN_A_CIRCLE = [
    "unit,NB-A,district,A,NB-B,,,,,2018-01-03,",
    "unit,NB-B,district,B,NB-A,,,,,2018-01-03,",
]
HEAD = "appointment,NB-H1-X9,,,,p-head9,secretary,,,2018-01-03,"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return store_of([], tmp_path / "data")


def imported(folder: Path, *rows: str, lang: str = "en", options: tuple[str, ...] = ()) -> Run:
    table = folder.parent / "table.csv"
    table.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    acting = ("--actor", FOUNDER, "--at", "2018-02-01 08:00")
    return run("organisation", "import", table, "--data", folder, *acting, *options, lang=lang)


def head(folder: Path) -> int:
    found: int = run("doctor", "--json", "--data", folder).json["head"]
    return found


def test_a_table_is_taken_in_and_shown(folder: Path) -> None:
    taken = imported(folder, COMMUNE, HEAD)

    assert taken.code == 0, taken.err
    assert "Units: 1\n" in taken.out
    assert taken.out.endswith("Facts: 2\n")
    shown = run("organisation", "show", "--at", "01/03/2018", "--data", folder, lang="vi").out
    assert "NB-H1-X9  Xã Chín (đảng ủy xã)" in shown
    assert "bí thư: p-head9" in shown


def test_the_same_table_again_adds_nothing(folder: Path) -> None:
    imported(folder, COMMUNE, HEAD)
    before = head(folder)

    again = imported(folder, COMMUNE, HEAD, options=("--json",))

    assert again.json["facts"] == 0
    assert head(folder) == before


def test_a_dry_run_tells_and_records_nothing(folder: Path) -> None:
    before = head(folder)

    tried = imported(folder, COMMUNE, HEAD, options=("--dry-run", "--json"))

    assert tried.code == 0
    assert (tried.json["units"], tried.json["appointments"], tried.json["facts"]) == (1, 1, 2)
    assert head(folder) == before


def test_a_dry_run_refuses_what_the_import_refuses(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "units.csv"
    table.write_text(f"{HEADER}\n{COMMUNE}\n", encoding="utf-8")
    empty = tmp_path / "empty"
    run("init", "--simulation", "--data", empty)
    stranger = ("--actor", "p-stranger", "--at", "2018-02-01 08:00")

    for dry in ((), ("--dry-run",)):
        into_nothing = run("organisation", "import", table, "--data", empty, *dry)
        assert (into_nothing.code, into_nothing.out) == (1, "")
        assert "kiennghi init --province" in into_nothing.err
        by_a_stranger = run("organisation", "import", table, "--data", folder, *stranger, *dry)
        assert (by_a_stranger.code, by_a_stranger.out) == (1, "")
        assert "p-stranger" in by_a_stranger.err


def test_the_tree_is_that_of_the_day(folder: Path) -> None:
    imported(folder, COMMUNE)

    before = run("organisation", "show", "--at", "2018-01-02", "--data", folder).out
    after = run("organisation", "show", "--at", "2018-01-03", "--data", folder).out

    assert "NB-H1-X9" not in before
    assert "NB-H1-X9" in after


def test_what_is_shown_as_a_table_can_be_taken_in_again(folder: Path) -> None:
    table = folder.parent / "copy.csv"
    table.write_text(run("organisation", "show", "--csv", "--data", folder).out, encoding="utf-8")
    before = head(folder)

    again = run(*("organisation", "import", table, "--data", folder, "--actor", FOUNDER, "--json"))

    assert again.code == 0, again.err
    assert again.json["facts"] == 0
    assert head(folder) == before


def test_every_unit_is_shown_to_programs_with_officers_cadres_and_regime(folder: Path) -> None:
    out = run("organisation", "show", "--json", "--data", folder).out
    units = {unit["unit"]: unit for unit in map(json.loads, out.splitlines())}

    assert units["NB"]["regime"] == "ninh-binh 2018.1"
    assert units["NB-VP"]["officers"] == [{"person": "p-nbclerk", "post": "officer"}]
    assert units["NB-H1-X1-C1"]["cadres"] == ["p-cadre"]


@pytest.mark.parametrize(
    ("rows", "english", "vietnamese"),
    [
        (
            [
                "unit,NB-A,district,A,NB-B,,,,,2018-01-03,",
                "unit,NB-B,district,B,NB-A,,,,,2018-01-03,",
            ],
            "line 2, column parent: These units belong to each other in a circle: NB-A, NB-B.",
            "dòng 2, cột parent: Các đơn vị trực thuộc vòng tròn: NB-A, NB-B.",
        ),
        (
            ["unit,NB-H9,district,Huyện,NB,,,,,2018-02-30,"],
            "line 2, column valid_from: Not an existing date.",
            "dòng 2, cột valid_from: Không phải ngày có thật.",
        ),
        (
            ["castle,NB-H9,district,Huyện,NB,,,,,2018-01-03,"],
            "line 2, column record: The value is not among those allowed.",
            "dòng 2, cột record: Giá trị không có trong danh mục.",
        ),
        (
            [COMMUNE, COMMUNE],
            "line 3, column unit: This unit stands in line 2 already.",
            "dòng 3, cột unit: Đơn vị này đã có ở dòng 2.",
        ),
        ([], "line 1, column -: The file has no rows.", "dòng 1, cột -: Tệp không có dòng nào"),
    ],
)
def test_a_table_that_is_at_fault_is_told_line_by_line(
    folder: Path, rows: list[str], english: str, vietnamese: str
) -> None:
    before = head(folder)

    in_english = imported(folder, *rows)
    in_vietnamese = imported(folder, *rows, lang="vi")

    assert (in_english.code, in_vietnamese.code) == (2, 2)
    assert in_english.err.startswith("The organisation file cannot be imported, and nothing was")
    assert in_vietnamese.err.startswith("Không nhập được tệp tổ chức; chưa ghi gì.")
    assert english in in_english.err
    assert vietnamese in in_vietnamese.err
    assert head(folder) == before


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("en", "line 3, column parent: There is no unit NB-H7 on that day."),
        ("vi", "dòng 3, cột parent: Không có đơn vị NB-H7 vào ngày đó."),
    ],
)
def test_rows_that_a_rule_refuses_are_told_line_by_line(
    folder: Path, lang: str, message: str
) -> None:
    before = head(folder)

    refused = imported(folder, COMMUNE, COMMUNE.replace("NB-H1", "NB-H7"), lang=lang)

    assert refused.code == 1
    assert message in refused.err
    assert head(folder) == before


def test_only_a_registrar_changes_the_organisation(folder: Path) -> None:
    before = head(folder)

    refused = imported(folder, COMMUNE, options=("--actor", "p-stranger"))

    assert refused.code == 1
    assert refused.err.startswith("p-stranger is not a registrar")
    assert head(folder) == before


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("option", [("--actor", "p-somebody"), ("--at", "2018-01-02")])
def test_outside_a_simulation_actor_and_time_are_real(
    tmp_path: Path, option: tuple[str, str], lang: str
) -> None:
    run("init", "--province", "NB", "--name", "Tỉnh ủy", "--data", tmp_path / "real")
    table = tmp_path / "table.csv"
    table.write_text(f"{HEADER}\n{DISTRICT}\n", encoding="utf-8")

    refused = run("organisation", "import", table, *option, "--data", tmp_path / "real", lang=lang)

    assert refused.code == 2
    assert option[0] in refused.err

"""``kiennghi organisation``: importing a table, showing the tree, and files that are at fault."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

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


def units_shown(folder: Path, day: str) -> dict[str, str]:
    """Every unit of that day with what it stands under."""
    out = run("organisation", "show", "--at", day, "--json", "--data", folder).out
    units = [json.loads(line) for line in out.splitlines()]
    return {unit["unit"]: unit["parent"] for unit in units}


def test_a_unit_that_moves_is_shown_below_each_parent_on_its_days(folder: Path) -> None:
    moved = imported(folder, COMMUNE, "move,NB-H1-X9,,,NB,,,,,2018-02-01,")

    assert (moved.code, moved.err) == (0, "")
    assert "Moves: 1\n" in moved.out
    assert units_shown(folder, "2018-01-31")["NB-H1-X9"] == "NB-H1"
    assert units_shown(folder, "2018-02-01")["NB-H1-X9"] == "NB"


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("en", "line 3, column parent: These units belong to each other in a circle: NB-H1-KTHT"),
        ("vi", "dòng 3, cột parent: Các đơn vị trực thuộc vòng tròn: NB-H1-KTHT"),
    ],
)
def test_a_move_into_its_own_subtree_is_told_at_its_line(
    folder: Path, lang: str, message: str
) -> None:
    into = "move,{},,,{},,,,,2018-02-01,".format
    rows = [into("NB-H1-CA", "NB-H1-KTHT"), into("NB-H1-KTHT", "NB-H1-CA")]

    refused = imported(folder, *rows, lang=lang)

    assert refused.code == 1
    assert message in refused.err


def succession(unit: str, *successors: str, id: int = 1, **fields: Any) -> dict[str, Any]:
    letter = {"kind": "decision", "number": "1-QĐ/TU", "dated": "2018-01-20", "issuer": "NB"}
    ended = {
        "unit": unit,
        "kind": "merged",
        "successors": successors,
        "above": "NB",
        "unmapped_owner": "NB",
        "archive": "NB-VP",
        "valid_from": "2018-03-01",
        "basis": letter,
        "minutes": {**letter, "kind": "minutes"},
    }
    return {
        "type": "record-succession",
        "id": str(UUID(int=id)),
        "actor": FOUNDER,
        "occurred_at": "2018-02-01T08:00:00+07:00",
        "recorded_at": "2018-02-01T08:00:00+07:00",
        "province": "NB",
        "units": [ended],
        **fields,
    }


def applied(folder: Path, *commands: dict[str, Any], lang: str = "en") -> Run:
    path = folder.parent / "commands.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in commands), encoding="utf-8")
    return run("apply", path, "--data", folder, lang=lang)


def test_a_succession_is_recorded_ahead_and_the_tree_follows_on_its_day(folder: Path) -> None:
    move = {"unit": "NB-H2-X1", "parent": "NB-H1", "valid_from": "2018-03-01"}

    recorded = applied(folder, succession("NB-H2", "NB-H1", moves=[move]))

    assert recorded.code == 0, recorded.out + recorded.err
    before, after = (units_shown(folder, day) for day in ("2018-02-28", "2018-03-01"))
    assert before["NB-H2-X1"] == "NB-H2"
    assert after["NB-H2-X1"] == "NB-H1"
    assert before.keys() - after.keys() == {"NB-H2", "NB-H2-TT", "NB-H2-VP"}
    log = run("log", "--command", "record-succession", "--lang", "vi", "--data", folder).out
    assert "Ghi nhận kế thừa tổ chức" in log
    assert "sáp nhập" in log


@pytest.mark.parametrize(
    ("lang", "in_use", "wrong"),
    [
        (
            "en",
            "NB-H2 still has units below it (1), such as NB-H2-X1.",
            "NB-VP (committee office) cannot follow NB-H2-X1-C1 (residential chapter).",
        ),
        (
            "vi",
            "Còn 1 đơn vị trực thuộc NB-H2, như NB-H2-X1.",
            "NB-VP (văn phòng cấp ủy) không thể kế thừa NB-H2-X1-C1 (chi bộ khu dân cư).",
        ),
    ],
)
def test_a_succession_that_is_refused_says_what_to_do(
    folder: Path, lang: str, in_use: str, wrong: str
) -> None:
    before = head(folder)

    refused = applied(
        folder, succession("NB-H2", "NB-H1"), succession("NB-H2-X1-C1", "NB-VP", id=2), lang=lang
    )

    assert refused.code == 1
    assert in_use in refused.err
    assert wrong in refused.err
    assert head(folder) == before


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

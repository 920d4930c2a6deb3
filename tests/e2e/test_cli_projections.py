"""``projections``: how read models stand, building them anew, verifying them."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.read_models import names_of_read_models
from tests.e2e.cli import LANGUAGES, run
from tests.e2e.damage import future_fact, tampered, view_file
from tests.e2e.stories import TO_THE_PROVINCE_AND_BACK, store_of
from tests.steps import ISSUE

NAMES = names_of_read_models()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return store_of(TO_THE_PROVINCE_AND_BACK, tmp_path / "data")


def status(folder: Path) -> dict[str, dict[str, Any]]:
    shown = run("projections", "status", "--json", "--data", folder)
    assert (shown.code, shown.err) == (0, "")
    return {one["name"]: one for one in map(json.loads, shown.out.splitlines())}


def test_a_status_tells_what_was_not_built_and_what_is_up_to_date(folder: Path) -> None:
    before = status(folder)
    rebuilt = run("projections", "rebuild", "deadlines", "--data", folder)
    after = status(folder)

    assert rebuilt.code == 0
    assert list(before) == NAMES
    assert {one["generation"] for one in before.values()} == {None}
    assert {one["lag"] for one in before.values()} == {before["deadlines"]["head"]}
    assert (after["deadlines"]["lag"], after["deadlines"]["generation"]) == (0, 1)
    assert after["inbox"]["generation"] is None


@pytest.mark.parametrize(
    ("lang", "not_built", "up_to_date"),
    [("en", "not built yet", "up to date"), ("vi", "chưa dựng", "đã cập nhật")],
)
def test_a_status_is_a_table_in_the_users_language(
    folder: Path, lang: str, not_built: str, up_to_date: str
) -> None:
    run("projections", "rebuild", "deadlines", "--data", folder)

    shown = run("projections", "status", "--data", folder, lang=lang)
    header, *rows = shown.out.splitlines()

    assert shown.code == 0
    assert [row.split()[0] for row in rows] == NAMES
    assert [row.strip().endswith(up_to_date) for row in rows] == [
        name == "deadlines" for name in NAMES
    ]
    assert rows[NAMES.index("inbox")].strip().endswith(not_built)
    assert max(map(len, [header, *rows])) <= 100


def test_all_are_built_anew_where_none_is_named(folder: Path) -> None:
    first = run("projections", "rebuild", "--data", folder)
    again = run("projections", "rebuild", "inbox", "inbox", "--json", "--data", folder)

    assert (first.code, again.code) == (0, 0)
    assert [line.split()[1] for line in first.out.splitlines()] == NAMES
    assert again.json["name"] == "inbox"
    generations = {name: one["generation"] for name, one in status(folder).items()}
    assert generations == {name: 2 if name == "inbox" else 1 for name in NAMES}


def test_what_was_built_is_verified_without_a_difference(folder: Path) -> None:
    run("projections", "rebuild", "--data", folder)

    shown = run("projections", "verify", "--data", folder)
    as_json = run("projections", "verify", "deadlines", "--json", "--data", folder)

    assert shown.code == 0
    assert shown.out == "".join(f"View {name}: 0 differences.\n" for name in NAMES)
    assert as_json.json == {"name": "deadlines", "built": True, "differences": []}


def test_what_was_not_built_is_told_and_no_difference(folder: Path) -> None:
    run("projections", "rebuild", "deadlines", "--data", folder)

    shown = run("projections", "verify", "deadlines", "inbox", "--data", folder)
    as_json = run("projections", "verify", "inbox", "--json", "--data", folder)

    assert (shown.code, as_json.code) == (0, 0)
    assert shown.out.splitlines() == [
        "View deadlines: 0 differences.",
        "View inbox was not built yet.",
    ]
    assert as_json.json == {"name": "inbox", "built": False, "differences": []}


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "column status: holds running, should hold met"),
        ("vi", "cột status: đang lưu running, phải là met"),
    ],
)
def test_the_first_difference_is_named(folder: Path, lang: str, told: str) -> None:
    run("projections", "rebuild", "--data", folder)
    tampered(folder, "deadlines", "UPDATE deadline SET status = 'running' WHERE status = 'met'")

    shown = run("projections", "verify", "--data", folder, lang=lang)
    as_json = run("projections", "verify", "deadlines", "--json", "--data", folder)

    assert (shown.code, as_json.code) == (1, 1)
    [line] = [line for line in shown.out.splitlines() if line.startswith("  ")]
    assert line.endswith(told)
    [difference] = as_json.json["differences"]
    assert (difference["table"], difference["column"]) == ("deadline", "status")
    assert (difference["stored"], difference["right"]) == ("running", "met")


def test_a_row_that_is_missing_is_a_difference(folder: Path) -> None:
    run("projections", "rebuild", "deadlines", "--data", folder)
    tampered(folder, "deadlines", "DELETE FROM deadline WHERE kind = 'reply'")

    shown = run("projections", "verify", "deadlines", "--json", "--data", folder)

    assert shown.code == 1
    [difference] = shown.json["differences"]
    assert (difference["column"], difference["stored"]) == (None, None)
    assert "reply" in difference["right"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["rebuild", "verify"])
def test_an_unknown_name_is_told_with_those_there_are(
    folder: Path, command: str, lang: str
) -> None:
    refused = run("projections", command, "inbox", "imbox", "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert '"imbox"' in refused.err
    assert ", ".join(NAMES) in refused.err
    assert len(refused.err.splitlines()) == 1


def test_a_damaged_file_is_told_and_the_others_are_verified(folder: Path) -> None:
    run("projections", "rebuild", "--data", folder)
    view_file(folder, "deadlines").write_bytes(b"not a database" * 1000)

    verified = run("projections", "verify", "--data", folder)
    shown = status(folder)
    table = run("projections", "status", "--data", folder).out
    mended = run("projections", "rebuild", "deadlines", "--data", folder)

    assert verified.code == 3
    assert verified.out.count("0 differences") == len(NAMES) - 1
    assert "projections rebuild deadlines" in verified.err
    assert shown["deadlines"]["trouble"] == "views-damaged"
    assert "unusable" in table
    assert "projections rebuild deadlines" in table
    assert mended.code == 0
    assert run("projections", "verify", "--data", folder).code == 0


@pytest.mark.parametrize(
    ("lang", "why"),
    [
        ("en", "this version of kiennghi does not know facts of that kind. Update kiennghi"),
        ("vi", "phiên bản kiennghi này không biết loại sự kiện đó. Hãy cập nhật kiennghi"),
    ],
)
def test_what_stands_still_is_told_with_position_and_event(
    folder: Path, lang: str, why: str
) -> None:
    run("projections", "rebuild", "--data", folder)
    position = future_fact(folder, ISSUE)

    rebuilt = run("projections", "rebuild", "deadlines", "--data", folder, lang=lang)
    shown = run("projections", "status", "--data", folder, lang=lang)
    as_json = status(folder)["deadlines"]

    assert rebuilt.code == 3
    for told in (rebuilt.err, shown.out):
        [sentence] = [line for line in told.splitlines() if why in line]
        assert f"{position}" in sentence
        assert "deadline-set.v9" in sentence
    assert as_json["poison"] == {
        "position": position,
        "topic": "deadline-set.v9",
        "reason": "store-fact-unknown",
    }
    assert (as_json["position"], as_json["lag"]) == (position - 1, 1)


def test_without_a_store_there_is_nothing_to_show(tmp_path: Path) -> None:
    shown = run("projections", "status", "--data", tmp_path)

    assert (shown.code, shown.out) == (3, "")
    assert list(tmp_path.iterdir()) == []

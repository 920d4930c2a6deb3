"""``log``: the whole log page by page, from the read model or from the log itself."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import FOUNDER
from tests.e2e.cli import LANGUAGES, Run, run
from tests.e2e.damage import future_fact
from tests.e2e.stories import TO_THE_PROVINCE_AND_BACK, store_of
from tests.steps import ISSUE

NUMBER = "NB-49-S"
FILTERS: list[tuple[str, ...]] = [
    (),
    ("--office", "NB-H1-TT"),
    ("--role", "holder-office"),
    ("--command", "escalate-issue"),
    ("--office", "NB-VP", "--role", "holder-office"),
    ("--from", "2019-04-24", "--to", "2019-05-10"),
    ("--from", "2019-04-24 08:01", "--to", "2019-04-24 15:00", "--role", "holder-board"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(TO_THE_PROVINCE_AND_BACK, tmp_path_factory.mktemp("story") / "data")


def page(folder: Path, *arguments: str) -> dict[str, Any]:
    shown = run("log", *arguments, "--json", "--data", folder)
    assert (shown.code, shown.err) == (0, "")
    found: dict[str, Any] = shown.json
    return found


def pages(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """All facts, however many pages they take."""
    found = page(folder, *arguments)
    facts: list[dict[str, Any]] = found["facts"]
    while found["next"]:
        found = page(folder, *arguments, "--cursor", found["next"])
        facts.extend(found["facts"])
    return facts


def test_every_fact_comes_in_the_order_of_the_log(folder: Path) -> None:
    facts = pages(folder, "--limit", "20")
    head = run("doctor", "--json", "--data", folder).json["head"]

    assert [one["position"] for one in facts] == list(range(1, head + 1))
    assert {one["of"] for one in facts} == {"organisation", "meeting", "issue", "report"}
    assert {one["number"] for one in facts if one["of"] == "issue"} == {NUMBER}
    of_issue = [one for one in facts if one["of"] == "issue"]
    assert all(one["before"] and one["after"] for one in of_issue)
    assert (of_issue[0]["before"], of_issue[-1]["after"]) == ("new", "closed")
    told = run("history", NUMBER, "--json", "--data", folder).out.splitlines()
    assert [one["fact"] for one in of_issue] == [json.loads(line)["fact"] for line in told]


@pytest.mark.parametrize("asked", FILTERS, ids=" ".join)
@pytest.mark.parametrize("limit", ["1", "3", "1000"])
def test_the_read_model_and_the_log_itself_give_the_same(
    folder: Path, asked: tuple[str, ...], limit: str
) -> None:
    views = pages(folder, *asked, "--limit", limit)
    log = pages(folder, *asked, "--limit", limit, "--from-log")

    assert views == log
    assert len(views) > 0


@pytest.mark.parametrize("limit", ["1", "2", "7"])
def test_either_takes_the_cursor_of_the_other(folder: Path, limit: str) -> None:
    asked = ("--role", "holder-board", "--limit", limit)
    whole = pages(folder, *asked)

    for first, then in (((), ("--from-log",)), (("--from-log",), ())):
        begun = page(folder, *asked, *first)
        rest = page(folder, *asked[:2], *then, "--cursor", begun["next"], "--limit", "1000")
        assert begun["facts"] + rest["facts"] == whole


def test_only_what_is_asked_for_comes(folder: Path) -> None:
    by_office = pages(folder, "--office", "nb-h1-vp")
    by_role = pages(folder, "--role", "holder-office")
    by_time = pages(folder, "--from", "2019-04-24", "--to", "24/04/2019")
    by_command = pages(folder, "--command", "escalate-issue")

    assert {one["envelope"]["office"] for one in by_office} == {"NB-H1-VP"}
    assert {one["envelope"]["role"] for one in by_role} == {"holder-office"}
    assert {one["envelope"]["recorded_at"][:10] for one in by_time} == {"2019-04-24"}
    assert {one["envelope"]["command"] for one in by_command} == {"escalate-issue"}
    assert by_command[0]["fact"]["type"] == "issue-escalated.v1"
    assert by_command[0]["place"] == [
        {"unit": "NB-H1-BTV", "name": "NB-H1-BTV"},
        {"unit": "NB-H1", "name": "NB-H1"},
        {"unit": "NB", "name": "Tỉnh ủy"},
    ]


def test_an_entry_tells_who_did_what_where_on_which_letter(folder: Path) -> None:
    shown = run("log", "--command", "escalate-issue", "--limit", "1", "--data", folder)

    assert shown.code == 0
    assert shown.out.splitlines() == [
        "     61 NB-49-S: Escalated; occurred 2019-04-24 15:00, recorded 2019-04-24 15:00",
        "        NB-H1-BTV, standing board or committee of the holder; "
        "letter 91-CV/HU, 2018-08-20, NB-H1;",
        "        Triaged → Escalated",
        "        to: Tỉnh ủy (NB); reason: Vượt thẩm quyền",
    ]
    assert shown.err.startswith("There is more: add --cursor ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_log_fits_a_hundred_columns(folder: Path, lang: str) -> None:
    shown = run("log", "--limit", "1000", "--data", folder, lang=lang)

    assert (shown.code, shown.err) == (0, "")
    assert max(map(len, shown.out.splitlines())) <= 100
    assert "Người" not in shown.out
    assert FOUNDER in shown.out


def table(shown: Run) -> list[list[str]]:
    return list(csv.reader(io.StringIO(shown.out.removeprefix("\ufeff"), newline="")))


def test_a_table_for_spreadsheets_names_the_next_page_beside_it(folder: Path) -> None:
    shown = run("log", "--csv", "--limit", "60", "--data", folder, lang="vi")
    header, *rows = table(shown)

    assert header[:6] == ["vị trí", "ghi lúc", "xảy ra lúc", "thuộc về", "số kiến nghị", "việc"]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 61)]
    assert {len(row) for row in rows} == {len(header)}
    assert shown.err.startswith("Còn nữa: thêm --cursor ")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["văn phòng cấp đang giữ", "Office of the holder"])
@pytest.mark.parametrize("from_log", [(), ("--from-log",)])
def test_a_role_is_known_by_its_name_too(
    folder: Path, name: str, from_log: tuple[str, ...], lang: str
) -> None:
    by_key = run("log", "--role", "holder-office", "--data", folder, lang=lang)

    assert "NB-H1-VP" in by_key.out
    assert run("log", "--role", name, *from_log, "--data", folder, lang=lang).out == by_key.out


def test_nothing_found_is_said(folder: Path) -> None:
    shown = run("log", "--from", "2030-01-01", "--data", folder)

    assert (shown.code, shown.out) == (0, "There are no such facts.\n")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--office", "NB-H9"), "NB-H9"),
        (("--role", "holder-ofice"), "holder-office"),
        (("--command", "escalate"), "escalate-issue"),
        (("--from", "2019-05-01", "--to", "2019-04-01"), "--from"),
        (("--from", "31/02/2019"), "31/02/2019"),
        (("--cursor", "abc"), "--cursor"),
        (("--cursor", "WyJvdmVyZHVlIiwiMjAxOSIsMV0", "--from-log"), "--cursor"),
        (("--limit", "0"), "1000"),
        (("--limit", "1001"), "1000"),
    ],
)
def test_typical_mistakes_are_told_in_one_line(
    folder: Path, arguments: tuple[str, ...], told: str, lang: str
) -> None:
    refused = run("log", *arguments, "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert len(refused.err.splitlines()) == 1


@pytest.mark.parametrize("from_log", [(), ("--from-log",)])
def test_where_the_read_model_stands_still_the_log_itself_answers(
    tmp_path: Path, from_log: tuple[str, ...]
) -> None:
    folder = store_of(TO_THE_PROVINCE_AND_BACK, tmp_path / "data")
    before = pages(folder, "--limit", "1000", "--from-log")
    position = future_fact(folder, ISSUE, "progress-noted.v9")

    shown = run("log", "--limit", "1000", *from_log, "--json", "--data", folder)
    told = run("log", "--limit", "1", "--data", folder)

    assert shown.code == 3
    assert shown.json["unreadable"] == [{"position": position, "topic": "progress-noted.v9"}]
    assert [one["position"] for one in shown.json["facts"]] == [one["position"] for one in before]
    assert told.code == 0
    assert f"position {position}" in told.err
    assert "The answer is read from the log itself." in told.err

"""``inbox``: what waits for a unit, why, until when, and what it may do next."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from adapters import bootstrap, inbox_reading
from domain.sealed import Erased, FactIdentity
from projections import inbox_queries
from tests import builders as b
from tests.builders import document, named
from tests.e2e.cli import LANGUAGES, Run, inbox_page, run
from tests.e2e.damage import future_fact
from tests.e2e.stories import Story, store_of
from tests.steps import (
    Step,
    assigned,
    chapter_met,
    on_issue,
    raised_by_secretary,
    received,
    replied,
    resolved,
    step,
    submitted,
    triaged,
)

BRIDGE, CANAL, LAMP, PIGS = (named(f"inbox {name}") for name in ("bridge", "canal", "lamp", "pigs"))
ROAD, FARM = named("inbox road"), named("inbox farm")
LONG = "Đề nghị mở rộng, trải nhựa và làm rãnh thoát nước cho đoạn đường liên thôn " * 2
OTHERS_CHAPTER = "NB-H2-X1-C1"


def handed_in(issue: Any, title: str, category: str, severity: int = 3) -> list[Step]:
    fields = {"title": title, "category": category, "severity": severity}
    return [raised_by_secretary(issue=issue, **fields), submitted(issue=issue)]


def seen_to(issue: Any, category: str, severity: int = 3) -> list[Step]:
    return [received(issue=issue), triaged(issue=issue, category=category, severity=severity)]


def of_the_other_district(issue: Any) -> list[Step]:
    what = {"via": "chapter", "source": "members", "addressee": b.UBND, "category": "MT"}
    texts = {"title": "Trại lợn của huyện bên", "description": "Mùi hôi"}
    raised = {"issue": issue, "chapter": OTHERS_CHAPTER, **what, **texts}
    return [
        step("raise-issue", OTHERS_CHAPTER, **raised),
        on_issue("submit-issue", OTHERS_CHAPTER, issue=issue),
    ]


PAUSE: dict[str, Any] = {
    "ground": "budget-cycle",
    "review_on": "2018-10-01",
    "document": document("9-CV/HU"),
}
AUGUST: Story = [
    ("2018-08-06 08:00", handed_in(PIGS, "Trại chăn nuôi xả thải", "MT", 2)),
    ("2018-08-06 09:00", handed_in(LAMP, "Thiếu đèn đường", "GT", 4)),
    ("2018-08-06 10:00", handed_in(BRIDGE, "Cầu nông thôn xuống cấp", "GT", 1)),
    ("2018-08-07 08:00", [*seen_to(PIGS, "MT", 2), *seen_to(LAMP, "GT", 4)]),
    ("2018-08-07 09:00", [resolved(issue=PIGS), replied(issue=PIGS)]),
    ("2018-08-08 08:00", [*seen_to(BRIDGE, "GT", 1), assigned(issue=BRIDGE)]),
    ("2018-08-09 08:00", [on_issue("start-work", b.DEPARTMENT, issue=BRIDGE)]),
    ("2018-08-10 08:00", [on_issue("pause-issue", "NB-H1-TT", issue=LAMP, **PAUSE)]),
    ("2018-08-15 20:00", [chapter_met("august")]),
    (
        "2018-08-16 08:00",
        [on_issue("verify-result", b.CHAPTER, issue=PIGS, meeting=named("august"))],
    ),
    ("2018-08-20 08:00", handed_in(CANAL, "Kênh nội đồng bồi lắng", "TL")),
    ("2018-08-20 09:00", handed_in(ROAD, LONG.strip(), "GT")),
    ("2018-08-20 10:00", of_the_other_district(FARM)),
    ("2018-08-21 08:00", seen_to(ROAD, "GT")),
]
"""On 21/8/2018: one to receive, one to decide on, two that wait for others, one that has ended."""
WITHDRAWN = (
    "2018-08-07 08:00",
    [on_issue("withdraw-issue", b.CHAPTER, issue=PIGS, reason="Đã xong")],
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(AUGUST, tmp_path_factory.mktemp("august") / "data")


def titles(folder: Path, *arguments: str, unit: str = b.DISTRICT) -> list[str]:
    return [
        issue["title"].split()[0] for issue in inbox_page(folder, *arguments, unit=unit)["issues"]
    ]


def numbers(folder: Path, *arguments: str, unit: str = b.DISTRICT) -> list[str]:
    return [issue["number"] for issue in inbox_page(folder, *arguments, unit=unit)["issues"]]


def table(shown: Run) -> list[list[str]]:
    return list(csv.reader(io.StringIO(shown.out.removeprefix("\ufeff"), newline="")))


# What is shown


def test_queues_are_counted_and_each_issue_says_why_it_is_here_and_what_comes_next(
    folder: Path,
) -> None:
    shown = run("inbox", "--unit", "nb-h1", "--limit", "2", "--data", folder)

    assert shown.code == 0
    assert [line.rstrip() for line in shown.out.splitlines()] == [
        "Inbox of NB-H1 at 2018-08-21 08:01",
        "  To receive: 1, To decide: 1, Co-operation: 0, Awaiting others: 2, To be verified: 0,",
        "  For information: 0, Ended: 1",
        "  of these: Due soon: 0, Overdue: 0",
        "",
        "issue    title                                                    severity  last day    "
        "working days",
        "NB-58-Q  Cầu nông thôn xuống cấp                                  urgent    2018-08-13  "
        "6 overdue",
        "    In progress; with NB-H1; from NB-H1-X1-C1",
        "    Awaiting others, because: holds the issue; due: interim reply, owed by NB-H1-KTHT",
        "    next: assign, pause, escalate",
        "NB-90-Q  Kênh nội đồng bồi lắng                                   normal    2018-08-22  "
        "1 left",
        "    Reported; with NB-H1; from NB-H1-X1-C1",
        "    To receive, because: holds the issue; due: receipt",
        "    next: receive",
    ]
    assert shown.err.splitlines()[-1].startswith("There is more: add --cursor ")


def test_an_inbox_is_told_in_vietnamese(folder: Path) -> None:
    lines = run("inbox", "--unit", "NB-H1", "--data", folder, lang="vi").out.splitlines()

    assert lines[0] == "Hộp việc của NB-H1 lúc 21/08/2018 08:01"
    assert lines[1].startswith("  Chờ tiếp nhận: 1, Chờ cho ý kiến: 1, Phối hợp: 0")
    assert lines[3] == "  trong đó: Sắp đến hạn: 0, Quá hạn: 0"
    assert lines[6].split()[-5:] == ["khẩn", "13/08/2018", "quá", "6", "ngày"]
    assert lines[7:10] == [
        "    Đang giải quyết; đang giữ: NB-H1; từ NB-H1-X1-C1",
        "    Chờ phản hồi, vì: đang giữ kiến nghị; hạn: trả lời bước đầu, do NB-H1-KTHT thực hiện",
        "    bước tiếp: giao giải quyết, tạm dừng, trình cấp trên",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("columns", [30, 63, 64, 80, 100, 120])
@pytest.mark.parametrize("unit", [b.DISTRICT, "NB-TT", b.CHAPTER, "NB-H1-VP"])
def test_no_line_is_wider_than_the_terminal(
    folder: Path, unit: str, columns: int, lang: str
) -> None:
    shown = run("inbox", "--unit", unit, "--data", folder, lang=lang, COLUMNS=str(columns))
    words = " ".join(shown.out.split())

    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= columns
    if unit == b.DISTRICT:
        assert all(number in words for number in numbers(folder))
        assert "đoạn đường liên thôn" in words or columns < 64


def test_without_a_terminal_an_inbox_has_a_hundred_columns(folder: Path) -> None:
    lines = run("inbox", "--unit", "NB-H1", "--data", folder, COLUMNS="wide").out.splitlines()

    assert max(map(len, lines)) == 100


def test_titles_in_decomposed_letters_stand_in_line_and_steer_no_terminal(tmp_path: Path) -> None:
    odd = raised_by_secretary(issue=CANAL, title="Ca\u0302\u0300u \x1b[31mđỏ\x1b[0m")
    folder = store_of([("2018-08-06 08:00", [odd, submitted(issue=CANAL)])], tmp_path / "data")

    shown = run("inbox", "--unit", "NB-H1", "--data", folder)

    assert "\x1b" not in shown.out
    assert "Cầu ·[31mđỏ·[0m" in shown.out


@pytest.mark.parametrize("unit", [b.DISTRICT, "NB-TT", b.DEPARTMENT, b.OTHER_DISTRICT])
def test_rows_agree_with_the_issues_as_the_log_has_them(folder: Path, unit: str) -> None:
    shown = inbox_page(folder, unit=unit)

    assert shown["issues"]
    for row in shown["issues"]:
        issue = run("issue", row["number"], "--json", "--data", folder).json
        for name in ("title", "chapter", "category", "severity", "status", "holder", "leg"):
            assert row[name] == issue[name]
        running = [
            (one["last_day"], one["id"]["kind"])
            for one in issue["deadlines"]
            if one["status"] == "running" and unit in (issue["holder"], one["bearer"])
        ]
        last_day = min(running, default=(None, None))
        assert (row["last_day"], row["due_kind"]) == last_day
        assert row["issue"] == issue["id"]
        assert (row["working_days_left"] is None) is (last_day == (None, None))
        assert row["due_bearers"] == [
            one["bearer"]
            for one in issue["deadlines"]
            if one["status"] == "running" and (one["last_day"], one["id"]["kind"]) == last_day
        ]


def test_the_days_left_are_working_days_of_the_deadlines_calendar(tmp_path: Path) -> None:
    """Monday 3 September 2018 was off in lieu of the national day."""
    due = [handed_in(CANAL, "Kênh", "TL"), seen_to(CANAL, "TL")]
    story = [("2018-08-20 08:00", due[0]), ("2018-08-21 08:00", due[1])]
    left = []
    for day in ("2018-08-31", "2018-09-04", "2018-09-05", "2018-09-08"):
        noted = chapter_met(day)
        folder = store_of([*story, (f"{day} 20:00", [noted])], tmp_path / day)
        [row] = inbox_page(folder)["issues"]
        cell = run("inbox", "--unit", "NB-H1", "--data", folder).out.splitlines()[6]
        left.append((row["working_days_left"], *cell.split()[3:]))

    assert left == [
        (1, "2018-09-04", "1", "left"),
        (0, "2018-09-04", "today"),
        (-1, "2018-09-04", "1", "overdue"),
        (-3, "2018-09-04", "3", "overdue"),
    ]


def test_a_clock_that_stands_still_is_told(tmp_path: Path) -> None:
    pause = on_issue("pause-issue", "NB-H1-TT", issue=CANAL, **PAUSE)
    steps = [*handed_in(CANAL, "Kênh", "TL"), *seen_to(CANAL, "TL"), assigned(issue=CANAL), pause]
    folder = store_of([("2018-08-06 08:00", steps)], tmp_path / "data")

    shown = run("inbox", "--unit", "NB-H1-KTHT", "--data", folder)

    assert shown.out.splitlines()[6].split()[-2:] == ["-", "paused"]
    assert "Awaiting others, because: leads the work" in shown.out


def test_what_is_late_and_not_yet_noted_is_told_until_a_sweep_notes_it(tmp_path: Path) -> None:
    folder = store_of(AUGUST, tmp_path / "data")

    before = run("inbox", "--unit", "NB-H1", "--data", folder)
    run("deadlines", "sweep", "--at", "2018-08-30 09:00", "--data", folder)
    after = run("inbox", "--unit", "NB-H1", "--data", folder)

    assert before.err == (
        "On this page past due, but not yet counted as overdue: 1. Run: kiennghi deadlines sweep\n"
    )
    assert "Overdue: 0" in before.out
    assert (after.code, after.err) == (0, "")
    assert "of these: Due soon: 2, Overdue: 2" in after.out
    assert titles(folder, "--overdue") == titles(folder, "--queue", "overdue") == ["Cầu", "Kênh"]
    assert titles(folder, "--queue", "due-soon") == ["Kênh", "Đề"]


def test_the_next_steps_are_commands_that_apply_takes(folder: Path) -> None:
    rows = {row["title"].split()[0]: row for row in inbox_page(folder, unit="NB-H1")["issues"]}
    lead = inbox_page(folder, unit=b.DEPARTMENT)["issues"][0]

    assert rows["Kênh"]["next_steps"] == [{"command": "receive-issue", "to": "received"}]
    assert rows["Thiếu"]["next_steps"] == [{"command": "resume-issue", "to": "triaged"}]
    assert {"command": "split-issue", "to": "reported"} in rows["Kênh"]["other_steps"]
    assert {"command": "propose-result", "to": "result-proposed"} in lead["next_steps"]


def test_an_erased_issue_is_told_as_erased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = store_of(AUGUST, tmp_path / "data")
    monkeypatch.setattr(bootstrap, "PassThroughVault", lambda: Shredder(f"issue:{CANAL}"))

    shown = run("inbox", "--unit", "NB-H1", "--data", folder)
    found = {row["number"]: row for row in inbox_page(folder, unit="NB-H1")["issues"]}

    assert "NB-90-Q  (erased) " in shown.out
    assert "Kênh" not in shown.out
    assert (found["NB-90-Q"]["title"], found["NB-90-Q"]["description"]) == (None, None)
    assert "(erased)" in run("inbox", "--unit", "NB-H1", "--csv", "--data", folder).out
    assert titles(folder, "--text", "bồi lắng") == []


class Shredder:
    """A vault that lost the key of one subject."""

    def __init__(self, subject: str) -> None:
        self.subject = subject

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str:
        return text

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased:
        return Erased.ERASED if subject == self.subject else sealed


# Spreadsheets and programs


def test_a_table_for_spreadsheets_has_a_row_for_each_issue(folder: Path) -> None:
    shown = run("inbox", "--unit", "NB-H1", "--csv", "--data", folder, lang="vi")
    header, *rows = table(shown)

    assert shown.code == 0
    assert header[:6] == ["kiến nghị", "tiêu đề", "chi bộ", "lĩnh vực", "mức độ", "trạng thái"]
    assert [row[0] for row in rows] == numbers(folder)
    first = dict(zip(header, rows[0], strict=True))
    assert (first["ngày cuối"], first["số ngày làm việc còn lại"]) == ("13/08/2018", "-6")
    assert (first["nhóm việc"], first["lý do"]) == ("Chờ phản hồi", "đang giữ kiến nghị")
    assert first["đơn vị phải thực hiện"] == "NB-H1-KTHT"
    assert first["bước tiếp theo"] == "giao giải quyết, tạm dừng, trình cấp trên"
    assert {len(row) for row in rows} == {len(header)}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "command", [("inbox", "--unit", "NB-H1"), ("overdue",), ("log",), ("organisation", "show")]
)
def test_csv_and_json_together_are_refused(
    folder: Path, command: tuple[str, ...], lang: str
) -> None:
    for given in (("--csv", "--json"), ("--json", "--csv")):
        refused = run(*command, *given, "--data", folder, lang=lang)

        assert (refused.code, refused.out) == (2, "")
        assert "--csv" in refused.err.splitlines()[0]
        assert "--json" in refused.err.splitlines()[0]


def test_json_holds_the_counts_and_the_rows_of_a_page(folder: Path) -> None:
    shown = inbox_page(folder, "--limit", "1")

    assert (shown["unit"], shown["at"]) == ("NB-H1", "2018-08-21T01:01:00Z")
    assert shown["queues"]["to-receive"] == 1
    assert len(shown["issues"]) == 1
    assert shown["next"]
    assert run(
        "inbox", "--unit", "NB-H1", "--json", "--data", folder, lang="vi"
    ).json == inbox_page(folder)


# Filters, order and pages


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ((), ["Cầu", "Kênh", "Đề", "Thiếu"]),
        (("--queue", "to-receive"), ["Kênh"]),
        (("--queue", "awaiting"), ["Cầu", "Thiếu"]),
        (("--queue", "ended"), ["Trại"]),
        (("--status", "paused"), ["Thiếu"]),
        (("--status", "closed"), ["Trại"]),
        (("--overdue",), []),
        (("--due-before", "22/08/2018"), ["Cầu"]),
        (("--due-before", "2018-08-23"), ["Cầu", "Kênh"]),
        (("--due-before", "23/08/2018 08:00"), ["Cầu", "Kênh"]),
        (("--category", "GT"), ["Cầu", "Đề", "Thiếu"]),
        (("--severity", "4"), ["Thiếu"]),
        (("--chapter", "nb-h1-x1-c1"), ["Cầu", "Kênh", "Đề", "Thiếu"]),
        (("--chapter", OTHERS_CHAPTER), []),
        (("--text", "trai chan nuoi"), ["Trại"]),
        (("--text", "NB-90-Q"), ["Kênh"]),
        (("--text", " "), ["Cầu", "Kênh", "Đề", "Thiếu"]),
        (("--category", "GT", "--queue", "awaiting", "--severity", "1"), ["Cầu"]),
        (("--sort", "number"), ["Thiếu", "Cầu", "Kênh", "Đề"]),
        (("--sort", "age"), ["Thiếu", "Cầu", "Kênh", "Đề"]),
        (("--sort", "severity"), ["Cầu", "Kênh", "Đề", "Thiếu"]),
        (("--text", "cầu", "--sort", "relevance"), ["Cầu"]),
    ],
)
def test_only_what_is_asked_for_comes_in_the_order_asked_for(
    folder: Path, asked: tuple[str, ...], found: list[str]
) -> None:
    assert titles(folder, *asked) == found


@pytest.mark.parametrize(
    ("key", "names"),
    [
        (("--queue", "to-receive"), ["TO-RECEIVE", "Chờ tiếp nhận", "cho tiep nhan", "To receive"]),
        (("--queue", "to-decide"), ["cho-cho-y-kien", "CHỜ CHO Ý KIẾN", "to_decide"]),
        (("--status", "in-progress"), ["Đang giải quyết", "dang giai quyet", "In progress"]),
        (("--category", "TL"), ["tl", "Thủy lợi", "thuỷ lợi", "thuy-loi"]),
        (("--severity", "1"), ["khẩn", "KHAN", "urgent"]),
        (("--sort", "severity"), ["mức độ", "Severity"]),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_value_is_known_by_its_key_and_by_its_name_in_either_language(
    folder: Path, key: tuple[str, str], names: list[str], lang: str
) -> None:
    by_key = inbox_page(folder, *key)

    assert by_key["issues"]
    for name in names:
        asked = ("inbox", "--unit", "NB-H1", key[0], name, "--json", "--data", folder)
        assert run(*asked, lang=lang).json == by_key


@pytest.mark.parametrize("limit", ["1", "2", "3", "500"])
@pytest.mark.parametrize("asked", [(), ("--sort", "age"), ("--text", "c"), ("--queue", "awaiting")])
def test_the_cursors_lead_through_every_row_once(
    folder: Path, asked: tuple[str, ...], limit: str
) -> None:
    whole, found = (
        inbox_page(folder, *asked, "--limit", "500"),
        inbox_page(folder, *asked, "--limit", limit),
    )
    rows = found["issues"]
    while found["next"]:
        found = inbox_page(folder, *asked, "--limit", limit, "--cursor", found["next"])
        assert len(found["issues"]) <= int(limit)
        rows += found["issues"]

    assert rows == whole["issues"]
    assert whole["next"] is None


def test_a_page_is_filled_though_one_look_finds_little(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("--chapter", b.CHAPTER, "--category", "TL", "--sort", "number")
    monkeypatch.setattr(inbox_queries, "MOST_EXAMINED", 1)
    filled = inbox_page(folder, *asked, "--limit", "1")
    monkeypatch.setattr(inbox_reading, "MOST_LOOKS", 1)

    shown = run("inbox", "--unit", "NB-H1", *asked, "--limit", "1", "--data", folder)

    assert [row["title"] for row in filled["issues"]] == ["Kênh nội đồng bồi lắng"]
    assert shown.out.endswith("No issue fits among those looked at so far.\n")
    assert shown.err.startswith("There is more: add --cursor ")


# What cannot be answered


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--unit", "NB-H9"), "NB-H1"),
        (("--unit", "Tỉnh uỷ"), "NB (Tỉnh ủy)"),
        (("--unit", "NB-H1", "--queue", "to-recieve"), "to-receive (Chờ tiếp nhận)"),
        (("--unit", "NB-H1", "--queue", "???"), "due-soon"),
        (("--unit", "NB-H1", "--status", "Đang giai quyet viec"), "in-progress"),
        (("--unit", "NB-H1", "--category", "XX"), "TTHC"),
        (("--unit", "NB-H1", "--severity", "5"), "4 ("),
        (("--unit", "NB-H1", "--sort", "title"), "relevance"),
        (("--unit", "NB-H1", "--sort", "relevance"), "--text"),
        (("--unit", "NB-H1", "--due-before", "31/02/2018"), "31/02/2018"),
        (("--unit", "NB-H1", "--due-before", "22/8"), "09/08/2018"),
        (("--unit", "NB-H1", "--chapter", "NB-H1-X1"), "NB-H1-X1"),
        (("--unit", "NB-H1", "--chapter", "NB-H1-X1-C9"), "NB-H1-X1-C1"),
        (("--unit", "NB-H1", "--cursor", "abc"), "--cursor"),
        (("--unit", "NB-H1", "--limit", "0"), "500"),
        (("--unit", "NB-H1", "--limit", "501"), "500"),
    ],
)
def test_typical_mistakes_are_told_in_one_line(
    folder: Path, arguments: tuple[str, ...], told: str, lang: str
) -> None:
    refused = run("inbox", *arguments, "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err or (lang == "en" and told == "to-receive (Chờ tiếp nhận)")
    assert len(refused.err.splitlines()) == 1


def test_the_unit_has_to_be_named(folder: Path) -> None:
    refused = run("inbox", "--data", folder)

    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("--unit is missing.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cursor_of_another_question_is_refused(folder: Path, lang: str) -> None:
    cursor = inbox_page(folder, "--limit", "1")["next"]

    for unit, *other in (["NB-H2"], ["NB-H1", "--queue", "awaiting"], ["NB-H1", "--sort", "age"]):
        asked = ("inbox", "--unit", unit, *other, "--cursor", cursor, "--data", folder)
        refused = run(*asked, lang=lang)
        assert (refused.code, refused.out) == (2, "")
        assert "--cursor" in refused.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_much_to_sort_is_refused_with_what_to_do(
    folder: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(inbox_queries, "MOST_SORTED", 2)
    asked = ("inbox", "--unit", "NB-H1", "--due-before", "1/1/2019", "--data", folder)

    refused = run(*asked, "--sort", "age", lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert "2" in refused.err
    assert "--sort" in refused.err
    assert run(*asked, lang=lang).code == 0


@pytest.mark.parametrize(
    ("unit", "asked", "told"),
    [
        ("NB-H1-CA", (), ["There are no issues."]),
        (
            "NB-H1-VP",
            (),
            [
                "There are no issues.",
                "What the committee holds lies in the inbox of NB-H1: --unit NB-H1",
            ],
        ),
        (
            b.CHAPTER,
            (),
            [
                "There are no issues.",
                "Chapters have no inbox. Look into that of the committee, with --chapter "
                "NB-H1-X1-C1",
            ],
        ),
        ("NB-H1", ("--queue", "to-verify"), ["No issue fits. Leave out a condition."]),
        ("NB-H1", ("--text", "lợn"), ["No issue fits. Leave out a condition."]),
    ],
)
def test_an_empty_page_says_why_and_where_to_look(
    folder: Path, unit: str, asked: tuple[str, ...], told: list[str]
) -> None:
    shown = run("inbox", "--unit", unit, *asked, "--data", folder)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines()[-len(told) - 1 :] == ["", *told]


def test_where_all_has_ended_that_is_said(tmp_path: Path) -> None:
    folder = store_of([("2018-08-06 08:00", [*handed_in(PIGS, "Trại", "MT")]), WITHDRAWN], tmp_path)

    shown = run("inbox", "--unit", "NB-H1", "--data", folder, lang="vi")

    assert shown.out.splitlines()[-1] == "Mọi kiến nghị đã kết thúc. Để xem: --queue ended"


def test_a_unit_never_sees_what_another_has(folder: Path) -> None:
    ours = numbers(folder, "--text", "NB") + numbers(folder)
    theirs = numbers(folder, unit=b.OTHER_DISTRICT)

    assert len(theirs) == 1
    assert not set(ours) & set(theirs)
    for asked in (("--text", "huyện bên"), ("--text", theirs[0]), ("--chapter", OTHERS_CHAPTER)):
        assert numbers(folder, *asked) == []
        assert numbers(folder, *asked, unit=b.OTHER_DISTRICT) == theirs
    assert inbox_page(folder, unit=b.OTHER_DISTRICT)["queues"]["to-receive"] == 1


def test_an_issue_that_cannot_be_read_is_shown_as_far_as_it_is_known(tmp_path: Path) -> None:
    folder = store_of(AUGUST, tmp_path / "data")
    run("projections", "rebuild", "inbox", "--data", folder)
    position = future_fact(folder, CANAL, "issue-received.v9")

    shown = run("inbox", "--unit", "NB-H1", "--data", folder)
    as_json = run("inbox", "--unit", "NB-H1", "--json", "--data", folder)

    assert (shown.code, as_json.code) == (3, 3)
    assert f"position {position}" in shown.err
    assert "The log of NB-90-Q cannot be read" in shown.err
    rows = {row["number"]: row for row in as_json.json["issues"]}
    assert rows["NB-90-Q"]["next_steps"] is None
    assert rows["NB-58-Q"]["next_steps"]
    lines = shown.out.splitlines()
    assert lines[[line.startswith("NB-90-Q") for line in lines].index(True)].split()[-1] == "?"

"""``issue``, ``history`` and ``explain``: one issue from the meeting to the answer."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.builders import CHAPTER
from tests.e2e.cli import LANGUAGES, run
from tests.e2e.stories import TO_THE_PROVINCE_AND_BACK, store_of, told
from tests.steps import ISSUE, meeting_held, on_issue, raised

NUMBER = "NB-49-S"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(TO_THE_PROVINCE_AND_BACK, tmp_path_factory.mktemp("story") / "data")


def history(folder: Path) -> list[dict[str, Any]]:
    out = run("history", NUMBER, "--json", "--data", folder).out
    return [json.loads(line) for line in out.splitlines()]


# issue


def test_an_issue_is_found_by_its_number_however_it_is_typed_and_by_its_id(folder: Path) -> None:
    shown = [
        run("issue", id, "--data", folder)
        for id in (NUMBER, "nb49s", "NB 49 S", str(ISSUE), ISSUE.hex)
    ]

    assert {one.code for one in shown} == {0}
    assert len({one.out for one in shown}) == 1
    assert shown[0].out.startswith(f"{NUMBER}  Cầu nông thôn xuống cấp\n")


def test_an_issue_shows_where_it_stands_in_the_users_language(folder: Path) -> None:
    english = run("issue", NUMBER, "--data", folder).out
    vietnamese = run("issue", NUMBER, "--data", folder, lang="vi").out

    assert "  state: Closed (verified)\n" in english
    assert "  trạng thái: Kết thúc (chi bộ đã xác nhận)\n" in vietnamese
    assert "  category: roads and traffic\n" in english
    assert "  lĩnh vực: giao thông\n" in vietnamese


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        ("2019-04-03 21:00:59", None),
        ("2019-04-03", "raised"),
        ("09/04/2019 09:00", "reported"),
        ("2019-04-24T08:00+07:00", "received"),
        ("2019-04-24T01:01Z", "triaged"),
        ("24/04/2019", "escalated"),
        ("2019-05-10 08:01", "returned-down"),
        ("2019-06-05", "replied"),
        ("2019-12-31", "closed"),
    ],
)
def test_an_issue_is_shown_as_it_was_known_at_a_time(
    folder: Path, as_of: str, status: str | None
) -> None:
    shown = run("issue", NUMBER, "--as-of", as_of, "--json", "--data", folder)

    if status is None:
        assert shown.code == 2
        assert shown.err.startswith(f"At that time there was no issue {NUMBER} yet")
    else:
        assert shown.json["status"] == status


def test_what_is_overdue_depends_on_the_time_it_is_looked_at(folder: Path) -> None:
    on_time = run("issue", NUMBER, "--as-of", "2019-05-30 07:00", "--data", folder).out
    day_after = run("issue", NUMBER, "--as-of", "2019-04-12 00:00", "--data", folder).out

    assert "OVERDUE" not in on_time
    assert "Deadline result (leg 3): the end of 2019-05-31, owed by NB-H1-KTHT" in on_time
    assert "OVERDUE receipt (leg 1): the end of 2019-04-11, owed by NB-H1" in day_after


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("id", ["NB-49-T", "49", "NB-1-X", "00000000-0000-4000-8000-000000000009"])
@pytest.mark.parametrize("command", ["issue", "history", "explain"])
def test_what_is_no_issue_is_told_with_what_to_do(
    folder: Path, command: str, id: str, lang: str
) -> None:
    refused = run(command, id, "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert id in refused.err
    assert len(refused.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("lang", "message"),
    [
        ("en", '"31/02/2019" is not an existing point in time. Write a date,'),
        ("vi", '"31/02/2019" không phải là thời điểm có thật. Hãy viết ngày,'),
    ],
)
def test_a_wrong_time_is_told_with_how_to_write_one(folder: Path, lang: str, message: str) -> None:
    refused = run("issue", NUMBER, "--as-of", "31/02/2019", "--data", folder, lang=lang)

    assert refused.code == 2
    assert refused.err.startswith(message)


# history


def test_a_history_shows_every_step_of_an_escalated_issue(folder: Path) -> None:
    shown = run("history", NUMBER, "--data", folder).out
    steps = re.findall(r"^ +\d+ v\d+ ++(?!Deadline)(.+?);", shown, re.MULTILINE)

    assert shown.startswith(f"Issue {NUMBER}, facts: ")
    assert steps == [
        "Issue raised",
        "Reported",
        "Received",
        "Triaged",
        "Escalated",
        "Received",
        "Returned down",
        "Received",
        "Assigned",
        "Work started",
        "Result proposed",
        "Result accepted",
        "Reply sent",
        "Verified, closed",
    ]


def test_every_entry_of_a_history_says_who_when_and_under_which_rule(folder: Path) -> None:
    for entry in history(folder):
        envelope = entry["envelope"]

        assert envelope["office"] or envelope["actor"] == "p-scheduler"
        assert envelope["role"]
        assert envelope["occurred_at"].endswith("Z")
        assert envelope["recorded_at"].endswith("Z")
        assert entry["regime"] == {"id": "ninh-binh", "version": "2018.1"}
    positions = [entry["position"] for entry in history(folder)]
    assert positions == sorted(positions)


def test_an_entry_tells_times_office_role_letter_deadline_and_regime(folder: Path) -> None:
    english = " ".join(run("history", NUMBER, "--data", folder).out.split())
    vietnamese = " ".join(run("history", NUMBER, "--data", folder, lang="vi").out.split())

    assert (
        "Escalated; occurred 2019-04-24 15:00, recorded 2019-04-24 15:00 "
        "NB-H1-BTV, standing board or committee of the holder; "
        "letter 91-CV/HU, 2018-08-20, NB-H1; state: Escalated; "
        "next deadline: receipt (leg 2), 2019-04-26; regime ninh-binh 2018.1 "
        "to: Tỉnh ủy (NB) reason: Vượt thẩm quyền" in english
    )
    assert (
        "Trình cấp trên; xảy ra 24/04/2019 15:00, ghi 24/04/2019 15:00 "
        "NB-H1-BTV, thường trực hoặc ban thường vụ cấp đang giữ; "
        "công văn 91-CV/HU, 20/08/2018, NB-H1; trạng thái: Đã trình cấp trên; "
        "hạn gần nhất: tiếp nhận (chặng 2), 26/04/2019; "
        "quy chế ninh-binh 2018.1 chuyển đến: Tỉnh ủy (NB) lý do: Vượt thẩm quyền" in vietnamese
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_history_fits_a_hundred_columns(folder: Path, lang: str) -> None:
    shown = run("history", NUMBER, "--data", folder, lang=lang).out

    assert max(map(len, shown.splitlines())) <= 100


def test_a_correction_keeps_the_old_value_visible(tmp_path: Path) -> None:
    correct = on_issue(
        "correct-issue-text",
        "NB-SXD",
        "p-cadre",
        field="title",
        text="Cầu treo xuống cấp",
        reason="Nhầm tên cầu",
    )
    folder = store_of([("2019-04-03 21:00", [meeting_held(), raised(), correct])], tmp_path / "d")

    shown = run("history", NUMBER, "--data", folder).out

    assert "old: Cầu nông thôn xuống cấp" in shown
    assert "new: Cầu treo xuống cấp" in shown
    assert f"{NUMBER}  Cầu treo xuống cấp" in run("issue", NUMBER, "--data", folder).out


def test_a_text_cannot_steer_the_terminal_of_whoever_reads_it(tmp_path: Path) -> None:
    steering = raised(title="Cầu\x1b[2J", description="dòng một\ndòng hai\x9b")
    folder = store_of([("2019-04-03 21:00", [meeting_held(), steering])], tmp_path / "d")

    shown = [run(command, NUMBER, "--data", folder).out for command in ("issue", "history")]

    assert all("Cầu·[2J" in one and "dòng hai·" in one for one in shown)
    assert not any(control in one for one in shown for control in "\x1b\x9b")


# explain


def test_a_deadline_is_explained_day_by_day(folder: Path) -> None:
    """Worked case 2: 25, 26, [29 swap, 30, 1], 2, 3, Saturday 4, 6-10 = 10/5."""
    shown = run("explain", NUMBER, "--json", "--data", folder).out
    deadlines = {one["id"]: one for one in map(json.loads, shown.splitlines())}
    days = deadlines["2/notice/1"]["days"]

    counted = [day["day"][-5:] for day in days if day["counted"]]
    assert counted == [
        *("04-25", "04-26", "05-02", "05-03", "05-04"),
        *("05-06", "05-07", "05-08", "05-09", "05-10"),
    ]
    kinds = {day["day"]: day["kind"] for day in days}
    assert kinds["2019-04-27"] == "weekend"
    assert kinds["2019-04-29"] == "swapped-off"
    assert kinds["2019-04-30"] == "holiday"
    assert kinds["2019-05-04"] == "swapped-on"
    assert deadlines["2/notice/1"]["standing"] == "met"
    assert deadlines["1/receipt/1"]["standing"] == "met-late"


def test_an_explanation_ends_on_the_day_that_was_recorded(folder: Path) -> None:
    for line in run("explain", NUMBER, "--json", "--data", folder).out.splitlines():
        deadline = json.loads(line)

        if deadline["days"] and not deadline["days"][-1]["paused"]:
            assert deadline["days"][-1]["day"] == deadline["last_day"]


def test_what_was_met_while_it_stood_still_is_counted_to_its_last_day(folder: Path) -> None:
    """The result waited for its acceptance."""
    shown = run("explain", NUMBER, "--json", "--data", folder).out
    result = next(one for one in map(json.loads, shown.splitlines()) if one["id"] == "3/result/1")

    assert (result["standing"], result["last_day"]) == ("met", "2019-05-31")
    last = result["days"][-1]
    assert (last["day"], last["number"], last["paused"]) == ("2019-05-31", 15, False)


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        (
            "en",
            (
                "Deadline report, owed by NB-SXD",
                "  A fixed day, set on 2019-04-03.",
                "  Counting 10 working days, after 2019-04-24:",
                "    2019-04-30  Tue          -  holiday: Reunification Day (30 April)",
                "  Due: the end of 2019-05-10; met on time.",
            ),
        ),
        (
            "vi",
            (
                "Hạn báo cáo, do NB-SXD thực hiện",
                "  Ngày cố định, đặt ngày 03/04/2019.",
                "  Đếm 10 ngày làm việc, từ sau ngày 24/04/2019:",
                "    04/05/2019  Thứ Bảy      5  làm bù",
                "  Hạn: hết ngày 10/05/2019; đã thực hiện đúng hạn.",
            ),
        ),
    ],
)
def test_an_explanation_reads_in_the_users_language(
    folder: Path, lang: str, parts: tuple[str, ...]
) -> None:
    lines = run("explain", NUMBER, "--data", folder, lang=lang).out.splitlines()

    assert [part for part in parts if part not in lines] == []


def test_paused_days_are_told_and_not_counted(tmp_path: Path) -> None:
    ask = on_issue("ask-for-clarification", "NB-H1-TT", questions="Cầu nào?")
    clarify = on_issue("clarify-issue", CHAPTER, answer="Cầu xóm 3")
    story = [
        *TO_THE_PROVINCE_AND_BACK[:3],
        ("2019-04-24 09:00", [ask]),
        ("2019-05-06 09:00", [clarify]),
    ]
    folder = store_of(story, tmp_path / "d")

    shown = run("explain", NUMBER, "--json", "--data", folder).out
    notice = next(one for one in map(json.loads, shown.splitlines()) if one["id"] == "1/notice/1")
    paused = [day["day"] for day in notice["days"] if day["paused"]]

    assert (paused[0], paused[-1]) == ("2019-04-24", "2019-05-05")
    assert not any(day["counted"] for day in notice["days"] if day["paused"])
    assert "paused" in run("explain", NUMBER, "--data", folder).out


@pytest.mark.parametrize("command", ["issue", "history"])
def test_one_issue_is_read_from_the_log_whether_that_is_asked_for_or_not(
    folder: Path, command: str
) -> None:
    asked = run(command, NUMBER, "--from-log", "--data", folder)

    assert (asked.code, asked.err) == (0, "")
    assert asked.out == run(command, NUMBER, "--data", folder).out
    assert not (folder / "views").exists()


def test_nothing_that_is_read_changes_the_store(folder: Path) -> None:
    before = run("doctor", "--json", "--data", folder).out
    for command in ("issue", "history", "explain"):
        run(command, NUMBER, "--data", folder)

    assert run("doctor", "--json", "--data", folder).out == before


def test_the_story_was_told_without_a_refusal() -> None:
    assert {outcome.outcome for outcome in told().outcomes} == {"accepted"}

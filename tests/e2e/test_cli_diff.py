"""``diff``: what changed of an issue between two moments."""

from pathlib import Path

import pytest

from tests.builders import CHAPTER
from tests.e2e.cli import LANGUAGES, run
from tests.e2e.stories import TO_THE_PROVINCE_AND_BACK, Story, store_of
from tests.steps import meeting_held, on_issue, raised

NUMBER = "NB-49-S"
UP = ("--from", "2019-04-24 08:30", "--to", "2019-04-24 16:00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(TO_THE_PROVINCE_AND_BACK, tmp_path_factory.mktemp("story") / "data")


def test_each_field_that_changed_is_told_with_both_values(folder: Path) -> None:
    shown = run("diff", NUMBER, *UP, "--data", folder)
    lines = shown.out.splitlines()

    assert (shown.code, shown.err) == (0, "")
    assert lines[0] == f"{NUMBER} from 2019-04-24 08:30 to 2019-04-24 16:00: 8 changes, 4 facts"
    assert lines[1:4] == [
        "  state: Triaged → Escalated",
        "  leg: 1 → 2",
        "  holder: NB-H1 → Tỉnh ủy (NB)",
    ]
    assert "  recipients: added NB-H1: for information" in lines
    assert "  documents: letter 91-CV/HU, 2018-08-20, NB-H1 (new)" in lines
    assert (
        "  deadline notice (leg 1): the end of 2019-04-24, running → the end of 2019-04-24, "
        "met on time" in lines
    )
    assert any(
        line.startswith("  deadline receipt (leg 2): the end of 2019-04-26") for line in lines
    )
    assert max(map(len, lines)) <= 100


def test_the_facts_in_between_stand_below(folder: Path) -> None:
    lines = run("diff", NUMBER, *UP, "--data", folder).out
    history = run("history", NUMBER, "--data", folder).out

    facts = lines[lines.index("Escalated; occurred") - 12 :]
    assert facts in history


def test_for_programs_values_are_raw(folder: Path) -> None:
    shown = run("diff", NUMBER, *UP, "--json", "--data", folder)
    told = shown.json

    assert shown.code == 0
    assert (told["number"], told["from"], told["to"]) == (
        NUMBER,
        "2019-04-24T01:30:00Z",
        "2019-04-24T09:00:00Z",
    )
    fields = {one["field"]: (one["before"], one["after"]) for one in told["fields"]}
    assert fields["status"] == ("triaged", "escalated")
    assert fields["holder"] == ("NB-H1", "NB")
    deadlines = {one["id"]: (one["before"], one["after"]) for one in told["deadlines"]}
    assert deadlines["1/notice/1"][0]["standing"] == "running"
    assert deadlines["1/notice/1"][1]["standing"] == "met"
    assert deadlines["2/receipt/1"][0] is None
    assert told["facts"][0]["fact"]["type"] == "issue-escalated.v1"
    assert len(told["facts"]) == 4
    assert run("diff", NUMBER, *UP, "--json", "--data", folder, lang="vi").out == shown.out


def test_in_vietnamese(folder: Path) -> None:
    lines = run("diff", NUMBER, *UP, "--data", folder, lang="vi").out.splitlines()

    assert lines[0].startswith(f"{NUMBER} từ 24/04/2019 08:30 đến 24/04/2019 16:00: 8 thay đổi")
    assert lines[1] == "  trạng thái: Đã phân loại → Đã trình cấp trên"


def test_before_it_was_recorded_an_issue_had_nothing(folder: Path) -> None:
    shown = run("diff", NUMBER, "--from", "2019-01-01", "--to", "2019-04-03", "--data", folder)

    assert "  state: Raised (new)" in shown.out.splitlines()
    assert "  title: Cầu nông thôn xuống cấp (new)" in shown.out.splitlines()


def test_a_deadline_that_only_grew_late_is_a_change(folder: Path) -> None:
    late = ("--from", "2019-04-11", "--to", "2019-04-12 08:00")

    shown = run("diff", NUMBER, *late, "--data", folder).out.splitlines()

    assert shown == [
        f"{NUMBER} from 2019-04-11 23:59:59 to 2019-04-12 08:00: 1 changes, 0 facts",
        "  deadline receipt (leg 1): the end of 2019-04-11, running → "
        "the end of 2019-04-11, overdue",
    ]


def test_a_corrected_title_is_a_change(tmp_path: Path) -> None:
    corrected = {"field": "title", "text": "Cầu treo xuống cấp", "reason": "Nhầm tên cầu"}
    story: Story = [
        ("2019-04-03 21:00", [meeting_held(), raised()]),
        ("2019-04-04 08:00", [on_issue("correct-issue-text", "NB-SXD", "p-cadre", **corrected)]),
    ]
    folder = store_of(story, tmp_path / "data")

    shown = run("diff", NUMBER, "--from", "2019-04-03", "--data", folder).out.splitlines()

    assert "  title: Cầu nông thôn xuống cấp → Cầu treo xuống cấp" in shown


def test_what_is_no_more_is_told(tmp_path: Path) -> None:
    ask = on_issue("ask-for-clarification", "NB-H1-TT", questions="Cầu nào?")
    clarify = on_issue("clarify-issue", CHAPTER, answer="Cầu xóm 3")
    story = [*TO_THE_PROVINCE_AND_BACK[:3], ("2019-04-24 09:00", [ask]), ("2019-05-06", [clarify])]
    folder = store_of(story, tmp_path / "data")

    shown = run("diff", NUMBER, "--from", "2019-04-25", "--to", "2019-05-07", "--data", folder).out

    assert "2019-04-24, paused → the end of 2019-05-" in shown


def test_without_an_end_it_goes_to_the_present(folder: Path) -> None:
    shown = run("diff", NUMBER, "--from", "2019-06-30", "--json", "--data", folder)

    assert shown.json["fields"][0]["after"] == "closed"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("id", "times", "told"),
    [
        (NUMBER, ("--from", "2019-05-01", "--to", "2019-04-01"), "--from"),
        (NUMBER, ("--from", "2018-05-01", "--to", "2019-04-01"), NUMBER),
        (NUMBER, ("--from", "1.5"), "1.5"),
        (NUMBER, ("--from", "2018-05-01", "--to", "today"), "today"),
        ("NB-49-T", ("--from", "2018-05-01"), "NB-49-T"),
    ],
)
def test_typical_mistakes_are_told_in_one_line(
    folder: Path, id: str, times: tuple[str, ...], told: str, lang: str
) -> None:
    refused = run("diff", id, *times, "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert told in refused.err
    assert len(refused.err.splitlines()) == 1

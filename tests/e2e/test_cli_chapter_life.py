"""Meetings, scores, duties and conferences through ``kiennghi apply``."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import builders as b
from tests.builders import named
from tests.e2e.cli import Run, run
from tests.e2e.stories import Story, commands_file, line_of, store_of, told
from tests.steps import Step, chapter_met, step

MET: Story = [("2018-12-05 21:00", [chapter_met("december", members=12, present=11)])]
POINTS = {"preparation": 15, "attendance": 18, "conduct": 30, "conclusion": 12}
FIGURE: dict[str, Any] = {"cadre": b.CADRE, "year": 2018, "criterion": "attendance"}


def scored(**fields: Any) -> Step:
    asked = {"meeting": named("december"), "points": POINTS, **fields}
    return step("score-meeting", b.CHAPTER, **asked)


def planned(on: date, conference: str = "conference") -> Step:
    return step("plan-conference", b.UBND, conference=named(conference), unit=b.UBND, on=on)


def applied(folder: Path, path: Path, at: str, *steps: Step, lang: str = "en") -> Run:
    """The commands of these steps, sent to a store in which the meeting was recorded."""
    world = told(MET)
    before = len(world.commands)
    world.tell([(at, steps)])
    lines = [line_of(command) for command in world.commands[before:]]
    return run("apply", commands_file(path, *lines), "--data", folder, lang=lang)


def outcomes(ended: Run) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ended.out.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return store_of(MET, tmp_path / "store")


def test_a_chapters_life_is_applied_line_by_line(folder: Path, tmp_path: Path) -> None:
    contest = step("contest-evaluation", None, b.CADRE, **FIGURE, reason="Đã dự ba buổi")
    decide = step("decide-contest", "NB-TT", **FIGURE, upheld=True, reason="Đã đối chiếu")
    excuse = step(
        "excuse-absence",
        "NB-VP",
        cadre=b.CADRE,
        first=date(2018, 9, 1),
        last=date(2018, 9, 30),
        document=b.document("31-QĐ/TU", b.PROVINCE),
    )
    steps = [scored(), excuse, contest, decide, planned(date(2019, 3, 4))]
    ended = applied(folder, tmp_path / "f.jsonl", "2019-01-10 09:00", *steps)
    assert ended.code == 0, ended.err
    assert [one["outcome"] for one in outcomes(ended)] == ["accepted"] * len(steps)
    assert "warnings" not in ended.out


@pytest.mark.parametrize(
    ("lang", "told_so"),
    [
        ("vi", "Dòng 1: đã ghi nhận, nhưng lưu ý: Ngày 03/03/2019 là ngày cán bộ dự"),
        ("en", "Line 1: recorded, but note: On 2019-03-03 cadres attend chapter meetings"),
    ],
)
def test_002_3_a_conference_on_the_third_is_recorded_with_a_warning(
    folder: Path, tmp_path: Path, lang: str, told_so: str
) -> None:
    third, fourth = planned(date(2019, 3, 3)), planned(date(2019, 3, 4), "another")
    file, at = tmp_path / "f.jsonl", "2019-01-10 09:00"
    ended = applied(folder, file, at, third, fourth, lang=lang)
    assert ended.code == 0, ended.err
    first, second = outcomes(ended)
    assert first["warnings"] == [{"code": "conference-day", "on": "2019-03-03", "rule": "002-3"}]
    assert (first["outcome"], first["facts"], "warnings" in second) == ("accepted", 2, False)
    assert told_so in ended.err
    assert "002-3" in ended.err
    again = applied(folder, file, at, third, fourth, lang=lang)
    assert (again.out, again.err) == (ended.out, ended.err)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "mỗi tiêu chí không quá điểm tối đa: preparation ≤ 20"),
        ("en", "none more than its most: preparation ≤ 20"),
    ],
)
def test_points_off_the_rubric_are_refused_with_what_is_asked_for(
    folder: Path, tmp_path: Path, lang: str, said: str
) -> None:
    wrong = scored(points={**POINTS, "conduct": 41})
    ended = applied(folder, tmp_path / "f.jsonl", "2019-01-10 09:00", wrong, lang=lang)
    assert ended.code == 1
    assert outcomes(ended)[0]["code"] == "points-off-the-rubric"
    assert said in ended.err


def test_who_may_not_is_told_who_may(folder: Path, tmp_path: Path) -> None:
    by_clerk = step("decide-contest", "NB-VP", **FIGURE, upheld=True, reason="Đã đối chiếu")
    ended = applied(folder, tmp_path / "f.jsonl", "2019-01-10 09:00", by_clerk, lang="vi")
    assert ended.code == 1
    assert "kết luận kiến nghị về số liệu đánh giá" in ended.err
    assert "Thường trực hoặc Ban Thường vụ cấp ủy của cán bộ" in ended.err


def test_a_meeting_whose_numbers_cannot_be_is_malformed_or_refused(
    folder: Path, tmp_path: Path
) -> None:
    at = "2019-01-10 21:00"
    more = chapter_met("january", members=3, present=4)
    ended = applied(folder, tmp_path / "f.jsonl", at, more)
    assert outcomes(ended)[0]["code"] == "more-present-than-members"
    line = {"type": "record-meeting", "members": 0, "kind": "regular"}
    raw = commands_file(tmp_path / "g.jsonl", json.dumps(line))
    ended = run("apply", raw, "--data", folder)
    assert ended.code == 2
    assert "members" in [problem["where"] for problem in outcomes(ended)[0]["problems"]]

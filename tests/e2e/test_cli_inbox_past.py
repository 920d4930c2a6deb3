"""``inbox --at``: what lay in an inbox on an earlier day, as was known then."""

from pathlib import Path

import pytest

from tests import builders as b
from tests.builders import FOUNDER, PROVINCE, named
from tests.e2e.cli import LANGUAGES, inbox_page, run
from tests.e2e.damage import future_fact
from tests.e2e.stories import Story, store_of
from tests.steps import (
    assigned,
    chapter_met,
    checked,
    raised_by_secretary,
    received,
    replied,
    resolved,
    step,
    submitted,
    triaged,
)

CANAL, LAMP = named("past canal"), named("past lamp")
RENAMED = step(
    "rename-unit",
    None,
    FOUNDER,
    province=PROVINCE,
    unit=b.DISTRICT,
    name="Huyện ủy Đổi Tên",
    valid_from="2018-08-01",
)
AUGUST: Story = [
    ("2018-08-06 08:00", [raised_by_secretary(issue=CANAL), submitted(issue=CANAL)]),
    ("2018-08-07 08:00", [received(issue=CANAL), triaged(issue=CANAL)]),
    ("2018-08-07 09:00", [raised_by_secretary(issue=LAMP, category="GT", title="Đèn đường")]),
    ("2018-08-07 10:00", [submitted(issue=LAMP), assigned(issue=CANAL)]),
    ("2018-08-10 17:00", [checked(issue=LAMP)]),
    ("2018-08-13 08:00", [received(issue=LAMP), triaged(issue=LAMP), resolved(issue=LAMP)]),
    ("2018-08-14 08:00", [replied(issue=LAMP)]),
    ("2018-08-20 08:00", [RENAMED]),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(AUGUST, tmp_path_factory.mktemp("august") / "data")


@pytest.mark.parametrize("length", [1, 4, 6, len(AUGUST)])
def test_at_an_earlier_time_it_is_as_if_the_log_ended_there(
    folder: Path, tmp_path: Path, length: int
) -> None:
    cut = store_of(AUGUST[:length], tmp_path / "data")
    at = inbox_page(cut)["at"]

    for unit in (b.DISTRICT, "NB-TT", b.DEPARTMENT):
        assert inbox_page(folder, "--at", at, unit=unit) == inbox_page(cut, unit=unit)
    for lang, *output in (["en"], ["vi", "--csv"]):
        asked = ("inbox", "--unit", b.DISTRICT, *output)
        then = run(*asked, "--at", at, "--data", folder, lang=lang)
        assert then.out == run(*asked, "--data", cut, lang=lang).out


def test_a_date_alone_means_its_end_and_every_option_holds(folder: Path) -> None:
    at = ("--at", "07/08/2018")
    numbers = [row["number"] for row in inbox_page(folder, *at, "--sort", "number")["issues"]]
    first = inbox_page(folder, *at, "--sort", "number", "--limit", "1")
    second = inbox_page(folder, *at, "--sort", "number", "--limit", "1", "--cursor", first["next"])

    assert inbox_page(folder, *at)["at"] == "2018-08-07T16:59:59.999999Z"
    assert len(numbers) == 2
    assert [row["number"] for row in first["issues"] + second["issues"]] == numbers
    assert [row["title"] for row in inbox_page(folder, *at, "--text", "den duong")["issues"]] == [
        "Đèn đường"
    ]
    assert inbox_page(folder, *at, "--queue", "to-receive")["issues"][0]["number"] == numbers[1]


def test_names_are_those_that_were_known_then(folder: Path) -> None:
    """The new name holds since 1 August and was recorded on the 20th."""
    now = run("inbox", "--unit", b.DISTRICT, "--data", folder)
    then = run("inbox", "--unit", b.DISTRICT, "--at", "2018-08-19", "--data", folder)

    assert "Huyện ủy Đổi Tên" in now.out
    assert "Huyện ủy Đổi Tên" not in then.out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_sweep_had_not_noted_then_is_told_without_advice(folder: Path, lang: str) -> None:
    asked = ("inbox", "--unit", b.DISTRICT, "--data", folder)

    then = run(*asked, "--at", "2018-08-10 12:00", lang=lang)
    noted = run(*asked, "--at", "2018-08-10 18:00", lang=lang)

    assert (then.code, noted.code) == (0, 0)
    assert len(then.err.splitlines()) == 1
    assert "1" in then.err
    assert "sweep" not in then.err
    assert noted.err == ""


def test_at_a_time_to_come_the_days_are_counted_from_there(folder: Path) -> None:
    [now] = inbox_page(folder)["issues"][:1]
    [later] = inbox_page(folder, "--at", "2018-09-30")["issues"][:1]

    assert later["number"] == now["number"]
    assert later["working_days_left"] < now["working_days_left"]


def test_before_the_first_fact_there_is_nothing(folder: Path) -> None:
    shown = run("inbox", "--unit", b.DISTRICT, "--at", "2017-01-01", "--data", folder)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out.splitlines()[-1] == "There are no issues."


def test_a_fact_that_cannot_be_taken_is_told_as_for_today(tmp_path: Path) -> None:
    folder = store_of(AUGUST, tmp_path / "data")
    position = future_fact(folder, CANAL, "issue-received.v9")

    shown = run("inbox", "--unit", b.DISTRICT, "--at", "2018-08-08", "--data", folder)

    assert shown.code == 3
    assert f"position {position}" in shown.err
    assert f"of {position} only." in shown.err


def test_it_leaves_the_views_as_they_are(tmp_path: Path) -> None:
    folder = store_of([*AUGUST, ("2018-08-21 20:00", [chapter_met("august")])], tmp_path / "data")

    assert inbox_page(folder, "--at", "2018-08-08")["issues"]
    assert not (folder / "views").exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wrong_time_is_told_in_one_line(folder: Path, lang: str) -> None:
    refused = run("inbox", "--unit", b.DISTRICT, "--at", "31/02", "--data", folder, lang=lang)

    assert (refused.code, refused.out) == (2, "")
    assert len(refused.err.splitlines()) == 1
    assert "31/02" in refused.err

"""A fact that only a later program knows, in a copy of a log: one view waits, the others go on."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.bootstrap import open_events
from adapters.read_models import names_of_read_models
from adapters.settings import Settings
from tests.builders import World, named
from tests.e2e.cli import LANGUAGES, run
from tests.e2e.damage import LaterFact, future_fact
from tests.e2e.stories import TO_THE_PROVINCE_AND_BACK, store_of
from tests.steps import MEETING, raised_by_secretary, submitted

OTHERS = [name for name in names_of_read_models() if name != "history"]
LATER = named("raised later")
TOLD = {
    "en": (
        "stopped",
        "View history stands still at position {}, in front of the fact meeting-moved.v9:",
        "this version of kiennghi does not know facts of that kind.",
        "Update kiennghi and run again.",
        "The answer is read from the log itself.",
    ),
    "vi": (
        "dừng lại",
        "Bảng xem history dừng ở vị trí {}, trước sự kiện meeting-moved.v9:",
        "phiên bản kiennghi này không biết loại sự kiện đó.",
        "Hãy cập nhật kiennghi rồi chạy lại.",
        "Kết quả được đọc từ chính sổ sự kiện.",
    ),
}
"""State of the view, the sentence that says why, and where the answer comes from instead."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Of a log whose views are up to date."""
    folder = store_of(TO_THE_PROVINCE_AND_BACK, tmp_path / "data")
    assert run("backup", tmp_path / "copy.sqlite", "--data", folder).code == 0
    assert run("restore", tmp_path / "copy.sqlite", "--data", tmp_path / "copy").code == 0
    assert run("projections", "rebuild", "--data", tmp_path / "copy").code == 0
    return tmp_path / "copy"


def life_goes_on(folder: Path) -> int:
    """An issue that is submitted on 8/7/2019, so that it was to be received by 10/7; the head."""
    with open_events(Settings(folder)) as store:
        world = World(store).at("2019-07-08 08:00")
        world.count = 1000
        for step in (raised_by_secretary(issue=LATER), submitted(issue=LATER)):
            assert step(world).outcome == "accepted"
        return store.head()


def status(folder: Path) -> dict[str, dict[str, Any]]:
    shown = run("projections", "status", "--json", "--data", folder)
    return {one["name"]: one for one in map(json.loads, shown.out.splitlines())}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_view_waits_for_a_program_that_knows_the_fact_and_the_others_go_on(
    copy: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = future_fact(copy, MEETING, "meeting-moved.v9", weeks=2)
    head = life_goes_on(copy)
    stopped, *told, instead = TOLD[lang]
    sentence = " ".join(told).format(position)

    asked = run("log", "--role", "holder-board", "--data", copy, lang=lang)
    overdue = run("overdue", "--at", "2019-07-20 08:00", "--data", copy, lang=lang)
    inbox = run("inbox", "--unit", "NB-H1", "--data", copy, lang=lang)
    rebuilt = run("projections", "rebuild", "--data", copy, lang=lang)
    shown = run("projections", "status", "--data", copy, lang=lang)
    waiting = status(copy)

    assert (asked.code, asked.err.splitlines()[:2]) == (3, [sentence, instead])
    for still in (overdue, inbox):
        assert (still.code, still.err) == (0, "")
        assert f"NB-{position + 1}-" in still.out
    assert (rebuilt.code, rebuilt.err.splitlines()) == (3, [sentence])
    assert len(rebuilt.out.splitlines()) == len(OTHERS)
    *table, last = map(str.rstrip, shown.out.splitlines())
    assert last == sentence
    assert [line.split()[0] for line in table if line.endswith(stopped)] == ["history"]
    assert waiting["history"]["poison"] == {
        "position": position,
        "topic": "meeting-moved.v9",
        "reason": "store-fact-unknown",
    }
    assert (waiting["history"]["position"], waiting["history"]["head"]) == (position - 1, head)
    assert [(waiting[name]["lag"], waiting[name]["poison"]) for name in OTHERS] == (
        [(0, None)] * len(OTHERS)
    )

    monkeypatch.setattr("adapters.bootstrap.AnyFact", LaterFact)
    again = run("log", "--role", "holder-board", "--data", copy, lang=lang)

    assert (again.code, again.err, again.out) == (0, "", asked.out)
    history = status(copy)["history"]
    assert (history["lag"], history["poison"]) == (0, None)
    assert history["generation"] == waiting["history"]["generation"]
    assert run("projections", "verify", "--data", copy).code == 0

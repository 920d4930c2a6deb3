"""Histories that were stored once replay for ever, to the same end."""

import json
from pathlib import Path

import pytest

from domain import issue
from domain.issue_facts import IssueRaised
from tests.builders import World, named
from tests.golden.histories import HISTORIES, as_text, names, read, summary
from tests.golden.scenarios import STORIES
from tests.golden.shapes import MAPPER
from tests.golden.write import write_histories
from tests.regimes import chain
from tests.workflows.test_reading_kinds import BEGINNINGS


def history(name: str, folder: Path = HISTORIES) -> str:
    return (folder / f"{name}.jsonl").read_text("utf-8")


def expected(name: str, folder: Path = HISTORIES) -> str:
    return (folder / f"{name}.expected.json").read_text("utf-8")


@pytest.mark.parametrize("name", names())
def test_a_history_comes_to_what_it_came_to_when_it_was_written(name: str) -> None:
    assert json.loads(as_text(summary(read(history(name))))) == json.loads(expected(name))


@pytest.mark.parametrize("name", names())
def test_every_part_of_a_history_replays(name: str) -> None:
    facts = read(history(name))
    for stream in {one.envelope.stream for one in facts if isinstance(one.fact, IssueRaised)}:
        own = [one for one in facts if one.envelope.stream == stream]
        state = issue.EMPTY
        for length, one in enumerate(own, start=1):
            state = issue.evolve(state, one)
            assert issue.fold(own[:length]) == state
            assert state.version == one.envelope.version == length


@pytest.mark.parametrize("name", names())
def test_a_history_is_readable_json_in_the_order_of_its_positions(name: str) -> None:
    lines = history(name).splitlines()
    rows = [json.loads(line) for line in lines]
    positions = [row["position"] for row in rows]

    assert positions == sorted(set(positions))
    assert all(row.keys() == {"position", "state"} for row in rows)
    assert all(row["state"].keys() == {"envelope", "fact"} for row in rows)
    assert lines == [json.dumps(row, ensure_ascii=False) for row in rows]


def test_the_histories_contain_every_fact_there_is() -> None:
    told = {one.fact.type for name in names() for one in read(history(name))}

    assert told == MAPPER.types.keys(), "add a story to scenarios.py and write its history"


def test_a_stream_of_every_kind_can_be_summed_up() -> None:
    world = World().found(chain)
    for number, (_, _, fact) in enumerate(BEGINNINGS):
        world.write(named(f"stream {number}"), fact)
    told = [one for one in world.store.read() if one.envelope.command == "write-facts"]
    sums = json.loads(as_text(summary(told))).values()
    kinds = ["meeting", "summary", "link", "duties", "duties", "conference"]
    assert [next(iter(one)) for one in sums] == kinds
    assert [one["version"] for one in sums] == [1] * len(kinds)


def test_every_story_was_written_down() -> None:
    assert set(names()) >= STORIES.keys()
    files = {file.name for file in HISTORIES.iterdir()}
    assert files == {f"{name}{end}" for name in names() for end in (".jsonl", ".expected.json")}


def test_the_stories_can_still_be_told(tmp_path: Path) -> None:
    written, unlike = write_histories(tmp_path)

    assert len(written) == 2 * len(STORIES)
    assert unlike == []


def test_the_writer_neither_overwrites_a_history_nor_what_it_came_to(tmp_path: Path) -> None:
    for name in STORIES:
        (tmp_path / f"{name}.jsonl").write_text(history(name), "utf-8")
        (tmp_path / f"{name}.expected.json").write_text(expected(name), "utf-8")
    changed, missing = (
        tmp_path / "in-one-leg.expected.json",
        tmp_path / "organisation.expected.json",
    )
    changed.write_text("{}", "utf-8")
    missing.unlink()

    assert write_histories(tmp_path) == ([missing], [changed])
    assert changed.read_text("utf-8") == "{}"
    assert expected("organisation", tmp_path) == expected("organisation")
    assert all(history(name, tmp_path) == history(name) for name in STORIES)

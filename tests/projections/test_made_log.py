"""The log that benchmarks are made of is one that a store could hold, and always the same."""

from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.bootstrap import make_mapper
from adapters.event_store.files import open_store
from benchmarks.made_log import Shape, made_lives, made_log, write_log
from domain.issue import ENDED, fold
from domain.issue_facts import IssueRaised

SHAPE = Shape(districts=2, communes=2, chapters=2, agencies=3, issues_a_day=4)


def of_the_issue(life: list[Any]) -> list[Any]:
    """Without the facts of its meeting and report."""
    [issue] = [one.envelope.stream for one in life if isinstance(one.fact, IssueRaised)]
    return [one for one in life if one.envelope.stream == issue]


def test_it_is_stored_and_read_back_as_it_was_made(tmp_path: Path) -> None:
    made = list(made_log(60, shape=SHAPE))
    path = tmp_path / "store.sqlite"
    write_log(path, made)

    with open_store(path, make_mapper()) as store:
        read = list(store.read())

    assert [one.position for one in read] == [one.position for one in made]
    assert [one.envelope.model_dump() for one in read] == [
        one.envelope.model_dump() for one in made
    ]
    assert [one.fact for one in read] == [one.fact for one in made]


def test_it_is_the_same_each_time_and_another_for_another_seed() -> None:
    def facts(seed: int) -> list[str]:
        return [str(one.fact) for one in made_log(20, seed=seed, shape=SHAPE)]

    assert facts(1) == facts(1)
    assert facts(1) != facts(2)


def test_its_lives_run_side_by_side_to_their_ends() -> None:
    streams: dict[UUID, list[Any]] = {}
    for one in made_log(80, shape=SHAPE):
        streams.setdefault(one.envelope.stream, []).append(one)
    issues = [facts for facts in streams.values() if isinstance(facts[0].fact, IssueRaised)]

    assert len(issues) == 80
    assert all(fold(facts).status in ENDED for facts in issues)
    spans = sorted((facts[0].position, facts[-1].position) for facts in issues)
    assert sum(following[0] < ended for (_, ended), following in pairwise(spans)) > 70


def test_lives_come_one_after_the_other_and_some_are_not_over() -> None:
    lives = list(islice(made_lives(60, shape=SHAPE, open_share=0.5), 1, None))
    states = [fold(of_the_issue(life)).status for life in lives]

    assert len(states) == 60
    assert 15 < sum(state in ENDED for state in states) < 50
    positions = [one.position for life in lives for one in life]
    assert positions == sorted(positions)

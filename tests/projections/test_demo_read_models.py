"""The demo's inboxes, their counts and what is overdue are those of a plain loop over its log."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from adapters.databases import IN_MEMORY, opened
from adapters.demo.player import Player
from adapters.demo.story import SETTING, story
from domain.fact import Fact, Recorded
from projections.deadlines import Deadlines, Overdue
from projections.follower import Follower
from projections.inbox import Inbox, Queue
from projections.ports import ReadModel
from projections.tables import create_tables
from tests.builders import SimulatedClock, memory_store
from tests.projections import inbox_oracle, overdue_oracle
from tests.projections.harness import cut
from tests.projections.inbox_oracle import expected_counts, expected_inboxes
from tests.projections.overdue_oracle import Late, Rules, expected_overdue
from tests.projections.test_deadlines import pages
from tests.projections.test_inbox import assert_right
from workflows.calendar_files import load_calendar_file
from workflows.handling import Desk
from workflows.regime_files import load_regime

Log = Sequence[Recorded[Fact]]
RULES = Rules(load_regime("ninh-binh"), load_calendar_file("vn").calendar)
BETWEEN = 41
"""Facts between two looks."""


@pytest.fixture(scope="module")
def log() -> Log:
    store = memory_store()
    player = Player(1, SETTING, Desk(store, SimulatedClock(), simulation=True), store)
    for _ in player.play(story(1)):
        pass
    return list(store.read())


def moments(log: Log) -> list[Log]:
    """The log as it grew, and all of it in the end."""
    return [log[:end] for end in (*range(BETWEEN, len(log), BETWEEN), len(log))]


def growing(read_model: ReadModel, log: Log) -> Iterator[tuple[str, Log]]:
    """An alias of the read model at every moment, and all that was recorded by then."""
    with opened(IN_MEMORY) as alias:
        create_tables(read_model, alias)
        follower = Follower(read_model, alias)
        for batch, known in zip(cut(log, (BETWEEN,)), moments(log), strict=True):
            follower.take(batch, batch[-1].position)
            follower.commit()
            assert not follower.stopped, follower.poison or follower.trouble
            yield alias, known


def now(known: Log) -> datetime:
    return known[-1].envelope.recorded_at


def as_expected(row: Overdue) -> Late:
    one, last, step = row.deadline, row.deadline.last_reminder, row.next_step
    assert step is None or step.rung is not None
    return Late(
        stream=one.stream,
        of=one.of,
        origin=one.origin,
        chapter=one.chapter,
        deadline=one.id,
        bearer=one.bearer,
        holder=one.holder,
        last_day=one.last_day,
        due=one.due,
        days_over=row.days_over,
        last_reminder=(last.rung, last.at, last.notified) if last else None,
        next_step=(step.rung, step.at) if step and step.rung else None,
    )


def test_every_inbox_and_its_counts_are_right_at_every_moment(log: Log) -> None:
    for alias, known in growing(Inbox(), log):
        assert_right(known, alias)


def test_what_is_overdue_is_right_at_every_moment(log: Log) -> None:
    for alias, known in growing(Deadlines(), log):
        right = expected_overdue(known, now(known), RULES)
        assert [as_expected(one) for one in pages(alias, now(known), 3)] == right
        for unit in {unit for one in right for unit in (one.bearer, one.holder) if unit}:
            own = [one for one in right if unit in (one.bearer, one.holder)]
            assert [as_expected(one) for one in pages(alias, now(known), 3, unit)] == own


def test_the_demo_has_every_queue_and_much_that_is_overdue(log: Log) -> None:
    """Or else the above proved little."""
    lain: Counter[str] = Counter()
    late: dict[Any, Late] = {}
    for known in moments(log):
        for rows in expected_inboxes(known).values():
            lain += expected_counts(rows)
        late |= {
            (one.stream, one.deadline): one for one in expected_overdue(known, now(known), RULES)
        }
    assert set(lain) == set(Queue)
    assert {one.of for one in late.values()} == {"issue", "meeting"}
    assert any(one.last_reminder and one.next_step for one in late.values())
    assert expected_overdue(log, now(log), RULES)


@pytest.mark.parametrize("loop", [inbox_oracle, overdue_oracle])
def test_the_plain_loops_share_no_code_with_the_projections(loop: ModuleType) -> None:
    text = Path(str(loop.__file__)).read_text("utf-8")
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE))

    assert "domain" in imported
    assert not imported & {"projections", "adapters", "tests"}

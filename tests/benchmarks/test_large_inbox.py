"""The large inboxes that pages are measured on hold what the fold would have made."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from adapters.databases import opened
from adapters.event_store.recorder import connect
from benchmarks.large_inbox import OPEN_SHARE, SHAPE, Later, fold_lives, later_than, repeat
from benchmarks.made_log import made_lives
from domain.fact import Fact, Recorded
from domain.values import Value
from projections.comparison import compare
from projections.inbox import Inbox, Queue, counts, inbox_page
from projections.positions import position_of
from tests.projections.harness import cut, folded

ISSUES, TIMES = 40, 4


class Files:
    """An inbox that was folded, and another with its issues repeated."""

    def __init__(self, folder: Path) -> None:
        self.folded = fold_lives(folder, ISSUES)
        self.repeated = folder / "repeated.sqlite"
        self.told: list[str] = []
        repeat(self.folded, self.repeated, TIMES, self.told.append)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("inboxes"))


def moved(found: Any, later: Later, copy: int) -> Any:
    """Whatever is in a fact, so many days later and of other streams."""
    days = timedelta(days=copy * later.days)
    if isinstance(found, date):  # and every datetime
        return found + days
    if isinstance(found, UUID):
        return UUID(f"{found.hex[:17]}{copy:07x}{found.hex[24:]}") if copy else found
    if type(found) is tuple:
        return tuple(moved(one, later, copy) for one in found)
    if isinstance(found, Value):
        changed = {
            name: moved(getattr(found, name), later, copy)
            for name in type(found).model_fields
            if isinstance(getattr(found, name), date | UUID | tuple | Value)
        }
        return found.model_copy(update=changed)
    return found


def recorded_again(later: Later) -> Iterator[Recorded[Fact]]:
    """The log, and behind it the lives of its issues as often as they are repeated."""
    founding, *lives = made_lives(ISSUES, shape=SHAPE, open_share=OPEN_SHARE)
    yield from founding
    for copy in range(TIMES):
        for position, envelope, fact in chain.from_iterable(lives):
            again = envelope.model_copy(update={"stream": moved(envelope.stream, later, copy)})
            ahead = copy * later.span
            yield Recorded(position + ahead, again, fact if not copy else moved(fact, later, copy))


def later_of(path: Path) -> Later:
    with closing(connect(path, mode="ro")) as connection:
        return later_than(connection)


def test_copies_are_what_the_fold_makes_of_the_same_facts_recorded_again_later(
    files: Files,
) -> None:
    log = list(recorded_again(later_of(files.folded)))

    with opened(files.repeated) as repeated, folded(Inbox(), cut(log)) as right:
        assert compare(repeated, right) == []
        assert position_of(repeated) >= log[-1].position


def test_the_file_that_was_folded_stays_as_it_was(files: Files) -> None:
    log = chain.from_iterable(made_lives(ISSUES, shape=SHAPE, open_share=OPEN_SHARE))

    with opened(files.folded) as stored, folded(Inbox(), cut(log)) as right:
        assert compare(stored, right) == []


def test_every_index_is_there_and_whole(files: Files) -> None:
    indexes = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' ORDER BY name"
    with (
        closing(connect(files.folded, mode="ro")) as made,
        closing(connect(files.repeated, mode="ro")) as again,
    ):
        assert made.execute(indexes).fetchall() == again.execute(indexes).fetchall()
        assert again.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_pages_counts_and_search_find_every_copy(files: Files) -> None:
    with opened(files.folded, read_only=True) as one, opened(files.repeated) as many:
        once, often = counts(one, "NB-TT"), counts(many, "NB-TT")
        assert often == {queue: TIMES * entries for queue, entries in once.items()}
        assert once[Queue.ENDED] > 5

        assert len(inbox_page(many, "NB-TT", limit=500).rows) == TIMES * len(
            inbox_page(one, "NB-TT", limit=500).rows
        )
        found = inbox_page(many, "NB-TT", text="duong", limit=500).rows
        assert len(found) == TIMES * len(inbox_page(one, "NB-TT", text="duong", limit=500).rows)
        assert len({row.issue for row in found}) == len({row.position for row in found}) > TIMES


def test_it_tells_how_far_it_has_come(files: Files) -> None:
    assert files.told[0] == "issues: 50 %"
    assert files.told[-1] == "indexes: 100 %"
    assert "search: 100 %" in files.told

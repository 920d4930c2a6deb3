"""Read models under test: in files as in use, or in memory with batches cut as a test likes."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from adapters.databases import IN_MEMORY, opened
from adapters.views import Views
from domain.fact import Fact, Recorded, Unreadable
from projections import comparison
from projections.follower import Follower
from projections.ports import Log, ReadModel
from projections.tables import create_tables
from tests.builders import World

Batch = list[Recorded[Fact] | Unreadable]
Rows = dict[str, list[dict[str, Any]]]
"""Table by table, in order of the primary key, as they are stored."""


class ListedLog:
    """What a list of facts would be as a log."""

    def __init__(self, facts: Sequence[Recorded[Fact] | Unreadable]) -> None:
        self._facts = facts

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        first = bisect_right(self._facts, after, key=lambda one: one.position)
        return islice(iter(self._facts[first:]), limit)

    def head(self) -> int:
        return self._facts[-1].position if self._facts else 0


def views_of(
    source: World | Log, read_models: Sequence[ReadModel], folder: Path, **settings: Any
) -> Views:
    """Views in files below ``folder``, on a store or on the store of a world, brought up to date.

    ``settings`` are those of ``Views``, such as ``batch_size``.
    """
    log = source.store if isinstance(source, World) else source
    views = Views(folder / "views", log, read_models, **settings)
    caught_up = views.catch_up()
    assert caught_up.stopped == []
    return views


def cut(log: Iterable[Recorded[Fact] | Unreadable], sizes: Sequence[int] = (2000,)) -> list[Batch]:
    """The log in batches of these sizes, in turn and again from the first."""
    whole, batches = list(log), list[Batch]()
    for size in cycle(sizes):
        if not whole:
            return batches
        batches.append(whole[:size])
        whole = whole[size:]
    raise AssertionError("no sizes to cut to")


@contextmanager
def followers(*read_models: ReadModel) -> Iterator[list[Follower]]:
    """Each at the beginning of the log, in memory of its own."""
    with ExitStack() as stack:
        made = []
        for read_model in read_models:
            alias = stack.enter_context(opened(IN_MEMORY))
            create_tables(read_model, alias)
            made.append(Follower(read_model, alias))
        yield made


@contextmanager
def folded(read_model: ReadModel, batches: Iterable[Batch]) -> Iterator[str]:
    """An alias in memory that holds the read model after these batches."""
    with opened(IN_MEMORY) as alias:
        create_tables(read_model, alias)
        follower = Follower(read_model, alias)
        for batch in batches:
            follower.take(batch, batch[-1].position)
            follower.commit()
            assert not follower.stopped, follower.poison or follower.trouble
        yield alias


def rows_of(alias: str) -> Rows:
    """All rows of all tables."""
    return {
        table.name: [
            dict(zip(table.columns, row, strict=True)) for row in comparison.rows(alias, table)
        ]
        for table in comparison.tables(alias)
    }


def rows_in(views: Views, name: str) -> Rows:
    """All rows of a read model in its files."""
    with views.reading(name) as alias:
        return rows_of(alias)

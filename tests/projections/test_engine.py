"""The engine: batches, positions, and facts that cannot be taken."""

from pathlib import Path

from tests.projections.counting import Counting
from tests.projections.harness import cut, folded, rows_in, rows_of, views_of
from tests.spec import given
from tests.steps import meeting_held, raised, reported


def test_the_rows_are_the_same_whatever_the_cuts_and_in_files(tmp_path: Path) -> None:
    store = given(meeting_held(), raised(), reported()).world.store
    log = list(store.read())
    with folded(Counting(), cut(log)) as alias:
        whole = rows_of(alias)
    with folded(Counting(), cut(log, [1, 3])) as alias:
        assert rows_of(alias) == whole
    views = views_of(store, [Counting()], tmp_path, batch_size=2)
    assert rows_in(views, "counting") == whole
    assert sum(row["facts"] for row in whole["count_of_facts"]) == len(log)

"""Generations of a read model: built beside, swapped in whole, left behind by the dead."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError, connections

from adapters.view_errors import ViewsUnavailable
from adapters.view_runs import Rebuilt
from adapters.views import Views
from projections.deadlines import Deadlines
from projections.engine import Progress
from projections.follower import Follower
from projections.positions import position_of
from tests.projections.counting import Counting, Watched, WithUnknown, grow, log_of, number_at_most
from tests.projections.generations import (
    NAME,
    Dies,
    another,
    dies_at,
    files,
    generation,
    right_rows,
)
from tests.projections.harness import cut, folded, rows_in, rows_of, views_of


def test_rebuild_makes_another_generation_and_removes_the_old(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)

    ran = views.rebuild(NAME).ran[NAME]

    assert ran[1:5] == (0, 20, 20, Rebuilt.ASKED)
    assert files(views) == ["counting-2.sqlite", "counting.current"]
    assert rows_in(views, NAME) == right_rows(store)


def test_a_reader_keeps_what_it_opened_while_others_write_and_swap(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)
    before = right_rows(store)

    with views.reading(NAME) as alias:
        grow(store, 5)
        views.catch_up()
        assert rows_of(alias) == before
        views.rebuild(NAME)
        assert rows_of(alias) == before
        assert rows_in(views, NAME) == right_rows(store) != before


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    views = views_of(log_of(2), [Counting()], tmp_path)

    with (
        pytest.raises(ViewsUnavailable) as refused,
        views.reading(NAME) as alias,
        connections[alias].cursor() as cursor,
    ):
        cursor.execute("DELETE FROM count_of_facts")
    assert refused.value.code == "views-read-only"


def test_a_rebuild_is_not_seen_before_it_is_whole(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path, batch_size=4, batches=1)
    seen: list[int] = []

    def look(progress: Progress) -> None:
        with views.reading(NAME) as alias:
            seen.append(position_of(alias))

    views.rebuild(NAME, progress=look)

    assert seen == [20] * 5


def test_a_first_build_is_not_seen_before_it_is_whole(tmp_path: Path) -> None:
    views = Views(tmp_path, log_of(20), [Counting()], batch_size=4, batches=1)
    seen: list[int] = []

    def look(progress: Progress) -> None:
        with views.reading(NAME) as alias:
            seen.append(position_of(alias))

    views.catch_up(progress=look)

    assert seen == [0] * 5


def test_another_version_is_rebuilt_by_itself_and_not_read_before(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)
    newer = another(views, store, Counting(version=2, factor=10))

    with pytest.raises(ViewsUnavailable) as outdated, newer.reading(NAME):
        pass
    assert outdated.value.code == "views-outdated"
    [status] = newer.status()
    assert status.trouble is not None
    assert (status.trouble.code, status.lag) == ("views-outdated", 20)

    ran = newer.catch_up().ran[NAME]
    assert ran[1:5] == (0, 20, 20, Rebuilt.VERSION)
    assert rows_in(newer, NAME) == right_rows(store, Counting(factor=10))
    assert files(newer) == ["counting-2.sqlite", "counting.current"]


def test_a_first_build_that_died_is_gone_on_with(tmp_path: Path) -> None:
    log = Watched(log_of(40))
    views = Views(tmp_path, log, [Counting()], batch_size=4, batches=1)
    with pytest.raises(Dies):
        views.catch_up(progress=dies_at(20))
    log.reads.clear()
    [status] = views.status()
    assert (status.generation, status.building, status.running) == (None, 16, False)

    ran = views.catch_up().ran[NAME]

    assert ran[1:5] == (16, 40, 24, Rebuilt.NEW)
    assert min(log.reads) == 16
    assert files(views) == ["counting-1.sqlite", "counting.current"]
    with folded(Counting(), cut(log.read_each())) as right:
        assert rows_in(views, NAME) == rows_of(right)


def test_a_rebuild_for_another_version_that_died_is_gone_on_with(tmp_path: Path) -> None:
    store = log_of(40)
    views = views_of(store, [Counting()], tmp_path)
    newer = another(views, store, Counting(version=2, factor=10), batch_size=4, batches=1)
    with pytest.raises(Dies):
        newer.catch_up(progress=dies_at(20))
    assert rows_in(views, NAME) == right_rows(store)

    assert newer.catch_up().ran[NAME][1:5] == (16, 40, 24, Rebuilt.VERSION)
    assert rows_in(newer, NAME) == right_rows(store, Counting(factor=10))
    assert files(newer) == ["counting-2.sqlite", "counting.current"]


def test_a_rebuild_that_was_asked_for_and_died_leaves_nothing_behind(tmp_path: Path) -> None:
    store = log_of(40)
    views = views_of(store, [Counting()], tmp_path, batch_size=4, batches=1)
    for _ in range(2):
        with pytest.raises(Dies):
            views.rebuild(NAME, progress=dies_at(20))
    assert rows_in(views, NAME) == right_rows(store)
    assert generation(views) == 1

    views.catch_up()

    assert files(views) == ["counting-1.sqlite", "counting.current"]


def test_a_rebuild_that_was_asked_for_begins_anew_after_one_that_died(tmp_path: Path) -> None:
    store = log_of(40)
    views = views_of(store, [Counting()], tmp_path, batch_size=4, batches=1)
    with pytest.raises(Dies):
        views.rebuild(NAME, progress=dies_at(20))

    assert views.rebuild(NAME).ran[NAME][1:4] == (0, 40, 40)
    assert rows_in(views, NAME) == right_rows(store)
    assert files(views) == ["counting-3.sqlite", "counting.current"]


def test_what_a_swap_left_behind_is_removed_by_the_next_run(tmp_path: Path) -> None:
    """Killed between the writing of the pointer and the removal of the old files."""
    store = log_of(20)
    views = views_of(store, [Counting(), Counting("counting-2")], tmp_path)
    kept = views.folder.parent / "kept"
    shutil.copytree(views.folder, kept)
    views.rebuild(NAME)
    for name in ("counting-1.sqlite", "counting.current.part"):
        shutil.copy(kept / "counting-1.sqlite", views.folder / name)
    (views.folder / "counting-1.sqlite-wal").write_bytes(b"what was in the log")

    views.catch_up()

    assert files(views) == [
        "counting-2-1.sqlite",
        "counting-2.current",
        "counting-2.sqlite",
        "counting.current",
        "counting.current.part",
    ]
    assert rows_in(views, NAME) == right_rows(store)


def test_a_rebuild_that_stops_before_what_is_in_use_is_not_swapped_in(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)
    broken = another(views, store, Counting(before=number_at_most(11)))

    ran = broken.rebuild(NAME).ran[NAME]

    assert (ran.stopped, ran.to) == ("cannot-apply", 11)
    assert files(views) == ["counting-1.sqlite", "counting.current"]
    assert rows_in(views, NAME) == right_rows(store)


def test_a_rebuild_whose_file_was_damaged_does_not_put_readers_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = views_of(log_of(40), [Counting()], tmp_path)
    bad = Views(
        views.folder, WithUnknown(log_of(40), position=21), [Counting()], batch_size=5, batches=1
    )
    commit, damage = Follower.commit, iter([damaged()])

    def once_damaged(follower: Follower) -> None:
        commit(follower)
        follower.trouble = follower.trouble or next(damage, None)

    monkeypatch.setattr(Follower, "commit", once_damaged)

    ran = bad.rebuild(NAME).ran[NAME]

    assert (ran.rebuilt, ran.to) == (Rebuilt.DAMAGED, 20)
    assert [one.position for one in views.status()] == [40]


def damaged() -> DatabaseError:
    cause = sqlite3.DatabaseError("malformed")
    cause.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    error = DatabaseError("malformed")
    error.__cause__ = cause
    return error


def readers_indexes(views: Views) -> set[str]:
    with views.reading("deadlines") as alias, connections[alias].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")
        return {name for (name,) in cursor.fetchall()}


def test_a_file_in_use_that_lost_indexes_of_readers_gets_them_again(tmp_path: Path) -> None:
    views = views_of(log_of(20), [Deadlines()], tmp_path)
    whole = readers_indexes(views)
    path = views.folder / "deadlines-1.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP INDEX deadline_running")

    assert views.catch_up().stopped == []

    assert "deadline_running" in whole
    assert readers_indexes(views) == whole


def test_a_file_that_somebody_reads_before_it_is_whole_is_not_pointed_to(tmp_path: Path) -> None:
    """SQLite has not brought all of it to the disk then; the next run goes on with it."""
    store = log_of(40)
    views = Views(tmp_path, store, [Counting()], batch_size=4, batches=1)
    early: list[sqlite3.Connection] = []

    def read_early(progress: Progress) -> None:
        if progress.position == 20:
            early.append(sqlite3.connect(tmp_path / "counting-1.sqlite", isolation_level=None))
            early[0].execute("BEGIN")
            assert early[0].execute("SELECT COUNT(*) FROM count_of_facts").fetchone() == (3,)

    [busy] = views.catch_up(progress=read_early).stopped
    assert busy.stopped == "views-busy"
    assert rows_in(views, NAME) == {"count_of_facts": []}

    early[0].close()
    assert views.catch_up().stopped == []
    assert rows_in(views, NAME) == right_rows(store)

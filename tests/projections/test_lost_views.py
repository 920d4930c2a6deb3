"""Files of a read model that are lost, damaged, or of another log."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from adapters.view_errors import ViewsUnavailable
from adapters.view_runs import Rebuilt
from adapters.views import Views
from projections.engine import Progress
from tests.adapters.contract.facts import note
from tests.projections.counting import Counting, Searching, Watched, grow, log_of
from tests.projections.generations import (
    NAME,
    Dies,
    another,
    dies_at,
    files,
    right_rows,
)
from tests.projections.harness import rows_in, views_of


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"nothing that SQLite knows" * 500),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: os.truncate(path, 4096),
    ],
    ids=["missing", "empty", "garbage", "cut in a page", "cut to one page"],
)
def test_a_damaged_file_is_told_to_readers_and_built_again(
    harm: Callable[[Path], object], tmp_path: Path
) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)
    harm(views.folder / "counting-1.sqlite")

    with pytest.raises(ViewsUnavailable) as damaged:
        rows_in(views, NAME)
    assert damaged.value.code == "views-damaged"

    ran = views.catch_up().ran[NAME]
    assert ran[1:5] == (0, 20, 20, Rebuilt.DAMAGED)
    assert rows_in(views, NAME) == right_rows(store)
    assert files(views) == ["counting-2.sqlite", "counting.current"]


def harm_table(path: Path, table: str) -> None:
    """Fills the first page of the table with what no page looks like."""
    with closing(sqlite3.connect(path)) as connection:
        [(page,)] = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchall()
        [(size,)] = connection.execute("PRAGMA page_size").fetchall()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xee" * size)


def test_damage_that_shows_while_writing_is_mended_in_the_same_run(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting(), Counting("other")], tmp_path)
    harm_table(views.folder / "counting-1.sqlite", "count_of_facts")
    grow(store, 10)

    caught_up = views.catch_up()

    assert caught_up.stopped == []
    assert caught_up.ran[NAME].rebuilt is Rebuilt.DAMAGED
    assert caught_up.ran["other"].rebuilt is None
    assert rows_in(views, NAME) == rows_in(views, "other") == right_rows(store)


def test_a_file_that_cannot_be_opened_is_not_taken_for_missing(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)
    kept = views.folder / "kept"
    (views.folder / "counting-1.sqlite").rename(kept)
    (views.folder / "counting-1.sqlite").mkdir()

    [stopped] = views.catch_up().stopped
    assert stopped.stopped == "views-failed"
    with pytest.raises(ViewsUnavailable) as failed, views.reading(NAME):
        pass
    assert failed.value.code == "views-failed"

    (views.folder / "counting-1.sqlite").rmdir()
    kept.rename(views.folder / "counting-1.sqlite")
    assert views.catch_up().ran[NAME].rebuilt is None


def test_a_file_of_another_read_model_is_not_taken_for_its_own(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting(), Searching()], tmp_path)
    shutil.copy(views.folder / "searching-1.sqlite", views.folder / "counting-1.sqlite")

    assert views.catch_up().ran[NAME].rebuilt is Rebuilt.DAMAGED
    assert rows_in(views, NAME) == right_rows(store)


@pytest.mark.parametrize("pointer", [None, b"", b"seven\n", b"\xff\xfe", b"1"])
def test_without_its_pointer_the_newest_file_is_taken_up_again(
    pointer: bytes | None, tmp_path: Path
) -> None:
    log = Watched(log_of(20))
    views = views_of(log, [Counting()], tmp_path)
    log.reads.clear()
    path = views.folder / "counting.current"
    path.unlink()
    if pointer is not None:
        path.write_bytes(pointer)

    assert rows_in(views, NAME) == {"count_of_facts": []}
    assert views.catch_up().stopped == []

    assert set(log.reads) <= {20}
    assert files(views) == ["counting-1.sqlite", "counting.current"]
    assert sum(row["facts"] for row in rows_in(views, NAME)["count_of_facts"]) == 20


@pytest.mark.parametrize("others", [0, 10, 30])
def test_views_of_another_log_are_built_again(others: int, tmp_path: Path) -> None:
    """As after a backup was restored: other things happened than what they hold."""
    views = views_of(log_of(20), [Counting(), Counting("told", begins="told")], tmp_path)
    restored = log_of(10)
    for number in range(others):
        restored.append(note(f"other command {number}", "another stream", after=number))

    views = another(views, restored, Counting(), Counting("told", begins="told"))
    caught_up = views.catch_up()

    assert {one.rebuilt for one in caught_up.ran.values()} == {Rebuilt.OTHER_LOG}
    assert rows_in(views, NAME) == right_rows(restored)


def test_a_folder_thrown_away_under_a_writer_gets_no_pointer_from_it(tmp_path: Path) -> None:
    store = log_of(40)
    views = Views(tmp_path / "views", store, [Counting()], batch_size=4, batches=1)

    def throw_away(progress: Progress) -> None:
        if progress.position == 20:
            shutil.rmtree(views.folder)
            with suppress(Dies):
                another(views, store, Counting(), batch_size=4, batches=1).catch_up(
                    progress=dies_at(8)
                )

    [stopped] = views.catch_up(progress=throw_away).stopped

    assert stopped.stopped == "views-busy"
    assert rows_in(views, NAME) == {"count_of_facts": []}
    assert views.catch_up().ran[NAME][1:4] == (4, 40, 36)
    assert rows_in(views, NAME) == right_rows(store)

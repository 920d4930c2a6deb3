"""The files of a read model: built, swapped, lost, damaged, left behind by the dead."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from adapters import databases
from adapters.event_store.memory import MemoryStore
from adapters.view_errors import ViewsUnavailable
from adapters.view_files import held
from adapters.view_runs import Rebuilt
from adapters.views import Views
from projections.engine import Progress
from projections.ports import Log, ReadModel
from projections.positions import position_of
from tests.adapters.contract.facts import note
from tests.projections.counting import Counting, Searching, Watched, grow, log_of, number_at_most
from tests.projections.harness import Rows, cut, folded, rows_in, rows_of, views_of

NAME = "counting"


def right_rows(store: MemoryStore, read_model: ReadModel | None = None) -> Rows:
    with folded(read_model or Counting(), cut(store.read_each())) as alias:
        return rows_of(alias)


def files(views: Views) -> list[str]:
    """Every file but the locks, which stay."""
    return sorted(path.name for path in views.folder.iterdir() if path.suffix != ".lock")


def generation(views: Views, name: str = NAME) -> int | None:
    [found] = [one.generation for one in views.status() if one.name == name]
    return found


def another(views: Views, store: Log, *read_models: ReadModel, **settings: Any) -> Views:
    """The same folder, as another process would open it."""
    return Views(views.folder, store, read_models, **settings)


class Dies(BaseException):
    """As a kill in the middle: nothing is caught and nothing is tidied up by the code at hand."""


def dies_at(position: int) -> Callable[[Progress], None]:
    def progress(made: Progress) -> None:
        if made.position >= position:
            raise Dies

    return progress


def test_a_fresh_folder_reads_as_an_empty_model_and_no_file_is_made(tmp_path: Path) -> None:
    views = Views(tmp_path / "views", log_of(3), [Counting()])

    assert rows_in(views, NAME) == {"count_of_facts": []}
    assert not views.folder.exists()
    [status] = views.status()
    assert (status.generation, status.position, status.head, status.lag) == (None, 0, 3, 3)
    assert not views.folder.exists()


def test_what_is_brought_up_to_date_can_be_read(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)

    assert rows_in(views, NAME) == right_rows(store)
    assert files(views) == ["counting-1.sqlite", "counting.current"]


def test_each_run_tells_what_it_did(tmp_path: Path) -> None:
    store = log_of(20)
    views = Views(tmp_path, store, [Counting(), Counting("told", begins="told")])

    first = views.catch_up()
    grow(store, 5)
    second = views.catch_up(["told"])

    assert first.head == 20
    assert {name: one[1:5] for name, one in first.ran.items()} == {
        "counting": (0, 20, 20, Rebuilt.NEW),
        "told": (0, 20, 4, Rebuilt.NEW),
    }
    assert {name: one[1:5] for name, one in second.ran.items()} == {"told": (20, 25, 1, None)}
    assert [(one.name, one.lag) for one in views.status()] == [("counting", 5), ("told", 0)]


def test_a_second_run_reads_nothing_that_it_has(tmp_path: Path) -> None:
    log = Watched(log_of(20))
    views = views_of(log, [Counting()], tmp_path)
    log.reads.clear()

    views.catch_up()

    assert set(log.reads) <= {20}


def test_rebuild_makes_another_generation_and_removes_the_old(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)

    ran = views.rebuild(NAME)

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
    views = views_of(store, [Counting()], tmp_path, batch_size=4)
    seen: list[int] = []

    def look(progress: Progress) -> None:
        with views.reading(NAME) as alias:
            seen.append(position_of(alias))

    views.rebuild(NAME, look)

    assert seen == [20] * 5


def test_a_first_build_is_not_seen_before_it_is_whole(tmp_path: Path) -> None:
    views = Views(tmp_path, log_of(20), [Counting()], batch_size=4)
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


def test_a_first_build_that_died_is_gone_on_with(tmp_path: Path) -> None:
    log = Watched(log_of(40))
    views = Views(tmp_path, log, [Counting()], batch_size=4)
    with pytest.raises(Dies):
        views.catch_up(progress=dies_at(20))
    log.reads.clear()
    [status] = views.status()
    assert (status.generation, status.building, status.running) == (None, 20, False)

    ran = views.catch_up().ran[NAME]

    assert ran[1:5] == (20, 40, 20, Rebuilt.NEW)
    assert min(log.reads) == 20
    assert files(views) == ["counting-1.sqlite", "counting.current"]
    with folded(Counting(), cut(log.read_each())) as right:
        assert rows_in(views, NAME) == rows_of(right)


def test_a_rebuild_for_another_version_that_died_is_gone_on_with(tmp_path: Path) -> None:
    store = log_of(40)
    views = views_of(store, [Counting()], tmp_path)
    newer = another(views, store, Counting(version=2, factor=10), batch_size=4)
    with pytest.raises(Dies):
        newer.catch_up(progress=dies_at(20))
    assert rows_in(views, NAME) == right_rows(store)

    assert newer.catch_up().ran[NAME][1:5] == (20, 40, 20, Rebuilt.VERSION)
    assert rows_in(newer, NAME) == right_rows(store, Counting(factor=10))
    assert files(newer) == ["counting-2.sqlite", "counting.current"]


def test_a_rebuild_that_was_asked_for_and_died_leaves_nothing_behind(tmp_path: Path) -> None:
    store = log_of(40)
    views = views_of(store, [Counting()], tmp_path, batch_size=4)
    for _ in range(2):
        with pytest.raises(Dies):
            views.rebuild(NAME, dies_at(20))
    assert rows_in(views, NAME) == right_rows(store)
    assert generation(views) == 1

    views.catch_up()

    assert files(views) == ["counting-1.sqlite", "counting.current"]


def test_a_rebuild_that_was_asked_for_begins_anew_after_one_that_died(tmp_path: Path) -> None:
    store = log_of(40)
    views = views_of(store, [Counting()], tmp_path, batch_size=4)
    with pytest.raises(Dies):
        views.rebuild(NAME, dies_at(20))

    assert views.rebuild(NAME)[1:4] == (0, 40, 40)
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


def test_one_writer_at_a_time_and_the_second_says_so(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting(), Counting("other")], tmp_path, wait=0)
    grow(store, 5)

    with held(views.folder / "counting.lock", 0) as lock:
        assert lock is not None
        caught_up = views.catch_up()
        assert [(one.name, one.stopped) for one in caught_up.stopped] == [(NAME, "views-busy")]
        assert [(one.running, one.lag) for one in views.status()] == [(True, 5), (False, 0)]

    assert views.catch_up().stopped == []
    assert [(one.running, one.lag) for one in views.status()] == [(False, 0), (False, 0)]


def test_one_that_waited_for_another_applies_nothing_twice(tmp_path: Path) -> None:
    store = log_of(20)
    views = Views(tmp_path, store, [Counting()], batch_size=4)
    second = another(views, store, Counting(), wait=0)
    during: list[str | None] = []
    views.catch_up(progress=lambda _: during.append(second.catch_up().ran[NAME].stopped))

    assert during == ["views-busy"] * 5
    assert second.catch_up().ran[NAME].facts == 0
    assert rows_in(views, NAME) == right_rows(store)


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


def test_one_that_cannot_go_on_keeps_no_other_from_it(tmp_path: Path) -> None:
    store = log_of(20)
    broken = Counting("broken", before=number_at_most(11))
    views = Views(tmp_path, store, [broken, Counting()], batch_size=4)

    caught_up = views.catch_up()

    [stopped] = caught_up.stopped
    assert (stopped.name, stopped.stopped, stopped.to) == ("broken", "cannot-apply", 11)
    broken_status, status = views.status()
    assert broken_status.poison is not None
    assert (broken_status.poison.position, broken_status.poison.topic) == (12, "noted.v1")
    assert (broken_status.position, broken_status.lag, broken_status.trouble) == (11, 9, None)
    assert (status.position, status.poison) == (20, None)

    mended = another(views, store, Counting("broken"), Counting())
    assert mended.catch_up().stopped == []
    assert rows_in(mended, "broken") == rows_in(mended, NAME) == right_rows(store)


def test_a_rebuild_that_stops_before_what_is_in_use_is_not_swapped_in(tmp_path: Path) -> None:
    store = log_of(20)
    views = views_of(store, [Counting()], tmp_path)
    broken = another(views, store, Counting(before=number_at_most(11)))

    ran = broken.rebuild(NAME)

    assert (ran.stopped, ran.to) == ("cannot-apply", 11)
    assert files(views) == ["counting-1.sqlite", "counting.current"]
    assert rows_in(views, NAME) == right_rows(store)


def test_a_full_disk_leaves_what_is_in_use_and_goes_on_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = log_of(200)
    views = views_of(store, [Searching(), Counting()], tmp_path, batch_size=50)
    before = rows_in(views, "searching")
    grow(store, 2000)
    with monkeypatch.context() as full:
        full.setattr(databases, "_READ_WRITE", databases._READ_WRITE + "; PRAGMA max_page_count=30")
        [stopped] = views.catch_up().stopped
        assert (stopped.name, stopped.stopped) == ("searching", "views-full")
        assert 200 <= stopped.to < 2200
        assert len(rows_in(views, "searching")["fact_types"]) == stopped.to
        assert views.rebuild("searching").stopped == "views-full"
        assert len(rows_in(views, "searching")["fact_types"]) == stopped.to
        assert len(before["fact_types"]) == 200

    assert views.catch_up().stopped == []
    assert rows_in(views, "searching") == right_rows(store, Searching())
    assert "searching-1.sqlite" in files(views)


def test_a_folder_that_cannot_be_made_is_told_by_code(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    views = Views(tmp_path / "taken" / "views", log_of(3), [Counting()])

    [stopped] = views.catch_up().stopped

    assert stopped.stopped == "views-failed"
    assert rows_in(views, NAME) == {"count_of_facts": []}


def test_a_folder_thrown_away_under_a_writer_gets_no_pointer_from_it(tmp_path: Path) -> None:
    store = log_of(40)
    views = Views(tmp_path / "views", store, [Counting()], batch_size=4)

    def throw_away(progress: Progress) -> None:
        if progress.position == 20:
            shutil.rmtree(views.folder)
            with suppress(Dies):
                another(views, store, Counting(), batch_size=4).catch_up(progress=dies_at(8))

    [stopped] = views.catch_up(progress=throw_away).stopped

    assert stopped.stopped == "views-busy"
    assert rows_in(views, NAME) == {"count_of_facts": []}
    assert views.catch_up().ran[NAME][1:4] == (8, 40, 32)
    assert rows_in(views, NAME) == right_rows(store)

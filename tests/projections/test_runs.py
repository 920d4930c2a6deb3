"""Runs over several read models: what each tells, and what keeps one of them back."""

from pathlib import Path

import pytest

from adapters import databases
from adapters.view_files import held
from adapters.view_runs import Rebuilt
from adapters.views import Views
from projections.ports import ReadModel
from tests.projections.counting import Counting, Searching, Watched, grow, log_of, number_at_most
from tests.projections.generations import NAME, another, files, generation, right_rows
from tests.projections.harness import rows_in, views_of


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


def test_what_is_rebuilt_together_shares_one_reading_of_the_log(tmp_path: Path) -> None:
    log = Watched(log_of(20))
    models: list[ReadModel] = [Counting(), Counting("told", begins="told"), Searching()]
    views = views_of(log, models, tmp_path, batch_size=6)
    log.reads.clear()

    rebuilt = views.rebuild(NAME, "searching")

    assert {name: one[1:5] for name, one in rebuilt.ran.items()} == {
        NAME: (0, 20, 20, Rebuilt.ASKED),
        "searching": (0, 20, 20, Rebuilt.ASKED),
    }
    assert {log.reads[position] for position in range(1, 20)} == {1}
    assert [generation(views, one.name) for one in models] == [2, 1, 2]
    assert rows_in(views, NAME) == right_rows(log.log)


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
    views = Views(tmp_path, store, [Counting()], batch_size=4, batches=1)
    second = another(views, store, Counting(), wait=0)
    during: list[str | None] = []
    views.catch_up(progress=lambda _: during.append(second.catch_up().ran[NAME].stopped))

    assert during == ["views-busy"] * 5
    assert second.catch_up().ran[NAME].facts == 0
    assert rows_in(views, NAME) == right_rows(store)


def test_one_that_cannot_go_on_keeps_no_other_from_it(tmp_path: Path) -> None:
    store = log_of(20)
    broken = Counting("broken", before=number_at_most(11))
    views = Views(tmp_path, store, [broken, Counting()], batch_size=4, batches=1)

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
        assert [one.stopped for one in views.rebuild("searching").stopped] == ["views-full"]
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

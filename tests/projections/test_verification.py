"""verify: what is stored against what another build from the first fact on gives."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.view_errors import ViewsUnavailable
from adapters.views import Views
from projections.comparison import Difference
from projections.engine import Progress
from tests.adapters.contract.facts import id_of
from tests.projections.counting import Counting, Searching, grow, log_of, number_at_most
from tests.projections.harness import views_of


def change(views: Views, statement: str, name: str = "counting") -> None:
    """Somebody writes into the file in use."""
    with closing(sqlite3.connect(views.folder / f"{name}-1.sqlite")) as connection:
        connection.execute(statement)
        connection.commit()


def streams() -> list[str]:
    return sorted(id_of(f"stream {number}").hex for number in range(3))


def test_what_was_folded_right_has_no_differences(tmp_path: Path) -> None:
    store = log_of(100)
    views = views_of(store, [Counting(), Searching()], tmp_path, batch_size=7)
    grow(store, 50)
    views.catch_up()

    assert views.verify("counting") == []
    assert views.verify("searching") == []


def test_a_model_that_lags_is_compared_as_of_its_position(tmp_path: Path) -> None:
    store = log_of(100)
    views = views_of(store, [Counting()], tmp_path)
    grow(store, 50)

    assert views.verify("counting") == []
    assert [one.lag for one in views.status()] == [50]


def test_nothing_built_is_nothing_wrong(tmp_path: Path) -> None:
    views = Views(tmp_path / "views", log_of(10), [Counting()])

    assert views.verify("counting") == []
    assert not views.folder.exists()


def test_a_wrong_value_is_named_with_its_key_and_column_and_the_right_one(tmp_path: Path) -> None:
    views = views_of(log_of(30), [Counting()], tmp_path)
    middle = streams()[1]
    change(views, f"UPDATE count_of_facts SET facts = 7 WHERE stream >= '{middle}'")

    assert views.verify("counting") == [Difference("count_of_facts", (middle,), "facts", 7, 10)]


def test_a_missing_row_is_named(tmp_path: Path) -> None:
    views = views_of(log_of(30), [Counting()], tmp_path)
    first = streams()[0]
    change(views, f"DELETE FROM count_of_facts WHERE stream = '{first}'")

    [difference] = views.verify("counting")

    assert difference[:4] == ("count_of_facts", (first,), None, None)
    assert difference.right[:2] == (first, 10)


def test_a_row_too_many_is_named(tmp_path: Path) -> None:
    views = views_of(log_of(30), [Counting()], tmp_path)
    change(views, "INSERT INTO count_of_facts VALUES ('zzz', 1, 2)")

    assert views.verify("counting") == [
        Difference("count_of_facts", ("zzz",), None, ("zzz", 1, 2), None)
    ]


def test_another_kind_of_value_is_a_difference(tmp_path: Path) -> None:
    views = views_of(log_of(30), [Searching()], tmp_path)
    change(views, "UPDATE fact_types SET type = x'00' WHERE position = 4", "searching")

    assert views.verify("searching") == [Difference("fact_types", (4,), "type", b"\0", "noted.v1")]


def test_a_full_text_index_is_compared_by_its_words(tmp_path: Path) -> None:
    views = views_of(log_of(30), [Searching()], tmp_path)
    change(views, "INSERT INTO words_of_facts (rowid, type) VALUES (99, 'stray')", "searching")

    [difference] = views.verify("searching")

    assert difference[:3] == ("words_of_facts", ("stray", 99, "type", 0), None)


def test_the_first_difference_of_each_table_is_told(tmp_path: Path) -> None:
    views = views_of(log_of(30), [Searching()], tmp_path)
    change(views, "DELETE FROM fact_types WHERE position > 20", "searching")
    change(views, "INSERT INTO words_of_facts (rowid, type) VALUES (99, 'stray')", "searching")
    change(views, "CREATE TABLE stray (a TEXT, b TEXT)", "searching")

    assert [(one.table, one.key) for one in views.verify("searching")] == [
        ("fact_types", (21,)),
        ("stray", ()),
        ("words_of_facts", ("stray", 99, "type", 0)),
    ]


def test_a_fold_that_no_longer_gets_there_is_a_difference(tmp_path: Path) -> None:
    store = log_of(30)
    views = views_of(store, [Counting()], tmp_path)
    changed = Views(views.folder, store, [Counting(before=number_at_most(11))])

    assert changed.verify("counting") == [
        Difference("projection_position", ("counting",), "position", 30, 11)
    ]


def test_facts_that_come_meanwhile_make_no_difference(tmp_path: Path) -> None:
    store = log_of(30)
    views = views_of(store, [Counting()], tmp_path)

    def others(progress: Progress) -> None:
        if store.head() < 60:
            grow(store, 10)
            views.catch_up()
            views.rebuild("counting")

    assert views.verify("counting", others) == []


def test_a_damaged_file_is_no_difference_but_an_error(tmp_path: Path) -> None:
    views = views_of(log_of(30), [Counting()], tmp_path)
    (views.folder / "counting-1.sqlite").write_bytes(b"no database" * 1000)

    with pytest.raises(ViewsUnavailable) as damaged:
        views.verify("counting")
    assert damaged.value.code == "views-damaged"


def test_nothing_of_it_stays_behind(tmp_path: Path) -> None:
    views = views_of(log_of(30), [Counting(), Searching()], tmp_path)
    before = sorted(path.name for path in views.folder.iterdir())

    views.verify("searching")

    assert sorted(path.name for path in views.folder.iterdir()) == before

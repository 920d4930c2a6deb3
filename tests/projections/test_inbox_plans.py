"""No question to an inbox scans a table or sorts what it found: SQLite's own plans say so."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, product
from typing import Any

import pytest
from django.db import connections

from benchmarks.made_log import Shape, made_log
from projections.inbox import Inbox
from projections.inbox_queries import counts, inbox_page
from projections.inbox_walks import Sort
from tests.projections.harness import cut, folded
from tests.projections.test_inbox_pages import BOARD, HOLDER, SORTS, pages, single_filters

Statement = tuple[str, Any]
GOOD = (
    "SEARCH inbox_entry USING COVERING INDEX",
    "SEARCH inbox_entry USING INDEX inbox_overdue_by_",
    "SEARCH inbox_entry USING INDEX inbox_due_soon_by_",
    "USING INTEGER PRIMARY KEY (rowid",
    "SEARCH inbox_count USING INDEX",
    "SCAN asked VIRTUAL TABLE",
    "SCAN inbox_search VIRTUAL TABLE INDEX 192:M1<",
    "SEARCH inbox_word USING PRIMARY KEY (word>? AND word<?)",
    "SEARCH inbox_word USING COVERING INDEX inbox_word_plain (plain>? AND plain<?)",
)
"""Steps of a plan that read what is asked for and no more."""


@pytest.fixture(scope="module")
def alias() -> Iterator[str]:
    shape = Shape(districts=1, communes=2, chapters=2, agencies=3, issues_a_day=4)
    with folded(Inbox(), cut(list(islice(made_log(60, shape=shape), 1500)))) as alias:
        yield alias


@contextmanager
def statements(alias: str) -> Iterator[list[Statement]]:
    """What is asked of the database meanwhile."""
    asked: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connections[alias].execute_wrapper(note):
        yield asked


def plan(alias: str, statement: Statement) -> list[str]:
    sql, params = statement
    with connections[alias].cursor() as cursor:
        return [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]


def bad_steps(alias: str, asked: list[Statement]) -> list[tuple[str, str]]:
    """Steps of the plans that sort, or read more than a stretch of an index or rows by key."""
    return [
        (sql, step)
        for sql, params in asked
        if sql.startswith("SELECT")
        for step in plan(alias, (sql, params))
        if not any(good in step for good in GOOD)
        or ("INDEXED BY" not in sql and "SEARCH inbox_entry" in step)
    ]


@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_with_every_single_filter_reads_stretches_of_indexes(
    alias: str, sort: Sort
) -> None:
    rows = pages(alias, HOLDER)
    with statements(alias) as asked:
        for filters in single_filters(rows):
            pages(alias, HOLDER, limit=3, sort=sort, **filters)

    assert len(asked) > 100
    assert bad_steps(alias, asked) == []


def test_a_stretch_begins_at_its_cursor_and_not_at_its_start(alias: str) -> None:
    with statements(alias) as asked:
        for sort in SORTS:
            pages(alias, HOLDER, limit=3, sort=sort)
    steps = {step for one in asked if "INDEXED BY" in one[0] for step in plan(alias, one)}

    assert steps == {
        f"SEARCH inbox_entry USING COVERING INDEX inbox_all_by_{index}"
        f" (unit=? AND severity=?{more})"
        for index, more in [
            ("due", " AND due>?"),
            ("due", " AND due=? AND rowid>?"),
            ("raised", " AND raised>?"),
            ("raised", " AND raised=? AND rowid>?"),
            ("id", " AND rowid>?"),
        ]
    }


@pytest.mark.parametrize("text", ["cầu", "duong hep", "NB 12 k", "đ", "124-CV/H1", "nb-1-x"])
def test_a_search_reads_lists_of_marks_and_rows_by_their_keys(alias: str, text: str) -> None:
    with statements(alias) as asked:
        for sort in [Sort.RELEVANCE, *SORTS]:
            inbox_page(alias, HOLDER, text=text, sort=sort)

    assert asked
    assert bad_steps(alias, asked) == []


def test_counts_read_the_rows_of_one_unit(alias: str) -> None:
    with statements(alias) as asked:
        counts(alias, HOLDER)

    [statement] = asked
    assert "SEARCH" in plan(alias, statement)[0]


def test_single_filters_fill_every_page_but_the_last(alias: str) -> None:
    rows = pages(alias, BOARD)
    for sort, filters in product(SORTS, single_filters(rows)):
        page = inbox_page(alias, BOARD, limit=5, sort=sort, **filters)
        assert len(page.rows) == 5 or page.next is None

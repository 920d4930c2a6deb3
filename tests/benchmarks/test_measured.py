"""What is measured is what is promised: every question, and the same work as the alternative."""

from pathlib import Path

import pytest

from adapters.bootstrap import make_mapper
from adapters.databases import opened
from adapters.event_store.files import open_store
from adapters.views import Views
from benchmarks import programs
from benchmarks.large_inbox import fold_lives
from benchmarks.made_log import made_log, write_log
from benchmarks.pages import measure
from benchmarks.questions import COUNTS, LIMIT, SEARCH, SORTS, UNITS, WITH_TEXT, questions
from benchmarks.reading import HalfOfALog, OneByOne
from domain.issue import Status
from domain.values import Severity
from projections.comparison import compare
from projections.inbox import Inbox, Queue, Sort
from projections.inbox_walks import Filters


def test_every_sort_is_asked_with_every_filter_and_every_text(tmp_path: Path) -> None:
    with opened(fold_lives(tmp_path, 60), read_only=True) as alias:
        asked = list(questions(alias))

    for unit in UNITS:
        of_unit = [one for one in asked if one.unit == unit]
        by_column = {one.column for one in of_unit}
        assert by_column == {*(sort.value for sort in SORTS), WITH_TEXT, SEARCH, COUNTS}
        for sort in set(Sort) - {Sort.RELEVANCE}:
            filters = [one.asked or {} for one in of_unit if one.column == sort.value]
            names = {name for asked in filters for name in asked} - {"sort"}
            unsorted = {"due_before"} if sort in (Sort.AGE, Sort.NUMBER) else set()
            not_due = set() if any("due_before" in one for one in filters) else {"due_before"}
            assert names == set(Filters._fields) - {"text"} - unsorted - not_due
            for name, members in (("queue", Queue), ("status", Status), ("severity", Severity)):
                assert {one[name] for one in filters if name in one} == set(members)
            for name in ("overdue", "ended"):
                assert {one[name] for one in filters if name in one} == {True, False}
    assert any("due_before" in (one.asked or {}) for one in asked)


def test_each_question_is_put_to_each_inbox_and_its_second_page_too(tmp_path: Path) -> None:
    told: list[str] = []
    with opened(fold_lives(tmp_path, 240), read_only=True) as alias:
        asked = [one for one in questions(alias) if one.unit == "NB-TT"][:60:12]
        answers = list(measure([alias, alias], asked, told.append))

    assert told[-1] == f"{len(asked)} of {len(asked)} questions"
    first = answers[0]
    assert (first.page, first.rows, first.is_whole) == (1, (LIMIT, LIMIT), False)
    assert {one.page for one in answers} == {1, 2}
    assert all(one.rows[0] == one.rows[1] and min(one.seconds) > 0 for one in answers)


def test_the_alternative_ends_with_the_same_rows(tmp_path: Path) -> None:
    log = tmp_path / "events.sqlite"
    write_log(log, made_log(8))
    with open_store(log, make_mapper()) as store:
        views = Views(tmp_path / "views", store, [Inbox()])
        views.catch_up()
        half = HalfOfALog(store)
        assert len(list(half.read_each())) == half.head() == store.head() // 2
        with OneByOne(store, [Inbox()], tmp_path / "one-by-one") as other:
            for _ in range(6):
                other.speed()
            with views.reading("inbox") as ours, opened(other.path("inbox")) as theirs:
                assert compare(theirs, ours) == []


def test_a_program_is_measured_as_if_nobody_large_had_started_it() -> None:
    ballast = bytearray(400_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])
    ran = programs.run("--help")

    assert 5 < ran.megabytes < 200
    assert ran.seconds > 0
    with pytest.raises(ChildProcessError, match="ended with 2"):
        programs.run("no-such-command")

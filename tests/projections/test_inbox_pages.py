"""Pages of an inbox: every sort with every filter, cursors, refusals, and what other units see."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from benchmarks.made_log import Shape, made_log
from domain.issue import Status
from domain.values import Category, Severity
from projections import inbox_queries
from projections.inbox import Inbox, InboxRefused, InboxRow, Queue, Sort, counts, inbox_page
from tests.projections.harness import cut, folded

SORTS = [Sort.DUE, Sort.SEVERITY, Sort.AGE, Sort.NUMBER]
HOLDER, BOARD, AGENCY = "NB-H1", "NB-TT", "NB-H1-P1"
FAR = datetime(2999, 1, 1, tzinfo=UTC)

Asked = dict[str, Any]


@pytest.fixture(scope="module")
def alias() -> Iterator[str]:
    """Some hundred issues in two districts, half of them open."""
    shape = Shape(districts=2, communes=2, chapters=2, agencies=3, issues_a_day=4)
    log = list(islice(made_log(300, shape=shape), 6500))
    with folded(Inbox(), cut(log)) as alias:
        yield alias


def pages(alias: str, unit: str, limit: int = 9, **asked: Any) -> list[InboxRow]:
    """Everything that is found, page after page."""
    rows: list[InboxRow] = []
    cursor = None
    while True:
        page = inbox_page(alias, unit, limit=limit, cursor=cursor, **asked)
        assert len(page.rows) <= limit
        rows += page.rows
        cursor = page.next
        if cursor is None:
            return rows


def fits(row: InboxRow, asked: Asked) -> bool:
    """By reading what each filter says."""
    queue = asked.get("queue")
    if queue is Queue.OVERDUE or asked.get("overdue"):
        in_queue = row.overdue
    elif queue is Queue.DUE_SOON:
        in_queue = row.due_soon
    else:
        in_queue = queue is None or row.queue is queue
    before = asked.get("due_before")
    return (
        in_queue
        and asked.get("ended") in (None, row.queue is Queue.ENDED)
        and (asked.get("overdue") is not False or not row.overdue)
        and (before is None or (row.due is not None and row.due <= before))
        and all(
            asked.get(name) in (None, getattr(row, name))
            for name in ("status", "category", "severity", "chapter")
        )
    )


def sorted_by(rows: list[InboxRow], sort: Sort) -> list[InboxRow]:
    def key(row: InboxRow) -> tuple[Any, ...]:
        match sort:
            case Sort.DUE:
                return row.due or FAR, row.position
            case Sort.SEVERITY:
                return row.severity, row.due or FAR, row.position
            case Sort.AGE:
                return row.raised_at.replace(microsecond=0), row.position
            case _:
                return (row.position,)

    return sorted(rows, key=key)


def single_filters(rows: list[InboxRow]) -> list[Asked]:
    """Every filter alone with every value that there is, and no filter at all."""
    dues = sorted(row.due for row in rows if row.due)
    return [
        {},
        *({"queue": queue} for queue in Queue),
        *({"status": status} for status in Status),
        {"overdue": True},
        {"overdue": False},
        {"ended": True},
        {"ended": False},
        *({"due_before": dues[at]} for at in (0, len(dues) // 3, -1) if dues),
        {"due_before": datetime(1999, 1, 1, tzinfo=UTC)},
        *({"category": category} for category in Category),
        *({"severity": severity} for severity in Severity),
        *({"chapter": chapter} for chapter in {row.chapter for row in rows}),
        {"chapter": "NB-H9"},
        {"chapter": "\ud800"},
    ]


@pytest.mark.parametrize("unit", [HOLDER, BOARD, AGENCY])
def test_every_sort_with_every_single_filter_pages_through_just_the_rows_that_fit(
    alias: str, unit: str
) -> None:
    rows = pages(alias, unit, sort=Sort.NUMBER)
    assert len(rows) > 30

    for sort, asked in product(SORTS, single_filters(rows)):
        right = sorted_by([row for row in rows if fits(row, asked)], sort)
        assert pages(alias, unit, sort=sort, **asked) == right, (sort, asked)


@settings(max_examples=150)
@examples(
    st.sampled_from([HOLDER, BOARD, AGENCY]),
    st.sampled_from(SORTS),
    st.fixed_dictionaries(
        {},
        optional={
            "queue": st.sampled_from(Queue),
            "status": st.sampled_from(Status),
            "overdue": st.booleans(),
            "ended": st.booleans(),
            "due_before": st.integers(0, 200).map(
                lambda days: datetime(2018, 8, 1, 17, tzinfo=UTC) + timedelta(days=days)
            ),
            "category": st.sampled_from(Category),
            "severity": st.sampled_from(Severity),
            "chapter": st.sampled_from(["NB-H1-X1-C1", "NB-H1-X2-C2", "NB-H2-X1-C1"]),
        },
    ),
    st.integers(1, 40),
)
def test_any_filters_together_find_the_rows_that_fit_all_of_them(
    alias: str, unit: str, sort: Sort, asked: Asked, limit: int
) -> None:
    rows = [row for row in pages(alias, unit, sort=Sort.NUMBER) if fits(row, asked)]

    assert pages(alias, unit, limit, sort=sort, **asked) == sorted_by(rows, sort)


def test_rows_are_sorted_by_due_time_if_nothing_is_said(alias: str) -> None:
    assert inbox_page(alias, HOLDER) == inbox_page(alias, HOLDER, sort=Sort.DUE)
    assert inbox_page(alias, HOLDER) == inbox_page(alias, HOLDER, sort=Sort.RELEVANCE)


def test_a_page_that_looked_at_enough_ends_and_the_next_goes_on(
    alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Asked = {"category": Category.GT, "status": Status.CLOSED}
    whole = pages(alias, BOARD, **asked)
    monkeypatch.setattr(inbox_queries, "MOST_EXAMINED", 10)

    first = inbox_page(alias, BOARD, limit=9, **asked)

    assert len(first.rows) < 9
    assert first.next is not None
    assert pages(alias, BOARD, **asked) == whole


def test_what_no_index_has_in_order_is_refused_where_it_is_too_much(
    alias: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox_queries, "MOST_SORTED", 5)

    with pytest.raises(InboxRefused) as refused:
        inbox_page(alias, HOLDER, due_before=FAR, sort=Sort.AGE)

    assert refused.value.code == "too-many-to-sort"
    assert refused.value.params == {"most": 5}
    assert pages(alias, HOLDER, due_before=FAR, sort=Sort.SEVERITY)


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_a_limit_out_of_bounds_is_refused(alias: str, limit: int) -> None:
    with pytest.raises(InboxRefused) as refused:
        inbox_page(alias, HOLDER, limit=limit)

    assert refused.value.code == "bad-limit"


# ── Cursors ───────────────────────────────────────────────────────────────────────────────────


def refusal(alias: str, unit: str, cursor: str, **asked: Any) -> str:
    with pytest.raises(InboxRefused) as refused:
        inbox_page(alias, unit, cursor=cursor, **asked)
    assert isinstance(refused.value, ValueError)
    return refused.value.code


def cursor_of(alias: str, unit: str = BOARD, **asked: Any) -> str:
    cursor = inbox_page(alias, unit, limit=2, **asked).next
    assert cursor is not None
    return cursor


def test_a_cursor_of_another_unit_sort_or_filter_is_refused(alias: str) -> None:
    cursor = cursor_of(alias, category=Category.GT)

    assert inbox_page(alias, BOARD, category=Category.GT, cursor=cursor).rows
    assert refusal(alias, HOLDER, cursor, category=Category.GT) == "bad-cursor"
    assert refusal(alias, BOARD, cursor, category=Category.TL) == "bad-cursor"
    assert refusal(alias, BOARD, cursor, category=Category.GT, sort=Sort.AGE) == "bad-cursor"
    assert refusal(alias, BOARD, cursor, category=Category.GT, overdue=False) == "bad-cursor"
    assert refusal(alias, BOARD, cursor) == "bad-cursor"
    assert refusal(alias, BOARD, cursor, category=Category.GT, text="cầu") == "bad-cursor"


def test_a_cursor_fits_any_limit(alias: str) -> None:
    rows = pages(alias, BOARD)

    assert inbox_page(alias, BOARD, cursor=cursor_of(alias), limit=30).rows == tuple(rows[2:32])


def test_a_cursor_says_nothing_of_what_was_asked(alias: str) -> None:
    listing, *key = content_of(cursor_of(alias, text="cầu"))

    assert len(listing) == 16
    assert all(isinstance(part, int) for part in key)


@pytest.mark.parametrize(
    "cursor",
    ["", "?", "abc", "ă", "AAAA", "[" * 50_000, "W" * 100_000, "\ud800", "bnVsbA", "e30", "MQ"],
)
def test_what_is_no_cursor_is_refused(alias: str, cursor: str) -> None:
    assert refusal(alias, BOARD, cursor) == "bad-cursor"


@pytest.mark.parametrize("key", [[2**70, 1, 1], [0, -1, 1], [0, 1], [0, 1, 1, 1], [0, "1", 1]])
def test_a_cursor_with_another_key_is_refused(alias: str, key: list[Any]) -> None:
    cursor = cursor_of(alias)
    listing = content_of(cursor)[0]
    forged = urlsafe_b64encode(json.dumps([listing, *key]).encode()).decode().rstrip("=")

    assert refusal(alias, BOARD, forged) == "bad-cursor"


def content_of(cursor: str) -> Any:
    return json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))


# ── Other units ───────────────────────────────────────────────────────────────────────────────


def test_a_unit_sees_only_the_issues_that_it_has(alias: str) -> None:
    ours = {row.issue for row in pages(alias, HOLDER)}
    theirs = {row.issue for row in pages(alias, "NB-H2")}

    assert ours
    assert theirs
    assert not ours & theirs


@pytest.mark.parametrize(
    "unit", ["", "NB-H7", "%", "nb-h1", "NB-H1'", 'NB-H1" OR "x', "NB_H1", "*", "NB-H1 ", "\ud800"]
)
def test_a_unit_that_has_nothing_sees_nothing(alias: str, unit: str) -> None:
    assert inbox_page(alias, unit).rows == ()
    assert inbox_page(alias, unit, text="cầu").rows == ()
    assert set(counts(alias, unit).values()) == {0}


def test_counts_name_every_queue_and_agree_with_the_pages(alias: str) -> None:
    for unit in (HOLDER, BOARD, AGENCY):
        counted = counts(alias, unit)

        assert list(counted) == list(Queue)
        for queue, count in counted.items():
            assert len(pages(alias, unit, queue=queue)) == count

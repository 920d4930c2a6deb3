"""Every inbox equals what a plain loop over the log makes of it, however the batches are cut."""

from collections.abc import Sequence
from itertools import islice

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from benchmarks.made_log import Shape, made_log
from domain.fact import Fact, Recorded
from projections.inbox import Inbox, InboxRow, Sort, counts, inbox_page
from tests.projections.harness import cut, folded, rows_of
from tests.projections.inbox_oracle import Expected, expected_counts, expected_inboxes
from tests.projections.lives import CHOICES, CUTS, Life
from tests.projections.upheavals import UpsetLife

Log = Sequence[Recorded[Fact]]


def inbox_of(alias: str, unit: str) -> list[InboxRow]:
    """The whole inbox by number, page after page."""
    rows: list[InboxRow] = []
    cursor = None
    while True:
        page = inbox_page(alias, unit, sort=Sort.NUMBER, limit=7, cursor=cursor)
        rows += page.rows
        cursor = page.next
        if cursor is None:
            return rows


def as_expected(row: InboxRow) -> Expected:
    return Expected(*(getattr(row, field) for field in Expected._fields))


def assert_right(log: Log, alias: str) -> None:
    inboxes = expected_inboxes(log)
    units = {*inboxes, *_units_with_rows(alias)}
    for unit in sorted(units):
        right = inboxes.get(unit, [])
        assert [as_expected(row) for row in inbox_of(alias, unit)] == right, unit
        counted = {queue.value: count for queue, count in counts(alias, unit).items() if count}
        assert counted == +expected_counts(right), unit


def _units_with_rows(alias: str) -> set[str]:
    rows = rows_of(alias)
    return {row["unit"] for table in ("inbox_entry", "inbox_count") for row in rows[table]}


@pytest.mark.parametrize("facts", [700, 1500, 4000, 9000])
def test_inboxes_of_many_issues_side_by_side_are_right(facts: int) -> None:
    shape = Shape(districts=2, communes=2, chapters=2, agencies=3, issues_a_day=4)
    log = list(islice(made_log(240, shape=shape), facts))

    with folded(Inbox(), cut(log, (311,))) as alias:
        assert_right(log, alias)


@settings(max_examples=60)
@examples(
    CHOICES,
    CUTS,
    st.sampled_from(["ninh-binh", "odd-ladder"]),
    st.sampled_from((Life, UpsetLife)),
)
def test_inboxes_are_right_whatever_happens_and_however_batches_are_cut(
    choices: list[bytes], sizes: list[int], regime: str, life: type[Life]
) -> None:
    log = life(regime).live(choices).log

    with folded(Inbox(), cut(log, sizes)) as alias:
        assert_right(log, alias)
        cut_so = rows_of(alias)
    with folded(Inbox(), cut(log, [len(log)])) as alias:
        assert rows_of(alias) == cut_so

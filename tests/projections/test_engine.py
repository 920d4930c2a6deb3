"""The engine: batches, positions, and facts that cannot be taken."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from domain.fact import Fact, Recorded, Unreadable
from projections.engine import Progress, follow
from projections.follower import Follower
from projections.positions import Overtaken, Poison, mark_of, position_of, standing
from projections.trouble import is_from_outside
from tests.projections.counting import (
    Counting,
    Searching,
    Watched,
    WithUnknown,
    log_of,
    number_at_most,
)
from tests.projections.harness import Batch, ListedLog, cut, folded, followers, rows_of


def counted(alias: str) -> int:
    with connections[alias].cursor() as cursor:
        [(facts,)] = cursor.execute("SELECT TOTAL(facts) FROM count_of_facts").fetchall()
    return int(facts)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.sampled_from([Counting, Searching]))
def test_the_rows_are_the_same_whatever_the_cuts(
    sizes: list[int], kind: type[Counting] | type[Searching]
) -> None:
    log = list(log_of(40).read_each())
    with folded(kind(), cut(log)) as whole, folded(kind(), cut(log, sizes)) as in_parts:
        assert rows_of(in_parts) == rows_of(whole)


def test_every_fact_is_applied_once_and_the_position_is_the_head() -> None:
    log = log_of(40)
    with followers(Counting()) as [one]:
        follow(log, [one], until=log.head(), batch_size=7)

        assert (one.position, one.facts) == (40, 40)
        assert position_of(one.alias) == 40
        assert counted(one.alias) == 40


def test_facts_that_do_not_concern_it_are_passed_over() -> None:
    log = log_of(40)
    with followers(Counting(begins="told")) as [one]:
        follow(log, [one], until=log.head(), batch_size=7)

        assert (one.position, one.facts) == (40, 8)
        assert counted(one.alias) == 8


def test_of_facts_that_concern_nobody_only_the_last_of_a_batch_is_read() -> None:
    log = Watched(log_of(40))
    with followers(Counting("told", begins="told"), Counting("none", begins="-")) as [one, other]:
        follow(log, [one, other], until=40, batch_size=16)

        assert (counted(one.alias), counted(other.alias)) == (8, 0)
    assert log.types == {"told.v1": 8, "noted.v1": 2}


def test_those_that_stand_together_share_one_reading_of_the_log() -> None:
    log = Watched(log_of(40))
    with followers(Counting("one"), Counting("two"), Searching()) as three:
        follow(log, three, until=40, batch_size=6)

        assert [one.position for one in three] == [40, 40, 40]
        assert set(log.reads.values()) == {1}


def test_one_that_is_behind_catches_up_with_the_next_and_goes_on_with_it() -> None:
    log = Watched(log_of(40))
    with followers(Counting("behind"), Counting("ahead")) as [behind, ahead]:
        follow(log, [ahead], until=17, batch_size=6)
        log.reads.clear()

        follow(log, [behind, ahead], until=40, batch_size=6)

        assert counted(behind.alias) == counted(ahead.alias) == 40
        assert all(log.reads[position] == 1 for position in range(19, 41))


def test_it_goes_no_further_than_it_is_told_to() -> None:
    with followers(Counting()) as [one]:
        follow(log_of(40), [one], until=11, batch_size=6)

        assert position_of(one.alias) == counted(one.alias) == 11


def test_progress_is_told_after_each_batch() -> None:
    told: list[Progress] = []
    with followers(Counting()) as [one]:
        follow(log_of(40), [one], until=40, batch_size=15, progress=told.append)

    assert told == [Progress("counting", position, 40) for position in (15, 30, 40)]


def test_holes_in_the_positions_mean_nothing() -> None:
    facts: Batch = [one for one in log_of(40).read_each() if one.position % 4]

    with followers(Counting()) as [one]:
        follow(ListedLog(facts), [one], until=39, batch_size=4)

        assert (position_of(one.alias), counted(one.alias)) == (39, 30)


@pytest.mark.parametrize("cut", [13, 40], ids=["others there", "nothing there"])
def test_what_is_gone_when_it_is_read_for_its_mark_leaves_none(cut: int) -> None:
    """The last of each batch concerns nobody, so it comes unread at first."""

    class Log(Watched):
        def read_each(
            self,
            after: int = 0,
            limit: int | None = None,
            wanted: Callable[[str], bool] | None = None,
        ) -> Iterator[Recorded[Fact] | Unreadable]:
            return super().read_each(after if wanted else cut, limit, wanted)

    with followers(Counting(begins="told")) as [one]:
        follow(Log(log_of(40)), [one], until=12, batch_size=1)

        found = standing(one.alias)
        assert (one.trouble, one.poison, counted(one.alias)) == (None, None, 2)
        assert found is not None
        assert (found.position, found.mark) == (12, "")


@pytest.mark.parametrize("batches", [1, 3, 50])
@pytest.mark.parametrize("batch_size", [1, 7, 100])
def test_a_fact_of_an_unknown_version_stops_only_those_that_it_concerns(
    batch_size: int, batches: int
) -> None:
    log = WithUnknown(log_of(40), position=21)
    with followers(Counting("noted", begins="noted"), Counting("told", begins="told")) as both:
        noted, told = both
        follow(log, both, until=40, batch_size=batch_size, batches=batches)

        assert noted.poison == Poison(21, "noted.v9", "store-fact-unknown")
        assert standing(noted.alias) is not None
        assert position_of(noted.alias) == 20
        assert counted(noted.alias) == 16
        assert told.poison is None
        assert (position_of(told.alias), counted(told.alias)) == (40, 8)


@pytest.mark.parametrize("batches", [1, 3, 50])
@pytest.mark.parametrize("batch_size", [1, 7, 100])
def test_a_fact_that_the_fold_cannot_take_stops_it_right_in_front(
    batch_size: int, batches: int
) -> None:
    log = log_of(40)
    broken = Counting("broken", before=number_at_most(23))
    with followers(broken, Counting()) as [one, other]:
        follow(log, [one, other], until=40, batch_size=batch_size, batches=batches)

        assert one.poison is not None
        assert (one.poison.position, one.poison.topic) == (24, "noted.v1")
        assert position_of(one.alias) == counted(one.alias) == 23
        assert position_of(other.alias) == counted(other.alias) == 40


def test_the_reason_names_the_place_in_the_code_and_nothing_that_people_wrote() -> None:
    with followers(Counting(before=number_at_most(3))) as [one]:
        follow(log_of(10), [one], until=10)

        assert one.poison is not None
        assert one.poison.code == "cannot-apply"
        assert "KeyError in tests.projections.counting.check, line" in one.poison.reason
        assert "Đường" not in one.poison.reason


def test_why_it_stands_still_is_kept_until_it_goes_on() -> None:
    log = log_of(10)
    with followers(Counting(before=number_at_most(3))) as [one]:
        follow(log, [one], until=10)
        found = standing(one.alias)
        assert found is not None
        assert found.poison == one.poison is not None

        again = Follower(Counting(before=number_at_most(3)), one.alias)
        follow(log, [again], until=10)
        assert again.poison == one.poison
        assert standing(one.alias) == found

        mended = Follower(Counting(), one.alias)
        follow(log, [mended], until=10)
        found = standing(one.alias)
        assert found is not None
        assert (found.position, found.poison) == (10, None)
        assert counted(one.alias) == 10


def test_rows_that_were_written_before_the_failure_are_taken_back_with_the_position() -> None:
    with followers(Counting(before=number_at_most(0))) as [one]:
        follow(log_of(1), [one], until=1)

        assert position_of(one.alias) == counted(one.alias) == 0


def test_a_batch_that_somebody_else_has_applied_is_not_applied_again() -> None:
    log = log_of(20)
    with followers(Counting()) as [one]:
        late = Follower(Counting(), one.alias)
        follow(log, [one], until=10)

        follow(log, [late], until=20)

        assert isinstance(late.trouble, Overtaken)
        assert position_of(one.alias) == counted(one.alias) == 10


@pytest.mark.parametrize("batches", [1, 7])
def test_what_was_taken_when_the_log_failed_is_as_if_it_had_never_been(batches: int) -> None:
    class Log(Watched):
        def read_each(
            self,
            after: int = 0,
            limit: int | None = None,
            wanted: Callable[[str], bool] | None = None,
        ) -> Iterator[Recorded[Fact] | Unreadable]:
            if after >= 30:
                raise OSError("the disk is gone")
            return super().read_each(after, limit, wanted)

    with followers(Counting(), Searching()) as [one, other]:
        with pytest.raises(OSError, match="gone"):
            follow(Log(log_of(40)), [one, other], until=40, batch_size=3, batches=batches)

        committed = 30 if batches == 1 else 21
        assert one.position == position_of(one.alias) == counted(one.alias) == committed
        assert other.position == committed

        follow(log_of(40), [one, other], until=40)
        assert position_of(one.alias) == counted(one.alias) == one.facts == 40


def test_rows_of_one_transaction_are_seen_together_or_not_at_all() -> None:
    seen: list[int] = []
    with followers(Counting()) as [one]:

        def look(progress: Progress) -> None:
            seen.append(one.position)

        follow(log_of(40), [one], until=40, batch_size=4, batches=5, progress=look)

    assert seen == [0] * 5 + [20] * 5


@pytest.mark.parametrize("batches", [1, 50])
def test_a_full_disk_is_no_fault_of_the_fact(batches: int) -> None:
    log = log_of(2000)
    with followers(Searching(), Counting()) as [one, other]:
        with connections[one.alias].cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 30")

        follow(log, [one, other], until=2000, batch_size=100, batches=batches)

        assert one.poison is None
        assert one.trouble is not None
        assert is_from_outside(one.trouble)
        assert (position_of(one.alias) > 0) == (batches == 1)
        assert position_of(one.alias) < 2000
        assert position_of(other.alias) == 2000
        with connections[one.alias].cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 100000")
        again = Follower(Searching(), one.alias)
        follow(log, [again], until=2000)
        with folded(Searching(), cut(log.read_each())) as right:
            assert rows_of(again.alias) == rows_of(right)


@pytest.mark.parametrize("batches", [1, 50])
def test_one_that_stops_stands_at_a_fact_that_was_read(batches: int) -> None:
    """So that another log in the place of this one is noticed (ADR 0104)."""
    log = WithUnknown(log_of(40), position=22, topic="told.v9")
    with followers(Counting(begins="told")) as [told]:
        follow(log, [told], until=40, batch_size=50, batches=batches)

        found = standing(told.alias)
        assert found is not None
        assert (found.position, found.poison) == (20, told.poison)
        assert found.mark == mark_of(next(log.read_each(19, 1)))

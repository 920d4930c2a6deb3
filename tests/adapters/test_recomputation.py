"""A recomputation counts everything that is open by the newest calendar, once and to the end."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from adapters import rounds
from adapters.recomputation import Recount, in_force, recompute, recounts, to_recompute
from adapters.rounds import Failure, Summary
from adapters.sweep import due_checks, sweep
from domain.deadline import DeadlineBreached, DeadlineKind, DeadlineRecomputed
from domain.fact import Fact, Recorded
from domain.values import SCHEDULER
from projections.deadlines import Deadlines, deadlines_of
from projections.deadlines_outdated import Outdated
from tests.builders import SimulatedClock, World, named, vietnam
from tests.decrees import decreed
from tests.interposed import Interposed, unavailable
from tests.projections.harness import cut, folded
from tests.regimes import chain
from tests.steps import (
    meeting_held,
    on_issue,
    raised_by_secretary,
    submitted,
)
from workflows.handling import Desk
from workflows.ports import EventStore

ISSUES = [named(f"issue {number}") for number in range(5)]
MEETING, ENDED = named("attended"), named("ended")
OPEN = len(ISSUES) + 1
"""Issues and meetings of which anything is owed."""
LATER = "2018-08-07 07:00"
AUGUST = [date(2018, 8, day) for day in (7, 8)]


@pytest.fixture
def world() -> World:
    """Issues on their way to the district, a meeting to be reported, and a later decree.

    Receipt was due until 7/8 and notice until 17/8; with 7/8 and 8/8 off until 9/8 and 21/8. The
    report is due until 9/8 whatever is off.
    """
    world = World().found(chain).at("2018-08-03 20:00")
    meeting_held(meeting=MEETING)(world)
    for issue in (*ISSUES, ENDED):
        raised_by_secretary(issue=issue)(world)
        submitted(issue=issue)(world)
    on_issue("withdraw-issue", "NB-H1-X1-C1", issue=ENDED, reason="Đã xong")(world)
    world.at("2018-08-06 17:00")
    decreed("2018.9", off=AUGUST)(world)
    return world.at(LATER)


@pytest.fixture
def _batches_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "BATCH", 2)


@contextmanager
def deadlines(world: World) -> Iterator[str]:
    with folded(Deadlines(), cut(world.store.read())) as alias:
        yield alias


def desk_on(store: EventStore) -> Desk:
    return Desk(store, SimulatedClock(), simulation=True)


def recomputed(
    world: World, alias: str, at: str = LATER, *, store: EventStore | None = None
) -> Summary[Outdated]:
    store = store or world.store
    return recompute(alias, store, desk_on(store), vietnam(at), simulation=True)


def recomputed_now(
    world: World, at: str = LATER, *, store: EventStore | None = None
) -> Summary[Outdated]:
    with deadlines(world) as alias:
        return recomputed(world, alias, at, store=store)


def log_of(world: World) -> list[Recorded[Fact]]:
    return list(world.store.read())


def counted_anew(world: World) -> dict[tuple[UUID, str], list[date]]:
    """The last days that were computed anew of each deadline, in order."""
    found: dict[tuple[UUID, str], list[date]] = {}
    for one in log_of(world):
        if isinstance(one.fact, DeadlineRecomputed):
            key = (one.envelope.stream, one.fact.deadline.kind.value)
            found.setdefault(key, []).append(one.fact.last_day)
    return found


EXPECTED = {
    **{(issue, "receipt"): [date(2018, 8, 9)] for issue in ISSUES},
    **{(issue, "notice"): [date(2018, 8, 21)] for issue in ISSUES},
    (MEETING, "report"): [date(2018, 8, 9)],
}


def test_everything_open_is_counted_anew_and_nothing_that_is_over(world: World) -> None:
    summary = recomputed_now(world)

    assert counted_anew(world) == EXPECTED
    assert (summary.due, summary.raised, summary.facts) == (OPEN, OPEN, len(EXPECTED))
    assert (summary.already, summary.failures, summary.left) == (0, (), 0)


def test_the_read_model_follows_and_finds_nothing_more_to_count(world: World) -> None:
    recomputed_now(world)
    log = log_of(world)

    with deadlines(world) as alias:
        assert list(to_recompute(alias, in_force(world.desk.directory()))) == []
        assert {d.calendar for d in deadlines_of(alias, ISSUES[0])} >= {"vn 2018.9"}
        again = recomputed(world, alias)

    assert (again.due, log_of(world)) == (0, log)


def test_the_read_model_looks_at_what_moved_when_it_is_due_by_the_new_calendar(
    world: World,
) -> None:
    recomputed_now(world)

    with deadlines(world) as alias:
        [*before] = due_checks(alias, vietnam("2018-08-09 23:59"))
        [*after] = due_checks(alias, vietnam("2018-08-10 00:00"))

    assert before == []
    assert {check.id.kind for check in after} == {DeadlineKind.REPORT, DeadlineKind.RECEIPT}


def test_the_scheduler_acts_and_nobody_else_and_does_nothing_else(world: World) -> None:
    before = len(log_of(world))

    recomputed_now(world)

    added = log_of(world)[before:]
    assert {type(one.fact) for one in added} == {DeadlineRecomputed}
    envelopes = [one.envelope for one in added]
    assert {(one.actor, one.office, one.channel, one.role) for one in envelopes} == {
        (SCHEDULER, None, "scheduler", "scheduler")
    }


@pytest.mark.parametrize("at", [LATER, "2018-08-07 08:00"])
def test_a_recomputation_on_what_was_read_before_counts_nothing_twice(
    world: World, at: str
) -> None:
    with deadlines(world) as alias:
        recomputed(world, alias)
        again = recomputed(world, alias, at)

    assert (again.due, again.raised, again.already, again.facts) == (OPEN, 0, OPEN, 0)
    assert counted_anew(world) == EXPECTED


class Killed(BaseException):
    """Ends a recomputation as a kill does: nobody tidies up."""


def kill() -> None:
    raise Killed


def nothing() -> None:
    """A step that goes well."""


@pytest.mark.usefixtures("_batches_of_two")
@pytest.mark.parametrize("commits", [0, 1, 2])
@pytest.mark.parametrize("moment", ["before_append", "after_append"])
@pytest.mark.parametrize("caught_up", [True, False])
def test_one_that_is_killed_between_two_is_finished_by_repeating_it(
    world: World, commits: int, moment: str, caught_up: bool
) -> None:
    dying = Interposed(world.store)
    getattr(dying, moment).extend([*[nothing] * commits, kill])
    with deadlines(world) as alias:
        with pytest.raises(Killed):
            recomputed(world, alias, store=dying)
        done = len({stream for stream, _ in counted_anew(world)})

        again = recomputed_now(world) if caught_up else recomputed(world, alias)

    assert done == 2 * (commits + (moment == "after_append"))
    assert counted_anew(world) == EXPECTED
    assert again.raised == OPEN - done
    assert (again.failures, again.left) == ((), 0)


@pytest.mark.usefixtures("_batches_of_two")
@pytest.mark.parametrize("at", [LATER, "2018-08-07 07:01"])
def test_two_at_once_count_everything_once(world: World, at: str) -> None:
    others: list[Summary[Outdated]] = []
    with deadlines(world) as alias:
        store = Interposed(world.store)
        other = lambda: others.append(recomputed(world, alias, at))  # noqa: E731
        store.before_append.extend([nothing, other])
        mine = recomputed(world, alias, store=store)

    [theirs] = others
    assert counted_anew(world) == EXPECTED
    assert (mine.failures, theirs.failures) == ((), ())
    assert mine.left == theirs.left == 0


@pytest.mark.usefixtures("_batches_of_two")
def test_what_a_further_decree_overtakes_is_counted_by_that_one_in_the_end(world: World) -> None:
    with deadlines(world) as alias:
        store = Interposed(world.store)
        later = decreed("2018.10", off=[*AUGUST, date(2018, 8, 9)])
        store.before_append.extend([nothing, lambda: later(world)])
        first = recomputed(world, alias, "2018-08-07 08:00", store=store)
    second = recomputed_now(world, "2018-08-07 09:00")

    days = counted_anew(world)
    assert {found[-1] for (_, kind), found in days.items() if kind == "receipt"} == {
        date(2018, 8, 10)
    }
    assert first.failures == second.failures == ()
    counted_twice = [key for key, found in days.items() if len(found) > 1]
    assert 0 < len(counted_twice) < len(EXPECTED)
    assert recomputed_now(world, "2018-08-07 10:00").due == 0


@pytest.mark.usefixtures("_batches_of_two")
def test_a_decree_while_a_sweep_runs_leaves_its_breaches_and_begins_the_ladder_anew(
    world: World,
) -> None:
    """Until then the sweep judges by the old calendar; what moves ahead is warned of again."""
    at = "2018-08-08 07:00"
    decree = decreed("2018.10", off=[*AUGUST, date(2018, 8, 9)])
    with deadlines(world) as alias:
        store = Interposed(world.store)

        def decreed_and_recomputed() -> None:
            decree(world.at(at))
            recomputed(world, alias, at)

        store.before_append.extend([nothing, decreed_and_recomputed])
        swept = sweep(alias, store, desk_on(store), vietnam(at), simulation=True)

    assert (swept.failures, swept.left) == ((), 0)
    breached = Counter(
        one.envelope.stream for one in log_of(world) if isinstance(one.fact, DeadlineBreached)
    )
    assert 0 < len(breached) < len(ISSUES)
    with deadlines(world) as alias:
        for issue in ISSUES:
            [receipt] = [d for d in deadlines_of(alias, issue) if d.id.kind == "receipt"]
            assert (receipt.last_day, receipt.breached) == (date(2018, 8, 10), issue in breached)
        later = sweep(alias, world.store, world.desk, vietnam("2018-08-11 00:00"), simulation=True)
    assert later.raised >= len(ISSUES)
    again = [
        one.envelope.stream
        for one in log_of(world)
        if isinstance(one.fact, DeadlineBreached) and one.fact.deadline.kind == "receipt"
    ]
    assert Counter(again) == {issue: 1 + (issue in breached) for issue in ISSUES}


def test_a_dry_run_tells_what_a_recomputation_does_and_stores_nothing(world: World) -> None:
    log = log_of(world)
    with deadlines(world) as alias:
        found = list(recounts(alias, world.desk, vietnam(LATER), simulation=True))
        assert log_of(world) == log
        recomputed(world, alias)

    told = [one for one in found if isinstance(one, Recount)]
    assert told == found
    assert {(r.target.stream, r.deadline.kind.value): [r.after] for r in told} == EXPECTED
    assert {r.deadline.kind for r in told if not r.moves} == {DeadlineKind.REPORT}
    assert {r.before for r in told if r.deadline.kind == "receipt"} == {date(2018, 8, 7)}


def test_a_dry_run_tells_what_would_fail(world: World) -> None:
    store = Interposed(world.store)
    store.unreadable.add(ISSUES[1])
    with deadlines(world) as alias:
        found = list(recounts(alias, desk_on(store), vietnam(LATER), simulation=True))

    [failure] = [one for one in found if isinstance(one, Failure)]
    assert (failure.target.stream, failure.code) == (ISSUES[1], "store-fact-damaged")
    assert len(found) == len(EXPECTED) - 1


@pytest.mark.usefixtures("_batches_of_two")
def test_what_cannot_be_read_stops_no_other(world: World) -> None:
    store = Interposed(world.store)
    store.unreadable.add(ISSUES[3])

    summary = recomputed_now(world, store=store)

    [failure] = summary.failures
    assert (failure.target.stream, failure.code) == (ISSUES[3], "store-fact-damaged")
    assert (summary.raised, summary.left) == (OPEN - 1, 0)


@pytest.mark.usefixtures("_batches_of_two")
def test_where_the_store_can_be_used_no_more_the_rest_is_left_for_another_time(
    world: World,
) -> None:
    store = Interposed(world.store)
    store.before_append.extend([nothing, *[unavailable] * 10])

    summary = recomputed_now(world, store=store)

    assert (summary.raised, summary.left) == (2, OPEN - 2 - rounds.GIVE_UP)
    assert recomputed_now(world).left == 0
    assert counted_anew(world) == EXPECTED


class Clock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def test_outside_a_simulation_the_desks_clock_is_recorded(world: World) -> None:
    now = vietnam("2018-08-07 09:00").astimezone(UTC)
    before = len(log_of(world))
    with deadlines(world) as alias:
        desk = Desk(world.store, Clock(now))
        summary = recompute(alias, world.store, desk, vietnam(LATER), simulation=False)

    added = log_of(world)[before:]
    assert (summary.raised, summary.failures) == (OPEN, ())
    assert {one.envelope.recorded_at for one in added} == {now}


def test_where_nothing_is_owed_or_published_nothing_is_counted() -> None:
    world = World()
    with folded(Deadlines(), []) as alias:
        summary = recomputed(world, alias)
    assert (summary.due, summary.raised) == (0, 0)
    assert in_force(world.desk.directory()) == ()

"""A sweep raises what is due once and to the end, whatever breaks on the way."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest

from adapters import rounds
from adapters.rounds import Summary
from adapters.sweep import check_command, due_checks, sweep
from domain.deadline import DeadlineBreached, RungFact
from domain.fact import Fact, Recorded
from domain.values import SCHEDULER
from projections.deadlines import Check, Deadlines
from tests.builders import CHAPTER, SimulatedClock, World, named, vietnam
from tests.interposed import Interposed, unavailable
from tests.projections import sweeps
from tests.projections.harness import cut, folded
from tests.regimes import chain
from tests.steps import (
    ISSUE,
    meeting_held,
    on_issue,
    raised_by_secretary,
    received,
    submitted,
    triaged,
)
from workflows.command import Command
from workflows.handling import TRIES, Desk
from workflows.outcome import Refused
from workflows.ports import EventStore

ISSUES = [named(f"issue {number}") for number in range(5)]
MEETING = named("attended")
DUE = len(ISSUES) + 1
LATER = "2018-10-20 07:00"
"""When reminders, breaches and suggestions are due of all of them."""


@pytest.fixture
def world() -> World:
    """Issues that a district never received, and a meeting of which nobody reports."""
    world = World().found(chain).at("2018-08-03 20:00")
    meeting_held(meeting=MEETING)(world)
    for issue in ISSUES:
        raised_by_secretary(issue=issue)(world)
        submitted(issue=issue)(world)
    return world.at(LATER)


@pytest.fixture
def _batches_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "BATCH", 2)


@contextmanager
def deadlines(world: World) -> Iterator[str]:
    with folded(Deadlines(), cut(world.store.read())) as alias:
        yield alias


def swept(
    world: World, alias: str, at: str = LATER, *, store: EventStore | None = None
) -> Summary[Check]:
    store = store or world.store
    desk = Desk(store, SimulatedClock(), simulation=True)
    return sweep(alias, store, desk, vietnam(at), simulation=True)


def swept_now(world: World, at: str = LATER, *, store: EventStore | None = None) -> Summary[Check]:
    with deadlines(world) as alias:
        return swept(world, alias, at, store=store)


def rungs(world: World) -> Counter[tuple[UUID, str]]:
    """How often each rung was raised."""
    log = world.store.read()
    return Counter(
        (one.envelope.stream, f"{one.fact.deadline} {one.fact.due} {one.fact.rung}")
        for one in log
        if isinstance(one.fact, RungFact)
    )


def log_of(world: World) -> list[Recorded[Fact]]:
    return list(world.store.read())


def test_everything_due_is_raised_as_checking_each_by_itself_would(world: World) -> None:
    expected = sweeps.of_everything(world, vietnam(LATER))
    before = len(log_of(world))

    summary = swept_now(world)

    added = log_of(world)[before:]
    assert (summary.due, summary.raised, summary.facts) == (DUE, DUE, len(added))
    assert (summary.already, summary.failures, summary.left) == (0, (), 0)
    assert expected.keys() == {*ISSUES, MEETING}
    for stream, facts in expected.items():
        assert tuple(one.fact for one in added if one.envelope.stream == stream) == facts


def test_what_waits_longest_comes_first(world: World) -> None:
    with deadlines(world) as alias:
        since = [check.since for check in due_checks(alias, vietnam(LATER))]

    assert since == sorted(since)
    assert len(since) > DUE


def test_the_scheduler_acts_and_nobody_else(world: World) -> None:
    before = len(log_of(world))

    swept_now(world)

    envelopes = [one.envelope for one in log_of(world)[before:]]
    assert {(one.actor, one.office, one.channel, one.role) for one in envelopes} == {
        (SCHEDULER, None, "scheduler", "scheduler")
    }
    assert {one.recorded_at for one in envelopes} == {vietnam(LATER)}


def test_a_second_sweep_finds_nothing_due(world: World) -> None:
    swept_now(world)
    log = log_of(world)

    again = swept_now(world)

    assert (again.due, log_of(world)) == (0, log)


@pytest.mark.parametrize("at", [LATER, "2018-10-20 08:00"])
def test_a_sweep_on_what_was_read_before_raises_nothing_twice(world: World, at: str) -> None:
    with deadlines(world) as alias:
        swept(world, alias)
        log = log_of(world)
        again = swept(world, alias, at)

    assert (again.due, again.raised, again.already, again.facts) == (DUE, 0, DUE, 0)
    assert log_of(world) == log


class Killed(BaseException):
    """Ends a sweep as a kill does: nobody tidies up."""


def kill() -> None:
    raise Killed


def nothing() -> None:
    """A step that goes well."""


@pytest.mark.usefixtures("_batches_of_two")
@pytest.mark.parametrize("commits", [0, 1, 2])
@pytest.mark.parametrize("moment", ["before_append", "after_append"])
@pytest.mark.parametrize("caught_up", [True, False])
def test_a_sweep_killed_in_the_middle_is_finished_by_repeating_it(
    world: World, commits: int, moment: str, caught_up: bool
) -> None:
    expected = sweeps.of_everything(world, vietnam(LATER))
    dying = Interposed(world.store)
    getattr(dying, moment).extend([*[nothing] * commits, kill])
    with deadlines(world) as alias:
        with pytest.raises(Killed):
            swept(world, alias, store=dying)
        done = sum(rungs(world).values())

        again = swept_now(world) if caught_up else swept(world, alias)

    assert done == sum(map(len, list(expected.values())[: 2 * (commits + (moment[0] == "a"))]))
    assert set(rungs(world).values()) == {1}
    assert sum(rungs(world).values()) == sum(map(len, expected.values()))
    assert again.facts == sum(rungs(world).values()) - done
    assert (again.failures, again.left) == ((), 0)


@pytest.mark.usefixtures("_batches_of_two")
@pytest.mark.parametrize("at", [LATER, "2018-10-20 07:01"])
def test_two_sweeps_at_once_raise_everything_once(world: World, at: str) -> None:
    expected = sweeps.of_everything(world, vietnam(LATER))
    others: list[Summary[Check]] = []
    with deadlines(world) as alias:
        store = Interposed(world.store)
        store.before_append.extend([nothing, lambda: others.append(swept(world, alias, at))])
        mine = swept(world, alias, store=store)

    [other] = others
    assert set(rungs(world).values()) == {1}
    assert sum(rungs(world).values()) == sum(map(len, expected.values()))
    assert (mine.failures, other.failures) == ((), ())
    assert mine.left == other.left == 0


@pytest.mark.usefixtures("_batches_of_two")
def test_a_lost_acknowledgement_counts_as_raised_once(world: World) -> None:
    store = Interposed(world.store)
    store.after_append.append(unavailable)

    summary = swept_now(world, store=store)

    assert (summary.due, summary.raised, summary.failures) == (DUE, DUE, ())
    assert set(rungs(world).values()) == {1}


@pytest.mark.usefixtures("_batches_of_two")
@pytest.mark.parametrize("failing", ISSUES)
def test_an_issue_that_cannot_be_read_stops_no_other(world: World, failing: UUID) -> None:
    store = Interposed(world.store)
    store.unreadable.add(failing)

    summary = swept_now(world, store=store)

    assert (summary.due, summary.raised, summary.left) == (DUE, DUE - 1, 0)
    [failure] = summary.failures
    assert (failure.target.stream, failure.code) == (failing, "store-fact-damaged")
    assert {stream for stream, _ in rungs(world)} == {*ISSUES, MEETING} - {failing}


def test_many_issues_that_cannot_be_read_stop_no_other(world: World) -> None:
    store = Interposed(world.store)
    store.unreadable.update(ISSUES)

    summary = swept_now(world, store=store)

    assert (summary.raised, len(summary.failures), summary.left) == (1, len(ISSUES), 0)


def test_a_fault_in_one_decision_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, handle_many = Desk.handle, Desk.handle_many

    def checked(command: Command) -> Command:
        if getattr(command, "issue", None) == ISSUES[2]:
            raise ZeroDivisionError
        return command

    monkeypatch.setattr(Desk, "handle", lambda desk, one: handle(desk, checked(one)))
    monkeypatch.setattr(
        Desk, "handle_many", lambda desk, many: handle_many(desk, [checked(one) for one in many])
    )

    summary = swept_now(world)

    assert summary.raised == DUE - 1
    assert [one.code for one in summary.failures] == ["unexpected"]


def test_an_issue_that_loses_every_race_is_told(world: World) -> None:
    store = Interposed(world.store)

    def lose() -> None:
        text = f"Kênh số {len(store.appended)}"
        corrected = {"field": "title", "text": text, "reason": "Ghi nhầm"}
        on_issue("correct-issue-text", "NB-H1-VP", issue=ISSUES[0], **corrected)(world)

    store.before_append.extend([lose] * (2 * TRIES + 1))

    summary = swept_now(world, store=store)

    assert [one.code for one in summary.failures] == ["contended"]


def test_a_refusal_is_told_with_its_code(world: World) -> None:
    with deadlines(world) as alias:
        [check, *_] = due_checks(alias, vietnam(LATER))
        command = check_command(check, vietnam(LATER), simulation=True)
        world.desk.handle(command.model_copy(update={"occurred_at": check.since}))

        summary = swept(world, alias)

    [failure] = summary.failures
    assert isinstance(failure.reason, Refused)
    assert (failure.target, failure.code) == (check, "command-id-reused")
    assert summary.raised == DUE - 1


@pytest.mark.usefixtures("_batches_of_two")
def test_where_the_store_can_be_used_no_more_the_rest_is_left_and_counted(world: World) -> None:
    store = Interposed(world.store)
    store.before_append.extend([nothing, *[unavailable] * 10])

    summary = swept_now(world, store=store)

    assert [one.code for one in summary.failures] == ["store-locked"] * rounds.GIVE_UP
    assert (summary.raised, summary.already) == (2, 0)
    assert summary.left == DUE - 2 - rounds.GIVE_UP
    assert summary.due == DUE


def test_a_store_that_can_be_used_again_in_time_is_used_to_the_end(world: World) -> None:
    store = Interposed(world.store)
    store.before_append.extend([unavailable] * rounds.GIVE_UP)

    summary = swept_now(world, store=store)

    assert len(summary.failures) == rounds.GIVE_UP - 1
    assert (summary.raised, summary.left) == (DUE - len(summary.failures), 0)


def test_a_later_sweep_is_not_answered_by_what_an_earlier_one_found_done() -> None:
    """A deadline stopped late and running on late is due again, at the same time for the same."""
    world = World().found(chain).at("2018-08-03 20:00")
    raised_by_secretary()(world)
    submitted()(world)
    received()(world)
    triaged()(world)
    world.at("2018-08-20 08:00")
    with deadlines(world) as alias:
        on_issue("ask-for-clarification", "NB-H1-TT", questions="Ở đâu?")(world)
        [early] = due_checks(alias, vietnam("2018-08-20 09:00"))
        in_vain = swept(world, alias, "2018-08-20 09:00")
    world.at("2018-08-20 10:00")
    on_issue("clarify-issue", CHAPTER, answer="Đầu thôn")(world)
    with deadlines(world) as alias:
        [late] = due_checks(alias, vietnam("2018-08-20 11:00"))
        summary = swept(world, alias, "2018-08-20 11:00")

    assert (in_vain.already, in_vain.raised) == (1, 0)
    assert (early.id, early.due, early.rung) == (late.id, late.due, late.rung)
    assert (summary.raised, summary.already) == (1, 0)
    breaches = [one for one in log_of(world) if isinstance(one.fact, DeadlineBreached)]
    assert [one.envelope.stream for one in breaches] == [ISSUE]


class Clock:
    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


def test_outside_a_simulation_the_desks_clock_is_recorded(world: World) -> None:
    now = vietnam("2018-10-21 07:00").astimezone(UTC)
    before = len(log_of(world))
    with deadlines(world) as alias:
        desk = Desk(world.store, Clock(now))
        summary = sweep(alias, world.store, desk, vietnam(LATER), simulation=False)

    added = log_of(world)[before:]
    assert (summary.raised, summary.failures) == (DUE, ())
    assert {one.envelope.recorded_at for one in added} == {now}
    assert {one.envelope.occurred_at for one in added} == {vietnam(LATER)}


def test_progress_is_told_for_every_batch(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "BATCH", 4)
    counts: list[int] = []
    with deadlines(world) as alias:
        at = vietnam(LATER)
        sweep(alias, world.store, world.desk, at, simulation=True, progress=counts.append)

    assert counts == [4, DUE]

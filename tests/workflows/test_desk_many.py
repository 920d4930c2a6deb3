"""Many commands in one call: in order, together where they can be, and none harms another."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.issue import Status
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, memory_store, named
from tests.interposed import unavailable
from tests.regimes import chain
from tests.spec import AT
from tests.steps import ISSUE, raised_by_secretary, submitted
from tests.workflows.desks import (
    KINDS,
    accepted,
    another_desk,
    by_founder,
    facts_of,
    interposed,
    refused,
    take,
    world_on,
)
from workflows.command import Command, StreamKind, StreamRef
from workflows.handling import Desk, Handled
from workflows.outcome import Outcome, Refused
from workflows.ports import StoreUnavailable

ISSUES = tuple(named(f"issue {number}") for number in range(4))


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Four issues of a chapter, delivered to the district."""
    with world_on(request.param, tmp_path) as made:
        for issue in ISSUES:
            take(made, raised_by_secretary(issue=issue), submitted(issue=issue))
        interposed(made).loads.clear()
        interposed(made).appended.clear()
        yield made


def receive(world: World, issue: UUID, **fields: Any) -> Command:
    given = {"issue": issue, "incoming_number": "417", **fields}
    return world.command("receive-issue", "p-h1clerk", "NB-H1-VP", **given)


def triage(world: World, issue: UUID) -> Command:
    given = {"issue": issue, "category": "GT", "severity": 3, "authority": "middle-tier"}
    return world.command("triage-issue", "p-h1chair", "NB-H1-TT", **given)


def clerk_leaves(world: World) -> Command:
    return by_founder(
        world,
        "end-appointment",
        person="p-h1clerk",
        unit="NB-H1-VP",
        post="officer",
        valid_from=world.now.date(),
    )


def kinds(outcomes: list[Outcome]) -> list[str]:
    return [o.code if isinstance(o, Refused) else "accepted" for o in outcomes]


class Stray(Command):
    """A command that the Desk was never taught: a fault of the program."""

    type: str = "stray"
    issue: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return (StreamRef(StreamKind.ISSUE, self.issue),)


def stray(world: World, issue: UUID) -> Stray:
    return Stray(
        id=named("stray"),
        actor=b.SECRETARY,
        occurred_at=world.now,
        recorded_at=world.now,
        issue=issue,
    )


# Order and sharing


def test_independent_commands_share_one_load_and_one_transaction(world: World) -> None:
    outcomes = world.desk.handle_many([receive(world, issue) for issue in ISSUES])

    assert kinds(outcomes) == ["accepted"] * 4
    store = interposed(world)
    assert [len(appends) for appends in store.appended] == [4]
    assert len(store.loads) == 1


def test_outcomes_come_in_the_order_of_the_commands(world: World) -> None:
    commands = [
        receive(world, ISSUES[2]),
        triage(world, ISSUES[0]),
        receive(world, named("nobody's")),
        receive(world, ISSUES[1]),
    ]

    outcomes = world.desk.handle_many(commands)

    assert [outcome.command_id for outcome in outcomes] == [command.id for command in commands]
    assert kinds(outcomes) == ["accepted", "not-possible-now", "issue-unknown", "accepted"]


def test_commands_on_one_issue_are_handled_in_order(world: World) -> None:
    first, second = ISSUES[:2]
    commands = [
        triage(world, first),
        receive(world, first),
        triage(world, first),
        receive(world, second),
        triage(world, second),
    ]

    outcomes = world.desk.handle_many(commands)

    assert kinds(outcomes) == ["not-possible-now", *["accepted"] * 4]
    assert [len(appends) for appends in interposed(world).appended] == [1, 1, 2, 1]


def test_no_command_is_no_work(world: World) -> None:
    assert world.desk.handle_many([]) == []
    assert interposed(world).loads == []


def test_commands_handled_before_are_neither_decided_nor_appended_again(world: World) -> None:
    commands = [receive(world, issue) for issue in ISSUES]
    first = world.desk.handle_many(commands)
    interposed(world).loads.clear()
    interposed(world).appended.clear()

    assert world.desk.handle_many(commands) == first
    assert interposed(world).loads == []
    assert interposed(world).appended == []


def test_known_and_new_commands_may_come_in_one_call(world: World) -> None:
    known, new = receive(world, ISSUES[0]), receive(world, ISSUES[1])
    first = world.desk.handle(known)
    reused = receive(world, ISSUES[2], id=known.id)

    outcomes = world.desk.handle_many([known, new, reused])

    assert outcomes[0] == first
    assert kinds(outcomes) == ["accepted", "accepted", "command-id-reused"]
    assert world.issue(ISSUES[2]).status is Status.REPORTED


def test_one_command_twice_in_a_call_happens_once(world: World) -> None:
    command = receive(world, ISSUES[0])
    reused = receive(world, ISSUES[1], id=command.id)

    outcomes = world.desk.handle_many([command, command, reused, receive(world, ISSUES[2])])

    assert outcomes[0] == outcomes[1]
    assert kinds(outcomes) == ["accepted", "accepted", "command-id-reused", "accepted"]
    assert world.issue(ISSUES[0]).incoming_numbers == ("417",)
    assert world.issue(ISSUES[1]).status is Status.REPORTED


def test_what_changes_the_organisation_counts_for_what_comes_after_it(world: World) -> None:
    commands = [receive(world, ISSUES[0]), clerk_leaves(world), receive(world, ISSUES[1])]

    outcomes = world.desk.handle_many(commands)

    assert kinds(outcomes) == ["accepted", "accepted", "not-entitled"]


def test_a_command_that_lost_a_race_is_still_decided_before_what_comes_after_it(
    world: World,
) -> None:
    """Its officer leaves later in the same call, and that must not count yet."""
    other = another_desk(world)
    cluster = {"issue": ISSUES[0], "cluster": named("cluster")}
    joined = world.command("join-cluster", "p-h1chair", "NB-H1-TT", **cluster)
    interposed(world).before_append.append(lambda: accepted(other.handle(joined)))

    outcomes = world.desk.handle_many([receive(world, ISSUES[0]), clerk_leaves(world)])

    assert kinds(outcomes) == ["accepted", "accepted"]


def test_a_province_may_be_founded_and_lived_in_in_one_call() -> None:
    recorded: list[Command] = []

    class Written(Desk):
        def handle(self, command: Command) -> Outcome:
            recorded.append(command)
            return super().handle(command)

    one_by_one = World()
    one_by_one.desk = Written(one_by_one.store, b.SimulatedClock(), simulation=True)
    take(one_by_one.found(chain).at(AT), raised_by_secretary(), submitted())
    at_once = World()

    at_once.desk.handle_many(recorded)

    assert at_once.issue(ISSUE).status is Status.REPORTED
    assert log(at_once) == log(one_by_one)


def log(world: World) -> list[Any]:
    return list(world.store.read())


def test_the_time_of_one_issue_is_nothing_to_another(world: World) -> None:
    """An outcome does not depend on what else is in the call."""
    first, second = ISSUES[:2]
    late = world.now + timedelta(days=3)
    accepted(world.desk.handle(receive(world, first, recorded_at=late)))

    world.desk.handle_many([triage(world, first), receive(world, second)])

    assert facts_of(world, first)[-1].envelope.recorded_at == late
    assert facts_of(world, second)[-1].envelope.recorded_at == world.now


def test_a_call_ends_in_the_same_log_as_its_commands_one_by_one() -> None:
    def worlds() -> Iterator[World]:
        for _ in range(2):
            yield World(memory_store()).found(chain).at(AT)

    at_once, one_by_one = worlds()
    commands = []
    for number, issue in enumerate(ISSUES * 2):
        at_once.now += timedelta(minutes=number)
        commands += [
            raised_command(at_once, issue),
            at_once.command("submit-issue", b.SECRETARY, b.CHAPTER, issue=issue),
            receive(at_once, issue),
            triage(at_once, issue),
            at_once.command("merge-issue", "p-h1chair", "NB-H1-TT", issue=issue, into=ISSUES[0]),
            at_once.command("check-deadlines", SCHEDULER, None, issue=issue, channel="scheduler"),
        ]

    outcomes = at_once.desk.handle_many(commands)

    assert outcomes == [one_by_one.desk.handle(command) for command in commands]
    assert {outcome.outcome for outcome in outcomes} == {"accepted", "refused"}
    assert log(at_once) == log(one_by_one)


def raised_command(world: World, issue: UUID) -> Command:
    return world.command(
        "raise-issue",
        b.SECRETARY,
        b.CHAPTER,
        issue=issue,
        via="chapter",
        chapter=b.CHAPTER,
        source="members",
        title="Kênh nội đồng bồi lắng",
        description="Vụ hè thu thiếu nước",
        addressee=b.UBND,
        category="TL",
    )


# What goes wrong with one


def test_a_command_that_lost_a_race_is_decided_anew_and_its_neighbours_stand(world: World) -> None:
    other = another_desk(world)
    commands = [receive(world, issue) for issue in ISSUES]
    taken = receive(world, ISSUES[1])
    interposed(world).before_append.append(lambda: accepted(other.handle(taken)))

    outcomes = world.desk.handle_many(commands)

    assert kinds(outcomes) == ["accepted", "not-possible-now", "accepted", "accepted"]
    assert [len(appends) for appends in interposed(world).appended] == [4, 1]


def test_a_fault_of_one_command_leaves_its_neighbours_done_and_what_follows_undone(
    world: World,
) -> None:
    good = [receive(world, ISSUES[0]), receive(world, ISSUES[2])]
    after = triage(world, ISSUES[2])
    commands = [good[0], stray(world, ISSUES[1]), good[1], after]

    with pytest.raises(TypeError, match="no decision for stray"):
        world.desk.handle_many(commands)

    statuses = [world.issue(issue).status for issue in ISSUES]
    assert statuses[:3] == [Status.RECEIVED, Status.REPORTED, Status.RECEIVED]
    assert kinds(world.desk.handle_many([*good, after])) == ["accepted"] * 3


def test_an_issue_that_cannot_be_read_leaves_its_neighbours_done(world: World) -> None:
    interposed(world).unreadable.add(ISSUES[1])

    with pytest.raises(StoreUnavailable, match="store-fact-damaged"):
        world.desk.handle_many([receive(world, issue) for issue in ISSUES])

    interposed(world).unreadable.clear()
    statuses = [world.issue(issue).status for issue in ISSUES]
    assert statuses == [Status.RECEIVED, Status.REPORTED, Status.RECEIVED, Status.RECEIVED]


def test_a_lost_acknowledgement_of_many_is_found_by_reading_back(world: World) -> None:
    interposed(world).after_append.append(unavailable)
    commands = [receive(world, issue) for issue in ISSUES]

    outcomes = world.desk.handle_many(commands)

    assert kinds(outcomes) == ["accepted"] * 4
    assert [len(appends) for appends in interposed(world).appended] == [4]
    assert world.desk.handle_many(commands) == outcomes


def test_a_store_that_takes_nothing_is_told_and_nothing_is_stored(world: World) -> None:
    interposed(world).before_append.append(unavailable)
    commands = [receive(world, issue) for issue in ISSUES]
    head = world.store.head()

    with pytest.raises(StoreUnavailable, match="store-locked"):
        world.desk.handle_many(commands)

    assert world.store.head() == head
    assert world.store.outcomes([command.id for command in commands]) == {}
    assert kinds(world.desk.handle_many(commands)) == ["accepted"] * 4


def test_the_desk_tells_of_each_command_once_and_in_order(world: World) -> None:
    told: list[Handled] = []
    desk = Desk(world.store, b.SimulatedClock(), simulation=True, on_handled=told.append)
    other = another_desk(world)
    commands = [receive(world, issue) for issue in ISSUES]
    slipping = world.command("withdraw-issue", b.SECRETARY, b.CHAPTER, issue=ISSUES[1], reason="x")
    interposed(world).before_append.append(lambda: other.handle(slipping))

    outcomes = desk.handle_many(commands)

    assert [(one.command, one.outcome) for one in told] == list(
        zip(commands, outcomes, strict=True)
    )


def test_a_refusal_in_a_call_is_as_final_as_one_alone(world: World) -> None:
    early = triage(world, ISSUES[0])
    [first, _] = world.desk.handle_many([early, receive(world, ISSUES[1])])
    accepted(world.desk.handle(receive(world, ISSUES[0])))

    assert world.desk.handle_many([early]) == [first]
    refused(first, "not-possible-now")
    assert world.issue(ISSUES[0]).status is Status.RECEIVED

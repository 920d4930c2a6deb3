"""The Desk and one command: idempotent, version-checked, decided anew, on every kind of store."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.issue import Status
from domain.organisation import organisation_id
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, memory_store, named
from tests.interposed import unavailable
from tests.steps import (
    ISSUE,
    MEETING,
    REPORT,
    assigned,
    meeting_held,
    raised,
    raised_by_secretary,
    received,
    reported,
    triaged,
)
from tests.workflows.desks import (
    KINDS,
    Clock,
    accepted,
    another_desk,
    by_founder,
    facts_of,
    interposed,
    note,
    refused,
    take,
    with_issue_in_progress,
    world_on,
)
from workflows.command import Command
from workflows.handling import TRIES, Contended, Desk, Handled
from workflows.ports import StoreUnavailable


@pytest.fixture(params=KINDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with world_on(request.param, tmp_path) as made:
        yield made


# The same command twice


def test_an_accepted_command_sent_again_gives_its_first_outcome(world: World) -> None:
    command = note(with_issue_in_progress(world))
    first = accepted(world.desk.handle(command))
    world.desk.handle(note(world))
    head = world.store.head()

    assert world.desk.handle(command) == first
    assert another_desk(world).handle(command) == first
    assert first.position == head - 1
    assert world.store.head() == head


def test_a_refused_command_stays_refused_when_it_would_be_accepted_by_now(world: World) -> None:
    take(world, meeting_held(), raised(), reported(), received(), triaged())
    command = world.command("start-work", "p-h1works", b.DEPARTMENT, issue=ISSUE)
    first = refused(world.desk.handle(command), "not-possible-now")
    take(world, assigned())

    assert world.desk.handle(command) == first
    assert world.issue(ISSUE).status is Status.ASSIGNED


def test_a_command_that_found_all_so_already_keeps_the_position_it_saw(world: World) -> None:
    with_issue_in_progress(world)
    head_of_issue = facts_of(world, ISSUE)[-1].position
    take(world, meeting_held(meeting=named("another"), chapter="NB-H1-X1-C2"))
    command = world.command(
        "check-deadlines", SCHEDULER, None, issue=ISSUE, channel="scheduler", id=named("sweep")
    )

    first = accepted(world.desk.handle(command))
    world.desk.handle(note(world))

    assert (first.position, first.facts) == (head_of_issue, 0)
    assert world.desk.handle(command) == first


def test_the_id_of_another_command_is_refused_and_the_first_outcome_stays(world: World) -> None:
    with_issue_in_progress(world)
    first_ones = [
        note(world),
        world.command("start-work", "p-h2clerk", "NB-H2-VP", issue=ISSUE),
        world.command("check-deadlines", SCHEDULER, None, issue=ISSUE, channel="scheduler"),
    ]
    for command in first_ones:
        first = world.desk.handle(command)
        head = world.store.head()

        other = note(world, "Nội dung khác", id=command.id)
        refused(world.desk.handle(other), "command-id-reused")

        assert world.desk.handle(command) == first
        assert world.store.head() == head


def test_the_desk_tells_of_every_command_once_with_the_number_of_tries(world: World) -> None:
    with_issue_in_progress(world)
    told: list[Handled] = []
    desk = Desk(world.store, b.SimulatedClock(), simulation=True, on_handled=told.append)
    other = another_desk(world)
    interposed(world).before_append.append(lambda: other.handle(note(world)))
    command = note(world)

    outcome = desk.handle(command)
    desk.handle(command)

    assert [(one.command, one.outcome, one.tries) for one in told] == [
        (command, outcome, 2),
        (command, outcome, 1),
    ]


# What is not stored


def test_a_failure_of_the_store_is_no_outcome(world: World) -> None:
    with_issue_in_progress(world)
    command = note(world)
    store = interposed(world)
    store.before_append.append(unavailable)

    with pytest.raises(StoreUnavailable, match="store-locked"):
        world.desk.handle(command)
    assert store.outcome(command.id) is None

    store.unreadable.add(ISSUE)
    with pytest.raises(StoreUnavailable, match="store-fact-damaged"):
        world.desk.handle(command)
    store.unreadable.clear()

    accepted(world.desk.handle(command))


def test_a_command_that_lost_every_race_is_not_stored_and_may_be_sent_again(world: World) -> None:
    with_issue_in_progress(world)
    other = another_desk(world)
    interposed(world).before_append += [lambda: other.handle(note(world))] * TRIES
    command = note(world)

    with pytest.raises(Contended):
        world.desk.handle(command)

    assert world.store.outcome(command.id) is None
    before = len(facts_of(world, ISSUE))
    accepted(world.desk.handle(command))
    assert len(facts_of(world, ISSUE)) == before + 1


def test_a_twin_that_wins_the_last_race_gives_its_outcome(world: World) -> None:
    with_issue_in_progress(world)
    other = another_desk(world)
    command = note(world)
    happenings = interposed(world).before_append
    happenings += [lambda: other.handle(note(world))] * (TRIES - 1)
    happenings.append(lambda: other.handle(command))

    outcome = world.desk.handle(command)

    assert world.desk.handle(command) == outcome
    [_] = [one for one in facts_of(world, ISSUE) if one.envelope.command_id == command.id]


# Decided anew


def slips_in(world: World, command: Command) -> None:
    """Somebody else's command is accepted after the next load and before its append."""
    other = another_desk(world)
    interposed(world).before_append.append(lambda: accepted(other.handle(command)))


def test_a_command_that_lost_a_race_is_decided_on_what_it_finds_then(world: World) -> None:
    with_issue_in_progress(world)
    slips_in(world, note(world, "Trước"))

    accepted(world.desk.handle(note(world, "Sau")))

    facts = facts_of(world, ISSUE)
    assert [one.envelope.version for one in facts] == list(range(1, len(facts) + 1))
    assert [one.fact.note.text for one in facts[-2:]] == ["Trước", "Sau"]


def test_a_command_is_refused_when_another_made_it_impossible_meanwhile(world: World) -> None:
    with_issue_in_progress(world)
    slips_in(
        world, world.command("withdraw-issue", b.SECRETARY, b.CHAPTER, issue=ISSUE, reason="x")
    )

    told = refused(world.desk.handle(note(world)), "not-possible-now")

    assert told.params["state"] == "withdrawn"


def test_a_refusal_is_checked_too_and_turns_into_acceptance(world: World) -> None:
    """The meeting named is only read, never written to."""
    recorded = world.command(
        "record-meeting",
        b.SECRETARY,
        b.CHAPTER,
        meeting=MEETING,
        chapter=b.CHAPTER,
        kind="regular",
        started_at=world.now - timedelta(hours=3),
        ended_at=world.now - timedelta(hours=1),
    )
    slips_in(world, recorded)

    accepted(raised_by_secretary(meeting=MEETING)(world))

    assert world.issue(ISSUE).meeting == MEETING


def test_an_issue_that_was_only_looked_at_is_checked(world: World) -> None:
    """What a duplicate is merged into is withdrawn at the same moment."""
    into = named("into")
    both: dict[str, Any] = {"issues": [ISSUE, into]}
    take(world, meeting_held(), raised(), raised(issue=into), reported(**both))
    take(world, received(), received(issue=into), triaged(), triaged(issue=into))
    slips_in(world, world.command("withdraw-issue", b.SECRETARY, b.CHAPTER, issue=into, reason="x"))

    merge = world.command("merge-issue", "p-h1chair", "NB-H1-TT", issue=ISSUE, into=into)

    refused(world.desk.handle(merge), "merges-into-open-issue-of-same-holder")
    assert world.issue(ISSUE).status is Status.TRIAGED


def test_an_appointment_that_ends_meanwhile_makes_the_decision_be_taken_anew(world: World) -> None:
    take(world, meeting_held(), raised(), reported(), received())
    ended = by_founder(
        world,
        "end-appointment",
        person="p-h1chair",
        unit="NB-H1-TT",
        post="deputy-secretary",
        valid_from=world.now.date(),
    )
    slips_in(world, ended)

    refused(triaged()(world), "not-entitled")

    assert world.issue(ISSUE).status is Status.RECEIVED
    assert facts_of(world, organisation_id("NB"))[-1].fact.type == "appointment-ended.v1"


# An acknowledgement that never comes


def test_a_commit_whose_acknowledgement_is_lost_is_found_by_reading_back(world: World) -> None:
    with_issue_in_progress(world)
    command = note(world)
    interposed(world).after_append.append(unavailable)

    outcome = accepted(world.desk.handle(command))

    assert facts_of(world, ISSUE)[-1].position == outcome.position
    assert world.desk.handle(command) == outcome


def test_a_lost_acknowledgement_that_cannot_be_looked_up_is_told_and_settled_later(
    world: World,
) -> None:
    with_issue_in_progress(world)
    command = note(world)
    store = interposed(world)
    store.after_append.append(unavailable)
    store.before_outcome += [lambda: None, unavailable]

    with pytest.raises(StoreUnavailable):
        world.desk.handle(command)

    head = world.store.head()
    assert accepted(world.desk.handle(command)).position == head
    assert world.store.head() == head


# Versions that the caller saw


def test_a_caller_that_saw_another_version_is_refused(world: World) -> None:
    with_issue_in_progress(world)
    seen = world.issue(ISSUE).version
    accepted(world.desk.handle(note(world, expected_version=seen)))

    told = refused(world.desk.handle(note(world, expected_version=seen)), "stale-version")

    assert told.params == {"expected": seen, "actual": seen + 1}


def test_version_zero_means_that_there_must_be_nothing_yet(world: World) -> None:
    take(world, meeting_held())
    accepted(raised(expected_version=0)(world))
    refused(raised(expected_version=0)(world), "stale-version")


# Time


def real_desk(world: World, clock: Clock) -> Desk:
    """On a store whose clock is the machine's."""
    return Desk(world.store, clock)


def test_recorded_at_never_falls_when_the_clock_goes_back(world: World) -> None:
    with_issue_in_progress(world)
    later = world.now + timedelta(hours=1)
    clock = Clock(later)
    desk = real_desk(world, clock)
    long_ago = world.now - timedelta(days=30)
    accepted(desk.handle(note(world, occurred_at=long_ago, recorded_at=None)))

    clock.time = later - timedelta(minutes=50)
    accepted(desk.handle(note(world, occurred_at=long_ago, recorded_at=None)))

    assert [one.envelope.recorded_at for one in facts_of(world, ISSUE)[-2:]] == [later, later]
    assert facts_of(world, ISSUE)[-1].envelope.occurred_at == long_ago


def test_recorded_at_is_never_below_what_the_organisation_was_decided_with(world: World) -> None:
    with_issue_in_progress(world)
    early, late = world.now + timedelta(hours=1), world.now + timedelta(hours=9)
    person = {"person": "p-registrar", "valid_from": world.now.date()}
    accepted(world.desk.handle(by_founder(world, "name-registrar", recorded_at=late, **person)))

    for desk in (world.desk, another_desk(world)):
        accepted(desk.handle(note(world, recorded_at=early)))
        assert facts_of(world, ISSUE)[-1].envelope.recorded_at == late

    also = by_founder(world, "name-registrar", **{**person, "person": "p-second"})
    accepted(world.desk.handle(also))
    assert facts_of(world, organisation_id("NB"))[-1].envelope.recorded_at == late


def test_what_is_said_to_happen_in_the_future_is_refused(world: World) -> None:
    with_issue_in_progress(world)
    soon = world.now + timedelta(seconds=1)

    told = refused(world.desk.handle(note(world, occurred_at=soon)), "occurs-in-future")

    assert told.params == {"occurred_at": soon.isoformat()}


def test_only_a_simulation_takes_its_clock_from_the_command(world: World) -> None:
    with_issue_in_progress(world)
    desk = real_desk(world, Clock(world.now))

    refused(desk.handle(note(world)), "clock-not-simulated")
    refused(world.desk.handle(note(world, recorded_at=None)), "recorded-at-missing")
    accepted(desk.handle(note(world, recorded_at=None)))


# Things that are not there


def test_nothing_happens_before_there_is_an_organisation() -> None:
    world = World(memory_store()).at("2018-08-03 21:00")
    refused(meeting_held()(world), "no-organisation")
    assert world.store.head() == 0


def test_a_store_belongs_to_one_organisation(world: World) -> None:
    founded = {"name": "Tỉnh ủy", "founded_on": world.now.date()}
    command = world.command("found-organisation", b.FOUNDER, None, province="HN", **founded)
    refused(world.desk.handle(command), "another-organisation")


def test_an_issue_that_nobody_raised_is_unknown(world: World) -> None:
    told = refused(world.desk.handle(note(world)), "issue-unknown")
    assert told.params == {"issue": str(ISSUE)}


def test_an_id_is_refused_where_it_names_something_of_another_kind(world: World) -> None:
    with_issue_in_progress(world)
    organisation = organisation_id("NB")
    head = world.store.head()
    fresh = named("fresh")
    wrong = [
        raised(issue=MEETING),
        raised(issue=organisation),
        raised(issue=fresh, meeting=ISSUE),
        raised(issue=fresh, meeting=REPORT),
        raised(issue=fresh, meeting=fresh),
        raised(issue=fresh, predecessor=MEETING),
        meeting_held(meeting=ISSUE),
        meeting_held(meeting=organisation),
        reported(report=ISSUE, meetings=[named("later")], issues=[]),
        reported(report=fresh, meetings=[fresh], issues=[]),
        received(issue=REPORT),
    ]
    for step in wrong:
        refused(step(world), "id-of-something-else")

    assert world.store.head() == head
    assert world.desk.directory().stream == organisation


def test_an_id_of_another_kind_is_named(world: World) -> None:
    take(world, meeting_held())
    told = refused(raised(issue=MEETING)(world), "id-of-something-else")
    assert told.params == {"id": str(MEETING)}

"""The lists of what is stuck and of what went to successors, against a plain loop over the log."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from domain.fact import Fact
from domain.issue_facts import (
    CustodyBasis,
    IssueCustodyTransferred,
    IssueStuck,
    IssueUnmapped,
    StuckReason,
    UnmappedReason,
)
from domain.organisation import (
    OrgSuccessionRecorded,
    OrgUnitDissolved,
    SuccessionKind,
    organisation_id,
)
from projections.stuck import Stuck, StuckIssues, Why, stuck, unmapped
from projections.succession import Entry, Moved, Successions, ledger
from tests import builders as b
from tests.builders import World, document, named
from tests.projections.harness import cut, folded
from tests.projections.lives import CHOICES, CUTS, Life, Log
from tests.projections.successions_oracle import expected_moves, expected_stuck
from tests.projections.upheavals import UpsetLife
from tests.spec import given
from tests.steps import (
    ISSUE,
    Step,
    assigned,
    in_triage,
    on_issue,
    raised_by_secretary,
    resolved,
    submitted,
)

KINDS = st.sampled_from((Life, UpsetLife))
ENDED = date(2018, 9, 1)
LEFT = (IssueStuck(reason=StuckReason.VACANT, body="NB-H1-TT"),)
LOST = IssueUnmapped(unit=b.DISTRICT, owner=b.PROVINCE, reason=UnmappedReason.NO_SUCCESSOR)


def log_of(world: World) -> Log:
    return list(world.store.read())


def stuck_in(log: Log, *sizes: int) -> list[Stuck]:
    with folded(StuckIssues(), cut(log, sizes or (2000,))) as alias:
        return list(stuck(alias))


@contextmanager
def succeeded(log: Log, *sizes: int) -> Iterator[str]:
    with folded(Successions(), cut(log, sizes or (2000,))) as alias:
        yield alias


@settings(max_examples=25)
@examples(choices=CHOICES, sizes=CUTS, kind=KINDS)
def test_what_is_stuck_is_that_of_a_plain_loop(
    choices: list[bytes], sizes: list[int], kind: type[Life]
) -> None:
    log = kind().live(choices).log

    told = [tuple(one) for one in stuck_in(log, *sizes)]

    assert told == [tuple(one) for one in expected_stuck(log)]


@settings(max_examples=25)
@examples(choices=CHOICES, sizes=CUTS, kind=KINDS)
def test_the_ledger_counts_what_a_plain_loop_counts(
    choices: list[bytes], sizes: list[int], kind: type[Life]
) -> None:
    life = kind().live(choices)
    found: Counter[tuple[str, str, str]] = Counter()

    with succeeded(life.log, *sizes) as alias:
        for entry in ledger(alias, life.world.desk.directory()):
            for old, new, *counts in entry.moved:
                for name, count in zip(("open", "closed", "unmapped"), counts, strict=True):
                    found[old, new, name] += count

    assert +found == expected_moves(life.log)


# What is stuck


def custody(
    to: str, released_by: str = b.DISTRICT, basis: CustodyBasis = CustodyBasis.SUCCESSION
) -> IssueCustodyTransferred:
    return IssueCustodyTransferred(
        released_by=released_by, to=to, basis=basis, minutes=document("9-BB")
    )


def world_with(*facts: Fact) -> World:
    """An issue in triage of which these facts are told."""
    world = given(*in_triage()).world
    world.write(ISSUE, *facts)
    return world


def test_an_issue_stands_there_once_for_each_reason_and_since_it_was_first_told() -> None:
    world = world_with(*LEFT, IssueStuck(reason=StuckReason.RECUSED, body="NB-H1-TT"))
    told_at = log_of(world)[-1].envelope.recorded_at
    world.write(ISSUE, *LEFT)

    first, second = stuck_in(log_of(world), 1)

    assert (first.issue, first.why, first.reason) == (ISSUE, Why.STUCK, StuckReason.VACANT)
    assert (first.body, first.owner, first.since) == ("NB-H1-TT", None, told_at)
    assert second == first._replace(reason=StuckReason.RECUSED)


def test_an_unmapped_issue_is_its_owners() -> None:
    world = world_with(custody(b.PROVINCE), LOST)
    with folded(StuckIssues(), cut(log_of(world))) as alias:
        [told] = unmapped(alias, b.PROVINCE)
        assert list(unmapped(alias, b.OTHER_DISTRICT)) == []
        assert list(unmapped(alias)) == list(stuck(alias)) == [told]

    assert (told.why, told.reason) == (Why.UNMAPPED, UnmappedReason.NO_SUCCESSOR)
    assert (told.body, told.owner) == (b.DISTRICT, b.PROVINCE)


@pytest.mark.parametrize(
    "onward",
    [
        (assigned(),),
        (resolved(),),
        (on_issue("decline-issue", "NB-H1-TT", reason="a", legal_basis="b"),),
        (on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm"),),
    ],
    ids=["assigned", "decided", "declined", "ended"],
)
def test_it_leaves_the_list_when_somebody_acts(onward: tuple[Step, ...]) -> None:
    world = world_with(*LEFT)
    assert len(stuck_in(log_of(world))) == 1

    for step in onward:
        assert step(world).outcome == "accepted"

    assert stuck_in(log_of(world), 3) == []


def test_it_leaves_the_list_with_a_new_holder() -> None:
    world = world_with(*LEFT, custody(b.PROVINCE, basis=CustodyBasis.RECUSAL))

    assert stuck_in(log_of(world)) == []


# Where issues went


def succession(unit: str, *successors: str, **fields: object) -> OrgSuccessionRecorded:
    given_fields = {
        "unit": unit,
        "kind": SuccessionKind.SPLIT if len(successors) > 1 else SuccessionKind.WHOLE,
        "successors": successors,
        "above": b.PROVINCE,
        "unmapped_owner": b.PROVINCE,
        "archive": "NB-VP",
        "valid_from": ENDED,
        "basis": document("1-NQ"),
        "minutes": document("9-BB"),
        **fields,
    }
    return OrgSuccessionRecorded.model_validate(given_fields)


def with_succession(world: World, *facts: Fact) -> World:
    world.write(organisation_id(b.PROVINCE), *facts)
    return world


def entries(world: World, unit: str | None = None) -> list[Entry]:
    with succeeded(log_of(world), 7, 2) as alias:
        return list(ledger(alias, world.desk.directory(), unit))


SPLIT = succession(b.DISTRICT, "NB-H2", "NB-H1-X1")


def test_a_succession_stands_in_the_ledger_before_any_issue_moved() -> None:
    [entry] = entries(with_succession(given().world, SPLIT))

    assert (entry.unit, entry.kind, entry.valid_from) == (b.DISTRICT, SuccessionKind.SPLIT, ENDED)
    assert entry.succession == SPLIT
    assert entry.moved == (
        Moved(b.DISTRICT, "NB-H2", 0, 0, 0),
        Moved(b.DISTRICT, "NB-H1-X1", 0, 0, 0),
    )


def test_open_and_closed_issues_are_counted_apart() -> None:
    world = with_succession(given(*in_triage()).world, SPLIT)
    world.write(ISSUE, custody("NB-H2"))
    other = named("withdrawn")
    for step in (
        raised_by_secretary(issue=other),
        submitted(issue=other),
        on_issue("withdraw-issue", b.CHAPTER, issue=other, reason="Đã tự làm"),
    ):
        assert step(world).outcome == "accepted"
    world.write(other, custody("NB-VP"))

    [entry] = entries(world)

    assert entry.moved == (
        Moved(b.DISTRICT, "NB-H1-X1", 0, 0, 0),
        Moved(b.DISTRICT, "NB-H2", 1, 0, 0),
        Moved(b.DISTRICT, "NB-VP", 0, 1, 0),
    )


def test_an_issue_without_a_place_is_counted_with_its_owner_until_it_is_placed() -> None:
    world = with_succession(world_with(custody(b.PROVINCE), LOST), SPLIT)
    [waiting] = entries(world)
    world.write(ISSUE, custody("NB-H2", released_by=b.PROVINCE))

    [placed] = entries(world)

    assert waiting.moved[-1] == Moved(b.DISTRICT, b.PROVINCE, 1, 0, 1)
    assert placed.moved[-1] == Moved(b.DISTRICT, "NB-H2", 1, 0, 0)
    assert {one.new for one in placed.moved} == {"NB-H1-X1", "NB-H2"}


def test_an_issue_that_its_owner_works_on_is_unmapped_no_more() -> None:
    world = with_succession(world_with(custody(b.DISTRICT), LOST), SPLIT)
    assert assigned()(world).outcome == "accepted"

    assert entries(world)[0].moved[-1] == Moved(b.DISTRICT, b.DISTRICT, 1, 0, 0)


def test_what_a_body_had_that_ended_along_stands_with_the_unit_it_ended_with() -> None:
    gone = [OrgUnitDissolved(unit=unit, valid_from=ENDED) for unit in ("NB-H1-TT", b.DISTRICT)]
    world = with_succession(world_with(custody("NB-H2", released_by="NB-H1-TT")), *gone, SPLIT)

    [entry] = entries(world)

    assert entry.unit == b.DISTRICT
    assert entry.moved[-1] == Moved("NB-H1-TT", "NB-H2", 1, 0, 0)


def test_the_ledger_of_a_unit_holds_what_it_gave_and_what_it_received() -> None:
    world = with_succession(world_with(custody(b.PROVINCE)), SPLIT)

    assert [one.unit for one in entries(world, b.DISTRICT)] == [b.DISTRICT]
    assert [one.unit for one in entries(world, "NB-H2")] == [b.DISTRICT]
    assert [one.unit for one in entries(world, b.PROVINCE)] == [b.DISTRICT]
    assert entries(world, "NB-H2-X1") == []


def test_a_handing_over_without_a_recorded_succession_is_not_hidden() -> None:
    [entry] = entries(world_with(custody("NB-H2")))

    assert (entry.unit, entry.succession) == (b.DISTRICT, None)
    assert (entry.kind, entry.valid_from) == (None, None)

"""The register of residents, against a plain loop over the log (`003-2`)."""

from typing import Any
from uuid import UUID

from hypothesis import given as examples
from hypothesis import settings

from domain.residence import (
    EMPTY,
    ResidenceAccepted,
    ResidenceChange,
    ResidenceChangeNoted,
    ResidenceFact,
    ResidenceIntroduced,
    ResidenceLink,
    ResidenceLinkEnded,
    evolve,
)
from projections.residence import Entry, LinkState, ResidenceRegister, register
from tests import builders as b
from tests.builders import World, document, named
from tests.projections.harness import cut, folded
from tests.projections.lives import CHOICES, CUTS, Log
from tests.projections.upheavals import UpsetLife
from tests.spec import given

HOME, WORK = b.CHAPTER, "NB-H2-X1-C1"
INTRODUCED = ResidenceIntroduced(member=b.CADRE, workplace=WORK, residence=HOME)


def register_of(log: Log, chapter: str = HOME, *sizes: int) -> list[Entry]:
    with folded(ResidenceRegister(), cut(log, sizes or (2000,))) as alias:
        return list(register(alias, chapter))


def world_with(*facts: ResidenceFact, link: str = "link") -> World:
    world = given().world
    for fact in facts:
        world.write(named(link), fact)
    return world


def log_of(world: World) -> Log:
    return list(world.store.read())


def expected(log: Log, chapter: str) -> list[Any]:
    """Each link as the domain folds it, with the letter and the times that it does not keep."""
    links: dict[UUID, ResidenceLink] = {}
    letters, noted = dict[UUID, Any](), dict[UUID, list[Any]]()
    for one in log:
        if isinstance(one.fact, ResidenceFact):
            recorded: Any = one
            stream = one.envelope.stream
            links[stream] = evolve(links.get(stream, EMPTY), recorded)
            if isinstance(one.fact, ResidenceIntroduced):
                letters[stream] = one.fact.document
            if isinstance(one.fact, ResidenceChangeNoted):
                told = (one.fact.change, one.fact.on, one.fact.notified, one.envelope.recorded_at)
                noted.setdefault(stream, []).append(told)
    return [
        (
            *(link.register_number, link.member, link.workplace, link.introduced_at),
            *(letters[stream], link.accepted_at, link.ended_on, tuple(noted.get(stream, ()))),
        )
        for stream, link in links.items()
        if link.residence == chapter
    ]


@settings(max_examples=25)
@examples(choices=CHOICES, sizes=CUTS)
def test_the_register_is_that_of_a_plain_loop(choices: list[bytes], sizes: list[int]) -> None:
    log = UpsetLife().live(choices).log

    for chapter in (HOME, "NB-H1-X1-C2", WORK):
        found = register_of(log, chapter, *sizes)
        told = [(*one[:-1], tuple(tuple(change) for change in one.changes)) for one in found]
        assert told == expected(log, chapter)


def test_003_2_a_register_tells_who_was_introduced_accepted_and_what_changed() -> None:
    world = world_with(
        INTRODUCED,
        ResidenceAccepted(register_number="12"),
        ResidenceChangeNoted(
            change=ResidenceChange.MOVED, on=b.FOUNDED.date(), notified=(WORK, HOME)
        ),
    )

    [entry] = register_of(log_of(world))

    assert (entry.register_number, entry.member, entry.workplace) == ("12", b.CADRE, WORK)
    [change] = entry.changes
    assert (change.change, change.notified) == (ResidenceChange.MOVED, (WORK, HOME))
    assert entry.state(b.FOUNDED.date()) is LinkState.ACCEPTED


def test_a_link_ends_on_its_day_and_stays_in_the_register() -> None:
    today = b.vietnam("2018-08-03 08:00").date()
    world = world_with(INTRODUCED, ResidenceLinkEnded(on=today))

    [entry] = register_of(log_of(world))

    assert entry.state(today) is LinkState.ENDED
    assert entry.state(today.replace(day=2)) is LinkState.INTRODUCED


def test_a_register_is_its_chapters_own() -> None:
    letter = document("3-GT")
    world = world_with(INTRODUCED.model_copy(update={"document": letter}))

    assert register_of(log_of(world), WORK) == []
    assert [one.document for one in register_of(log_of(world))] == [letter]

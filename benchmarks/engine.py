"""One command through the Desk, and replay, beside the library's own path."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import cast
from uuid import UUID, uuid4

from adapters.bootstrap import make_mapper
from adapters.event_store.files import create
from benchmarks.peer import peer, peer_issue, peer_step
from benchmarks.progress import Say
from benchmarks.rounds import Result, compare
from benchmarks.sections import Figure, Section, table
from domain.fact import Recorded
from domain.issue import fold
from domain.issue_facts import IssueFact
from tests.builders import DEPARTMENT, World, named
from tests.regimes import chain
from tests.spec import AT
from tests.steps import assigned, meeting_held, raised, received, reported, triaged

TITLE = "Commands and replay"
COMMAND, REPLAY = 0.95, 2.0
"""Least ratio to the library."""
STEPS = 60
"""Commands a round."""


def engine(folder: Path, rounds: int, say: Say) -> Section:
    say("commands")
    results = [(handling(folder, rounds), COMMAND)]
    for facts in (20, 200):
        say(f"replay of {facts} facts")
        results.append((replay(folder, facts, rounds), REPLAY))
    figures = [
        Figure(one.name, f"{one.ratio:.2f} times the library", f"≥ {least}", one.ratio >= least)
        for one, least in results
    ]
    told = table(
        ("Operations a second", "ours", "library", "ratio"),
        (
            (one.name, f"{one.ours:,.0f}", f"{one.other:,.0f}", f"{one.ratio:.2f}")
            for one, _ in results
        ),
    )
    how = (
        "One command through the Desk (load, decide, append) and one issue from rows to its state, "
        "beside the library's own aggregate and repository as its documentation shows them, which "
        f"know no rules. Medians of {rounds} rounds in turns."
    )
    return Section(TITLE, figures, f"{how}\n\n{told}")


@contextmanager
def _world(path: Path) -> Iterator[World]:
    with create(path, make_mapper(), simulation=True) as store:
        world = World(store).found(chain)
        world.at(AT)
        yield world


def _issue(world: World, name: str, facts: int) -> UUID:
    """An issue in progress, brought to so many facts by notes of progress."""
    issue, meeting = named(f"issue {name}"), named(f"meeting {name}")
    meeting_held(meeting=meeting)(world)
    raised(issue=issue, meeting=meeting)(world)
    reported(report=named(f"report {name}"), meetings=[meeting], issues=[issue])(world)
    received(issue=issue)(world)
    triaged(issue=issue)(world)
    assigned(issue=issue)(world)
    world.do("start-work", DEPARTMENT, issue=issue)
    while world.issue(issue).version < facts:
        _note(world, issue)
    return issue


def _note(world: World, issue: UUID) -> None:
    world.do("note-progress", DEPARTMENT, issue=issue, note="Đã khảo sát", id=uuid4())


def handling(folder: Path, rounds: int) -> Result:
    """Load, decide, append of one command on an issue of 20 facts, one thread, synchronous FULL.

    Every round works on the same issues, which are one fact longer after each, on both sides.
    """
    with _world(folder / "ours.sqlite") as world:
        app = peer(folder / "peer.sqlite")
        ours_left = [_issue(world, f"h{number}", 20) for number in range(STEPS)]
        peers_left = [peer_issue(app, 20) for _ in range(STEPS)]
        commands = iter(
            [
                [
                    world.command("note-progress", "p-h1works", DEPARTMENT, issue=i, note="Đã xem")
                    for i in ours_left
                ]
                for _ in range(rounds + 1)
            ]
        )
        world.now += timedelta(minutes=1)

        def ours() -> int:
            for command in next(commands):
                world.desk.handle(command)
            return STEPS

        def library() -> int:
            for issue in peers_left:
                peer_step(app, issue)
            return STEPS

        name = "one command, 20 facts, SQLite FULL, 1 thread"
        result = compare(name, ours, library, rounds)
        app.close()
        return result


def replay(folder: Path, facts: int, rounds: int) -> Result:
    """From rows to the state of one issue, decoding included."""
    with _world(folder / f"ours-{facts}.sqlite") as world:
        app = peer(folder / f"peer-{facts}.sqlite")
        mine, theirs = _issue(world, f"r{facts}", facts), peer_issue(app, facts)
        times = 4000 // facts

        def ours() -> int:
            for _ in range(times):
                loaded = world.store.load({mine: 0})[mine]
                assert fold(cast(list[Recorded[IssueFact]], loaded)).version >= facts
            return times

        def library() -> int:
            for _ in range(times):
                assert app.repository.get(theirs).version == facts
            return times

        result = compare(f"replay of an issue with {facts} facts", ours, library, rounds)
        app.close()
        return result

"""A fact of a version that this program does not know, written into a copy of a real log."""

from pathlib import Path

from adapters.event_store.files import create, open_store
from adapters.event_store.mapper import FactMapper
from adapters.vault import PassThroughVault
from adapters.views import Views
from domain.facts import AnyFact
from projections.positions import Poison
from tests.builders import World
from tests.e2e.damage import LaterFact, future_fact
from tests.projections.counting import Counting
from tests.projections.harness import cut, folded, rows_in, rows_of
from tests.regimes import chain
from tests.spec import AT
from tests.steps import MEETING, chapter_met, meeting_held
from workflows.outcome import Accepted

READ_MODELS = [
    Counting("meetings", begins="meeting-"),
    Counting("organisation", begins="unit-"),
    Counting("everything"),
]


def mapper(facts: object = AnyFact) -> FactMapper:
    return FactMapper(facts, PassThroughVault())


def test_it_stops_what_it_concerns_until_a_program_comes_that_knows_it(tmp_path: Path) -> None:
    copy = tmp_path / "copy" / "events.sqlite"
    copy.parent.mkdir()
    with create(tmp_path / "events.sqlite", mapper(), simulation=True) as original:
        world = World(original).found(chain).at(AT)
        assert isinstance(meeting_held()(world), Accepted)
        original.backup(copy)
    position = future_fact(copy.parent, MEETING, "meeting-moved.v9", weeks=2)
    with open_store(copy, mapper()) as store:
        world = World(store).at("2018-09-03 21:00")
        world.count = 1000
        assert isinstance(chapter_met("later")(world), Accepted)
        views = Views(tmp_path / "views", store, READ_MODELS)

        caught_up = views.catch_up()

        assert {one.name: one.stopped for one in caught_up.ran.values()} == {
            "everything": "store-fact-unknown",
            "meetings": "store-fact-unknown",
            "organisation": None,
        }
        for status in views.status():
            if status.name == "organisation":
                assert (status.position, status.poison) == (store.head(), None)
            else:
                assert status.position == position - 1
                assert status.lag == store.head() - position + 1 > 1
                assert status.poison == Poison(position, "meeting-moved.v9", "store-fact-unknown")
        assert views.catch_up().ran["meetings"].facts == 0
        assert views.verify("meetings") == []

    with open_store(copy, mapper(LaterFact)) as store:
        views = Views(tmp_path / "views", store, READ_MODELS)
        caught_up = views.catch_up()
        assert caught_up.stopped == []
        assert caught_up.ran["meetings"].since == position - 1
        for read_model in READ_MODELS:
            with folded(read_model, cut(store.read_each())) as right:
                assert rows_in(views, read_model.name) == rows_of(right)
        assert [(one.lag, one.poison) for one in views.status()] == [(0, None)] * 3

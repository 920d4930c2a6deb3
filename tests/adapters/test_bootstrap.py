"""The composition root: every part can be another one, and a store is closed in the end."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from adapters.bootstrap import SystemClock, create_events, make_mapper, open_events, running
from adapters.event_store.memory import MemoryStore
from adapters.identity import person_of
from adapters.settings import Settings
from domain.sealed import Erased, FactIdentity
from tests.builders import World
from tests.regimes import chain
from tests.steps import ISSUE, meeting_held, raised
from workflows.handling import Handled
from workflows.organisation_commands import FoundOrganisation
from workflows.ports import StoreUnavailable

AT = datetime(2020, 1, 2, 3, 4, tzinfo=UTC)


class StoppedClock:
    def now(self) -> datetime:
        return AT


class Backwards:
    """A vault that turns every text around."""

    def seal(self, subject: str, identity: FactIdentity, text: str) -> str:
        return text[::-1]

    def open(self, subject: str, identity: FactIdentity, sealed: str) -> str | Erased:
        return sealed[::-1]


def founding(actor: str) -> FoundOrganisation:
    return FoundOrganisation(
        id=UUID(int=1),
        actor=actor,
        occurred_at=AT,
        province="NB",
        name="Tỉnh ủy",
        founded_on=AT.date(),
    )


def test_store_clock_and_log_can_be_replaced() -> None:
    handled: list[Handled] = []
    store = MemoryStore(make_mapper(), simulation=False)

    with running(store, clock=StoppedClock(), on_handled=handled.append) as engine:
        outcome = engine.desk.handle(founding(engine.person))
        [recorded] = store.read()

    assert recorded.envelope.recorded_at == AT
    assert engine.now() == AT
    assert [one.outcome for one in handled] == [outcome]


def test_the_vault_can_be_replaced(tmp_path: Path) -> None:
    with create_events(Settings(tmp_path), simulation=True, vault=Backwards()) as store:
        world = World(store).found(chain).at("2018-08-03 21:00")
        meeting_held()(world)
        raised()(world)
    stored = (tmp_path / "events.sqlite").read_bytes()

    assert "Cầu nông thôn xuống cấp"[::-1].encode() in stored
    assert "Cầu nông thôn xuống cấp".encode() not in stored
    with open_events(Settings(tmp_path), vault=Backwards()) as store:
        title = World(store).issue(ISSUE).title
        assert title is not None
        assert title.text == "Cầu nông thôn xuống cấp"


def test_the_present_of_a_simulation_is_its_last_fact(tmp_path: Path) -> None:
    store = create_events(Settings(tmp_path), simulation=True)
    with running(store, clock=StoppedClock()) as engine:
        assert engine.now() == AT
        World(store).found(chain)
        last = list(store.read())[-1].envelope.recorded_at
        assert engine.now() == last != AT


def test_a_store_is_closed_when_its_engine_is(tmp_path: Path) -> None:
    store = create_events(Settings(tmp_path), simulation=True)
    with running(store):
        store.head()

    with pytest.raises(StoreUnavailable):
        store.head()


def test_the_clock_of_the_machine_tells_utc() -> None:
    assert SystemClock().now().tzinfo is UTC


def test_a_person_is_the_account_within_the_store() -> None:
    first, second = UUID(int=1), UUID(int=2)

    assert person_of(first, 1000) == person_of(first, 1000)
    assert len({person_of(first, 1000), person_of(first, 1001), person_of(second, 1000)}) == 3
    assert "1000" not in person_of(first, 1000)

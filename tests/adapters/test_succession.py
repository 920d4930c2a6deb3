"""A run of all that successions lead to: to the end, once, from wherever it was broken off."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import cast

import pytest

from adapters import rounds
from adapters.succession import By, Followed, ReadModels, cases, follow_all
from domain.calendar import explain, local_date
from domain.issue import Issue
from projections.deadlines import Deadlines
from projections.inbox import Inbox
from tests import builders as b
from tests.builders import SimulatedClock, World, vietnam
from tests.busy_district import ISSUES, busy_district
from tests.golden.shapes import MAPPER
from tests.oracles.elapsed import Handover, Row, WorkingDays, clocks
from tests.projections.harness import cut, folded
from tests.successions import COMMUNE, OTHER_COMMUNE
from workflows.calendar_files import load_calendar_file
from workflows.handling import Desk
from workflows.ports import EventStore, StoreUnavailable
from workflows.succession_cases import Becomes

AT = "2025-07-01 07:00"
CALENDAR = load_calendar_file("vn")


@contextmanager
def read_models(world: World) -> Iterator[ReadModels]:
    log = list(world.store.read())
    with ExitStack() as stack:
        inbox = stack.enter_context(folded(Inbox(), cut(log)))
        yield ReadModels(inbox, stack.enter_context(folded(Deadlines(), cut(log))))


def by(at: str = AT, actor: str = b.FOUNDER, office: str | None = None) -> By:
    return By(actor, office, vietnam(at), simulation=True)


def ran(world: World, who: By | None = None, store: EventStore | None = None) -> Followed:
    store = store or world.store
    desk = Desk(store, SimulatedClock(), simulation=True)
    with read_models(world) as views:
        return follow_all(views, store, desk, who or by())


def issues(world: World) -> dict[str, Issue]:
    return {name: world.issue(id) for name, id in ISSUES.items()}


def test_afterwards_no_open_issue_is_held_by_the_district_or_asks_anything_of_it() -> None:
    world = busy_district()
    followed = ran(world)
    assert followed.summary.failures == ()
    directory, today = world.desk.directory(), date(2025, 7, 1)
    held = {name: issue.holder for name, issue in issues(world).items()}
    assert held == {
        **dict.fromkeys(ISSUES, COMMUNE),
        **dict.fromkeys(
            ("of the province", "of both communes", "escalated", "merged", "its target"), "NB"
        ),
        **dict.fromkeys(("withdrawn", "closed"), b.DISTRICT),
        "of the other commune": OTHER_COMMUNE,
        "recorded": None,
    }
    for name, issue in issues(world).items():
        parts = {
            issue.lead,
            *(d.bearer for d in issue.running),
            *(r.unit for r in issue.recipients),
        }
        if issue.is_open and issue.holder:
            assert all(directory.exists(unit, today) for unit in parts if unit), name
    archived = {name for name, issue in issues(world).items() if issue.archive_holder == "NB-VP"}
    assert archived == {"withdrawn", "closed"}


def test_a_run_says_what_became_of_every_case() -> None:
    followed = ran(busy_district())
    summary = followed.summary
    assert (summary.due, summary.raised, summary.left) == (len(ISSUES), len(ISSUES), 0)
    told = Counter[tuple[Becomes | None, str | None]]()
    for case, count in followed.became.items():
        assert case.unit == b.DISTRICT
        told[case.becomes, case.to] += count
    assert told == {
        (Becomes.MOVED, COMMUNE): 9,
        (Becomes.MOVED, OTHER_COMMUNE): 1,
        (Becomes.MOVED, "NB"): 4,
        (Becomes.ARCHIVED, "NB-VP"): 2,
        (Becomes.SUCCEEDED, None): 2,
    }


def test_a_trial_says_the_same_and_stores_nothing() -> None:
    world = busy_district()
    head = world.store.head()
    with read_models(world) as views:
        directory = world.desk.directory()
        batches = list(cases(views, world.store, directory, local_date(by().at)))
    assert world.store.head() == head
    tried = Counter(case.kind for batch in batches for case in batch)
    assert tried == ran(world).became


def test_before_its_day_there_is_nothing_to_do() -> None:
    world = busy_district()
    summary = ran(world, by("2025-06-30 23:00")).summary
    assert (summary.due, summary.facts) == (0, 0)


def test_run_again_there_is_nothing_left_to_do() -> None:
    world = busy_district()
    ran(world)
    head = world.store.head()
    assert ran(world).summary.due == 0
    assert world.store.head() == head


def test_two_at_once_do_everything_once() -> None:
    """The second reads the same read models, made before the first began."""
    world, alone = busy_district(), busy_district()
    ran(alone)
    with read_models(world) as views:
        for _ in range(2):
            desk = Desk(world.store, SimulatedClock(), simulation=True)
            summary = follow_all(views, world.store, desk, by()).summary
            assert summary.failures == ()
    assert log_of(world.store) == log_of(alone.store)


def test_another_person_at_once_does_nothing_twice_either() -> None:
    world = busy_district()
    with read_models(world) as views:
        batches = [
            case
            for batch in cases(views, world.store, world.desk.directory(), date(2025, 7, 1))
            for case in batch
        ]
        ran(world)
        head = world.store.head()
        desk = Desk(world.store, SimulatedClock(), simulation=True)
        follow_all(views, world.store, desk, by(actor="p-nbchair", office="NB-TT"))
    assert batches
    assert world.store.head() == head


def test_who_may_not_is_told_so_of_every_issue_and_nothing_is_done() -> None:
    world = busy_district()
    head = world.store.head()
    summary = ran(world, by(actor="p-nbclerk", office="NB-VP")).summary
    assert {failure.code for failure in summary.failures} == {"not-entitled"}
    assert len(summary.failures) == summary.due == len(ISSUES)
    assert world.store.head() == head


def test_what_was_refused_is_tried_again_once_that_is_mended() -> None:
    world = busy_district()
    somebody = by(actor="p-newcomer")
    assert len(ran(world, somebody).summary.failures) == len(ISSUES)
    world.at(AT).do(
        "name-registrar",
        None,
        b.FOUNDER,
        province="NB",
        person="p-newcomer",
        valid_from=date(2025, 7, 1),
    )
    again = ran(world, by("2025-07-01 09:00", actor="p-newcomer")).summary
    assert (again.failures, again.raised) == ((), len(ISSUES))


def log_of(store: EventStore) -> list[tuple[object, ...]]:
    """Everything but the times."""
    return [
        (position, one.stream, one.version, one.command_id, one.actor, fact)
        for position, one, fact in store.read()
    ]


class Broken:
    """A store that cannot be read any more."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def load(self, streams: object) -> object:
        raise StoreUnavailable("store-busy")

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_what_cannot_be_read_is_left_to_the_desk_and_not_skipped() -> None:
    """What was merged is then refused, for what it was merged with could not be looked at."""
    world = busy_district()
    desk = Desk(world.store, SimulatedClock(), simulation=True)
    with read_models(world) as views:
        broken = cast(EventStore, Broken(world.store))
        summary = follow_all(views, broken, desk, by()).summary
    assert [failure.code for failure in summary.failures] == ["related-named"] * 2
    assert summary.raised == summary.due - 2 == len(ISSUES) - 2
    assert ran(world).summary.raised == 2


class Full:
    """A store that cannot be written any more."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def append(self, append: object) -> object:
        raise StoreUnavailable("store-full")

    append_many = append

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def test_what_was_not_reached_became_nothing() -> None:
    world = busy_district()
    followed = ran(world, store=cast(EventStore, Full(world.store)))
    assert followed.summary.left == len(ISSUES) - rounds.GIVE_UP
    assert followed.became == {}


@pytest.mark.parametrize(("rules", "pause"), [("tuong-duong", 0), ("handover", 15)])
@pytest.mark.parametrize("at", [AT, "2025-07-10 09:00"])
def test_elapsed_working_days_are_those_of_a_loop_over_days(
    rules: str, pause: int, at: str
) -> None:
    """Carried out late, the pause still begins with the succession."""
    world = busy_district(rules)
    ran(world, by(at))
    on = date(2025, 7, 25)
    rows = [
        Row(str(one.stream), one.recorded_at, json.loads(MAPPER.to_stored(one, fact).state)["fact"])
        for _, one, fact in world.store.read()
    ]
    handover = Handover(date(2025, 7, 1), pause)
    expected = clocks(rows, WorkingDays.of(CALENDAR.text), on, handover)
    checked = 0
    for id in ISSUES.values():
        for deadline in world.issue(id).running:
            elapsed, last_day = expected[str(id), str(deadline.id)]
            assert deadline.last_day == last_day, deadline.id
            if deadline.spans:
                notes = explain(
                    deadline.started_on, deadline.spans, CALENDAR.calendar, deadline.pauses
                )
                working = [n for n in notes if n.day <= on and not n.paused]
                counted = [n for n in working if CALENDAR.calendar.is_working(n.day)]
                assert len(counted) == elapsed, deadline.id
                checked += 1
    assert checked > len(ISSUES) // 2

"""Adoption of other rules by all open issues: as the dry run said, once, whatever breaks it off."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from adapters import adoption, rounds
from adapters.adoption import By, Counts, Judged, Plan, adopt, adopt_command, judged, plan_of
from adapters.rounds import Summary
from domain.deadline import DeadlineRecomputed, RegimeRef
from domain.issue import OPEN, Issue
from domain.issue_facts import RegimeChanged
from projections.deadlines import Deadlines
from projections.deadlines_open import count_open_issues, open_issues
from tests import builders as b
from tests.builders import FOUNDER, SimulatedClock, World, named
from tests.interposed import Interposed
from tests.new_rules import CHANGED, NEXT, bind_next, publish_next
from tests.new_rules import adopt as adopt_one
from tests.projections.harness import cut, folded
from tests.projections.lives import CHOICES, Life
from tests.regimes import chain
from tests.steps import raised_by_secretary, received, step, submitted
from workflows.handling import Desk
from workflows.outcome import Accepted, Outcome, Refused, Rejected
from workflows.ports import Append, EventStore, StoreUnavailable
from workflows.regime_change import NotKnown
from workflows.regime_text import RegimeFaults

THERE, ELSEWHERE = named("there"), "NB-H2-X1-C1"
OLD = RegimeRef(id="ninh-binh", version="2018.1")
RAISED: dict[str, Any] = {
    "via": "chapter",
    "source": "members",
    "title": "Kênh nội đồng bồi lắng",
    "description": "Vụ hè thu thiếu nước",
    "addressee": b.UBND,
    "category": "TL",
}
ISSUES = [named(f"issue {number}") for number in range(7)]
REASON = "Quy chế mới có hiệu lực"


@pytest.fixture
def world() -> World:
    """Seven issues with a district, and other rules that bind the province."""
    world = World().found(chain).at("2018-08-03 20:00")
    for issue in ISSUES:
        raised_by_secretary(issue=issue)(world)
        submitted(issue=issue)(world)
    publish_next(world, CHANGED)
    bind_next(world)
    return world


@pytest.fixture
def _one_elsewhere(world: World) -> None:
    """An issue of another chapter, which the old rules still bind."""
    bind_next(world, ELSEWHERE, new=OLD)
    step("raise-issue", ELSEWHERE, issue=THERE, chapter=ELSEWHERE, **RAISED)(world)
    assert world.issue(THERE).regime == OLD


@pytest.fixture
def _batches_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "BATCH", 2)
    monkeypatch.setattr(adoption, "_PAGE", 3)


@contextmanager
def deadlines(world: World) -> Iterator[str]:
    with folded(Deadlines(), cut(world.store.read())) as alias:
        yield alias


def plan(world: World, unit: str | None = None, *, published: bool = True) -> Plan:
    directory = world.desk.directory()
    return plan_of("next", directory, world.now, unit, published=published)


def by(world: World, reason: str = REASON) -> By:
    return By(FOUNDER, world.now, reason)


def adopted(
    world: World,
    alias: str | None = None,
    *,
    store: EventStore | None = None,
    unit: str | None = None,
    said: By | None = None,
) -> tuple[Summary[Judged], Counts]:
    if alias is None:
        with deadlines(world) as current:
            return adopted(world, current, store=store, unit=unit, said=said)
    store = store or world.store
    desk = Desk(store, SimulatedClock(), simulation=True)
    found = plan(world, unit)
    return adopt(alias, store, desk, found, said or by(world), simulation=True)


def told(world: World, unit: str | None = None, *, published: bool = False) -> dict[UUID, Any]:
    """What the dry run tells of each issue."""
    with deadlines(world) as alias:
        found = judged(alias, plan(world, unit, published=published))
        return {one.stream: one.change for one in found}


def changes(world: World) -> Counter[UUID]:
    """How often each issue changed its rules."""
    facts = (one for one in world.store.read() if isinstance(one.fact, RegimeChanged))
    return Counter(one.envelope.stream for one in facts)


# ── The dry run ───────────────────────────────────────────────────────────────────────────────


@settings(max_examples=25)
@examples(CHOICES, st.integers(0, 60))
def test_every_issue_becomes_what_the_dry_run_said(choices: list[bytes], days: int) -> None:
    life = Life().live(choices)
    world = life.world
    world.now += timedelta(days=days)
    bind_next(world)
    said = told(world, published=True)
    for issue, standing in list(life.issues.items()):
        before = world.store.head()
        outcome = world.desk.handle(adopt_command(issue, NEXT, by(world), simulation=True))
        facts = [one.fact for one in world.store.read(after=before)]
        change = said.pop(issue, None)
        if change is not None and change.follows:
            assert isinstance(outcome, Accepted), outcome
            assert isinstance(facts[0], RegimeChanged)
            assert facts[1:] == [move.recomputed for move in change.moved]
        elif change is not None:
            assert isinstance(outcome, Refused)
            assert outcome.code == "state-known-there"
        elif standing.status in OPEN and standing.regime == NEXT:
            assert isinstance(outcome, Accepted)
            assert facts == []
        else:
            codes = ("issue-unknown", "not-possible-now", "regime-follows-here")
            assert isinstance(outcome, Refused)
            assert outcome.code in codes
    assert said == {}


@settings(max_examples=25)
@examples(CHOICES)
def test_open_issues_are_read_as_their_facts_left_them(choices: list[bytes]) -> None:
    life = Life().live(choices)
    with folded(Deadlines(), cut(life.log, (7,))) as alias:
        found = {one.stream: one for one in open_issues(alias)}
        pages = [open_issues(alias, after, 1) for after in _origins(alias)]
        assert pages == [(one,) for one in found.values()]
        assert count_open_issues(alias) == len(found)
    known = {issue: state for issue, state in life.issues.items() if state.status in OPEN}
    assert found.keys() == known.keys()
    for issue, one in found.items():
        assert _as_read(known[issue]) == (
            *(one.chapter, one.regime, one.holder, one.status, one.via, one.severity),
            one.before_pause if str(one.status) == "paused" else None,
            [_owed(deadline) for deadline in one.deadlines],
        )


def _origins(alias: str) -> list[int]:
    return [0, *(one.origin for one in open_issues(alias))][:-1]


def _as_read(issue: Issue) -> tuple[Any, ...]:
    return (
        *(issue.chapter, issue.regime, issue.holder, issue.status, issue.via, issue.severity),
        issue.before_pause if str(issue.status) == "paused" else None,
        [_owed(one) for one in issue.deadlines if one.is_open],
    )


def _owed(deadline: Any) -> tuple[Any, ...]:
    names = "id bearer started_on spans pauses last_day due rule regime calendar status extensions"
    return tuple(getattr(deadline, name) for name in names.split())


def test_a_dry_run_writes_nothing_and_asks_for_no_binding(world: World) -> None:
    fresh = World().found(chain).at("2018-08-03 20:00")
    for issue in ISSUES:
        raised_by_secretary(issue=issue)(fresh)
        submitted(issue=issue)(fresh)
    publish_next(fresh, CHANGED)
    head = fresh.store.head()
    said = told(fresh)
    assert fresh.store.head() == head
    assert said.keys() == set(ISSUES)
    bind_next(fresh)
    assert told(fresh) == said == told(world)


def test_rules_that_nobody_published_are_tried_from_the_program_or_a_file(
    world: World, tmp_path: Any
) -> None:
    directory = world.desk.directory()
    shipped = plan_of("tuong-duong", directory, world.now, None, published=False)
    with deadlines(world) as alias:
        changes = [one.change for one in judged(alias, shipped)]
    assert {change.unmapped for change in changes} == {NotKnown.TIER}
    assert len(changes) == len(ISSUES)
    file = tmp_path / "own.toml"
    text = directory.regime_text("next", "1") or ""
    file.write_text(text.replace('id = "next"', 'id = "own"'), encoding="utf-8")
    own = plan_of(str(file), directory, world.now, None, published=False)
    with deadlines(world) as alias:
        assert [len(one.change.moved) for one in judged(alias, own)] == [1] * len(ISSUES)
    with pytest.raises(RegimeFaults):
        plan_of("nowhere", directory, world.now, None, published=False)
    with pytest.raises(Rejected, match="no-such-regime"):
        plan_of("tuong-duong", directory, world.now, None, published=True)


@pytest.mark.usefixtures("_one_elsewhere")
def test_a_unit_that_keeps_other_rules_is_left_out(world: World) -> None:
    assert THERE not in told(world)
    assert THERE not in told(world, "NB")
    assert told(world, "NB-H2") == {}
    assert told(world, ELSEWHERE).keys() == {THERE}
    assert told(world, ELSEWHERE, published=True) == {}
    assert told(world, "NB-H1").keys() == set(ISSUES)


# ── The adoption ──────────────────────────────────────────────────────────────────────────────


def test_every_open_issue_follows_once_with_the_reason(world: World) -> None:
    world.do("withdraw-issue", b.CHAPTER, issue=ISSUES[0], reason="Đã tự làm")
    said = told(world)

    summary, counts = adopted(world)

    assert (summary.due, summary.raised, summary.already) == (6, 6, 0)
    assert (summary.failures, summary.left) == ((), 0)
    assert changes(world) == Counter(ISSUES[1:])
    moved = sum(len(change.moved) for change in said.values())
    assert moved
    assert counts == Counts(issues=6, follow=6, recounted=moved, moved=moved)
    assert summary.facts == 6 + moved
    facts = [one for one in world.store.read() if isinstance(one.fact, RegimeChanged)]
    assert {_reason(one.fact) for one in facts} == {REASON}
    assert {one.envelope.role for one in facts} == {"registrar"}


def _reason(fact: Any) -> Any:
    return fact.reason.text


def test_adopting_again_records_nothing(world: World) -> None:
    adopted(world)
    head = world.store.head()
    summary, counts = adopted(world)
    assert (summary.due, counts) == (0, Counts())
    assert world.store.head() == head


def test_the_same_adoption_from_an_older_list_finds_everything_done(world: World) -> None:
    """As two that run at once: both read the list before either wrote."""
    with deadlines(world) as alias:
        adopted(world, alias)
        head = world.store.head()
        again, _ = adopted(world, alias)
        other, _ = adopted(world, alias, said=by(world, "Nghị quyết khác"))
    assert (again.raised, again.already, again.failures) == (0, 7, ())
    assert (other.raised, other.already, other.failures) == (0, 7, ())
    assert world.store.head() == head
    assert changes(world) == Counter(ISSUES)


@pytest.mark.usefixtures("_batches_of_two")
@pytest.mark.parametrize("done", range(5))
def test_what_is_killed_after_any_transaction_goes_on_where_it_was(world: World, done: int) -> None:
    dying = Dying(world.store, done)
    if done < 4:
        with pytest.raises(Killed):
            adopted(world, store=dying)
    else:
        adopted(world, store=dying)
    assert changes(world) == Counter(ISSUES[: 2 * done])
    world.now += timedelta(days=1)
    summary, _ = adopted(world)
    assert summary.raised == max(0, 7 - 2 * done)
    assert changes(world) == Counter(ISSUES)


class Killed(BaseException):
    """The end of the process."""


class Dying(Interposed):
    """A store whose process ends when it is about to write for the n-th time."""

    def __init__(self, store: EventStore, left: int) -> None:
        super().__init__(store)
        self.left = left

    def append_many(self, appends: Sequence[Append]) -> Any:
        if not self.left:
            raise Killed
        self.left -= 1
        return super().append_many(appends)


def test_what_was_decided_since_the_list_was_read_is_judged_as_it_stands(world: World) -> None:
    with deadlines(world) as alias:
        world.do("withdraw-issue", b.CHAPTER, issue=ISSUES[0], reason="Đã tự làm")
        on_received = received(issue=ISSUES[1])(world)
        assert isinstance(on_received, Accepted)
        adopt_one(issue=ISSUES[2])(world)
        summary, _ = adopted(world, alias)
    [failure] = summary.failures
    assert (failure.target.stream, failure.code) == (ISSUES[0], "not-possible-now")
    assert (summary.raised, summary.already) == (5, 1)
    late = [one.fact for one in world.store.read() if one.envelope.stream == ISSUES[1]]
    recomputed = {f.deadline.kind.value for f in late if isinstance(f, DeadlineRecomputed)}
    assert recomputed == {"notice"}


def test_a_person_of_another_province_adopts_nothing(world: World) -> None:
    head = world.store.head()
    with pytest.raises(Rejected, match="not-registrar"):
        adopted(world, said=By("p-stranger", world.now, REASON))
    assert world.store.head() == head
    summary, _ = adopted(world, said=By("p-stranger", world.now, REASON, "NB-TT"))
    assert {one.code for one in summary.failures} == {"not-entitled"}
    assert len(summary.failures) == len(ISSUES)
    assert changes(world) == Counter()
    summary, _ = adopted(world, said=By("p-nbchair", world.now, REASON, "NB-TT"))
    assert summary.raised == len(ISSUES)


@pytest.mark.usefixtures("_one_elsewhere")
def test_only_what_is_below_the_unit_follows(world: World) -> None:
    bind_next(world, ELSEWHERE)
    summary, _ = adopted(world, unit="NB-H2")
    assert summary.raised == 1
    assert changes(world) == Counter([THERE])


def test_what_the_rules_keep_or_do_not_know_is_counted_and_left_alone() -> None:
    keeping = _world_with('[adoption]\nopen_issues = "keep"')
    summary, counts = adopted(keeping)
    assert (summary.due, counts) == (0, Counts(issues=7, kept=7))
    assert changes(keeping) == Counter()
    elsewhere = _world_with(TIERS_OF_TWO)
    summary, counts = adopted(elsewhere)
    assert (summary.due, counts) == (0, Counts(issues=7, not_known=7))
    assert changes(elsewhere) == Counter()


TIERS_OF_TWO = """
[delivery]
holder = "province"

[[transitions]]
trigger = "receive"
from = ["escalated"]
to = "received"
who = ["holder-office"]
"""


def _world_with(says: str) -> World:
    world = World().found(chain).at("2018-08-03 20:00")
    for issue in ISSUES:
        raised_by_secretary(issue=issue)(world)
        submitted(issue=issue)(world)
    publish_next(world, says)
    bind_next(world)
    return world


@pytest.mark.usefixtures("_batches_of_two")
def test_a_store_that_cannot_be_written_is_given_up_and_the_rest_is_left(world: World) -> None:
    summary, _ = adopted(world, store=Broken(world.store))
    assert {one.code for one in summary.failures} == {"store-locked"}
    assert len(summary.failures) == rounds.GIVE_UP
    assert summary.left == len(ISSUES) - rounds.GIVE_UP
    summary, _ = adopted(world)
    assert summary.raised == len(ISSUES)


class Broken(Interposed):
    def append(self, append: Append) -> Outcome:
        raise StoreUnavailable("store-locked", path="events.db")

    def append_many(self, appends: Sequence[Append]) -> Any:
        raise StoreUnavailable("store-locked", path="events.db")


def test_progress_is_told_of_what_was_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adoption, "_PAGE", 3)
    seen: list[tuple[int, int]] = []
    with deadlines(world) as alias:
        list(judged(alias, plan(world), lambda count, of_all: seen.append((count, of_all))))
    assert seen == [(3, 7), (6, 7), (7, 7)]

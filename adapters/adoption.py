"""Another regime for open issues: what it would make of them, and its adoption, issue by issue.

The read model of the deadlines tells which issues are open and what they owe. What becomes of each
is judged here as the decision judges it, by ``workflows.regime_change``; the decision has the last
word. So an adoption may end anywhere and be repeated, and several may run at once.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid5

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.rounds import Summary, run
from domain.deadline import RegimeRef
from domain.directory import Directory
from domain.values import PersonRef, UnitId
from projections import deadlines_open
from projections.deadlines_open import count_open_issues, open_issues
from workflows.attempt import Context
from workflows.handling import Desk
from workflows.issue_commands import AdoptRegime
from workflows.machine import Regime
from workflows.outcome import Rejected
from workflows.ports import EventStore
from workflows.regime import RegimeSpec
from workflows.regime_change import Change, NewRules, OpenIssue, change_of, follows_here
from workflows.regime_files import load_regime, read_regime, regime_text
from workflows.regime_text import parse_regime
from workflows.rulebook import PublishedRules, published_in

_PAGE = 500


class Scope(NamedTuple):
    """Which chapters' issues are meant."""

    directory: Directory
    on: date
    regime: RegimeRef
    unit: UnitId | None = None
    """Only what is below it; every chapter by default."""
    as_if_bound: bool = False
    """Whether the regime is taken to be bound to the unit, or to the whole province."""

    def takes_in(self, chapter: UnitId) -> bool:
        stands = self.directory.standing_for(chapter, self.on)
        if stands is None:
            return False
        line = (stands, *self.directory.ancestors(stands, self.on))
        if self.unit is not None and self.unit not in line:
            return False
        if self.as_if_bound and self._nothing_else_is_bound_below(line):
            return True
        return follows_here(self.directory, chapter, self.on) == self.regime

    def _nothing_else_is_bound_below(self, line: tuple[UnitId, ...]) -> bool:
        top = self.unit if self.unit is not None else line[-1]
        bound = (
            one for unit in line[: line.index(top)] for one in self.directory.bindings_of(unit)
        )
        return all(one.valid_from > self.on for one in bound)


class Judged(NamedTuple):
    """An open issue that the regime is to bind, and what becomes of it."""

    issue: deadlines_open.OpenIssue
    change: Change

    @property
    def stream(self) -> UUID:
        return self.issue.stream


class Plan(NamedTuple):
    """The rules, and whose issues they are for."""

    rules: NewRules
    scope: Scope
    is_bound: bool
    """Whether the regime binds any unit by now."""

    @property
    def ref(self) -> RegimeRef:
        return self.rules.regime.spec.ref


def plan_of(
    name: str, directory: Directory, at: datetime, unit: UnitId | None, *, published: bool
) -> Plan:
    """What ``name`` means: ``id``, its newest published version, or ``id-version``.

    Where it need not be ``published``, it may also come with the program or stand in a file, and
    unless it is bound already it is taken to be. Raises Rejected ``no-such-regime`` and
    RegimeFaults.
    """
    context = Context(at, directory, PublishedRules())
    regime = _published(name, context)
    if regime is None and published:
        raise Rejected("no-such-regime", regime=name)
    regime = regime or Regime(_unpublished(name, directory))
    ref, today = regime.spec.ref, context.today
    is_bound = any(
        (one.regime, one.version) == (ref.id, ref.version) and one.valid_from <= today
        for one in directory.all_bindings()
    )
    as_if = not published and (unit is not None or not is_bound)
    return Plan(NewRules(regime, context), Scope(directory, today, ref, unit, as_if), is_bound)


def _published(name: str, context: Context) -> Regime | None:
    named = [
        RegimeRef(id=id, version=version)
        for id, version in context.directory.regimes()
        if name in (id, f"{id}-{version}", f"{id} {version}")
    ]
    return context.rulebook.regime(context.directory, named[-1]) if named else None


def _unpublished(name: str, directory: Directory) -> RegimeSpec:
    """What a file extends is what is published of that name, else what comes with the program."""
    if not name.endswith(".toml"):
        return load_regime(name)

    def lookup(ref: RegimeRef) -> str:
        try:
            return published_in(directory)(ref)
        except KeyError:
            return regime_text(ref)

    return parse_regime(read_regime(Path(name)), lookup, name)


def judged(
    alias: str, plan: Plan, progress: Callable[[int, int], None] | None = None
) -> Iterator[Judged]:
    """Each open issue that follows other rules now and is to follow these; writes nothing.

    ``alias`` holds the deadlines. ``progress`` is told how many were looked at, and of how many.
    """
    takes_in = lru_cache(maxsize=None)(plan.scope.takes_in)
    after = looked_at = 0
    of_all = count_open_issues(alias)
    while page := open_issues(alias, after, _PAGE):
        after, looked_at = page[-1].origin, looked_at + len(page)
        for one in page:
            if one.regime != plan.ref and takes_in(one.chapter):
                yield Judged(one, change_of(_as_judged(one), plan.rules))
        if progress:
            progress(looked_at, of_all)


def _as_judged(one: deadlines_open.OpenIssue) -> OpenIssue:
    return OpenIssue(
        one.regime,
        one.chapter,
        one.holder,
        one.status,
        one.before_pause,
        one.via,
        one.severity,
        one.deadlines,
    )


class Counts(NamedTuple):
    """How many issues, and how many deadlines of theirs."""

    issues: int = 0
    follow: int = 0
    not_known: int = 0
    """Those of which the new rules do not know the state, the channel or the tier."""
    kept: int = 0
    recounted: int = 0
    """Deadlines that are counted by other rules."""
    moved: int = 0
    """Those of them that get another day."""
    overdue: int = 0
    """Those that become overdue."""

    def with_one(self, change: Change) -> "Counts":
        return Counts(
            self.issues + 1,
            self.follow + change.follows,
            self.not_known + (change.unmapped is not None),
            self.kept + change.kept,
            self.recounted + len(change.moved),
            self.moved + sum(move.to_another_day for move in change.moved),
            self.overdue + len(change.overdue_now),
        )


class By(NamedTuple):
    """Who lets issues follow, when and why."""

    actor: PersonRef
    at: datetime
    reason: str
    office: UnitId | None = None
    """A registrar needs none."""


def adopt(
    alias: str,
    store: EventStore,
    desk: Desk,
    plan: Plan,
    by: By,
    *,
    simulation: bool,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Summary[Judged], Counts]:
    """Lets every issue follow that can, to the end, whatever fails on the way.

    In a simulation the moment is the clock; elsewhere the Desk's clock is, and the moment must not
    be after it. Issues that keep their rules, or that the new ones do not know, are only counted.
    Raises Rejected ``not-registrar`` where every issue would refuse it.
    """
    if by.office is None and not plan.scope.directory.is_registrar(by.actor, plan.scope.on):
        raise Rejected("not-registrar", actor=by.actor)
    counts = Counts()

    def following() -> Iterator[Judged]:
        nonlocal counts
        for one in judged(alias, plan, progress):
            counts = counts.with_one(one.change)
            if one.change.follows:
                yield one

    def command(one: Judged) -> AdoptRegime:
        return adopt_command(one.stream, plan.ref, by, simulation=simulation)

    summary = run(following(), command, store, desk, at=by.at)
    return summary, counts


def adopt_command(issue: UUID, regime: RegimeRef, by: By, *, simulation: bool) -> AdoptRegime:
    """The same adoption, repeated, sends the same command (ADR 0131)."""
    moment = by.at.astimezone(UTC)
    name = f"adopt/{regime}/{moment.isoformat()}/{by.actor}/{by.office}/{by.reason}"
    return AdoptRegime(
        id=uuid5(issue, name),
        actor=by.actor,
        office=by.office,
        occurred_at=moment,
        recorded_at=moment if simulation else None,
        issue=issue,
        regime=regime,
        reason=by.reason,
    )

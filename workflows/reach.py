"""Whom a rung of the ladder reaches: the first that can act, so that none leads nowhere."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.issue import Issue
from domain.issue_facts import StuckReason
from domain.organisation import UnitKind
from domain.values import UnitId
from workflows.attempt import Context
from workflows.machine import Regime
from workflows.rules_of_recusal import concerns, deciders

BODIES = frozenset({"bearer", "holder", "superior", "inspection"})
"""What a rung may be addressed to."""


class Watch(NamedTuple):
    """What a deadline is of, and whose it is."""

    issue: Issue
    """``EMPTY`` for a meeting: nobody is concerned by that."""
    chapter: UnitId | None
    holder: UnitId | None
    """Before delivery the committee that is to hold it."""
    bearer: UnitId | None


class Reached(NamedTuple):
    unit: UnitId | None
    """None where nothing exists any more of what might be told."""
    stuck: tuple[tuple[StuckReason, UnitId], ...] = ()
    """Why nobody can act, and the first body for each reason; empty where somebody can."""


def reached(to: Sequence[str], watch: Watch, regime: Regime, context: Context) -> Reached:
    """The first that can act: of the bodies named, of those above, of who inspects those.

    What nobody is above is brought before the inspection commission of the committee itself. Where
    nobody can act the first that exists is told, for whoever comes to it finds it there.
    """
    candidates = list(dict.fromkeys(_candidates(to, watch, regime, context)))
    obstacles: dict[StuckReason, UnitId] = {}
    for unit in candidates:
        obstacle = _obstacle(unit, watch, context)
        if obstacle is None:
            return Reached(unit)
        obstacles.setdefault(obstacle, unit)
    below = watch.holder or watch.bearer or watch.chapter
    if below and not _above(below, regime, context):
        obstacles.setdefault(StuckReason.NO_SUPERIOR, below)
    existing = (one for one in candidates if context.directory.exists(one, context.today))
    return Reached(next(existing, None), tuple(obstacles.items()))


def _candidates(
    to: Sequence[str], watch: Watch, regime: Regime, context: Context
) -> Iterator[UnitId]:
    below = watch.holder or watch.bearer or watch.chapter or ""
    own = context.directory.committee_of(below, context.today)
    above = _above(below, regime, context)
    inspections = [*_inspections(above or filter(None, [own]), context)]
    named = {
        "bearer": watch.bearer,
        "holder": watch.holder,
        "superior": next(iter(above), None),
        "inspection": next(iter(inspections), None),
    }
    yield from filter(None, (*(named[name] for name in to), own))
    yield from above
    yield from inspections


def _above(unit: UnitId, regime: Regime, context: Context) -> list[UnitId]:
    """The committees above, the nearest first."""
    line: list[UnitId] = []
    above = regime.superior(context.directory, unit, context.today)
    while above is not None and above not in line:
        line.append(above)
        above = regime.superior(context.directory, above, context.today)
    return line


def _inspections(committees: Iterable[UnitId], context: Context) -> Iterator[UnitId]:
    for committee in committees:
        kind = UnitKind.INSPECTION_COMMISSION
        body = context.directory.body(committee, kind, context.today)
        if body is not None:
            yield body.id


def _obstacle(unit: UnitId, watch: Watch, context: Context) -> StuckReason | None:
    """Why nobody there can act. Whoever owes something need not decide on it, nor be impartial."""
    directory, on = context.directory, context.today
    if not directory.exists(unit, on):
        return StuckReason.DISSOLVED
    people = deciders(directory, unit, on)
    if unit == watch.bearer and unit != watch.holder:
        return None if people or directory.members(unit, on) else StuckReason.VACANT
    if not people:
        return StuckReason.VACANT
    impartial = any(not concerns(watch.issue, directory, person, on) for person in people)
    return None if impartial else StuckReason.RECUSED

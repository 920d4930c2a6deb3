"""The deadlines of an issue that are still owed, as the inbox keeps them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from domain import deadline as d
from domain.fact import Fact
from domain.values import UnitId

_WORK = frozenset({d.DeadlineKind.RESULT, d.DeadlineKind.INTERIM, d.DeadlineKind.NEXT_REPLY})
"""What a lead owes, and what another lead takes on with what is left of it."""


def seconds(at: datetime) -> int:
    """Whole seconds since 1970."""
    return int(at.timestamp())


class Owed:
    """A deadline that is still owed, made from the values that are stored of it."""

    __slots__ = (
        "approaching",
        "bearer",
        "breached",
        "due",
        "extension_asked",
        "kind",
        "last_day",
        "leg",
        "ordinal",
        "paused",
        "suggested_to",
    )
    leg: int
    kind: str
    ordinal: int
    bearer: UnitId | None
    last_day: str
    due: int
    """Seconds since 1970."""
    paused: bool
    approaching: bool
    """Whether the ladder warned of the present due time."""
    breached: bool
    """Whether it found the present due time missed."""
    extension_asked: bool
    suggested_to: Sequence[UnitId]
    """Units to which it suggested to take the issue over."""

    def __init__(self, stored: Sequence[Any]) -> None:
        (
            self.leg,
            self.kind,
            self.ordinal,
            self.bearer,
            self.last_day,
            self.due,
            self.paused,
            self.approaching,
            self.breached,
            self.extension_asked,
            self.suggested_to,
        ) = stored

    def stored(self) -> list[Any]:
        return [
            *(self.leg, self.kind, self.ordinal, self.bearer, self.last_day, self.due),
            *(self.paused, self.approaching, self.breached, self.extension_asked),
            self.suggested_to,
        ]

    def move(self, last_day: str, due: int) -> None:
        """A new due time starts its ladder anew; the same one keeps the rungs it has."""
        if due != self.due:
            self.approaching = self.breached = False
            self.suggested_to = ()
        self.last_day, self.due = last_day, due


def with_fact(owed: list[Owed], fact: Any) -> list[Owed]:
    """What is owed after a fact about a deadline; one of an unknown deadline changes nothing."""
    id = fact.deadline
    if type(fact) is d.DeadlineSet:
        day, due = fact.last_day.isoformat(), seconds(fact.due)
        identity = (id.leg, id.kind.value, id.ordinal)
        return [*owed, Owed((*identity, fact.bearer, day, due, *_NOTHING_REACHED))]
    leg, kind, ordinal = id.leg, id.kind, id.ordinal
    named = [o for o in owed if o.kind == kind and o.ordinal == ordinal and o.leg == leg]
    if not named:
        return owed
    change = _CHANGES.get(type(fact))
    if change is None:
        return [one for one in owed if one not in named]
    for one in named:
        change(one, fact)
    return owed


_NOTHING_REACHED = (False, False, False, False, ())


def work_borne_by(owed: Iterable[Owed], bearer: UnitId | None) -> None:
    """Another lead takes on the work with what is left of its time; the holder what is refused."""
    for one in owed:
        if one.kind in _WORK:
            one.bearer = bearer


def borne_by(owed: Iterable[Owed], old: UnitId, new: UnitId) -> None:
    """What the one owed the other owes now."""
    for one in owed:
        if one.bearer == old:
            one.bearer = new


def suggested_to(owed: Iterable[Owed], old: UnitId, new: UnitId) -> None:
    """What was suggested to the one is suggested to the other now."""
    for one in owed:
        if old in one.suggested_to:
            units = (new if unit == old else unit for unit in one.suggested_to)
            one.suggested_to = tuple(dict.fromkeys(units))


def _pause(owed: Owed, _: Fact) -> None:
    owed.paused = True


def _resume(owed: Owed, fact: d.DeadlineResumed) -> None:
    owed.paused = False
    owed.move(fact.last_day.isoformat(), seconds(fact.due))


def _recompute(owed: Owed, fact: d.DeadlineRecomputed) -> None:
    owed.move(fact.last_day.isoformat(), seconds(fact.due))


def _ask(owed: Owed, _: Fact) -> None:
    owed.extension_asked = True


def _extend(owed: Owed, fact: d.DeadlineExtended) -> None:
    owed.extension_asked = False
    owed.move(fact.last_day.isoformat(), seconds(fact.due))


def _refuse(owed: Owed, _: Fact) -> None:
    owed.extension_asked = False


def _approach(owed: Owed, _: Fact) -> None:
    owed.approaching = True


def _breach(owed: Owed, _: Fact) -> None:
    owed.breached = True


def _suggest(owed: Owed, fact: d.EscalationSuggested) -> None:
    owed.suggested_to = fact.notified


_CHANGES: dict[type[Fact], Callable[[Owed, Any], None]] = {
    d.DeadlinePaused: _pause,
    d.DeadlineResumed: _resume,
    d.DeadlineRecomputed: _recompute,
    d.ExtensionAsked: _ask,
    d.DeadlineExtended: _extend,
    d.ExtensionRefused: _refuse,
    d.DeadlineApproaching: _approach,
    d.DeadlineBreached: _breach,
    d.EscalationSuggested: _suggest,
}
DEADLINE_FACTS: tuple[type[Fact], ...] = (
    d.DeadlineSet,
    d.DeadlineMet,
    d.DeadlineCancelled,
    *_CHANGES,
)
"""Every fact about deadlines that an inbox shows something of."""

"""A regime compiled into one ``transitions.Machine``, built once and used as a look-up table.

Nothing is ever triggered on the machine and replay never touches it: ``decide`` asks it which rows
there are for a trigger in a state.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from transitions import Machine

from domain.directory import Directory
from domain.issue import OPEN, Status
from domain.values import UnitId
from workflows.regime import ANY, ANY_OPEN, BEFORE_PAUSE, HELD, SAME, RegimeSpec, Transition

BEFORE_DELIVERY = (Status.RAISED, Status.ANSWERED_AT_MEETING)
"""Open states in which no committee holds the issue yet."""


class Row(NamedTuple):
    """One way from one state to another: who may go it and what it needs."""

    trigger: str
    source: Status
    to: Status
    who: tuple[str, ...]
    needs: tuple[str, ...]
    when: tuple[str, ...]


WAS_BEFORE_PAUSE = "was-before-pause"
"""The guard that the way out of a pause gets: back to the state it was entered from."""


def rows_of(spec: RegimeSpec) -> tuple[Row, ...]:
    """Every row of the table with its states spelled out. Raises ValueError on an unknown state."""
    return tuple(row for transition in spec.transitions for row in _rows(transition, spec))


_OPEN = tuple(state for state in Status if state in OPEN)
ALIASES: Mapping[str, tuple[Status, ...]] = {
    ANY_OPEN: _OPEN,
    HELD: tuple(state for state in _OPEN if state not in BEFORE_DELIVERY),
    ANY: tuple(state for state in Status if state is not Status.NEW),
}
"""Words of a regime file for many states."""


def sources_of(transition: Transition) -> tuple[Status, ...]:
    """The states a row starts from, ``open``, ``held`` and ``any`` spelled out."""
    named = (ALIASES.get(name) or (Status(name),) for name in transition.source)
    return tuple(dict.fromkeys(state for states in named for state in states))


def _rows(transition: Transition, spec: RegimeSpec) -> list[Row]:
    rows = []
    for source in sources_of(transition):
        for to, when in _destinations(transition, source, spec):
            rows.append(Row(transition.trigger, source, to, transition.who, transition.needs, when))
    return rows


def _destinations(
    transition: Transition, source: Status, spec: RegimeSpec
) -> list[tuple[Status, tuple[str, ...]]]:
    if transition.to == SAME:
        return [(source, transition.when)]
    if transition.to == BEFORE_PAUSE:
        pauses = [t for t in spec.transitions if t.to == Status.PAUSED.value]
        back = dict.fromkeys(state for t in pauses for state in sources_of(t))
        return [(state, (*transition.when, WAS_BEFORE_PAUSE)) for state in back]
    return [(Status(transition.to), transition.when)]


class Regime:
    """A regime ready for use: its data and its table."""

    def __init__(self, spec: RegimeSpec) -> None:
        self.spec = spec
        rows = rows_of(spec)
        self.machine = Machine(
            model=None,
            states=[state.value for state in Status],
            transitions=[
                {"trigger": row.trigger, "source": row.source.value, "dest": row.to.value}
                for row in rows
            ],
            initial=Status.NEW.value,
            auto_transitions=False,
        )
        self.all_rows = rows
        self._table = self._look_up_table(rows)

    def _look_up_table(self, rows: tuple[Row, ...]) -> Mapping[tuple[str, str], tuple[Row, ...]]:
        """Rows by trigger and state, in the order in which the machine would try them."""
        pending: dict[tuple[str, str, str], list[Row]] = {}
        for row in rows:
            pending.setdefault((row.trigger, row.source.value, row.to.value), []).append(row)
        table = {}
        for trigger, event in self.machine.events.items():
            for source, found in event.transitions.items():
                table[trigger, source] = tuple(
                    pending[trigger, source, str(transition.dest)].pop(0) for transition in found
                )
        return table

    def rows(self, trigger: str, status: Status) -> tuple[Row, ...]:
        """The rows for a trigger in a state; none where it is not possible there."""
        return self._table.get((trigger, status.value), ())

    def triggers_from(self, status: Status) -> tuple[str, ...]:
        """What may happen in a state, as the table lists it."""
        return tuple(t for t in self.machine.events if self.rows(t, status))

    def superior(self, directory: Directory, unit: UnitId, on: date) -> UnitId | None:
        """The committee one tier above the one that the unit is or belongs to.

        A dissolved unit keeps the superior of its last day, who sees to what it left behind; for a
        body of the highest committee that is the committee itself. For a committee that is no tier
        of the regime, or whose next tier there is not, the tree decides.
        """
        today = on
        record = directory.record(unit)
        if record is not None and record.period.last is not None:
            on = min(on, record.period.last)
        committee = directory.committee_of(unit, on)
        held = directory.unit(committee, on) if committee else None
        if committee is None or held is None:
            return None
        tier = self.spec.tiers.get(held.kind)
        if tier is None and held.kind in self.spec.tiers.values():
            left_behind = committee != unit and not directory.exists(unit, today)
            return committee if left_behind else None
        above = directory.committee_at(unit, tier, on) if tier else None
        above = above or directory.superior(committee, on)
        while above is not None and not directory.exists(above, today):
            above = directory.standing_for(above, today) or directory.superior(above, on)
        return above

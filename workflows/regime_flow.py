"""How issues move through a regime's table: what they cannot reach, leave, or stand in on time.

Looks at the rows alone. Rules that a row needs are taken to hold at some time or other, guards and
conditions of deadlines to fail when it matters.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from domain.deadline import DeadlineKind
from domain.issue import ENDED, OPEN, Status
from domain.organisation import UnitKind
from domain.values import Severity
from workflows.machine import WAS_BEFORE_PAUSE, Row, rows_of
from workflows.regime import DeadlineSpec, RegimeSpec

EXPIRES_BY_A_MEETING = ("scheduler", "next-meeting-over")
"""Role and rule of a row that ends a state after the chapter's next meeting, whenever that is."""

Graph = Mapping[Status, frozenset[Status]]
"""Every state with those that can be reached from it in any number of steps."""


def graph_of(rows: Sequence[Row]) -> Graph:
    """What can be reached, the withdrawal by the source left out."""
    steps = {
        state: {row.to for row in rows if row.source is state} - {state, Status.WITHDRAWN}
        for state in Status
    }
    return {state: _reached_from(state, steps) for state in Status}


def _reached_from(state: Status, steps: Mapping[Status, set[Status]]) -> frozenset[Status]:
    reached: set[Status] = set()
    ahead = deque(steps[state])
    while ahead:
        found = ahead.popleft()
        if found not in reached:
            reached.add(found)
            ahead.extend(steps[found])
    return frozenset(reached)


def stuck(graph: Graph) -> Iterator[Status]:
    """Open states from which no way leads to the end, withdrawal apart.

    Of states that lead to each other only the last are told: mend those and all before are well.
    """
    dead = {state for state in graph[Status.NEW] & OPEN if Status.CLOSED not in graph[state]}
    for state in Status:
        if state in dead and all(state in graph[onward] for onward in graph[state]):
            yield state


class Standing(NamedTuple):
    """Where an issue can be, and what is owed there at the least."""

    status: Status
    before_pause: Status | None
    owed: frozenset[DeadlineKind]


START = Standing(Status.NEW, None, frozenset())


def without_deadline(spec: RegimeSpec) -> Mapping[Status, str]:
    """Open states in which an issue can stand with no deadline running or paused.

    Each with the trigger by which it first comes to that. A state that expires by the chapter's
    next meeting needs none.
    """
    rows = rows_of(spec)
    role, rule = EXPIRES_BY_A_MEETING
    timed = {r.source for r in rows if role in r.who and rule in r.needs and r.to is not r.source}
    found: dict[Status, str] = {}
    for trigger, standing in standings(spec, rows):
        if not standing.owed and standing.status in OPEN - timed:
            found.setdefault(standing.status, trigger)
    return found


def standings(spec: RegimeSpec, rows: Sequence[Row]) -> Iterator[tuple[str, Standing]]:
    """Every standing there is with the trigger that leads to it, those after few steps first."""
    leaving = {state: [row for row in rows if row.source is state] for state in Status}
    seen, ahead = {START}, deque([START])
    while ahead:
        standing = ahead.popleft()
        for row in leaving[standing.status]:
            if WAS_BEFORE_PAUSE in row.when and row.to is not standing.before_pause:
                continue
            after = _after(row, standing, spec)
            if after not in seen:
                seen.add(after)
                ahead.append(after)
                yield row.trigger, after


def _after(row: Row, standing: Standing, spec: RegimeSpec) -> Standing:
    before = standing.before_pause if row.source is row.to else row.source
    before_pause = before if row.to is Status.PAUSED else None
    return Standing(row.to, before_pause, _owed_after(row, standing.owed, spec))


def _owed_after(
    row: Row, owed: frozenset[DeadlineKind], spec: RegimeSpec
) -> frozenset[DeadlineKind]:
    """What is still owed for certain, as ``deadlines.consequences`` goes about it."""
    if row.to in ENDED:
        return frozenset()
    deadlines, trigger = spec.deadlines, row.trigger
    kept = owed if trigger not in spec.new_legs else frozenset()
    over = {k for k in kept if trigger in (*deadlines[k].stops, *deadlines[k].cancels)}
    begun = {k for k, d in deadlines.items() if trigger in d.starts and _is_certain(d, spec)}
    return (kept - over) | begun


def _is_certain(deadline: DeadlineSpec, spec: RegimeSpec) -> bool:
    """Whether it starts whatever the issue: not one that each of perhaps no bodies owes."""
    if deadline.given:
        return not deadline.each
    return not deadline.cases or all(
        any(
            (case.tier is None or case.tier is tier)
            and (case.severity is None or severity in case.severity)
            for case in deadline.cases
        )
        for tier in tiers_of(spec)
        for severity in Severity
    )


def tiers_of(spec: RegimeSpec) -> frozenset[UnitKind]:
    """Every tier of the regime, the highest included."""
    return frozenset({*spec.tiers, *spec.tiers.values()})

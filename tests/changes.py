"""Changes of the organisation while issues are on their way: who comes, goes and stands in."""

from datetime import date, timedelta
from typing import Any

from domain.calendar import local_date
from tests import builders as b
from tests.builders import World, named
from tests.steps import Step, step
from workflows.outcome import Accepted, Outcome


def _organising(type: str, **fields: Any) -> Step:
    return step(type, None, b.FOUNDER, province=b.PROVINCE, **fields)


def _today(world: World) -> date:
    return local_date(world.now)


def _tomorrow(world: World) -> date:
    return _today(world) + timedelta(days=1)


def appointed(person: str, unit: str, post: str, **fields: Any) -> Step:
    """From today."""
    given = {"person": person, "unit": unit, "post": post, "valid_from": _today, **fields}
    return _organising("appoint-officer", **given)


def left_office(person: str, unit: str, post: str) -> Step:
    """Today is the last day in the post."""
    return _organising("end-appointment", person=person, unit=unit, post=post, valid_from=_tomorrow)


def delegated(delegator: str, delegate: str, unit: str, last: date) -> Step:
    """From today to the last day named."""
    return _organising(
        "grant-delegation",
        delegation=named(f"{delegator} to {delegate}"),
        delegator=delegator,
        delegate=delegate,
        unit=unit,
        valid_from=_today,
        valid_to=last,
    )


def acts_as_head(person: str, unit: str, last: date, **fields: Any) -> Step:
    """From today to the last day named."""
    given = {"person": person, "unit": unit, "valid_from": _today, "valid_to": last, **fields}
    return _organising("name-acting-head", **given)


def established(unit: str, kind: str, parent: str, **fields: Any) -> Step:
    given = {"unit": unit, "kind": kind, "name": unit, "parent": parent, **fields}
    return _organising("establish-unit", **{"valid_from": _today, **given})


def dissolved(unit: str) -> Step:
    """Today is its last day."""
    return _organising("dissolve-unit", unit=unit, valid_from=_tomorrow)


def in_turn(*steps: Step) -> Step:
    """Several steps as one: those before the last must be accepted."""

    def run(world: World) -> Outcome:
        *before, last = steps
        for one in before:
            outcome = one(world)
            assert isinstance(outcome, Accepted), outcome
        return last(world)

    return run

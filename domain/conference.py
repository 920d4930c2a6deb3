"""A conference that an agency plans: on some days of a month there is to be none (`002-3`)."""

from datetime import date
from typing import Literal, assert_never
from uuid import UUID

from domain.deadline import RuleName
from domain.fact import Fact, Recorded
from domain.organisation import Day
from domain.values import UnitId, Value


class ConferencePlanned(Fact):
    """Planned again it moves to another day."""

    type: Literal["conference-planned.v1"] = "conference-planned.v1"
    unit: UnitId
    on: Day


class ConferenceDayWarned(Fact):
    """The day is one to keep free of conferences: a warning, which hinders nobody."""

    type: Literal["conference-day-warned.v1"] = "conference-day-warned.v1"
    on: Day
    rule: RuleName


class ConferenceCancelled(Fact):
    type: Literal["conference-cancelled.v1"] = "conference-cancelled.v1"


ConferenceFact = ConferencePlanned | ConferenceDayWarned | ConferenceCancelled


class Conference(Value):
    """State of one conference; ``EMPTY`` before its first fact."""

    id: UUID | None = None
    version: int = 0
    unit: UnitId | None = None
    on: date | None = None
    warned: bool = False
    """Of the day for which it is planned now."""
    cancelled: bool = False


EMPTY = Conference()


def evolve(conference: Conference, recorded: Recorded[ConferenceFact]) -> Conference:
    """The conference after one more fact. Total: never raises on a known fact."""
    _, envelope, fact = recorded
    change: dict[str, object] = {"id": envelope.stream, "version": envelope.version}
    match fact:
        case ConferencePlanned(unit=unit, on=on):
            change |= {"unit": unit, "on": on, "warned": False, "cancelled": False}
        case ConferenceDayWarned(on=on):
            change["warned"] = on == conference.on
        case ConferenceCancelled():
            change["cancelled"] = True
        case _ as unknown:
            assert_never(unknown)
    return conference.model_copy(update=change)

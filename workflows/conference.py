"""Planning a conference: on a day to be kept free it is warned of, and goes on (`002-3`)."""

from datetime import date
from typing import Literal
from uuid import UUID

from domain.conference import (
    Conference,
    ConferenceCancelled,
    ConferenceDayWarned,
    ConferenceFact,
    ConferencePlanned,
)
from domain.organisation import Day
from domain.regime_keys import ConferenceRules
from domain.values import PersonRef, UnitId
from workflows.attempt import Context
from workflows.command import Command, StreamKind, StreamRef
from workflows.decision import Decision
from workflows.outcome import Rejected
from workflows.roles import COMMITTEE_OFFICE, PLANNING_UNIT, capacities, in_office
from workflows.rulebook import in_force


class ConferenceCommand(Command):
    conference: UUID

    def reads(self) -> tuple[StreamRef, ...]:
        return (StreamRef(StreamKind.CONFERENCE, self.conference),)


class PlanConference(ConferenceCommand):
    """Plans a conference of the unit, or moves it to another day."""

    type: Literal["plan-conference"] = "plan-conference"
    unit: UnitId
    on: Day


class CancelConference(ConferenceCommand):
    type: Literal["cancel-conference"] = "cancel-conference"


AnyConferenceCommand = PlanConference | CancelConference


def decide(command: AnyConferenceCommand, conference: Conference, context: Context) -> Decision:
    """The facts of a conference command. Raises Rejected."""
    match command:
        case PlanConference():
            return _planned(command, conference, context)
        case CancelConference():
            if conference.unit is None:
                raise Rejected("conference-unknown", conference=str(command.conference))
            role, on_behalf_of = _role(command, conference.unit, context)
            facts = () if conference.cancelled else (ConferenceCancelled(),)
            return _decision(role, command, facts, on_behalf_of)


def on_a_no_conference_day(on: date, rules: ConferenceRules) -> bool:
    """`002-3`: a day of the month on which cadres attend chapters."""
    return on.day in rules.avoid_days


def _planned(command: PlanConference, conference: Conference, context: Context) -> Decision:
    if not context.directory.exists(command.unit, command.on):
        raise Rejected("unit-unknown", unit=command.unit)
    role, on_behalf_of = _role(command, command.unit, context)
    if conference.unit not in (None, command.unit):
        raise Rejected("conference-of-another", unit=conference.unit)
    if conference.on == command.on and not conference.cancelled:
        return Decision(role, {})
    if command.on < context.today:
        raise Rejected("conference-in-past", on=command.on.isoformat())
    planned = ConferencePlanned(unit=command.unit, on=command.on)
    return _decision(role, command, (planned, *_warning(command, context)), on_behalf_of)


def _warning(command: PlanConference, context: Context) -> tuple[ConferenceFact, ...]:
    """A fact of its own, so that whoever looks later sees that it was told."""
    spec = in_force(context.directory, command.unit, command.on)
    if spec is None or not on_a_no_conference_day(command.on, spec.conferences):
        return ()
    return (ConferenceDayWarned(on=command.on, rule=spec.conferences.rule),)


def _decision(
    role: str,
    command: ConferenceCommand,
    facts: tuple[ConferenceFact, ...],
    on_behalf_of: PersonRef | None,
) -> Decision:
    return Decision(role, {command.conference: facts} if facts else {}, on_behalf_of)


def _role(
    command: ConferenceCommand, unit: UnitId, context: Context
) -> tuple[str, PersonRef | None]:
    """Whoever serves in the unit plans its conferences, or the office of its committee."""
    own = next(iter(capacities(command, context)), None) if command.office == unit else None
    if own is not None:
        return PLANNING_UNIT, own.on_behalf_of
    clerk = in_office(command, context.directory.committee_of(unit, context.today), context)
    if clerk is not None:
        return COMMITTEE_OFFICE, clerk.on_behalf_of
    raise Rejected(
        "not-entitled",
        trigger="plan-conference",
        office=command.office,
        roles=[PLANNING_UNIT, COMMITTEE_OFFICE],
    )

"""A committee's briefing with those it works with (`001-1`), recorded as meetings are."""

from typing import Literal

from pydantic import Field

from domain.calendar import local_date
from domain.meeting import BriefingHeld, Meeting
from domain.organisation import UnitKind
from domain.regime_keys import BriefingRules
from domain.values import ClaimedInstant, DocumentRef, PersonRef, UnitId
from workflows.attempt import Context
from workflows.decision import Decision
from workflows.meeting import MeetingCommand, regime_binding
from workflows.meeting_rules import check_times
from workflows.outcome import Rejected
from workflows.roles import in_office, on_board


class RecordBriefing(MeetingCommand):
    """Records that a committee held its briefing, and which bodies and chapters took part."""

    type: Literal["record-briefing"] = "record-briefing"
    committee: UnitId
    participants: tuple[UnitId, ...] = Field(min_length=1, max_length=500)
    started_at: ClaimedInstant
    ended_at: ClaimedInstant
    document: DocumentRef | None = None


def decide(command: RecordBriefing, meeting: Meeting, context: Context) -> Decision:
    """The briefing. Raises Rejected."""
    if meeting.version:
        raise Rejected("meeting-exists", meeting=str(command.meeting))
    check_times(command, context)
    met_on = local_date(command.started_at)
    for unit in (command.committee, *command.participants):
        if not context.directory.exists(unit, met_on):
            raise Rejected("unit-unknown", unit=unit)
    committee = context.directory.unit(command.committee, met_on)
    regime = regime_binding(command.committee, command.ended_at, context)
    rules = regime.spec.briefing
    if rules is None or not briefing_of_the_regime(committee.kind if committee else None, rules):
        raise Rejected("no-briefing", committee=command.committee, regime=regime.spec.id)
    role, on_behalf_of = _role(command, rules, context)
    held = BriefingHeld(
        regime=regime.spec.ref,
        committee=command.committee,
        participants=tuple(dict.fromkeys(command.participants)),
        started_at=command.started_at,
        ended_at=command.ended_at,
        document=command.document,
    )
    return Decision(role, {command.meeting: (held,)}, on_behalf_of)


def briefing_of_the_regime(kind: UnitKind | None, rules: BriefingRules) -> bool:
    """`001-1`: the committees of one tier hold briefings."""
    return kind is rules.tier


def _role(
    command: RecordBriefing, rules: BriefingRules, context: Context
) -> tuple[str, PersonRef | None]:
    """The committee's office records it, or the body that held it."""
    clerk = in_office(command, command.committee, context)
    if clerk is not None:
        return "convening-office", clerk.on_behalf_of
    held_by = on_board(command, command.committee, context, rules.held_by)
    if held_by is not None:
        return "convening-board", held_by.on_behalf_of
    raise Rejected(
        "not-entitled",
        trigger="record-briefing",
        office=command.office,
        roles=["convening-office", "convening-board"],
    )

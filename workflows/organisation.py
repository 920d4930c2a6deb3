"""Decides the commands that change a province's organisation: who may, and what follows."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from domain.deadline import CalendarRef, RegimeRef
from domain.directory import Directory
from domain.fact import CommandName
from domain.organisation import OrganisationFact
from workflows.organisation_commands import (
    FoundOrganisation,
    ImportOrganisation,
    OrganisationCommand,
    PublishCalendar,
    PublishRegime,
    RecordSuccession,
)
from workflows.organisation_import import plan_import
from workflows.organisation_rules import admit
from workflows.organisation_succession import plan_succession
from workflows.outcome import Rejected

FOUNDER: CommandName = "founder"
REGISTRAR: CommandName = "registrar"


class OrganisationContext(NamedTuple):
    """What a decision needs besides command and directory."""

    today: date
    """The recorded day, in Vietnam."""
    check_regime: Callable[[str, RegimeRef], object]
    """Raises Rejected where the text is no sound regime."""
    check_calendar: Callable[[str, CalendarRef], object]
    """Raises Rejected where the text is no sound calendar."""


def role_of(command: OrganisationCommand) -> CommandName:
    """The capacity that entitles the actor, for the envelope."""
    return FOUNDER if isinstance(command, FoundOrganisation) else REGISTRAR


def decide(
    command: OrganisationCommand, directory: Directory, context: OrganisationContext
) -> tuple[OrganisationFact, ...]:
    """The facts that the command leads to, ``()`` where all is so already; raises Rejected."""
    if isinstance(command, FoundOrganisation):
        return _found(command, directory, context)
    if directory.province is None or directory.province != command.province:
        raise Rejected("no-organisation", province=command.province)
    if not directory.is_registrar(command.actor, context.today):
        raise Rejected("not-registrar", actor=command.actor)
    match command:
        case ImportOrganisation():
            return _import(command, directory)
        case RecordSuccession():
            return plan_succession(command, directory).facts
        case PublishRegime(regime=id, version=version, text=text):
            facts = admit(command.fact(), directory)
            if facts:
                context.check_regime(text, RegimeRef(id=id, version=version))
            return facts
        case PublishCalendar(calendar=id, version=version, text=text):
            facts = admit(command.fact(), directory)
            if facts:
                context.check_calendar(text, CalendarRef(id=id, version=version))
            return facts
        case _:
            return admit(command.fact(), directory)


def _found(
    command: FoundOrganisation, directory: Directory, context: OrganisationContext
) -> tuple[OrganisationFact, ...]:
    if command.founded_on > context.today:
        # Nobody could register anything until that day.
        raise Rejected("founded-in-future", founded_on=command.founded_on.isoformat())
    return admit(command.fact(), directory)


def _import(command: ImportOrganisation, directory: Directory) -> tuple[OrganisationFact, ...]:
    """All facts of the import; refuses with the first fault, its line and the number of faults."""
    plan = plan_import(command, directory)
    if plan.faults:
        entry, refusal = plan.faults[0]
        params = {**refusal.params, "line": entry.line, "faults": len(plan.faults)}
        raise Rejected(refusal.code, **params)
    return plan.facts

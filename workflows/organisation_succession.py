"""A succession is tried on a draft of the directory: moves, ends, and who follows."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.directory import Directory, Unit
from domain.organisation import (
    BODIES,
    CHAPTERS,
    OrganisationFact,
    OrgUnitDissolved,
    UnitKind,
)
from domain.values import UnitId
from workflows.organisation_commands import RecordSuccession
from workflows.organisation_entries import SuccessionEntry
from workflows.organisation_trial import Trial
from workflows.rulebook import in_force

ENDS_ALONG = BODIES | {UnitKind.AGENCY, UnitKind.WORKPLACE_CHAPTER}
"""What ends with the unit that it stands under, unless it is moved away before."""


class SuccessionPlan(NamedTuple):
    """What a succession would lead to."""

    facts: tuple[OrganisationFact, ...]
    unbound: tuple[UnitId, ...]
    """Chapters that no regime in force binds on the first day afterwards."""


def plan_succession(command: RecordSuccession, directory: Directory) -> SuccessionPlan:
    """The facts that the succession leads to; raises Rejected with the first that a rule refuses.

    ``directory`` is that of a founded organisation.
    """
    trial = Trial(directory)
    trial.move(command.moves)
    for fault in trial.faults:
        raise fault.refusal
    for dissolved in _ends(command.units, trial.directory):
        trial.admit(dissolved)
    for entry in command.units:
        trial.admit(entry.fact())
    days = {entry.valid_from for entry in command.units}
    unbound = dict.fromkeys(unit for day in sorted(days) for unit in _unbound(trial.directory, day))
    return SuccessionPlan(tuple(trial.facts), tuple(unbound))


def _ends(entries: tuple[SuccessionEntry, ...], directory: Directory) -> list[OrgUnitDissolved]:
    """The end of every unit and of what ends along with it, what stands lowest first."""
    ends: dict[UnitId, tuple[int, OrgUnitDissolved]] = {}
    for entry in entries:
        depth = len(directory.ancestors(entry.unit, entry.valid_from))
        along = _below(directory, entry.unit, entry.valid_from, depth)
        for deep, unit in ((depth, entry.unit), *along):
            ended = OrgUnitDissolved(unit=unit, valid_from=entry.valid_from, basis=entry.basis)
            ends.setdefault(unit, (deep, ended))
    in_order = sorted(ends.values(), key=lambda end: end[0], reverse=True)
    return [ended for _, ended in in_order]


def _below(
    directory: Directory, unit: UnitId, on: date, depth: int
) -> Iterator[tuple[int, UnitId]]:
    for child in directory.children(unit, on):
        if child.kind in ENDS_ALONG:
            yield depth + 1, child.id
            yield from _below(directory, child.id, on, depth + 1)


def _unbound(directory: Directory, on: date) -> Iterator[UnitId]:
    for _, unit in directory.walk(on):
        if _is_chapter(unit) and in_force(directory, unit.id, on) is None:
            yield unit.id


def _is_chapter(unit: Unit) -> bool:
    return unit.kind in CHAPTERS

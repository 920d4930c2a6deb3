"""An import is tried entry by entry on a draft of the directory, and every fault is found."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.directory import Directory
from domain.organisation import OrganisationFact
from domain.values import UnitId
from workflows.organisation_commands import ImportOrganisation
from workflows.organisation_entries import (
    AppointmentEntry,
    AssignmentEntry,
    BindingEntry,
    RenameEntry,
    UnitEntry,
)
from workflows.organisation_trial import ImportFault, Trial
from workflows.outcome import Rejected


class ImportPlan(NamedTuple):
    """What an import would lead to; with any fault, to nothing."""

    facts: tuple[OrganisationFact, ...]
    faults: tuple[ImportFault, ...]


class UnitOrder(NamedTuple):
    entries: tuple[UnitEntry, ...]
    """Parents before what stands under them, else as given; what stands in a cycle is left out."""
    cycles: tuple[tuple[UnitEntry, ...], ...]
    """Entries each of which stands under the next, and the last under the first."""


def order_units(units: Sequence[UnitEntry]) -> UnitOrder:
    """Brings entries in any order into one in which they can be established."""
    by_id: dict[UnitId, UnitEntry] = {}
    for entry in units:
        by_id.setdefault(entry.unit, entry)
    done: set[UnitId] = set()
    ordered: list[UnitEntry] = []
    cycles: list[tuple[UnitEntry, ...]] = []
    for entry in units:
        if entry.unit in done and entry is not by_id[entry.unit]:
            ordered.append(entry)
        line: list[UnitEntry] = []
        places: dict[UnitId, int] = {}
        above: UnitEntry | None = entry
        while above is not None and above.unit not in done and above.unit not in places:
            places[above.unit] = len(line)
            line.append(above)
            above = by_id.get(above.parent) if above.parent else None
        if above is not None and above.unit in places:
            cycles.append(tuple(line[places[above.unit] :]))
            line = line[: places[above.unit]]
        done.update(places)
        ordered += reversed(line)
    return UnitOrder(tuple(ordered), tuple(cycles))


def cycle_refusal(cycle: Iterable[UnitEntry]) -> Rejected:
    return Rejected("unit-cycle", units=[entry.unit for entry in cycle])


def plan_import(command: ImportOrganisation, directory: Directory) -> ImportPlan:
    """The facts that the import leads to, or every entry that a rule refuses, with its refusal.

    ``directory`` is that of a founded organisation.
    """
    trial = Trial(directory)
    order = order_units(command.units)
    for cycle in order.cycles:
        trial.refuse_together(cycle, cycle_refusal(cycle))
    sound = trial.establish(order.entries, command.moves)
    trial.move(command.moves)
    trial.dissolve(sound)
    entries: tuple[RenameEntry | AppointmentEntry | AssignmentEntry | BindingEntry, ...] = (
        *command.renames,
        *command.appointments,
        *command.bindings,
        *command.assignments,
    )
    for entry in entries:
        trial.take(entry, entry.fact())
    faults = sorted(trial.faults, key=lambda fault: fault.entry.line or 0)
    return ImportPlan(tuple(trial.facts), tuple(faults))

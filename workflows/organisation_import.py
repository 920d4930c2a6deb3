"""An import is tried entry by entry on a draft of the directory, and every fault is found."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from domain.directory import Directory, Draft
from domain.organisation import OrganisationFact
from domain.values import UnitId
from workflows.organisation_commands import ImportOrganisation
from workflows.organisation_entries import (
    AppointmentEntry,
    AssignmentEntry,
    BindingEntry,
    OrganisationEntry,
    RenameEntry,
    UnitEntry,
)
from workflows.organisation_rules import admit, admit_unit
from workflows.organisation_unit_rules import require_same_unit
from workflows.outcome import Rejected


class ImportFault(NamedTuple):
    """An entry that a rule refuses."""

    entry: OrganisationEntry
    refusal: Rejected


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
    trial = _Trial(directory)
    trial.units(order_units(command.units))
    entries: tuple[RenameEntry | AppointmentEntry | AssignmentEntry | BindingEntry, ...] = (
        *command.renames,
        *command.appointments,
        *command.assignments,
        *command.bindings,
    )
    for entry in entries:
        trial.take(entry, entry.fact())
    faults = sorted(trial.faults, key=lambda fault: fault.entry.line or 0)
    return ImportPlan(tuple(trial.facts), tuple(faults))


class _Trial:
    def __init__(self, directory: Directory) -> None:
        self._draft = Draft(directory)
        self.facts: list[OrganisationFact] = []
        self.faults: list[ImportFault] = []

    def units(self, order: UnitOrder) -> None:
        for cycle in order.cycles:
            self.faults.append(ImportFault(cycle[0], cycle_refusal(cycle)))
            for entry in cycle:
                self._suppose(entry)
        sound = [entry for entry in order.entries if self._establish(entry)]
        # A committee may end on the same day as what stands under it, so children end first.
        for entry in reversed(sound):
            if dissolved := entry.dissolved():
                self.take(entry, dissolved)

    def take(self, entry: OrganisationEntry, fact: OrganisationFact) -> None:
        try:
            self._add(admit(fact, self._draft.directory))
        except Rejected as refusal:
            self.faults.append(ImportFault(entry, refusal))

    def _establish(self, entry: UnitEntry) -> bool:
        directory = self._draft.directory
        try:
            if entry.valid_to is not None and entry.valid_to < entry.valid_from:
                raise Rejected(
                    "dates-reversed",
                    valid_from=entry.valid_from.isoformat(),
                    valid_to=entry.valid_to.isoformat(),
                )
            if entry.parent is None:
                _require_known_root(entry, directory)
            else:
                fact = entry.established(entry.parent)
                self._add(admit_unit(fact, entry.valid_to, directory))
        except Rejected as refusal:
            self.faults.append(ImportFault(entry, refusal))
            self._suppose(entry)
            return False
        return True

    def _suppose(self, entry: UnitEntry) -> None:
        """Lets a refused unit stand in the draft, so that what hangs on it is judged by itself."""
        if entry.parent is not None:
            self._draft.add(entry.established(entry.parent))

    def _add(self, facts: Iterable[OrganisationFact]) -> None:
        for fact in facts:
            self.facts.append(fact)
            self._draft.add(fact)


def _require_known_root(entry: UnitEntry, directory: Directory) -> None:
    """Only the province, which is founded and not imported, stands under nothing."""
    record = directory.record(entry.unit)
    if record is None or record.parent is not None:
        raise Rejected(
            "wrong-parent",
            unit=entry.unit,
            kind=entry.kind.value,
            parent=None,
            parent_kind=None,
        )
    require_same_unit(record, entry.kind, entry.name, None, entry.valid_from)

"""Entries are tried on a draft of the directory, in whatever order holds; every fault is kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.directory import Directory, Draft
from domain.organisation import OrganisationFact
from domain.period import ONE_DAY
from domain.values import UnitId
from workflows.organisation_entries import MoveEntry, OrganisationEntry, UnitEntry
from workflows.organisation_rules import admit, admit_unit
from workflows.organisation_unit_rules import require_same_unit
from workflows.outcome import Rejected


class ImportFault(NamedTuple):
    """An entry that a rule refuses."""

    entry: OrganisationEntry
    refusal: Rejected


class Trial:
    """Facts that were admitted one after the other, and the entries that were not."""

    def __init__(self, directory: Directory) -> None:
        self._draft = Draft(directory)
        self.facts: list[OrganisationFact] = []
        self.faults: list[ImportFault] = []

    @property
    def directory(self) -> Directory:
        """As it stands after all facts so far."""
        return self._draft.directory

    def admit(self, fact: OrganisationFact) -> None:
        """Raises Rejected where a rule refuses the fact."""
        self._add(admit(fact, self.directory))

    def take(self, entry: OrganisationEntry, fact: OrganisationFact) -> None:
        try:
            self.admit(fact)
        except Rejected as refusal:
            self.faults.append(ImportFault(entry, refusal))

    def refuse_together(self, entries: Sequence[UnitEntry], refusal: Rejected) -> None:
        self.faults.append(ImportFault(entries[0], refusal))
        for entry in entries:
            self._suppose(entry)

    def establish(
        self, entries: Iterable[UnitEntry], moves: Sequence[MoveEntry]
    ) -> list[UnitEntry]:
        """The entries that no rule refuses, parents first as they came."""
        moved: dict[UnitId, list[date]] = {}
        for move in moves:
            moved.setdefault(move.unit, []).append(move.valid_from)
        return [entry for entry in entries if self._establish(entry, moved)]

    def move(self, moves: Sequence[MoveEntry]) -> None:
        """Every unit once a day; of two that change places, whichever can goes first."""
        told: dict[tuple[UnitId, date], UnitId] = {}
        sound = []
        for entry in sorted(moves, key=lambda move: move.valid_from):
            if told.setdefault((entry.unit, entry.valid_from), entry.parent) == entry.parent:
                sound.append(entry)
            else:
                twice = Rejected("unit-named-twice", unit=entry.unit)
                self.faults.append(ImportFault(entry, twice))
        self._settle([(entry, entry.fact()) for entry in sound])

    def dissolve(self, entries: Sequence[UnitEntry]) -> None:
        """A committee may end on the same day as what stands under it, so children end first."""
        ends = ((entry, entry.dissolved()) for entry in reversed(entries))
        self._settle([(entry, fact) for entry, fact in ends if fact])

    def _settle(self, waiting: Sequence[tuple[OrganisationEntry, OrganisationFact]]) -> None:
        """What is refused is tried again as long as another was admitted meanwhile."""
        while waiting:
            refused = []
            for entry, fact in waiting:
                try:
                    self.admit(fact)
                except Rejected as refusal:
                    refused.append((entry, fact, refusal))
            if len(refused) == len(waiting):
                self.faults += [ImportFault(entry, refusal) for entry, _, refusal in refused]
                return
            waiting = [(entry, fact) for entry, fact, _ in refused]

    def _establish(self, entry: UnitEntry, moved: Mapping[UnitId, Sequence[date]]) -> bool:
        try:
            if entry.valid_to is not None and entry.valid_to < entry.valid_from:
                raise Rejected(
                    "dates-reversed",
                    valid_from=entry.valid_from.isoformat(),
                    valid_to=entry.valid_to.isoformat(),
                )
            if entry.parent is None:
                _require_known_root(entry, self.directory)
            else:
                fact = entry.established(entry.parent)
                last = _last_there(entry, moved.get(entry.unit, ()))
                self._add(admit_unit(fact, last, self.directory))
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


def _last_there(entry: UnitEntry, moved: Iterable[date]) -> date | None:
    """The last day under the first parent, where the unit ends or moves."""
    ends = [day - ONE_DAY for day in moved if day > entry.valid_from]
    return min([*ends, entry.valid_to] if entry.valid_to else ends, default=None)


def _require_known_root(entry: UnitEntry, directory: Directory) -> None:
    """Only a province, which is founded or established and not imported, stands under nothing."""
    record = directory.record(entry.unit)
    if record is None or record.parents:
        raise Rejected(
            "wrong-parent",
            unit=entry.unit,
            kind=entry.kind.value,
            parent=None,
            parent_kind=None,
        )
    require_same_unit(record, entry.kind, entry.name, None, entry.valid_from)

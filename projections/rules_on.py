"""What the regime that binds a unit on a day says, read from the published texts of a directory.

Tree, posts and bindings are asked of the directory when a list is read (ADR 0180).
"""

from collections.abc import Iterator
from datetime import date

from domain.directory import Directory, Unit
from domain.organisation import CHAPTERS
from domain.period import Period
from domain.regime_keys import OptionalKeys, keys_of
from domain.regime_layers import merged
from domain.values import UnitId


class RulesOn:
    """The optional keys of regimes, each read once."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._texts = {
            f"{id} {version}": text
            for id, version in directory.regimes()
            if (text := directory.regime_text(id, version)) is not None
        }
        self._read: dict[str, tuple[Period, OptionalKeys] | None] = {}

    def named(self, ref: str) -> OptionalKeys | None:
        """Of the regime ``id version``; None where it, or what it extends, is not published."""
        read = self._known(ref)
        return read[1] if read else None

    def periods(self) -> Iterator[Period]:
        """When the published regimes apply."""
        return (read[0] for ref in self._texts if (read := self._known(ref)))

    def binding(self, unit: UnitId, on: date) -> tuple[str, OptionalKeys] | None:
        """Of the regime that binds the unit, with its name; None where none applies that day."""
        bound = self._directory.binding(unit, on)
        if bound is None:
            return None
        ref = " ".join(bound)
        read = self._known(ref)
        return (ref, read[1]) if read and read[0].covers(on) else None

    def _known(self, ref: str) -> tuple[Period, OptionalKeys] | None:
        if ref not in self._read:
            self._read[ref] = self._parsed(ref)
        return self._read[ref]

    def _parsed(self, ref: str) -> tuple[Period, OptionalKeys] | None:
        try:
            table = merged(ref, self._texts)
        except KeyError:
            return None
        first, last = table.get("effective_from"), table.get("effective_to")
        return Period(first or date.min, last), keys_of(table)


def chapters_below(directory: Directory, unit: UnitId | None, on: date) -> Iterator[Unit]:
    """The chapters at or below the unit that day, in the order of the tree; all without one."""
    if unit is None:
        yield from (one for _, one in directory.walk(on) if one.kind in CHAPTERS)
        return
    top = directory.unit(unit, on)
    waiting = [top] if top else []
    while waiting:
        found = waiting.pop()
        if found.kind in CHAPTERS:
            yield found
        waiting += reversed(directory.children(found.id, on))


def stands_below(directory: Directory, unit: UnitId, above: UnitId | None, on: date) -> bool:
    """Whether the unit is that one or stood below it on the day; below none does everything."""
    return above is None or unit == above or above in directory.ancestors(unit, on)

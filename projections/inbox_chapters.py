"""Names of the chapters at a time, so that the search finds an issue by them."""

import json
from collections.abc import Iterable
from datetime import datetime

from domain.calendar import local_date
from domain.fact import Fact
from domain.organisation import CHAPTERS, OrgUnitEstablished, OrgUnitRenamed
from domain.values import UnitId
from projections.inbox_tables import InboxChapterTable
from projections.rows import listed, select, upsert, write

CHAPTER_FACTS: tuple[type[Fact], ...] = (OrgUnitEstablished, OrgUnitRenamed)

_READ = f"""SELECT unit, names FROM {InboxChapterTable._meta.db_table}
WHERE unit IN (SELECT value FROM json_each(%s))"""
_WRITE = upsert(InboxChapterTable, ("unit", "names"))


class Chapters:
    """Those that facts name."""

    def __init__(self, alias: str) -> None:
        self._alias = alias
        self._changed: set[UnitId] = set()
        self._known: set[UnitId] = set()
        """Units that were looked for, chapters or not."""
        self._names: dict[UnitId, list[list[str]]] = {}

    def load(self, units: Iterable[UnitId]) -> None:
        """What is stored of the units that facts are about to name."""
        asked = sorted(set(units) - self._known)
        if asked:
            self._known.update(asked)
            found = select(self._alias, _READ, (listed(asked),))
            self._names.update((unit, json.loads(names)) for unit, names in found)

    def take(self, fact: Fact) -> None:
        """A unit that is no chapter is passed over."""
        if isinstance(fact, OrgUnitEstablished):
            known = fact.kind in CHAPTERS
        else:
            assert isinstance(fact, OrgUnitRenamed)
            known = fact.unit in self._names
        if known:
            names = self._names.setdefault(fact.unit, [])
            names.append([fact.valid_from.isoformat(), fact.name])
            self._changed.add(fact.unit)

    def name(self, chapter: UnitId, at: datetime) -> str | None:
        """The name that holds at the time by what is known now; the first one before all."""
        names = self._names.get(chapter)
        if not names:
            return None
        day = local_date(at).isoformat()
        valid = [(since, number) for number, (since, _) in enumerate(names) if since <= day]
        return names[max(valid)[1] if valid else 0][1]

    def write(self) -> None:
        changed = [
            (unit, json.dumps(self._names[unit], ensure_ascii=False))
            for unit in sorted(self._changed)
        ]
        write(self._alias, _WRITE, changed)

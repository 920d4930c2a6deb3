"""How the organisation's facts change rows: the domain folds them, the rows follow.

A row that no longer holds gets the time of the fact that says otherwise, and what holds now is a
row of its own; nothing is ever overwritten.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.directory_tables import Tables, apply
from domain.fact import Fact, Recorded
from projections.organisation_kinds import CHANGES, KINDS, Kind, Values, key_as_text
from projections.rows import insert, listed, select, stored_time, update, write

_KNOWN = ("id", "since", "key", "known_from", "known_to")
Entry = Any
"""A stay of a unit, an appointment, … as the domain keeps it."""


class _Fold:
    """The rows of a batch."""

    def __init__(self, batch: Sequence[Recorded[Any]], alias: str) -> None:
        self._batch = batch
        self._alias = alias
        self._tables = Tables()
        self._held: dict[tuple[str, Any], dict[Entry, str]] = {}
        """By kind and key: what holds, and the id of its row."""
        self._new: dict[str, dict[str, Values]] = {kind.name: {} for kind in KINDS}
        """By kind and id: rows that are not stored yet."""
        self._over: dict[str, list[Values]] = {kind.name: [] for kind in KINDS}

    def run(self) -> None:
        for kind in KINDS:
            keys = {key for found, key in map(_changed, self._facts()) if found is kind}
            if keys:
                self._read(kind, keys)
        for recorded in self._batch:
            self._take(recorded)
        for kind in KINDS:
            columns = (*_KNOWN, *kind.columns)
            write(self._alias, update(kind.table, ("known_to",), "id"), self._over[kind.name])
            rows = list(self._new[kind.name].values())
            write(self._alias, insert(kind.table, columns), rows)

    def _facts(self) -> Iterable[Fact]:
        return (one.fact for one in self._batch)

    def _read(self, kind: Kind, keys: set[Any]) -> None:
        """What holds under the keys, into the domain's own tables."""
        by_text = {key_as_text(key): key for key in keys}
        table = kind.table._meta.db_table
        columns = ", ".join(f"{table}.{name}" for name in ("key", "id", *kind.columns))
        statement = f"""SELECT {columns}
FROM json_each(%s) AS asked CROSS JOIN {table} ON {table}.key = asked.value
WHERE known_to IS NULL ORDER BY since, {table}.id"""
        for text, id, *values in select(self._alias, statement, (listed(sorted(by_text)),)):
            held = self._held.setdefault((kind.name, by_text[text]), {})
            held[kind.entry(*values)] = id
        kept = getattr(self._tables, kind.name)
        for key in keys:
            if entries := tuple(self._held.get((kind.name, key), ())):
                kept[key] = kind.kept(entries)

    def _take(self, recorded: Recorded[Any]) -> None:
        position, envelope, fact = recorded
        kind, key = _changed(fact)
        apply(self._tables, fact)
        holds = dict.fromkeys(kind.entries(getattr(self._tables, kind.name).get(key, ())))
        held = self._held.setdefault((kind.name, key), {})
        at = stored_time(envelope.recorded_at)
        for entry in [entry for entry in held if entry not in holds]:
            self._end(kind, held.pop(entry), at)
        fresh = [entry for entry in holds if entry not in held]
        for number, entry in enumerate(sorted(fresh, key=repr)):
            id = f"{position}.{number}"
            held[entry] = id
            known = (id, position, key_as_text(key), at, None)
            self._new[kind.name][id] = (*known, *kind.values(entry))

    def _end(self, kind: Kind, id: str, at: str) -> None:
        """Where the row is not stored yet, it is stored with its end."""
        row = self._new[kind.name].get(id)
        if row is None:
            self._over[kind.name].append((at, id))
        else:
            place = _KNOWN.index("known_to")
            self._new[kind.name][id] = (*row[:place], at, *row[place + 1 :])


def _changed(fact: Any) -> tuple[Kind, Any]:
    kind, key = CHANGES[type(fact)]
    return kind, key(fact)


def fold(batch: Sequence[Recorded[Fact]], alias: str) -> None:
    """Writes what the batch changes."""
    _Fold(batch, alias).run()

"""Rows of one table by key, for a fold: read when first asked for, written once in the end."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Generic, TypeVar

from django.db import models

from projections.rows import listed, select, upsert, write

R = TypeVar("R")


class KeyedRows(Generic[R]):
    """``row`` is a dataclass with slots that are the table's columns, the first being its key."""

    def __init__(self, alias: str, table: type[models.Model], row: Callable[..., R]) -> None:
        columns: tuple[str, ...] = tuple(getattr(row, "__slots__", ()))
        name, key = table._meta.db_table, columns[0]
        shown = ", ".join(f"{name}.{column}" for column in columns)
        self._alias = alias
        self._row = row
        self._read = f"""SELECT {shown} FROM json_each(%s) AS asked
CROSS JOIN {name} ON {name}.{key} = asked.value"""
        self._upsert = upsert(table, columns)
        self._delete = f"DELETE FROM {name} WHERE {key} = %s"
        self._key: Callable[[R], str] = attrgetter(key)
        self._values: Callable[[R], tuple[Any, ...]] = attrgetter(*columns)
        self._known: dict[str, R | None] = {}
        self._stored: set[str] = set()
        """Keys of rows that were read."""
        self._changed: dict[str, R] = {}
        self._gone: set[str] = set()

    def load(self, keys: Iterable[str]) -> None:
        """Before they are asked for."""
        asked = [key for key in dict.fromkeys(keys) if key not in self._known]
        if asked:
            self._known.update(dict.fromkeys(asked))
            for values in select(self._alias, self._read, (listed(asked),)):
                row = self._row(*values)
                key = self._key(row)
                self._known[key] = row
                self._stored.add(key)

    def get(self, key: str) -> R | None:
        """None for one that is not there, or was not loaded."""
        return self._known.get(key)

    def put(self, row: R) -> None:
        """A new row, or one that was changed."""
        key = self._key(row)
        self._known[key] = self._changed[key] = row
        self._gone.discard(key)

    def remove(self, key: str) -> None:
        """One that is there; what was put in since it was last written leaves nothing behind."""
        self._known[key] = None
        self._changed.pop(key, None)
        if key in self._stored:
            self._gone.add(key)

    def write(self) -> None:
        write(self._alias, self._delete, [(key,) for key in sorted(self._gone)])
        write(self._alias, self._upsert, [self._values(row) for row in self._changed.values()])
        self._stored.update(self._changed)
        self._stored -= self._gone
        self._changed.clear()
        self._gone.clear()

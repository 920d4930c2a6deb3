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
        self._changed: dict[str, R | None] = {}

    def load(self, keys: Iterable[str]) -> None:
        """Before they are asked for."""
        asked = [key for key in dict.fromkeys(keys) if key not in self._known]
        if asked:
            self._known.update(dict.fromkeys(asked))
            for values in select(self._alias, self._read, (listed(asked),)):
                row = self._row(*values)
                self._known[self._key(row)] = row

    def get(self, key: str) -> R | None:
        """None for one that is not there, or was not loaded."""
        return self._known.get(key)

    def put(self, row: R) -> None:
        """A new row, or one that was changed."""
        key = self._key(row)
        self._known[key] = self._changed[key] = row

    def remove(self, key: str) -> None:
        self._known[key] = self._changed[key] = None

    def write(self) -> None:
        rows = [row for row in self._changed.values() if row is not None]
        gone = [(key,) for key, row in self._changed.items() if row is None]
        write(self._alias, self._delete, gone)
        write(self._alias, self._upsert, [self._values(row) for row in rows])
        self._changed.clear()

"""Rows written and read in bulk, past Django's objects, which take three times as long.

Times stand in the tables as Django keeps them in SQLite: in UTC, without an offset, so that their
texts sort as they do.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, models

from domain.period import Period

Values = Sequence[Any]


def upsert(table: type[models.Model], columns: Sequence[str], fixed: Iterable[str] = ()) -> str:
    """The statement that writes a row, the first column being its key.

    In a row that is there already the ``fixed`` columns stay as they are.
    """
    key, *others = columns
    changed = ", ".join(f"{name} = excluded.{name}" for name in others if name not in set(fixed))
    places = ", ".join(["%s"] * len(columns))
    return (
        f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) VALUES ({places}) "
        f"ON CONFLICT ({key}) DO UPDATE SET {changed}"
    )


def insert(table: type[models.Model], columns: Sequence[str]) -> str:
    """The statement that writes a new row."""
    places = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table._meta.db_table} ({', '.join(columns)}) VALUES ({places})"


def update(table: type[models.Model], columns: Sequence[str], key: str) -> str:
    """The statement that changes these columns of a row; its values end with the key's."""
    changed = ", ".join(f"{name} = %s" for name in columns)
    return f"UPDATE {table._meta.db_table} SET {changed} WHERE {key} = %s"


def write(alias: str, statement: str, rows: Sequence[Values]) -> None:
    """Each row by the same statement."""
    if rows:
        with connections[alias].cursor() as cursor:
            cursor.executemany(statement, rows)


def select(alias: str, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def listed(values: Iterable[Any]) -> str:
    """Many values in one place of a statement: ``IN (SELECT value FROM json_each(%s))``."""
    return json.dumps(list(values))


def stored_time(at: datetime) -> str:
    """A time in UTC as the tables hold it."""
    return at.isoformat(" ")[: -len("+00:00")]


def asked_time(at: datetime) -> str:
    """A time with any offset, to be compared with those of the tables."""
    return stored_time(at.astimezone(UTC))


def asked_days(days: Period) -> tuple[str, str]:
    """The first and the last day, to be compared with those of the tables."""
    return str(days.first), str(days.last or date.max)


def time_of(text: str) -> datetime:
    """A time as the tables hold it."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def time_or_none(text: str | None) -> datetime | None:
    return None if text is None else time_of(text)


def base_name(topic: str) -> str:
    """The stored name of a fact without its version: ``issue-raised`` of ``issue-raised.v2``."""
    return topic.partition(".v")[0]


def base_names(facts: Iterable[type[Any]]) -> frozenset[str]:
    """Those of the classes of facts."""
    return frozenset(base_name(fact.model_fields["type"].default) for fact in facts)

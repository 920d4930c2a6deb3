"""Two databases of one read model, compared table by table and row by row."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connections

from projections.positions import ProjectionPosition

Values = tuple[Any, ...]
_PAGE = 1000
_PLAIN = """SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
AND name NOT IN (%s, 'sqlite_schema', 'sqlite_sequence')"""
_COLUMNS = "SELECT pk, name FROM pragma_table_info(%s) ORDER BY cid"
_FULL_TEXT = """SELECT name FROM sqlite_schema WHERE type = 'table'
AND sql LIKE 'CREATE VIRTUAL TABLE %% USING fts5%%'"""
_WORDS = ("term", "doc", "col", "offset")


class Table(NamedTuple):
    """Where rows are read from, with the columns of the primary key first."""

    name: str
    source: str
    """As a statement names it."""
    columns: tuple[str, ...]
    key: int
    """How many columns are the key; all of them where none was declared."""


class Difference(NamedTuple):
    """The first place in a table where what is stored is not what should be there."""

    table: str
    key: Values
    """Primary key of the row; empty where the tables themselves differ."""
    column: str | None
    """None where a whole row, or the table, is missing or too many."""
    stored: Any
    """The value, or the whole row; None where there is none."""
    right: Any


def compare(stored: str, right: str) -> list[Difference]:
    """The first difference of each table between two aliases, in order of the tables' names.

    A full-text index is compared word by word, since its layout depends on the batches.
    """
    here, there = ({one.name: one for one in tables(alias)} for alias in (stored, right))
    differences = []
    for name in sorted({*here, *there}):
        one, other = here.get(name), there.get(name)
        if one is None or other is None or one != other:
            columns = (one.columns if one else None, other.columns if other else None)
            differences.append(Difference(name, (), None, *columns))
        elif found := _first_difference(one, rows(stored, one), rows(right, one)):
            differences.append(found)
    return differences


def stands_elsewhere(name: str, stored: int, right: int) -> Difference:
    """For a read model that says to hold facts that its fold does not get to."""
    return Difference(ProjectionPosition._meta.db_table, (name,), "position", stored, right)


def tables(alias: str) -> list[Table]:
    """Everything that facts were folded into; the row of the position is not among them.

    Where there is a full-text index, the connection gets a temporary table and may write.
    """
    with connections[alias].cursor() as cursor:
        plain = cursor.execute(_PLAIN, (ProjectionPosition._meta.db_table,)).fetchall()
        found = []
        for (name,) in plain:
            columns = cursor.execute(_COLUMNS, (name,)).fetchall()
            key = [column for _, column in sorted(one for one in columns if one[0])]
            others = [column for at, column in columns if not at]
            quoted = _quoted(name)
            found.append(Table(name, quoted, (*key, *others), len(key) or len(others)))
        full_text = cursor.execute(_FULL_TEXT).fetchall()
        if full_text:
            cursor.execute("PRAGMA query_only=OFF")
        for (name,) in full_text:
            words = f"temp.{_quoted(f'words of {name}')}"
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {words} "
                f"USING fts5vocab(main, {_quoted(name)}, instance)"
            )
            found.append(Table(name, words, _WORDS, len(_WORDS)))
    return found


def rows(alias: str, table: Table) -> Iterator[Values]:
    """In order of the key, as they are stored."""
    columns = ", ".join(_quoted(column) for column in table.columns)
    order = ", ".join(_quoted(column) for column in table.columns[: table.key])
    with connections[alias].cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table.source} ORDER BY {order}")
        while page := cursor.fetchmany(_PAGE):
            yield from page


def _first_difference(
    table: Table, stored: Iterator[Values], right: Iterator[Values]
) -> Difference | None:
    while True:
        one, other = next(stored, None), next(right, None)
        if one == other:
            if one is None:
                return None
            continue
        if one is None or other is None or one[: table.key] != other[: table.key]:
            return _missing_row(table, one, other)
        for column, value, other_value in zip(table.columns, one, other, strict=True):
            if value != other_value:
                return Difference(table.name, one[: table.key], column, value, other_value)


def _missing_row(table: Table, stored: Values | None, right: Values | None) -> Difference:
    """The row with the lower key is the one that the other side does not have."""
    only_stored = right is None or (stored is not None and stored[: table.key] < right[: table.key])
    row = stored if only_stored else right
    assert row is not None
    key = row[: table.key]
    return Difference(table.name, key, None, *((row, None) if only_stored else (None, row)))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

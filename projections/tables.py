"""The tables of a read model's file. A changed version is built anew, so none is ever altered."""

from django.db import connections
from django.db.models import Index, Model

from projections.ports import ReadModel, WithReadersIndexes, WithStatements
from projections.positions import ProjectionPosition, begin


def create_tables(read_model: ReadModel, alias: str, *, readers_indexes: bool = True) -> None:
    """Tables, indexes and the position's row, in a file that is still empty."""
    tables: tuple[type[Model], ...] = (ProjectionPosition, *read_model.tables)
    with connections[alias].schema_editor() as editor:
        for table in tables:
            if table._meta.managed:
                editor.create_model(table)
        if isinstance(read_model, WithStatements):
            for statement in read_model.statements:
                editor.execute(statement, params=None)
    if not readers_indexes:
        with connections[alias].schema_editor() as editor:
            for table, index in _indexes_of_readers(read_model):
                editor.remove_index(table, index)
    begin(read_model, alias)


def add_readers_indexes(read_model: ReadModel, alias: str) -> None:
    """Those that ``create_tables`` left out, as far as they are not there."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")
        there = {name for (name,) in cursor.fetchall()}
    missing = [one for one in _indexes_of_readers(read_model) if one[1].name not in there]
    if missing:
        with connections[alias].schema_editor() as editor:
            for table, index in missing:
                editor.add_index(table, index)


def _indexes_of_readers(read_model: ReadModel) -> list[tuple[type[Model], Index]]:
    tables = read_model.indexed_for_readers if isinstance(read_model, WithReadersIndexes) else ()
    return [(table, index) for table in tables for index in table._meta.indexes]

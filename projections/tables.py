"""The tables of a read model's file. A changed version is built anew, so none is ever altered."""

from django.db import connections
from django.db.models import Model

from projections.ports import ReadModel, WithStatements
from projections.positions import ProjectionPosition, begin


def create_tables(read_model: ReadModel, alias: str) -> None:
    """Tables, indexes and the position's row, in a file that is still empty."""
    tables: tuple[type[Model], ...] = (ProjectionPosition, *read_model.tables)
    with connections[alias].schema_editor() as editor:
        for table in tables:
            if table._meta.managed:
                editor.create_model(table)
        if isinstance(read_model, WithStatements):
            for statement in read_model.statements:
                editor.execute(statement, params=None)
    begin(read_model, alias)

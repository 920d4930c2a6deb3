"""Kinds of columns that Django does not have."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Number = models.BigIntegerField[Any, Any]
else:
    _Number = models.BigIntegerField


class PositionKey(_Number):
    """A primary key that is a place in the log.

    SQLite takes only what is declared ``integer`` for its own row number, which needs no index
    beside the table; ``bigint``, as Django declares it, does not do.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "primary_key": True})

    def db_type(self, connection: Any) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)

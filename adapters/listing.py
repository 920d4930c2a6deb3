"""Lists as tables that fit the terminal."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar
from unicodedata import normalize

from rich.table import Table

from adapters.i18n import Translator
from adapters.terminal import harmless

R = TypeVar("R")
K = TypeVar("K")


class Column(NamedTuple):
    name: str
    """Its label is that of the list's family."""
    share: int = 0
    """Of the width that fixed columns leave."""
    width: int | None = None
    right: bool = False


DAY_WIDTH = 10


def table_of(
    family: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], words: Translator
) -> Table:
    """One row each; what does not fit a cell goes on in its next line."""
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for column in columns:
        table.add_column(
            words.label(family, column.name),
            ratio=column.share or None,
            width=column.width,
            justify="right" if column.right else "left",
            overflow="fold",
        )
    for row in rows:
        # Composed letters, which every terminal counts alike.
        table.add_row(*(harmless(normalize("NFC", cell)) or "-" for cell in row))
    return table


def grouped(rows: Iterable[R], key: Callable[[R], K]) -> dict[K, list[R]]:
    """In the order in which the groups begin."""
    groups: dict[K, list[R]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return groups

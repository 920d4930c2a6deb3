"""Tables for spreadsheets: CSV that Excel shows in Vietnamese and never runs.

UTF-8 behind a byte order mark, without which Excel takes another encoding; commas between cells,
CRLF between rows (RFC 4180). A text that a spreadsheet could take for a formula stands behind an
apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

BYTE_ORDER_MARK = "\ufeff"
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
"""Also the full-width forms, which spreadsheets in Asian languages take for the plain ones."""


Cell = str | int | None


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The header and each row with the end of its line; an empty cell for None."""
    yield BYTE_ORDER_MARK + _line(header)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[Cell]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow([_guarded(cell) for cell in cells])
    return line.getvalue()


def _guarded(cell: Cell) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = "".join(c if c.isprintable() or c in "\n\t" else "·" for c in cell)
    return f"'{text}" if text[:1] in FORMULA_STARTS else text

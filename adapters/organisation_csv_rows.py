"""From bytes to rows: encoding, delimiter and header of an organisation's CSV table."""

import csv
import io
from collections.abc import Iterator
from unicodedata import normalize

from adapters.organisation_csv_table import (
    COLUMNS,
    FORMULA_STARTS,
    VIETNAMESE_COLUMNS,
    CsvFault,
    OrganisationCsvError,
)


def read_rows(data: bytes, faults: list[CsvFault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row's first line and its filled cells by column; stops where a row cannot be read.

    Raises OrganisationCsvError for a file that is not UTF-8 and for a faulty header.
    """
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for row in reader:
            cells = [_bare(cell) for cell in row]
            if not any(cells):
                pass
            elif header is None:
                header = _header(line, cells)
            else:
                if any(cells[len(header) :]):
                    faults.append(CsvFault(line, None, "cells-without-column", {}))
                named = zip(header, cells, strict=False)
                yield line, {column: cell for column, cell in named if cell}
            line = reader.line_num + 1
    except csv.Error:
        faults.append(CsvFault(line, None, "row-unreadable", {}))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise OrganisationCsvError([CsvFault(line, None, "not-utf8", {})]) from None


def _delimiter(text: str) -> str:
    """Spreadsheets set to Vietnamese write semicolons."""
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _bare(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell


def _header(line: int, cells: list[str]) -> list[str]:
    """The columns by their English names; raises OrganisationCsvError for a faulty header."""
    while cells and not cells[-1]:
        cells.pop()
    known = {**{column: column for column in COLUMNS}, **VIETNAMESE_COLUMNS}
    names = [normalize("NFC", " ".join(cell.split())).casefold() for cell in cells]
    header = [known.get(name) or known.get(name.replace(" ", "_"), "") for name in names]
    faults = [
        CsvFault(line, None, "column-unknown", {"number": number, "allowed": list(COLUMNS)})
        for number, column in enumerate(header, 1)
        if not column
    ]
    faults += [
        CsvFault(line, column, "column-repeated", {})
        for column in dict.fromkeys(header)
        if column and header.count(column) > 1
    ]
    if "record" not in header:
        faults.append(CsvFault(line, "record", "column-missing", {}))
    if faults:
        raise OrganisationCsvError(faults)
    return header

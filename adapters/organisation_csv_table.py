"""Columns, records and faults of an organisation's CSV table (docs/organisation-csv.md)."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from workflows.organisation_entries import (
    AppointmentEntry,
    AssignmentEntry,
    BindingEntry,
    MoveEntry,
    OrganisationEntry,
    RenameEntry,
    UnitEntry,
)

COLUMNS = (
    "record",
    "unit",
    "kind",
    "name",
    "parent",
    "person",
    "post",
    "regime",
    "version",
    "valid_from",
    "valid_to",
    "decision_number",
    "decision_date",
    "decision_issuer",
    "ground",
)

VIETNAMESE_COLUMNS: Mapping[str, str] = {
    "loại": "record",
    "mã đơn vị": "unit",
    "loại đơn vị": "kind",
    "tên đơn vị": "name",
    "đơn vị cấp trên": "parent",
    "mã cán bộ": "person",
    "chức vụ": "post",
    "quy định": "regime",
    "phiên bản": "version",
    "từ ngày": "valid_from",
    "đến ngày": "valid_to",
    "số quyết định": "decision_number",
    "ngày quyết định": "decision_date",
    "nơi ban hành": "decision_issuer",
    "căn cứ phân công": "ground",
}

Place = tuple[str, ...]
"""Where in an entry a column's value belongs."""


class Record(NamedTuple):
    entry: type[OrganisationEntry]
    section: str
    """The import command's field that takes such entries."""
    places: Mapping[str, Place]
    """The columns that the record uses."""


def _same(*columns: str) -> dict[str, Place]:
    return {column: (column,) for column in columns}


def _decision(field: str) -> dict[str, Place]:
    """The letter that stands in that field of the entry."""
    return {
        "decision_number": (field, "number"),
        "decision_date": (field, "dated"),
        "decision_issuer": (field, "issuer"),
    }


RECORDS: Mapping[str, Record] = {
    "unit": Record(
        UnitEntry, "units", _same("unit", "kind", "name", "parent", "valid_from", "valid_to")
    ),
    "rename": Record(RenameEntry, "renames", _same("unit", "name", "valid_from")),
    "move": Record(
        MoveEntry, "moves", {**_same("unit", "parent", "valid_from"), **_decision("basis")}
    ),
    "appointment": Record(
        AppointmentEntry, "appointments", _same("person", "unit", "post", "valid_from", "valid_to")
    ),
    "assignment": Record(
        AssignmentEntry,
        "assignments",
        {
            "person": ("cadre",),
            "unit": ("chapter",),
            "valid_from": ("valid_from",),
            "valid_to": ("valid_to",),
            "ground": ("ground",),
            **_decision("decision"),
        },
    ),
    "binding": Record(BindingEntry, "bindings", _same("unit", "regime", "version", "valid_from")),
}

DATES = frozenset({"valid_from", "valid_to", "decision_date"})

PYDANTIC_CODES: Mapping[str, str] = {
    "missing": "value-missing",
    "enum": "value-unknown",
    "string_pattern_mismatch": "value-malformed",
    "string_too_long": "value-too-long",
    "greater_than_equal": "date-malformed",
    "less_than_equal": "date-malformed",
}

FORMULA_STARTS = frozenset("=+-@'")
"""A cell that begins so is written behind an apostrophe, or a spreadsheet might run it."""


class CsvFault(NamedTuple):
    """What is wrong, and where; never what stood there, which may be a person's name."""

    line: int
    """From 1, the header included; where a cell holds line breaks, the row's first line."""
    column: str | None
    """The column's English name; None where the whole line is meant."""
    code: str
    params: Mapping[str, Any]


class OrganisationCsvError(Exception):
    """The file cannot be imported; ``faults`` holds every reason, by line."""

    def __init__(self, faults: Iterable[CsvFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__(self.faults)

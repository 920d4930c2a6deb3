"""Reads an organisation from a CSV table into one import command.

docs/organisation-csv.md describes the columns. Faults carry codes; who shows them words them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from adapters.organisation_csv_rows import read_rows
from adapters.organisation_csv_table import (
    DATES,
    PYDANTIC_CODES,
    RECORDS,
    CsvFault,
    OrganisationCsvError,
    Record,
)
from domain.directory import Directory
from domain.fact import CommandName
from domain.organisation import AssignmentGround, Post, ProvinceCode, UnitKind, province_of
from domain.values import DocumentKind, PersonRef, UnitId
from workflows.organisation_commands import ImportOrganisation
from workflows.organisation_entries import (
    AssignmentEntry,
    MoveEntry,
    OrganisationEntry,
    UnitEntry,
)
from workflows.organisation_import import cycle_refusal, order_units, plan_import
from workflows.organisation_trial import ImportFault

__all__ = [
    "CsvFault",
    "OrganisationCsvError",
    "read_organisation_csv",
    "rule_faults",
]

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ALLOWED: Mapping[str | None, list[str]] = {
    "ground": [ground.value for ground in AssignmentGround],
    "kind": [kind.value for kind in UnitKind],
    "post": [post.value for post in Post],
}
_PROVINCE: TypeAdapter[str] = TypeAdapter(ProvinceCode)


def read_organisation_csv(
    data: bytes,
    *,
    id: UUID,
    actor: PersonRef,
    occurred_at: datetime,
    channel: CommandName = "cli",
    office: UnitId | None = None,
    recorded_at: datetime | None = None,
) -> ImportOrganisation:
    """One command for all of the file's rows; the province is the first part of the unit codes.

    Raises OrganisationCsvError with every fault that shows without knowing the organisation.
    """
    faults: list[CsvFault] = []
    entries: dict[str, list[OrganisationEntry]] = {
        record.section: [] for record in RECORDS.values()
    }
    for line, cells in read_rows(data, faults):
        read = _entry(line, cells, faults)
        if read is not None:
            section, entry = read
            entries[section].append(entry)
    units = [entry for entry in entries["units"] if isinstance(entry, UnitEntry)]
    faults += _repeated(units)
    for cycle in order_units(units).cycles:
        refusal = cycle_refusal(cycle)
        faults.append(CsvFault(cycle[0].line or 1, "parent", refusal.code, refusal.params))
    every = sorted((entry for several in entries.values() for entry in several), key=_line)
    faults += _strangers(every)
    if not every and not faults:
        faults.append(CsvFault(1, None, "file-empty", {}))
    if faults:
        raise OrganisationCsvError(faults)
    return ImportOrganisation.model_validate(
        {
            "id": id,
            "actor": actor,
            "office": office,
            "channel": channel,
            "occurred_at": occurred_at,
            "recorded_at": recorded_at,
            "province": province_of(_unit_of(every[0])),
            **entries,
        }
    )


def rule_faults(command: ImportOrganisation, directory: Directory) -> tuple[CsvFault, ...]:
    """Every row that a rule refuses against the directory of the founded organisation, by line."""
    return tuple(_rule_fault(fault) for fault in plan_import(command, directory).faults)


def _entry(
    line: int, cells: dict[str, str], faults: list[CsvFault]
) -> tuple[str, OrganisationEntry] | None:
    name = cells.pop("record", "")
    record = RECORDS.get(name)
    if record is None:
        code = "value-unknown" if name else "value-missing"
        faults.append(CsvFault(line, "record", code, {"allowed": list(RECORDS)}))
        return None
    found = [
        CsvFault(line, column, "column-unused", {"record": name})
        for column in cells
        if column not in record.places
    ]
    values = _values(line, cells, record, found)
    entry = _validated(line, record, values, found)
    faults += found
    return (record.section, entry) if entry is not None and not found else None


def _values(
    line: int, cells: Mapping[str, str], record: Record, faults: list[CsvFault]
) -> dict[str, Any]:
    """The cells as the entry nests them, days as days."""
    values: dict[str, Any] = {"line": line}
    for column, place in record.places.items():
        cell: str | date | None = cells.get(column)
        if cell is None:
            continue
        if column in DATES:
            cell = _day(str(cell))
            if cell is None:
                faults.append(CsvFault(line, column, "date-malformed", {}))
        if len(place) == 1:
            values[place[0]] = cell
        else:
            values.setdefault(place[0], {"kind": DocumentKind.DECISION})[place[1]] = cell
    return values


def _day(cell: str) -> date | None:
    """Accepts YYYY-MM-DD only: no reading of a date may depend on where it was written."""
    if not _ISO_DAY.fullmatch(cell):
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


def _validated(
    line: int, record: Record, values: Mapping[str, Any], faults: list[CsvFault]
) -> OrganisationEntry | None:
    faulty = {fault.column for fault in faults}
    try:
        entry = record.entry.model_validate(values)
    except ValidationError as error:
        columns = {place: column for column, place in record.places.items()}
        for details in error.errors(include_url=False, include_input=False):
            column = columns.get(tuple(str(step) for step in details["loc"]))
            if column not in faulty:
                faults.append(_value_fault(line, column, details["type"]))
        return None
    if _reversed(entry) and "valid_to" not in faulty:
        faults.append(CsvFault(line, "valid_to", "dates-reversed", {}))
    if _hangs_nowhere(entry) and "parent" not in faulty:
        faults.append(CsvFault(line, "parent", "value-missing", {}))
    return entry


def _value_fault(line: int, column: str | None, error: str) -> CsvFault:
    code = PYDANTIC_CODES.get(error, "value-malformed")
    params = {"allowed": _ALLOWED.get(column, [])} if code == "value-unknown" else {}
    return CsvFault(line, column, code, params)


def _reversed(entry: OrganisationEntry) -> bool:
    last = getattr(entry, "valid_to", None)
    return last is not None and last < entry.valid_from


def _hangs_nowhere(entry: OrganisationEntry) -> bool:
    return (
        isinstance(entry, UnitEntry)
        and entry.parent is None
        and entry.kind is not UnitKind.PROVINCE
    )


def _line(entry: OrganisationEntry) -> int:
    return entry.line or 1


def _repeated(units: Iterable[UnitEntry]) -> Iterator[CsvFault]:
    first: dict[UnitId, int] = {}
    for entry in sorted(units, key=_line):
        line = first.setdefault(entry.unit, _line(entry))
        if line != _line(entry):
            yield CsvFault(_line(entry), "unit", "unit-repeated", {"first": line})


def _unit_of(entry: OrganisationEntry) -> UnitId:
    return entry.chapter if isinstance(entry, AssignmentEntry) else entry.unit


def _strangers(entries: list[OrganisationEntry]) -> Iterator[CsvFault]:
    """One file holds one province."""
    province = province_of(_unit_of(entries[0])) if entries else ""
    if entries and not _is_province(province):
        yield CsvFault(_line(entries[0]), "unit", "value-malformed", {})
    for entry in entries:
        if province_of(_unit_of(entry)) != province:
            yield CsvFault(_line(entry), "unit", "unit-outside-province", {"province": province})


def _is_province(code: str) -> bool:
    try:
        _PROVINCE.validate_python(code)
    except ValidationError:
        return False
    return True


def _rule_fault(fault: ImportFault) -> CsvFault:
    entry, refusal = fault
    return CsvFault(_line(entry), _rule_column(fault), refusal.code, refusal.params)


def _rule_column(fault: ImportFault) -> str:
    entry, refusal = fault
    if isinstance(entry, UnitEntry | MoveEntry) and refusal.params.get("unit") == entry.parent:
        return "parent"
    if isinstance(entry, MoveEntry) and refusal.code == "body-exists":
        return "parent"
    if refusal.code in ("unit-not-yet", "unit-dissolved"):
        return "valid_to" if isinstance(entry, UnitEntry) else "valid_from"
    return _RULE_COLUMNS.get(refusal.code, "unit")


_RULE_COLUMNS: Mapping[str, str] = {
    "appointment-overlaps": "valid_from",
    "assignment-overlaps": "valid_from",
    "body-exists": "kind",
    "dates-reversed": "valid_to",
    "regime-unknown": "regime",
    "unit-cycle": "parent",
    "unit-in-use": "valid_to",
    "unit-named-twice": "valid_from",
    "wrong-parent": "parent",
}
"""Where else a rule's refusal points than at the unit."""

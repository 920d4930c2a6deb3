"""Writes a directory as the CSV table that ``organisation_csv`` reads."""

import csv
import io
from collections.abc import Iterator
from itertools import pairwise

from adapters.organisation_csv_table import COLUMNS, FORMULA_STARTS
from domain.directory import Directory
from domain.period import Period
from domain.values import DocumentRef


def write_organisation_csv(directory: Directory) -> str:
    """Units, renames, moves, appointments, assignments and bindings of all times; reads back the
    same.

    Delegations, acting heads, registrars, successions and published texts have no place in the
    table, nor do the documents that moved or dissolved a unit.
    """
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for row in _table(directory):
        writer.writerow({column: _guarded(cell) for column, cell in row.items()})
    return out.getvalue()


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell[:1] in FORMULA_STARTS else cell


def _table(directory: Directory) -> Iterator[dict[str, str]]:
    for unit in directory.records():
        (first, name), *_ = unit.names
        yield {
            "record": "unit",
            "unit": unit.id,
            "kind": unit.kind.value,
            "name": name,
            "parent": unit.parents[0][1] if unit.parents else "",
            **_days(unit.period),
        }
    for unit in directory.records():
        for first, name in unit.names[1:]:
            if unit.period.covers(first):
                yield {"record": "rename", "unit": unit.id, "name": name, **_days(Period(first))}
    for unit in directory.records():
        for (_, before), (first, parent) in pairwise(unit.parents):
            if parent != before and unit.period.covers(first):
                yield {"record": "move", "unit": unit.id, "parent": parent, **_days(Period(first))}
    for held in directory.all_appointments():
        if not held.period.is_empty():
            yield {
                "record": "appointment",
                "person": held.person,
                "unit": held.unit,
                "post": held.post.value,
                **_days(held.period),
            }
    for assigned in directory.all_assignments():
        if not assigned.period.is_empty():
            yield {
                "record": "assignment",
                "person": assigned.cadre,
                "unit": assigned.chapter,
                **_days(assigned.period),
                **_decision(assigned.decision),
                "ground": assigned.ground.value,
            }
    for bound in directory.all_bindings():
        yield {
            "record": "binding",
            "unit": bound.unit,
            "regime": bound.regime,
            "version": bound.version,
            **_days(Period(bound.valid_from)),
        }


def _days(period: Period) -> dict[str, str]:
    first, last = period
    return {"valid_from": first.isoformat(), "valid_to": last.isoformat() if last else ""}


def _decision(decision: DocumentRef | None) -> dict[str, str]:
    if decision is None:
        return {}
    return {
        "decision_number": decision.number,
        "decision_date": decision.dated.isoformat(),
        "decision_issuer": decision.issuer,
    }

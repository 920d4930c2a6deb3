"""Who has an issue in the inbox, why, in which queue and until when: a function of its dossier."""

from collections.abc import Iterator
from typing import Any

from domain.issue import Status
from domain.values import UnitId
from projections.inbox_dossier import Dossier
from projections.inbox_owed import Owed
from projections.inbox_places import QUEUE, QUEUE_CODE, Queue, Role, place_code
from projections.inbox_tables import SLOTS

COLUMNS = (
    *("id", "unit", "position", "chapter", "raised"),
    "place",
    *("due", "due_kind", "last_day"),
    *("category", "severity"),
    *("roles", "paused"),
)
GROUPS = ((5, 6), (6, 9), (9, 11), (11, 13))
"""Columns that change together, from and to; the first five never change."""
ID, UNIT, PLACE = 0, 1, 5
Entry = tuple[Any, ...]
"""The values of ``COLUMNS``."""

# Plain texts, for they are bound faster than members of an enumeration.
_HOLDER, _ARCHIVE, _LEAD = Role.HOLDER.value, Role.ARCHIVE.value, Role.LEAD.value
_CO_OPERATING, _DIRECTED = Role.CO_OPERATING.value, Role.DIRECTED.value
_ANSWERING, _SUGGESTED = Role.ANSWERING.value, Role.SUGGESTED.value
_TAKE_OVER, _INFORMED = Role.TAKE_OVER.value, Role.INFORMED.value
_RAISED = Status.RAISED.value
_TO_DECIDE = QUEUE_CODE[Queue.TO_DECIDE]
_QUEUE = {reason: QUEUE_CODE[queue] for reason, queue in QUEUE.items()}


def entries_of(dossier: Dossier, raised: int) -> dict[int, Entry]:
    """The entries of an issue by their ids; ``raised`` in seconds since 1970."""
    found: dict[UnitId, tuple[int, str]] = {}
    for unit, role, queue in _reasons(dossier):
        known = found.get(unit)
        if known is None:
            found[unit] = queue, role
        elif queue < known[0]:
            found[unit] = queue, f"{role} {known[1]}"
        elif role not in known[1].split():
            found[unit] = known[0], f"{known[1]} {role}"
    first, custodian = dossier.position * SLOTS, _custodian(dossier)
    entries = {}
    for unit, (queue, roles) in found.items():
        id = first + dossier.slots.index(unit)
        is_custodian = unit == custodian
        nearest: Owed | None = None
        overdue = due_soon = paused = False
        for owed in dossier.owed:
            if not (is_custodian or owed.bearer == unit or unit in owed.suggested_to):
                continue
            if owed.paused:
                paused = True
                continue
            if owed.breached:
                overdue = True
            elif owed.approaching:
                due_soon = True
            if nearest is None or (owed.due, owed.kind) < (nearest.due, nearest.kind):
                nearest = owed
        has_due = nearest is not None
        severity = dossier.severity
        place = place_code(queue, dossier.status, severity, overdue, due_soon, has_due)
        due = (nearest.due, nearest.kind, nearest.last_day) if nearest else _NOT_DUE
        entries[id] = (
            *(id, unit, dossier.position, dossier.chapter, raised, place),
            *due,
            *(dossier.category, severity, roles, paused),
        )
    return entries


_NOT_DUE = (None, None, None)


def _custodian(dossier: Dossier) -> UnitId | None:
    return (dossier.has_ended and dossier.archive) or dossier.holder


def _reasons(dossier: Dossier) -> Iterator[tuple[UnitId, str, int]]:
    """Each unit that has the issue with a reason and the code of the queue that it leads to.

    In the order of the roles, so that of two reasons for one queue the stronger is named first.
    """
    status, holder, ended = dossier.status, dossier.holder, dossier.has_ended
    if holder is None:
        if status == _RAISED:
            for unit in dossier.answering:
                yield unit, _ANSWERING, _QUEUE[_ANSWERING, status]
        return
    for_information = _QUEUE[_INFORMED, status]
    asked_of_holder = asked_above = False
    for owed in dossier.owed:
        if owed.extension_asked:
            if owed.bearer == holder:
                asked_above = True
            else:
                asked_of_holder = True
    if ended and dossier.archive:
        yield dossier.archive, _ARCHIVE, for_information
    else:
        yield holder, _HOLDER, _TO_DECIDE if asked_of_holder else _QUEUE[_HOLDER, status]
    if dossier.lead:
        yield dossier.lead, _LEAD, _QUEUE[_LEAD, status]
    for unit, done in dossier.co_operating.items():
        yield unit, _CO_OPERATING, for_information if done else _QUEUE[_CO_OPERATING, status]
    for unit, done in dossier.directed.items():
        yield unit, _DIRECTED, for_information if done else _QUEUE[_DIRECTED, status]
    for owed in dossier.owed:
        for unit in owed.suggested_to:
            yield unit, _SUGGESTED, _QUEUE[_SUGGESTED, status]
    for unit, role in dossier.recipients:
        if role == _TAKE_OVER and asked_above:
            yield unit, role, _TO_DECIDE
        else:
            yield unit, role, _QUEUE[role, status]

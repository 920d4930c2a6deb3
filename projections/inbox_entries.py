"""Who has an issue in the inbox, why, in which queue and until when: a function of its dossier."""

from typing import Final

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.values import UnitId
from projections.inbox_dossier import Dossier
from projections.inbox_owed import Owed
from projections.inbox_places import QUEUE, QUEUE_BIT, QUEUE_CODE, STATUS_CODE, Queue, Role
from projections.inbox_tables import SLOTS

Clock = tuple[int | None, str | None, str | None]
Flags = tuple[bool, bool]
Topic = tuple[str, int]
Reason = tuple[str, bool]
Entry = tuple[int, UnitId, tuple[int, UnitId, int], int, Clock, Flags, Topic, Reason]
"""A row in groups of columns that change together: id, unit, the rest of ``FIXED``, and those of
``CHANGING``. A plain tuple, for there are as many as facts.
"""
ID: Final = 0
UNIT: Final = 1
PLACE: Final = 3
CLOCK: Final = 4
FLAGS: Final = 5
TOPIC: Final = 6
REASON: Final = 7

FIXED = ("id", "unit", "position", "chapter", "raised")
CHANGING = (
    ("place",),
    ("due", "due_kind", "last_day"),
    ("overdue", "due_soon"),
    ("category", "severity"),
    ("roles", "paused"),
)
"""Columns of each group that may change."""

# Plain texts, for they are bound faster than members of an enumeration.
_HOLDER, _ARCHIVE, _LEAD = Role.HOLDER.value, Role.ARCHIVE.value, Role.LEAD.value
_CO_OPERATING, _DIRECTED = Role.CO_OPERATING.value, Role.DIRECTED.value
_ANSWERING, _SUGGESTED = Role.ANSWERING.value, Role.SUGGESTED.value
_TAKE_OVER, _INFORMED = Role.TAKE_OVER.value, Role.INFORMED.value
_RAISED, _DIRECTION = Status.RAISED.value, DeadlineKind.DIRECTION.value
_TO_DECIDE = QUEUE_CODE[Queue.TO_DECIDE]
_QUEUE = {reason: QUEUE_CODE[queue] for reason, queue in QUEUE.items()}


_NOT_DUE: Clock = (None, None, None)
NO_FLAGS: Flags = (False, False)


def entries_of(dossier: Dossier, raised: int) -> dict[int, Entry]:
    """The entries of an issue by their ids; ``raised`` in seconds since 1970."""
    queues = _queues(dossier)
    if not queues:
        return {}
    concerned = _concerned(dossier) if dossier.owed else {}
    position, status = dossier.position, STATUS_CODE[dossier.status]
    fixed = (position, dossier.chapter, raised)
    topic = (dossier.category, dossier.severity)
    first, slots = position * SLOTS, dossier.slots
    entries: dict[int, Entry] = {}
    for unit, (queue, roles) in queues.items():
        id = first + slots.index(unit)
        place = queue << QUEUE_BIT | status
        clock, flags, paused = _NOT_DUE, NO_FLAGS, False
        if unit in concerned:
            clock, flags, paused = _clock_of(concerned[unit])
        entries[id] = (id, unit, fixed, place, clock, flags, topic, (roles, paused))
    return entries


def _concerned(dossier: Dossier) -> dict[UnitId, list[Owed]]:
    """The deadlines of whoever keeps the issue, bears them, or is asked to take over for them."""
    concerned: dict[UnitId, list[Owed]] = {}
    keeper = (dossier.has_ended and dossier.archive) or dossier.holder
    for owed in dossier.owed:
        units = {keeper, owed.bearer, *owed.suggested_to}
        for unit in units:
            if unit in concerned:
                concerned[unit].append(owed)
            elif unit is not None:
                concerned[unit] = [owed]
    return concerned


def _clock_of(concerning: list[Owed]) -> tuple[Clock, Flags, bool]:
    """What runs and is missed first, the flags, and whether anything stands still."""
    running = [owed for owed in concerning if not owed.paused]
    paused = len(running) < len(concerning)
    if not running:
        return _NOT_DUE, NO_FLAGS, paused
    nearest = running[0] if len(running) == 1 else min(running, key=_due)
    overdue = due_soon = False
    for owed in running:
        if owed.breached:
            overdue = True
        elif owed.approaching:
            due_soon = True
    return (nearest.due, nearest.kind, nearest.last_day), (overdue, due_soon), paused


def _due(owed: Owed) -> tuple[int, str]:
    return owed.due, owed.kind


def _queues(dossier: Dossier) -> dict[UnitId, tuple[int, str]]:
    """Each unit that has the issue, with the code of its queue and why.

    Of two reasons the one whose queue comes first decides and is named first, of two for one
    queue the stronger role.
    """
    status, holder = dossier.status, dossier.holder
    queues: dict[UnitId, tuple[int, str]] = {}

    def add(unit: UnitId, role: str, queue: int) -> None:
        known = queues.get(unit)
        if known is None:
            queues[unit] = queue, role
        elif queue < known[0]:
            queues[unit] = queue, f"{role} {known[1]}"
        elif role not in known[1].split():
            queues[unit] = known[0], f"{known[1]} {role}"

    if holder is None:
        if status == _RAISED:
            for unit in dossier.answering:
                add(unit, _ANSWERING, _QUEUE[_ANSWERING, status])
        return queues
    for_information = _QUEUE[_INFORMED, status]
    asked = [owed.bearer for owed in dossier.owed if owed.extension_asked]
    if dossier.archive and dossier.has_ended:
        queues[dossier.archive] = for_information, _ARCHIVE
    else:
        holder_decides = asked and any(bearer != holder for bearer in asked)
        queue = _TO_DECIDE if holder_decides else _QUEUE[_HOLDER, status]
        queues[holder] = queue, _HOLDER
    if dossier.lead:
        add(dossier.lead, _LEAD, _QUEUE[_LEAD, status])
    for unit, done in dossier.co_operating.items():
        add(unit, _CO_OPERATING, for_information if done else _QUEUE[_CO_OPERATING, status])
    answers_owed = [owed.bearer for owed in dossier.owed if owed.kind == _DIRECTION]
    for unit in dossier.directed:
        owes = unit in answers_owed
        add(unit, _DIRECTED, _QUEUE[_DIRECTED, status] if owes else for_information)
    for owed in dossier.owed:
        for unit in owed.suggested_to:
            add(unit, _SUGGESTED, _QUEUE[_SUGGESTED, status])
    superior_decides = holder in asked
    for unit, role in dossier.recipients:
        if role == _TAKE_OVER and superior_decides:
            add(unit, role, _TO_DECIDE)
        else:
            add(unit, role, _QUEUE[role, status])
    return queues

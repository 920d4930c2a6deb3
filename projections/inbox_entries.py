"""The entries of an issue: a function of its dossier."""

from typing import Final

from domain.deadline import DeadlineKind
from domain.values import UnitId
from projections.inbox_dossier import Dossier
from projections.inbox_owed import Owed
from projections.inbox_parties import NOTHING_PRESSING, Pressing, standings
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
"""Where each stands."""

FIXED = ("id", "unit", "position", "chapter", "raised")
CHANGING = (
    ("place",),
    ("due", "due_kind", "last_day"),
    ("overdue", "due_soon"),
    ("category", "severity"),
    ("roles", "paused"),
)
"""Columns of each group that may change."""

_NOT_DUE: Clock = (None, None, None)
NO_FLAGS: Flags = (False, False)
_DIRECTION = DeadlineKind.DIRECTION.value


def entries_of(dossier: Dossier, raised: int) -> dict[int, Entry]:
    """The entries of an issue by their ids; ``raised`` in seconds since 1970."""
    owed = dossier.owed
    pressing = _pressing(owed) if owed else NOTHING_PRESSING
    parties = dossier.written_parties()
    concerned = _concerned(dossier) if owed else {}
    position = dossier.position
    fixed = (position, dossier.chapter, raised)
    topic = (dossier.category, dossier.severity)
    first = position * SLOTS
    entries: dict[int, Entry] = {}
    for unit, slot, place, roles in standings(parties, dossier.holder, dossier.status, pressing):
        clock, flags, paused = _NOT_DUE, NO_FLAGS, False
        if unit in concerned:
            clock, flags, paused = _clock_of(concerned[unit])
        id = first + slot
        entries[id] = (id, unit, fixed, place, clock, flags, topic, (roles, paused))
    return entries


def _pressing(owed: list[Owed]) -> Pressing:
    pressing = [
        one for one in owed if one.extension_asked or one.suggested_to or one.kind == _DIRECTION
    ]
    if not pressing:
        return NOTHING_PRESSING
    return Pressing(
        tuple(one.bearer for one in pressing if one.extension_asked),
        tuple(one.bearer for one in pressing if one.kind == _DIRECTION and one.bearer),
        tuple(unit for one in pressing for unit in one.suggested_to),
    )


def _concerned(dossier: Dossier) -> dict[UnitId, list[Owed]]:
    """The deadlines of whoever keeps the issue, bears them, or is asked to take over for them."""
    concerned: dict[UnitId, list[Owed]] = {}
    keeper = (dossier.has_ended and dossier.parties.archive) or dossier.holder
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

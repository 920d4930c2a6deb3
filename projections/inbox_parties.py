"""Who has an issue in the inbox, why and in which queue (docs/inbox.md).

Thousands of issues have the same parties, so what follows from them is worked out once for all that
are in the same state, and remembered by the text that is stored of them.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from domain.issue import ENDED, Status
from domain.values import UnitId
from projections.inbox_places import QUEUE, QUEUE_BIT, QUEUE_CODE, STATUS_CODE, Queue, Role

_json = TypeAdapter(Any)
read_json, write_json = _json.validator.validate_json, _json.serializer.to_json
"""Three times as fast as the standard library's, and there is one to read for every few facts."""


class Parties(NamedTuple):
    """Everybody but the holder who has to do with an issue."""

    slots: tuple[UnitId, ...] = ()
    """Every unit that ever was a party, the holders too, in the order of the log: numbers the
    entries.
    """
    lead: UnitId | None = None
    recipients: tuple[tuple[UnitId, str], ...] = ()
    """Units that are informed or may take over, each with its role."""
    co_operating: tuple[tuple[UnitId, bool], ...] = ()
    """Bodies named at the assignment, and whether they did their share."""
    directed: tuple[UnitId, ...] = ()
    """Addressees of directions, answered or not."""
    answering: tuple[UnitId, ...] = ()
    """Bodies told at the meeting to answer."""
    archive: UnitId | None = None
    """Who keeps the file, where it was handed over after the end."""

    def with_known(self, units: Sequence[UnitId]) -> "Parties":
        """With a slot for each of the units."""
        new = tuple(unit for unit in dict.fromkeys(units) if unit not in self.slots)
        return self._replace(slots=self.slots + new) if new else self

    def informed(self, unit: UnitId, holder: UnitId | None) -> "Parties":
        """With one more unit that is told of the issue, unless it is told of it anyhow."""
        known = (holder, *(one for one, _ in self.recipients))
        if unit in known:
            return self
        return self._replace(recipients=(*self.recipients, (unit, Role.INFORMED.value)))

    def succeeded(self, old: UnitId, new: UnitId, holder: UnitId | None) -> "Parties":
        """The new unit in every place of the old one, but for its holder's; each stands once."""
        roles: dict[UnitId, str] = {}
        for one, role in self.recipients:
            unit = new if one == old else one
            if unit != holder:
                roles[unit] = min(role, roles.get(unit, role), key=_STRENGTH.__getitem__)
        bodies: dict[UnitId, bool] = {}
        for one, done in self.co_operating:
            unit = new if one == old else one
            bodies[unit] = done and bodies.get(unit, True)
        return self._replace(
            lead=new if self.lead == old else self.lead,
            recipients=tuple(roles.items()),
            co_operating=tuple(bodies.items()),
            directed=_with_successor(self.directed, old, new),
            answering=_with_successor(self.answering, old, new),
        )

    def text(self) -> str:
        """As it is stored."""
        return write_json(self).decode()


_STRENGTH = {role.value: place for place, role in enumerate(Role)}


def _with_successor(units: Sequence[UnitId], old: UnitId, new: UnitId) -> tuple[UnitId, ...]:
    return tuple(dict.fromkeys(new if unit == old else unit for unit in units))


@lru_cache(maxsize=1 << 11)
def parties_of(text: str) -> Parties:
    """Of what is stored."""
    slots, lead, recipients, co_operating, directed, answering, archive = read_json(text)
    return Parties(
        tuple(slots),
        lead,
        tuple(map(tuple, recipients)),
        tuple(map(tuple, co_operating)),
        tuple(directed),
        tuple(answering),
        archive,
    )


class Pressing(NamedTuple):
    """What deadlines have to do with who has the issue."""

    extensions: tuple[UnitId | None, ...] = ()
    """Who bears the deadlines of which an extension is asked for."""
    answers: tuple[UnitId, ...] = ()
    """Who still owes the answer to a direction."""
    suggested: tuple[UnitId, ...] = ()
    """Units to which the ladder suggests taking the issue over."""


NOTHING_PRESSING = Pressing()


class Standing(NamedTuple):
    """One unit that has the issue."""

    unit: UnitId
    slot: int
    place: int
    roles: str
    """Separated by blanks, the reason for its queue first."""


# Plain texts, for they are bound to a statement faster than members of an enumeration.
_HOLDER, _ARCHIVE, _LEAD = Role.HOLDER.value, Role.ARCHIVE.value, Role.LEAD.value
_CO_OPERATING, _DIRECTED = Role.CO_OPERATING.value, Role.DIRECTED.value
_ANSWERING, _SUGGESTED = Role.ANSWERING.value, Role.SUGGESTED.value
_TAKE_OVER, _INFORMED = Role.TAKE_OVER.value, Role.INFORMED.value
_RAISED = Status.RAISED.value
_TO_DECIDE = QUEUE_CODE[Queue.TO_DECIDE]
_QUEUE = {reason: QUEUE_CODE[queue] for reason, queue in QUEUE.items()}


@lru_cache(maxsize=1 << 11)
def standings(
    text: str, holder: UnitId | None, status: str, pressing: Pressing
) -> tuple[Standing, ...]:
    """Every unit that has an issue with these parties, as ``Parties.text`` gives them.

    Of two reasons the one whose queue comes first decides and is named first, of two for one queue
    the stronger role.
    """
    parties = parties_of(text)
    queues: dict[UnitId, tuple[int, str]] = {}
    for unit, role, queue in _reasons(parties, holder, status, pressing):
        known = queues.get(unit)
        if known is None:
            queues[unit] = queue, role
        elif queue < known[0]:
            queues[unit] = queue, f"{role} {known[1]}"
        elif role not in known[1].split():
            queues[unit] = known[0], f"{known[1]} {role}"
    state = STATUS_CODE[status]
    return tuple(
        Standing(unit, parties.slots.index(unit), queue << QUEUE_BIT | state, roles)
        for unit, (queue, roles) in queues.items()
    )


def _reasons(
    parties: Parties, holder: UnitId | None, status: str, pressing: Pressing
) -> list[tuple[UnitId, str, int]]:
    """Each role of each unit with the code of the queue it leads to, the strongest first."""
    for_information = _QUEUE[_INFORMED, status]
    if holder is None:
        answering = parties.answering if status == _RAISED else ()
        asked = [(unit, _ANSWERING, _QUEUE[_ANSWERING, status]) for unit in answering]
        return [*asked, *((unit, role, for_information) for unit, role in parties.recipients)]
    holder_decides = any(bearer != holder for bearer in pressing.extensions)
    superior_decides = holder in pressing.extensions
    reasons = []
    if parties.archive and status in ENDED:
        reasons.append((parties.archive, _ARCHIVE, for_information))
    else:
        queue = _TO_DECIDE if holder_decides else _QUEUE[_HOLDER, status]
        reasons.append((holder, _HOLDER, queue))
    if parties.lead:
        reasons.append((parties.lead, _LEAD, _QUEUE[_LEAD, status]))
    for unit, done in parties.co_operating:
        queue = for_information if done else _QUEUE[_CO_OPERATING, status]
        reasons.append((unit, _CO_OPERATING, queue))
    for unit in parties.directed:
        queue = _QUEUE[_DIRECTED, status] if unit in pressing.answers else for_information
        reasons.append((unit, _DIRECTED, queue))
    for unit in pressing.suggested:
        reasons.append((unit, _SUGGESTED, _QUEUE[_SUGGESTED, status]))
    for unit, role in parties.recipients:
        decides = role == _TAKE_OVER and superior_decides
        reasons.append((unit, role, _TO_DECIDE if decides else _QUEUE[role, status]))
    return reasons

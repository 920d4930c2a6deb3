"""Where an entry of an inbox stands: queue, state, severity and flags (docs/inbox.md)."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from domain.issue import ENDED, OPEN, Status


class Queue(StrEnum):
    """Queues of an office (DOMAIN 4), in the order in which an inbox shows them.

    An entry has one of the first seven; the last two are flags across them.
    """

    TO_RECEIVE = "to-receive"
    """Chờ tiếp nhận."""
    TO_DECIDE = "to-decide"
    """Chờ cho ý kiến."""
    CO_OPERATION = "co-operation"
    """Phối hợp."""
    AWAITING = "awaiting"
    """Chờ phản hồi."""
    TO_VERIFY = "to-verify"
    """Chờ xác nhận."""
    FOR_INFORMATION = "for-information"
    """Để biết."""
    ENDED = "ended"
    """Kết thúc."""
    DUE_SOON = "due-soon"
    """Sắp đến hạn."""
    OVERDUE = "overdue"
    """Quá hạn."""


class Role(StrEnum):
    """Why an issue is in a unit's inbox, the strongest reason first."""

    HOLDER = "holder"
    ARCHIVE = "archive"
    """Keeps the file of an ended issue."""
    LEAD = "lead"
    CO_OPERATING = "co-operating"
    DIRECTED = "directed"
    """A direction was addressed to it."""
    ANSWERING = "answering"
    """Told at the meeting to answer (`002-7`)."""
    SUGGESTED = "suggested"
    """The ladder suggests that it take the issue over."""
    TAKE_OVER = "take-over"
    """Informed, and may take over."""
    PREVIOUS_HOLDER = "previous-holder"
    INFORMED = "informed"


_WORKING = frozenset({Status.ASSIGNED, Status.IN_PROGRESS})
_TO_RECEIVE = frozenset({Status.REPORTED, Status.ESCALATED, Status.RETURNED_DOWN})
_WAITING = frozenset({Status.NEEDS_CLARIFICATION, Status.PAUSED, *_WORKING})


def _of_holder(status: Status) -> Queue:
    if status in _TO_RECEIVE:
        return Queue.TO_RECEIVE
    if status in _WAITING:
        return Queue.AWAITING
    return Queue.TO_VERIFY if status is Status.REPLIED else Queue.TO_DECIDE


def _of_lead(status: Status) -> Queue:
    if status in _WORKING:
        return Queue.CO_OPERATION
    waits = status in (Status.PAUSED, Status.RESULT_PROPOSED)
    return Queue.AWAITING if waits else Queue.FOR_INFORMATION


def _of_co_operating(status: Status) -> Queue:
    if status in _WORKING or status is Status.RESULT_PROPOSED:
        return Queue.CO_OPERATION
    return Queue.AWAITING if status is Status.PAUSED else Queue.FOR_INFORMATION


_OPEN_QUEUE: Mapping[Role, Callable[[Status], Queue]] = {
    Role.HOLDER: _of_holder,
    Role.LEAD: _of_lead,
    Role.CO_OPERATING: _of_co_operating,
    Role.DIRECTED: lambda _: Queue.CO_OPERATION,
    Role.ANSWERING: lambda _: Queue.CO_OPERATION,
    Role.SUGGESTED: lambda _: Queue.TO_DECIDE,
}
QUEUE: Mapping[tuple[str, str], Queue] = {
    **{(role, status): Queue.ENDED for role in Role for status in ENDED},
    **{
        (role, status): _OPEN_QUEUE[role](status) if role in _OPEN_QUEUE else Queue.FOR_INFORMATION
        for role in Role
        for status in OPEN
    },
}
"""The queue that a role leads to, while its work is not done."""


class Place(NamedTuple):
    """Queue and state of an entry; in the tables it is one small number.

    An index that begins with unit and place serves filters by either, for there are few states in
    a queue and few queues for a state.
    """

    queue: Queue
    status: Status


_QUEUES, _STATUSES = tuple(Queue), tuple(Status)
QUEUE_CODE: Mapping[str, int] = {queue: code for code, queue in enumerate(_QUEUES)}
"""Of two queues in which an issue could stand, the one with the lower code is taken."""
STATUS_CODE: Mapping[str, int] = {status: code for code, status in enumerate(_STATUSES)}
QUEUE_BIT = 5
"""From this bit on a place's number is the code of its queue, before that of its state."""


def place_of(code: int) -> Place:
    """The place of a number."""
    return Place(_QUEUES[code >> QUEUE_BIT], _STATUSES[code & (1 << QUEUE_BIT) - 1])


OVERDUE = QUEUE_CODE[Queue.OVERDUE] << QUEUE_BIT
DUE_SOON = QUEUE_CODE[Queue.DUE_SOON] << QUEUE_BIT
"""Where entries with a flag are counted once more, whatever their state."""

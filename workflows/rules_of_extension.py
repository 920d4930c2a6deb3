"""Rules for more time."""

from typing import Any

from domain.deadline import Deadline, DeadlineKind, find
from domain.organisation import UnitKind
from domain.values import UnitId
from workflows.attempt import Attempt
from workflows.roles import (
    BOARDS,
    acting_for,
    holder_board,
    superior_board,
)


def deadline_running(attempt: Attempt[Any]) -> bool:
    return _named(attempt) is not None


def deadline_extendable(attempt: Attempt[Any]) -> bool:
    """The regime has more time for such a deadline; a pause has none beyond its longest."""
    spec = attempt.regime.spec.deadlines.get(attempt.command.deadline.kind)
    return spec is None or spec.extendable


def own_deadline(attempt: Attempt[Any]) -> bool:
    """Whoever owes it asks for more time."""
    deadline = _named(attempt)
    return deadline is not None and acting_for(attempt, [deadline.bearer]) is not None


def asked_before_expiry(attempt: Attempt[Any]) -> bool:
    """A paused clock is judged when it stopped."""
    deadline = _named(attempt)
    return deadline is not None and deadline.would_be_on_time(attempt.context.now)


def granted_before_expiry(attempt: Attempt[Any]) -> bool:
    """DOMAIN 4: an extension is approved before expiry too, however early it was asked for."""
    return asked_before_expiry(attempt)


def extended_once_only(attempt: Attempt[Any]) -> bool:
    deadline = _named(attempt)
    return deadline is not None and deadline.extensions < attempt.regime.spec.extension.times


def extension_was_asked(attempt: Attempt[Any]) -> bool:
    deadline = _named(attempt)
    return deadline is not None and deadline.extension_asked


def approved_one_level_up(attempt: Attempt[Any]) -> bool:
    """The holder decides on its agencies' time, the superior on the holder's own.

    Time that the superior set with a direction of its own, the holder below does not lengthen.
    """
    deadline = _named(attempt)
    if deadline is None:
        return False
    if attempt.superior and attempt.superior == _who_directed(attempt, deadline):
        return superior_board(attempt)
    bearer = attempt.directory.unit(deadline.bearer or "", attempt.today)
    holders_own = deadline.bearer == attempt.issue.holder or (
        bearer is not None
        and bearer.parent == attempt.issue.holder
        and bearer.kind in (*BOARDS, UnitKind.COMMITTEE_OFFICE)
    )
    return superior_board(attempt) if holders_own else holder_board(attempt)


def _who_directed(attempt: Attempt[Any], deadline: Deadline) -> UnitId | None:
    """The committee whose body gave the direction."""
    if deadline.id.kind is not DeadlineKind.DIRECTION or deadline.given_by is None:
        return None
    return attempt.directory.committee_of(deadline.given_by, attempt.today)


def _named(attempt: Attempt[Any]) -> Deadline | None:
    deadline = find(attempt.issue.deadlines, attempt.command.deadline)
    return deadline if deadline is not None and deadline.is_open else None

"""To whom a submitted issue goes: its holder and every simultaneous copy, or nobody (`000-5`)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.deadline import RegimeRef
from domain.directory import Directory
from domain.issue_facts import Recipient, Right
from domain.values import UnitId
from workflows.attempt import Context
from workflows.machine import Regime
from workflows.outcome import Rejected
from workflows.rulebook import in_force


class Delivery(NamedTuple):
    holder: UnitId
    recipients: tuple[Recipient, ...]
    regime: RegimeRef
    """The regime by which it goes there."""


def every_copy_reaches_a_body(bodies: list[UnitId | None]) -> bool:
    """`000-5`: all copies are delivered at once, or nothing is sent."""
    return None not in bodies


def delivery(regime: Regime, context: Context, chapter: UnitId) -> Delivery:
    """Holder and recipients for a chapter's issue, today, under the regime of its day.

    Where a tier of that regime is gone, under the one that binds the chapter today. Raises Rejected
    ``no-middle-tier`` or ``addressee-missing`` where the organisation lacks a body.
    """
    directory, on = context.directory, context.today
    stands = directory.continued_by(chapter, on) or chapter
    if _lacks_a_tier(regime, directory, stands, on):
        bound = in_force(directory, stands, on)
        regime = context.rulebook.regime(directory, bound.ref) if bound else regime
    return _by(regime, directory, stands, on)


def _lacks_a_tier(regime: Regime, directory: Directory, chapter: UnitId, on: date) -> bool:
    to = regime.spec.delivery
    tiers = {to.holder, *(copy.tier for copy in to.copies)}
    return any(directory.committee_at(chapter, tier, on) is None for tier in tiers)


def _by(regime: Regime, directory: Directory, chapter: UnitId, on: date) -> Delivery:
    spec = regime.spec.delivery
    holder = directory.committee_at(chapter, spec.holder, on)
    if holder is None:
        raise Rejected("no-middle-tier", tier=spec.holder.value, chapter=chapter)
    copies = list(_copies(regime, directory, chapter, on))
    bodies = [body for body, _, _ in copies]
    if not every_copy_reaches_a_body(bodies):
        missing = next((name for body, name, _ in copies if body is None), "")
        raise Rejected("addressee-missing", chapter=chapter, body=missing)
    recipients = tuple(Recipient(unit=body, rights=rights) for body, _, rights in copies if body)
    return Delivery(holder, recipients, regime.spec.ref)


def _copies(
    regime: Regime, directory: Directory, chapter: UnitId, on: date
) -> Iterator[tuple[UnitId | None, str, tuple[Right, ...]]]:
    for copy in regime.spec.delivery.copies:
        committee = directory.committee_at(chapter, copy.tier, on)
        body = directory.body(committee, copy.body, on) if committee else None
        yield (body.id if body else None), copy.body.value, copy.rights

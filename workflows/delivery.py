"""To whom a submitted issue goes: its holder and every simultaneous copy, or nobody (`000-5`)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from domain.directory import Directory
from domain.issue_facts import Recipient, Right
from domain.values import UnitId
from workflows.machine import Regime
from workflows.outcome import Rejected


class Delivery(NamedTuple):
    holder: UnitId
    recipients: tuple[Recipient, ...]


def every_copy_reaches_a_body(bodies: list[UnitId | None]) -> bool:
    """`000-5`: all copies are delivered at once, or nothing is sent."""
    return None not in bodies


def delivery(regime: Regime, directory: Directory, chapter: UnitId, on: date) -> Delivery:
    """Holder and recipients for a chapter's issue under a regime.

    Raises Rejected ``no-middle-tier`` or ``addressee-missing`` where the organisation lacks a body.
    """
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
    return Delivery(holder, recipients)


def _copies(
    regime: Regime, directory: Directory, chapter: UnitId, on: date
) -> Iterator[tuple[UnitId | None, str, tuple[Right, ...]]]:
    for copy in regime.spec.delivery.copies:
        committee = directory.committee_at(chapter, copy.tier, on)
        body = directory.body(committee, copy.body, on) if committee else None
        yield (body.id if body else None), copy.body.value, copy.rights

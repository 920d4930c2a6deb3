"""A residence link: a member of a workplace chapter keeps contact with the chapter at home (`003`).

A source of issues and nothing else: what a chapter thinks of a member is not recorded (DOMAIN 8).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Literal, assert_never
from uuid import UUID

from domain.calendar import local_date
from domain.fact import Fact, Recorded
from domain.issue_facts import RegisterNumber
from domain.organisation import Day
from domain.regime_keys import LinkStart
from domain.values import DocumentRef, PersonRef, UnitId, Value


class ResidenceChange(StrEnum):
    """What the register is told of (`003-2`)."""

    MOVED = "moved"
    """To another home of the same chapter's."""
    LEFT = "left"
    """For a home elsewhere."""
    TRANSFERRED = "transferred"
    """To another workplace."""


class ResidenceIntroduced(Fact):
    """The workplace introduces the member to the chapter at home (`003-5`)."""

    type: Literal["residence-introduced.v1"] = "residence-introduced.v1"
    member: PersonRef
    workplace: UnitId
    residence: UnitId
    document: DocumentRef | None = None


class ResidenceAccepted(Fact):
    """The chapter at home enters the member into its register."""

    type: Literal["residence-accepted.v1"] = "residence-accepted.v1"
    register_number: RegisterNumber


class ResidenceChangeNoted(Fact):
    type: Literal["residence-change-noted.v1"] = "residence-change-noted.v1"
    change: ResidenceChange
    on: Day
    notified: tuple[UnitId, ...]


class ResidenceLinkEnded(Fact):
    """``on`` is the first day on which it links no more."""

    type: Literal["residence-link-ended.v1"] = "residence-link-ended.v1"
    on: Day


ResidenceFact = ResidenceIntroduced | ResidenceAccepted | ResidenceChangeNoted | ResidenceLinkEnded


class ResidenceLink(Value):
    """State of one link; ``EMPTY`` before its first fact."""

    id: UUID | None = None
    version: int = 0
    member: PersonRef | None = None
    workplace: UnitId | None = None
    residence: UnitId | None = None
    introduced_at: datetime | None = None
    register_number: str | None = None
    accepted_at: datetime | None = None
    changes: tuple[ResidenceChangeNoted, ...] = ()
    ended_on: date | None = None


EMPTY = ResidenceLink()


def evolve(link: ResidenceLink, recorded: Recorded[ResidenceFact]) -> ResidenceLink:
    """The link after one more fact. Total: never raises on a known fact."""
    _, envelope, fact = recorded
    change: dict[str, object] = {"id": envelope.stream, "version": envelope.version}
    match fact:
        case ResidenceIntroduced():
            change |= {
                "member": fact.member,
                "workplace": fact.workplace,
                "residence": fact.residence,
                "introduced_at": envelope.recorded_at,
            }
        case ResidenceAccepted(register_number=number):
            change |= {"register_number": number, "accepted_at": envelope.recorded_at}
        case ResidenceChangeNoted():
            change["changes"] = (*link.changes, fact)
        case ResidenceLinkEnded(on=on):
            change["ended_on"] = on
        case _ as unknown:
            assert_never(unknown)
    return link.model_copy(update=change)


def link_counts(link: ResidenceLink, counts_from: LinkStart, on: date) -> bool:
    """`003-5`: from its acceptance, or its introduction where a regime says so, until it ends."""
    introduced = counts_from is LinkStart.INTRODUCTION
    since = link.introduced_at if introduced else link.accepted_at
    begun = since is not None and local_date(since) <= on
    return begun and (link.ended_on is None or on < link.ended_on)

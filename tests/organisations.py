"""Builders of recorded organisation facts: a small province, and directories folded from facts."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid5

from domain.directory import EMPTY, Directory, fold
from domain.fact import Envelope, Recorded
from domain.organisation import (
    OfficerAppointed,
    OrganisationFact,
    OrganisationFounded,
    OrgUnitEstablished,
    Post,
    UnitKind,
    organisation_id,
)

NB = organisation_id("NB")
START = date(2018, 1, 1)
FOUNDER = "p-founder"


def day(text: str) -> date:
    return date.fromisoformat(text)


def recorded(facts: Sequence[OrganisationFact], after: int = 0) -> list[Recorded[OrganisationFact]]:
    """The facts in envelopes of the organisation stream, their versions following ``after``."""
    at = datetime(2018, 1, 1, tzinfo=UTC)
    return [
        Recorded(version, _envelope(version, at), fact)
        for version, fact in enumerate(facts, after + 1)
    ]


def _envelope(version: int, at: datetime) -> Envelope:
    command = uuid5(NB, str(version))
    return Envelope(
        stream=NB,
        version=version,
        command_id=command,
        command="establish-unit",
        actor=FOUNDER,
        role="registrar",
        channel="cli",
        occurred_at=at,
        recorded_at=at,
        correlation=command,
        causation=command,
        directory=version - 1,
    )


def directory_of(*facts: OrganisationFact, start: Directory = EMPTY) -> Directory:
    return fold(start, recorded(facts, start.version))


def unit(id: str, kind: UnitKind, parent: str, valid_from: date = START) -> OrgUnitEstablished:
    return OrgUnitEstablished(
        unit=id, kind=kind, name=f"Unit {id}", parent=parent, valid_from=valid_from
    )


def appointed(
    person: str, unit: str, post: Post, valid_from: date = START, valid_to: date | None = None
) -> OfficerAppointed:
    return OfficerAppointed(
        person=person, unit=unit, post=post, valid_from=valid_from, valid_to=valid_to
    )


FOUNDED = OrganisationFounded(province="NB", name="Tỉnh ủy", founder=FOUNDER, founded_on=START)

PROVINCE: tuple[OrganisationFact, ...] = (
    FOUNDED,
    unit("NB-TT", UnitKind.STANDING_BOARD, "NB"),
    unit("NB-UBKT", UnitKind.INSPECTION_COMMISSION, "NB"),
    unit("NB-D1", UnitKind.DISTRICT, "NB"),
    unit("NB-D1-BTV", UnitKind.STANDING_COMMITTEE, "NB-D1"),
    unit("NB-D1-VP", UnitKind.COMMITTEE_OFFICE, "NB-D1"),
    unit("NB-D1-UBND", UnitKind.AGENCY, "NB-D1"),
    unit("NB-D1-UBND-C1", UnitKind.WORKPLACE_CHAPTER, "NB-D1-UBND"),
    unit("NB-D1-X1", UnitKind.COMMUNE, "NB-D1"),
    unit("NB-D1-X1-C1", UnitKind.RESIDENTIAL_CHAPTER, "NB-D1-X1"),
    unit("NB-D1-X1-C2", UnitKind.RESIDENTIAL_CHAPTER, "NB-D1-X1"),
    unit("NB-BCH", UnitKind.EXECUTIVE_COMMITTEE, "NB"),
)
"""A province with one district, its bodies, one commune and three chapters."""


def command_id(name: str) -> UUID:
    return uuid5(NB, name)

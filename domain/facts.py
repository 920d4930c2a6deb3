"""All facts there are, told apart by their stored names."""

from typing import Annotated

from pydantic import Field

from domain.conference import ConferenceFact
from domain.duty import DutyFact
from domain.issue_facts import IssueFact
from domain.meeting import MeetingFact
from domain.organisation import OrganisationFact
from domain.report import ReportFact
from domain.residence import ResidenceFact

AnyFact = Annotated[
    IssueFact
    | MeetingFact
    | ReportFact
    | ResidenceFact
    | DutyFact
    | ConferenceFact
    | OrganisationFact,
    Field(discriminator="type"),
]

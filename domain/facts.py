"""All facts there are, told apart by their stored names."""

from typing import Annotated

from pydantic import Field

from domain.issue_facts import IssueFact
from domain.meeting import MeetingFact
from domain.organisation import OrganisationFact
from domain.report import ReportFact

AnyFact = Annotated[
    IssueFact | MeetingFact | ReportFact | OrganisationFact, Field(discriminator="type")
]

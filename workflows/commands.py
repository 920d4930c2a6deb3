"""All commands there are, told apart by their type."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from workflows.issue_commands import AnyIssueCommand
from workflows.meeting import AnyMeetingCommand
from workflows.organisation_commands import OrganisationCommand
from workflows.report_commands import SubmitReport, SubmitSummary
from workflows.residence_commands import AnyResidenceCommand

AnyCommand = Annotated[
    AnyIssueCommand
    | AnyMeetingCommand
    | SubmitReport
    | SubmitSummary
    | AnyResidenceCommand
    | OrganisationCommand,
    Field(discriminator="type"),
]
COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)

"""All commands there are, told apart by their type."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from workflows.issue_commands import AnyIssueCommand
from workflows.meeting import CheckMeetingDeadlines, RecordMeeting
from workflows.organisation_commands import OrganisationCommand
from workflows.report_commands import SubmitReport

AnyCommand = Annotated[
    AnyIssueCommand | RecordMeeting | CheckMeetingDeadlines | SubmitReport | OrganisationCommand,
    Field(discriminator="type"),
]
COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)

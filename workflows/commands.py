"""All commands there are, told apart by their type."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from workflows.conference import AnyConferenceCommand
from workflows.duty_commands import AnyDutyCommand
from workflows.issue_commands import AnyIssueCommand
from workflows.meeting import AnyMeetingCommand
from workflows.meeting_briefing import RecordBriefing
from workflows.meeting_score import ScoreMeeting
from workflows.organisation_commands import OrganisationCommand
from workflows.report_commands import SubmitReport, SubmitSummary
from workflows.residence_commands import AnyResidenceCommand

AnyCommand = Annotated[
    AnyIssueCommand
    | AnyMeetingCommand
    | ScoreMeeting
    | RecordBriefing
    | AnyDutyCommand
    | AnyConferenceCommand
    | SubmitReport
    | SubmitSummary
    | AnyResidenceCommand
    | OrganisationCommand,
    Field(discriminator="type"),
]
COMMAND: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)

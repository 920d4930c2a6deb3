"""What a decision looks at: the command, the issue, and everything around it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from domain.calendar import Calendar, local_date
from domain.conference import Conference
from domain.deadline import CalendarRef, RegimeRef
from domain.directory import Capacity, Directory
from domain.duty import DutyYear
from domain.issue import EMPTY as NO_ISSUE
from domain.issue import Issue
from domain.meeting import EMPTY as NO_MEETING
from domain.meeting import Meeting
from domain.report import Report
from domain.residence import EMPTY as NO_LINK
from domain.residence import ResidenceLink
from domain.values import UnitId
from workflows.command import Command
from workflows.machine import Regime

State = Issue | Meeting | Report | ResidenceLink | DutyYear | Conference


class Rulebook(Protocol):
    """Published regimes and calendars, ready for use."""

    def regime(self, directory: Directory, ref: RegimeRef) -> Regime: ...

    def calendar(self, directory: Directory, ref: CalendarRef) -> Calendar: ...

    def latest_calendar(self, directory: Directory, calendar: str) -> Calendar: ...


class Context(NamedTuple):
    """The recorded time, the organisation as it stands, and the rules."""

    now: datetime
    directory: Directory
    rulebook: Rulebook

    @property
    def today(self) -> date:
        return local_date(self.now)


C_co = TypeVar("C_co", bound=Command, covariant=True)


class Attempt(NamedTuple, Generic[C_co]):
    """One command about to be decided."""

    command: C_co
    issue: Issue
    regime: Regime
    context: Context
    others: Mapping[UUID, State]
    """Every other stream that the command reads."""
    held: Capacity | None = None
    """In what capacity the actor acts; ``decision.entitled`` tries each that the actor has."""

    @property
    def directory(self) -> Directory:
        return self.context.directory

    @property
    def today(self) -> date:
        return self.context.today

    @property
    def superior(self) -> UnitId | None:
        """The committee above the holder's."""
        holder = self.issue.holder
        return self.regime.superior(self.directory, holder, self.today) if holder else None

    def other_issue(self, issue: UUID | None) -> Issue:
        found = self.others.get(issue) if issue else None
        return found if isinstance(found, Issue) else NO_ISSUE

    def meeting(self, meeting: UUID | None) -> Meeting:
        found = self.others.get(meeting) if meeting else None
        return found if isinstance(found, Meeting) else NO_MEETING

    def link(self, link: UUID | None) -> ResidenceLink:
        found = self.others.get(link) if link else None
        return found if isinstance(found, ResidenceLink) else NO_LINK

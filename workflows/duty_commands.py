"""Commands on a cadre's duties in one year; all of them name the cadre."""

from typing import Annotated, Literal

from pydantic import Field

from domain.duty import duty_year_id
from domain.organisation import Day
from domain.regime_keys import EvaluationCriterion
from domain.values import DocumentRef, PersonRef, UnitId
from workflows.command import Command, StreamKind, StreamRef
from workflows.issue_commands import SomeText

Year = Annotated[int, Field(ge=1900, le=2999)]


class DutyCommand(Command):
    cadre: PersonRef

    def year_of_duties(self) -> int:
        raise NotImplementedError

    def reads(self) -> tuple[StreamRef, ...]:
        return (StreamRef(StreamKind.DUTY, duty_year_id(self.cadre, self.year_of_duties())),)


class ExcuseAbsence(DutyCommand):
    """The office of the cadre's committee records that the cadre need not attend on these days."""

    type: Literal["excuse-absence"] = "excuse-absence"
    chapter: UnitId | None = None
    """Only there; without one anywhere."""
    first: Day
    last: Day
    document: DocumentRef

    def year_of_duties(self) -> int:
        return self.first.year


class ContestCommand(DutyCommand):
    year: Year
    criterion: EvaluationCriterion
    reason: SomeText

    def year_of_duties(self) -> int:
        return self.year


class ContestEvaluation(ContestCommand):
    """The cadre says that a figure of the year is wrong (`002-8`)."""

    type: Literal["contest-evaluation"] = "contest-evaluation"


class DecideContest(ContestCommand):
    """The board of the cadre's committee says whether the cadre was right."""

    type: Literal["decide-contest"] = "decide-contest"
    upheld: bool


AnyDutyCommand = ExcuseAbsence | ContestEvaluation | DecideContest

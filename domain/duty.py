"""A cadre's duties in one year: absences excused, and figures that the cadre contests (`002-8`)."""

from datetime import datetime
from typing import Annotated, Literal, assert_never
from uuid import UUID, uuid5

from pydantic import Field

from domain.fact import Fact, Recorded
from domain.organisation import Day
from domain.regime_keys import EvaluationCriterion
from domain.sealed import Sealed
from domain.values import DocumentRef, PersonRef, UnitId, Value

DUTY_YEARS = UUID("3dd386ff-d773-5553-8046-92b66ac3112a")
"""Namespace of the ids of these streams; never changes."""


def duty_year_id(cadre: PersonRef, year: int) -> UUID:
    """The stream of the cadre's duties in the year, the same in every store."""
    return uuid5(DUTY_YEARS, f"{cadre}/{year}")


class AbsenceExcused(Fact):
    """The cadre need not attend on these days, both included, whose year is the stream's."""

    type: Literal["absence-excused.v1"] = "absence-excused.v1"
    cadre: PersonRef
    chapter: UnitId | None = None
    """Only there; without one anywhere."""
    first: Day
    last: Day
    document: DocumentRef


class EvaluationContested(Fact):
    """The cadre says that a figure of the year is wrong."""

    type: Literal["evaluation-contested.v1"] = "evaluation-contested.v1"
    cadre: PersonRef
    year: Annotated[int, Field(ge=1900, le=2999)]
    criterion: EvaluationCriterion
    reason: Sealed


class ContestDecided(Fact):
    type: Literal["contest-decided.v1"] = "contest-decided.v1"
    criterion: EvaluationCriterion
    upheld: bool
    """Whether the cadre was right."""
    reason: Sealed


DutyFact = AbsenceExcused | EvaluationContested | ContestDecided


class Contest(Value):
    criterion: EvaluationCriterion
    contested_at: datetime
    upheld: bool | None = None
    """None until it is decided."""


class DutyYear(Value):
    """State of one cadre's year; ``EMPTY`` before its first fact."""

    id: UUID | None = None
    version: int = 0
    cadre: PersonRef | None = None
    year: int | None = None
    absences: tuple[AbsenceExcused, ...] = ()
    contests: tuple[Contest, ...] = ()

    def contest(self, criterion: EvaluationCriterion) -> Contest | None:
        """The last about that criterion."""
        found = (one for one in reversed(self.contests) if one.criterion is criterion)
        return next(found, None)


EMPTY = DutyYear()


def evolve(duties: DutyYear, recorded: Recorded[DutyFact]) -> DutyYear:
    """The year after one more fact. Total: never raises on a known fact."""
    _, envelope, fact = recorded
    change: dict[str, object] = {"id": envelope.stream, "version": envelope.version}
    match fact:
        case AbsenceExcused():
            absences = (*duties.absences, fact)
            change |= {"cadre": fact.cadre, "year": fact.first.year, "absences": absences}
        case EvaluationContested(cadre=cadre, year=year, criterion=criterion):
            contest = Contest(criterion=criterion, contested_at=envelope.recorded_at)
            change |= {"cadre": cadre, "year": year, "contests": (*duties.contests, contest)}
        case ContestDecided(criterion=criterion, upheld=upheld):
            last = duties.contest(criterion)
            change["contests"] = tuple(
                one.model_copy(update={"upheld": upheld}) if one is last else one
                for one in duties.contests
            )
        case _ as unknown:
            assert_never(unknown)
    return duties.model_copy(update=change)

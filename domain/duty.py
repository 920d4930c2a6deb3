"""A cadre's duties in one year: absences excused, and figures that the cadre contests (`002-8`).

Below them the rules by which attendances are counted, pure, for deciding and for read models.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Literal, NamedTuple, assert_never
from uuid import UUID, uuid5

from pydantic import Field

from domain.directory import Directory
from domain.fact import Fact, Recorded
from domain.organisation import CHAPTERS, Day, UnitKind
from domain.period import Period
from domain.regime_keys import AttendanceDuty, BodyOfTier, EvaluationCriterion, OtherDuty
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


class Attended(NamedTuple):
    """One attendance, as far as it matters whether it counts."""

    chapter: UnitId
    kind: UnitKind
    """Of the chapter."""
    substituted: bool = False
    """Whether a deputy attended in place of the cadre (`002-2`)."""


def seats_of(directory: Directory, cadre: PersonRef, on: date) -> tuple[BodyOfTier, ...]:
    """Where the cadre serves in the own right that day; a chapter is no body of a committee."""
    seats = []
    for id in directory.units_of(cadre, on):
        unit, committee = directory.unit(id, on), directory.committee_of(id, on)
        above = directory.unit(committee, on) if committee else None
        if unit is None or above is None or unit.kind in CHAPTERS:
            continue
        if directory.serves(cadre, id, on):
            seats.append(BodyOfTier(tier=above.kind, body=unit.kind))
    return tuple(seats)


def own_chapters(directory: Directory, cadre: PersonRef, on: date) -> frozenset[UnitId]:
    """Chapters in which the cadre serves, so far as the organisation knows."""
    units = (directory.unit(id, on) for id in directory.units_of(cadre, on))
    return frozenset(unit.id for unit in units if unit is not None and unit.kind in CHAPTERS)


def duty_of(
    seats: Collection[BodyOfTier], duties: Mapping[str, AttendanceDuty]
) -> tuple[str, AttendanceDuty] | None:
    """`000-2`: the first that fits; who sits in two bodies has the duty that comes first."""
    fitting = ((name, duty) for name, duty in duties.items() if any(_fits(s, duty) for s in seats))
    return next(fitting, None)


def _fits(seat: BodyOfTier, duty: AttendanceDuty) -> bool:
    return seat.tier is duty.tier and (not duty.bodies or seat.body in duty.bodies)


def serves_duty(attended: Attended, duty: AttendanceDuty) -> bool:
    """`002-1`, `002-2`: at a chapter of the kind asked for, in person or as substitutes may."""
    if attended.substituted and not duty.substitutes:
        return False
    return not duty.chapters or attended.kind in duty.chapters


def counts(
    attended: Attended,
    own: Collection[UnitId],
    linked: Collection[UnitId],
    apart_from: Collection[OtherDuty],
) -> bool:
    """`000-3`: what a cadre owes anyhow, at the own chapter or at home, is no attendance."""
    if attended.chapter in own and OtherDuty.OWN_CHAPTER in apart_from:
        return False
    return attended.chapter not in linked or OtherDuty.RESIDENCE_LINK not in apart_from


def shortfall(owed: int, attended: int, excused: int) -> int:
    """`000-1`: how many attendances of a period are missing, those excused apart."""
    return max(0, owed - attended - excused)


def is_excused(absences: Iterable[AbsenceExcused], chapter: UnitId, on: date) -> bool:
    """Whether the cadre need not attend the chapter's meeting of that day."""
    days = (one for one in absences if one.chapter in (None, chapter))
    return any(one.first <= on <= one.last for one in days)


def periods_of(year: int, every_months: int) -> tuple[Period, ...]:
    """The periods of the year, from January; a last one that does not fit is shorter."""
    return tuple(
        Period(date(year, first, 1), _month_end(year, min(first + every_months - 1, 12)))
        for first in range(1, 13, every_months)
    )


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])

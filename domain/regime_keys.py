"""The tables that a regime may leave out; without one its province has no such rule.

They stand here, and not with the rest of the regime, for read models count by them too: from the
published text, which ``regime_layers`` lays over what it extends.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from domain.calendar import Span
from domain.deadline import RegimeRef, RuleName
from domain.fact import CommandName
from domain.organisation import AssignmentGround, UnitKind
from domain.values import MeetingKind, Value


def _span_text(text: str) -> str:
    Span.parse(text)
    return text


SpanText = Annotated[str, AfterValidator(_span_text)]
"""A duration: ``10wd`` working days or ``30d`` calendar days."""

Months = Annotated[int, Field(ge=1, le=12)]
"""How often something is owed: every so many months, those of one year counted from January."""


class Label(Value):
    vi: str
    en: str


class BodyOfTier(Value):
    """A body of the committee of a tier."""

    tier: UnitKind
    body: UnitKind


class OtherDuty(StrEnum):
    """Duties of a cadre's own for which an attendance never counts (`000-3`)."""

    OWN_CHAPTER = "own-chapter"
    RESIDENCE_LINK = "residence-link"


class AttendanceDuty(Value):
    """Who attends chapter meetings, and how often at the least (`000-1`, `000-2`, `002-1`)."""

    rule: RuleName
    tier: UnitKind
    bodies: tuple[UnitKind, ...] = ()
    """Whoever serves in one of these; none: in any unit of that tier."""
    chapters: tuple[UnitKind, ...] = ()
    """Kinds of chapters whose meetings count; none: all."""
    times: int = Field(ge=1, le=366)
    every_months: Months
    substitutes: bool = False
    """Whether the deputy head assigned to it may attend instead of the head (`002-2`)."""


class AttendanceRules(Value):
    apart_from: tuple[OtherDuty, ...] = ()
    duties: Mapping[CommandName, AttendanceDuty] = {}
    """A cadre has the first that fits, in the order of the file, inherited ones before own."""


class AssignmentRules(Value):
    drawn_from: tuple[BodyOfTier, ...] = Field(default=(), alias="from")
    """Whose members are assigned; none: anybody may be."""
    every_chapter: bool = False
    """Whether each chapter has somebody assigned (`001-2`)."""
    grounds: tuple[AssignmentGround, ...] = ()
    """By what a cadre may be assigned (`004-1`); none: by anything."""


class SmallChapter(Value):
    """The adjusted time of a chapter of few members (`001-3`)."""

    fewer_than: int = Field(ge=2)
    least_minutes: int = Field(ge=0)


class MeetingRules(Value):
    kinds: tuple[MeetingKind, ...] = ()
    """Kinds of meetings that there are (`001-4`); none: all."""
    regular_every_months: Months | None = None
    least_minutes: int = Field(default=0, ge=0)
    least_minutes_combined: int = Field(default=0, ge=0)
    """Of a regular meeting that a thematic one is combined with."""
    small: SmallChapter | None = None


class Criterion(Label):
    """One thing that a meeting gets points for."""

    most: int = Field(ge=1)


class GradeFrom(Label):
    """A grade, and the total from which on it is given."""

    grade: CommandName
    least: int = Field(ge=0, alias="from")


class RubricRef(RegimeRef):
    """A rubric in one version."""


class Rubric(Value):
    """How meetings are scored (`001-6`, `002-9`), in one version."""

    id: RuleName
    version: RuleName
    since: date | None = None
    """Meetings before that day are not scored by it."""
    criteria: Mapping[CommandName, Criterion] = Field(min_length=1)
    grades: tuple[GradeFrom, ...] = Field(min_length=1)
    """The best first."""

    @property
    def ref(self) -> RubricRef:
        return RubricRef(id=self.id, version=self.version)


class BriefingRules(Value):
    """The briefing of a committee (`001-1`)."""

    tier: UnitKind
    held_by: UnitKind
    """The body of the committee that holds it."""
    every_months: Months


class LinkStart(StrEnum):
    """From when on a residence link counts (`003-5`)."""

    INTRODUCTION = "introduction"
    ACCEPTANCE = "acceptance"


class LinkEnd(StrEnum):
    """The two chapters that a residence link joins."""

    WORKPLACE = "workplace"
    RESIDENCE = "residence"


class ResidenceRules(Value):
    counts_from: LinkStart = LinkStart.INTRODUCTION
    notify: tuple[LinkEnd, ...] = ()
    """Who is told of every change (`003-2`)."""


class ConferenceRules(Value):
    rule: RuleName = "P"
    avoid_days: tuple[Annotated[int, Field(ge=1, le=31)], ...] = ()
    """Days of the month on which no conference is to be held (`002-3`)."""


class SummaryAuthor(StrEnum):
    CADRE = "cadre"
    MIDDLE_TIER = "middle-tier"


class SummaryAddressee(Value):
    """Either a body of the committee of a tier, or the leadership of the cadre's own unit."""

    tier: UnitKind | None = None
    body: UnitKind | None = None
    own: bool = False


class SummaryRule(Value):
    """A periodic summary, owed to all its addressees at once (`000-8`, `000-9`, `004-3`)."""

    rule: RuleName
    by: SummaryAuthor
    to: tuple[SummaryAddressee, ...] = Field(min_length=1)
    every_months: Months
    within: SpanText | None = None
    """How long after the end of its period it is in time; without one it always is."""
    template: RuleName


class EvaluationCriterion(StrEnum):
    """A duty that the year-end evaluation of a cadre uses (`002-8`)."""

    ATTENDANCE = "attendance"
    REPORTING = "reporting"


class EvaluationRules(Value):
    criteria: tuple[EvaluationCriterion, ...] = ()
    contest_within_days: int | None = Field(default=None, ge=1, le=366)
    """How long after the year's end the cadre may contest; without a number for ever."""


class OpenIssues(StrEnum):
    """Whether issues that are open when a regime is adopted follow it or keep their own."""

    FOLLOW = "follow"
    KEEP = "keep"


class OpenDeadlines(StrEnum):
    """Whether deadlines of issues that follow get the new durations."""

    RECOMPUTE = "recompute"
    KEEP = "keep"


class AdoptionRules(Value):
    open_issues: OpenIssues = OpenIssues.FOLLOW
    deadlines: OpenDeadlines = OpenDeadlines.RECOMPUTE


class SuccessionRules(Value):
    pause_working_days: int = Field(default=0, ge=0, le=15)
    """For how long the clock stands still while files are handed over (DOMAIN 2)."""


class OptionalKeys(Value):
    """All of them, each with what holds where a regime says nothing."""

    attendance: AttendanceRules = AttendanceRules()
    assignments: AssignmentRules = AssignmentRules()
    meetings: MeetingRules = MeetingRules()
    rubric: Rubric | None = None
    briefing: BriefingRules | None = None
    residence: ResidenceRules = ResidenceRules()
    conferences: ConferenceRules = ConferenceRules()
    summaries: Mapping[CommandName, SummaryRule] = {}
    evaluation: EvaluationRules = EvaluationRules()
    adoption: AdoptionRules = AdoptionRules()
    succession: SuccessionRules = SuccessionRules()


def keys_of(table: Mapping[str, Any]) -> OptionalKeys:
    """What the merged table of a published regime says in them."""
    said = {name: table[name] for name in OptionalKeys.model_fields if name in table}
    return OptionalKeys.model_validate(said)

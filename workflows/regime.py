"""A regime: one province's rules as a versioned TOML file (DESIGN 2).

``regime_text`` reads a file; whether its rules make sense together is ``regime_lint``'s, and how
they are looked up is ``machine``'s.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from domain.calendar import LONGEST_SPAN
from domain.deadline import DeadlineKind, RegimeRef, RuleName
from domain.fact import CommandName
from domain.issue_facts import Right
from domain.organisation import UnitKind
from domain.regime_keys import Label, OptionalKeys, SpanText
from domain.values import Severity, Source, Value

RungOffset = Annotated[str, StringConstraints(pattern=r"^[+-]?\d{1,3}wd$")]
"""Working days after the last day of a deadline, or before it with a minus."""

SAME = "same"
BEFORE_PAUSE = "before-pause"
ANY_OPEN = "open"
HELD = "held"
ANY = "any"


class Channel(Value):
    """A way for an issue to reach the committee: who may raise by it, who may submit."""

    raises: tuple[CommandName, ...]
    submits: tuple[CommandName, ...]
    by_report: bool = False
    """Its issues travel with a cadre's report, never alone."""


class Transition(Value):
    """One row of the trigger table (DOMAIN 4)."""

    trigger: CommandName
    source: tuple[CommandName, ...] = Field(alias="from", min_length=1)
    to: CommandName
    who: tuple[CommandName, ...] = Field(min_length=1)
    """Roles; one of them must fit."""
    needs: tuple[RuleName, ...] = ()
    """Rules; each must hold, in this order."""
    when: tuple[CommandName, ...] = ()
    """Guards that say whether the row is meant at all."""


class Bearer(StrEnum):
    """Which unit owes what a deadline asks for."""

    REPORTER = "reporter"
    HOLDER = "holder"
    LEAD = "lead"
    CHAPTER = "chapter"
    NAMED = "named"


class DurationCase(Value):
    """A duration for some severities, or for a tier of the holder."""

    severity: tuple[Severity, ...] | None = None
    tier: UnitKind | None = None
    lasts: SpanText


class DeadlineSpec(Value):
    """When a kind of deadline starts, how long it lasts, what stops it and what makes it pause."""

    rule: RuleName
    bears: Bearer
    starts: tuple[CommandName, ...]
    stops: tuple[CommandName, ...]
    cancels: tuple[CommandName, ...] = ()
    """Triggers after which it is no longer owed."""
    pauses: tuple[CommandName, ...] = ()
    resumes: tuple[CommandName, ...] = ()
    each: bool = False
    """Several bodies owe it, and each meets only its own."""
    lasts: SpanText | None = None
    cases: tuple[DurationCase, ...] = ()
    """The first that fits; a severity that none fits has no such deadline."""
    before_day: int | None = Field(default=None, ge=2, le=28)
    """Due before this day of a month, 00:00, the first after the start (`002-4`)."""
    rolls: bool = False
    """Whether a fixed day that is off moves to the next working day."""
    given: bool = False
    """The date is named by whoever starts it."""
    follows_ladder: bool = True
    extendable: bool = True
    """Whether more time may be asked for."""
    outlives_leg: bool = False
    """Owed by its bearer whoever holds the issue, until it is met or the issue ends."""

    @model_validator(mode="after")
    def _one_way_to_last(self) -> Self:
        ways = [bool(self.lasts), bool(self.cases), self.before_day is not None, self.given]
        if sum(ways) != 1:
            raise ValueError("give exactly one of lasts, cases, before_day, given")
        return self


class Act(StrEnum):
    """What a rung does."""

    WARN = "warn"
    BREACH = "breach"
    NOTIFY_HEAD = "notify-head"
    SUGGEST_ESCALATION = "suggest-escalation"


class Rung(Value):
    rung: RuleName
    at: RungOffset
    act: Act
    to: tuple[CommandName, ...] = Field(min_length=1)
    """Bodies to notify: the first that exists; ``holder`` always does."""

    @property
    def offset(self) -> int:
        """Working days from the last day."""
        return int(self.at.removesuffix("wd"))


class Copy(Value):
    """A simultaneous copy: which body of which tier gets it, and what it may do (`000-5`)."""

    tier: UnitKind
    body: UnitKind
    rights: tuple[Right, ...]


class Delivery(Value):
    holder: UnitKind
    """The tier whose committee holds a submitted issue."""
    copies: tuple[Copy, ...] = ()


class Extension(Value):
    times: int = Field(ge=0)
    adds: SpanText


class PauseRule(Value):
    longest_days: int = Field(ge=1, le=LONGEST_SPAN)
    renewals: int = Field(ge=0)


class ReportRule(Value):
    template: RuleName
    needs_proposal: bool = False
    """Whether every issue must carry a proposed resolution (`000-4`)."""


class RegimeSpec(OptionalKeys):
    """A whole regime, after it was laid over what it extends."""

    id: RuleName
    version: RuleName
    extends: RegimeRef | None = None
    abstract: bool = False
    """Only to be extended; never bound."""
    label: Label
    source: str
    """The documents it is taken from."""
    effective_from: date | None = None
    effective_to: date | None = None
    calendar: RuleName
    tiers: Mapping[UnitKind, UnitKind]
    """Each tier with the one above it; the highest stands only on the right."""
    sources: tuple[Source, ...]
    channels: Mapping[CommandName, Channel]
    delivery: Delivery
    report: ReportRule
    transitions: tuple[Transition, ...]
    new_legs: tuple[CommandName, ...]
    """Triggers that end the holder's leg: what it still owed is cancelled."""
    deadlines: Mapping[DeadlineKind, DeadlineSpec]
    ladder: tuple[Rung, ...]
    extension: Extension
    pause: PauseRule
    directed_answer_within_days: int = Field(ge=1, le=LONGEST_SPAN)
    """How far ahead a directed answer may be due (`002-7`)."""
    contest_within_days: int = Field(ge=1, le=LONGEST_SPAN)
    """After the answer given in the meeting."""
    reopen_within_days: int = Field(ge=1, le=LONGEST_SPAN)

    @property
    def ref(self) -> RegimeRef:
        return RegimeRef(id=self.id, version=self.version)

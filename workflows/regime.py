"""A regime: one province's rules as a versioned TOML file (DESIGN 2).

``parse_regime`` reads a file's text, lays it over the regime it extends, and validates the whole.
Whether the rules make sense together is ``regime_lint``'s; how they are looked up is ``machine``'s.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, NamedTuple, Self

from pydantic import AfterValidator, Field, StringConstraints, ValidationError, model_validator

from domain.calendar import Span
from domain.deadline import DeadlineKind, RegimeRef, RuleName
from domain.fact import CommandName
from domain.issue_facts import Right
from domain.organisation import UnitKind
from domain.values import Severity, Source, Value


def _span_text(text: str) -> str:
    Span.parse(text)
    return text


SpanText = Annotated[str, AfterValidator(_span_text)]
"""A duration: ``10wd`` working days or ``30d`` calendar days."""

RungOffset = Annotated[str, StringConstraints(pattern=r"^[+-]?\d{1,3}wd$")]
"""Working days after the last day of a deadline, or before it with a minus."""

SAME = "same"
BEFORE_PAUSE = "before-pause"
ANY_OPEN = "open"
HELD = "held"
ANY = "any"


class Label(Value):
    vi: str
    en: str


class Channel(Value):
    """A way for an issue to reach the committee: who may raise by it, who may submit."""

    raises: tuple[CommandName, ...]
    submits: tuple[CommandName, ...]
    by_report: bool = False
    """Its issues travel with a cadre's report, never alone."""


class Transition(Value):
    """One row of the trigger table (DOMAIN 4)."""

    trigger: CommandName
    source: tuple[CommandName, ...] = Field(alias="from")
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
    longest_days: int = Field(ge=1)
    renewals: int = Field(ge=0)


class ReportRule(Value):
    template: RuleName
    needs_proposal: bool = False
    """Whether every issue must carry a proposed resolution (`000-4`)."""


class RegimeSpec(Value):
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
    reopen_within_days: int = Field(ge=1)

    @property
    def ref(self) -> RegimeRef:
        return RegimeRef(id=self.id, version=self.version)


class Fault(NamedTuple):
    """What is wrong in a regime file, and where."""

    file: str
    key_path: str
    code: str
    params: Mapping[str, Any] = {}

    def __str__(self) -> str:
        return f"{self.file}: {self.key_path}: {self.code} {dict(self.params)}"


class RegimeFaults(ValueError):
    """A regime file cannot be used; ``faults`` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def text_digest(text: str) -> str:
    """SHA-256 of the text, hexadecimal."""
    return sha256(text.encode()).hexdigest()


Lookup = Callable[[RegimeRef], str]
"""The text of a published or shipped regime; raises KeyError where there is none."""


def parse_regime(text: str, lookup: Lookup, file: str = "regime") -> RegimeSpec:
    """The regime with all it inherits. Raises RegimeFaults that name file, key path and code."""
    merged = merged_table(text, lookup, file)
    try:
        return RegimeSpec.model_validate(merged)
    except ValidationError as error:
        faults = (_fault(file, merged, dict(detail)) for detail in error.errors())
        raise RegimeFaults(*faults) from None


def merged_table(
    text: str, lookup: Lookup, file: str = "regime", below: tuple[RegimeRef, ...] = ()
) -> dict[str, Any]:
    """The file's table laid over those it extends."""
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegimeFaults(Fault(file, _where(error), "not-toml", {"detail": str(error)})) from None
    if "extends" not in own:
        return own
    try:
        parent = RegimeRef.model_validate(own["extends"])
    except ValidationError as error:
        raise RegimeFaults(Fault(file, "extends", "bad-reference")) from error
    if parent in below:
        raise RegimeFaults(Fault(file, "extends", "extends-itself", {"regime": str(parent)}))
    try:
        parent_text = lookup(parent)
    except KeyError:
        params = {"regime": str(parent)}
        raise RegimeFaults(Fault(file, "extends", "regime-unknown", params)) from None
    inherited = merged_table(parent_text, lookup, file, (*below, parent))
    inherited.pop("abstract", None)
    inherited.pop("extends", None)
    return _laid_over(inherited, own)


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Tables merge key by key, lists replace, a trigger's own rows replace the inherited ones."""
    merged = dict(base)
    for key, value in own.items():
        if key == "transitions" and isinstance(value, list):
            triggers = {row.get("trigger") for row in value if isinstance(row, dict)}
            kept = [row for row in base.get(key, ()) if row.get("trigger") not in triggers]
            merged[key] = kept + value
        elif isinstance(value, dict) and isinstance(base.get(key), dict):
            merged[key] = _replaced(base[key], value)
        else:
            merged[key] = value
    return merged


_WAYS_TO_LAST = {"lasts", "cases", "before_day", "given"}


def _replaced(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """As ``_laid_over``; a deadline that lasts otherwise drops the inherited way to last."""
    if _WAYS_TO_LAST & own.keys():
        base = {key: value for key, value in base.items() if key not in _WAYS_TO_LAST}
    return _laid_over(base, own)


def _where(error: tomllib.TOMLDecodeError) -> str:
    match = re.search(r"line (\d+)", str(error))
    return f"line {match.group(1)}" if match else "end of file"


def _fault(file: str, merged: dict[str, Any], detail: dict[str, Any]) -> Fault:
    """A pydantic error in the words of the file: rows of the table by their trigger."""
    path = [str(part) for part in detail["loc"]]
    if path[:1] == ["transitions"] and len(path) > 1:
        row = merged["transitions"][int(path[1])]
        path[1] = str(row.get("trigger", path[1])) if isinstance(row, dict) else path[1]
    bad_span = "lasts" in path or "adds" in path
    code = "bad-duration" if bad_span else "bad-value"
    if detail["type"] == "extra_forbidden":
        code = "unknown-key"
    elif detail["type"] == "missing":
        code = "missing-key"
    return Fault(file, ".".join(path), code, {"detail": detail["msg"], "type": detail["type"]})

"""A regime: one province's rules as a versioned TOML file (DESIGN 2).

``parse_regime`` reads a file's text, lays it over the regime it extends, and validates the whole.
Whether the rules make sense together is ``regime_lint``'s; how they are looked up is ``machine``'s.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, Literal, NamedTuple, Self

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


ShapeFaultCode = Literal[
    "unreadable",
    "not-toml",
    "bad-reference",
    "extends-itself",
    "regime-unknown",
    "regime-abstract",
    "unknown-key",
    "missing-key",
    "bad-duration",
    "ways-to-last",
    "bad-value",
]
"""Every way in which a file can be no regime at all."""


class Fault(NamedTuple):
    """What is wrong in a regime file, and where.

    ``key_path`` is dotted; a row of the table stands under its trigger, the second row of one
    under ``transitions.assign.2``. It is empty where the fault is the whole file's.
    """

    file: str
    key_path: str
    code: str
    params: Mapping[str, str] = {}

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
    """The regime with all it inherits.

    Raises RegimeFaults that name file, key path and code. A regime that is only to be extended
    raises the one fault ``regime-abstract`` if nothing else is wrong with it.
    """
    spec, faults = _validated(merged_table(text, lookup, file), file)
    if faults:
        raise RegimeFaults(*faults)
    if spec is None or spec.abstract:
        raise RegimeFaults(Fault(file, "abstract", "regime-abstract"))
    return spec


def is_abstract(text: str) -> bool:
    """Whether the regime is only to be extended; False for a text that is no TOML."""
    try:
        return tomllib.loads(text).get("abstract") is True
    except tomllib.TOMLDecodeError:
        return False


def merged_table(
    text: str, lookup: Lookup, file: str = "regime", below: tuple[RegimeRef, ...] = ()
) -> dict[str, Any]:
    """The file's table laid over those it extends. Raises RegimeFaults."""
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RegimeFaults(Fault(file, "", "not-toml", {"line": _line(error, text)})) from None
    if "extends" not in own:
        return own
    try:
        parent = RegimeRef.model_validate(own["extends"])
    except ValidationError as error:
        raise RegimeFaults(Fault(file, "extends", "bad-reference")) from error
    params = {"regime": str(parent)}
    if parent in below:
        raise RegimeFaults(Fault(file, "extends", "extends-itself", params))
    try:
        parent_text = lookup(parent)
    except KeyError:
        raise RegimeFaults(Fault(file, "extends", "regime-unknown", params)) from None
    inherited = merged_table(parent_text, lookup, str(parent), (*below, parent))
    inherited.pop("abstract", None)
    inherited.pop("extends", None)
    return _laid_over(inherited, own)


def row_names(triggers: Iterable[str]) -> tuple[str, ...]:
    """What each row is called in a key path: its trigger, with a number if it is not the first."""
    seen: Counter[str] = Counter()
    names = []
    for trigger in triggers:
        seen[trigger] += 1
        names.append(trigger if seen[trigger] == 1 else f"{trigger}.{seen[trigger]}")
    return tuple(names)


def _laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Tables merge key by key, lists replace, a trigger's own rows replace the inherited ones."""
    merged = dict(base)
    for key, value in own.items():
        inherited = base.get(key)
        if key == "transitions" and isinstance(value, list) and isinstance(inherited, list):
            triggers = [_trigger(row) for row in value]
            merged[key] = [row for row in inherited if _trigger(row) not in triggers] + value
        elif isinstance(value, dict) and isinstance(inherited, dict):
            merged[key] = _replaced(inherited, value)
        else:
            merged[key] = value
    return merged


def _trigger(row: Any) -> Any:
    return row.get("trigger") if isinstance(row, dict) else None


_WAYS_TO_LAST = {"lasts", "cases", "before_day", "given"}


def _replaced(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """As ``_laid_over``; a deadline that lasts otherwise drops the inherited way to last."""
    if _WAYS_TO_LAST & own.keys():
        base = {key: value for key, value in base.items() if key not in _WAYS_TO_LAST}
    return _laid_over(base, own)


def _line(error: tomllib.TOMLDecodeError, text: str) -> str:
    place = re.search(r"at line ([0-9]+)", str(error))
    return place[1] if place else str(len(text.splitlines()))


def _validated(merged: dict[str, Any], file: str) -> tuple[RegimeSpec | None, list[Fault]]:
    """None without faults is an abstract regime, which may leave tables to those that extend it."""
    try:
        return RegimeSpec.model_validate(merged), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    if merged.get("abstract") is True:
        details = [d for d in details if d["type"] != "missing" or len(d["loc"]) > 1]
    faults = [_fault(file, merged, dict(detail)) for detail in details]
    unknown = tuple(f"{one.key_path}." for one in faults if one.code == "unknown-key")
    return None, [one for one in faults if not one.key_path.startswith(unknown)]


_DURATIONS = {"lasts", "adds", "at"}


def _fault(file: str, merged: dict[str, Any], detail: dict[str, Any]) -> Fault:
    """A pydantic error in the words of the file."""
    path = [str(part) for part in detail["loc"]]
    if path[0] == "transitions" and len(path) > 1:
        rows = [str(_trigger(row) or place) for place, row in enumerate(merged["transitions"], 1)]
        path[1] = row_names(rows)[int(path[1])]
    kind, key_path = detail["type"], ".".join(part for part in path if part != "[key]")
    if kind == "extra_forbidden" or path[-1] == "[key]":
        return Fault(file, key_path, "unknown-key")
    if kind == "missing":
        return Fault(file, key_path, "missing-key")
    if kind == "value_error" and path[-1] not in _DURATIONS:
        return Fault(file, key_path, "ways-to-last")
    code = "bad-duration" if path[-1] in _DURATIONS else "bad-value"
    return Fault(file, key_path, code, {"value": str(detail["input"])[:60], "type": kind})

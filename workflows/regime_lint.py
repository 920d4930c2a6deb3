"""Whether the rules of a regime make sense together; ``regime`` checks only that they are rules.

A regime that is only to be extended is checked as far as its file goes: that every key in it is
known and every value sound. Whether its rows and deadlines make sense is seen in the regimes that
extend it, each of which is checked whole, so a fault of the base shows under the name of the child.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from domain.issue import Status
from workflows import regime_checks as checks
from workflows.machine import rows_of
from workflows.regime import RegimeSpec
from workflows.regime_checks import Found
from workflows.regime_files import (
    load_regime,
    lookup_beside,
    read_regime,
    regime_text,
    shipped_regimes,
)
from workflows.regime_flow import Graph, graph_of, stuck, without_deadline
from workflows.regime_key_checks import key_faults
from workflows.regime_text import Fault, Lookup, RegimeFaults, parse_regime, row_names

LintFaultCode = Literal[
    "unknown-tier",
    "cyclic-tiers",
    "unknown-body",
    "no-channel",
    "channel-without-raiser",
    "channel-without-submitter",
    "unknown-role",
    "unknown-rule",
    "unknown-guard",
    "unknown-state",
    "unknown-trigger",
    "missing-trigger",
    "duplicate-trigger",
    "lands-elsewhere",
    "unreachable-state",
    "no-way-out",
    "missing-deadline",
    "never-starts",
    "pause-without-resume",
    "no-breach-rung",
    "rungs-out-of-order",
    "duplicate-rung",
    "dead-end-ladder",
    "unknown-calendar",
    "dates-reversed",
    "overlapping-dates",
    "version-twice",
    "not-a-tier",
    "not-a-chapter-kind",
    "hidden-duty",
    "minutes-reversed",
    "duplicate-grade",
    "grade-out-of-reach",
    "grades-out-of-order",
    "no-lowest-grade",
    "addressee-unclear",
]
"""Every way in which a regime can make no sense."""

UNTRACEABLE = frozenset({"unknown-state", "unknown-trigger", "lands-elsewhere"})
"""With one of these no way through the table can be followed."""


def lint_files(
    paths: Iterable[Path], calendars: Collection[str] | None = None
) -> tuple[Fault, ...]:
    """Faults of each file, and of their dates against each other and the shipped regimes.

    Where ``calendars`` are given, a regime must name one of these ids.
    """
    faults: list[Fault] = []
    sound: list[tuple[str, RegimeSpec]] = []
    for path in paths:
        try:
            text = read_regime(path)
        except RegimeFaults as unreadable:
            faults += unreadable.faults
            continue
        spec, found = _linted(text, lookup_beside(path), str(path), calendars)
        faults += found
        if spec is not None:
            sound.append((str(path), spec))
    return (*faults, *_overlaps(sound))


def lint_text(
    text: str,
    lookup: Lookup = regime_text,
    file: str = "regime",
    calendars: Collection[str] | None = None,
) -> tuple[Fault, ...]:
    """Every fault of a regime's text, those of its shape included."""
    return _linted(text, lookup, file, calendars)[1]


def _linted(
    text: str, lookup: Lookup, file: str, calendars: Collection[str] | None
) -> tuple[RegimeSpec | None, tuple[Fault, ...]]:
    try:
        spec = parse_regime(text, lookup, file)
    except RegimeFaults as found:
        return None, tuple(fault for fault in found.faults if fault.code != "regime-abstract")
    return spec, lint(spec, file, calendars)


def lint(
    spec: RegimeSpec, file: str = "regime", calendars: Collection[str] | None = None
) -> tuple[Fault, ...]:
    """Every fault of a regime, one kind after the other."""
    found = [*_single_faults(spec, calendars)]
    if UNTRACEABLE.isdisjoint(code for _, code, _ in found):
        found += _flow_faults(spec)
    return tuple(Fault(file, *fault) for fault in found)


def _single_faults(spec: RegimeSpec, calendars: Collection[str] | None) -> Found:
    if spec.effective_from and spec.effective_to and spec.effective_to < spec.effective_from:
        yield "effective_to", "dates-reversed", {"since": str(spec.effective_from)}
    if calendars is not None and spec.calendar not in calendars:
        yield "calendar", "unknown-calendar", {"calendar": spec.calendar}
    yield from checks.tier_faults(spec)
    yield from checks.channel_faults(spec)
    yield from checks.delivery_faults(spec)
    yield from checks.row_faults(spec)
    yield from checks.deadline_faults(spec)
    yield from checks.ladder_faults(spec)
    yield from key_faults(spec)


def _flow_faults(spec: RegimeSpec) -> Found:
    rows = rows_of(spec)
    graph = graph_of(rows)
    yield from _unreachable(spec, graph)
    for state in stuck(graph):
        entry = next(row for row in rows if row.to is state and row.source is not state)
        yield f"transitions.{entry.trigger}.to", "no-way-out", {"state": state}
    for state, trigger in without_deadline(spec).items():
        params = {"state": state, "trigger": trigger}
        yield f"transitions.{trigger}", "missing-deadline", params


def _unreachable(spec: RegimeSpec, graph: Graph) -> Found:
    """States that rows name and no way leads to; told at the row that should lead there."""
    reached = {Status.NEW, Status.WITHDRAWN, *graph[Status.NEW]}
    names = row_names(row.trigger for row in spec.transitions)
    rows = [*zip(names, spec.transitions, strict=True)]
    for state in Status:
        leading = [name for name, row in rows if row.to == state]
        leaving = [name for name, row in rows if state in row.source]
        if state not in reached and (leading or leaving):
            path = f"transitions.{[*leading, *leaving][0]}.from"
            yield path, "unreachable-state", {"state": state}


def _overlaps(regimes: list[tuple[str, RegimeSpec]]) -> Iterator[Fault]:
    """Versions of one regime that are in force on the same day; a version that is there twice."""
    given = sorted(regimes, key=lambda one: one[1].effective_from or date.min)
    refs, ids = [spec.ref for _, spec in given], {spec.id for _, spec in given}
    others = [
        load_regime(f"{shipped.id}-{shipped.version}")
        for shipped in shipped_regimes()
        if shipped.id in ids and not shipped.abstract and shipped.ref not in refs
    ]
    for file, spec in given:
        for other in others:
            params = {"other": str(other.ref)}
            if other.ref == spec.ref:
                yield Fault(file, "version", "version-twice", params)
            elif other.id == spec.id and _overlap(spec, other):
                yield Fault(file, "effective_from", "overlapping-dates", params)
        others.append(spec)


def _overlap(one: RegimeSpec, other: RegimeSpec) -> bool:
    starts = [spec.effective_from or date.min for spec in (one, other)]
    ends = [spec.effective_to or date.max for spec in (one, other)]
    return max(starts) <= min(ends)

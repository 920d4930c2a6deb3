"""What a regime says about tiers, channels, rows, deadlines and rungs, each looked at by itself.

Every check yields key path, code and params of what is wrong.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from itertools import combinations, pairwise
from typing import get_args

from domain.issue import Status
from domain.organisation import COMMITTEES, UnitKind
from workflows.issue_commands import AnyIssueCommand
from workflows.machine import ALIASES, sources_of
from workflows.reach import BODIES
from workflows.regime import (
    BEFORE_PAUSE,
    SAME,
    Act,
    Channel,
    DeadlineSpec,
    RegimeSpec,
    Rung,
    Transition,
)
from workflows.regime_files import shipped_regimes
from workflows.regime_flow import tiers_of
from workflows.regime_text import row_names
from workflows.roles import BOARDS, ROLES
from workflows.rules import GUARDS, RULES

Found = Iterator[tuple[str, str, Mapping[str, str]]]
"""Key path, code, params."""

TRIGGERS = frozenset(command.trigger for command in get_args(AnyIssueCommand))
ATTENDANCE = "attend"
"""A cadre's attendance of a meeting: no row of the table, but it makes a report due."""

OF_THE_CHANNEL = frozenset({"channel-raiser", "channel-submitter"})
"""Roles that ask the issue's channel, which therefore cannot name them."""

BODIES_OF_A_COMMITTEE = {*BOARDS, UnitKind.COMMITTEE_OFFICE, UnitKind.INSPECTION_COMMISSION}


@cache
def destinations() -> Mapping[str, str]:
    """Where each trigger's facts lead: a regime says who may, never what a fact means.

    Read from the base, of which a test walks every row.
    """
    base = [file for file in shipped_regimes() if file.id == "base"][-1]
    return {row["trigger"]: row["to"] for row in tomllib.loads(base.text)["transitions"]}


def tier_faults(spec: RegimeSpec) -> Found:
    """Every tier is a committee's, and none stands above itself."""
    for tier, above in spec.tiers.items():
        for kind in (tier, above):
            if kind not in COMMITTEES:
                yield f"tiers.{tier}", "unknown-tier", {"tier": kind}
    told: set[UnitKind] = set()
    for tier in spec.tiers:
        line = _line_above(tier, spec.tiers)
        if tier in line and tier not in told:
            yield f"tiers.{tier}", "cyclic-tiers", {"tiers": ", ".join((tier, *line))}
            told |= {tier, *line}


def _line_above(tier: UnitKind, tiers: Mapping[UnitKind, UnitKind]) -> list[UnitKind]:
    line: list[UnitKind] = []
    above = tiers.get(tier)
    while above is not None and above not in line:
        line.append(above)
        above = tiers.get(above)
    return line


def delivery_faults(spec: RegimeSpec) -> Found:
    known, to = tiers_of(spec), spec.delivery
    if to.holder not in known:
        yield "delivery.holder", "unknown-tier", {"tier": to.holder}
    for copy in to.copies:
        if copy.tier not in known:
            yield "delivery.copies", "unknown-tier", {"tier": copy.tier}
        if copy.body not in BODIES_OF_A_COMMITTEE:
            yield "delivery.copies", "unknown-body", {"body": copy.body}


def channel_faults(spec: RegimeSpec) -> Found:
    if not spec.channels:
        yield "channels", "no-channel", {}
    for name, channel in spec.channels.items():
        yield from _channel_faults(f"channels.{name}", channel)


def _channel_faults(path: str, channel: Channel) -> Found:
    if not channel.raises:
        yield f"{path}.raises", "channel-without-raiser", {}
    if not channel.submits:
        yield f"{path}.submits", "channel-without-submitter", {}
    roles = ROLES.keys() - OF_THE_CHANNEL
    yield from _unknown(f"{path}.raises", channel.raises, roles, "role")
    yield from _unknown(f"{path}.submits", channel.submits, roles, "role")


def _unknown(path: str, names: Collection[str], known: Collection[str], kind: str) -> Found:
    """Faults ``unknown-role``, ``unknown-rule``, … for every name that is none."""
    for name in names:
        if name not in known:
            yield path, f"unknown-{kind}", {kind: name}


def row_faults(spec: RegimeSpec) -> Found:
    """Rows name what there is, none hides another, and every command has one."""
    names = row_names(row.trigger for row in spec.transitions)
    for name, row in zip(names, spec.transitions, strict=True):
        yield from _row_faults(f"transitions.{name}", row)
    for missing in sorted(TRIGGERS - {row.trigger for row in spec.transitions}):
        yield f"transitions.{missing}", "missing-trigger", {"trigger": missing}
    rows = zip(names, spec.transitions, strict=True)
    for (first_name, first), (name, second) in combinations(rows, 2):
        if first.trigger == second.trigger and _hides(first, second):
            yield f"transitions.{name}", "duplicate-trigger", {"other": f"transitions.{first_name}"}


def _row_faults(path: str, row: Transition) -> Found:
    if row.trigger not in TRIGGERS:
        yield path, "unknown-trigger", {"trigger": row.trigger}
    yield from _unknown(f"{path}.from", row.source, {*Status, *ALIASES}, "state")
    yield from _unknown(f"{path}.to", (row.to,), {*Status, SAME, BEFORE_PAUSE}, "state")
    yield from _unknown(f"{path}.who", row.who, ROLES, "role")
    yield from _unknown(f"{path}.needs", row.needs, RULES, "rule")
    yield from _unknown(f"{path}.when", row.when, GUARDS, "guard")
    leads_to = destinations().get(row.trigger, row.to)
    if any(_ends_in(row.to, state) != _ends_in(leads_to, state) for state in row.source):
        yield f"{path}.to", "lands-elsewhere", {"state": leads_to}


def _ends_in(to: str, source: str) -> str:
    return source if to == SAME else to


def _hides(first: Transition, second: Transition) -> bool:
    """Whether there is a state in which the first row is always taken instead of the second."""
    if not {*first.source, *second.source} <= {*Status, *ALIASES}:
        return False
    common = set(sources_of(first)) & set(sources_of(second))
    return bool(common) and set(first.when) <= set(second.when)


def deadline_faults(spec: RegimeSpec) -> Found:
    rows = {row.trigger for row in spec.transitions}
    yield from _unknown("new_legs", spec.new_legs, rows, "trigger")
    for kind, deadline in spec.deadlines.items():
        yield from _deadline_faults(f"deadlines.{kind}", deadline, {*rows, ATTENDANCE})
        for case in deadline.cases:
            if case.tier is not None and case.tier not in tiers_of(spec):
                yield f"deadlines.{kind}.cases", "unknown-tier", {"tier": case.tier}


def _deadline_faults(path: str, deadline: DeadlineSpec, triggers: Collection[str]) -> Found:
    for field in ("starts", "stops", "cancels", "pauses", "resumes"):
        yield from _unknown(f"{path}.{field}", getattr(deadline, field), triggers, "trigger")
    if not deadline.starts:
        yield f"{path}.starts", "never-starts", {}
    if deadline.pauses and not deadline.resumes:
        yield f"{path}.pauses", "pause-without-resume", {}


def ladder_faults(spec: RegimeSpec) -> Found:
    """Every rung reaches somebody, in the order of time; a breach is among them."""
    if all(rung.act is not Act.BREACH for rung in spec.ladder):
        yield "ladder", "no-breach-rung", {}
    for before, rung in pairwise(spec.ladder):
        if rung.offset < before.offset:
            yield f"ladder.{rung.rung}.at", "rungs-out-of-order", {"other": before.rung}
    names: set[str] = set()
    for rung in spec.ladder:
        if rung.rung in names:
            yield f"ladder.{rung.rung}", "duplicate-rung", {"rung": rung.rung}
        names.add(rung.rung)
        yield from _rung_faults(f"ladder.{rung.rung}", rung)


def _rung_faults(path: str, rung: Rung) -> Found:
    yield from _unknown(f"{path}.to", rung.to, BODIES, "body")
    if "holder" not in rung.to:
        yield f"{path}.to", "dead-end-ladder", {"rung": rung.rung}
    if (rung.act is Act.WARN) is not (rung.offset < 0):
        yield f"{path}.at", "rungs-out-of-order", {"other": Act.BREACH.value}

"""What a regime says in the tables that it may leave out, each looked at by itself.

As in ``regime_checks`` every check yields key path, code and params of what is wrong.
"""

from collections.abc import Iterable, Mapping
from itertools import pairwise

from domain.organisation import CHAPTERS, COMMITTEES, UnitKind
from domain.regime_keys import (
    AttendanceDuty,
    BodyOfTier,
    MeetingRules,
    Rubric,
    SummaryAddressee,
)
from workflows.regime import RegimeSpec
from workflows.regime_checks import Found

BODIES_AND_AGENCIES = frozenset(UnitKind) - COMMITTEES - CHAPTERS
"""What a committee has below it, other committees and chapters apart."""


def key_faults(spec: RegimeSpec) -> Found:
    yield from _duty_faults(spec.attendance.duties)
    yield from _body_faults("assignments.from", spec.assignments.drawn_from)
    if spec.briefing is not None:
        yield from _tier_faults("briefing.tier", spec.briefing.tier)
        yield from _kind_faults("briefing.held_by", spec.briefing.held_by)
    yield from _minutes_faults(spec.meetings)
    if spec.rubric is not None:
        yield from _rubric_faults(spec.rubric)
    for name, summary in spec.summaries.items():
        yield from _addressee_faults(f"summaries.{name}.to", summary.to)


def _tier_faults(path: str, tier: UnitKind) -> Found:
    """Cadres serve, and summaries go, beside the tiers that an issue climbs."""
    if tier not in COMMITTEES:
        yield path, "not-a-tier", {"tier": tier}


def _kind_faults(path: str, body: UnitKind) -> Found:
    if body not in BODIES_AND_AGENCIES:
        yield path, "unknown-body", {"body": body}


def _body_faults(path: str, bodies: Iterable[BodyOfTier]) -> Found:
    for one in bodies:
        yield from _tier_faults(path, one.tier)
        yield from _kind_faults(path, one.body)


def _duty_faults(duties: Mapping[str, AttendanceDuty]) -> Found:
    before: list[tuple[str, AttendanceDuty]] = []
    for name, duty in duties.items():
        path = f"attendance.duties.{name}"
        yield from _tier_faults(f"{path}.tier", duty.tier)
        for body in duty.bodies:
            yield from _kind_faults(f"{path}.bodies", body)
        for kind in duty.chapters:
            if kind not in CHAPTERS:
                yield f"{path}.chapters", "not-a-chapter-kind", {"kind": kind}
        for other, earlier in before:
            if _hides(earlier, duty):
                yield path, "hidden-duty", {"other": f"attendance.duties.{other}"}
                break
        before.append((name, duty))


def _hides(first: AttendanceDuty, second: AttendanceDuty) -> bool:
    """Whether every cadre whom the second fits has the first already."""
    if first.tier is not second.tier:
        return False
    return not first.bodies or (bool(second.bodies) and set(second.bodies) <= set(first.bodies))


def _minutes_faults(meetings: MeetingRules) -> Found:
    """A combined meeting takes longer than another, one of a small chapter no longer."""
    least, combined = meetings.least_minutes, meetings.least_minutes_combined
    params = {"least": str(least)}
    if 0 < combined < least:
        yield "meetings.least_minutes_combined", "minutes-reversed", params
    if meetings.small is not None and meetings.small.least_minutes > least:
        yield "meetings.small.least_minutes", "minutes-reversed", params


def _rubric_faults(rubric: Rubric) -> Found:
    """Every total has one grade, and every grade a total."""
    total = sum(criterion.most for criterion in rubric.criteria.values())
    seen: set[str] = set()
    for grade in rubric.grades:
        if grade.grade in seen:
            yield "rubric.grades", "duplicate-grade", {"grade": grade.grade}
        seen.add(grade.grade)
        if grade.least > total:
            params = {"grade": grade.grade, "total": str(total)}
            yield "rubric.grades", "grade-out-of-reach", params
    for better, grade in pairwise(rubric.grades):
        if grade.least >= better.least:
            params = {"grade": grade.grade, "other": better.grade}
            yield "rubric.grades", "grades-out-of-order", params
    if rubric.grades[-1].least != 0:
        yield "rubric.grades", "no-lowest-grade", {"grade": rubric.grades[-1].grade}


def _addressee_faults(path: str, addressees: Iterable[SummaryAddressee]) -> Found:
    for one in addressees:
        named = one.tier is not None, one.body is not None
        if any(named) if one.own else not all(named):
            yield path, "addressee-unclear", {}
            continue
        if one.tier is not None and one.body is not None:
            yield from _body_faults(path, (BodyOfTier(tier=one.tier, body=one.body),))

"""What cadres owed and attended in a year, day by day: slow, and easy to check by eye.

Nothing of the projections is used, nor the domain's own rules about duties.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain import organisation as o
from domain.calendar import local_date
from domain.directory import Directory, Unit
from domain.duty import AbsenceExcused
from domain.meeting import AttendanceRecorded, MeetingHeld
from domain.residence import ResidenceAccepted, ResidenceIntroduced, ResidenceLinkEnded
from tests.projections.duties_oracle import (
    CHAPTER_KINDS,
    COMMITTEE_KINDS,
    DAY,
    Log,
    Told,
    assigned,
    days,
    directory_of,
    on,
    regime_table,
)


class Visited(NamedTuple):
    chapter: str
    day: date
    cadre: str | None
    head: str | None


def meetings(log: Log) -> list[Visited]:
    found: dict[UUID, Visited] = {}
    for _, envelope, fact in log:
        if isinstance(fact, MeetingHeld):
            day = local_date(fact.started_at)
            found[envelope.stream] = Visited(fact.chapter, day, None, None)
        if isinstance(fact, AttendanceRecorded):
            known = found[envelope.stream]
            found[envelope.stream] = known._replace(cadre=fact.cadre, head=fact.in_place_of)
    return list(found.values())


def expected_compliance(log: Log, year: int, until: date) -> list[dict[str, Any]]:
    """Everybody's, day by day."""
    return [
        row
        for cadre in sorted(_everybody(log))
        for row in _of_cadre(log, cadre, year, min(until, date(year, 12, 31)))
    ]


def _everybody(log: Log) -> set[str]:
    kinds = (o.OfficerAppointed, o.ActingHeadNamed)
    return {fact.person for _, _, fact in log if isinstance(fact, kinds)}


def _of_cadre(log: Log, cadre: str, year: int, until: date) -> Iterator[dict[str, Any]]:
    directory = directory_of(log)
    tables = {ref: regime_table(log, ref) for ref in map(" ".join, directory.regimes())}
    owed: dict[str, dict[date, tuple[str, str, str | None]]] = defaultdict(dict)
    for day in days(date(year, 1, 1), until):
        for ref, seats in _seats(directory, tables, cadre, day).items():
            for name, duty in tables[ref].get("attendance", {}).get("duties", {}).items():
                fitting = [seat for seat in seats if _fits(duty, seat)]
                if fitting:
                    owed[ref][day] = (name, fitting[0][2], fitting[0][3])
                    break
    for ref, by_day in owed.items():
        case = _Case(log, directory, tables[ref], cadre, by_day, until)
        for name in dict.fromkeys(name for name, *_ in by_day.values()):
            row = _of_duty(case, name, year)
            if row["required"]:
                yield {"cadre": cadre, "regime": ref, "duty": name, **row}


class _Case(NamedTuple):
    """One cadre under one regime."""

    log: Log
    directory: Directory
    table: dict[str, Any]
    cadre: str
    by_day: dict[date, tuple[str, str, str | None]]
    """Name of the duty, unit and post."""
    until: date


def _seats(
    directory: Directory, tables: dict[str, Any], cadre: str, day: date
) -> dict[str, list[tuple[str, str, str, str | None]]]:
    """By regime: tier, kind, unit and post of every seat of that day."""
    found: dict[str, list[tuple[str, str, str, str | None]]] = defaultdict(list)
    for unit in directory.units_of(cadre, day):
        known = directory.unit(unit, day)
        bound = directory.binding(unit, day)
        if known is None or bound is None or known.kind.value in CHAPTER_KINDS:
            continue
        ref = " ".join(bound)
        table = tables[ref]
        in_force = table.get("effective_from", day) <= day <= table.get("effective_to", day)
        above: Unit | None = known
        while above and above.kind.value not in COMMITTEE_KINDS:
            above = directory.unit(above.parent or "", day)
        posts = _posts(directory, cadre, unit, day)
        if in_force and above and posts:
            found[ref].append((above.kind.value, known.kind.value, unit, posts[0]))
    return found


def _posts(directory: Directory, cadre: str, unit: str, day: date) -> list[str | None]:
    """Heads first, then who acts for one, then everybody but clerks."""
    held = [
        one.post.value
        for one in directory.appointments(cadre, unit)
        if one.period.covers(day) and one.post.value != "officer"
    ]
    acting = directory.acting_head(unit, day)
    heads = [post for post in ("secretary", "chair", "head") if post in held]
    others = ("deputy-secretary", "vice-chair", "deputy-head", "member")
    acts = [None] if acting is not None and acting.person == cadre else []
    return [*heads, *acts, *(post for post in others if post in held)]


def _fits(duty: dict[str, Any], seat: tuple[str, str, str, str | None]) -> bool:
    return duty["tier"] == seat[0] and (not duty.get("bodies") or seat[1] in duty["bodies"])


def _of_duty(case: _Case, name: str, year: int) -> dict[str, Any]:
    log, _, table, cadre, by_day, _ = case
    duty = table["attendance"]["duties"][name]
    order = list(table["attendance"]["duties"])
    seats = [(unit, post) for told, unit, post in by_day.values() if told == name]
    last = {(unit, post): day for day, (told, unit, post) in by_day.items() if told == name}
    seat = max(set(seats), key=lambda one: (seats.count(one), last[one]))
    total: Counter[str] = Counter()
    every = duty["every_months"]
    for month in range(1, 13, every):
        first = date(year, month, 1)
        following = month + every
        end = (date(year, following, 1) if following <= 12 else date(year + 1, 1, 1)) - DAY
        held = Counter(by_day[day][0] for day in days(first, end) if day in by_day)
        if not held or max(held, key=lambda one: (held[one], -order.index(one))) != name:
            continue
        mine = [one for one in assigned(log) if one.cadre == cadre]
        if not duty.get("bodies") and not any(_touches(one, first, end) for one in mine):
            continue
        total += _of_period(case, duty, first, end)
    figures = ("required", "actual", "substituted", "excused", "shortfall")
    return {
        "unit": seat[0],
        "post": seat[1],
        "rule": duty["rule"],
        **{figure: total[figure] for figure in figures},
    }


def _touches(one: Told, first: date, last: date) -> bool:
    return any(on(one, day) for day in days(first, last))


def _of_period(case: _Case, duty: dict[str, Any], first: date, end: date) -> Counter[str]:
    log, directory, _, cadre, by_day, until = case
    actual = substituted = missed = 0
    excuses = [
        one.fact for one in log if isinstance(one.fact, AbsenceExcused) and one.fact.cadre == cadre
    ]
    for met in meetings(log):
        if not first <= met.day <= min(end, until):
            continue
        owes = met.head or met.cadre
        if owes == cadre:
            if _counts(case, duty, met) and met.day in by_day:
                substituted += met.head is not None
                actual += met.head is None
        elif met.cadre != cadre:
            sent = any(
                (one.cadre, one.chapter) == (cadre, met.chapter) and on(one, met.day)
                for one in assigned(log)
            )
            there = directory.exists(met.chapter, met.day)
            excused = any(
                one.first <= met.day <= one.last and one.chapter in (None, met.chapter)
                for one in excuses
            )
            served = met.day in by_day and _counts(case, duty, met._replace(head=None))
            missed += sent and there and excused and served
    anywhere = [one for one in excuses if one.chapter is None]
    if all(any(one.first <= day <= one.last for one in anywhere) for day in days(first, end)):
        missed = duty["times"]
    lacking = max(0, duty["times"] - actual - substituted)
    excused_of_them = min(lacking, missed)
    return Counter(
        required=duty["times"],
        actual=actual,
        substituted=substituted,
        excused=excused_of_them,
        shortfall=lacking - excused_of_them if end <= until else 0,
    )


def _counts(case: _Case, duty: dict[str, Any], met: Visited) -> bool:
    log, directory, table, cadre, *_ = case
    record = directory.record(met.chapter)
    if record is None or (met.head is not None and not duty.get("substitutes")):
        return False
    if duty.get("chapters") and record.kind.value not in duty["chapters"]:
        return False
    apart = table.get("attendance", {}).get("apart_from", [])
    since = table.get("residence", {}).get("counts_from", "introduction")
    own, home = set(), set()
    for workplace, residence in _links(log, cadre, met.day, since):
        own.add(workplace)
        home.add(residence)
    serves = met.chapter in directory.units_of(cadre, met.day)
    if "own-chapter" in apart and (serves or met.chapter in own):
        return False
    return "residence-link" not in apart or met.chapter not in home


def _links(log: Log, member: str, day: date, since: str) -> Iterator[tuple[str, str]]:
    links: dict[UUID, dict[str, Any]] = {}
    for _, envelope, fact in log:
        link = links.setdefault(envelope.stream, {})
        if isinstance(fact, ResidenceIntroduced):
            link |= {"of": fact.member, "ends": (fact.workplace, fact.residence)}
            link["introduction"] = local_date(envelope.recorded_at)
        if isinstance(fact, ResidenceAccepted):
            link["acceptance"] = local_date(envelope.recorded_at)
        if isinstance(fact, ResidenceLinkEnded):
            link["over"] = fact.on
    for link in links.values():
        begun = link.get(since)
        if link.get("of") == member and begun and begun <= day < link.get("over", date.max):
            yield link["ends"]

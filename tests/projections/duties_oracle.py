"""What cadres owed and did, by plain loops over the whole log: slow, and easy to check by eye.

Nothing of the projections is used, nor the domain's own rules about duties.
"""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from domain import deadline as d
from domain import organisation as o
from domain.calendar import local_date
from domain.directory import EMPTY, Directory, fold
from domain.duty import ContestDecided, EvaluationContested
from domain.fact import Fact, Recorded
from domain.issue_facts import IssueRaised, IssueReported, IssueTextCorrected
from domain.meeting import AttendanceRecorded, MeetingHeld, MeetingReported, MeetingScored
from domain.report import ReportSubmitted

Log = Sequence[Recorded[Fact]]
DAY = timedelta(days=1)
CHAPTER_KINDS = ("residential-chapter", "workplace-chapter")
COMMITTEE_KINDS = ("province", "district", "commune")


def directory_of(log: Log) -> Directory:
    found: list[Any] = [one for one in log if type(one.fact).__module__ == o.__name__]
    return fold(EMPTY, found)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def regime_table(log: Log, ref: str) -> dict[str, Any]:
    """The regime's own tables over those of what it extends, as far as duties are told there."""
    texts = {
        f"{one.fact.regime} {one.fact.version}": one.fact.text
        for one in log
        if isinstance(one.fact, o.RegimePublished)
    }
    table = tomllib.loads(texts[ref])
    above = table.get("extends")
    if above:
        for key, value in regime_table(log, f"{above['id']} {above['version']}").items():
            if isinstance(value, dict):
                table[key] = {**value, **table.get(key, {})}
            else:
                table.setdefault(key, value)
    return table


# ── Assignments ───────────────────────────────────────────────────────────────────────────────


class Told(NamedTuple):
    chapter: str
    cadre: str
    first: date
    last: date | None


def assigned(log: Log) -> list[Told]:
    told: list[Told] = []
    for _, _, fact in log:
        if isinstance(fact, o.CadreAssigned):
            told.append(Told(fact.chapter, fact.cadre, fact.valid_from, fact.valid_to))
        if isinstance(fact, o.AssignmentEnded):
            told = [_ended(one, fact) for one in told]
    return told


def _ended(one: Told, fact: o.AssignmentEnded) -> Told:
    meant = (one.chapter, one.cadre) == (fact.chapter, fact.cadre)
    return one._replace(last=fact.valid_from - DAY) if meant and on(one, fact.valid_from) else one


def on(one: Told, day: date) -> bool:
    return one.first <= day and (one.last is None or day <= one.last)


# ── Contests ──────────────────────────────────────────────────────────────────────────────────


def contests(log: Log, criterion: str, year: int) -> dict[str, tuple[datetime, bool | None]]:
    """By cadre, when the last was brought, and whether it was upheld."""
    last: dict[str, tuple[datetime, bool | None]] = {}
    who: dict[UUID, str] = {}
    for _, envelope, fact in log:
        if not isinstance(fact, EvaluationContested | ContestDecided):
            continue
        if fact.criterion.value != criterion:
            continue
        if isinstance(fact, EvaluationContested):
            if fact.year == year:
                who[envelope.stream] = fact.cadre
                last[fact.cadre] = (envelope.recorded_at, None)
        elif envelope.stream in who:
            last[who[envelope.stream]] = (last[who[envelope.stream]][0], fact.upheld)
    return last


# ── Timeliness ────────────────────────────────────────────────────────────────────────────────


class Owed(NamedTuple):
    """The deadline of one report, as it stands at the end of the log."""

    stream: UUID
    bearer: str | None
    started: date
    last: date
    due: datetime
    met_at: datetime | None = None
    on_time: bool | None = None


def expected_reports(log: Log, first: date, last: date, at: datetime) -> list[dict[str, Any]]:
    """What cadres owed from meetings and issues of these days, and when it came."""
    cadres, came_with = _reporters(log)
    arrived = {
        one.envelope.stream: one.fact for one in log if isinstance(one.fact, ReportSubmitted)
    }
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for one in _owed(log):
        cadre = cadres.get(one.stream)
        if cadre is None or not first <= one.started <= last:
            continue
        report = came_with.get(one.stream, (None, 0))[0]
        met = one.met_at is not None
        submitted = arrived.get(report) if report and met else None
        received = submitted.received_at if submitted else one.met_at
        key = (cadre, one.last, report or one.met_at, one.on_time)
        row = rows.setdefault(key, {"bearer": one.bearer, "days": [], "owed": 0})
        row["days"].append(one.started)
        row["owed"] += 1
        missing = "missing" if at >= one.due else "waiting"
        standing = ("on-time" if one.on_time else "late") if met else missing
        late = standing in ("late", "missing")
        row |= {
            "cadre": cadre,
            "last_day": one.last,
            "standing": standing,
            "received_at": received,
            "days_late": (local_date(received or at) - one.last).days if late else 0,
            "template": submitted.template if submitted else None,
            "corrections": _corrections(log, came_with, report) if report and met else 0,
        }
    return list(rows.values())


def _reporters(log: Log) -> tuple[dict[UUID, str], dict[UUID, tuple[UUID | None, int]]]:
    """Who reports a meeting or an issue, and in which report, told where, that was done."""
    cadres: dict[UUID, str] = {}
    came_with: dict[UUID, tuple[UUID | None, int]] = {}
    for position, envelope, fact in log:
        if isinstance(fact, AttendanceRecorded):
            cadres[envelope.stream] = fact.cadre
        own = envelope.role == "attending-cadre"
        if isinstance(fact, IssueRaised) and own and fact.attended_by:
            cadres[envelope.stream] = fact.attended_by
        if isinstance(fact, MeetingReported | IssueReported):
            came_with[envelope.stream] = (fact.report, position)
    return cadres, came_with


def _owed(log: Log) -> list[Owed]:
    owed: dict[tuple[UUID, str], Owed] = {}
    for _, envelope, fact in log:
        deadline = getattr(fact, "deadline", None)
        if deadline is None or deadline.kind.value != "report":
            continue
        key, told = (envelope.stream, str(deadline)), fact
        match told:
            case d.DeadlineSet():
                days = (told.started_on, told.last_day, told.due)
                owed[key] = Owed(envelope.stream, told.bearer, *days)
            case d.DeadlineMet():
                owed[key] = owed[key]._replace(met_at=envelope.recorded_at, on_time=told.on_time)
            case d.DeadlineCancelled():
                del owed[key]
            case d.DeadlineRecomputed() if key in owed:
                owed[key] = owed[key]._replace(
                    started=told.started_on, last=told.last_day, due=told.due
                )
            case d.DeadlineResumed() | d.DeadlineExtended():
                owed[key] = owed[key]._replace(last=told.last_day, due=told.due)
            case _:
                pass
    return list(owed.values())


def _corrections(log: Log, came_with: dict[UUID, tuple[UUID | None, int]], report: UUID) -> int:
    """Since the issue was reported."""
    return sum(
        isinstance(one.fact, IssueTextCorrected)
        and came_with.get(one.envelope.stream, (None, 0))[0] == report
        and one.position > came_with[one.envelope.stream][1]
        for one in log
    )


# ── Meetings ──────────────────────────────────────────────────────────────────────────────────


def expected_meetings(log: Log, first: date, last: date) -> list[dict[str, Any]]:
    """By their beginnings, each with the last score."""
    found: dict[UUID, dict[str, Any]] = {}
    for _, envelope, fact in log:
        if isinstance(fact, MeetingHeld):
            few = fact.members is not None and fact.members < 5
            share = None if few or not fact.members or fact.present is None else fact.present
            found[envelope.stream] = {
                "meeting": envelope.stream,
                "chapter": fact.chapter,
                "started_at": fact.started_at,
                "minutes": (fact.ended_at - fact.started_at) // timedelta(minutes=1),
                "kind": fact.kind,
                "combined": fact.combined,
                "members": fact.members,
                "present": None if few else fact.present,
                "percent": share * 100 // fact.members if share and fact.members else share,
                "score": None,
            }
        if isinstance(fact, MeetingScored):
            score = (str(fact.rubric), dict(fact.points), fact.total, fact.grade, fact.scored_by)
            found[envelope.stream]["score"] = score
    days = {stream: local_date(row["started_at"]) for stream, row in found.items()}
    held = [row for stream, row in found.items() if first <= days[stream] <= last]
    return sorted(held, key=lambda row: row["started_at"])

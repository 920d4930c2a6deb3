"""Who attended which chapter meetings, and what excuses whom (DOMAIN 6, attendance compliance).

The rows are what happened; how many attendances were owed is worked out when the figures are read
(``attendance_figures``), from the organisation and the regimes as they are known then (ADR 0180).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import models

from domain.calendar import local_date
from domain.duty import AbsenceExcused
from domain.fact import Fact, Recorded
from domain.meeting import AttendanceRecorded, MeetingHeld
from domain.period import Period
from domain.regime_keys import EvaluationCriterion
from domain.residence import (
    ResidenceAccepted,
    ResidenceIntroduced,
    ResidenceLink,
    ResidenceLinkEnded,
)
from domain.values import DocumentRef, PersonRef, UnitId
from projections.attendance_tables import (
    AttendanceContestTable,
    AttendanceLinkTable,
    AttendedMeetingTable,
    ExcusedAbsenceTable,
)
from projections.contests import CONTEST_FACTS, Contests
from projections.ports import FoldOfEachBatch
from projections.rows import (
    asked_days,
    base_name,
    base_names,
    insert,
    listed,
    select,
    stored_time,
    time_of,
    time_or_none,
    update,
    write,
)

CONTESTS = Contests(AttendanceContestTable, EvaluationCriterion.ATTENDANCE)
_FACTS: tuple[type[Fact], ...] = (
    *(MeetingHeld, AttendanceRecorded, AbsenceExcused),
    *(ResidenceIntroduced, ResidenceAccepted, ResidenceLinkEnded),
    *CONTEST_FACTS,
)
_CONCERNS = base_names(_FACTS)


class Attendance:
    """The read model of who attended."""

    name = "attendance"
    version = 1
    tables: tuple[type[models.Model], ...] = (
        *(AttendedMeetingTable, ExcusedAbsenceTable, AttendanceLinkTable),
        AttendanceContestTable,
    )
    indexed_for_readers: tuple[type[models.Model], ...] = (
        AttendedMeetingTable,
        ExcusedAbsenceTable,
    )

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(_fold, alias)


_MEET = insert(AttendedMeetingTable, ("position", "meeting", "chapter", "day"))
_ATTEND = update(AttendedMeetingTable, ("cadre", "in_place_of"), "meeting")
_ABSENCE = ("position", "cadre", "chapter", "first", "last", "document")
_EXCUSE = insert(ExcusedAbsenceTable, _ABSENCE)
_LINK = ("link", "member", "workplace", "residence", "introduced_at")
_INTRODUCE = insert(AttendanceLinkTable, _LINK)
_ACCEPT = update(AttendanceLinkTable, ("accepted_at",), "link")
_END_LINK = update(AttendanceLinkTable, ("ended_on",), "link")

_Row = tuple[Any, ...]


def _met(recorded: Recorded[MeetingHeld]) -> _Row:
    position, envelope, fact = recorded
    return (position, envelope.stream.hex, fact.chapter, str(local_date(fact.started_at)))


def _attended(recorded: Recorded[AttendanceRecorded]) -> _Row:
    fact = recorded.fact
    return (fact.cadre, fact.in_place_of, recorded.envelope.stream.hex)


def _excused(recorded: Recorded[AbsenceExcused]) -> _Row:
    position, _, fact = recorded
    days = (str(fact.first), str(fact.last))
    return (position, fact.cadre, fact.chapter, *days, fact.document.model_dump_json())


def _introduced(recorded: Recorded[ResidenceIntroduced]) -> _Row:
    _, envelope, fact = recorded
    at = stored_time(envelope.recorded_at)
    return (envelope.stream.hex, fact.member, fact.workplace, fact.residence, at)


def _accepted(recorded: Recorded[ResidenceAccepted]) -> _Row:
    envelope = recorded.envelope
    return (stored_time(envelope.recorded_at), envelope.stream.hex)


def _unlinked(recorded: Recorded[ResidenceLinkEnded]) -> _Row:
    return (str(recorded.fact.on), recorded.envelope.stream.hex)


_WRITES: Mapping[type[Fact], tuple[str, Callable[[Recorded[Any]], _Row]]] = {
    MeetingHeld: (_MEET, _met),
    AttendanceRecorded: (_ATTEND, _attended),
    AbsenceExcused: (_EXCUSE, _excused),
    ResidenceIntroduced: (_INTRODUCE, _introduced),
    ResidenceAccepted: (_ACCEPT, _accepted),
    ResidenceLinkEnded: (_END_LINK, _unlinked),
}
"""In the order in which they are written: what begins a stream comes first."""


def _fold(batch: Sequence[Recorded[Any]], alias: str) -> None:
    rows: dict[type[Fact], list[_Row]] = {kind: [] for kind in _WRITES}
    contested = []
    for recorded in batch:
        kind = type(recorded.fact)
        if kind in _WRITES:
            rows[kind].append(_WRITES[kind][1](recorded))
        else:
            contested.append(recorded)
    for kind, (statement, _) in _WRITES.items():
        write(alias, statement, rows[kind])
    CONTESTS.take(alias, contested)


class Visit(NamedTuple):
    """A meeting that a cadre attended, or a deputy for the cadre."""

    chapter: UnitId
    day: date
    substituted: bool


_VISITS = """SELECT cadre, in_place_of, chapter, day FROM attended_meeting
WHERE day BETWEEN %s AND %s AND cadre IS NOT NULL ORDER BY day, position"""
_ABSENCES = f"""SELECT {", ".join(_ABSENCE[1:])} FROM excused_absence
WHERE last >= %s AND first <= %s ORDER BY position"""
_MEETINGS = """SELECT chapter, day FROM json_each(%s) AS asked
CROSS JOIN attended_meeting ON chapter = asked.value AND day BETWEEN %s AND %s
WHERE cadre IS NULL OR (cadre <> %s AND in_place_of IS NOT %s) ORDER BY day, position"""
_LINKS = """SELECT member, workplace, residence, introduced_at, accepted_at, ended_on
FROM attendance_link ORDER BY link"""


def visits(alias: str, days: Period) -> dict[PersonRef, list[Visit]]:
    """By whoever owed them: what a deputy attended is the head's."""
    found: dict[PersonRef, list[Visit]] = {}
    for cadre, head, chapter, day in select(alias, _VISITS, asked_days(days)):
        visit = Visit(chapter, date.fromisoformat(day), head is not None)
        found.setdefault(head or cadre, []).append(visit)
    return found


def absences(alias: str, days: Period) -> dict[PersonRef, list[AbsenceExcused]]:
    """Those that touch the days, by cadre."""
    found: dict[PersonRef, list[AbsenceExcused]] = {}
    for cadre, chapter, first, last, document in select(alias, _ABSENCES, asked_days(days)):
        absence = AbsenceExcused(
            cadre=cadre,
            chapter=chapter,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            document=DocumentRef.model_validate_json(document),
        )
        found.setdefault(cadre, []).append(absence)
    return found


def meetings_without(
    alias: str, cadre: PersonRef, chapters: Iterable[UnitId], days: Period
) -> list[tuple[UnitId, date]]:
    """Meetings of the chapters that neither the cadre attended nor anybody for the cadre."""
    found = select(alias, _MEETINGS, (listed(chapters), *asked_days(days), cadre, cadre))
    return [(chapter, date.fromisoformat(day)) for chapter, day in found]


def links(alias: str) -> dict[PersonRef, list[ResidenceLink]]:
    """Residence links by member, for the sole purpose of `000-3`."""
    found: dict[PersonRef, list[ResidenceLink]] = {}
    for member, workplace, residence, introduced, accepted, ended in select(alias, _LINKS):
        link = ResidenceLink(
            member=member,
            workplace=workplace,
            residence=residence,
            introduced_at=time_of(introduced),
            accepted_at=time_or_none(accepted),
            ended_on=date.fromisoformat(ended) if ended else None,
        )
        found.setdefault(member, []).append(link)
    return found

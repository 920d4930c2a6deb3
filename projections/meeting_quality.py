"""How chapter meetings were held and what they were given (DOMAIN 6, meeting quality)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models

from domain.calendar import local_date
from domain.directory import Directory
from domain.fact import Recorded
from domain.meeting import Meeting, MeetingHeld, MeetingScored, least_minutes
from domain.period import Period
from domain.regime_keys import OptionalKeys, Rubric
from domain.values import MeetingKind, UnitId
from projections.columns import PositionKey
from projections.ports import FoldOfEachBatch
from projections.rows import (
    asked_days,
    base_name,
    base_names,
    insert,
    select,
    stored_time,
    time_of,
    update,
    write,
)
from projections.rules_on import RulesOn, stands_below

_CONCERNS = base_names((MeetingHeld, MeetingScored))


class HeldMeetingTable(models.Model):
    """A meeting of a chapter, and its last score."""

    position = PositionKey()
    """Of its first fact."""
    meeting = models.CharField(unique=True, max_length=32)
    """In 32 hexadecimal digits."""
    chapter = models.CharField(max_length=40)
    day = models.DateField()
    """In Vietnam, on which it began."""
    started_at = models.DateTimeField()
    minutes = models.IntegerField()
    kind = models.CharField(max_length=40)
    combined = models.BooleanField()
    regime = models.CharField(max_length=121)
    """Id and version, as the rubric's."""
    members = models.IntegerField(null=True)
    present = models.IntegerField(null=True)
    rubric = models.CharField(max_length=121, null=True)
    points = models.TextField(null=True)
    """JSON: by criterion, in the order in which they were given."""
    total = models.IntegerField(null=True)
    grade = models.CharField(max_length=40, null=True)
    scored_by = models.CharField(max_length=40, null=True)

    class Meta:
        app_label = "projections"
        db_table = "held_meeting"
        indexes = (models.Index(fields=["day", "started_at"], name="held_meeting_day"),)


class MeetingQuality:
    """The read model of how meetings were held."""

    name = "meeting-quality"
    version = 1
    tables: tuple[type[models.Model], ...] = (HeldMeetingTable,)
    indexed_for_readers: tuple[type[models.Model], ...] = (HeldMeetingTable,)

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(_fold, alias)


_HELD = (
    *("position", "meeting", "chapter", "day", "started_at", "minutes", "kind", "combined"),
    *("regime", "members", "present"),
)
_SCORED = ("rubric", "points", "total", "grade", "scored_by")
_INSERT = insert(HeldMeetingTable, _HELD)
_SCORE = update(HeldMeetingTable, _SCORED, "meeting")
_SHOWN = (
    *("chapter", "day", "meeting", "started_at", "minutes", "kind", "combined", "regime"),
    *("members", "present", *_SCORED),
)
_READ = f"""SELECT {", ".join(_SHOWN)} FROM held_meeting
WHERE day BETWEEN %s AND %s ORDER BY day, started_at, position"""


def _fold(batch: Sequence[Recorded[Any]], alias: str) -> None:
    """A score comes after its meeting; of several the last holds."""
    held, scores = [], {}
    for recorded in batch:
        if type(recorded.fact) is MeetingHeld:
            held.append(_held(recorded))
        else:
            scores[recorded.envelope.stream.hex] = _scored(recorded.fact)
    write(alias, _INSERT, held)
    write(alias, _SCORE, [(*score, meeting) for meeting, score in scores.items()])


def _held(recorded: Recorded[MeetingHeld]) -> tuple[Any, ...]:
    position, envelope, fact = recorded
    lasted = fact.ended_at - fact.started_at
    return (
        *(position, envelope.stream.hex, fact.chapter, str(local_date(fact.started_at))),
        *(stored_time(fact.started_at), int(lasted.total_seconds()) // 60),
        *(fact.kind.value, fact.combined, str(fact.regime), fact.members, fact.present),
    )


def _scored(fact: MeetingScored) -> tuple[Any, ...]:
    points = json.dumps(dict(fact.points))
    return (str(fact.rubric), points, fact.total, fact.grade, fact.scored_by)


FEWEST = 5
"""Of fewer members no share is told: it would tell who was there (DOMAIN 8)."""


class Score(NamedTuple):
    rubric: str
    """Id and version."""
    points: Mapping[str, int]
    """By criterion."""
    total: int
    grade: str
    scored_by: UnitId


class Held(NamedTuple):
    """A meeting of a chapter."""

    meeting: UUID
    chapter: UnitId
    day: date
    started_at: datetime
    minutes: int
    kind: MeetingKind
    combined: bool
    """With a thematic one."""
    regime: str
    """Id and version."""
    members: int | None
    present: int | None
    """None also where the members are too few to tell."""
    score: Score | None
    least_minutes: int
    """How long it had to last (`001-3`)."""
    rubric: Rubric | None
    """By which it was scored; None where the regime of the meeting has another, or none."""

    @property
    def is_too_short(self) -> bool:
        return self.minutes < self.least_minutes

    @property
    def percent_present(self) -> int | None:
        """Rounded down, so that a bound that is missed is never shown as met."""
        if self.members is None or self.present is None:
            return None
        return self.present * 100 // self.members


def held_meetings(
    alias: str, directory: Directory, days: Period, unit: UnitId | None = None
) -> Iterator[Held]:
    """Meetings that began on these days, in order, of chapters that stood below the unit then.

    ``directory`` is the organisation as it is known wherever the read model stands.
    """
    rules = RulesOn(directory)
    for chapter, day, *row in select(alias, _READ, asked_days(days)):
        on = date.fromisoformat(day)
        if stands_below(directory, chapter, unit, on):
            yield _meeting(rules, chapter, on, *row)


def _meeting(
    rules: RulesOn, chapter: UnitId, day: date, meeting: str, started_at: str, *others: Any
) -> Held:
    minutes, kind, combined, regime, members, present, *scored = others
    few = members is not None and members < FEWEST
    keys = rules.named(regime) or OptionalKeys()
    held = Meeting(kind=MeetingKind(kind), members=members, combined=bool(combined))
    score = _score(*scored) if scored[0] else None
    rubric = keys.rubric if score and keys.rubric and str(keys.rubric.ref) == score.rubric else None
    return Held(
        UUID(meeting),
        chapter,
        day,
        time_of(started_at),
        minutes,
        MeetingKind(kind),
        bool(combined),
        regime,
        members,
        None if few else present,
        score,
        least_minutes(held, keys.meetings),
        rubric,
    )


def _score(rubric: str, points: str, total: int, grade: str, scored_by: UnitId) -> Score:
    return Score(rubric, json.loads(points), total, grade, scored_by)

"""Which cadres are assigned to which chapters, and which chapters have nobody (`001-2`)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from django.db import models

from domain.directory import Directory, Unit
from domain.directory_records import Assignment
from domain.duty import seats_of
from domain.fact import Recorded
from domain.organisation import AssignmentEnded, AssignmentGround, CadreAssigned
from domain.period import ONE_DAY, Period
from domain.regime_keys import BodyOfTier
from domain.values import DocumentRef, UnitId
from projections.columns import PositionKey
from projections.ports import FoldOfEachBatch
from projections.rows import base_name, base_names, insert, listed, select, write
from projections.rules_on import RulesOn, chapters_below

_CONCERNS = base_names((CadreAssigned, AssignmentEnded))


class AssignmentTable(models.Model):
    """A cadre attends a chapter's meetings from one day to another."""

    position = PositionKey()
    """Of the fact that told it."""
    chapter = models.CharField(max_length=40)
    cadre = models.CharField(max_length=42)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    """Before the first day where it ended before it began."""
    decision = models.TextField(null=True)
    """JSON."""
    ground = models.CharField(max_length=40)

    class Meta:
        app_label = "projections"
        db_table = "assignment"
        indexes = (models.Index(fields=["chapter"], name="assignment_chapter"),)


class Assignments:
    """The read model of who attends where."""

    name = "assignments"
    version = 1
    tables: tuple[type[models.Model], ...] = (AssignmentTable,)

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(_fold, alias)


_COLUMNS = ("chapter", "cadre", "valid_from", "valid_to", "decision", "ground")
_ASSIGN = insert(AssignmentTable, ("position", *_COLUMNS))
_END = """UPDATE assignment SET valid_to = %s
WHERE chapter = %s AND cadre = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)"""
_OF_CHAPTERS = f"""SELECT {", ".join(f"assignment.{name}" for name in _COLUMNS)}
FROM json_each(%s) AS asked CROSS JOIN assignment ON chapter = asked.value
WHERE valid_from <= %s ORDER BY valid_from, position"""


def _fold(batch: Sequence[Recorded[Any]], alias: str) -> None:
    for kind, facts in groupby(batch, key=lambda one: type(one.fact)):
        if kind is CadreAssigned:
            write(alias, _ASSIGN, [_assigned(*one) for one in facts])
        else:
            write(alias, _END, [_ended(one.fact) for one in facts])


def _assigned(position: int, _: object, fact: CadreAssigned) -> tuple[Any, ...]:
    last, decision = fact.valid_to, fact.decision
    days = (str(fact.valid_from), str(last) if last else None)
    text = decision.model_dump_json() if decision else None
    return (position, fact.chapter, fact.cadre, *days, text, fact.ground.value)


def _ended(fact: AssignmentEnded) -> tuple[Any, ...]:
    """What covers the first day without it ends the day before."""
    day = fact.valid_from
    return (str(day - ONE_DAY), fact.chapter, fact.cadre, str(day), str(day))


class Missing(StrEnum):
    """Why a chapter lacks the committee member that the regime wants for it (`001-2`)."""

    NOBODY = "nobody"
    NOT_OF_THE_COMMITTEE = "not-of-the-committee"
    """Whoever is assigned serves in none of the bodies whose members are."""


class Lacking(NamedTuple):
    """A chapter that ought to have somebody assigned and has not."""

    chapter: UnitId
    above: UnitId | None
    """The committee it stands under."""
    regime: str
    """Which wants somebody there, as ``id version``."""
    why: Missing
    since: date
    """First day without anybody assigned; where somebody is, the first day of the latest."""


class Coverage(NamedTuple):
    lacking: tuple[Lacking, ...]
    chapters: int
    """How many ought to have somebody."""
    unasked: int
    """How many have nobody where no regime asks for it."""


def assignments(
    alias: str, directory: Directory, on: date, unit: UnitId | None = None
) -> Iterator[Assignment]:
    """Who is assigned on the day to chapters at or below the unit, chapter by chapter.

    ``directory`` is the organisation as it is known wherever the read model stands.
    """
    chapters = [one.id for one in chapters_below(directory, unit, on)]
    known = _until(alias, chapters, on)
    for chapter in chapters:
        yield from (one for one in known.get(chapter, ()) if one.period.covers(on))


def coverage(alias: str, directory: Directory, on: date, unit: UnitId | None = None) -> Coverage:
    """Which chapters at or below the unit lack a member of the committee on the day (`001-2`)."""
    rules, chapters = RulesOn(directory), list(chapters_below(directory, unit, on))
    known = _until(alias, (one.id for one in chapters), on)
    lacking: list[Lacking] = []
    asked, unasked = 0, 0
    for chapter in chapters:
        told = known.get(chapter.id, [])
        now = [one for one in told if one.period.covers(on)]
        bound = rules.binding(chapter.id, on)
        if bound is None or not bound[1].assignments.every_chapter:
            unasked += not now
            continue
        asked += 1
        bodies = bound[1].assignments.drawn_from
        if not any(_is_drawn_from(bodies, one, directory, on) for one in now):
            why = Missing.NOT_OF_THE_COMMITTEE if now else Missing.NOBODY
            since = max(one.period.first for one in now) if now else _free_since(told, chapter)
            above = directory.committee_of(chapter.id, on)
            lacking.append(Lacking(chapter.id, above, bound[0], why, since))
    return Coverage(tuple(lacking), asked, unasked)


def _until(alias: str, chapters: Iterable[UnitId], on: date) -> dict[UnitId, list[Assignment]]:
    """Every assignment to the chapters that had begun by the day, by first day."""
    found: dict[UnitId, list[Assignment]] = {}
    for row in select(alias, _OF_CHAPTERS, (listed(chapters), str(on))):
        assignment = _assignment(*row)
        found.setdefault(assignment.chapter, []).append(assignment)
    return found


def _assignment(
    chapter: str, cadre: str, first: str, last: str | None, decision: str | None, ground: str
) -> Assignment:
    return Assignment(
        cadre,
        chapter,
        Period(date.fromisoformat(first), date.fromisoformat(last) if last else None),
        DocumentRef.model_validate_json(decision) if decision else None,
        AssignmentGround(ground),
    )


def _is_drawn_from(
    bodies: Sequence[BodyOfTier], one: Assignment, directory: Directory, on: date
) -> bool:
    return not bodies or any(seat in bodies for seat in seats_of(directory, one.cadre, on))


def _free_since(told: Iterable[Assignment], chapter: Unit) -> date:
    """The day after the last on which somebody was assigned, else the chapter's first."""
    over = (
        last + ONE_DAY for first, last in (one.period for one in told) if last and first <= last
    )
    return max([chapter.valid_from, *over])

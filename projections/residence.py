"""The register of members who keep contact with the chapter where they live (`003-2`, `003-5`).

Asked by chapter and never by person: a link tells where somebody lives and works (DOMAIN 8).
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db import models

from domain.fact import Recorded
from domain.residence import (
    ResidenceAccepted,
    ResidenceChange,
    ResidenceChangeNoted,
    ResidenceFact,
    ResidenceIntroduced,
    ResidenceLinkEnded,
)
from domain.values import DocumentRef, PersonRef, UnitId
from projections.columns import PositionKey
from projections.ports import FoldOfEachBatch
from projections.rows import (
    base_name,
    base_names,
    insert,
    select,
    stored_time,
    time_of,
    time_or_none,
    update,
    write,
)

_CONCERNS = base_names(ResidenceFact.__args__)


class ResidenceLinkTable(models.Model):
    position = PositionKey()
    """Of its first fact."""
    link = models.CharField(unique=True, max_length=32)
    """In 32 hexadecimal digits."""
    residence = models.CharField(max_length=40)
    workplace = models.CharField(max_length=40)
    member = models.CharField(max_length=42)
    introduced_at = models.DateTimeField()
    document = models.TextField(null=True)
    """JSON."""
    register_number = models.CharField(max_length=20, null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)

    class Meta:
        app_label = "projections"
        db_table = "residence_link"
        indexes = (models.Index(fields=["residence"], name="residence_link_residence"),)


class ResidenceChangeTable(models.Model):
    position = PositionKey()
    link = models.CharField(max_length=32, db_index=True)
    change = models.CharField(max_length=20)
    on = models.DateField(db_column="on_day")
    notified = models.TextField()
    """JSON: the units that were told."""
    noted_at = models.DateTimeField()

    class Meta:
        app_label = "projections"
        db_table = "residence_change"


class ResidenceRegister:
    """The read model of residence links."""

    name = "residence"
    version = 1
    tables: tuple[type[models.Model], ...] = (ResidenceLinkTable, ResidenceChangeTable)

    def concerns(self, topic: str) -> bool:
        return base_name(topic) in _CONCERNS

    def fold(self, alias: str) -> FoldOfEachBatch:
        return FoldOfEachBatch(_fold, alias)


_INTRODUCE = insert(
    ResidenceLinkTable,
    (*("position", "link", "residence", "workplace", "member", "introduced_at"), "document"),
)
_ACCEPT = update(ResidenceLinkTable, ("register_number", "accepted_at"), "link")
_NOTE = insert(
    ResidenceChangeTable, ("position", "link", "change", "on_day", "notified", "noted_at")
)
_END = update(ResidenceLinkTable, ("ended_on",), "link")


def _fold(batch: Sequence[Recorded[Any]], alias: str) -> None:
    """Links are introduced before anything else is told of them, each thing in a column of its own.

    So it does not matter that facts of one kind are written together.
    """
    introduced, accepted, noted, ended = list[Any](), list[Any](), list[Any](), list[Any]()
    for position, envelope, fact in batch:
        link, at = envelope.stream.hex, stored_time(envelope.recorded_at)
        match fact:
            case ResidenceIntroduced(document=document):
                chapters = (fact.residence, fact.workplace)
                letter = document.model_dump_json() if document else None
                introduced.append((position, link, *chapters, fact.member, at, letter))
            case ResidenceAccepted(register_number=number):
                accepted.append((number, at, link))
            case ResidenceChangeNoted(change=change, on=on, notified=notified):
                noted.append((position, link, change.value, str(on), json.dumps(notified), at))
            case ResidenceLinkEnded(on=on):
                ended.append((str(on), link))
    write(alias, _INTRODUCE, introduced)
    write(alias, _ACCEPT, accepted)
    write(alias, _NOTE, noted)
    write(alias, _END, ended)


class LinkState(StrEnum):
    INTRODUCED = "introduced"
    ACCEPTED = "accepted"
    ENDED = "ended"


class Change(NamedTuple):
    change: ResidenceChange
    on: date
    notified: tuple[UnitId, ...]
    noted_at: datetime


class Entry(NamedTuple):
    """A line of a chapter's register."""

    register_number: str | None
    """None until the chapter accepts the member."""
    member: PersonRef
    workplace: UnitId
    introduced_at: datetime
    document: DocumentRef | None
    """With which the workplace introduced the member."""
    accepted_at: datetime | None
    ended_on: date | None
    """First day on which it links no more."""
    changes: tuple[Change, ...]

    def state(self, on: date) -> LinkState:
        if self.ended_on is not None and self.ended_on <= on:
            return LinkState.ENDED
        return LinkState.ACCEPTED if self.accepted_at else LinkState.INTRODUCED


_REGISTER = """SELECT link, register_number, member, workplace, introduced_at, document,
accepted_at, ended_on FROM residence_link WHERE residence = %s ORDER BY position"""
_CHANGES = """SELECT residence_change.link, change, on_day, notified, noted_at
FROM residence_link CROSS JOIN residence_change ON residence_change.link = residence_link.link
WHERE residence = %s ORDER BY residence_change.position"""


def register(alias: str, chapter: UnitId) -> Iterator[Entry]:
    """Everybody who was introduced to the chapter, in the order of the introductions."""
    changes: dict[str, list[Change]] = {}
    for link, change, on, notified, at in select(alias, _CHANGES, (chapter,)):
        told = Change(
            ResidenceChange(change),
            date.fromisoformat(on),
            tuple(json.loads(notified)),
            time_of(at),
        )
        changes.setdefault(link, []).append(told)
    for link, number, member, workplace, introduced, letter, accepted, ended in select(
        alias, _REGISTER, (chapter,)
    ):
        yield Entry(
            number,
            member,
            workplace,
            time_of(introduced),
            DocumentRef.model_validate_json(letter) if letter else None,
            time_or_none(accepted),
            date.fromisoformat(ended) if ended else None,
            tuple(changes.get(link, ())),
        )

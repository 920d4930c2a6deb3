"""What is due and what is overdue, in words and for programs."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.plain import plain
from adapters.wording import Wording
from domain.calendar import local_date
from domain.short_number import format_number
from domain.values import UnitId
from projections.deadlines import Check
from projections.deadlines_rows import read_streams


def subject(of: str, origin: int, chapter: UnitId | None, province: str, wording: Wording) -> str:
    """An issue's number; of a meeting, which has none, the chapter that met."""
    if of == "issue":
        return format_number(province, origin)
    return wording.words("deadline.of-meeting", chapter=chapter)


def subjects(
    alias: str, checks: Iterable[Check], province: str, wording: Wording
) -> Mapping[UUID, str]:
    """What people call the issues and meetings of the checks."""
    streams = {check.stream.hex for check in checks}
    return {
        UUID(found.stream): subject(found.of, found.origin, found.chapter, province, wording)
        for found in read_streams(alias, streams)
    }


def check_line(check: Check, called: str, wording: Wording) -> str:
    """What a sweep would look at: the deadline, the first rung that is due, and since when."""
    return wording.words(
        "sweep.check",
        subject=called,
        what=wording.deadline(check.id),
        day=_last_day(check.due),
        rung=wording.words.label("rung", check.rung) if check.rung else None,
        since=check.since,
    )


def check_as_json(check: Check, called: str) -> dict[str, Any]:
    told = {name: plain(value) for name, value in check._asdict().items()}
    return {**told, "id": str(check.id), "subject": called}


def _last_day(due: datetime) -> date:
    """A deadline ends with the day, so its due time is the first instant of the next one."""
    return local_date(due - timedelta(microseconds=1))

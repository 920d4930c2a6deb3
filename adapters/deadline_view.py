"""What is due of deadlines, in words and for programs."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.plain import plain
from adapters.recomputation import Recount
from adapters.wording import Wording
from domain.calendar import local_date
from domain.short_number import format_number
from domain.values import UnitId
from projections.deadlines import Check
from projections.deadlines_outdated import Outdated
from projections.deadlines_rows import read_streams


class Matter(NamedTuple):
    """The issue or the meeting that a deadline is of."""

    number: str | None
    """None for a meeting, which is known by the chapter that met."""
    chapter: UnitId | None

    def called(self, wording: Wording) -> str:
        return self.number or wording.words("deadline.of-meeting", chapter=self.chapter)


def matter(of: str, origin: int, chapter: UnitId | None, province: str) -> Matter:
    """``of`` is ``issue`` or ``meeting``, ``origin`` the position of its first fact."""
    return Matter(format_number(province, origin) if of == "issue" else None, chapter)


def matters(
    alias: str, deadlines: Iterable[Check | Outdated], province: str
) -> Mapping[UUID, Matter]:
    """What they are of, by their streams."""
    streams = {one.stream.hex for one in deadlines}
    return {
        UUID(found.stream): matter(found.of, found.origin, found.chapter, province)
        for found in read_streams(alias, streams)
    }


def check_line(check: Check, of: Matter, wording: Wording) -> str:
    """What a sweep would look at: the deadline, the first rung that is due, and since when."""
    return wording.words(
        "sweep.check",
        subject=of.called(wording),
        what=wording.deadline(check.id),
        day=_last_day(check.due),
        rung=wording.words.label("rung", check.rung) if check.rung else None,
        since=local_date(check.since),
    )


def check_as_json(check: Check, of: Matter) -> dict[str, Any]:
    told = {name: plain(value) for name, value in check._asdict().items()}
    return {**told, "id": str(check.id), **of._asdict()}


def recount_line(recount: Recount, of: Matter, wording: Wording) -> str:
    """What counting anew makes of a deadline's day."""
    return wording.words(
        "recompute.move",
        subject=of.called(wording),
        what=wording.deadline(recount.deadline),
        before=recount.before,
        after=recount.after,
    )


def recount_as_json(recount: Recount, of: Matter) -> dict[str, Any]:
    told = {"id": str(recount.deadline), "before": recount.before, "after": recount.after}
    return {**outdated_as_json(recount.target, of), **{k: plain(v) for k, v in told.items()}}


def outdated_as_json(target: Outdated, of: Matter) -> dict[str, Any]:
    return {"stream": plain(target.stream), "of": target.of, **of._asdict()}


def _last_day(due: datetime) -> date:
    """A deadline ends with a day, so its due time is the first instant of the next."""
    return local_date(due - timedelta(microseconds=1))

"""Meetings of chapters and what they were given, as tables, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from rich.table import Table

import adapters.databases  # noqa: F401 - configures Django before a table is defined
from adapters.i18n import Translator
from adapters.listing import DAY_WIDTH, Column, table_of
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.regime_keys import Label
from projections.meeting_quality import Held

COLUMNS = (
    Column("day", width=DAY_WIDTH),
    Column("chapter", 6),
    Column("kind", 3),
    Column("minutes", width=6, right=True),
    Column("present", 3, right=True),
    Column("total", width=4, right=True),
    Column("grade", 3),
    Column("scored-by", 4),
)
CSV_COLUMNS = (
    *(
        "started",
        "chapter",
        "kind",
        "combined-with",
        "minutes",
        "least-minutes",
        "members",
        "present",
    ),
    *("percent", "rubric", "points", "total", "grade", "scored-by"),
)


def meetings_table(found: Iterable[Held], wording: Wording) -> Table:
    """A star tells of meetings that were too short."""
    rows = (_row(one, wording.at(one.started_at)) for one in found)
    return table_of("meetings", COLUMNS, rows, wording.words)


def _row(one: Held, wording: Wording) -> list[str]:
    score = one.score
    present = f"{one.present}/{one.members}" if one.members and one.present is not None else ""
    percent = one.percent_present
    return [
        wording.text(one.day),
        wording.unit(one.chapter),
        _kind(one, wording),
        f"{one.minutes}*" if one.is_too_short else str(one.minutes),
        f"{present} ({percent}%)" if percent is not None else present,
        str(score.total) if score else "",
        grade(one, wording.words),
        wording.unit(score.scored_by) if score else "",
    ]


def csv_rows(found: Iterable[Held], wording: Wording) -> Iterator[tuple[Cell, ...]]:
    """With the columns of CSV_COLUMNS."""
    for one in found:
        score, then = one.score, wording.at(one.started_at)
        yield (
            wording.text(one.started_at),
            then.unit(one.chapter),
            wording.text(one.kind),
            wording.text(one.combined),
            one.minutes,
            one.least_minutes,
            one.members,
            one.present,
            one.percent_present,
            score.rubric if score else None,
            _points(one, wording.words),
            score.total if score else None,
            grade(one, wording.words),
            then.unit(score.scored_by) if score else None,
        )


def meeting_as_json(one: Held) -> dict[str, Any]:
    score = one.score
    return {
        "meeting": str(one.meeting),
        "chapter": one.chapter,
        "day": plain(one.day),
        "started_at": plain(one.started_at),
        "minutes": one.minutes,
        "least_minutes": one.least_minutes,
        "kind": one.kind.value,
        "combined": one.combined,
        "regime": one.regime,
        "members": one.members,
        "present": one.present,
        "percent_present": one.percent_present,
        "score": {name: plain(value) for name, value in score._asdict().items()} if score else None,
    }


def grade(one: Held, words: Translator) -> str:
    """As the rubric calls it; its code where that is not published."""
    if one.score is None:
        return ""
    named = {each.grade: each for each in one.rubric.grades} if one.rubric else {}
    return _called(one.score.grade, named.get(one.score.grade), words)


def _points(one: Held, words: Translator) -> str | None:
    if one.score is None:
        return None
    named = one.rubric.criteria if one.rubric else {}
    points = one.score.points.items()
    return "; ".join(f"{_called(name, named.get(name), words)}: {given}" for name, given in points)


def _called(code: str, label: Label | None, words: Translator) -> str:
    if label is None:
        return code
    return label.vi if words.language == "vi" else label.en


def _kind(one: Held, wording: Wording) -> str:
    kind = wording.text(one.kind)
    return wording.words("meetings.combined", kind=kind) if one.combined else kind

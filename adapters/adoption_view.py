"""What other rules make of open issues, in words, for spreadsheets and for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from adapters.adoption import Judged
from adapters.plain import plain
from adapters.spreadsheet import Cell
from adapters.wording import Wording
from domain.short_number import format_number
from workflows.regime_change import Change, Move

CSV_COLUMNS = (
    *("issue", "chapter", "holder", "state", "regime", "outcome"),
    *("deadline", "leg", "bearer", "last-day", "new-last-day", "overdue-now"),
)
FOLLOWS, KEPT = "follows", "kept"


def outcome_of(change: Change) -> str:
    """``follows``, ``kept``, or what of the issue the new rules do not know."""
    if change.unmapped is not None:
        return change.unmapped.value
    return KEPT if change.kept else FOLLOWS


def lines(one: Judged, province: str, wording: Wording) -> Iterator[str]:
    """A line for each deadline that gets another day, or one for an issue that is not known."""
    words, subject = wording.words, format_number(province, one.issue.origin)
    if one.change.unmapped is not None:
        why = words.label("adoption-outcome", outcome_of(one.change))
        yield words("adopt.not-known", subject=subject, why=why, regime=str(one.issue.regime))
    late = {move.deadline.id for move in one.change.overdue_now}
    for move in one.change.moved:
        if move.to_another_day:
            yield words(
                "adopt.overdue" if move.deadline.id in late else "adopt.move",
                subject=subject,
                what=wording.deadline(move.deadline.id),
                before=move.deadline.last_day,
                after=move.recomputed.last_day,
            )


def csv_rows(
    found: Iterable[Judged], province: str, wording: Wording
) -> Iterator[tuple[Cell, ...]]:
    """One for each deadline that is counted anew, or one for an issue of which none is."""
    for one in found:
        issue, words = one.issue, wording.words
        common = (
            format_number(province, issue.origin),
            wording.unit(issue.chapter),
            wording.unit(issue.holder) if issue.holder else None,
            words.label("state", issue.status.value),
            str(issue.regime),
            words.label("adoption-outcome", outcome_of(one.change)),
        )
        for move in one.change.moved:
            yield (*common, *_cells(move, one, wording))
        if not one.change.moved:
            yield (*common, *[None] * (len(CSV_COLUMNS) - len(common)))


def _cells(move: Move, one: Judged, wording: Wording) -> tuple[Cell, ...]:
    old, words = move.deadline, wording.words
    return (
        words.label("deadline", old.id.kind.value),
        old.id.leg,
        wording.unit(old.bearer) if old.bearer else None,
        words.date(old.last_day),
        words.date(move.recomputed.last_day),
        wording.text(move in one.change.overdue_now),
    )


def as_json(one: Judged, province: str) -> dict[str, Any]:
    issue, change = one.issue, one.change
    return {
        "number": format_number(province, issue.origin),
        "stream": plain(issue.stream),
        "chapter": issue.chapter,
        "holder": issue.holder,
        "state": issue.status.value,
        "regime": plain(issue.regime),
        "outcome": outcome_of(change),
        "deadlines": [
            {
                "id": str(move.deadline.id),
                "bearer": move.deadline.bearer,
                "last_day": plain(move.deadline.last_day),
                "new_last_day": plain(move.recomputed.last_day),
                "overdue_now": move in change.overdue_now,
            }
            for move in change.moved
        ],
    }

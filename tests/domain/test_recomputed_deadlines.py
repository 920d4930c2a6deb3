"""Deadlines counted anew: what such a fact replaces, and what stays whatever it says."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain import issue, meeting
from domain.calendar import Pause, Span, end_of
from domain.deadline import (
    CalendarRef,
    Deadline,
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineFact,
    DeadlineId,
    DeadlineKind,
    DeadlineMet,
    DeadlinePaused,
    DeadlineRecomputed,
    DeadlineResumed,
    Deadlines,
    DeadlineSet,
    DeadlineStatus,
    ExtensionAsked,
    RecomputationCause,
    RegimeRef,
    evolve_deadlines,
)
from domain.sealed import Sealed
from tests.domain.stored import folded, in_an_envelope

ID = DeadlineId(leg=1, kind=DeadlineKind.NOTICE, ordinal=1)
OLD, NEW = RegimeRef(id="ninh-binh", version="2018.1"), RegimeRef(id="ninh-binh", version="2025.1")
VN_2025, VN_2026 = (CalendarRef(id="vn", version=f"{year}.1") for year in (2025, 2026))
DUE = date(2025, 7, 3)

SET = DeadlineSet(
    deadline=ID,
    bearer="NB-H1",
    started_on=date(2025, 6, 19),
    spans=(Span.parse("10wd"),),
    last_day=DUE,
    due=end_of(DUE),
    rule="P",
    regime=OLD,
    calendar=VN_2025,
)
BREACHED = DeadlineBreached(deadline=ID, rung="breach", due=end_of(DUE), notified=("NB-H1",))


def recomputed(last_day: date = date(2025, 7, 24), **other: Any) -> DeadlineRecomputed:
    given: dict[str, Any] = {
        "deadline": ID,
        "cause": RecomputationCause.REGIME,
        "started_on": SET.started_on,
        "spans": (Span.parse("25wd"),),
        "pauses": (),
        "rule": "11-QDi",
        "regime": NEW,
        "calendar": VN_2026,
        "last_day": last_day,
        "due": end_of(last_day),
    }
    return DeadlineRecomputed(**{**given, **other})


def after(*facts: DeadlineFact) -> Deadline:
    """The deadline, set first."""

    def evolve(deadlines: Deadlines, recorded: Any) -> Deadlines:
        return evolve_deadlines(deadlines, recorded.envelope, recorded.fact)

    empty: Deadlines = ()
    [found] = folded(empty, evolve, (SET, *facts))
    return found


def test_what_a_recomputation_says_replaces_what_was() -> None:
    pause = Pause(since=date(2025, 7, 1), until=date(2025, 7, 22))
    found = after(recomputed(started_on=date(2025, 6, 20), pauses=(pause,)))
    assert found.started_on == date(2025, 6, 20)
    assert found.spans == (Span.parse("25wd"),)
    assert found.pauses == (pause,)
    assert (found.rule, found.regime, found.calendar) == ("11-QDi", NEW, VN_2026)
    assert (found.last_day, found.due) == (date(2025, 7, 24), end_of(date(2025, 7, 24)))
    assert (found.id, found.bearer) == (ID, "NB-H1")


def test_a_deadline_that_runs_or_is_paused_goes_on_doing_so() -> None:
    paused = DeadlinePaused(deadline=ID, since=date(2025, 6, 25))
    open_pause = (Pause(since=date(2025, 6, 25), until=None),)
    assert after(recomputed()).status is DeadlineStatus.RUNNING
    found = after(paused, recomputed(pauses=open_pause))
    assert found.status is DeadlineStatus.PAUSED
    assert found.paused_at is not None
    last = date(2025, 7, 31)
    resumed = DeadlineResumed(deadline=ID, until=date(2025, 7, 2), last_day=last, due=end_of(last))
    found = after(paused, recomputed(pauses=open_pause), resumed)
    assert found.status is DeadlineStatus.RUNNING
    assert found.pauses == (Pause(since=date(2025, 6, 25), until=date(2025, 7, 2)),)


def test_what_was_extended_asked_or_missed_stays_so() -> None:
    extended = DeadlineExtended(
        deadline=ID, by=Span.parse("5wd"), last_day=date(2025, 7, 10), due=end_of(date(2025, 7, 10))
    )
    asked = ExtensionAsked(deadline=ID, reason=Sealed("issue:1", "Mưa lũ"))
    found = after(extended, BREACHED, asked, recomputed())
    assert (found.extensions, found.extension_asked, found.breached) == (1, True, True)


def test_a_new_due_time_starts_the_ladder_anew_and_the_same_keeps_it() -> None:
    assert after(BREACHED, recomputed(last_day=DUE)).rungs == {"breach"}
    moved = after(BREACHED, recomputed())
    assert moved.rungs == frozenset()
    assert moved.breached
    assert not moved.is_overdue(end_of(DUE))


@pytest.mark.parametrize(
    "over", [DeadlineMet(deadline=ID, on_time=True), DeadlineCancelled(deadline=ID, late=False)]
)
def test_what_is_over_stays_over(over: DeadlineFact) -> None:
    found = after(over, recomputed())
    assert not found.is_open
    assert found.status in (DeadlineStatus.MET, DeadlineStatus.CANCELLED)


def test_a_deadline_that_is_not_there_is_not_made() -> None:
    other = recomputed(deadline=DeadlineId(leg=2, kind=DeadlineKind.NOTICE, ordinal=1))
    assert after(other) == after()


def test_an_issue_and_a_meeting_count_anew_alike() -> None:
    raised = folded(issue.EMPTY, issue.evolve, (SET, recomputed()))
    assert [d.last_day for d in raised.deadlines] == [date(2025, 7, 24)]
    met = folded(meeting.EMPTY, meeting.evolve, (SET, recomputed()))
    assert [d.regime for d in met.deadlines] == [NEW]


def test_a_warning_of_the_old_due_time_is_none_of_the_new() -> None:
    warned = DeadlineApproaching(deadline=ID, rung="reminder", due=end_of(DUE), notified=("NB-H1",))
    assert after(warned).rungs == {"reminder"}
    assert after(warned, recomputed()).rungs == frozenset()


def test_it_is_as_late_as_its_new_due_time_says() -> None:
    at = in_an_envelope(SET).envelope.recorded_at + timedelta(days=20)
    assert datetime(2025, 7, 9, 2, tzinfo=UTC) == at
    assert after().is_overdue(at)
    assert not after(recomputed()).is_overdue(at)

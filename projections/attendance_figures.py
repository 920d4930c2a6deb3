"""What cadres owed and attended in a year, worked out when it is asked (`000-1` to `000-3`).

Of several duties of one regime in a period the one that held longest decides, and is owed in full
(ADR 0181).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from domain.directory import Directory
from domain.directory_records import Assignment
from domain.duty import (
    AbsenceExcused,
    Attended,
    counts,
    is_excused,
    own_chapters,
    periods_of,
    serves_duty,
    shortfall,
)
from domain.organisation import Post
from domain.period import ONE_DAY, Period
from domain.regime_keys import AttendanceDuty, OptionalKeys
from domain.residence import link_counts
from domain.values import PersonRef, UnitId
from projections import attendance as rows
from projections.attendance import Visit
from projections.attendance_seats import Duty, Held, Seat, Seats
from projections.contests import Contested
from projections.rules_on import RulesOn, stands_below


class Compliance(NamedTuple):
    """What a cadre owed by one duty in a year, up to the day that was asked, and did."""

    cadre: PersonRef
    unit: UnitId
    """Where the seat is that the duty comes from; of several the one held longest."""
    post: Post | None
    """None for an acting head."""
    regime: str
    """Id and version."""
    duty: str
    rule: str
    required: int
    actual: int
    """Attended in person."""
    substituted: int
    """Attended by the deputy (`002-2`)."""
    excused: int
    """Of those owed and not attended."""
    shortfall: int
    """Of periods that are over."""
    contest: Contested | None


class _Done(NamedTuple):
    """What was owed in one period, and done."""

    required: int
    actual: int
    substituted: int
    excused: int
    shortfall: int


class _Owed(NamedTuple):
    """A cadre's duty, the rules that it comes from, and the days on which they asked for any."""

    cadre: PersonRef
    duty: AttendanceDuty
    keys: OptionalKeys
    days: Sequence[Period]


def compliance(
    alias: str, directory: Directory, year: int, until: date, unit: UnitId | None = None
) -> tuple[Compliance, ...]:
    """Duties of the year from seats at or below the unit, unit by unit.

    Days after ``until`` do not count yet. ``directory`` is the organisation as it is known wherever
    the read model stands.
    """
    days = Period(date(year, 1, 1), min(date(year, 12, 31), until))
    if days.is_empty():
        return ()
    figures = _Figures(alias, directory, days)
    found = [one for cadre in figures.seats.cadres(unit) for one in figures.of(cadre, unit)]
    return tuple(sorted(found, key=lambda one: (one.unit, one.cadre, one.regime, one.duty)))


class _Figures:
    """Those of the days of one year."""

    def __init__(self, alias: str, directory: Directory, days: Period) -> None:
        self._alias = alias
        self._directory = directory
        self._days = days
        self._rules = RulesOn(directory)
        self.seats = Seats(directory, self._rules, days)
        self._visits = rows.visits(alias, days)
        self._absences = rows.absences(alias, days)
        self._links = rows.links(alias)
        self._contests = rows.CONTESTS.of_year(alias, days.first.year)
        self._assigned: dict[PersonRef, list[Assignment]] = {}
        for one in directory.all_assignments():
            self._assigned.setdefault(one.cadre, []).append(one)

    def of(self, cadre: PersonRef, unit: UnitId | None) -> list[Compliance]:
        """Each duty of the cadre's from a seat at or below the unit."""
        held = self.seats.held(cadre)
        found = []
        for key in dict.fromkeys(key for one in held for key in one.duties):
            seat, last = _longest(held, key)
            if stands_below(self._directory, seat.unit, unit, last):
                found += self._by_duty(cadre, key, seat, held)
        return found

    def _by_duty(
        self, cadre: PersonRef, key: Duty, seat: Seat, held: Sequence[Held]
    ) -> list[Compliance]:
        """None where the duty held in no period the longest."""
        regime, name = key
        keys = self._rules.named(regime)
        assert keys is not None, "a duty comes from a regime that was read"
        duty = keys.attendance.duties[name]
        owed = _Owed(cadre, duty, keys, _days_under(regime, held))
        visits = [one for one in self._visits.get(cadre, ()) if self._counts(one, owed)]
        done = [
            self._done(owed, period, visits)
            for period in periods_of(self._days.first.year, duty.every_months)
            if _decides(key, held, period, list(keys.attendance.duties))
            and self._is_meant(owed, period)
        ]
        if not done:
            return []
        contest = self._contests.get(cadre)
        total = _Done(*map(sum, zip(*done, strict=True)))
        return [Compliance(cadre, *seat, regime, name, duty.rule, *total, contest)]

    def _is_meant(self, owed: _Owed, period: Period) -> bool:
        """A duty of everybody in a tier's units is that of those who are assigned (`002-1`)."""
        assigned = self._assigned.get(owed.cadre, ())
        return bool(owed.duty.bodies) or any(one.period.overlaps(period) for one in assigned)

    def _counts(self, visit: Visit, owed: _Owed) -> bool:
        """Whether it serves the duty, on a day on which its regime asked for any."""
        cadre, duty, keys, days = owed
        record = self._directory.record(visit.chapter)
        if record is None or not any(each.covers(visit.day) for each in days):
            return False
        attended = Attended(visit.chapter, record.kind, visit.substituted)
        since = keys.residence.counts_from
        links = [one for one in self._links.get(cadre, ()) if link_counts(one, since, visit.day)]
        workplaces = {one.workplace for one in links if one.workplace}
        own = own_chapters(self._directory, cadre, visit.day) | workplaces
        linked = {one.residence for one in links if one.residence}
        apart_from = keys.attendance.apart_from
        return serves_duty(attended, duty) and counts(attended, own, linked, apart_from)

    def _done(self, owed: _Owed, period: Period, visits: Sequence[Visit]) -> _Done:
        times = owed.duty.times
        done = Counter(visit.substituted for visit in visits if period.covers(visit.day))
        actual, substituted = done[False], done[True]
        lacking = max(0, times - actual - substituted)
        excused = min(lacking, self._excused(owed, period)) if lacking else 0
        is_over = period.last is not None and self._days.covers(period.last)
        missing = shortfall(times, actual + substituted, excused) if is_over else 0
        return _Done(times, actual, substituted, excused, missing)

    def _excused(self, owed: _Owed, period: Period) -> int:
        """Meetings missed with an excuse that would have served the duty; all that is owed, where
        one covers the whole period.
        """
        cadre, duty, *_ = owed
        absences = self._absences.get(cadre, [])
        if not absences:
            return 0
        if _covered(absences, period):
            return duty.times
        chapters = {one.chapter for one in self._assigned.get(cadre, ())}
        return sum(
            self._directory.is_assigned(cadre, chapter, day)
            and is_excused(absences, chapter, day)
            and self._counts(Visit(chapter, day, substituted=False), owed)
            for chapter, day in rows.meetings_without(self._alias, cadre, chapters, period)
        )


def _longest(held: Sequence[Held], key: Duty) -> tuple[Seat, date]:
    """The seat from which the duty came for most days, and the last of them."""
    days: Counter[Seat] = Counter()
    last: dict[Seat, date] = {}
    for one in held:
        if seat := one.duties.get(key):
            days[seat] += _length(one.days)
            last[seat] = one.days.last or one.days.first
    seat = max(days, key=lambda each: (days[each], last[each]))
    return seat, last[seat]


def _decides(key: Duty, held: Sequence[Held], period: Period, order: Sequence[str]) -> bool:
    """Whether the duty held for more days of the period than others of its regime.

    Of two that held as long the first of the regime's decides.
    """
    days: Counter[str] = Counter()
    for one in held:
        for regime, name in one.duties:
            if regime == key[0] and one.days.overlaps(period):
                days[name] += _length(_common(one.days, period))
    longest = max(days, key=lambda name: (days[name], -order.index(name)), default=None)
    return longest == key[1]


def _days_under(regime: str, held: Sequence[Held]) -> list[Period]:
    return [one.days for one in held if any(key[0] == regime for key in one.duties)]


def _covered(absences: Sequence[AbsenceExcused], period: Period) -> bool:
    """Whether the cadre is excused everywhere on every day of the period."""
    spans = sorted((one.first, one.last) for one in absences if one.chapter is None)
    open_from = period.first
    for first, last in spans:
        if first <= open_from <= last:
            open_from = last + ONE_DAY
    return period.last is not None and open_from > period.last


def _common(one: Period, other: Period) -> Period:
    """The days of both, which have ends."""
    assert one.last is not None and other.last is not None  # noqa: PT018
    return Period(max(one.first, other.first), min(one.last, other.last))


def _length(days: Period) -> int:
    assert days.last is not None
    return (days.last - days.first).days + 1

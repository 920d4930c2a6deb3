"""Working days, day counts and pauses: the vectors of DOMAIN 5, the worked cases of DOMAIN 4."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import (
    Calendar,
    DayKind,
    DayNote,
    Pause,
    Span,
    SpanUnit,
    due_day,
    end_of,
    explain,
    local_date,
    start_of,
)
from domain.local_time import VIETNAM
from workflows.calendar_files import load_calendar_file

VN = load_calendar_file("vn").calendar

# --- the shape of the arithmetic, against a naive count over lists of days ---------------------

FIRST = date(2019, 4, 1)
HORIZON = [FIRST + timedelta(days=place) for place in range(600)]
NEAR = st.integers(0, 120).map(lambda place: FIRST + timedelta(days=place))


def saturday_or_sunday(day: date) -> bool:
    return day.isoweekday() in (6, 7)


def made_calendar(off: set[date], worked: set[date]) -> Calendar:
    return Calendar(
        id="made",
        version="2019.1",
        first=HORIZON[0],
        last=HORIZON[-1],
        decreed_until=HORIZON[300],
        days_off=dict.fromkeys(off, "swap"),
        worked=frozenset(worked),
    )


CALENDARS = st.builds(
    made_calendar,
    off=st.sets(NEAR.filter(lambda day: not saturday_or_sunday(day)), max_size=30),
    worked=st.sets(NEAR.filter(saturday_or_sunday), max_size=10),
)
SPANS = st.lists(
    st.builds(Span, amount=st.integers(0, 40), unit=st.sampled_from(SpanUnit)), max_size=3
)
CLOSED_PAUSES = st.builds(
    lambda since, length: Pause(since=since, until=since + timedelta(days=length)),
    NEAR,
    st.integers(0, 40),
)
OPEN_PAUSES = st.builds(Pause, since=NEAR, until=st.none())
PAUSES = st.lists(st.one_of(CLOSED_PAUSES, OPEN_PAUSES), max_size=3)


def naive_workdays(calendar: Calendar) -> list[date]:
    usual = {day for day in HORIZON if not saturday_or_sunday(day)}
    return sorted((usual - set(calendar.days_off)) | calendar.worked)


def naive_due(
    start: date, spans: list[Span], calendar: Calendar, pauses: list[Pause]
) -> date | None:
    """Strikes paused days from the lists of all days and of working days, then takes by place."""
    struck = {
        day
        for pause in pauses
        for day in HORIZON
        if pause.since <= day and (pause.until is None or day < pause.until)
    }
    # While a pause is open nobody knows a day after its start, so the lists end there.
    opened = [pause.since for pause in pauses if pause.until is None]
    running = [day for day in HORIZON if day not in struck and all(day < at for at in opened)]
    working = [day for day in naive_workdays(calendar) if day in set(running)]
    for span in spans:
        if span.amount == 0:
            continue
        counted = working if span.unit == "wd" else running
        ahead = [day for day in counted if day > start]
        if len(ahead) < span.amount:
            return None
        landing = [day for day in working if day >= ahead[span.amount - 1]]
        if not landing:
            return None
        start = landing[0]
    return start


@given(start=NEAR, spans=SPANS, calendar=CALENDARS, pauses=PAUSES)
def test_the_due_day_is_the_one_a_naive_count_finds(
    start: date, spans: list[Span], calendar: Calendar, pauses: list[Pause]
) -> None:
    assert due_day(start, spans, calendar, pauses) == naive_due(start, spans, calendar, pauses)


@given(start=NEAR, spans=SPANS, calendar=CALENDARS, pauses=PAUSES)
def test_an_explanation_ends_on_the_due_day_or_on_the_first_day_of_an_open_pause(
    start: date, spans: list[Span], calendar: Calendar, pauses: list[Pause]
) -> None:
    notes = explain(start, spans, calendar, pauses)
    due = due_day(start, spans, calendar, pauses)
    if due is None:
        stops = [max(pause.since, start + timedelta(days=1)) for pause in pauses if not pause.until]
        assert notes[-1].day == min(stops)
        assert notes[-1].paused
    else:
        assert (notes[-1].day if notes else start) == due


@given(start=NEAR, spans=SPANS, calendar=CALENDARS, pauses=PAUSES)
def test_an_explanation_accounts_for_every_day_and_every_count(
    start: date, spans: list[Span], calendar: Calendar, pauses: list[Pause]
) -> None:
    notes = explain(start, spans, calendar, pauses)
    working = set(naive_workdays(calendar))
    assert [note.day for note in notes] == [
        start + timedelta(days=place + 1) for place in range(len(notes))
    ]
    for note in notes:
        assert (note.kind in (DayKind.WORKING, DayKind.SWAPPED_ON)) == (note.day in working)
        assert note.counted == (note.number > 0)
        assert not (note.counted and note.paused)
    for index, span in enumerate(spans):
        numbers = [note.number for note in notes if note.span == index and note.counted]
        assert numbers == list(range(1, len(numbers) + 1))
        if due_day(start, spans, calendar, pauses) is not None:
            assert len(numbers) == span.amount


@given(start=NEAR, n=st.integers(1, 60), calendar=CALENDARS)
def test_working_days_are_added_as_a_naive_list_of_them_says(
    start: date, n: int, calendar: Calendar
) -> None:
    assert (
        calendar.add_working_days(start, n)
        == [day for day in naive_workdays(calendar) if day > start][n - 1]
    )


@given(days=st.integers(100, 200), n=st.integers(1, 40), calendar=CALENDARS)
def test_working_days_are_counted_back_as_a_naive_list_of_them_says(
    days: int, n: int, calendar: Calendar
) -> None:
    start = FIRST + timedelta(days=days)
    assert (
        calendar.add_working_days(start, -n)
        == [day for day in naive_workdays(calendar) if day < start][-n]
    )


@given(start=NEAR, end=NEAR, calendar=CALENDARS)
def test_working_days_between_two_days_are_those_of_a_naive_list(
    start: date, end: date, calendar: Calendar
) -> None:
    early, late = min(start, end), max(start, end)
    between = len([day for day in naive_workdays(calendar) if early < day <= late])
    assert calendar.working_days_after(start, end) == (between if start <= end else -between)


@given(day=NEAR, calendar=CALENDARS)
def test_a_day_rolls_to_itself_or_to_the_next_working_day(day: date, calendar: Calendar) -> None:
    assert calendar.roll(day) == next(at for at in naive_workdays(calendar) if at >= day)


def test_adding_no_working_days_stays_even_on_a_day_off() -> None:
    assert VN.add_working_days(date(2018, 9, 2), 0) == date(2018, 9, 2)


def test_nothing_to_count_is_due_at_the_start_and_needs_no_explanation() -> None:
    sunday = date(2018, 9, 2)
    for spans in ([], [Span.parse("0wd")], [Span.parse("0d")]):
        assert due_day(sunday, spans, VN) == sunday
        assert explain(sunday, spans, VN) == ()


# --- vectors of DOMAIN 5 -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 1, 5), date(2026, 1, 16)),
        (date(2025, 12, 25), date(2026, 1, 10)),
        (date(2026, 2, 13), date(2026, 3, 6)),
    ],
)
def test_ten_working_days_around_new_year_and_tet_of_2026(start: date, due: date) -> None:
    assert due_day(start, [Span.parse("10wd")], VN) == due
    assert VN.add_working_days(start, 10) == due


def test_tet_2027_leaves_no_working_day_between_a_meeting_and_the_tenth() -> None:
    assert VN.working_days_after(date(2027, 2, 3), date(2027, 2, 9)) == 0
    assert all(VN.is_provisional(date(2027, 2, day)) for day in range(4, 11))


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (date(2018, 12, 31), date(2019, 1, 5)),
        (date(2019, 4, 29), date(2019, 5, 4)),
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_a_swap_takes_a_weekday_off_and_works_a_saturday(off: date, worked: date) -> None:
    assert (VN.kind(off), VN.reason(off)) == (DayKind.SWAPPED_OFF, "swap")
    assert (VN.kind(worked), VN.reason(worked)) == (DayKind.SWAPPED_ON, None)
    assert not VN.is_working(off)
    assert VN.is_working(worked)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2018, 9, 3), "national-day-in-lieu"),
        (date(2019, 4, 15), "hung-kings-in-lieu"),
        (date(2023, 5, 2), "hung-kings-in-lieu"),
        (date(2023, 5, 3), "reunification-day-in-lieu"),
    ],
)
def test_a_holiday_on_a_weekend_is_compensated(day: date, reason: str) -> None:
    assert (VN.kind(day), VN.reason(day)) == (DayKind.SWAPPED_OFF, reason)


def test_the_holiday_that_falls_on_a_weekend_stays_a_weekend_day() -> None:
    assert VN.kind(date(2018, 9, 2)) is DayKind.WEEKEND


@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_culture_day_is_worked_while_no_enacted_text_makes_it_a_day_off(year: int) -> None:
    day = date(year, 11, 24)
    assert VN.kind(day) is DayKind.WORKING


def test_days_of_a_decreed_year_are_settled_and_later_ones_provisional() -> None:
    assert not VN.is_provisional(date(2017, 1, 1))
    assert not VN.is_provisional(date(2026, 12, 31))
    assert VN.is_provisional(date(2027, 1, 1))
    assert VN.is_provisional(date(2016, 12, 30))


def test_beyond_the_last_listed_day_only_weekends_are_off_and_all_is_provisional() -> None:
    days = [VN.last + timedelta(days=place) for place in range(1, 366)]
    assert [VN.is_working(day) for day in days] == [day.isoweekday() < 6 for day in days]
    assert all(VN.is_provisional(day) for day in days)


# --- worked cases of DOMAIN 4 ------------------------------------------------------------------


def counted(notes: tuple[DayNote, ...]) -> list[date]:
    return [note.day for note in notes if note.counted]


def in_month(year: int, month: int, *days: int) -> list[date]:
    return [date(year, month, day) for day in days]


def test_case_1_report_002_4_is_on_time_until_the_end_of_day_9() -> None:
    end = end_of(date(2018, 8, 9))
    assert datetime(2018, 8, 9, 23, 59, 59, tzinfo=VIETNAM) < end
    assert datetime(2018, 8, 10, tzinfo=VIETNAM) == end


def test_case_1_notice_of_ten_working_days_from_delivery() -> None:
    notes = explain(date(2018, 8, 9), [Span.parse("10wd")], VN)
    assert counted(notes) == in_month(2018, 8, 10, 13, 14, 15, 16, 17, 20, 21, 22, 23)
    assert notes[-1].day == date(2018, 8, 23)


def test_case_1_result_of_thirty_days_counts_the_holiday_too() -> None:
    notes = explain(date(2018, 8, 20), [Span.parse("30d")], VN)
    assert len(counted(notes)) == len(notes) == 30
    assert date(2018, 9, 3) in counted(notes)
    assert notes[-1].day == date(2018, 9, 19)


def test_case_1_reply_of_five_working_days() -> None:
    notes = explain(date(2018, 9, 20), [Span.parse("5wd")], VN)
    assert counted(notes) == in_month(2018, 9, 21, 24, 25, 26, 27)


def test_case_2_notice_of_the_district_steps_over_hung_kings() -> None:
    notes = explain(date(2019, 4, 9), [Span.parse("10wd")], VN)
    assert counted(notes) == in_month(2019, 4, 10, 11, 12, 16, 17, 18, 19, 22, 23, 24)
    assert DayNote(date(2019, 4, 15), DayKind.SWAPPED_OFF, False, False, 0, 0) in notes


def test_case_2_notice_of_the_province_works_the_swapped_saturday() -> None:
    notes = explain(date(2019, 4, 24), [Span.parse("10wd")], VN)
    assert counted(notes) == in_month(2019, 4, 25, 26) + in_month(2019, 5, 2, 3, 4, 6, 7, 8, 9, 10)
    kinds = {note.day: note.kind for note in notes}
    assert kinds[date(2019, 4, 29)] is DayKind.SWAPPED_OFF
    assert kinds[date(2019, 4, 30)] is DayKind.HOLIDAY
    assert kinds[date(2019, 5, 4)] is DayKind.SWAPPED_ON


def test_case_2_result_of_fifteen_working_days_after_the_return() -> None:
    notes = explain(date(2019, 5, 10), [Span.parse("15wd")], VN)
    assert counted(notes) == in_month(
        2019, 5, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 27, 28, 29, 30, 31
    )


def test_case_3_notice_steps_over_three_holidays_and_their_compensation() -> None:
    notes = explain(date(2023, 4, 25), [Span.parse("10wd")], VN)
    assert counted(notes) == in_month(2023, 4, 26, 27, 28) + in_month(
        2023, 5, 4, 5, 8, 9, 10, 11, 12
    )


def test_case_3_result_of_fifteen_working_days() -> None:
    notes = explain(date(2023, 5, 5), [Span.parse("15wd")], VN)
    assert counted(notes) == in_month(
        2023, 5, 8, 9, 10, 11, 12, 15, 16, 17, 18, 19, 22, 23, 24, 25, 26
    )


def test_case_3_extension_of_fifteen_days_rolls_from_saturday_to_monday() -> None:
    notes = explain(date(2023, 5, 5), [Span.parse("15wd"), Span.parse("15d")], VN)
    assert notes[-3:] == (
        DayNote(date(2023, 6, 10), DayKind.WEEKEND, True, False, 15, 1),
        DayNote(date(2023, 6, 11), DayKind.WEEKEND, False, False, 0, 1),
        DayNote(date(2023, 6, 12), DayKind.WORKING, False, False, 0, 1),
    )
    assert due_day(date(2023, 5, 5), [Span.parse("15wd"), Span.parse("15d")], VN) == date(
        2023, 6, 12
    )


def test_case_4_notice_and_interim() -> None:
    notice = explain(date(2025, 7, 4), [Span.parse("10wd")], VN)
    assert counted(notice) == in_month(2025, 7, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18)
    interim = explain(date(2025, 7, 7), [Span.parse("3wd")], VN)
    assert counted(interim) == in_month(2025, 7, 8, 9, 10)


def test_case_5_custody_without_a_pause_leaves_the_due_day() -> None:
    notes = explain(date(2025, 6, 19), [Span.parse("10wd")], VN)
    assert counted(notes) == in_month(2025, 6, 20, 23, 24, 25, 26, 27, 30) + in_month(
        2025, 7, 1, 2, 3
    )


def test_case_5_a_pause_of_fifteen_working_days_moves_the_due_day() -> None:
    pause = Pause(since=date(2025, 7, 1), until=date(2025, 7, 22))
    notes = explain(date(2025, 6, 19), [Span.parse("10wd")], VN, [pause])
    assert counted(notes) == in_month(2025, 6, 20, 23, 24, 25, 26, 27, 30) + in_month(
        2025, 7, 22, 23, 24
    )
    paused = [note for note in notes if note.paused]
    assert [note.day for note in paused] == in_month(2025, 7, *range(1, 22))
    assert sum(VN.is_working(note.day) for note in paused) == 15


# --- pauses ------------------------------------------------------------------------------------


def test_nothing_is_due_while_an_open_pause_stands_before_the_due_day() -> None:
    pause = Pause(since=date(2025, 7, 1), until=None)
    notes = explain(date(2025, 6, 19), [Span.parse("10wd")], VN, [pause])
    assert due_day(date(2025, 6, 19), [Span.parse("10wd")], VN, [pause]) is None
    assert notes[-1] == DayNote(date(2025, 7, 1), DayKind.WORKING, False, True, 0, 0)


def test_an_open_pause_on_the_due_day_itself_stops_the_clock_and_a_day_later_does_not() -> None:
    start, spans, due = date(2025, 6, 19), [Span.parse("10wd")], date(2025, 7, 3)
    assert due_day(start, spans, VN, [Pause(since=due, until=None)]) is None
    next_day = Pause(since=due + timedelta(days=1), until=None)
    assert due_day(start, spans, VN, [next_day]) == due


def test_a_day_count_that_ends_on_a_day_off_does_not_roll_into_a_pause() -> None:
    friday, spans = date(2023, 5, 26), [Span.parse("15d")]
    monday = date(2023, 6, 12)
    assert due_day(friday, spans, VN) == monday
    closed = Pause(since=monday, until=date(2023, 6, 15))
    assert due_day(friday, spans, VN, [closed]) == date(2023, 6, 15)
    assert due_day(friday, spans, VN, [Pause(since=monday, until=None)]) is None


def test_a_pause_ended_on_its_first_day_leaves_that_day_counted() -> None:
    day = date(2018, 8, 10)
    notes = explain(date(2018, 8, 9), [Span.parse("1wd")], VN, [Pause(since=day, until=day)])
    assert notes == (DayNote(day, DayKind.WORKING, True, False, 1, 0),)


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="cannot end before it begins"):
        Pause(since=date(2018, 8, 10), until=date(2018, 8, 9))


# --- days and instants -------------------------------------------------------------------------


def test_the_day_in_vietnam_begins_seven_hours_before_that_of_utc() -> None:
    assert start_of(date(2018, 8, 10)) == datetime(2018, 8, 9, 17, tzinfo=UTC)
    assert start_of(date(2018, 8, 10)).tzinfo is UTC
    assert end_of(date(2018, 8, 10)) == start_of(date(2018, 8, 11))


@given(seconds=st.integers(0, 4_000_000_000))
def test_every_instant_lies_within_its_local_day(seconds: int) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert start_of(local_date(at)) <= at < end_of(local_date(at))


def test_the_local_day_depends_on_the_instant_and_not_on_its_offset() -> None:
    late = datetime(2018, 8, 9, 16, 59, 59, tzinfo=UTC)
    assert local_date(late) == date(2018, 8, 9)
    assert local_date(late.astimezone(timezone(timedelta(hours=-8)))) == date(2018, 8, 9)
    assert local_date(late + timedelta(seconds=1)) == date(2018, 8, 10)


def test_a_time_without_an_offset_has_no_local_day() -> None:
    with pytest.raises(ValueError, match="without an offset"):
        local_date(datetime(2018, 8, 9))  # noqa: DTZ001 - the fault under test


# --- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["10wd", "30d", "0wd", "0d", "3660d"])
def test_a_span_is_read_and_written_alike(text: str) -> None:
    assert str(Span.parse(text)) == text


def test_a_span_knows_its_amount_and_unit() -> None:
    assert Span.parse("10wd") == Span(amount=10, unit=SpanUnit.WORKING_DAYS)
    assert Span.parse("30d") == Span(amount=30, unit=SpanUnit.DAYS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10",
        "wd",
        "-1d",
        "1.5d",
        "010d",
        "10 wd",
        "10WD",
        "10w",
        "3661d",
        "9" * 5000 + "d",
        "１d",
    ],
)
def test_what_is_not_a_span_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="such as 10wd or calendar days such as 30d, at most 3660"):
        Span.parse(text)


@pytest.mark.parametrize("amount", [-1, 3661])
def test_a_span_is_neither_negative_nor_beyond_ten_years(amount: int) -> None:
    with pytest.raises(ValidationError):
        Span(amount=amount, unit=SpanUnit.DAYS)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"days_off": {date(2019, 4, 6): "tet"}}, "must be a weekday"),
        ({"worked": frozenset({date(2019, 4, 8)})}, "must be a weekend day"),
        ({"days_off": {date(2018, 4, 6): "tet"}}, "between first and last"),
        ({"worked": frozenset({date(2030, 4, 6)})}, "between first and last"),
        ({"decreed_until": date(2030, 4, 6)}, "decreed_until must lie"),
        ({"days_off": {date(2019, 4, 8): "Not A Key"}}, "pattern"),
    ],
)
def test_a_calendar_lists_only_days_that_differ_from_a_usual_week(
    change: dict[str, object], message: str
) -> None:
    usual = made_calendar(set(), set()).model_dump()
    with pytest.raises(ValidationError, match=message):
        Calendar.model_validate(usual | change)

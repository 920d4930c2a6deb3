"""Calendar files: what ships equals its sources, and a broken file says where it is wrong."""

import sys
from datetime import date
from pathlib import Path
from subprocess import run
from typing import get_args

import pytest

from domain.calendar import Calendar, DayKind
from workflows.calendar_files import (
    CalendarFault,
    CalendarFaultCode,
    Label,
    Overlay,
    load_calendar_file,
    parse_calendar,
    parse_calendar_file,
    shipped_calendars,
)
from workflows.calendar_generation import DayLists, amend, generate

SMALL = """\
id = "vn"
version = "2019.1"
decreed_until = 2019-12-31

[title]
vi = "Lịch thử"
en = "A calendar for tests"

[[source]]
vi = "Văn bản"
en = "A decree"

[reason.swap]
vi = "Nghỉ hoán đổi"
en = "Day off by a swap"

[reason.tet]
vi = "Tết Nguyên đán"
en = "Lunar New Year"

[year.2019]
off.tet = [2019-02-04, 2019-02-05]
off.swap = [2019-04-29]
worked = [2019-05-04]

[year.2020]
off.tet = []
worked = []
"""


def fault_of(text: str) -> CalendarFault:
    with pytest.raises(CalendarFault) as caught:
        parse_calendar(text, "small.toml")
    assert caught.value.file == "small.toml"
    return caught.value


# --- the shipped calendar ----------------------------------------------------------------------


def shipped_overlay() -> Overlay:
    overlay = load_calendar_file("vn-2026.1").overlay
    assert overlay is not None
    return overlay


def differences(shipped: Calendar, computed: DayLists) -> list[str]:
    """One line a day on which the two disagree, for whoever upgrades the package to read."""
    lines = [
        f"{day}: shipped {shipped.days_off.get(day)}, computed {computed.days_off.get(day)}"
        for day in sorted(shipped.days_off.keys() | computed.days_off.keys())
        if shipped.days_off.get(day) != computed.days_off.get(day)
    ]
    lines += [
        f"{day}: worked {'as shipped only' if day in shipped.worked else 'as computed only'}"
        for day in sorted(shipped.worked ^ computed.worked)
    ]
    return lines


def test_the_shipped_days_are_the_computed_ones_with_the_overlay() -> None:
    computed = amend(generate(2017, 2030), shipped_overlay())
    assert differences(load_calendar_file("vn-2026.1").calendar, computed) == []


def test_without_the_overlay_the_package_lacks_the_new_year_swap_and_adds_culture_day() -> None:
    days = differences(load_calendar_file("vn-2026.1").calendar, generate(2026, 2026))
    of_2026 = [line for line in days if line.startswith("2026-")]
    assert of_2026 == [
        "2026-01-02: shipped swap, computed None",
        "2026-11-24: shipped None, computed culture-day",
        "2026-01-10: worked as shipped only",
    ]


@pytest.mark.parametrize(
    ("start", "with_overlay", "package_alone"),
    [
        (date(2026, 1, 5), date(2026, 1, 16), date(2026, 1, 19)),
        (date(2025, 12, 25), date(2026, 1, 10), date(2026, 1, 9)),
    ],
)
def test_the_overlay_moves_ten_working_days_as_the_vectors_say(
    start: date, with_overlay: date, package_alone: date
) -> None:
    shipped = load_calendar_file("vn-2026.1").calendar
    days_off, worked = generate(2017, 2030)
    package = shipped.model_copy(update={"days_off": days_off, "worked": worked})
    assert shipped.add_working_days(start, 10) == with_overlay
    assert package.add_working_days(start, 10) == package_alone


def test_the_shipped_calendar_covers_2017_to_2030_and_is_decreed_until_2026() -> None:
    calendar = load_calendar_file("vn").calendar
    assert (calendar.first, calendar.last) == (date(2017, 1, 1), date(2030, 12, 31))
    assert calendar.decreed_until == date(2026, 12, 31)


def test_every_shipped_file_is_named_after_its_id_and_version_and_labelled_in_both_languages() -> (
    None
):
    shipped = shipped_calendars()
    assert [(entry.id, entry.version) for entry in shipped] == [("vn", "2026.1")]
    for entry in shipped:
        file = load_calendar_file(f"{entry.id}-{entry.version}")
        assert (file.calendar.id, file.calendar.version) == (entry.id, entry.version)
        assert file.title == entry.title
        assert set(file.reason) == set(file.calendar.days_off.values())
        assert all(label.vi != label.en for label in (file.title, *file.source))


def test_every_year_has_its_eleven_days_of_rest_or_ten_before_2021() -> None:
    """The Labour Code gives 10 days, and 11 since National Day has two (2021); swaps add none."""
    calendar = load_calendar_file("vn").calendar
    for year in range(2017, 2031):
        swapped = [day for day, reason in calendar.days_off.items() if reason == "swap"]
        given = [day for day in calendar.days_off if day.year == year and day not in swapped]
        assert len(given) == (10 if year < 2021 else 11), year
    assert len(swapped) == len(calendar.worked)


def test_reading_calendars_does_not_load_the_package_that_computes_them() -> None:
    script = (
        "import sys; from workflows.calendar_files import load_calendar_file as load; load('vn');"
        "sys.exit('holidays' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    assert run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0


# --- finding and reading -----------------------------------------------------------------------


def test_a_calendar_is_found_by_id_by_id_and_version_and_by_path(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert load_calendar_file("vn").calendar == load_calendar_file("vn-2026.1").calendar
    by_path, by_text = load_calendar_file(path), load_calendar_file(str(path))
    assert by_path.calendar == by_text.calendar == parse_calendar(SMALL, "small.toml")


def test_the_days_of_a_file_are_those_of_its_calendar() -> None:
    file = parse_calendar_file(SMALL, "small.toml")
    assert file.calendar == Calendar(
        id="vn",
        version="2019.1",
        first=date(2019, 1, 1),
        last=date(2020, 12, 31),
        decreed_until=date(2019, 12, 31),
        days_off={date(2019, 2, 4): "tet", date(2019, 2, 5): "tet", date(2019, 4, 29): "swap"},
        worked=frozenset({date(2019, 5, 4)}),
    )
    assert file.calendar.kind(date(2019, 2, 4)) is DayKind.HOLIDAY
    assert file.text == SMALL
    assert file.title == Label(vi="Lịch thử", en="A calendar for tests")
    assert file.source == (Label(vi="Văn bản", en="A decree"),)
    assert file.overlay is None


def test_an_unknown_calendar_is_refused_with_those_there_are() -> None:
    with pytest.raises(CalendarFault) as caught:
        load_calendar_file("vm")
    fault = caught.value
    assert (fault.file, fault.message_code) == ("vm", "calendar-unknown")
    assert fault.params == {"known": "vn-2026.1"}


def test_a_file_that_is_missing_or_no_text_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "small.toml"
    with pytest.raises(CalendarFault) as caught:
        load_calendar_file(path)
    assert (caught.value.file, caught.value.message_code) == (str(path), "calendar-unreadable")
    assert caught.value.params == {"error": "FileNotFoundError"}
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CalendarFault) as caught:
        load_calendar_file(path)
    assert caught.value.params == {"error": "UnicodeDecodeError"}


# --- faults ------------------------------------------------------------------------------------

YEAR = "[year.2019]\n"

BROKEN: list[tuple[str, str, str, CalendarFaultCode, dict[str, str]]] = [
    ("[title]", "[title", "", "calendar-not-toml", {"line": "5"}),
    ('en = "A decree"', 'en = "A', "", "calendar-not-toml", {"line": "11"}),
    ("worked = []\n", "worked = [", "", "calendar-not-toml", {"line": "28"}),
    (YEAR, YEAR + "of.tet = []\n", "year.2019.of", "calendar-key-unknown", {}),
    ('id = "vn"\n', 'id = "vn"\nname = 1\n', "name", "calendar-key-unknown", {}),
    ('en = "A decree"\n', "", "source[0].en", "calendar-key-missing", {}),
    ("worked = [2019-05-04]\n", "", "year.2019.worked", "calendar-key-missing", {}),
    (
        "decreed_until = 2019-12-31",
        'decreed_until = "31/12/2019"',
        "decreed_until",
        "calendar-value-wrong",
        {"value": "31/12/2019", "type": "date_type"},
    ),
    (
        'version = "2019.1"',
        'version = "one"',
        "version",
        "calendar-value-wrong",
        {"value": "one", "type": "string_pattern_mismatch"},
    ),
    (
        "off.swap = [",
        "off.'Swap day' = [",
        "year.2019.off.Swap day",
        "calendar-value-wrong",
        {"value": "Swap day", "type": "string_pattern_mismatch"},
    ),
    (
        "2019-04-29",
        "2019-04-29T00:00:00",
        "year.2019.off.swap[0]",
        "calendar-value-wrong",
        {"value": "2019-04-29 00:00:00", "type": "date_type"},
    ),
    (
        "decreed_until = 2019-12-31",
        "decreed_until = 2021-01-01",
        "decreed_until",
        "calendar-decree-outside",
        {"day": "2021-01-01"},
    ),
    (
        "[year.2020]",
        "[year.2022]",
        "year.2020",
        "calendar-year-missing",
        {"year": "2020"},
    ),
    (
        "off.swap",
        "off.hung-kings",
        "year.2019.off.hung-kings",
        "calendar-reason-unlabelled",
        {"reason": "hung-kings"},
    ),
    (
        "2019-02-05",
        "2020-02-05",
        "year.2019.off.tet[1]",
        "calendar-day-outside-year",
        {"day": "2020-02-05", "year": "2019"},
    ),
    (
        "2019-02-05",
        "2019-02-04",
        "year.2019.off.tet[1]",
        "calendar-day-twice",
        {"day": "2019-02-04"},
    ),
    (
        "2019-04-29",
        "2019-02-04",
        "year.2019.off.swap[0]",
        "calendar-day-twice",
        {"day": "2019-02-04"},
    ),
    (
        "2019-02-05",
        "2019-02-10",
        "year.2019.off.tet[1]",
        "calendar-day-off-on-weekend",
        {"day": "2019-02-10"},
    ),
    (
        "2019-05-04",
        "2019-05-06",
        "year.2019.worked[0]",
        "calendar-worked-on-weekday",
        {"day": "2019-05-06"},
    ),
]


@pytest.mark.parametrize(("right", "wrong", "key_path", "code", "params"), BROKEN)
def test_a_broken_file_names_the_place_and_the_fault(
    right: str, wrong: str, key_path: str, code: str, params: dict[str, str]
) -> None:
    assert right in SMALL
    fault = fault_of(SMALL.replace(right, wrong))
    assert (fault.key_path, fault.message_code, fault.params) == (key_path, code, params)


def test_every_fault_code_is_raised_by_a_test_here() -> None:
    raised = {code for *_, code, _ in BROKEN} | {"calendar-unknown", "calendar-unreadable"}
    assert raised == set(get_args(CalendarFaultCode))


def test_a_calendar_without_a_year_is_refused() -> None:
    fault = fault_of(SMALL[: SMALL.index("[year.2019]")] + "[year]\n")
    assert (fault.key_path, fault.message_code) == ("year", "calendar-value-wrong")
    assert fault.params["type"] == "too_short"

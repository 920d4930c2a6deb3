"""What people type for days, times and units."""

from datetime import UTC, date, datetime

import pytest

from adapters.cli.arguments import read_date, read_instant, read_month, read_since, read_unit
from adapters.cli.errors import BadInput
from tests.organisations import PROVINCE, directory_of

HALF_PAST_EIGHT = datetime(2018, 8, 9, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["09/08/2018", "9/8/2018", "9-8-2018", "9.8.2018", "2018-08-09"])
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_date(f" {text} ") == date(2018, 8, 9)
    assert read_since(text) == datetime(2018, 8, 8, 17, tzinfo=UTC)
    assert read_instant(text) == datetime(2018, 8, 9, 16, 59, 59, 999_999, tzinfo=UTC)


@pytest.mark.parametrize("text", ["08/2018", "8/2018", "8-2018", "8.2018", "2018-08", "2018-8"])
def test_a_month_is_read_as_people_write_it(text: str) -> None:
    assert read_month(f" {text} ") == date(2018, 8, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "month") for text in ("13/2018", "2018-00", "08", "8/18", "")),
        *((text, "year") for text in ("01/1066", "3000-01")),
    ],
)
def test_a_month_that_there_is_not_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_month(text)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "09/08/2018 08:30",
        "9/8/2018 8:30",
        "9-8-2018 8h30",
        "2018-08-09 08:30:00",
        "2018-08-09T08:30",
        "2018-08-09T08:30+07:00",
        "2018-08-09T01:30:00Z",
        "2018-08-09 3:30+02:00",
    ],
)
def test_a_time_is_vietnams_unless_it_says_otherwise(text: str) -> None:
    assert read_instant(text) == read_since(text) == HALF_PAST_EIGHT


@pytest.mark.parametrize("text", ["9/8/2018 17h", "9/8/2018 17:00", "2018-08-09 17H00"])
def test_an_hour_may_stand_alone(text: str) -> None:
    assert read_instant(text) == datetime(2018, 8, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["", "31/8", "31/9/2018", "9/8-2018", "9/8/18", "hôm nay", "9/8/2018 25:00", "9/8/2018 8:5"],
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_instant(text)

    assert refused.value.code == "time"
    assert refused.value.params == {"value": text}


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("NB-D2", "NB-D1 (Unit NB-D1)"),
        ("unit nb-d1-x1-c2", "NB-D1-X1-C2 (Unit NB-D1-X1-C2)"),
        ("tinh uy", "NB (Tỉnh ủy)"),
        ("Tỉnh uỷ", "NB (Tỉnh ủy)"),
    ],
)
def test_an_unknown_unit_is_answered_with_those_that_may_be_meant(text: str, near: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_unit(text, directory_of(*PROVINCE))

    assert refused.value.code == "no-such-unit-near"
    assert near in refused.value.params["near"]
    assert len(refused.value.params["near"]) <= 3


@pytest.mark.parametrize("text", ["", "?", "un", "Huyện đội"])
def test_where_nothing_is_near_none_is_guessed(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_unit(text, directory_of(*PROVINCE))

    assert refused.value.code == "no-such-unit"

"""Which language is meant, and how values are written in it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from adapters.i18n import Translator, UnknownLanguage, choose_language

VI, EN = Translator("vi"), Translator("en")
EVENING = datetime(2018, 8, 9, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("option", "environment", "language"),
    [
        ("en", {"KIENNGHI_LANG": "vi", "LC_ALL": "vi_VN.UTF-8"}, "en"),
        ("VI", {"KIENNGHI_LANG": "en"}, "vi"),
        (None, {"KIENNGHI_LANG": "en", "LC_ALL": "vi_VN.UTF-8"}, "en"),
        (None, {"KIENNGHI_LANG": "", "LC_ALL": "en_US.UTF-8"}, "en"),
        (None, {"LC_ALL": "vi_VN.UTF-8", "LC_MESSAGES": "en_US", "LANG": "en_US"}, "vi"),
        (None, {"LC_ALL": "", "LC_MESSAGES": "en_GB.UTF-8", "LANG": "vi_VN"}, "en"),
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "fr_FR.UTF-8"}, "vi"),
        (None, {"LANG": "C.UTF-8"}, "vi"),
        (None, {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "vi"),
        (None, {"LANG": "POSIX"}, "vi"),
        (None, {}, "vi"),
    ],
)
def test_the_language_is_the_first_that_is_asked_for(
    option: str | None, environment: Mapping[str, str], language: str
) -> None:
    assert choose_language(option, environment) == language


@pytest.mark.parametrize(("option", "environment"), [("fr", {}), (None, {"KIENNGHI_LANG": "de"})])
def test_a_language_without_texts_is_refused(
    option: str | None, environment: Mapping[str, str]
) -> None:
    with pytest.raises(UnknownLanguage):
        choose_language(option, environment)


def test_a_label_is_what_people_call_the_value() -> None:
    assert VI.label("state", "received") == "Đã tiếp nhận"
    assert EN.label("state", "received") == "Received"


def test_a_value_without_a_label_is_shown_as_it_is() -> None:
    assert VI.label("state", "teleported") == "teleported"


def test_a_text_without_a_key_is_its_key() -> None:
    assert VI("refusal.never-heard-of") == "refusal.never-heard-of"
    assert not VI.knows("refusal.never-heard-of")


def test_days_and_times_are_written_as_the_readers_write_them() -> None:
    assert VI.date(date(2018, 8, 9)) == "09/08/2018"
    assert EN.date(date(2018, 8, 9)) == "2018-08-09"
    assert VI.instant(EVENING) == "09/08/2018 23:59:59"
    assert EN.instant(EVENING.replace(second=0)) == "2018-08-09 23:59"


def test_a_text_writes_its_values_in_its_language() -> None:
    params = {"state": "closed", "trigger": "receive", "possible": ["reopen", "correct"]}

    assert VI("refusal.not-possible-now", **params) == (
        'Kiến nghị đang ở trạng thái "Kết thúc" nên không thể tiếp nhận. '
        "Lúc này có thể: mở lại, đính chính."
    )
    assert EN("refusal.not-possible-now", **params) == (
        'The issue is in the state "Closed", so it is not possible to receive. '
        "Possible now: reopen, correct."
    )


def test_a_text_reads_days_and_times_from_json() -> None:
    params = {"valid_from": "2018-08-09", "valid_to": "2018-08-01"}

    assert "01/08/2018" in VI("refusal.dates-reversed", **params)
    assert "2018-08-09 23:59:59" in EN(
        "refusal.occurs-in-future", occurred_at="2018-08-09T16:59:59+00:00"
    )


def test_a_value_that_is_not_given_never_fails_a_text() -> None:
    assert (
        EN("refusal.dates-reversed") == "The last day ? is before the first, ?. Change the dates."
    )

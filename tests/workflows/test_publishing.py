"""Which texts of regimes and calendars may be published."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.deadline import CalendarRef, RegimeRef
from tests.builders import FOUNDER, World
from tests.regimes import chain
from workflows.calendar_files import load_calendar_file
from workflows.outcome import Refused, Rejected
from workflows.publishing import check_calendar, check_regime
from workflows.regime_files import regime_text, shipped_regime

HEAD = 'id = "own"\nversion = "1"\nextends = { id = "ninh-binh", version = "2018.1" }\n'
OWN = RegimeRef(id="own", version="1")
VN = CalendarRef(id="vn", version="2026.1")


def nothing_published(ref: RegimeRef) -> str:
    raise KeyError(ref)


def refusal(check: Callable[[], None]) -> tuple[str, str, str, str]:
    """Code, file, key path and fault."""
    with pytest.raises(Rejected) as caught:
        check()
    params = caught.value.params
    assert params.keys() == {"file", "key_path", "fault"}
    return caught.value.code, params["file"], params["key_path"], params["fault"]


@pytest.mark.parametrize("name", ["base", "ninh-binh"])
def test_every_shipped_regime_may_be_published(name: str) -> None:
    file = shipped_regime(name)
    check_regime(file.text, regime_text)
    check_regime(file.text, regime_text, file.ref)


def test_a_regime_is_published_after_what_it_extends() -> None:
    check_regime(HEAD, regime_text, OWN)
    assert refusal(lambda: check_regime(HEAD, nothing_published)) == (
        "regime-faulty",
        "regime",
        "extends",
        "regime-unknown",
    )


@pytest.mark.parametrize(
    ("text", "key_path", "fault"),
    [
        ("id =", "", "not-toml"),
        (HEAD + "tempo = 1\n", "tempo", "unknown-key"),
        (HEAD + "abstract = true\ntempo = 1\n", "tempo", "unknown-key"),
        (HEAD + '[deadlines.receipt]\nlasts = "2"\n', "deadlines.receipt.lasts", "bad-duration"),
        (HEAD + '[tiers]\nprovince = "district"\n', "tiers.district", "cyclic-tiers"),
    ],
)
def test_a_faulty_regime_is_refused_with_its_first_fault(
    text: str, key_path: str, fault: str
) -> None:
    found = refusal(lambda: check_regime(text, regime_text, OWN))
    assert found == ("regime-faulty", "own 1", key_path, fault)


@pytest.mark.parametrize(
    ("ref", "key"), [(RegimeRef(id="own", version="2"), "version"), (VN, "id")]
)
def test_the_text_of_another_regime_is_refused(ref: RegimeRef, key: str) -> None:
    found = refusal(lambda: check_regime(HEAD, regime_text, ref))
    assert found == ("regime-faulty", str(ref), key, "named-otherwise")


def test_the_shipped_calendar_may_be_published() -> None:
    text = load_calendar_file("vn").text
    check_calendar(text)
    check_calendar(text, VN)


def test_a_faulty_calendar_is_refused_with_its_first_fault() -> None:
    text = load_calendar_file("vn").text
    missing = text.replace("decreed_until = ", "decreed = ", 1)
    found = refusal(lambda: check_calendar(missing))
    assert found == ("calendar-faulty", "calendar", "decreed_until", "calendar-key-missing")
    found = refusal(lambda: check_calendar("id =", VN))
    assert found == ("calendar-faulty", "vn 2026.1", "", "calendar-not-toml")


@pytest.mark.parametrize(
    ("ref", "key"),
    [
        (CalendarRef(id="vn", version="2027.1"), "version"),
        (CalendarRef(id="office", version="2026.1"), "id"),
    ],
)
def test_the_text_of_another_calendar_is_refused(ref: CalendarRef, key: str) -> None:
    text = load_calendar_file("vn").text
    found = refusal(lambda: check_calendar(text, ref))
    assert found == ("calendar-faulty", str(ref), key, "named-otherwise")


def test_a_text_is_published_under_its_own_name_and_an_abstract_regime_is_never_bound() -> None:
    world = World().found(chain)
    common: dict[str, Any] = {"actor": FOUNDER, "province": "NB"}
    base = regime_text(RegimeRef(id="base", version="1"))
    outcome = world.send("publish-regime", None, regime="base", version="7", text=base, **common)
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.params["fault"]) == ("regime-faulty", "named-otherwise")
    outcome = world.send(
        "bind-regime",
        None,
        unit="NB",
        regime="base",
        version="1",
        valid_from=date(2018, 9, 1),
        **common,
    )
    assert isinstance(outcome, Refused)
    assert outcome.code == "regime-abstract"

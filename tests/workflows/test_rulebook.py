"""Which published rules a decision uses."""

import pytest

from domain.deadline import CalendarRef, RegimeRef
from domain.directory import EMPTY, Directory
from tests.builders import FOUNDER, World
from tests.regimes import chain
from workflows.calendar_files import load_calendar_file
from workflows.outcome import Rejected
from workflows.rulebook import PublishedRules


def _published(*versions: str) -> Directory:
    """A directory with the shipped calendar published again under other versions."""
    world = World().found(chain)
    file = load_calendar_file("vn")
    for version in versions:
        text = file.text.replace(f'"{file.calendar.version}"', f'"{version}"', 1)
        fields = {"calendar": "vn", "version": version, "text": text}
        world.do("publish-calendar", None, FOUNDER, province="NB", **fields)
    return world.desk.directory()


def test_the_calendar_published_last_counts_whatever_its_version_looks_like() -> None:
    rules = PublishedRules()
    assert rules.latest_calendar(_published("2026.9", "2026.10"), "vn").version == "2026.10"
    assert rules.latest_calendar(_published("2026.10", "2026.9"), "vn").version == "2026.9"


def test_a_regime_is_compiled_once() -> None:
    rules, directory = PublishedRules(), _published()
    ref = RegimeRef(id="ninh-binh", version="2018.1")
    assert rules.regime(directory, ref) is rules.regime(directory, ref)


def test_rules_that_were_never_published_refuse_every_decision() -> None:
    rules = PublishedRules()
    with pytest.raises(Rejected, match="regime-unpublished"):
        rules.regime(EMPTY, RegimeRef(id="ninh-binh", version="2018.1"))
    with pytest.raises(Rejected, match="calendar-unpublished"):
        rules.calendar(EMPTY, CalendarRef(id="vn", version="2026.1"))
    with pytest.raises(Rejected, match="calendar-unpublished"):
        rules.latest_calendar(EMPTY, "vn")

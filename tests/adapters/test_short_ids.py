"""Issues are found by their numbers, in whatever letters these are typed."""

from typing import Any

import pytest

from adapters.short_ids import UnknownIssue, find_issue, number_of
from domain.short_number import format_number, parse_number
from tests.builders import FOUNDED, World, named
from tests.regimes import chain
from tests.steps import ISSUE
from workflows.calendar_files import load_calendar_file

CHAPTER, SECRETARY = "ĐT-H1-X1-C1", "p-secretary"


@pytest.fixture(scope="module")
def world() -> World:
    """A province whose code begins with Đ, and one issue."""
    world, day = World(), {"valid_from": FOUNDED.date()}
    common = {"province": "ĐT", "actor": "p-founder"}
    world.do("found-organisation", None, name="Tỉnh ủy", founded_on=FOUNDED.date(), **common)
    file = load_calendar_file("vn")
    calendar = {"calendar": file.calendar.id, "version": file.calendar.version}
    world.do("publish-calendar", None, text=file.text, **calendar, **common)
    for ref, text in chain("ninh-binh").items():
        regime, version = ref.split()
        world.do("publish-regime", None, regime=regime, version=version, text=text, **common)
    kinds = {"ĐT-H1": "district", "ĐT-H1-X1": "commune", CHAPTER: "residential-chapter"}
    units = [
        {"unit": unit, "kind": kind, "name": unit, "parent": unit.rpartition("-")[0], **day}
        for unit, kind in kinds.items()
    ]
    secretary = {"person": SECRETARY, "unit": CHAPTER, "post": "secretary", **day}
    bound = {"unit": "ĐT", "regime": regime, "version": version, **day}
    imported: dict[str, Any] = {"units": units, "appointments": [secretary], "bindings": [bound]}
    world.do("import-organisation", None, **imported, **common)
    issue = {"issue": ISSUE, "via": "chapter", "chapter": CHAPTER, "source": "members"}
    texts = {"title": "Kênh bồi lắng", "description": "Thiếu nước", "addressee": "ĐT-H1"}
    world.at("2018-08-03 21:00")
    world.do("raise-issue", CHAPTER, SECRETARY, category="TL", **issue, **texts)
    return world


def test_an_issue_of_a_province_with_a_crossed_d_is_found_with_and_without_the_stroke(
    world: World,
) -> None:
    number = number_of(ISSUE, world.store)
    assert number is not None
    assert number.startswith("ĐT-")
    typed = (number, number.lower(), number.replace("Đ", "D"), number.replace("-", " "))
    assert {find_issue(text, world.store) for text in typed} == {ISSUE}


def test_a_number_of_another_province_or_place_finds_nothing(world: World) -> None:
    position = parse_number(number_of(ISSUE, world.store) or "").position
    for number in (format_number("NB", position), format_number("ĐT", 1)):
        with pytest.raises(UnknownIssue) as unknown:
            find_issue(number, world.store)
        assert unknown.value.code == "no-such-issue"
    with pytest.raises(UnknownIssue):
        find_issue(str(named("nothing")), world.store)

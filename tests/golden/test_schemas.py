"""The shape of every fact is as it was when it was first stored (STYLE 16)."""

import json
from pathlib import Path
from typing import Literal

import pytest

from domain.deadline import RegimeRef
from domain.fact import Fact
from domain.sealed import Sealed
from tests.golden import shapes
from tests.golden.shapes import goldens, shape, stored_forms
from tests.golden.write import write_schemas

GOLDENS = dict(goldens())


@pytest.mark.parametrize(("name", "golden"), list(GOLDENS.items()), ids=list(GOLDENS))
def test_what_was_ever_stored_is_still_known_and_has_the_same_shape(name: str, golden: str) -> None:
    forms = stored_forms()

    assert name in forms, "a fact is never removed, for some log may hold it"
    assert shape(forms[name]) == json.loads(golden)


def test_every_fact_and_the_envelope_have_a_golden_schema() -> None:
    missing = stored_forms().keys() - GOLDENS.keys()

    assert missing == set(), "write it with: python -m tests.golden.write"


class Counted(Fact):
    """What was counted."""

    type: Literal["counted.v1"] = "counted.v1"
    title: str
    description: Sealed
    regime: RegimeRef


class OtherRef(RegimeRef):
    """Another name for the same."""


class Renamed(Fact):
    """Other words, and another name of the class."""

    type: Literal["counted.v1"] = "counted.v1"
    title: str
    description: Sealed
    regime: OtherRef


class Widened(Counted):
    number: int = 0


def test_words_and_names_of_classes_are_no_part_of_the_shape() -> None:
    assert shape(Counted) == shape(Renamed)
    assert "What was counted" not in str(shape(Counted))


def test_fields_that_are_called_like_words_are_part_of_the_shape() -> None:
    assert {"title", "description"} < shape(Counted)["properties"].keys()
    assert set(shape(Counted)["required"]) == {"title", "description", "regime"}


def test_a_field_more_is_another_shape_even_with_a_default() -> None:
    assert shape(Widened) != shape(Counted)


def test_the_writer_adds_what_is_missing_and_overwrites_nothing(tmp_path: Path) -> None:
    written, unlike = write_schemas(tmp_path)
    assert {file.stem for file in written} == stored_forms().keys()
    assert unlike == []

    changed, missing = tmp_path / "issue-raised.v1.json", tmp_path / "issue-received.v1.json"
    changed.write_text("{}", "utf-8")
    missing.unlink()

    assert write_schemas(tmp_path) == ([missing], [changed])
    assert changed.read_text("utf-8") == "{}"
    assert dict(goldens(tmp_path))["issue-received.v1"] == shapes.as_text(
        shape(stored_forms()["issue-received.v1"])
    )

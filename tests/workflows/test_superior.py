"""Which committee stands above another: as the regime's tiers say, else as the tree does."""

from datetime import date
from typing import Any

import pytest

from domain.directory import EMPTY, Directory, Draft
from domain.organisation import (
    OrganisationFounded,
    OrgUnitDissolved,
    OrgUnitEstablished,
    OrgUnitMoved,
    UnitKind,
)
from tests.builders import document
from tests.regimes import chain
from workflows.machine import Regime
from workflows.regime_text import parse_regime

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 1)
FOUNDED = date(2018, 1, 2)
TREE = (
    ("NB-VP", UnitKind.COMMITTEE_OFFICE, "NB"),
    ("NB-H1", UnitKind.DISTRICT, "NB"),
    ("NB-H1-VP", UnitKind.COMMITTEE_OFFICE, "NB-H1"),
    ("NB-H1-X1", UnitKind.COMMUNE, "NB-H1"),
    ("NB-H1-X1-VP", UnitKind.COMMITTEE_OFFICE, "NB-H1-X1"),
    ("NB-H1-X1-C1", UnitKind.RESIDENTIAL_CHAPTER, "NB-H1-X1"),
)


def regime(name: str) -> Regime:
    texts = chain(name)
    text = list(texts.values())[-1]
    return Regime(parse_regime(text, lambda ref: texts[str(ref)]))


def directory(*facts: Any) -> Directory:
    draft = Draft(EMPTY)
    draft.add(
        OrganisationFounded(province="NB", name="Tỉnh ủy", founded_on=FOUNDED, founder="p-founder")
    )
    for unit, kind, parent in TREE:
        since = {"valid_from": FOUNDED, "name": unit}
        draft.add(OrgUnitEstablished(unit=unit, kind=kind, parent=parent, **since))
    for fact in facts:
        draft.add(fact)
    return draft.directory


def moved(unit: str, parent: str) -> OrgUnitMoved:
    return OrgUnitMoved(unit=unit, parent=parent, valid_from=JULY, basis=document())


def dissolved(unit: str) -> OrgUnitDissolved:
    return OrgUnitDissolved(unit=unit, valid_from=JULY, basis=document())


WITHOUT_DISTRICTS = (
    moved("NB-H1-X1", "NB"),
    dissolved("NB-H1-VP"),
    dissolved("NB-H1"),
)


@pytest.mark.parametrize(
    ("rules", "unit", "above"),
    [
        ("ninh-binh", "NB-H1", "NB"),
        ("ninh-binh", "NB-H1-VP", "NB"),
        ("ninh-binh", "NB-H1-X1", "NB-H1"),
        ("ninh-binh", "NB-H1-X1-C1", "NB-H1"),
        ("ninh-binh", "NB", None),
        ("ninh-binh", "NB-VP", None),
        ("three-tiers", "NB-H1-X1", "NB-H1"),
        ("two-tiers", "NB-H1-X1", "NB"),
        ("two-tiers", "NB-H1", "NB"),
    ],
)
def test_the_tiers_say_who_is_above_and_the_tree_where_they_know_nothing(
    rules: str, unit: str, above: str | None
) -> None:
    assert regime(rules).superior(directory(), unit, JUNE) == above


@pytest.mark.parametrize("rules", ["ninh-binh", "three-tiers", "two-tiers"])
def test_a_commune_that_comes_right_under_the_province_has_it_above_whatever_the_tiers(
    rules: str,
) -> None:
    after = directory(*WITHOUT_DISTRICTS)
    assert regime(rules).superior(after, "NB-H1-X1", JULY) == "NB"
    assert regime(rules).superior(after, "NB-H1-X1-VP", JULY) == "NB"


def test_a_dissolved_unit_keeps_the_superior_of_its_last_day() -> None:
    after = directory(*WITHOUT_DISTRICTS, dissolved("NB-VP"))
    assert regime("ninh-binh").superior(after, "NB-H1", JULY) == "NB"
    assert regime("ninh-binh").superior(after, "NB-H1-VP", JULY) == "NB"
    assert regime("ninh-binh").superior(after, "NB-VP", JULY) == "NB"


def test_where_the_superior_is_dissolved_as_well_the_one_above_it_sees_to_what_was_left() -> None:
    leaf_first = ("NB-H1-X1-C1", "NB-H1-X1-VP", "NB-H1-X1", "NB-H1-VP", "NB-H1")
    after = directory(*map(dissolved, leaf_first))
    assert regime("three-tiers").superior(after, "NB-H1-X1", JULY) == "NB"


def test_a_unit_that_nobody_knows_has_nobody_above() -> None:
    assert regime("ninh-binh").superior(directory(), "NB-H9", JUNE) is None

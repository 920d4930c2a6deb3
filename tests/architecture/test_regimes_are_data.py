"""A province's rules stand in its regime file: no Python names a province."""

import re
from unicodedata import combining, normalize

import pytest

from tests.architecture.house import PACKAGES, ROOT, files
from workflows.regime_files import shipped_regimes

STORIES = ROOT / "adapters" / "demo"
"""What they tell happens somewhere."""
PROVINCES = [file.id for file in shipped_regimes() if not file.abstract]


def plain(text: str) -> str:
    """Without the marks of Vietnamese letters."""
    letters = normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not combining(letter))


@pytest.mark.parametrize("regime", PROVINCES)
def test_no_python_names_a_province_or_its_regime(regime: str) -> None:
    name = re.compile(regime.replace("-", ".?"))
    sources = (file for package in PACKAGES for file in files(ROOT / package))
    naming = [
        str(file.relative_to(ROOT))
        for file in sources
        if file.suffix == ".py"
        and not file.is_relative_to(STORIES)
        and name.search(plain(file.read_text("utf-8")))
    ]
    assert naming == []


def test_names_are_found_however_they_are_written() -> None:
    for written in ("ninh-binh", "NINH_BINH", "Ninh Bình", "NinhBinh"):
        assert re.search("ninh.?binh", plain(written))

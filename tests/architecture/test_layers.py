"""Imports point one way, and each folder keeps to its third parties (STYLE 2 and 3)."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGES, PYPROJECT, ROOT, copy_of_the_project

CONTRACTS = PYPROJECT["tool"]["importlinter"]["contracts"]
OUTSIDE_THE_LAYERS = {"tests", "benchmarks"}
IMPORTING_PROJECTIONS = [
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in sorted((ROOT / "adapters").rglob("*.py"))
    if re.search(r"^(?:from|import) projections\b", file.read_text("utf-8"), re.MULTILINE)
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "200", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def broken_contracts(linted: subprocess.CompletedProcess[str]) -> list[str]:
    return re.findall(r"^(.+) BROKEN$", linted.stdout, re.MULTILINE)


def test_every_contract_is_kept() -> None:
    linted = lint_imports(ROOT)

    assert linted.returncode == 0, linted.stdout
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in linted.stdout


@pytest.mark.parametrize(
    ("package", "imported", "contract"),
    [
        ("domain", "eventsourcing", "The domain imports pydantic and nothing else"),
        ("workflows", "structlog", "The workflows import pydantic, transitions and holidays"),
        ("domain", "workflows", "Imports point one way"),
        ("projections", "workflows", "Imports point one way"),
        ("projections", "eventsourcing", "The projections import pydantic and Django"),
        ("domain", "time", "The domain touches no file, process or clock"),
    ],
)
def test_a_wrong_import_breaks_its_contract(
    package: str, imported: str, contract: str, tmp_path: Path
) -> None:
    copy = copy_of_the_project(tmp_path)
    (copy / package / "intruder.py").write_text(f"import {imported}\n")

    linted = lint_imports(copy)

    assert linted.returncode == 1
    assert broken_contracts(linted) == [contract]
    assert f"{package}.intruder" in linted.stdout


def test_of_django_the_projections_import_nothing_but_its_databases() -> None:
    """The contract knows distributions only."""
    imported = {
        name
        for file in (ROOT / "projections").rglob("*.py")
        for name in re.findall(
            r"^\s*(?:from|import) (django\S*)", file.read_text("utf-8"), re.MULTILINE
        )
    }

    assert "django.db" in imported
    assert {name for name in imported if not f"{name}.".startswith("django.db.")} == set()


def test_the_layers_name_every_package() -> None:
    layers = next(contract["layers"] for contract in CONTRACTS if contract["type"] == "layers")
    layered = {name.strip() for layer in layers for name in layer.split("|")}
    present = {init.parent.name for init in ROOT.glob("*/__init__.py")} - OUTSIDE_THE_LAYERS

    assert layered == set(PACKAGES) == present


def test_every_package_below_the_adapters_has_its_list_of_third_parties() -> None:
    listed = {contract["package"] for contract in CONTRACTS if contract["type"] == "third-parties"}

    assert listed == set(PACKAGES) - {"adapters"}


@pytest.mark.parametrize("module", IMPORTING_PROJECTIONS)
def test_an_adapter_that_reads_tables_can_be_imported_before_any_other(module: str) -> None:
    """Tables want Django to be configured before them."""
    imported = subprocess.run(
        [sys.executable, "-c", f"import {module}"], cwd=ROOT, capture_output=True, check=False
    )

    assert imported.stderr == b""

"""What holds for every file of the project: no trace of one machine, pinned locks, catalogues."""

import io
import re
from pathlib import Path
from typing import IO, Any

import pytest
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

from tests.architecture.house import PACKAGES, PYPROJECT, ROOT, files

MACHINE_PATH = re.compile(r"(?<![\w./-])(?:/(?:root|work|home|Users|tmp/\w+)/|[A-Z]:\\\\?Users)")
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|--(?:extra-)?index-url")
PIN = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9-]*)==[^\s;]+(?: ; [^\\]+)? \\\n"
    r"(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+",
    re.MULTILINE,
)
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """File and number of every line in a text file of the project that shows the pattern."""
    found = []
    for file in files(ROOT):
        content = file.read_bytes()
        if b"\0" not in content:
            lines = content.decode().splitlines()
            found += [
                f"{file.relative_to(ROOT)}:{number}"
                for number, line in enumerate(lines, start=1)
                if pattern.search(line)
            ]
    return found


def pins(lock: str) -> dict[str, str]:
    """Each requirement of a lock file with its whole text, version and hashes included."""
    return {pin["name"]: pin[0] for pin in PIN.finditer((ROOT / lock).read_text("utf-8"))}


def texts(compiled: IO[bytes]) -> dict[Any, Any]:
    """Every text of a compiled catalogue by its key, without the header."""
    with compiled:
        return {message.id: message.string for message in read_mo(compiled) if message.id}


def test_no_file_holds_a_path_of_one_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_file_holds_the_address_of_a_registry() -> None:
    assert lines_with(REGISTRY) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_is_nothing_but_pinned_and_hashed_requirements(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")

    assert text == "".join(pins(lock).values())


def test_the_development_lock_includes_the_runtime_lock() -> None:
    runtime, development = (pins(lock) for lock in LOCKS)

    assert runtime.items() <= development.items()


def test_the_runtime_lock_holds_every_declared_dependency_and_what_building_needs() -> None:
    declared = [
        *PYPROJECT["project"]["dependencies"],
        *PYPROJECT["dependency-groups"]["build"],
    ]
    names = {re.split(r"[=<>~!\[; ]", requirement)[0] for requirement in declared}

    assert names <= pins("requirements.lock").keys()


def test_the_build_group_is_what_the_build_backend_requires() -> None:
    assert PYPROJECT["dependency-groups"]["build"] == PYPROJECT["build-system"]["requires"]


def test_every_package_is_searched_for_the_wheel() -> None:
    included = PYPROJECT["tool"]["setuptools"]["packages"]["find"]["include"]

    assert included == [name for package in PACKAGES for name in (package, f"{package}.*")]


@pytest.mark.parametrize("source", sorted((ROOT / "adapters/locales").glob("*/LC_MESSAGES/*.po")))
def test_a_catalogue_is_compiled_from_its_present_source(source: Path) -> None:
    """Compares texts, not bytes: the header tells when and with what the catalogue was compiled."""
    compiled = io.BytesIO()
    with source.open("rb") as opened:
        write_mo(compiled, read_po(opened))
    compiled.seek(0)

    assert texts(source.with_suffix(".mo").open("rb")) == texts(compiled)


def test_the_index_lists_every_decision_with_its_title() -> None:
    folder = ROOT / "docs/adr"
    decisions = {
        (file.read_text("utf-8").splitlines()[0].removeprefix("# "), file.name)
        for file in folder.glob("[0-9]*.md")
    }
    index = re.findall(r"^\| \[(.+)\]\((.+)\) \|", (folder / "README.md").read_text(), re.MULTILINE)

    assert len(index) == len(decisions)
    assert set(index) == decisions

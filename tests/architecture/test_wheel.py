"""The wheel holds the four packages with their data and works where it is installed alone."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.architecture.house import PACKAGES, copy_of_the_project, files

OFFLINE = ("--no-index", "--no-deps", "--no-build-isolation", "--quiet")


def run(*command: str | Path, cwd: Path) -> str:
    """Output of a command that must succeed, in English and without this process's import path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**kept, "KIENNGHI_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_project(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", *OFFLINE, "-w", target, source, cwd=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; it borrows the dependencies of the running one."""
    environment = tmp_path_factory.mktemp("fresh")
    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=environment)
    python = environment / "bin/python"
    run(
        sys.executable, "-m", "pip", "--python", python, "install", *OFFLINE, wheel, cwd=environment
    )
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(run(python, "-c", where, cwd=environment).strip())
    # A path file inside a borrowed folder is not followed, so the checkout stays out of reach.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment


def test_the_wheel_holds_exactly_the_four_packages_with_every_data_file(
    source: Path, wheel: Path
) -> None:
    names = [name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name]

    assert {name.partition("/")[0] for name in names} == set(PACKAGES)
    assert sorted(names) == sorted(
        file.relative_to(source).as_posix()
        for package in PACKAGES
        for file in files(source / package)
    )
    assert any(name.startswith("workflows/regimes/") for name in names)
    assert any(name.endswith("/LC_MESSAGES/kiennghi.mo") for name in names)


def test_the_wheel_cannot_be_uploaded_by_mistake(wheel: Path) -> None:
    archive = ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))

    assert "Classifier: Private :: Do Not Upload" in archive.read(metadata).decode().splitlines()


def test_every_package_comes_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    imports = f"import {', '.join(PACKAGES)}"
    places = f"print(*({', '.join(f'{name}.__file__' for name in PACKAGES)}), sep='\\n')"
    origins = run(installed / "bin/python", "-c", f"{imports}; {places}", cwd=tmp_path).split()

    assert len(origins) == len(PACKAGES)
    assert all(Path(origin).is_relative_to(installed) for origin in origins)


def test_the_installed_command_shows_its_help(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "bin/kiennghi", "--help", cwd=tmp_path)

    assert "regimes" in shown


def test_the_installed_command_finds_the_regimes(installed: Path, tmp_path: Path) -> None:
    listed = run(installed / "bin/kiennghi", "regimes", "list", cwd=tmp_path)

    assert "ninh-binh" in listed

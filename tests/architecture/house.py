"""Where the project stands, what belongs to it, and copies of it to build or to break."""

import os
import shutil
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES: list[str] = PYPROJECT["tool"]["importlinter"]["root_packages"]
LEFT_OUT = [".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split())]


def is_left_out(name: str) -> bool:
    """Whether .gitignore names this file or folder, wherever it stands."""
    return any(fnmatch(name, pattern) for pattern in LEFT_OUT)


def files(top: Path) -> Iterator[Path]:
    """The project's own files below ``top``; works without git, as in an unpacked archive."""
    for folder, subfolders, names in os.walk(top):
        subfolders[:] = sorted(name for name in subfolders if not is_left_out(name))
        yield from (Path(folder, name) for name in sorted(names) if not is_left_out(name))


def copy_of_the_project(target: Path) -> Path:
    """A clean copy of the packages, the files that building needs, and our import contract."""
    parts = [ROOT / "pyproject.toml", ROOT / "LICENSE", ROOT / "tests/architecture/contracts.py"]
    parts += [file for package in PACKAGES for file in files(ROOT / package)]
    for file in parts:
        copy = target / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    return target

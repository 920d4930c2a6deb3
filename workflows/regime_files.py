"""Finds regimes: those that come with the program, and those in a folder of somebody's own."""

import re
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from domain.deadline import RegimeRef
from domain.regime_keys import Label
from workflows.regime import RegimeSpec
from workflows.regime_text import Fault, Lookup, RegimeFaults, parse_regime


class RegimeFile(NamedTuple):
    """A regime's file, not yet laid over what it extends."""

    id: str
    version: str
    label: Label
    abstract: bool
    """Only to be extended."""
    text: str
    name: str
    """Name of the file."""

    @property
    def ref(self) -> RegimeRef:
        return RegimeRef(id=self.id, version=self.version)


@cache
def shipped_regimes() -> tuple[RegimeFile, ...]:
    """Every regime that comes with the program, by id and version, the newest version last."""
    folder = resources.files("workflows.regimes")
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    read = [_described(file.read_text(encoding="utf-8"), file.name) for file in files]
    return tuple(sorted(read, key=lambda file: (file.id, _in_order(file.version))))


def regime_text(ref: RegimeRef) -> str:
    """The text of a shipped regime. Raises KeyError."""
    texts = {file.ref: file.text for file in shipped_regimes()}
    return texts[ref]


def lookup_beside(path: Path) -> Lookup:
    """Finds what a file extends: among its sibling files first, then among the shipped ones."""

    def lookup(ref: RegimeRef) -> str:
        for sibling in sorted(path.parent.glob("*.toml")):
            text = _text_of_version(sibling, ref)
            if text is not None:
                return text
        return regime_text(ref)

    return lookup


def load_regime(id_or_path: str | Path) -> RegimeSpec:
    """Reads ``id`` (its newest version), ``id-version``, or a path to a ``.toml``.

    Raises RegimeFaults.
    """
    name = str(id_or_path)
    if name.endswith(".toml"):
        path = Path(name)
        return parse_regime(read_regime(path), lookup_beside(path), name)
    file = shipped_regime(name)
    return parse_regime(file.text, regime_text, file.name)


def shipped_regime(name: str) -> RegimeFile:
    """The file of ``id`` or ``id-version``. Raises RegimeFaults ``regime-unknown``."""
    named = [f for f in shipped_regimes() if name in (f.id, f"{f.id}-{f.version}")]
    if not named:
        raise RegimeFaults(Fault(name, "", "regime-unknown", {"regime": name}))
    return named[-1]


def read_regime(path: Path) -> str:
    """Text of a regime's file. Raises RegimeFaults ``unreadable``."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        params = {"error": type(error).__name__}
        raise RegimeFaults(Fault(str(path), "", "unreadable", params)) from error


def _described(text: str, name: str) -> RegimeFile:
    table = tomllib.loads(text)
    label = Label.model_validate(table["label"])
    abstract = table.get("abstract") is True
    return RegimeFile(table["id"], table["version"], label, abstract, text, name)


def _in_order(version: str) -> list[int]:
    """``2018.10`` comes after ``2018.9``."""
    return [int(part) for part in re.findall("[0-9]+", version)]


def _text_of_version(path: Path, ref: RegimeRef) -> str | None:
    """None where the file is another regime's, or none that can be read: that is not asked here."""
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    return text if (table.get("id"), table.get("version")) == (ref.id, ref.version) else None

"""From the text of a regime file, laid over the regimes it extends, to a validated regime."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from domain.deadline import RegimeRef
from domain.regime_layers import laid_over, parsed, trigger_of
from workflows.regime import RegimeSpec

ShapeFaultCode = Literal[
    "unreadable",
    "not-toml",
    "bad-reference",
    "extends-itself",
    "regime-unknown",
    "regime-abstract",
    "unknown-key",
    "missing-key",
    "bad-duration",
    "ways-to-last",
    "bad-value",
]
"""Every way in which a file can be no regime at all."""


class Fault(NamedTuple):
    """What is wrong in a regime file, and where.

    ``key_path`` is dotted; a row of the table stands under its trigger, the second row of one
    under ``transitions.assign.2``. It is empty where the fault is the whole file's.
    """

    file: str
    key_path: str
    code: str
    params: Mapping[str, str] = {}

    def __str__(self) -> str:
        return f"{self.file}: {self.key_path}: {self.code} {dict(self.params)}"


class RegimeFaults(ValueError):
    """A regime file cannot be used; ``faults`` say why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


Lookup = Callable[[RegimeRef], str]
"""The text of a published or shipped regime; raises KeyError where there is none."""


def parse_regime(text: str, lookup: Lookup, file: str = "regime") -> RegimeSpec:
    """The regime with all it inherits.

    Raises RegimeFaults that name file, key path and code. A regime that is only to be extended
    raises the one fault ``regime-abstract`` if nothing else is wrong with it.
    """
    spec, faults = _validated(merged_table(text, lookup, file), file)
    if faults:
        raise RegimeFaults(*faults)
    if spec is None or spec.abstract:
        raise RegimeFaults(Fault(file, "abstract", "regime-abstract"))
    return spec


def is_abstract(text: str) -> bool:
    """Whether the regime is only to be extended; False for a text that is no TOML."""
    try:
        return parsed(text).get("abstract") is True
    except tomllib.TOMLDecodeError:
        return False


def merged_table(
    text: str, lookup: Lookup, file: str = "regime", below: tuple[RegimeRef, ...] = ()
) -> dict[str, Any]:
    """The file's table laid over those it extends. Raises RegimeFaults."""
    try:
        own = parsed(text)
    except tomllib.TOMLDecodeError as error:
        raise RegimeFaults(Fault(file, "", "not-toml", {"line": _line(error, text)})) from None
    if "extends" not in own:
        return dict(own)
    try:
        parent = RegimeRef.model_validate(own["extends"])
    except ValidationError as error:
        raise RegimeFaults(Fault(file, "extends", "bad-reference")) from error
    params = {"regime": str(parent)}
    if parent in below:
        raise RegimeFaults(Fault(file, "extends", "extends-itself", params))
    try:
        parent_text = lookup(parent)
    except KeyError:
        raise RegimeFaults(Fault(file, "extends", "regime-unknown", params)) from None
    return laid_over(merged_table(parent_text, lookup, str(parent), (*below, parent)), own)


def row_names(triggers: Iterable[str]) -> tuple[str, ...]:
    """What each row is called in a key path: its trigger, with a number if it is not the first."""
    seen: Counter[str] = Counter()
    names = []
    for trigger in triggers:
        seen[trigger] += 1
        names.append(trigger if seen[trigger] == 1 else f"{trigger}.{seen[trigger]}")
    return tuple(names)


def _line(error: tomllib.TOMLDecodeError, text: str) -> str:
    place = re.search(r"at line ([0-9]+)", str(error))
    return place[1] if place else str(len(text.splitlines()))


def _validated(merged: dict[str, Any], file: str) -> tuple[RegimeSpec | None, list[Fault]]:
    """None without faults is an abstract regime, which may leave tables to those that extend it."""
    try:
        return RegimeSpec.model_validate(merged), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    if merged.get("abstract") is True:
        details = [d for d in details if d["type"] != "missing" or len(d["loc"]) > 1]
    faults = [_fault(file, merged, dict(detail)) for detail in details]
    unknown = tuple(f"{one.key_path}." for one in faults if one.code == "unknown-key")
    return None, [one for one in faults if not one.key_path.startswith(unknown)]


_DURATIONS = {"lasts", "adds", "at", "within"}


def _fault(file: str, merged: dict[str, Any], detail: dict[str, Any]) -> Fault:
    """A pydantic error in the words of the file."""
    path = [str(part) for part in detail["loc"]]
    if path[0] == "transitions" and len(path) > 1:
        rows = [str(trigger_of(row) or place) for place, row in enumerate(merged["transitions"], 1)]
        path[1] = row_names(rows)[int(path[1])]
    kind, key_path = detail["type"], ".".join(part for part in path if part != "[key]")
    if kind == "extra_forbidden" or path[-1] == "[key]":
        return Fault(file, key_path, "unknown-key")
    if kind == "missing":
        return Fault(file, key_path, "missing-key")
    if kind == "value_error" and path[-1] not in _DURATIONS:
        return Fault(file, key_path, "ways-to-last")
    code = "bad-duration" if path[-1] in _DURATIONS else "bad-value"
    return Fault(file, key_path, code, {"value": str(detail["input"])[:60], "type": kind})

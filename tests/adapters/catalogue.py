"""Reads the catalogues and the keys that the source asks for."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple, get_args

from babel.messages.pofile import read_po
from pydantic.fields import FieldInfo

from domain.fact import Fact

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("domain", "workflows", "projections", "adapters")
KEY = re.compile(r"[a-z][a-z-]*(\.[a-z0-9][a-z0-9-]*)+")


def texts(language: str) -> dict[str, str]:
    """Every text of a language by its key, as the translator wrote it."""
    source = ROOT / "adapters/locales" / language / "LC_MESSAGES/kiennghi.po"
    with source.open("rb") as opened:
        return {str(entry.id): str(entry.string) for entry in read_po(opened) if entry.id}


def params(text: str) -> set[tuple[str, str]]:
    """Name and way of writing of each value that a text names."""
    return {(name, spec or "") for _, name, spec, _ in Formatter().parse(text) if name is not None}


def names(text: str) -> set[str]:
    return {name for name, _ in params(text)}


def trees(*folders: str) -> Iterator[ast.AST]:
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield ast.parse(file.read_text("utf-8"))


def constants(prefixes: Iterable[str]) -> set[str]:
    """Every string in the adapters that has the form of a key of one of the families."""
    families = set(prefixes)
    return {
        node.value
        for tree in trees("adapters")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and KEY.fullmatch(node.value)
        and node.value.partition(".")[0] in families
    }


class Raised(NamedTuple):
    code: str
    params: frozenset[str] | None
    """Names given with the code; None where they are not written out."""


AS_WRITTEN: frozenset[str] = frozenset({"as written"})


def raised(
    name: str,
    folders: tuple[str, ...] = SOURCES,
    place: int = 0,
    given: frozenset[str] | None = AS_WRITTEN,
) -> list[Raised]:
    """Each place that makes one with a code written out, as its ``place``-th argument.

    ``given`` are the names of the values that come with it, where they are not its keywords.
    """
    found = []
    for tree in trees(*folders):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) == name:
                told = _keywords(node) if given is AS_WRITTEN else given
                found += [Raised(code, told) for code in _codes(node, place)]
    return found


def members(form: Any) -> Iterator[type[Fact]]:
    """Every class of facts in a union."""
    if isinstance(form, type):
        yield form
    else:
        for member in get_args(form):
            if not isinstance(member, FieldInfo):
                yield from members(member)


def labels_asked_for() -> set[str]:
    """Every kind of label that the source names in a call of ``label``."""
    return {
        kind
        for tree in trees("adapters")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "label" and node.args
        for kind in _strings(node.args[0])
    }


def store_codes() -> list[Raised]:
    """Every string of the stores that has the form of one of their codes."""
    return _codes_in("adapters/event_store", "store")


def view_codes() -> list[Raised]:
    """Every string that has the form of a code of the views; each comes with name and path."""
    return _codes_in("adapters", "views", frozenset({"name", "path"}))


def _codes_in(folder: str, family: str, params: frozenset[str] | None = None) -> list[Raised]:
    return [
        Raised(node.value, params)
        for tree in trees(folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(f"{family}(-[a-z]+)+", node.value)
    ]


def triggers_named() -> set[str]:
    """Every trigger that a refusal names, written out."""
    return {
        text
        for tree in trees("workflows")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _called(node) == "Rejected"
        for keyword in node.keywords
        if keyword.arg == "trigger"
        for text in _strings(keyword.value)
    }


def by_code(found: Iterable[Raised]) -> dict[str, list[Raised]]:
    grouped = defaultdict(list)
    for place in found:
        grouped[place.code].append(place)
    return grouped


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _strings(node: ast.expr) -> list[str]:
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_strings(body), *_strings(orelse)]
        case _:
            return []


def _codes(node: ast.Call, place: int) -> list[str]:
    """The argument at the place, or that called ``code``."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
    return [code for at in [*node.args[place : place + 1], *named] for code in _strings(at)]


def _keywords(node: ast.Call) -> frozenset[str] | None:
    given = [keyword.arg for keyword in node.keywords]
    return None if None in given else frozenset(name for name in given if name)

"""The chains of regime texts that tests publish: what a regime extends comes first."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from domain.regime_layers import parsed
from workflows.regime_files import shipped_regimes

DATA = Path(__file__).parent / "data" / "regimes"
_removed: dict[str, str] = {}
"""By regime, the key that its chains come without."""


def chain(regime: str, *, without: str = "") -> dict[str, str]:
    """Texts by ``id version``, parents first, of a shipped or a test regime.

    ``ninh-binh`` is its newest version, ``ninh-binh-2018.1`` that one. ``without`` is a key, as
    ``without_key`` takes it, that is missing in the regime's own text, or in the nearest it extends
    that has it. Raises KeyError where none has.
    """
    texts = _chain(regime)
    path = without or _removed.get(regime, "")
    if not path:
        return texts
    for ref, text in reversed(texts.items()):
        try:
            return {**texts, ref: without_key(text, path)}
        except KeyError:
            continue
    raise KeyError(path)


@contextmanager
def key_removed(regime: str, path: str) -> Iterator[None]:
    """Meanwhile every chain of the regime comes without the key, whoever asks for it."""
    _removed[regime] = path
    try:
        yield
    finally:
        del _removed[regime]


def _chain(regime: str) -> dict[str, str]:
    own = DATA / f"{regime}.toml"
    if own.exists():
        text = own.read_text(encoding="utf-8")
    else:
        named = [f for f in shipped_regimes() if regime in (f.id, f"{f.id}-{f.version}")]
        text = named[-1].text
    table = parsed(text)
    parent = table.get("extends")
    above = _chain(f"{parent['id']}-{parent['version']}") if parent else {}
    return {**above, f"{table['id']} {table['version']}": text}


def without_key(text: str, path: str) -> str:
    """The text without one key.

    That is ``sources``, a table such as ``attendance.duties.leaders``, a key of one such as
    ``deadlines.report.before_day``, or ``transitions.inform``, all rows of a trigger; not a part of
    an inline table. Raises KeyError where nothing of that name is.
    """
    kept = ""
    for block in _blocks(text):
        if not _is_in(block.name, path):
            named = ((f"{block.name}.{key}".lstrip("."), one) for key, one in block.statements)
            kept += block.header + "".join(one for name, one in named if not _is_in(name, path))
    if kept == text:
        raise KeyError(path)
    return kept


def _is_in(name: str, path: str) -> bool:
    return f"{name}.".startswith(f"{path}.")


@dataclass
class _Block:
    """A header with what stands below it; before the first header there is none."""

    header: str
    statements: list[tuple[str, str]]
    """Key and text of each; comments have no key."""

    @cached_property
    def name(self) -> str:
        """Rows of lists have the name of what they are about."""
        table = self.header.strip("[] \n")
        if not self.header.startswith("[["):
            return table
        row = tomllib.loads("".join(one for _, one in self.statements))
        return f"{table}.{row.get('trigger') or row.get('rung')}"


@cache
def _blocks(text: str) -> list[_Block]:
    blocks, statement = [_Block("", [])], ""
    for line in text.splitlines(keepends=True):
        statement += line
        if not _is_whole(statement):
            continue
        if statement.startswith("["):
            blocks.append(_Block(statement, []))
        else:
            key = "" if statement.startswith("#") else statement.partition("=")[0].strip()
            blocks[-1].statements.append((key, statement))
        statement = ""
    return blocks


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True

"""Laying the text of a regime over those that it extends: the one way in which regimes inherit.

A regime is published as it was written (ADR 0005), so whoever reads one, to decide or to show what
was decided, lays the texts over each other anew.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

_WAYS_TO_LAST = {"lasts", "cases", "before_day", "given"}


def merged(ref: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """The table of a regime with all that it inherits, from texts by ``id version``.

    For texts that were found in order when they were published. Raises KeyError where one of them
    is missing. What comes back shares its inner tables with other calls: it is to be read only.
    """
    own = parsed(texts[ref])
    above = own.get("extends")
    if above is None:
        return dict(own)
    return laid_over(merged(f"{above['id']} {above['version']}", texts), own)


@lru_cache(maxsize=64)
def parsed(text: str) -> dict[str, Any]:
    """The text's own table, to be read only. Raises TOMLDecodeError.

    The same texts are read again and again, and reading one takes longer than a whole decision.
    """
    return tomllib.loads(text)


def laid_over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A regime's table over that of the regime it extends.

    Tables merge key by key, lists replace, a trigger's own rows replace the inherited ones, and a
    deadline that lasts otherwise drops the inherited way to last. That a regime is only to be
    extended, and what it extends itself, is not inherited.
    """
    inherited = {key: value for key, value in base.items() if key not in ("abstract", "extends")}
    return _laid_over(inherited, own)


def _laid_over(base: dict[str, Any], own: dict[str, Any], of: str = "") -> dict[str, Any]:
    """One table over the same of the other; ``of`` names the table that they stand in."""
    table = dict(base)
    for key, value in own.items():
        inherited = base.get(key)
        if key == "transitions" and isinstance(value, list) and isinstance(inherited, list):
            triggers = [trigger_of(row) for row in value]
            table[key] = [row for row in inherited if trigger_of(row) not in triggers] + value
        elif isinstance(value, dict) and isinstance(inherited, dict):
            if of == "deadlines" and _WAYS_TO_LAST & value.keys():
                inherited = {k: said for k, said in inherited.items() if k not in _WAYS_TO_LAST}
            table[key] = _laid_over(inherited, value, key)
        else:
            table[key] = value
    return table


def trigger_of(row: Any) -> Any:
    """The trigger that a row of the table is about; None for what is no row."""
    return row.get("trigger") if isinstance(row, dict) else None

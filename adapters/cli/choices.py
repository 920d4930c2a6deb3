"""Options that take one of a few values: by its key, or by its label in either language."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar

from adapters.cli.errors import BadInput
from adapters.i18n import LANGUAGES, Translator
from adapters.invalid import echo
from projections.vietnamese import plain

E = TypeVar("E", bound=Enum)

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def choice(text: str, option: str, family: str, values: Iterable[E], words: Translator) -> E:
    """The value meant; accents, capitals and hyphens make no difference unless they decide.

    ``family`` is the kind of the values' labels. Raises BadInput.
    """
    by_name: dict[str, E] = {}
    by_loose_name: dict[str, E] = {}
    for value in values:
        for name in _names(value, family):
            by_name.setdefault(name.casefold(), value)
            by_loose_name.setdefault(_loose(name), value)
    found = by_name.get(text.strip().casefold()) or by_loose_name.get(_loose(text))
    if found is not None:
        return found
    near = get_close_matches(_loose(text), by_loose_name)
    likely = [by_loose_name[name] for name in near] or by_name.values()
    known = [_shown(value, family, words) for value in dict.fromkeys(likely)]
    raise BadInput("no-such-choice", value=echo(text), option=option, known=known)


def _names(value: Enum, family: str) -> list[str]:
    key = str(value.value)
    return [key, *(Translator(language).label(family, key) for language in LANGUAGES)]


def _loose(name: str) -> str:
    return _BETWEEN_WORDS.sub(" ", plain(name)).strip()


def _shown(value: Enum, family: str, words: Translator) -> str:
    """``to-receive (Chờ tiếp nhận)``."""
    return f"{value.value} ({words.label(family, value.value)})"

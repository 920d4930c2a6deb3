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

E = TypeVar("E")

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def choice(text: str, option: str, family: str, values: Iterable[E], words: Translator) -> E:
    """The value meant; accents, capitals and hyphens make no difference unless they decide.

    ``family`` is the kind of the values' labels. Raises BadInput.
    """
    values = list(values)
    found = choice_or_none(text, family, values)
    if found is not None:
        return found
    by_name = {_loose(name): value for value in values for name in _names(value, family)}
    near = get_close_matches(_loose(text), by_name)
    likely = [by_name[name] for name in near] or values
    known = [_shown(value, family, words) for value in dict.fromkeys(likely)]
    raise BadInput("no-such-choice", value=echo(text), option=option, known=known)


def choice_or_none(text: str, family: str, values: Iterable[E]) -> E | None:
    """The same for what may be known elsewhere: None where no value is called so."""
    by_name: dict[str, E] = {}
    by_loose_name: dict[str, E] = {}
    for value in values:
        for name in _names(value, family):
            by_name.setdefault(name.casefold(), value)
            by_loose_name.setdefault(_loose(name), value)
    return by_name.get(text.strip().casefold()) or by_loose_name.get(_loose(text))


def _names(value: object, family: str) -> list[str]:
    key = _key(value)
    return [key, *(Translator(language).label(family, key) for language in LANGUAGES)]


def _key(value: object) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _loose(name: str) -> str:
    return _BETWEEN_WORDS.sub(" ", plain(name)).strip()


def _shown(value: object, family: str, words: Translator) -> str:
    """``to-receive (Chờ tiếp nhận)``."""
    key = _key(value)
    label = words.label(family, key)
    return key if label == key else f"{key} ({label})"

"""What pydantic refuses, told in the user's language: where, what is wrong, what to do."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from adapters.i18n import Translator

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Place = tuple[str | int, ...]
"""Where in an input: names of fields and numbers of entries, from the outside in."""

LONGEST_ECHO = 40
"""Characters of the input that a message may repeat: enough to find it, too few to tell a story."""

_PLACE_IN_JSON = re.compile(r"line (\d+) column (\d+)$")


def problems(error: "ValidationError", words: Translator, within: Place = ()) -> list[str]:
    """One line for each thing that is wrong; ``within`` is the known start of every place."""
    return [_problem(details, words, within) for details in error.errors(include_url=False)]


def places(error: "ValidationError", within: Place = ()) -> list[tuple[str, str]]:
    """Place and pydantic's type of each thing that is wrong, for programs."""
    return [
        (place(_without(within, details["loc"])), details["type"])
        for details in error.errors(include_url=False)
    ]


def echo(value: object) -> str:
    """A short, harmless part of an input: one line, without control characters."""
    plain = "".join(letter if letter.isprintable() else "·" for letter in str(value))
    return plain if len(plain) <= LONGEST_ECHO else plain[: LONGEST_ECHO - 1] + "…"


def place(location: Place) -> str:
    """``document.dated`` or ``lines[2].unit``."""
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return echo(text)


def _problem(details: "ErrorDetails", words: Translator, within: Place) -> str:
    where = place(_without(within, details["loc"])) or words("invalid.whole-input")
    what = words(_key(details, words), **_params(details, words))
    given = details["input"]
    if isinstance(given, str | int | float):
        what += f" ({words('invalid.given', value=echo(given))})"
    return f"{where}: {what}"


def _key(details: "ErrorDetails", words: Translator) -> str:
    """The text of one of our own checks, found by its message, else that of pydantic's type."""
    own = own_key(str(details.get("ctx", {}).get("error", "")))
    return own if words.knows(own) else f"pydantic.{details['type']}"


def own_key(message: str) -> str:
    """Where the text stands for a ValueError that a check of ours raises with this message."""
    return "invalid." + re.sub("[^a-z0-9]+", "-", message.lower()).strip("-")


def _params(details: "ErrorDetails", words: Translator) -> Mapping[str, Any]:
    params: dict[str, Any] = dict(details.get("ctx", {}))
    found = _PLACE_IN_JSON.search(str(params.get("error", "")))
    if found:
        params["line"], params["column"] = found.groups()
    for name in ("expected", "expected_tags", "expected_schemes"):
        if isinstance(params.get(name), str):
            params[name] = params[name].replace(" or ", f" {words('invalid.or')} ")
    return params


def _without(within: Place, location: Place) -> tuple[str | int, ...]:
    """A place without the tag that a discriminated union puts first."""
    return location[len(within) :] if location[: len(within)] == within else location

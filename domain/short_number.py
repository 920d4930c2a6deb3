"""The number that people say on the phone: ``NB-48213-K``, unique without any counter.

Province's code, position of the issue's first fact, and an ISO 7064 MOD 37,36 check character over
both, which finds every single wrong character and nearly every swap of two neighbours.
"""

import re
import unicodedata
from typing import NamedTuple

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS = len(_ALPHABET)
_FORM = re.compile(r"([A-Z][A-Z0-9]*?)[-\s.]*([0-9]+)[-\s.]*([A-Z0-9])")


class ShortNumber(NamedTuple):
    """What a number says, in letters that every keyboard has: two spellings of one are equal."""

    province: str
    """The province's code with D in place of Đ."""
    position: int


def check_character(text: str) -> str:
    """ISO 7064 MOD 37,36 over the digits and capital letters A-Z of the text."""
    product = _MODULUS
    for character in _plain(text):
        total = (product + _ALPHABET.index(character)) % _MODULUS or _MODULUS
        product = total * 2 % (_MODULUS + 1)
    return _ALPHABET[(1 - product) % _MODULUS]


def format_number(province: str, position: int) -> str:
    """The short number of the issue whose first fact stands at the position."""
    return f"{province}-{position}-{check_character(f'{province}{position}')}"


def parse_number(text: str) -> ShortNumber:
    """Province and position; forgiving of case, hyphens, blanks and Đ written as D.

    Raises ValueError ``not-a-number`` or ``wrong-check-character``.
    """
    upper = unicodedata.normalize("NFC", text.strip().upper())
    match = _FORM.fullmatch(_plain_letters(upper))
    if not match:
        raise ValueError("not-a-number")
    province, position, check = match.groups()
    if check_character(province + position) != check:
        raise ValueError("wrong-check-character")
    return ShortNumber(province, int(position))


def _plain_letters(text: str) -> str:
    return text.replace("Đ", "D")


def _plain(text: str) -> str:
    return "".join(c for c in _plain_letters(text.upper()) if c in _ALPHABET)

"""Vietnamese words as a search compares them: with their accents, and without any.

Typed forms of one word differ in three ways that say nothing: composed or decomposed characters,
where the tone mark stands (``hòa`` and ``hoà``), and capitals. Both forms here are free of them.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LONGEST_WORD = 40
"""Characters of a word; what is longer is nothing that anybody types whole, and counts as two."""

_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}
"""Huyền, sắc, ngã, hỏi, nặng; a word without one has the tone 0."""
_WORD = re.compile(rf"[^\W_]{{1,{LONGEST_WORD}}}")
_MARKS = re.compile("[\u0300-\u036f]+")


class Word(NamedTuple):
    """A word in its two forms, neither of which has capitals."""

    exact: str
    """Its tone as a figure, then its letters with breve, circumflex, horn and đ: ``1cân`` of cần.

    The tone comes first, so that the form of a prefix is a prefix of the form.
    """
    plain: str
    """Its letters without any mark: ``can``."""

    @property
    def has_figure(self) -> bool:
        """Whether it is a number or a code rather than a word of the language."""
        return not self.plain.isalpha()

    @property
    def has_accent(self) -> bool:
        return self.exact != f"0{self.plain}"


def words_in(text: str) -> list[str]:
    """The words of a text in order and in small letters: all runs of letters and figures."""
    composed = unicodedata.normalize("NFKC", text).lower()
    if not composed.isascii():
        composed = _MARKS.sub("", composed)
    return _WORD.findall(composed)


@lru_cache(maxsize=1 << 12)
def forms_of(word: str) -> Word:
    """The forms of one of ``words_in`` a text."""
    tone, letters = "0", ""
    for character in unicodedata.normalize("NFD", word):
        found = _TONES.get(character)
        tone, letters = (found, letters) if found else (tone, letters + character)
    return Word(tone + unicodedata.normalize("NFC", letters), plain(word))


def plain(text: str) -> str:
    """The text in small letters without any mark, ``đ`` as ``d``."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).lower()
    return _MARKS.sub("", apart).replace("đ", "d")

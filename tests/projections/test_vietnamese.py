"""Words as the search compares them."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from projections.vietnamese import LONGEST_WORD, Word, forms_of, plain, words_in

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]


@pytest.mark.parametrize(
    ("word", "exact", "without"),
    [
        ("đường", "1đương", "duong"),
        ("hòa", "1hoa", "hoa"),
        ("hoà", "1hoa", "hoa"),
        ("thủy", "4thuy", "thuy"),
        ("nghĩa", "3nghia", "nghia"),
        ("cấp", "2câp", "cap"),
        ("lụt", "5lut", "lut"),
        ("ao", "0ao", "ao"),
        ("đê", "0đê", "de"),
        ("124", "0124", "124"),
    ],
)
def test_a_word_has_a_form_with_its_accents_and_one_without(
    word: str, exact: str, without: str
) -> None:
    assert forms_of(word) == Word(exact, without)


def test_a_word_has_an_accent_if_it_has_any_mark_or_tone() -> None:
    assert [forms_of(word).has_accent for word in ("ao", "áo", "đo", "ô")] == [False, *[True] * 3]


def test_what_has_a_figure_is_a_number_or_a_code() -> None:
    assert [forms_of(word).has_figure for word in ("h1", "22", "km", "mưa")] == [
        *[True, True],
        *[False, False],
    ]


def test_a_text_is_split_at_everything_but_letters_and_figures() -> None:
    assert words_in("Hộ dân: 124-CV/HU, (thôn_Đông) 1.200 m²") == [
        *("hộ", "dân", "124", "cv", "hu", "thôn", "đông", "1", "200", "m2"),
    ]


def test_a_word_too_long_to_be_one_counts_as_more() -> None:
    assert [len(word) for word in words_in("a" * (2 * LONGEST_WORD + 1))] == [
        *(LONGEST_WORD, LONGEST_WORD, 1),
    ]


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_way_characters_are_composed_makes_no_difference(form: Form) -> None:
    text = "Đường liên xã sạt lở, nối hai xã; kênh nội đồng bồi lắng"

    written = [forms_of(word) for word in words_in(unicodedata.normalize(form, text.upper()))]

    assert written == [forms_of(word) for word in words_in(text)]


@examples(st.text())
def test_no_text_is_too_odd_to_be_split(text: str) -> None:
    for word in words_in(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert forms_of(word).exact[0] in "012345"
    assert plain(plain(text)) == plain(text)

"""Cursors: they go on where a page ended, and whatever else somebody sends is refused."""

from base64 import urlsafe_b64encode

import pytest

from projections.paging import BadCursor, Key, decode_cursor, encode_cursor, page_of


def forged(text: str) -> str:
    return urlsafe_b64encode(text.encode("utf-8", "surrogatepass")).decode().rstrip("=")


@pytest.mark.parametrize("key", [(0,), (2**62 - 1,), ("NB-Đ1", 7), ("", 0)])
def test_a_cursor_holds_its_key(key: Key) -> None:
    kinds = [type(part) for part in key]

    assert decode_cursor("log", encode_cursor("log", key), *kinds) == key


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "đ",
        "%%%",
        forged("no JSON"),
        forged("7"),
        forged("[]"),
        forged('{"log":1,"x":2}'),
        forged('["log"]'),
        forged('["log",true,"x"]'),
        forged('["log",1.0,"x"]'),
        forged('["log",-1,"x"]'),
        forged(f'["log",{2**62},"x"]'),
        forged(f'["log",{"9" * 5000},"x"]'),
        forged('["log",1,"\\ud800"]'),
        forged('["log",1,"\\u0000"]'),
        forged('["other",1,"x"]'),
        forged('["log",1,"x",2]'),
        forged("[" * 100_000),
    ],
)
def test_whatever_is_no_cursor_of_the_listing_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        decode_cursor("log", cursor, int, str)


def test_the_last_page_has_no_cursor() -> None:
    def key(row: str) -> Key:
        return (row,)

    first = page_of("log", ["a", "b", "c"], 2, key)

    assert first.rows == ("a", "b")
    assert first.next is not None
    assert decode_cursor("log", first.next, str) == ("b",)
    assert page_of("log", ["c"], 2, key).next is None
    assert page_of("log", list[str](), 2, key) == ((), None)

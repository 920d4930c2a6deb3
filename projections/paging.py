"""Pages by key: the next one begins after the last row of this one, however long the list is."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

R = TypeVar("R")
Key = tuple[str | int, ...]
"""What a listing is sorted by, ending in something that no two rows share."""


class BadCursor(ValueError):
    """No cursor, or one of another listing."""


class Page(NamedTuple, Generic[R]):
    rows: tuple[R, ...]
    next: str | None
    """Cursor of the page that follows; None where this is the last."""


def page_of(listing: str, found: Sequence[R], limit: int, key: Callable[[R], Key]) -> Page[R]:
    """The first ``limit`` of the rows found; one more than that tells that there are more."""
    rows = tuple(found[:limit])
    more = len(found) > limit and rows
    return Page(rows, encode_cursor(listing, key(rows[-1])) if more else None)


def encode_cursor(listing: str, key: Key) -> str:
    text = json.dumps([listing, *key], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(listing: str, cursor: str, *kinds: type[str] | type[int]) -> Any:
    """The key in the cursor, whose parts are of these kinds. Raises BadCursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, *key = json.loads(urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, TypeError, RecursionError):
        raise BadCursor(cursor) from None
    if name != listing or [type(part) for part in key] != list(kinds) or not all(map(_fits, key)):
        raise BadCursor(cursor)
    return tuple(key)


def _fits(part: str | int) -> bool:
    """Whether a database takes it: neither half a character nor a number without end."""
    if isinstance(part, int):
        return 0 <= part < LARGEST_PART
    return part.isprintable()


LARGEST_PART = 2**62
"""Numbers in a cursor are smaller."""

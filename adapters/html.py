"""HTML from values: every text is escaped unless it was made here."""

from collections.abc import Iterable
from html import escape

_EMPTY = frozenset({"meta", "br", "hr"})


class Html(str):
    """Markup. Whatever else is put into a page is a text and escaped."""

    __slots__ = ()


def element(name: str, /, *content: str | Iterable[str], **attributes: str) -> Html:
    """``<td class="when">…</td>``; an attribute that is a word of Python ends in an underscore."""
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    if name in _EMPTY:
        return Html(f"<{name}{told}>")
    return Html(f"<{name}{told}>{joined(content)}</{name}>")


def joined(content: Iterable[str | Iterable[str]]) -> Html:
    """One after the other."""
    return Html(
        "".join(_markup(part) if isinstance(part, str) else joined(part) for part in content)
    )


def _markup(part: str) -> str:
    if isinstance(part, Html):
        return part
    return escape("".join(c if c.isprintable() or c == "\n" else "·" for c in part))

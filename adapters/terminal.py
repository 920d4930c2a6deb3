"""Texts on a terminal: no line is too long for it, and nothing steers it."""

from textwrap import wrap


def wrapped(text: str, width: int, *, indent: str = "", hanging: str = "") -> list[str]:
    """Lines of at most so many columns; words with hyphens, such as codes, stay whole.

    ``indent`` stands before the first line, ``hanging`` before those that follow.
    """
    lines: list[str] = []
    for part in text.splitlines():
        before = hanging if lines else indent
        lines += wrap(
            part, width, initial_indent=before, subsequent_indent=hanging, break_on_hyphens=False
        )
    return lines


def harmless(text: str) -> str:
    """The text without control characters, which could steer the terminal of whoever reads it."""
    return "".join(c if c.isprintable() or c == "\n" else "·" for c in text)

"""Long lines broken for people."""

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

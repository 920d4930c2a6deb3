"""Writes the golden files that are missing: ``python -m tests.golden.write``.

A golden file is never overwritten and never removed, for logs that hold what it shows are read for
decades (docs/event-format.md). What is new gets a file of its own:

- a new fact, or a new version of one (``.v2``, with an upcaster for the old): its schema;
- a story added to ``scenarios.py``: its history, and what the history came to.

Prints what it wrote. Exit code 1, and nothing is overwritten, where the present shape of a fact or
the present reading of a history differs from its golden file: then it is the code that is wrong.
"""

import sys
from pathlib import Path

from tests.golden import histories, shapes
from tests.golden.histories import HISTORIES
from tests.golden.scenarios import OF_ORGANISATIONS, STORIES, told
from tests.golden.shapes import SCHEMAS


def write_schemas(folder: Path = SCHEMAS) -> tuple[list[Path], list[Path]]:
    """Files that were missing and now are written; files that the present shape is unlike."""
    written, unlike = [], []
    for name, form in shapes.stored_forms().items():
        file, present = folder / f"{name}.json", shapes.as_text(shapes.shape(form))
        if _write_new(file, present):
            written.append(file)
        elif file.read_text("utf-8") != present:
            unlike.append(file)
    return written, unlike


def write_histories(folder: Path = HISTORIES) -> tuple[list[Path], list[Path]]:
    """As ``write_schemas``. A history that is there is read again, and its story not told anew."""
    written, unlike = [], []
    for name in sorted({*STORIES, *histories.names(folder)}):
        history, expected = folder / f"{name}.jsonl", folder / f"{name}.expected.json"
        if not history.exists():
            rows = histories.rows_of(told(name), organisation=name in OF_ORGANISATIONS)
            _write_new(history, "".join(f"{row}\n" for row in rows))
            written.append(history)
        present = histories.as_text(histories.summary(histories.read(history.read_text("utf-8"))))
        if _write_new(expected, present):
            written.append(expected)
        elif expected.read_text("utf-8") != present:
            unlike.append(expected)
    return written, unlike


def _write_new(file: Path, text: str) -> bool:
    """False where the file is there already."""
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        return False
    return True


def main() -> int:
    results = [write_schemas(), write_histories()]
    for written, unlike in results:
        for file in written:
            print(f"written: {file.name}")
        for file in unlike:
            print(f"not overwritten, although it differs: {file.name}", file=sys.stderr)
    return 1 if any(unlike for _, unlike in results) else 0


if __name__ == "__main__":
    sys.exit(main())

"""docs/performance.md: what the measurements found, one section for each part of them."""

import re
from collections.abc import Mapping
from pathlib import Path

HEAD = """# Performance

Written by `make bench`, which fails where a figure is missed. What is measured beside an \
alternative is measured in turns with it in one run, for these machines are noisy: the ratio says \
more than the number.
"""


def write_sections(path: Path, sections: Mapping[str, str], order: list[str]) -> None:
    """Replaces the sections of these titles, or adds them; others stay as they were.

    They stand in the given order of titles, and those that are in no order behind them.
    """
    written = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = re.split(r"^## (.+)\n", written, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True)) | dict(sections)
    titles = sorted(found, key=lambda title: order.index(title) if title in order else len(order))
    body = "".join(f"\n## {title}\n{found[title].strip()}\n" for title in titles)
    path.write_text(HEAD + body, encoding="utf-8")

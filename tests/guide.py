"""The worked example of docs/regimes-guide: the files that its readers are told to write."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
_BLOCK = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"# (\S+\.toml)\n")


def example_files(language: str) -> dict[str, str]:
    """Text by name: a block that begins with a file's name begins that file, others go on."""
    texts: dict[str, str] = {}
    current = ""
    for block in _BLOCK.findall((DOCS / f"regimes-guide.{language}.md").read_text("utf-8")):
        named = _NAMED.match(block)
        current = named[1] if named else current
        texts[current] = texts.get(current, "") + block + "\n"
    return texts


def write_example(folder: Path, language: str = "vi") -> None:
    for name, text in example_files(language).items():
        (folder / name).write_text(text, encoding="utf-8")

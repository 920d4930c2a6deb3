"""docs/reliability.md: what the long fault runs found, one section for each of them."""

import platform
import re
from datetime import UTC, datetime

from tests.e2e.cli import ROOT

REPORT = ROOT / "docs" / "reliability.md"
HEAD = "# Reliability\n\nWritten by `make faults`; `make test` runs the same in a short form.\n"


def write_section(title: str, text: str) -> None:
    """Replaces the section of that title, or adds it; sections stand in order of their titles."""
    written = REPORT.read_text(encoding="utf-8") if REPORT.exists() else HEAD
    parts = re.split(r"^## (.+)\n", written, flags=re.MULTILINE)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True)) | {title: f"{text.strip()}\n"}
    body = "".join(f"\n## {name}\n{sections[name].strip()}\n" for name in sorted(sections))
    REPORT.write_text(HEAD + body, encoding="utf-8")


def circumstances() -> str:
    """Versions and date of a run."""
    return f"Python {platform.python_version()}, {datetime.now(UTC).date().isoformat()}"

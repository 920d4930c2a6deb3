"""What a part of the measurements found: figures beside what is promised, and tables."""

import os
import platform
import re
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("eventsourcing", "django", "pydantic")


class Figure(NamedTuple):
    """One number that is promised."""

    name: str
    measured: str
    promised: str
    is_reached: bool

    def shown(self) -> str:
        return self.measured if self.is_reached else f"**{self.measured}, missed**"

    def __str__(self) -> str:
        missed = "" if self.is_reached else "  MISSED"
        return f"{self.name}: {self.measured} ({self.promised}){missed}"


class Section(NamedTuple):
    """The figures of a part, and whatever else it found, in Markdown."""

    title: str
    figures: Sequence[Figure]
    text: str

    def markdown(self, circumstances: str) -> str:
        rows = [(one.name, one.shown(), one.promised) for one in self.figures]
        told = table(("", "Measured", "Promised"), rows)
        return f"{told}\n\n{self.text.strip()}\n\n{circumstances}\n"


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """In Markdown; every column but the first is of numbers."""
    lines = [heading, ["---", *["---:"] * (len(heading) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def circumstances(seconds: float) -> str:
    """Machine, versions, date, and how long it took."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()} "
        f"{platform.machine()}; Python {platform.python_version()}, SQLite "
        f"{sqlite3.sqlite_version}, {packages}; {datetime.now(UTC).date().isoformat()}, "
        f"in {seconds / 60:.1f} minutes."
    )


def _processor() -> str:
    """Its model, where the system says it."""
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        told = ""
    found = re.search(r"^model name\s*: (.+)$", told, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or "unknown processor"

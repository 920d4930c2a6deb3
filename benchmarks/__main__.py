"""``make bench``: prints every ratio, and fails where one is below what is promised."""

import platform
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import engine
from benchmarks.rounds import HEADING, Result

AT_LEAST = {"one command": 0.95, "replay": 2.0}
"""Least ratio to the library, by how the measurement's name begins."""


def main() -> int:
    print(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"eventsourcing {version('eventsourcing')}, {platform.machine()}"
    )
    print(HEADING)
    with TemporaryDirectory(prefix="kiennghi-bench-") as name:
        folder = Path(name)
        results = [
            engine.handling(folder),
            engine.replay(folder, 20),
            engine.replay(folder, 200),
        ]
    missed = 0
    for result in results:
        print(f"{result}  {'' if _reached(result) else 'MISSED'}")
        missed += not _reached(result)
    return 1 if missed else 0


def _reached(result: Result) -> bool:
    least = next(ratio for start, ratio in AT_LEAST.items() if result.name.startswith(start))
    return result.ratio >= least


if __name__ == "__main__":
    sys.exit(main())

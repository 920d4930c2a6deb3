"""``make bench``: prints every ratio, and fails where one is below what is promised."""

import platform
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import engine, programs
from benchmarks.rounds import HEADING, Result

AT_LEAST = {"one command": 0.95, "replay": 2.0}
"""Least ratio to the library, by how the measurement's name begins."""
DEMO_SECONDS, DEMO_MEGABYTES, HELP_SECONDS = 20, 300, 0.4


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
        demo = programs.run("demo", "--data", str(folder / "demo"))
        usage = programs.best_of(5, "--help")
    reached = [_told(str(result), _reached(result)) for result in results]
    reached.append(_told(f"kiennghi demo: {demo.seconds:.1f} s (20)", demo.seconds < DEMO_SECONDS))
    memory = f"kiennghi demo: {demo.megabytes:.0f} MB (300)"
    reached.append(_told(memory, demo.megabytes < DEMO_MEGABYTES))
    help_time = f"kiennghi --help: {usage.seconds:.2f} s (0.4)"
    reached.append(_told(help_time, usage.seconds < HELP_SECONDS))
    return 0 if all(reached) else 1


def _told(line: str, reached: bool) -> bool:
    print(line if reached else f"{line}  MISSED")
    return reached


def _reached(result: Result) -> bool:
    least = next(ratio for start, ratio in AT_LEAST.items() if result.name.startswith(start))
    return result.ratio >= least


if __name__ == "__main__":
    sys.exit(main())

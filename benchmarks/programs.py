"""How long whole programs take, and how much memory: each in a process of its own.

Run as a program it is the small process that starts them: on Linux the largest size of a process
counts that of whoever started it, up to its own first instruction.
"""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.progress import Say, silent
from benchmarks.sections import Figure, Section

TITLE = "Demo and start"
DEMO_SECONDS, DEMO_MEGABYTES, HELP_SECONDS = 20, 300, 0.4
_PAUSE = 1.0
"""Seconds between two lines of progress."""


class Run(NamedTuple):
    seconds: float
    megabytes: float
    """Largest resident size of the process."""


def run(*arguments: str, waiting: Say = silent) -> Run:
    """Runs ``kiennghi`` with the arguments. Raises ChildProcessError where it fails."""
    started = perf_counter()
    starter = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.programs", *arguments],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        text=True,
    )
    while True:
        try:
            told, _ = starter.communicate(timeout=_PAUSE)
            break
        except subprocess.TimeoutExpired:
            waiting(f"{perf_counter() - started:.0f} s")
    if starter.returncode:
        raise ChildProcessError(f"kiennghi {' '.join(arguments)} ended with {starter.returncode}")
    seconds, megabytes = map(float, told.split())
    return Run(seconds, megabytes)


def best_of(times: int, *arguments: str) -> Run:
    """The quickest of several runs, and the most memory that any took."""
    runs = [run(*arguments) for _ in range(times)]
    return Run(min(one.seconds for one in runs), max(one.megabytes for one in runs))


def programs(folder: Path, say: Say) -> Section:
    say("demo")
    demo = run("demo", "--data", str(folder / "demo"))
    usage = best_of(5, "--help")
    figures = [
        _figure("kiennghi demo", demo.seconds, DEMO_SECONDS, "s", ".1f"),
        _figure("kiennghi demo, memory", demo.megabytes, DEMO_MEGABYTES, "MB", ".0f"),
        _figure("kiennghi --help, best of 5", usage.seconds, HELP_SECONDS, "s", ".2f"),
    ]
    how = "Each in a process of its own, from start to end; memory is its largest resident size."
    return Section(TITLE, figures, how)


def _figure(name: str, measured: float, most: float, unit: str, form: str) -> Figure:
    return Figure(name, f"{measured:{form}} {unit}", f"< {most} {unit}", measured < most)


def _start(arguments: list[str]) -> int:
    """Prints seconds and megabytes. Returns the program's own exit status."""
    started = perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "adapters.cli.main", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    print(perf_counter() - started, usage.ru_maxrss / 1024)
    return abs(child.returncode)


if __name__ == "__main__":
    sys.exit(_start(sys.argv[1:]))

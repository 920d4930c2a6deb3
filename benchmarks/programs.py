"""How long whole programs take, and how much memory: each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.progress import Say
from benchmarks.sections import Figure, Section

TITLE = "Demo and start"
DEMO_SECONDS, DEMO_MEGABYTES, HELP_SECONDS = 20, 300, 0.4


class Run(NamedTuple):
    seconds: float
    megabytes: float
    """Largest resident size of the process."""


def run(*arguments: str) -> Run:
    """Runs ``kiennghi`` with the arguments. Raises ChildProcessError where it fails."""
    started = perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-m", "adapters.cli.main", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[1],
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise ChildProcessError(f"kiennghi {' '.join(arguments)} ended with {child.returncode}")
    return Run(perf_counter() - started, usage.ru_maxrss / 1024)


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

"""How long whole programs take, and how much memory: each in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple


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

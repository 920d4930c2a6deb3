"""Brings the read models up to date and builds each of them again, and may kill itself meanwhile.

Run as ``python tests/faults/dying_projector.py FOLDER POINT N``: dies when it comes to the point
for the N-th time.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adapters.databases  # noqa: F401 - configures Django
from adapters import view_files, view_runs
from projections import follower
from tests.faults.projecting import NAMES, opened_log, views_in
from tests.projections.counting import Counting, Searching

POINTS: dict[str, tuple[Any, str, bool]] = {
    "between batches of a transaction": (follower.Follower, "take", True),
    "before the position moves": (follower, "move", False),
    "between position and rows": (follower, "move", True),
    "between rows and commit": (Counting, "apply", True),
    "between rows and commit of the other": (Searching, "apply", True),
    "before the readers' indexes": (view_runs, "add_readers_indexes", False),
    "between indexes and pointer": (view_runs, "add_readers_indexes", True),
    "before the pointer": (view_files.ViewFiles, "point_to", False),
    "between pointer and removal": (view_files.ViewFiles, "point_to", True),
    "in the middle of the removal": (Path, "unlink", True),
    "at the pointer's new name": (Path, "replace", False),
}
"""What is interposed, and whether the process dies after it instead of before."""


def die_at(place: Any, name: str, after: bool, count: int) -> None:
    done: Callable[..., Any] = getattr(place, name)
    left = count

    def interposed(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = done(*arguments, **named)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(place, name, interposed)


if __name__ == "__main__":
    folder, point, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if point in POINTS:
        die_at(*POINTS[point], count)
    with opened_log(folder) as store:
        views = views_in(folder, store)
        print("ready", flush=True)
        assert views.catch_up().stopped == []
        for name in NAMES:
            assert views.rebuild(name).stopped == []

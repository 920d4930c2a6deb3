"""``kiennghi succession run``, an issue at a time, that kills itself before or after a commit.

Run as ``python tests/faults/dying_succession.py WHEN N succession run --at TIME --data DIR``, where
``WHEN`` is ``before`` or ``after`` and ``N`` the commit's number.
"""

import os
import signal
import sys
from collections.abc import Sequence

from adapters import rounds
from adapters.cli.main import main
from adapters.event_store.sqlite import SQLiteStore
from workflows.outcome import Outcome
from workflows.ports import Append, CommandIdTaken, Conflict

when, left = sys.argv[1], int(sys.argv[2])
commit = SQLiteStore.append_many


def append_and_die(
    store: SQLiteStore, appends: Sequence[Append]
) -> Sequence[Outcome | Conflict | CommandIdTaken]:
    """Counts the commits; of the last one nothing is stored, or nothing said any more."""
    global left  # noqa: PLW0603 - this process has one store and one thread
    left -= 1
    if left == 0 and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    results = commit(store, appends)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return results


setattr(SQLiteStore, "append_many", append_and_die)  # noqa: B010 - the fault to be injected
rounds.BATCH = 1
sys.exit(main(sys.argv[3:]))

"""``kiennghi deadlines`` in batches of two that kills itself after its n-th commit.

Run as ``python tests/faults/dying_sweep.py N deadlines sweep --at TIME --data DIR``.
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

left = int(sys.argv[1])
commit = SQLiteStore.append_many


def append_then_die(
    store: SQLiteStore, appends: Sequence[Append]
) -> Sequence[Outcome | Conflict | CommandIdTaken]:
    """Counts the commits; after the last one nothing is said any more."""
    global left  # noqa: PLW0603 - this process has one store and one thread
    results = commit(store, appends)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return results


setattr(SQLiteStore, "append_many", append_then_die)  # noqa: B010 - the fault to be injected
rounds.BATCH = 2
sys.exit(main(sys.argv[2:]))

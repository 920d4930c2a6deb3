"""``kiennghi apply`` that kills itself between the commit of its n-th command and the reply.

Run as ``python tests/faults/dying_apply.py N apply FILE --data DIR``.
"""

import os
import signal
import sys

from adapters.cli.main import main
from adapters.event_store.sqlite import SQLiteStore
from workflows.outcome import Outcome
from workflows.ports import Append

left = int(sys.argv[1])
commit = SQLiteStore.append


def append_then_die(store: SQLiteStore, append: Append) -> Outcome:
    """Counts the commits; after the last one nothing is said any more."""
    global left  # noqa: PLW0603 - this process has one store and one thread
    outcome = commit(store, append)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return outcome


setattr(SQLiteStore, "append", append_then_die)  # noqa: B010 - the fault to be injected
sys.exit(main(sys.argv[2:]))

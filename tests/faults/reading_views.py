"""Reads the read models again and again until its input ends, and says what it saw.

Run as ``python tests/faults/reading_views.py FOLDER``. Fails at the first error, at rows that do
not belong to the position beside them, and at a position before one that it has seen.
"""

import sys
from pathlib import Path
from select import select

from tests.faults.projecting import NAMES, look, opened_log, views_in

folder = Path(sys.argv[1])
furthest = dict.fromkeys(NAMES, 0)
reads = changes = 0
with opened_log(folder) as store:
    views = views_in(folder, store)
    print("ready", flush=True)
    ended = False
    while not ended:
        ended = bool(select([sys.stdin], [], [], 0)[0])
        for name in NAMES:
            position = look(views, name)
            assert position >= furthest[name], f"{name} went back to {position}"
            changes += position > furthest[name]
            furthest[name] = position
            reads += 1
print(reads, changes, *furthest.values())

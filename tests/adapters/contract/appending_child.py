"""A process that appends until it has done enough or is killed; one line for every success.

Arguments: the store's path, a name of its own, how many appends. Every command adds two facts to
the stream that all such processes share, and one to a stream of its own.
"""

import sys
from pathlib import Path

from adapters.event_store.files import open_store
from adapters.event_store.sqlite import SQLiteStore
from tests.adapters.contract.facts import id_of, mapper, note
from workflows.ports import Append, Conflict

SHARED = "shared"
FACTS = 3


def command(name: str, shared_version: int) -> Append:
    both = note(name, SHARED, after=shared_version, facts=2)
    own = note(name, name)
    return both._replace(facts=both.facts + own.facts, expected={**both.expected, **own.expected})


def append_after_all_others(store: SQLiteStore, name: str) -> None:
    while True:
        version = len(store.load({id_of(SHARED): 0})[id_of(SHARED)])
        try:
            store.append(command(name, version))
        except Conflict:
            continue
        return


def main(path: str, own_name: str, count: str) -> None:
    with open_store(Path(path), mapper(), busy_seconds=60) as store:
        for number in range(int(count)):
            name = f"{own_name} {number}"
            append_after_all_others(store, name)
            print(name, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""A store that one process has open twice keeps its locks, and every command it accepted."""

import subprocess
import sys
from pathlib import Path

from adapters.event_store.files import create, open_store
from tests.adapters.contract.facts import mapper, note
from tests.e2e.cli import ROOT, process_environment
from workflows.outcome import Accepted

OTHER = """
import sys
from pathlib import Path
from adapters.event_store.files import open_store
from tests.adapters.contract.facts import mapper, note
with open_store(Path(sys.argv[1]), mapper()) as store:
    if len(sys.argv) > 2:
        store.append(note(sys.argv[2], "other"))
    print(store.head())
"""


def other_process(path: Path, *name: str) -> int:
    """Another process opens the store, may append, and gives its head."""
    told = subprocess.run(
        [sys.executable, "-c", OTHER, str(path), *name],
        cwd=ROOT,
        env=process_environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    return int(told.stdout)


def test_opening_a_store_again_loses_nothing_that_is_accepted_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "events.sqlite"
    with create(path, mapper(), simulation=True) as store:
        store.append(note("first", "own"))
        with open_store(path, mapper()) as again:
            assert again.head() == 1
        assert other_process(path, "theirs") == 2
        accepted = store.append(note("second", "own", after=1))
        assert isinstance(accepted, Accepted)
        assert other_process(path) == accepted.position == store.head() == 3
    with open_store(path, mapper()) as later:
        assert later.head() == 3
        assert later.check() == []

"""kill -9 of ``kiennghi regimes adopt``, and two at once: every issue follows once."""

import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from shutil import copytree

import pytest

from adapters.bootstrap import open_events
from adapters.settings import Settings
from domain.issue_facts import RegimeChanged
from tests.builders import FOUNDER, named
from tests.e2e.cli import ROOT, process, process_environment, run
from tests.e2e.stories import Story, store_of
from tests.new_rules import CHANGED, next_in_force
from tests.steps import raised_by_secretary, submitted

DYING = Path(__file__).with_name("dying_sweep.py")
ISSUES = [named(f"open {number}") for number in range(5)]
STORY: Story = [
    (
        "2018-08-06 08:00",
        [step(issue=issue) for issue in ISSUES for step in (raised_by_secretary, submitted)],
    ),
    ("2018-08-07 08:00", [next_in_force(CHANGED)]),
]
ASKED = (
    *("regimes", "adopt", "next", "--reason", "Nghị quyết 12"),
    *("--actor", FOUNDER, "--at", "2018-08-07 09:00"),
)


@pytest.mark.parametrize("commits", [1, 2, 3])
def test_what_is_killed_is_finished_by_repeating_it(tmp_path: Path, commits: int) -> None:
    clean = store_of(STORY, tmp_path / "clean")
    killed = copytree(clean, tmp_path / "killed")
    assert run(*ASKED, "--data", clean).code == 0

    dying = subprocess.run(
        [sys.executable, str(DYING), str(commits), *ASKED, "--data", str(killed)],
        cwd=ROOT,
        env=process_environment({}),
        capture_output=True,
        check=False,
    )
    done = _changes(killed).total()
    again = run(*ASKED, "--json", "--data", killed)

    assert dying.returncode == -signal.SIGKILL
    assert done == min(len(ISSUES), 2 * commits)
    assert (again.code, again.json["due"]) == (0, len(ISSUES) - done)
    assert _changes(killed) == Counter(ISSUES)
    assert _digest(killed) == _digest(clean)


@pytest.mark.parametrize("same_moment", [True, False])
def test_of_two_at_once_each_issue_follows_one(tmp_path: Path, same_moment: bool) -> None:
    folder = store_of(STORY, tmp_path / "data")
    another = ASKED if same_moment else (*ASKED[:-1], "2018-08-07 09:30")
    both = [process(*asked, "--data", str(folder)) for asked in (ASKED, another)]
    told = [one.communicate() for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert _changes(folder) == Counter(ISSUES)
    assert run("projections", "verify", "--data", folder).code == 0


def _changes(folder: Path) -> "Counter[object]":
    """How often each issue changed its rules."""
    with open_events(Settings(folder)) as store:
        facts = [one for one in store.read() if isinstance(one.fact, RegimeChanged)]
    return Counter(one.envelope.stream for one in facts)


def _digest(folder: Path) -> str:
    digest: str = run("doctor", "--json", "--data", folder).json["log_digest"]
    return digest

"""kill -9 of ``kiennghi deadlines``: the same command again ends as if nothing had happened."""

import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from tests.builders import named
from tests.decrees import decreed
from tests.e2e.cli import ROOT, process_environment, run
from tests.e2e.stories import Story, store_of
from tests.steps import raised_by_secretary, submitted

DYING = Path(__file__).with_name("dying_sweep.py")
ISSUES = [named(f"never received {number}") for number in range(5)]
STORY: Story = [
    (
        "2018-08-06 08:00",
        [step(issue=issue) for issue in ISSUES for step in (raised_by_secretary, submitted)],
    ),
    ("2018-08-07 08:00", [decreed("2018.9", off=[date(2018, 8, 8)])]),
]


@pytest.mark.parametrize("commits", [1, 2, 3])
@pytest.mark.parametrize("command", ["sweep", "recompute"])
def test_what_is_killed_is_finished_by_repeating_it(
    tmp_path: Path, command: str, commits: int
) -> None:
    asked = ("deadlines", command, "--at", "2018-08-21 07:00")
    clean = store_of(STORY, tmp_path / "clean")
    killed = copytree(clean, tmp_path / "killed")
    assert run(*asked, "--data", clean).code == 0
    before = _head(killed)

    dying = subprocess.run(
        [sys.executable, str(DYING), str(commits), *asked, "--data", str(killed)],
        cwd=ROOT,
        env=process_environment({}),
        capture_output=True,
        check=False,
    )
    done = _head(killed)
    again = run(*asked, "--json", "--data", killed)

    assert dying.returncode == -signal.SIGKILL
    assert before < done
    assert (again.code, again.json["due"]) == (0, max(0, len(ISSUES) - 2 * commits))
    assert again.json["facts"] == _head(clean) - done
    assert _digest(killed) == _digest(clean)


def _head(folder: Path) -> int:
    head: int = run("doctor", "--json", "--data", folder).json["head"]
    return head


def _digest(folder: Path) -> str:
    digest: str = run("doctor", "--json", "--data", folder).json["log_digest"]
    return digest

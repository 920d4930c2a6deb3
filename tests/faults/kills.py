"""Kills ``kiennghi apply``, applies the same file again, and compares with a clean run."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from adapters.bootstrap import make_mapper
from adapters.event_store.files import open_store
from tests.e2e.cli import ROOT, process_environment

DYING = Path(__file__).with_name("dying_apply.py")


class Kill(NamedTuple):
    """When a run is killed: after so much of the clean run's time, or at a commit's reply."""

    after_seconds: float | None = None
    after_commit: int | None = None

    def __str__(self) -> str:
        if self.after_commit is not None:
            return f"between commit {self.after_commit} and its reply"
        return f"after {self.after_seconds:.2f} s"


class CleanRun(NamedTuple):
    outcomes: list[str]
    log_digest: str
    outcomes_digest: str
    seconds: float


class Killed(NamedTuple):
    """What one kill left behind, and what applying again made of it."""

    kill: Kill
    died: bool
    """Killed before it was done."""
    commands_before: int
    """Outcomes that the killed run had printed."""
    facts_before: int
    same_prefix: bool
    """The killed run had said nothing that the clean run does not say."""
    same_outcomes: bool
    same_log: bool

    @property
    def recovered(self) -> bool:
        return self.same_prefix and self.same_outcomes and self.same_log


def _initialised(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "adapters.cli.main", "init", "--simulation", "--data", str(folder)],
        cwd=ROOT,
        env=process_environment({}),
        check=True,
        capture_output=True,
    )


def _apply(folder: Path, commands: Path, *wrapper: str) -> "subprocess.Popen[bytes]":
    start = wrapper or ("-m", "adapters.cli.main")
    return subprocess.Popen(
        [sys.executable, *start, "apply", str(commands), "--data", str(folder)],
        cwd=ROOT,
        env=process_environment({}),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _digests(folder: Path) -> tuple[str, str]:
    with open_store(folder / "events.sqlite", make_mapper()) as store:
        return store.log_digest(), store.outcomes_digest()


def _facts(folder: Path) -> int:
    with open_store(folder / "events.sqlite", make_mapper()) as store:
        assert store.check() == []
        return store.head()


def clean_run(folder: Path, commands: Path) -> CleanRun:
    _initialised(folder)
    started = monotonic()
    out, _ = _apply(folder, commands).communicate()
    seconds = monotonic() - started
    return CleanRun(out.decode().splitlines(), *_digests(folder), seconds)


def kill_once(folder: Path, commands: Path, kill: Kill, clean: CleanRun) -> Killed:
    """A run killed with SIGKILL, and a second one over the same file to the end."""
    _initialised(folder)
    if kill.after_commit is not None:
        running = _apply(folder, commands, str(DYING), str(kill.after_commit))
        out, _ = running.communicate()
    else:
        running = _apply(folder, commands)
        # Reads what is printed meanwhile, so that a full pipe never stops the run.
        try:
            out, _ = running.communicate(timeout=kill.after_seconds)
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            out, _ = running.communicate()
    said = out.decode().split("\n")[:-1]
    facts = _facts(folder)
    again, _ = _apply(folder, commands).communicate()
    return Killed(
        kill,
        died=running.returncode == -signal.SIGKILL,
        commands_before=len(said),
        facts_before=facts,
        same_prefix=said == clean.outcomes[: len(said)],
        same_outcomes=again.decode().splitlines() == clean.outcomes,
        same_log=_digests(folder) == (clean.log_digest, clean.outcomes_digest),
    )


def spread(clean: CleanRun, at_times: int, at_commits: int) -> Iterator[Kill]:
    """Kills spread evenly over the clean run's time, and over its commands."""
    for number in range(1, at_times + 1):
        yield Kill(after_seconds=clean.seconds * number / (at_times + 1))
    for number in range(1, at_commits + 1):
        yield Kill(after_commit=max(1, len(clean.outcomes) * number // (at_commits + 1)))

"""kill -9 of ``kiennghi apply``: applying the same file again ends as if nothing had happened."""

from pathlib import Path

import pytest

from tests.e2e.cli import run
from tests.faults.kills import CleanRun, Killed, clean_run, kill_once, spread
from tests.faults.report import circumstances, write_section

FULL = (36, 14)
SHORT = (3, 3)
"""Kills at times spread over the run, and between commits and their replies."""
SHORT_COMMANDS = 160


@pytest.fixture
def commands(tmp_path: Path, full: bool) -> Path:
    """The demo's commands, or its first ones."""
    file = tmp_path / "commands.jsonl"
    assert run("demo", "--data", tmp_path / "demo", "--commands", file).code == 0
    if not full:
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(lines[:SHORT_COMMANDS]), encoding="utf-8")
    return file


def test_a_killed_apply_is_finished_by_applying_again(
    tmp_path: Path, commands: Path, full: bool
) -> None:
    clean = clean_run(tmp_path / "clean", commands)
    assert len(clean.outcomes) >= SHORT_COMMANDS
    kills = spread(clean, *(FULL if full else SHORT))
    results = [
        kill_once(tmp_path / f"killed-{number}", commands, kill, clean)
        for number, kill in enumerate(kills)
    ]
    assert [str(one.kill) for one in results if not one.recovered] == []
    at_commits = [one for one in results if one.kill.after_commit is not None]
    assert all(one.died for one in at_commits)
    assert all(one.commands_before == (one.kill.after_commit or 0) - 1 for one in at_commits)
    assert sum(one.died for one in results) >= len(results) * 3 // 4
    if full:
        write_section("kill -9 of `kiennghi apply`", _report(clean, results))


def _report(clean: CleanRun, results: list[Killed]) -> str:
    rows = "\n".join(
        f"| {one.kill} | {'yes' if one.died else 'done before'} | {one.commands_before} "
        f"| {one.facts_before} | {'yes' if one.recovered else 'NO'} |"
        for one in results
    )
    at_commits = sum(one.kill.after_commit is not None for one in results)
    return (
        f"The demo's {len(clean.outcomes):,} commands are applied to an empty simulated store on "
        "SQLite (WAL, synchronous FULL). The process is killed with SIGKILL, then the same file is "
        "applied again to the end. Recovered means: what the killed run had printed is how the "
        "clean run begins, all outcomes of the second run equal the clean run's, and so do the "
        "digests of the log and of the outcomes; right after the kill the store passed every "
        "check of `kiennghi doctor`.\n\n"
        f"{len(results)} kills, {sum(one.died for one in results)} of them before the run was "
        f"done, {at_commits} between a commit and its reply: "
        f"**{sum(one.recovered for one in results)} recovered**. "
        f"Clean run {clean.seconds:.1f} s, log digest `{clean.log_digest[:16]}…`; "
        f"{circumstances()}.\n\n"
        "| Killed | Died | Outcomes printed before | Facts stored before | Recovered |\n"
        f"|---|---|---|---|---|\n{rows}\n"
    )

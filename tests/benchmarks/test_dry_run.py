"""What a dry run is measured on is what it promises: open issues, of which most deadlines move."""

import json
from pathlib import Path

from benchmarks.dry_run import AT_MOST, SECONDS, TITLE, DryRun, described, fill, repeat, section
from benchmarks.progress import silent
from tests.e2e.cli import run


def test_every_open_issue_is_judged_and_most_deadlines_move(tmp_path: Path) -> None:
    fill(tmp_path / "data", 30, silent)
    once = described(tmp_path / "data")
    repeat(tmp_path / "data", 1, 2)
    repeat(tmp_path / "data", 2, 3)
    issues, deadlines = described(tmp_path / "data")
    assert (issues, deadlines) == (3 * once[0], 3 * once[1])

    told = run("regimes", "dry-run", "shorter", "--json", "--data", tmp_path / "data")

    found = [json.loads(line) for line in told.out.splitlines()]
    assert (told.code, told.err) == (0, "")
    assert 90 <= issues == len(found) == len({one["stream"] for one in found})
    assert {one["outcome"] for one in found} == {"follows"}
    moved = [one for issue in found for one in issue["deadlines"]]
    assert deadlines / 2 < len(moved) <= deadlines


def test_seconds_and_memory_are_held_against_what_is_promised() -> None:
    small, large = DryRun(10, 12, 1.0, 100.0), DryRun(100, 120, SECONDS - 1.0, 100.0 * AT_MOST)
    reached = section([small, large])
    assert reached.title == TITLE
    assert [one.is_reached for one in reached.figures] == [True, True]
    slow = section([small, large._replace(seconds=SECONDS + 1.0, megabytes=140.0)])
    assert [one.is_reached for one in slow.figures] == [False, False]

"""``make bench``: prints what was measured, and fails where a figure misses what is promised."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks import dry_run, engine, memory, pages, pages_told, programs, reading
from benchmarks.progress import Progress, Say
from benchmarks.report import write_sections
from benchmarks.sections import Figure, Section, circumstances


class Scale(NamedTuple):
    """How much is measured."""

    rounds: int
    """Of commands and replays beside the library."""
    log_issues: int
    """In the log that is read."""
    rebuilt_facts: tuple[int, ...]
    inbox_issues: tuple[int, ...]
    open_issues: tuple[int, ...]
    """Of which a change of rules is tried."""


FULL = Scale(
    15, 3_000, (10_000, 100_000, 1_000_000), (10_000, 100_000, 1_000_000), (10_000, 100_000)
)
SMALL = Scale(2, 60, (1_000, 2_000), (200, 400), (100, 200))
GIGABYTES = 4
"""Free in the temporary folder for a full run: a log of a million facts and what is made of it."""

Part = Callable[[Path, Scale, Say], Section]
PARTS: Mapping[str, tuple[str, Part]] = {
    "engine": (engine.TITLE, lambda folder, scale, say: engine.engine(folder, scale.rounds, say)),
    "programs": (programs.TITLE, lambda folder, scale, say: programs.programs(folder, say)),
    "reading": (
        reading.TITLE,
        lambda folder, scale, say: reading.reading(folder, scale.log_issues, say),
    ),
    "memory": (
        memory.TITLE,
        lambda folder, scale, say: memory.memory(folder, scale.rebuilt_facts, say),
    ),
    "dry-run": (
        dry_run.TITLE,
        lambda folder, scale, say: dry_run.dry_run(folder, scale.open_issues, say),
    ),
    "pages": (
        pages_told.TITLE,
        lambda folder, scale, say: pages_told.section(pages.pages(folder, scale.inbox_issues, say)),
    ),
}
ORDER = [title for title, _ in PARTS.values()]


def main(arguments: list[str] | None = None) -> int:
    parser = _parser()
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - PARTS.keys():
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    chosen = [name for name in PARTS if name in asked.parts] or list(PARTS)
    free = shutil.disk_usage(tempfile.gettempdir()).free / 1e9
    if not asked.small and free < GIGABYTES:
        print(
            f"{tempfile.gettempdir()} has {free:.1f} GB free, and up to {GIGABYTES} are needed; "
            "TMPDIR names another folder.",
            file=sys.stderr,
        )
        return 2
    figures: list[Figure] = []
    for section, told in _measured(chosen, asked.small):
        print(f"## {section.title}\n\n{told}", flush=True)
        figures += section.figures
        if asked.write:
            write_sections(asked.write, {section.title: told}, ORDER)
    print(*figures, sep="\n")
    return 0 if all(one.is_reached for one in figures) else 1


def _measured(parts: list[str], is_small: bool) -> Iterator[tuple[Section, str]]:
    """Part by part, each in a folder that is gone when the next one begins."""
    progress, scale = Progress(), SMALL if is_small else FULL
    for name in parts:
        _, part = PARTS[name]
        began = progress.seconds
        with tempfile.TemporaryDirectory(prefix="kiennghi-bench-") as folder:
            section = part(Path(folder), scale, progress.part(name))
        told = circumstances(progress.seconds - began)
        yield section, section.markdown(f"A trial that means nothing: {told}" if is_small else told)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures commands and read models. Exit status 1 where a figure is missed.",
        epilog=f"All parts together take a quarter of an hour on two cores and up to "
        f"{GIGABYTES} GB in the temporary folder.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    told = "; ".join(f"{name}: {title.lower()}" for name, (title, _) in PARTS.items())
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{told}. Default: all of them")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="put the results into this report as well"
    )
    parser.add_argument(
        "--small", action="store_true", help="a trial of a minute, whose figures mean nothing"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

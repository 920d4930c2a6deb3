"""Pages, counts and search of inboxes of very different sizes: they must take the same time."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

from adapters.databases import opened
from benchmarks.large_inbox import fold_lives, repeat
from benchmarks.progress import Say
from benchmarks.questions import LIMIT, SEARCH, UNITS, Question, questions
from benchmarks.rounds import turns
from projections.rows import select

AT_MOST = 1.5
"""Times as long in the largest inbox as in the smallest."""
MORE_ROUNDS = 35
"""For what is above that at first, since a thousand questions meet some disturbance."""
_MEGABYTE = 1e6


class Answer(NamedTuple):
    """How long one question took at each size, the smallest first."""

    question: Question
    page: int
    rows: tuple[int, ...]
    """On the page; for counts as many as a page has."""
    is_whole: bool
    """Whether everything that was found is on it, at each size."""
    turns: Sequence[tuple[float, ...]]
    """Seconds at each size, taken in turns."""

    @property
    def seconds(self) -> tuple[float, ...]:
        """Medians of the turns."""
        return tuple(map(median, zip(*self.turns, strict=True)))

    @property
    def ratio(self) -> float:
        """Median of the turns' own: each has met the same disturbances at all sizes."""
        return median(turn[-1] / turn[0] for turn in self.turns)

    @property
    def is_comparable(self) -> bool:
        """Whether as many rows were found at each size: a full page, or the same whole list."""
        [*others, last] = self.rows
        alike = all(one == last for one in others)
        return alike and (last == LIMIT or (self.is_whole and last > 0))


class Described(NamedTuple):
    """What a file holds."""

    issues: int
    entries: int
    of_units: tuple[int, ...]
    """Entries of each of ``UNITS``."""
    megabytes: float
    parts: int
    """Of the search index; SQLite merges some from time to time."""


class Measured(NamedTuple):
    inboxes: Sequence[Described]
    answers: Sequence[Answer]


def pages(folder: Path, sizes: Sequence[int], say: Say) -> Measured:
    """``sizes`` in issues, each a multiple of the first."""
    say(f"folding {sizes[0]:,} issues")
    files = [fold_lives(folder, sizes[0])]
    for size in sizes[1:]:
        path = folder / f"{size}.sqlite"
        repeat(files[0], path, size // sizes[0], partial(_say_of, size, say))
        files.append(path)
    with ExitStack() as stack:
        aliases = [stack.enter_context(opened(file, read_only=True)) for file in files]
        answers = list(measure(aliases, list(questions(aliases[0])), say))
        inboxes = [described(alias, file) for alias, file in zip(aliases, files, strict=True)]
    return Measured(inboxes, answers)


def _say_of(issues: int, say: Say, line: str) -> None:
    say(f"{issues:,} issues, {line}")


def measure(aliases: Sequence[str], asked: Sequence[Question], say: Say) -> Iterator[Answer]:
    """First and second page of each question; a filter that fits nothing is passed over."""
    for number, question in enumerate(asked, start=1):
        say(f"{number:,} of {len(asked):,} questions")
        if question.asked is None:
            counted = tuple(LIMIT for _ in aliases)
            counting = [partial(question.counts, alias) for alias in aliases]
            yield _answer(Answer(question, 1, counted, True, ()), counting)
            continue
        cursors: list[str | None] = [None] * len(aliases)
        for page in (1, 2):
            calls = [
                partial(question.page, alias, cursor)
                for alias, cursor in zip(aliases, cursors, strict=True)
            ]
            found = [call() for call in calls]
            rows = tuple(len(one.rows) for one in found)
            cursors = [one.next for one in found]
            if any(rows) or question.column == SEARCH:
                yield _answer(Answer(question, page, rows, not any(cursors), ()), calls)
            if not all(cursors):
                break


def _answer(answer: Answer, calls: Sequence[Callable[[], object]]) -> Answer:
    answer = answer._replace(turns=turns(calls))
    if answer.ratio > AT_MOST and answer.is_comparable:
        answer = answer._replace(turns=[*answer.turns, *turns(calls, MORE_ROUNDS, enough=5.0)])
    return answer


def described(alias: str, path: Path) -> Described:
    [(issues,)] = select(alias, "SELECT COUNT(*) FROM inbox_issue")
    [(entries,)] = select(alias, "SELECT COUNT(*) FROM inbox_entry")
    [(parts,)] = select(alias, "SELECT COUNT(DISTINCT segid) FROM inbox_search_idx")
    of_unit = "SELECT COUNT(*) FROM inbox_entry WHERE unit = %s"
    of_units = tuple(select(alias, of_unit, (unit,))[0][0] for unit in UNITS)
    return Described(issues, entries, of_units, path.stat().st_size / _MEGABYTE, parts)

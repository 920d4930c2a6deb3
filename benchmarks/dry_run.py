"""How long a dry run of a change of rules takes, and how much memory, which must not grow."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import chain, islice
from pathlib import Path
from shutil import rmtree
from typing import NamedTuple

from adapters.bootstrap import EVENTS_FILE, make_mapper
from adapters.event_store.files import open_store
from adapters.event_store.recorder import connect
from adapters.read_models import VIEWS_FOLDER
from adapters.view_files import ViewFiles
from adapters.views import Views
from benchmarks import programs
from benchmarks.made_log import CALENDAR, PROVINCE, REGIME, made_lives, write_log
from benchmarks.progress import Say
from benchmarks.sections import Figure, Section, table
from domain.fact import Fact, Recorded
from domain.organisation import CalendarPublished, RegimeBound, RegimePublished, text_digest
from projections.deadlines import Deadlines
from projections.positions import ProjectionPosition
from workflows.calendar_files import load_calendar_file
from workflows.regime_files import shipped_regime

TITLE = "Dry run of a change of rules"
SECONDS, AT_MOST = 60, 1.3
MORE = 1.17
"""Times the open issues that are wanted: some lives end early."""
NEW = "shorter"
TEXT = f"""id = "{NEW}"
version = "1"
extends = {{ id = "{REGIME.id}", version = "{REGIME.version}" }}
source = "None: every length that a made log has is another one"

[label]
vi = "Quy chế ngắn hạn hơn"
en = "A regime of shorter times"

""" + "\n".join(
    f'[deadlines.{kind}]\nlasts = "7wd"\n'
    for kind in ("receipt", "notice", "result", "acceptance", "reply", "verification")
)


_ISSUES = "SELECT COUNT(*) FROM deadline_stream WHERE of = 'issue' AND NOT ended"
_OWED = "SELECT COUNT(*) FROM deadline WHERE of = 'issue' AND status IN ('running', 'paused')"


class DryRun(NamedTuple):
    issues: int
    """Open ones."""
    deadlines: int
    """Of these, open ones."""
    seconds: float
    megabytes: float


def dry_run(folder: Path, sizes: Sequence[int], say: Say) -> Section:
    """For each number of open issues, the smallest first; the others are multiples of it."""
    data, smallest = folder / "data", sizes[0]
    fill(data, smallest, say)
    runs, copies = [], 1
    for issues in sizes:
        repeat(data, copies, issues // smallest)
        copies = issues // smallest
        runs.append(_measured(data, say))
    rmtree(data)
    return section(runs)


def _measured(data: Path, say: Say) -> DryRun:
    issues, deadlines = described(data)
    ran = programs.run(
        *("regimes", "dry-run", NEW, "--data", str(data)),
        waiting=lambda time: say(f"dry run of {issues:,} issues, {time}"),
    )
    return DryRun(issues, deadlines, ran.seconds, ran.megabytes)


def fill(data: Path, issues: int, say: Say) -> None:
    """A data folder with so many open issues, at least, and the read model that a dry run reads."""
    data.mkdir(parents=True)
    log = data / EVENTS_FILE
    write_log(log, _facts(int(issues * MORE), say))
    with open_store(log, make_mapper()) as store:
        views = Views(data / VIEWS_FOLDER, store, [Deadlines()])
        caught_up = views.catch_up(
            progress=lambda p: say(f"reading the log, {p.position:,} of {p.until:,} facts")
        )
        assert not caught_up.stopped, caught_up


def repeat(data: Path, first: int, times: int) -> None:
    """The rows of the issues that were folded, again from the ``first`` copy up to so many.

    As if the same were recorded once more, of other streams and further on in a log that no dry run
    reads; hours of folding are left out.
    """
    with closing(sqlite3.connect(_rows_in(data), isolation_level=None)) as connection:
        [(span,)] = connection.execute(_SPAN)
        connection.execute("BEGIN")
        for copy in range(first, times):
            for table in ("deadline_stream", "deadline"):
                names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
                values = ", ".join(_OF_A_COPY.get(name, name) for name in names)
                connection.execute(
                    f"INSERT INTO {table} SELECT {values} FROM {table} WHERE origin <= :span",
                    {"span": span, "ahead": copy * span, "copy": copy},
                )
        connection.execute("COMMIT")


_SPAN = f"SELECT position FROM {ProjectionPosition._meta.db_table}"
# Most digits of a stream are left as they are, so streams lie as scattered as they did.
_OF_A_COPY = {
    "position": "position + :ahead",
    "origin": "origin + :ahead",
    "stream": "substr(stream, 1, 17) || printf('%07x', :copy) || substr(stream, 25)",
    "key": "substr(key, 1, 17) || printf('%07x', :copy) || substr(key, 25)",
}


def described(data: Path) -> tuple[int, int]:
    """How many open issues there are, and how many open deadlines of theirs."""
    with closing(connect(_rows_in(data), mode="ro")) as connection:
        [(issues,)] = connection.execute(_ISSUES)
        [(deadlines,)] = connection.execute(_OWED)
    return issues, deadlines


def _rows_in(data: Path) -> Path:
    files = ViewFiles(data / VIEWS_FOLDER, Deadlines.name)
    generation = files.current()
    assert generation is not None
    return files.path(generation)


def _facts(issues: int, say: Say) -> Iterator[Recorded[Fact]]:
    """The beginning of every issue's life, and the rules that all of them are to follow."""
    founding, *_ = heads = list(islice(lives := made_lives(issues, open_share=1.0), 1))
    last = founding[-1]
    for number, life in enumerate(chain(heads, lives)):
        if number % 1_000 == 0:
            say(f"making the log, {number:,} of {issues:,} issues")
        yield from life
        last = life[-1]
    organisation, day_after = founding[-1].envelope, last.envelope.recorded_at + timedelta(days=1)
    for number, fact in enumerate(_rules(), start=1):
        envelope = organisation.model_copy(
            update={"version": organisation.version + number, "recorded_at": day_after}
        )
        yield Recorded(last.position + number, envelope, fact)


def _rules() -> Iterator[Fact]:
    texts = {f"{REGIME}": shipped_regime(f"{REGIME.id}-{REGIME.version}").text, f"{NEW} 1": TEXT}
    for ref, text in {"base 1": shipped_regime("base-1").text, **texts}.items():
        regime, version = ref.split()
        told = {"regime": regime, "version": version}
        yield RegimePublished(**told, text=text, digest=text_digest(text))
    calendar = load_calendar_file("vn").text
    told = {"calendar": CALENDAR.id, "version": load_calendar_file("vn").calendar.version}
    yield CalendarPublished(**told, text=calendar, digest=text_digest(calendar))
    yield RegimeBound(unit=PROVINCE, regime=NEW, version="1", valid_from=date(2018, 1, 2))


def section(runs: Sequence[DryRun]) -> Section:
    first, last = runs[0], runs[-1]
    ratio = last.megabytes / first.megabytes
    seconds = f"{last.seconds:.1f} s"
    named = f"Dry run of {last.issues:,} open issues"
    memory = f"{first.megabytes:.0f} to {last.megabytes:.0f} MB, {ratio:.2f} times"
    figures = [
        Figure(named, seconds, f"< {SECONDS} s", last.seconds < SECONDS),
        Figure(
            f"Its memory, from {first.issues:,} on", memory, f"≤ {AT_MOST} times", ratio <= AT_MOST
        ),
    ]
    how = (
        "`kiennghi regimes dry-run` of a regime in which every length is another, so that most "
        "deadlines move; in a process of its own, from start to end, with its read model at the "
        "head of the log; more issues are the same ones repeated in that model. Memory is its "
        "largest resident size, the interpreter and its libraries included."
    )
    rows = (
        (f"{one.issues:,}", f"{one.deadlines:,}", f"{one.seconds:.1f}", f"{one.megabytes:.0f}")
        for one in runs
    )
    told = table(("Open issues", "open deadlines", "seconds", "memory, MB"), rows)
    return Section(TITLE, figures, f"{how}\n\n{told}")

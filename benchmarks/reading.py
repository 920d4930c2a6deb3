"""From the log to the rows of the read models on SQLite, in one process, decoding included."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from shutil import rmtree
from statistics import median
from time import perf_counter
from typing import NamedTuple

from django.db.transaction import atomic
from eventsourcing.application import LocalNotificationLog
from eventsourcing.system import NotificationLogReader

from adapters.bootstrap import make_mapper
from adapters.databases import opened
from adapters.event_store.files import open_store
from adapters.event_store.sqlite import SQLiteStore
from adapters.read_models import READ_MODELS
from adapters.view_files import ViewFiles
from adapters.views import Views
from benchmarks.made_log import made_log, write_log
from benchmarks.progress import Say
from benchmarks.sections import Figure, Section, table
from domain.fact import Fact, Recorded, Unreadable
from projections.inbox import Inbox
from projections.ports import ReadModel
from projections.positions import mark_of, move

TITLE = "From log to rows"
ALONE, TOGETHER = 30_000, 12_000
"""Facts a second at least: the inbox alone, and what is read of issues from one reading."""
OF_ISSUES = ("inbox", "deadlines", "history", "not-submitted", "organisation")
ROUNDS = 5
SECONDS = 2.0
"""How long the alternative works in a round, unless it comes to the end of its part."""


class Speeds(NamedTuple):
    """Facts a second, one number a round."""

    name: str
    ours: list[float]
    one_by_one: list[float]

    @property
    def speed(self) -> float:
        return median(self.ours)

    @property
    def ratio(self) -> float:
        """Median of the rounds' own."""
        return median(a / b for a, b in zip(self.ours, self.one_by_one, strict=True))


def reading(folder: Path, issues: int, say: Say) -> Section:
    """``issues`` is how many the log follows from first to last, with some 33 facts each."""
    say(f"making the log of {issues:,} issues")
    log = folder / "events.sqlite"
    write_log(log, made_log(issues))
    with open_store(log, make_mapper()) as store:
        facts = store.head()
        alone = speeds("the inbox alone", store, [Inbox()], folder, say)
        of_issues = [one for one in READ_MODELS if one.name in OF_ISSUES]
        together = speeds("those of issues together", store, of_issues, folder, say)
        name = f"all {len(READ_MODELS)} together"
        every = speeds(name, store, READ_MODELS, folder, say)
    figures = [
        _figure(alone, ALONE),
        _figure(together, TOGETHER),
    ]
    return Section(TITLE, figures, f"{_how(facts, issues)}\n\n{_told([alone, together, every])}")


def speeds(
    name: str, store: SQLiteStore, read_models: Sequence[ReadModel], folder: Path, say: Say
) -> Speeds:
    """Rounds in turns with the alternative, which goes on in the midst of the log."""
    ours: list[float] = []
    others: list[float] = []
    with OneByOne(store, read_models, folder / "one-by-one") as other:
        for number in range(ROUNDS):
            ours.append(_rebuilt(store, read_models, folder / "rebuilt"))
            others.append(other.speed())
            say(f"{name}, round {number + 1} of {ROUNDS}: {ours[-1]:,.0f} facts/s")
    rmtree(folder / "one-by-one")
    return Speeds(name, ours, others)


def _rebuilt(store: SQLiteStore, read_models: Sequence[ReadModel], folder: Path) -> float:
    """From an empty folder to the files that are read from then on."""
    started = perf_counter()
    caught_up = Views(folder, store, read_models).catch_up()
    seconds = perf_counter() - started
    assert not caught_up.stopped, caught_up
    rmtree(folder)
    return caught_up.head / seconds


class OneByOne:
    """The way of the library: ten notifications at a time, and a transaction for each fact.

    Mapper, fold and tables are ours, as is everything else that could differ.
    """

    def __init__(self, store: SQLiteStore, read_models: Sequence[ReadModel], folder: Path) -> None:
        half = HalfOfALog(store)
        assert not Views(folder, half, read_models).catch_up().stopped
        self._open = ExitStack()
        self._folder = folder
        self._aliases: list[tuple[ReadModel, str]] = []
        self._positions: dict[str, int] = {}
        """By alias."""
        for one in read_models:
            alias = self._open.enter_context(opened(self.path(one.name)))
            self._aliases.append((one, alias))
            self._positions[alias] = half.head()
        reader = NotificationLogReader(LocalNotificationLog(store.recorder))
        self._left = chain.from_iterable(reader.select(start=half.head() + 1))
        self._part = half.head() // ROUNDS
        self._mapper = make_mapper()

    def __enter__(self) -> "OneByOne":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def path(self, name: str) -> Path:
        """The file of a read model."""
        files = ViewFiles(self._folder, name)
        [generation] = files.generations()
        return files.path(generation)

    def speed(self) -> float:
        """Facts a second, of those that come next."""
        started, facts = perf_counter(), 0
        for notification in islice(self._left, self._part):
            recorded = self._mapper.to_recorded(notification.id, notification)
            for read_model, alias in self._aliases:
                if read_model.concerns(notification.topic):
                    self._apply(recorded, read_model, alias)
            facts += 1
            if perf_counter() - started > SECONDS:
                break
        return facts / (perf_counter() - started)

    def _apply(self, recorded: Recorded[Fact], read_model: ReadModel, alias: str) -> None:
        with atomic(using=alias):
            move(alias, self._positions[alias], recorded.position, mark_of(recorded))
            fold = read_model.fold(alias)
            fold.take([recorded])
            fold.write()
        self._positions[alias] = recorded.position


class HalfOfALog:
    """As it was when half of it was recorded."""

    def __init__(self, store: SQLiteStore) -> None:
        self._store = store
        self._head = store.head() // 2

    def head(self) -> int:
        return self._head

    def read_each(
        self,
        after: int = 0,
        limit: int | None = None,
        wanted: Callable[[str], bool] | None = None,
    ) -> Iterator[Recorded[Fact] | Unreadable]:
        left = self._head - after
        return self._store.read_each(after, left if limit is None else min(limit, left), wanted)


# ── What is told of it ────────────────────────────────────────────────────────────────────────


def _figure(speeds: Speeds, least: int) -> Figure:
    name, measured = f"From log to rows: {speeds.name}", f"{speeds.speed:,.0f} facts/s"
    return Figure(name, measured, f"≥ {least:,}", speeds.speed >= least)


def _how(facts: int, issues: int) -> str:
    return (
        f"A log of {facts:,} facts, the whole lives of {issues:,} issues of a large province side "
        f"by side. A round builds the read models in an empty folder from the store's file, as "
        "`kiennghi projections rebuild` does. In turns with it the library's usual way with the "
        "same mapper, fold and tables, over the second half of the log: ten notifications at a "
        f"time, a transaction for each fact. Medians of {ROUNDS} rounds. Read models of issues are "
        f"{', '.join(OF_ISSUES)}; the others are of duties, months and successions."
    )


def _told(all_speeds: Sequence[Speeds]) -> str:
    heading = ("Facts a second", "median", "best", "worst", "one by one", "ratio")
    return table(
        heading,
        (
            (
                one.name,
                f"{one.speed:,.0f}",
                f"{max(one.ours):,.0f}",
                f"{min(one.ours):,.0f}",
                f"{median(one.one_by_one):,.0f}",
                f"{one.ratio:.1f}",
            )
            for one in all_speeds
        ),
    )

"""What the processes of the projector's fault test share: a log, read models, and what is right."""

import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path

from django.db import connections

from adapters.bootstrap import make_mapper
from adapters.event_store.files import create, open_store
from adapters.event_store.sqlite import SQLiteStore
from adapters.read_models import READ_MODELS
from adapters.views import Views
from benchmarks.made_log import made_log
from projections.ports import ReadModel
from projections.positions import position_of
from tests.projections.counting import Counting, Searching

MODELS: tuple[ReadModel, ...] = (Counting(), Searching(), *READ_MODELS)
NAMES = tuple(one.name for one in MODELS)
BATCH, BATCHES = 25, 4
_ISSUES = 2000
_SEEN = {
    "counting": "SELECT TOTAL(facts), IFNULL(MAX(last), 0) FROM count_of_facts",
    "searching": """SELECT (SELECT COUNT(*) FROM fact_types),
(SELECT IFNULL(MAX(position), 0) FROM fact_types),
(SELECT COUNT(*) FROM words_of_facts WHERE words_of_facts MATCH 'v1')""",
}
"""What is the position itself where the rows belong to it, since every fact is counted."""


def new_log(folder: Path) -> SQLiteStore:
    return create(folder / "events.sqlite", make_mapper(), simulation=True)


def opened_log(folder: Path) -> SQLiteStore:
    return open_store(folder / "events.sqlite", make_mapper())


def grow(store: SQLiteStore, facts: int) -> None:
    """That many more facts of a province's life, written past the Desk."""
    mapper = make_mapper()
    head = store.head()
    rows = []
    for position, envelope, fact in islice(made_log(_ISSUES), head, head + facts):
        event = mapper.to_stored(envelope, fact)
        stream = envelope.stream.hex
        rows.append((position, stream, event.originator_version, event.topic, event.state))
    with closing(sqlite3.connect(store.path)) as connection:
        connection.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", rows)
        connection.commit()
    assert store.head() == head + facts


def views_in(folder: Path, store: SQLiteStore) -> Views:
    return Views(folder / "views", store, MODELS, batch_size=BATCH, batches=BATCHES, wait=60)


def look(views: Views, name: str) -> int:
    """The position that a reader sees. Raises AssertionError where the rows are of another."""
    with views.reading(name) as alias, connections[alias].cursor() as cursor:
        position = position_of(alias)
        if name in _SEEN:
            seen = set(cursor.execute(_SEEN[name]).fetchone())
            assert seen == {position}, f"{name} at {position}: {seen}"
        return position

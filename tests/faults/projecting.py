"""What the processes of the projector's fault test share: a log, read models, and what is right."""

from pathlib import Path

from django.db import connections

from adapters.event_store.files import create, open_store
from adapters.event_store.sqlite import SQLiteStore
from adapters.views import Views
from projections.positions import position_of
from tests.adapters.contract.facts import mapper, note
from tests.projections.counting import Counting, Searching

NAMES = ("counting", "searching")
BATCH = 25
_SEEN = {
    "counting": "SELECT TOTAL(facts), IFNULL(MAX(last), 0) FROM count_of_facts",
    "searching": """SELECT (SELECT COUNT(*) FROM fact_types),
(SELECT IFNULL(MAX(position), 0) FROM fact_types),
(SELECT COUNT(*) FROM words_of_facts WHERE words_of_facts MATCH 'noted')""",
}
"""What is the position itself where the rows belong to it, since every fact is counted."""
_STREAMS = 40
_AT_A_TIME = 500


def made_log(folder: Path) -> SQLiteStore:
    return create(folder / "events.sqlite", mapper(), simulation=True)


def opened_log(folder: Path) -> SQLiteStore:
    return open_store(folder / "events.sqlite", mapper())


def grow(store: SQLiteStore, facts: int) -> None:
    """That many more facts, spread over the streams; ``facts`` is a multiple of their number."""
    rounds = store.head() // _STREAMS
    appends = [
        note(f"command {number} {stream}", f"stream {stream}", after=number)
        for number in range(rounds, rounds + facts // _STREAMS)
        for stream in range(_STREAMS)
    ]
    for first in range(0, len(appends), _AT_A_TIME):
        store.append_many(appends[first : first + _AT_A_TIME])


def views_in(folder: Path, store: SQLiteStore) -> Views:
    return Views(folder / "views", store, [Counting(), Searching()], batch_size=BATCH, wait=60)


def look(views: Views, name: str) -> int:
    """The position that a reader sees. Raises AssertionError where the rows are of another."""
    with views.reading(name) as alias, connections[alias].cursor() as cursor:
        position = position_of(alias)
        cursor.execute(_SEEN[name])
        seen = set(cursor.fetchone())
        assert seen == {position}, f"{name} at {position}: {seen}"
        return position

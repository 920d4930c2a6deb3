"""What may befall the files of a data folder."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from domain.fact import Fact
from domain.facts import AnyFact


class MeetingMoved(Fact):
    """What a later program may know."""

    type: Literal["meeting-moved.v9"] = "meeting-moved.v9"
    weeks: int


LaterFact = Annotated[AnyFact | MeetingMoved, Field(discriminator="type")]


def future_fact(folder: Path, stream: UUID, topic: str = "deadline-set.v9", **fields: Any) -> int:
    """Records a fact of a version that no program knows yet in the stream; its position."""
    with closing(sqlite3.connect(folder / "events.sqlite")) as log:
        [(version, state)] = log.execute(
            "SELECT originator_version, state FROM stored_events WHERE originator_id = ? "
            "ORDER BY originator_version DESC LIMIT 1",
            (stream.hex,),
        ).fetchall()
        stored = json.loads(state)
        stored["envelope"]["version"] = version + 1
        stored["fact"] = {"type": topic, **fields}
        position = log.execute(
            "INSERT INTO stored_events (originator_id, originator_version, topic, state) "
            "VALUES (?, ?, ?, ?)",
            (stream.hex, version + 1, topic, json.dumps(stored).encode()),
        ).lastrowid
        log.commit()
    assert position is not None
    return position


def view_file(folder: Path, name: str) -> Path:
    """The file of a read model that is in use."""
    generation = (folder / "views" / f"{name}.current").read_text("ascii").strip()
    return folder / "views" / f"{name}-{generation}.sqlite"


def tampered(folder: Path, name: str, statement: str) -> None:
    """Changes rows of a read model behind its back."""
    with closing(sqlite3.connect(view_file(folder, name))) as view:
        assert view.execute(statement).rowcount > 0
        view.commit()

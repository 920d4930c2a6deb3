"""How a store is read for people: its issues by number, its units by name."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from adapters.bootstrap import Engine
from adapters.i18n import Translator
from adapters.short_ids import number_of
from adapters.wording import Wording
from domain.directory import Directory
from domain.values import UnitId


def wording_of(
    engine: Engine[Any], words: Translator, directory: Directory | None = None
) -> Wording:
    """Words in one language for what the engine's store holds; units by today's directory."""
    directory = directory or engine.desk.directory()
    return Wording(words, lambda id: number_of(id, engine.store) or str(id), directory.name)


def wording_at(
    engine: Engine[Any], words: Translator, directory: Directory, at: datetime
) -> Wording:
    """Units as they are called at a time; one that is no more by then keeps its last name."""

    def name_of(unit: UnitId, on: date) -> str | None:
        record = directory.record(unit)
        ended = record is not None and record.period.last is not None and record.period.last < on
        return record.names[-1][1] if record and ended else directory.name(unit, on)

    return replace(wording_of(engine, words, directory).at(at), name_of=name_of)

"""How a store is read for people: its issues by number, its units by name."""

from typing import Any

from adapters.bootstrap import Engine
from adapters.i18n import Translator
from adapters.short_ids import number_of
from adapters.wording import Wording
from domain.directory import Directory


def wording_of(
    engine: Engine[Any], words: Translator, directory: Directory | None = None
) -> Wording:
    """Words in one language for what the engine's store holds; units by today's directory."""
    directory = directory or engine.desk.directory()
    return Wording(words, lambda id: number_of(id, engine.store) or str(id), directory.name)

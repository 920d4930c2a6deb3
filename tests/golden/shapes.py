"""The shape of everything that is stored, without the words that may change."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from adapters.event_store.mapper import FactMapper
from adapters.vault import PassThroughVault
from domain.fact import Envelope
from domain.facts import AnyFact

SCHEMAS = Path(__file__).parent / "schemas"
MAPPER = FactMapper(AnyFact, PassThroughVault())


def stored_forms() -> dict[str, type[BaseModel]]:
    """Every fact by its stored name, and the envelope."""
    return {"envelope": Envelope, **MAPPER.types}


def shape(form: type[BaseModel]) -> dict[str, Any]:
    """The JSON schema without titles and descriptions, and with every reference spelled out.

    So neither a docstring nor the name of a class can change it.
    """
    schema = form.model_json_schema()
    plain = _plain(schema, schema.pop("$defs", {}))
    assert isinstance(plain, dict)
    return plain


def _plain(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(one, definitions) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        around = {key: value for key, value in node.items() if key != "$ref"}
        return _plain({**definitions[name], **around}, definitions)
    return {
        key: _plain(value, definitions) for key, value in node.items() if not _is_word(key, value)
    }


def _is_word(key: str, value: Any) -> bool:
    """A title or description; a field of that name has a schema, not a text."""
    return key in ("title", "description") and isinstance(value, str)


def as_text(shape: dict[str, Any]) -> str:
    return json.dumps(shape, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def goldens(folder: Path = SCHEMAS) -> Iterator[tuple[str, str]]:
    """Stored name and text of every golden schema."""
    for file in sorted(folder.glob("*.json")):
        yield file.stem, file.read_text("utf-8")

"""``kiennghi schema``: the JSON Schemas of what goes in and of what is stored."""

import json
from typing import TYPE_CHECKING, Any

import typer

from adapters.cli.translated import TranslatedCommand, frame_in, new_group

if TYPE_CHECKING:
    from pydantic import TypeAdapter

app = new_group(help="help.schema")


@app.command("commands", help="help.schema.commands", cls=TranslatedCommand)
def commands(ctx: typer.Context) -> None:
    """Prints the schema of one line of a file for ``apply``."""
    from workflows.commands import COMMAND

    _print(ctx, COMMAND)


@app.command("events", help="help.schema.events", cls=TranslatedCommand)
def events(ctx: typer.Context) -> None:
    """Prints the schema of a stored row: the envelope, and every fact."""
    from pydantic import TypeAdapter, create_model

    from domain.fact import Envelope
    from domain.facts import AnyFact
    from domain.values import Value

    row: Any = create_model("StoredFact", __base__=Value, envelope=Envelope, fact=AnyFact)
    _print(ctx, TypeAdapter(row))


def _print(ctx: typer.Context, adapter: "TypeAdapter[Any]") -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **adapter.json_schema()}
    frame_in(ctx).say(json.dumps(schema, ensure_ascii=False, indent=2))

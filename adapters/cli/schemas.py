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
    """Prints the schema of every stored fact."""
    from pydantic import TypeAdapter

    from domain.facts import AnyFact

    _print(ctx, TypeAdapter(AnyFact))


def _print(ctx: typer.Context, adapter: "TypeAdapter[Any]") -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **adapter.json_schema()}
    frame_in(ctx).say(json.dumps(schema, ensure_ascii=False, indent=2))

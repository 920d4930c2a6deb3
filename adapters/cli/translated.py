"""Commands whose help and faults are told in the user's language.

Typer's own texts are English and partly fixed, so nothing of them reaches a user: help is written
in ``adapters.cli.help_text``, and wrong usage ends in ``adapters.cli.usage``. Every ``help`` and
``metavar`` that a command declares is a key of the catalogue (docs/adr/0040).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

import typer
from typer._click.core import Command, Context, Parameter
from typer._click.exceptions import UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperCommand, TyperGroup

from adapters.cli.frame import Frame
from adapters.cli.help_text import help_of, write_help
from adapters.invalid import echo


class WrongUsage(UsageError):
    """Wrong usage with a text of our own."""

    def __init__(self, key: str, context: Context, **params: Any) -> None:
        super().__init__(key, context)
        self.context = context
        self.key = key
        self.params = params


@contextmanager
def _in_context(ctx: Context) -> Iterator[None]:
    """Click's parser does not tell which command an option belongs to."""
    try:
        yield
    except UsageError as error:
        error.ctx = error.ctx or ctx
        raise


class TranslatedCommand(TyperCommand):
    """A command that takes the common options and writes its help from the catalogue."""

    allow_extra_args = True  # so that the fault below is ours and not Click's English one

    def get_help_option(self, ctx: Context) -> None:
        """None of Click's: ours is one of the common options."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        return [*super().get_params(ctx), *COMMON]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        with _in_context(ctx):
            rest = super().parse_args(ctx, args)
            if ctx.params.get("as_csv") and ctx.params.get("as_json"):
                raise WrongUsage("usage.one-form", ctx)
        if rest and not ctx.resilient_parsing:
            raise WrongUsage("usage.extra-arguments", ctx, given=[echo(word) for word in rest])
        return rest

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        write_help(self, ctx, formatter, frame_in(ctx).words)


class TranslatedGroup(TyperGroup):
    """A group of commands that takes the common options as well."""

    def get_help_option(self, ctx: Context) -> None:
        """None of Click's: ours is one of the common options."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        return [*super().get_params(ctx), *COMMON]

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        with _in_context(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Context) -> Any:
        if not ctx._protected_args:
            raise WrongUsage("usage.missing-command", ctx)
        return super().invoke(ctx)

    def resolve_command(
        self, ctx: Context, args: list[str]
    ) -> tuple[str | None, Command | None, list[str]]:
        if args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands)
            key = "usage.no-such-command-near" if near else "usage.no-such-command"
            raise WrongUsage(key, ctx, given=echo(args[0]), near=near)
        return super().resolve_command(ctx, args)

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        write_help(self, ctx, formatter, frame_in(ctx).words)


def new_group(help: str | None = None) -> typer.Typer:
    """An empty group; one without help and name lends its commands to the group it is added to."""
    return typer.Typer(cls=TranslatedGroup, help=help, add_completion=False, rich_markup_mode=None)


def frame_in(ctx: Context) -> Frame:
    """The frame of the run that a command belongs to."""
    frame = ctx.find_object(Frame)
    if frame is None:
        raise RuntimeError("the command was started without a frame")
    return frame


def _common_options(
    data: str | None = typer.Option(None, "--data", metavar="metavar.folder", help="help.data"),
    lang: str | None = typer.Option(None, "--lang", metavar="metavar.language", help="help.lang"),
    verbose: bool = typer.Option(False, "--verbose", help="help.verbose"),
    help: bool = typer.Option(False, "--help", is_eager=True, help="help.help"),
) -> None:
    """Declares the options that every command takes, before or after its name."""


def _take(ctx: Context, param: Parameter, value: Any) -> Any:
    """Puts a common option into the frame; ``--lang`` was read before (see ``main``)."""
    frame = frame_in(ctx)
    match param.name:
        case "help" if value:
            frame.say(help_of(ctx))
            raise typer.Exit
        case "data" | "verbose" if value:
            setattr(frame, param.name, value)
    return value


def _common() -> list[Parameter]:
    declaring = typer.Typer(add_completion=False)
    declaring.command()(_common_options)
    params = typer.main.get_command(declaring).params
    for param in params:
        param.expose_value = False
        param.callback = _take
    return params


COMMON = _common()

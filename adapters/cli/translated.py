"""Commands whose help and faults are told in the user's language.

Typer's own texts are English and partly fixed, so nothing of them reaches a user: help is written
here, and wrong usage ends in ``adapters.cli.usage``. Every ``help`` and ``metavar`` that a command
declares is a key of the catalogue (docs/adr/0040).
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
from adapters.i18n import Translator
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
        write_help(self, ctx, formatter)


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
        write_help(self, ctx, formatter)


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
            frame.say(ctx.get_help())
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


def write_help(command: Command, ctx: Context, formatter: HelpFormatter) -> None:
    """Usage, what it does, arguments, options, commands."""
    words = frame_in(ctx).words
    write_usage(command, ctx, formatter)
    if command.help:
        formatter.write_paragraph()
        formatter.write_text(words(command.help))
    params = command.get_params(ctx)
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    _write_section(formatter, words("usage.arguments"), [_row(p, words) for p in arguments])
    _write_section(formatter, words("usage.options"), [_row(p, words) for p in options])
    if isinstance(command, TyperGroup):
        shown = [(name, c) for name, c in command.commands.items() if not c.hidden]
        rows = [(name, words(c.help or "").partition("\n")[0]) for name, c in shown]
        _write_section(formatter, words("usage.commands"), rows)


def write_usage(command: Command, ctx: Context, formatter: HelpFormatter) -> None:
    """``Usage: kiennghi history ISSUE [OPTIONS]``, in the user's language."""
    words = frame_in(ctx).words
    pieces = [
        name_of(param, words) if param.required else f"[{name_of(param, words)}]"
        for param in command.get_params(ctx)
        if param.param_type_name == "argument"
    ]
    if isinstance(command, TyperGroup):
        pieces.append(words("usage.command-piece"))
    pieces.append(words("usage.options-piece"))
    formatter.write_usage(ctx.command_path, " ".join(pieces), f"{words('usage.usage')}: ")


def name_of(param: Parameter, words: Translator) -> str:
    """How people call an argument or option."""
    if param.param_type_name == "option":
        return max(param.opts, key=len)
    metavar = getattr(param, "metavar", None)
    return words(metavar) if metavar else str(param.name).upper()


def _row(param: Parameter, words: Translator) -> tuple[str, str]:
    help_key = getattr(param, "help", None) or ""
    name = name_of(param, words)
    metavar = getattr(param, "metavar", None)
    if param.param_type_name == "option" and metavar:
        name = f"{', '.join(param.opts)} {words(metavar)}"
    text = words(help_key) if help_key else ""
    if param.required and param.param_type_name == "option":
        text = f"{text} {words('usage.required')}"
    return name, text


def _write_section(formatter: HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)

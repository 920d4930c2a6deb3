"""Wrong usage of the command line, told in the user's language."""

from typing import Any

from typer._click.exceptions import (
    BadOptionUsage,
    BadParameter,
    ClickException,
    MissingParameter,
    NoSuchOption,
    UsageError,
)

from adapters.cli.help_text import help_of, name_of, usage_of
from adapters.cli.translated import WrongUsage
from adapters.i18n import Translator
from adapters.invalid import echo, problems


def explain_usage(error: ClickException, words: Translator) -> str:
    """What was wrong, how the command is used, and where to read more."""
    lines = [_what(error, words)]
    ctx = error.ctx if isinstance(error, UsageError) else None
    if isinstance(error, WrongUsage) and error.key == "usage.missing-command":
        lines.append(help_of(error.context))
    elif ctx is not None:
        lines.append(usage_of(ctx, words))
        lines.append(words("usage.try-help", command=ctx.command_path))
    return "\n".join(lines)


def _what(error: ClickException, words: Translator) -> str:
    match error:
        case WrongUsage(key=key, params=params):
            return words(key, **params)
        case MissingParameter():
            return words("usage.missing", name=_name(error, words))
        case NoSuchOption(option_name=option, possibilities=near):
            key = "usage.no-such-option-near" if near else "usage.no-such-option"
            return words(key, name=echo(option), near=sorted(near or ()))
        case BadOptionUsage(option_name=option):
            takes_value = not _is_flag(error, option)
            key = "usage.option-needs-value" if takes_value else "usage.option-takes-no-value"
            return words(key, name=option)
        case BadParameter():
            return words("usage.bad-value", name=_name(error, words), why=_why(error, words))
        case _:
            return words("usage.wrong")


def _name(error: BadParameter, words: Translator) -> str:
    return name_of(error.param, words) if error.param is not None else "?"


def _is_flag(error: UsageError, option: str) -> bool:
    params: list[Any] = error.ctx.command.get_params(error.ctx) if error.ctx else []
    return any(option in p.opts and getattr(p, "is_flag", False) for p in params)


def _why(error: BadParameter, words: Translator) -> str:
    """The first thing that pydantic says of a value, without a place: it has none."""
    from pydantic import ValidationError

    if isinstance(error.__cause__, ValidationError):
        return problems(error.__cause__, words)[0].partition(": ")[2]
    return words("usage.unusable")

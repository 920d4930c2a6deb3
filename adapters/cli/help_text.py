"""Help and usage of a command in the user's language."""

from typer._click.core import Command, Context, Parameter
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup

from adapters.i18n import Translator

_HARD_HYPHEN = "\u2011"
"""Click would break a line within ``to-verify``, and then nobody can copy it."""


def _unbroken(text: str) -> str:
    return text.replace("-", _HARD_HYPHEN)


def _as_typed(text: str) -> str:
    return text.replace(_HARD_HYPHEN, "-")


def help_of(ctx: Context) -> str:
    """What ``write_help`` writes for the command of the context."""
    return _as_typed(ctx.get_help())


def usage_of(ctx: Context, words: Translator) -> str:
    """How the command of the context is used, in a line or two."""
    formatter = ctx.make_formatter()
    _write_usage(ctx.command, ctx, formatter, words)
    return _as_typed(formatter.getvalue().rstrip("\n"))


def write_help(command: Command, ctx: Context, formatter: HelpFormatter, words: Translator) -> None:
    """Usage, what it does, arguments, options, commands."""
    _write_usage(command, ctx, formatter, words)
    if command.help:
        formatter.write_paragraph()
        formatter.write_text(_unbroken(words(command.help)))
    params = command.get_params(ctx)
    arguments = [p for p in params if p.param_type_name == "argument"]
    options = [p for p in params if p.param_type_name == "option"]
    _write_section(formatter, words("usage.arguments"), [_row(p, words) for p in arguments])
    _write_section(formatter, words("usage.options"), [_row(p, words) for p in options])
    if isinstance(command, TyperGroup):
        shown = [(name, c) for name, c in command.commands.items() if not c.hidden]
        rows = [(name, _unbroken(words(c.help or "").partition("\n")[0])) for name, c in shown]
        _write_section(formatter, words("usage.commands"), rows)


def _write_usage(
    command: Command, ctx: Context, formatter: HelpFormatter, words: Translator
) -> None:
    """``Usage: kiennghi diff ISSUE --from TIME [OPTIONS]``, in the user's language."""
    params = command.get_params(ctx)
    pieces = [
        name_of(param, words) if param.required else f"[{name_of(param, words)}]"
        for param in params
        if param.param_type_name == "argument"
    ]
    pieces += [
        _unbroken(_with_value(param, words))
        for param in params
        if param.param_type_name == "option" and param.required
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
    is_option = param.param_type_name == "option"
    name = _with_value(param, words) if is_option else name_of(param, words)
    text = words(help_key) if help_key else ""
    if param.required and is_option:
        text = f"{text} {words('usage.required')}"
    return name, _unbroken(text)


def _with_value(option: Parameter, words: Translator) -> str:
    metavar = getattr(option, "metavar", None)
    names = ", ".join(option.opts)
    return f"{names} {words(metavar)}" if metavar else names


def _write_section(formatter: HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    if rows:
        with formatter.section(title):
            formatter.write_dl(rows)

"""``kiennghi``: chooses the language, runs one command, turns what went wrong into a message."""

import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import TextIO

from adapters.cli.errors import ExitCode, explain
from adapters.cli.frame import Frame
from adapters.i18n import Translator, UnknownLanguage, choose_language

PROGRAM = "kiennghi"


def main(
    arguments: Sequence[str] | None = None,
    environment: Mapping[str, str] | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Runs one command line and returns its exit code (``ExitCode``)."""
    arguments = sys.argv[1:] if arguments is None else arguments
    environment = os.environ if environment is None else environment
    out, err = out or sys.stdout, err or sys.stderr
    _never_fail_on_a_letter(out, err)
    try:
        words = Translator(choose_language(_asked_language(arguments), environment))
    except UnknownLanguage as error:
        return _fail(error, Translator(choose_language(None, _but_language(environment))), err)
    frame = Frame(words, environment, out, err)
    try:
        return _run(frame, list(arguments))
    except KeyboardInterrupt:
        print(words("fault.interrupted"), file=err)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        _close_quietly(out)
        return ExitCode.BROKEN_PIPE
    except Exception as error:
        if environment.get("KIENNGHI_DEBUG", "") not in ("", "0"):
            traceback.print_exc(file=err)
        return _fail(error, words, err)


def _run(frame: Frame, arguments: list[str]) -> int:
    import typer
    from typer._click.exceptions import ClickException

    from adapters.cli.app import command

    try:
        with command().make_context(PROGRAM, arguments, obj=frame) as context:
            context.command.invoke(context)
        frame.out.flush()
    except typer.Exit as ended:
        frame.out.flush()
        return ended.exit_code
    except ClickException as error:
        from adapters.cli.usage import explain_usage

        frame.tell(explain_usage(error, frame.words))
        return ExitCode.BAD_INPUT
    return ExitCode.DONE


def _fail(error: BaseException, words: Translator, err: TextIO) -> int:
    code, message = explain(error, words)
    print(message, file=err)
    return code


def _asked_language(arguments: Sequence[str]) -> str | None:
    """The value of ``--lang``, wherever it stands: faults of the command line need it already."""
    for word, following in zip(arguments, [*arguments[1:], ""], strict=False):
        if word == "--":
            return None
        if word == "--lang":
            return following
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def _but_language(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name != "KIENNGHI_LANG"}


def _never_fail_on_a_letter(*streams: TextIO) -> None:
    """A terminal that lacks a letter shows a question mark, rather than ending the command."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _close_quietly(out: TextIO) -> None:
    """The reader has gone: what is still buffered has nowhere to go, at exit least of all."""
    if out is sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


if __name__ == "__main__":
    sys.exit(main())

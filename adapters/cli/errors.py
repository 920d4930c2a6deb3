"""From what went wrong to an exit code and a message that says what to do."""

import errno
from enum import IntEnum
from typing import Any

from adapters.i18n import LANGUAGES, Translator, UnknownLanguage
from adapters.invalid import echo
from adapters.settings import BadSetting


class ExitCode(IntEnum):
    """Stable: scripts rely on them."""

    DONE = 0
    REFUSED = 1
    """A rule refused."""
    BAD_INPUT = 2
    COULD_NOT_RUN = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141


class BadInput(Exception):
    """What the user gave cannot be used. ``details`` are lines that stand below the message."""

    def __init__(self, code: str, details: tuple[str, ...] = (), **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.details = details
        self.params = params


def explain(error: BaseException, words: Translator) -> tuple[ExitCode, str]:
    """Exit code and message of whatever ended a command."""
    match error:
        case BadInput(code=code, details=details, params=params):
            text = words(f"bad-input.{code}", **params)
            return ExitCode.BAD_INPUT, "\n".join([text, *(f"  {line}" for line in details)])
        case UnknownLanguage(language=language):
            text = words("bad-input.language", language=echo(language), allowed=LANGUAGES)
            return ExitCode.BAD_INPUT, text
        case BadSetting(name=name, value=value, allowed=allowed):
            text = words("bad-input.setting", name=name, value=echo(value), allowed=allowed)
            return ExitCode.BAD_INPUT, text
        case OSError():
            mistyped = error.errno in _WRONG_NAMES
            exit_code = ExitCode.BAD_INPUT if mistyped else ExitCode.COULD_NOT_RUN
            return exit_code, _file_trouble(error, words)
        case _:
            return _from_workflows(error, words)


def refusal(code: str, params: dict[str, Any], words: Translator) -> str:
    """The sentence for a rule that refused."""
    key = f"refusal.{code}"
    if code == "not-entitled" and params.get("office") is None:
        key = "refusal.not-entitled-without-office"
    return words(key if words.knows(key) else "refusal.other", code=code, **params)


def _from_workflows(error: BaseException, words: Translator) -> tuple[ExitCode, str]:
    from workflows.handling import Contended
    from workflows.outcome import Rejected
    from workflows.ports import StoreUnavailable

    match error:
        case Rejected(code=code, params=params):
            return ExitCode.REFUSED, refusal(code, params, words)
        case StoreUnavailable(code=code, params=params):
            key = f"unavailable.{code}"
            known = key if words.knows(key) else "unavailable.other"
            return ExitCode.COULD_NOT_RUN, words(known, code=code, **params)
        case Contended():
            return ExitCode.COULD_NOT_RUN, words("unavailable.contended")
        case _:
            return ExitCode.COULD_NOT_RUN, words("fault.unexpected", kind=type(error).__name__)


_FILE_TROUBLES = {
    errno.EACCES: "fault.not-allowed",
    errno.EPERM: "fault.not-allowed",
    errno.EROFS: "fault.read-only",
    errno.ENOENT: "fault.no-such-file",
    errno.ENOTDIR: "fault.not-a-folder",
    errno.EISDIR: "fault.is-a-folder",
    errno.EEXIST: "fault.file-exists",
    errno.ENOSPC: "fault.disk-full",
    errno.EDQUOT: "fault.disk-full",
}


_WRONG_NAMES = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)
"""Troubles that come from what the user typed."""


def _file_trouble(error: OSError, words: Translator) -> str:
    """A text for the usual troubles with files; others are named by the system's short name."""
    number = error.errno or 0
    file = error.filename if error.filename is not None else "?"
    name = errno.errorcode.get(number, type(error).__name__)
    return words(_FILE_TROUBLES.get(number, "fault.system"), file=file, name=name)

"""Whose fault an error is: the fold's, which would meet it again, or the world's around it."""

import sqlite3

from django.db import Error

from projections.positions import Overtaken

_FAULTS_OF_STATEMENTS = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_RANGE,
    sqlite3.SQLITE_TOOBIG,
}
PRIMARY = 0xFF
"""The part of an extended result code that names its kind (SQLite, "Result and Error Codes")."""


def is_from_outside(error: BaseException) -> bool:
    """Whether it need not happen again on a sound disk with nobody else at work."""
    if isinstance(error, Error | sqlite3.Error):
        return sqlite_code(error) & PRIMARY not in _FAULTS_OF_STATEMENTS
    return isinstance(error, Overtaken | OSError | MemoryError)


def sqlite_code(error: BaseException) -> int:
    """The extended result code; that of misuse where the error has none."""
    cause = error.__cause__ if isinstance(error, Error) else error
    code: int = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_MISUSE)
    return code


def place(error: BaseException) -> str:
    """Kind of error and line of our code; its own words may quote what a person wrote."""
    found = type(error).__name__
    trace = error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if not module.startswith("django."):
            found = f"{type(error).__name__} in {module}.{code.co_name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return found

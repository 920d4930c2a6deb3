"""Whether the text of a regime or a calendar may be published."""

from typing import NoReturn

from domain.deadline import CalendarRef, RegimeRef
from domain.regime_layers import parsed
from workflows.calendar_files import CalendarFault, parse_calendar
from workflows.outcome import Rejected
from workflows.regime_lint import lint_text
from workflows.regime_text import Lookup

NAMED_OTHERWISE = "named-otherwise"
"""Fault of a text that names another id or version than the command that publishes it."""


def check_regime(text: str, published: Lookup, ref: RegimeRef | None = None) -> None:
    """Raises Rejected ``regime-faulty`` with the first fault: its file, key path and code.

    What the regime extends must have been published before it. One that is only to be extended may
    be published as well, but never bound. Where ``ref`` is given, the text must be that regime's.
    """
    file = str(ref or "regime")
    for fault in lint_text(text, published, file):
        _refuse_regime(fault.file, fault.key_path, fault.code)
    table = parsed(text)
    for key, wanted in ref or ():
        if table.get(key) != wanted:
            _refuse_regime(file, key, NAMED_OTHERWISE)


def check_calendar(text: str, ref: CalendarRef | None = None) -> None:
    """Raises Rejected ``calendar-faulty`` with the first fault: its file, key path and code.

    Where ``ref`` is given, the text must be that calendar's.
    """
    file = str(ref or "calendar")
    try:
        calendar = parse_calendar(text, file)
    except CalendarFault as found:
        _refuse_calendar(found.file, found.key_path, found.message_code)
    for key, wanted in ref or ():
        if getattr(calendar, key) != wanted:
            _refuse_calendar(file, key, NAMED_OTHERWISE)


def _refuse_regime(file: str, key_path: str, fault: str) -> NoReturn:
    raise Rejected("regime-faulty", file=file, key_path=key_path, fault=fault)


def _refuse_calendar(file: str, key_path: str, fault: str) -> NoReturn:
    raise Rejected("calendar-faulty", file=file, key_path=key_path, fault=fault)

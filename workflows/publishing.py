"""Whether the text of a regime or a calendar may be published."""

from workflows.calendar_files import CalendarFault, parse_calendar_file
from workflows.outcome import Rejected
from workflows.regime import Lookup, RegimeFaults, parse_regime


def check_regime(text: str, published: Lookup) -> None:
    """Raises Rejected ``regime-faulty`` with the first fault: its file, key path and code.

    What the regime extends must have been published before it.
    """
    try:
        parse_regime(text, published)
    except RegimeFaults as found:
        fault = found.faults[0]
        if fault.code != "regime-abstract":
            raise Rejected(
                "regime-faulty", file=fault.file, key_path=fault.key_path, fault=fault.code
            ) from None


def check_calendar(text: str) -> None:
    """Raises Rejected ``calendar-faulty`` with the first fault: its file, key path and code."""
    try:
        parse_calendar_file(text, "calendar")
    except CalendarFault as fault:
        raise Rejected(
            "calendar-faulty", file=fault.file, key_path=fault.key_path, fault=fault.message_code
        ) from None

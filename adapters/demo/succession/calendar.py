"""The calendar as it stood before a decree of August gave another day off."""

from workflows.calendar_files import load_calendar_file

DECREED = "2025-09-01"
BEFORE = "2025.1"


def before_the_decree() -> str:
    """An earlier version of the calendar, in which 1 September is worked."""
    file = load_calendar_file("vn")
    text = file.text.replace(f'version = "{file.calendar.version}"', f'version = "{BEFORE}"', 1)
    return text.replace(f"[{DECREED}, ", "[", 1)

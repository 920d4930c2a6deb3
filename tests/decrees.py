"""Decrees that come later: further versions of the calendar ``vn``, as a test wants them."""

import re
from collections.abc import Iterable
from datetime import date

from tests.builders import FOUNDER, PROVINCE, World
from tests.steps import Step
from workflows.calendar_files import load_calendar_file
from workflows.outcome import Outcome


def decree(version: str, *, off: Iterable[date] = (), worked: Iterable[date] = ()) -> str:
    """The text of ``vn`` in that version, with further weekdays off and weekend days worked."""
    text = load_calendar_file("vn").text
    text = re.sub(r'^version = ".*"$', f'version = "{version}"', text, count=1, flags=re.M)
    for day in off:
        text = _with(text, day, "off.swap")
    for day in worked:
        text = _with(text, day, "worked")
    return text


def _with(text: str, day: date, key: str) -> str:
    head, year, rest = text.partition(f"[year.{day.year}]\n")
    block, gap, later = rest.partition("\n\n")
    if f"{key} = [" not in block:
        block = f"{key} = []\n{block}"
    listed = re.sub(rf"^({key} = \[)(.*)\]$", rf"\g<1>\g<2>, {day}]", block, flags=re.M)
    return head + year + listed.replace("[, ", "[") + gap + later


def decreed(version: str, *, off: Iterable[date] = (), worked: Iterable[date] = ()) -> Step:
    """Published by the registrar."""
    text = decree(version, off=off, worked=worked)

    def run(world: World) -> Outcome:
        fields = {"province": PROVINCE, "calendar": "vn", "version": version, "text": text}
        return world.send("publish-calendar", None, FOUNDER, **fields)

    return run

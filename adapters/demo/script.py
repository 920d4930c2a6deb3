"""What a demo plays: its setting, and everything that people do in it."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from adapters.demo.setting import Setting
from adapters.demo.stage import Cue, Managed


class Script(NamedTuple):
    seed: int
    """Decides who and where."""
    setting: Setting
    cues: Iterable[Cue | Managed]
    """In order of time; the scheduler's own rounds apart."""


def scripts() -> Mapping[str, Callable[[int], Script]]:
    """By the name of a regime, its month; made from a seed."""
    from adapters.demo.months.scripts import MONTHS
    from adapters.demo.story import script

    return {"ninh-binh": script, **MONTHS}


def stories() -> Mapping[str, Callable[[int], Script]]:
    """By name, what takes longer than a month."""
    from adapters.demo.succession.script import script

    return {"succession": script}

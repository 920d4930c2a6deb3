"""What the surroundings ask for: folders, language and log level, read once at the start."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LONGEST_WAIT = 3600
"""An hour, in seconds."""

LOG_LEVELS = ("debug", "info", "warning", "error")


class BadSetting(Exception):
    """An environment variable has a value that means nothing."""

    def __init__(self, name: str, value: str, allowed: tuple[str, ...]) -> None:
        super().__init__(name, value)
        self.name = name
        self.value = value
        self.allowed = allowed


@dataclass(frozen=True)
class Settings:
    """Settings of one run. Nothing is global: whoever needs one is given it."""

    data: Path
    """The folder of the stores."""
    log_level: str = "warning"
    """Lines below it are not logged; commands are logged at ``info``."""
    wait: float = 5.0
    """Seconds that a write waits for other writers."""


def read_settings(
    environment: Mapping[str, str], data: str | None = None, *, verbose: bool = False
) -> Settings:
    """Options first, then the environment: KIENNGHI_DATA, KIENNGHI_LOG and KIENNGHI_WAIT.

    Raises BadSetting for a log level that does not exist, and for a time that is none.
    """
    level = "info" if verbose else environment.get("KIENNGHI_LOG", "").lower() or "warning"
    if level not in LOG_LEVELS:
        raise BadSetting("KIENNGHI_LOG", level, LOG_LEVELS)
    chosen = data or environment.get("KIENNGHI_DATA")
    return Settings(
        data=Path(chosen).expanduser() if chosen else default_data(environment),
        log_level=level,
        wait=_seconds("KIENNGHI_WAIT", environment.get("KIENNGHI_WAIT") or "5"),
    )


def _seconds(name: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST_WAIT:
        raise BadSetting(name, text, ("0", "…", str(LONGEST_WAIT)))
    return seconds


def default_data(environment: Mapping[str, str]) -> Path:
    """``$XDG_DATA_HOME/kiennghi``, else ``~/.local/share/kiennghi`` (XDG Base Directory)."""
    shared = environment.get("XDG_DATA_HOME")
    home = environment.get("HOME")
    base = Path(shared) if shared else Path(home or "~").expanduser() / ".local" / "share"
    return base / "kiennghi"

"""What a long run says meanwhile, on standard error; its results go to standard output."""

import sys
from collections.abc import Callable
from time import monotonic

Say = Callable[[str], None]
"""Takes a line that tells how far the work has come."""

_PAUSE = 5.0
"""Seconds before the same part tells of itself again."""


def silent(_line: str) -> None:
    """For work that is soon done."""


class Progress:
    """Lines with the seconds since the start."""

    def __init__(self) -> None:
        self._started = monotonic()
        self._said = float("-inf")

    @property
    def seconds(self) -> float:
        return monotonic() - self._started

    def part(self, name: str) -> Say:
        """For the lines of one part, of which those in quick succession are left out."""
        self._write(name)

        def say(line: str) -> None:
            if self.seconds - self._said >= _PAUSE:
                self._write(f"{name}: {line}")

        return say

    def _write(self, line: str) -> None:
        self._said = self.seconds
        print(f"[{self._said:4.0f} s] {line}", file=sys.stderr, flush=True)

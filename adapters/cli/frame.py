"""What every command is given: language, settings, streams, and how it prints."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, TextIO

from adapters.i18n import Translator
from adapters.settings import Settings, read_settings
from adapters.terminal import harmless, wrapped

if TYPE_CHECKING:
    from rich.console import Console

    from adapters.spreadsheet import Cell

WIDTH = 100
"""Columns of tables where the output is not a terminal."""


_HANGING = 4

PROGRESS_EVERY = 50
"""How many steps pass between two counts."""


@dataclass
class Frame:
    """One run of the command line. Options fill it before the command starts."""

    words: Translator
    environment: Mapping[str, str]
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    data: str | None = None
    verbose: bool = False

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self.environment, self.data, verbose=self.verbose)

    @property
    def data_folder(self) -> Path:
        return self.settings.data

    def say(self, text: str = "") -> None:
        """A line of the answer."""
        print(harmless(text), file=self.out)

    def say_folded(self, line: str) -> None:
        """A line of the answer that stays one in a file and is broken between words for people."""
        if self._known_width is None:
            self.say(line)
            return
        hanging = " " * (len(line) - len(line.lstrip()) + _HANGING)
        for part in wrapped(line, self._known_width, hanging=hanging):
            self.say(part)

    def tell(self, text: str) -> None:
        """A line beside the answer: warnings, and what was refused."""
        print(harmless(text), file=self.err)

    def json(self, value: Any) -> None:
        """The answer as one line of JSON, the same in every language."""
        print(json.dumps(value, ensure_ascii=False), file=self.out)

    def csv(self, header: Sequence[str], rows: "Iterable[Sequence[Cell]]") -> None:
        """The answer as a table for spreadsheets."""
        from adapters.spreadsheet import csv_lines

        for line in csv_lines(header, rows):
            self.out.write(line)

    @cached_property
    def width(self) -> int:
        """Columns of the terminal, or what COLUMNS says; WIDTH where there is neither."""
        return self._known_width or WIDTH

    @cached_property
    def _known_width(self) -> int | None:
        columns = self.environment.get("COLUMNS", "")
        if columns.isdecimal() and int(columns) > 0:
            return int(columns)
        return get_terminal_size((WIDTH, 0)).columns if self.out.isatty() else None

    @cached_property
    def console(self) -> "Console":
        """For tables."""
        from rich.console import Console

        return Console(file=self.out, width=self.width, highlight=False, markup=False, emoji=False)


class Progress:
    """A count on stderr that renews itself, on a terminal only; gone when the work is done."""

    def __init__(self, frame: Frame, key: str) -> None:
        self._frame = frame
        self._key = key
        self._shown = frame.err.isatty()

    def __enter__(self) -> "Progress":
        return self

    def reached(self, count: int) -> None:
        """Shown now and then."""
        if count % PROGRESS_EVERY == 0:
            self.show(count=count)

    def show(self, **values: object) -> None:
        """Shown at once, in place of what was shown before."""
        if self._shown:
            text = self._frame.words(self._key, **values)
            print(f"\r{text}\x1b[K", end="", file=self._frame.err, flush=True)

    def __exit__(self, *_: object) -> None:
        self.clear()

    def clear(self) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=self._frame.err, flush=True)

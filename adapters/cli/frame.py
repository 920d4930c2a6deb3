"""What every command is given: language, settings, streams, and how it prints."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from adapters.i18n import Translator
from adapters.settings import Settings, read_settings

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Columns of tables where the output is not a terminal."""


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
        print(text, file=self.out)

    def tell(self, text: str) -> None:
        """A line beside the answer: warnings, and what was refused."""
        print(text, file=self.err)

    def json(self, value: Any) -> None:
        """The answer as one line of JSON, the same in every language."""
        print(json.dumps(value, ensure_ascii=False), file=self.out)

    @cached_property
    def console(self) -> "Console":
        """For tables: as wide as the terminal, or WIDTH columns where there is none."""
        from rich.console import Console

        width = None if self.out.isatty() else WIDTH
        return Console(file=self.out, width=width, highlight=False, markup=False, emoji=False)

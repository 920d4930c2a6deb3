"""Runs the command line: in this process, or as a process of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from adapters.cli.main import main
from tests.builders import DISTRICT

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("vi", "en")


class Run(NamedTuple):
    """What a run printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*arguments: str | Path, lang: str = "en", **environment: str) -> Run:
    """One command line in this process; the environment holds nothing but what is given."""
    out, err = io.StringIO(), io.StringIO()
    told = {"KIENNGHI_LANG": lang, **environment}
    code = main([str(argument) for argument in arguments], told, out, err)
    return Run(code, out.getvalue(), err.getvalue())


def process(*arguments: str | Path, **environment: str) -> "subprocess.Popen[str]":
    """The same as a process of its own, with pipes for all that it prints."""
    return subprocess.Popen(
        [sys.executable, "-m", "adapters.cli.main", *map(str, arguments)],
        cwd=ROOT,
        env=process_environment(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def process_environment(more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "KIENNGHI_LANG": "en", "PYTHONPATH": str(ROOT), **more}


def inbox_page(folder: Path, *arguments: str, unit: str = DISTRICT) -> dict[str, Any]:
    """A page of a unit's inbox as ``--json`` gives it."""
    shown = run("inbox", "--unit", unit, *arguments, "--json", "--data", folder)
    assert (shown.code, shown.err) == (0, "")
    found: dict[str, Any] = shown.json
    return found

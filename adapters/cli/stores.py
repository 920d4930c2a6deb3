"""``kiennghi init``, ``whoami``, ``backup``, ``restore`` and ``doctor``: the store as a whole."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.arguments import AsJson, read_instant
from adapters.cli.engine import engine_of
from adapters.cli.errors import BadInput, ExitCode, refusal
from adapters.cli.frame import Frame
from adapters.cli.translated import TranslatedCommand, frame_in, new_group

if TYPE_CHECKING:
    from adapters.bootstrap import Engine
    from adapters.event_store.checks import Finding

app = new_group()

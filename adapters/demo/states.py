"""Keeps how each issue was printed after each command, so that ``--as-of`` can be held to it."""

import json
from typing import TextIO

from adapters.demo.player import Beat, Player
from adapters.issue_view import issue_lines
from adapters.plain import plain
from adapters.wording import Wording
from domain.short_number import format_number

STATES_FILE = "demo-states.jsonl"
"""Name in the data folder; a line is ``{issue, at, text}``, the text in Vietnamese."""


def write_states(beat: Beat, player: Player, wording: Wording, file: TextIO) -> None:
    """A line for each issue that the command touched, as ``kiennghi issue`` prints it then."""
    for stream in dict.fromkeys(recorded.envelope.stream for recorded in beat.facts):
        issue = player.issues.get(stream)
        if issue is None or issue.recorded_at is None:
            continue
        number = format_number(player.setting.province.code, issue.position)
        lines = issue_lines(issue, number, issue.recorded_at, wording)
        entry = {"issue": number, "at": plain(issue.recorded_at), "text": "\n".join(lines)}
        print(json.dumps(entry, ensure_ascii=False), file=file)

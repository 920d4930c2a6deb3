"""The Mermaid text of a regime shows the whole table, and nothing else."""

import re

import pytest

from domain.issue import Status
from workflows.machine import ALIASES, rows_of
from workflows.regime import RegimeSpec
from workflows.regime_diagram import mermaid
from workflows.regime_files import load_regime

HEADER = re.compile(r'---\ntitle: "[^"\n]+"\n---\nstateDiagram-v2\n')
STATE = re.compile(r'    state "(?P<label>[^"\n]+)" as (?P<id>[a-z_]+)')
ARROW = re.compile(r"    (?P<source>\S+) --> (?P<to>\S+)( : (?P<label>[^:;\n]+))?")
"""Mermaid's grammar as far as we use it: no hyphen in a name, no colon in a label."""


def named(kind: str, value: str) -> str:
    return f"{kind} {value}"


def drawn(spec: RegimeSpec) -> set[tuple[str, str, str]]:
    """Trigger, source and destination of every way that the diagram shows."""
    states: dict[str, list[str]] = {"[*]": ["new"]}
    ways = set()
    for line in HEADER.sub("", mermaid(spec, "en", named)).splitlines():
        if state := STATE.fullmatch(line):
            words = state["label"].replace("state ", "").split(", ")
            states[state["id"]] = [name for word in words for name in ALIASES.get(word, (word,))]
            continue
        arrow = ARROW.fullmatch(line)
        assert arrow is not None, line
        for label in (arrow["label"] or "").split("<br/>"):
            for source in states[arrow["source"]]:
                to = [source] if arrow["source"] == arrow["to"] else states[arrow["to"]]
                ways |= {(label.removeprefix("trigger "), source, state) for state in to}
    return ways


def test_the_diagram_shows_every_way_of_the_table_and_no_other() -> None:
    spec = load_regime("ninh-binh")
    ways = {(row.trigger, row.source.value, row.to.value) for row in rows_of(spec)}
    ends = {("", "closed", "new"), ("", "withdrawn", "new")}
    assert drawn(spec) == ways | ends


def test_a_row_from_many_states_is_one_arrow() -> None:
    lines = mermaid(load_regime("ninh-binh"), "en", named).splitlines()
    assert [line for line in lines if "trigger take-over" in line] == [
        "    held --> received : trigger take-over"
    ]
    assert len(lines) < 100 < len(rows_of(load_regime("ninh-binh")))


@pytest.mark.parametrize(("language", "title"), [("vi", "hằng tháng"), ("en", "monthly")])
def test_the_title_is_the_label_in_the_language_asked_for(language: str, title: str) -> None:
    assert title in mermaid(load_regime("ninh-binh"), language, named).splitlines()[1]


def test_what_means_something_to_mermaid_is_escaped() -> None:
    text = mermaid(load_regime("ninh-binh"), "en", lambda kind, value: f'{value}: "{kind}"; #1')
    lines = HEADER.sub("", text).splitlines()
    assert f'    state "raised#58; #34;state#34;#59; #35;1" as {Status.RAISED}' in lines
    assert all(":" not in line.partition(" : ")[2] for line in lines)

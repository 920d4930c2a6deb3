"""A regime's table as a Mermaid state diagram, drawn from its rows (docs/adr/0062)."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from domain.issue import ENDED, Status
from workflows.machine import ALIASES, sources_of
from workflows.regime import BEFORE_PAUSE, SAME, RegimeSpec, Transition

Label = Callable[[str, str], str]
"""What people call a ``state`` or a ``trigger``; also ``open``, ``held`` and ``any`` as states."""

MOST_ARROWS = 4
"""A row from more states than this is drawn from one box that names them all."""

_START_OR_END = "[*]"
_MEANS_SOMETHING_TO_MERMAID = re.compile(r'[#;:"{}<>%]')


def mermaid(spec: RegimeSpec, language: str, label: Label) -> str:
    """The diagram's text in one of the two languages, ``vi`` or ``en``."""
    arrows = _arrows(spec, label)
    ends = dict.fromkeys(chain.from_iterable(arrows))
    title = spec.label.vi if language == "vi" else spec.label.en
    lines = ["---", f"title: {json.dumps(title, ensure_ascii=False)}", "---", "stateDiagram-v2"]
    lines += [_state(words, label) for words in ends if words != (Status.NEW,)]
    for (source, to), triggers in arrows.items():
        lines.append(f"    {_id(source)} --> {_id(to)} : {'<br/>'.join(dict.fromkeys(triggers))}")
    lines += [f"    {_id((end,))} --> {_START_OR_END}" for end in sorted(ENDED) if (end,) in ends]
    return "\n".join(lines) + "\n"


Box = tuple[str, ...]
"""One state, or the words for several."""


def _arrows(spec: RegimeSpec, label: Label) -> dict[tuple[Box, Box], list[str]]:
    """From which box to which, with the triggers that lead there, in the order of the table."""
    arrows: dict[tuple[Box, Box], list[str]] = {}
    for row in spec.transitions:
        for source in _boxes(row.source):
            for to in _destinations(row, source, spec):
                trigger = _escaped(label("trigger", row.trigger))
                arrows.setdefault((source, to), []).append(trigger)
    return arrows


def _boxes(source: Sequence[str]) -> list[Box]:
    if len(source) > MOST_ARROWS or not ALIASES.keys().isdisjoint(source):
        return [tuple(source)]
    return [(state,) for state in source]


def _destinations(row: Transition, source: Box, spec: RegimeSpec) -> Iterator[Box]:
    if row.to == SAME:
        yield source
    elif row.to == BEFORE_PAUSE:
        pauses = [sources_of(pause) for pause in spec.transitions if pause.to == Status.PAUSED]
        yield from ((state,) for state in dict.fromkeys(chain.from_iterable(pauses)))
    else:
        yield (row.to,)


def _state(words: Box, label: Label) -> str:
    named = ", ".join(_escaped(label("state", word)) for word in words)
    return f'    state "{named}" as {_id(words)}'


def _id(words: Box) -> str:
    """Mermaid reads a hyphen as the beginning of an arrow."""
    return _START_OR_END if words == (Status.NEW,) else "_".join(words).replace("-", "_")


def _escaped(text: str) -> str:
    return _MEANS_SOMETHING_TO_MERMAID.sub(lambda found: f"#{ord(found[0])};", text)

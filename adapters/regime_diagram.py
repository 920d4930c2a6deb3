"""A regime's states and triggers as a Mermaid diagram, labelled in the language of its readers."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from adapters.i18n import Translator
from domain.issue import Status
from workflows.machine import Row

FROM_ALMOST_EVERYWHERE = 8
"""A trigger that leads from this many states to one is told in a note, or nobody could read it."""


def mermaid(rows: Sequence[Row], words: Translator) -> str:
    """A ``stateDiagram-v2``; triggers between the same two states share an arrow."""
    return "\n".join(_lines(rows, words)) + "\n"


def _lines(rows: Sequence[Row], words: Translator) -> Iterator[str]:
    yield "stateDiagram-v2"
    used = {state for row in rows for state in (row.source, row.to)} - {Status.NEW}
    for state in Status:
        if state in used:
            yield f'    state "{words.label("state", state.value)}" as {_name(state)}'
    common = _common(rows)
    arrows: dict[tuple[Status, Status], list[str]] = defaultdict(list)
    for row in rows:
        told = words.label("trigger", row.trigger)
        moves = row.source is not row.to and row.trigger not in common
        if moves and told not in arrows[row.source, row.to]:
            arrows[row.source, row.to].append(told)
    for (source, to), triggers in arrows.items():
        if triggers:
            yield f"    {_name(source)} --> {_name(to)}: {', '.join(triggers)}"
    for trigger, states in sorted(common.items()):
        params = {"trigger": trigger, "states": [state.value for state in states]}
        yield f"    %% {words('diagram.from-many', **params)}"


def _common(rows: Sequence[Row]) -> dict[str, list[Status]]:
    """Triggers that lead away from almost everywhere, with the states they lead to."""
    sources: dict[str, set[Status]] = defaultdict(set)
    ends: dict[str, dict[Status, None]] = defaultdict(dict)
    for row in rows:
        if row.source is not row.to:
            sources[row.trigger].add(row.source)
            ends[row.trigger][row.to] = None
    many = FROM_ALMOST_EVERYWHERE
    return {
        trigger: list(ends[trigger]) for trigger, found in sources.items() if len(found) >= many
    }


def _name(state: Status) -> str:
    """Mermaid takes no hyphens in names, and calls the beginning ``[*]``."""
    return "[*]" if state is Status.NEW else state.value.replace("-", "_")

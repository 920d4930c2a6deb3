"""Two commands at once: the second is stored between the reading and the append of the first."""

from typing import Any

from tests.builders import World, memory_store
from tests.interposed import Interposed
from tests.regimes import chain
from tests.steps import Step
from workflows.outcome import Accepted, Outcome


def at_once(first: Step, meanwhile: Step, *before: Step, at: str, **of_the_world: Any) -> Outcome:
    """What becomes of the first. The steps before and the one meanwhile must be accepted."""
    store = Interposed(memory_store())
    world = World(store, **of_the_world).found(chain).at(at)
    for one in before:
        assert isinstance(one(world), Accepted), world.outcomes[-1]
    other = World(store.store, **of_the_world)
    other.now, other.count = world.now, 1000
    store.before_append.append(lambda: meanwhile(other))
    outcome = first(world)
    assert isinstance(other.outcomes[-1], Accepted), other.outcomes[-1]
    return outcome

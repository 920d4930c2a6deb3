"""given(steps).when(step).then(facts): how a rule is told, on the real desk over memory."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from domain.fact import Fact, Recorded
from domain.issue import Issue, Status
from tests.builders import World
from tests.regimes import chain
from tests.steps import ISSUE, Step
from workflows.outcome import Accepted, Refused

AT = "2018-08-03 21:00"


class Then:
    """What came of the last step."""

    def __init__(self, world: World, before: int) -> None:
        self.world = world
        self.outcome = world.outcomes[-1]
        self.recorded: list[Recorded[Any]] = list(world.store.read(after=before))

    def then(self, *facts: type[Fact]) -> "Then":
        """Exactly these kinds of facts, in order; nothing at all for ``()``."""
        assert isinstance(self.outcome, Accepted), self.outcome
        assert [type(one.fact) for one in self.recorded] == list(facts)
        return self

    def then_rejected(self, code: str) -> "Then":
        assert isinstance(self.outcome, Refused), self.outcome
        assert self.outcome.code == code
        assert self.recorded == []
        return self

    def then_accepted(self) -> "Then":
        assert isinstance(self.outcome, Accepted), self.outcome
        return self

    def and_status(self, status: Status) -> "Then":
        assert self.issue.status is status
        return self

    @property
    def issue(self) -> Issue:
        return self.world.issue(ISSUE)

    def fact(self, kind: type[Fact]) -> Any:
        """The one fact of that kind."""
        assert isinstance(self.outcome, Accepted), self.outcome
        found = [one.fact for one in self.recorded if isinstance(one.fact, kind)]
        assert len(found) == 1, found
        return found[0]

    def facts_of(self, stream: UUID) -> list[Any]:
        return [one.fact for one in self.recorded if one.envelope.stream == stream]


class Given:
    def __init__(self, world: World) -> None:
        self.world = world

    def and_at(self, time: str, *steps: Step) -> "Given":
        """Moves the clock, then takes further steps."""
        self.world.at(time)
        return _taken(self.world, steps)

    def when(self, step: Step, at: str | None = None) -> Then:
        if at is not None:
            self.world.at(at)
        before = self.world.store.head()
        step(self.world)
        return Then(self.world, before)


def given(
    *steps: Step,
    regime: str = "ninh-binh",
    at: str = AT,
    shape: Literal["district", "three-tiers", "two-tiers"] = "district",
) -> Given:
    """A world in which these steps were taken, all of them accepted."""
    world = World(regime=regime, shape=shape).found(chain)
    world.at(at)
    return _taken(world, steps)


def _taken(world: World, steps: Sequence[Step]) -> Given:
    for step in steps:
        outcome = step(world)
        assert isinstance(outcome, Accepted), outcome
    return Given(world)

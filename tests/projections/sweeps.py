"""Sweeps over deadlines with the real Desk: of everything there is, and of what is said to be due.

A sweep on paper decides as the Desk does and stores nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from domain.fact import Fact
from domain.issue_facts import IssueRaised
from domain.meeting import MeetingHeld
from domain.values import SCHEDULER
from tests.builders import SimulatedClock, World
from tests.interposed import Interposed
from workflows.handling import Desk
from workflows.outcome import Accepted, Outcome
from workflows.ports import Append

Raised = dict[UUID, tuple[Fact, ...]]
"""What a check raises, by stream; no entry where it raises nothing."""


class OnPaper(Interposed):
    """Takes every append and stores none."""

    def append(self, append: Append) -> Outcome:
        self.appended.append([append])
        return Accepted(command_id=append.command_id, position=0, facts=len(append.facts))


def of_everything(world: World, at: datetime) -> Raised:
    """What checking every issue and every meeting at that time would raise, one by one."""
    kinds = {IssueRaised: "issue", MeetingHeld: "meeting"}
    streams = {
        one.envelope.stream: kinds[type(one.fact)]
        for one in world.store.read()
        if type(one.fact) in kinds
    }
    store = OnPaper(world.store)
    desk = Desk(store, SimulatedClock(), simulation=True)
    _check(desk, world, streams, at)
    raised = {}
    for [append] in store.appended:
        assert append.refusal is None, append.refusal
        if append.facts:
            [stream] = {envelope.stream for envelope, _ in append.facts}
            raised[stream] = tuple(fact for _, fact in append.facts)
    return raised


def of_these(world: World, streams: Mapping[UUID, str], at: datetime) -> Raised:
    """What checking these, each ``issue`` or ``meeting``, raises; it is stored."""
    head = world.store.head()
    _check(world.desk, world, streams, at)
    raised: Raised = {}
    for one in world.store.read(after=head):
        stream = one.envelope.stream
        raised[stream] = (*raised.get(stream, ()), one.fact)
    return raised


def _check(desk: Desk, world: World, streams: Mapping[UUID, str], at: datetime) -> None:
    for stream, kind in streams.items():
        type = "check-deadlines" if kind == "issue" else "check-meeting-deadlines"
        fields = {kind: stream, "channel": "scheduler"}
        command = world.command(type, SCHEDULER, None, **fields)
        moved = command.model_copy(update={"recorded_at": at})
        assert isinstance(desk.handle(moved), Accepted)

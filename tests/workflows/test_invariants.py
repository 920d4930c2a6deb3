"""Whatever is sent to the Desk in whatever order, these things hold (``watch.py`` names them)."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import local_date
from domain.issue import ENDED, Status
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import SimulatedClock, World, memory_store, named
from tests.interposed import Interposed
from tests.regimes import chain
from tests.spec import AT
from tests.workflows.lives import LIKELY, Chances, Moment, Try, spoiled
from tests.workflows.watch import Watch
from workflows.command import Command
from workflows.handling import Desk
from workflows.machine import Regime
from workflows.regime_files import load_regime

REGIME = Regime(load_regime("ninh-binh"))
PASSING = (
    timedelta(minutes=20),
    timedelta(hours=9),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(weeks=1),
    timedelta(weeks=3),
    timedelta(weeks=7),
)

STEPS = 100
"""In one example, most of them a command."""
CHOICES = 10
"""Made for each step."""
AFTER_A_MEETING = {
    "verify": timedelta(days=2),
    "expire-verification": timedelta(days=50),
    "expire-contest": timedelta(days=2),
}
"""Triggers that wait for the chapter's next meeting, and the time that it takes."""
ONWARD = frozenset(
    {
        "raise",
        "submit",
        "receive",
        "triage",
        "merge",
        "assign",
        "start",
        "propose-result",
        "accept-result",
        "reply",
        *AFTER_A_MEETING,
    }
)
"""The way to the end, which chance alone would rarely go."""


class Life:
    """A world in which chance decides who tries what next."""

    def __init__(self, regime: str) -> None:
        self.world = World(Interposed(memory_store()), regime=regime).found(chain).at(AT)
        self.watch = Watch(self.world, REGIME)
        self.issues = [named("issue 0"), named("issue 1")]
        self.meetings = [named("meeting 0")]
        self.attended = [self.meetings[0]]
        self.sent: list[Command] = []
        self.persons: dict[str, str] = {}
        self._meets(attended=True, kind="regular")

    def step(self, chance: Chances) -> None:
        chance.pick(
            [
                self._nothing_happens,
                *[self._likely] * 20,
                *[self._unlikely] * 3,
                *[self._time_passes] * 2,
                self._chapter_meets,
                self._deadlines_are_checked,
                self._another_takes_office,
                self._sent_again,
                self._several_at_once,
                self._another_desk_looks_in,
            ]
        )(chance)
        self.world.now += timedelta(minutes=1)

    def _moment(self, chance: Chances) -> Moment:
        ended = [issue for issue in self.issues if self.watch.issue(issue).status in ENDED]
        others = [issue for issue in self.issues if issue not in ended]
        chosen = chance.pick((*others[:3] * 4, *others, *ended))
        found = self.watch.issue(chosen)
        world, meetings, attended = self.world, self.meetings, self.attended
        return Moment(world, chosen, found, self.issues, meetings, attended, chance)

    def _likely(self, chance: Chances) -> None:
        moment = self._moment(chance)
        trigger = chance.pick(next_triggers(moment.issue.status))
        if trigger in AFTER_A_MEETING:
            self.world.now += AFTER_A_MEETING[trigger]
            self._chapter_meets(chance)
        self._send(moment, LIKELY[trigger](moment))

    def _unlikely(self, chance: Chances) -> None:
        """Anything at any time, by anybody, with anything wrong in it."""
        moment = self._moment(chance)
        attempt = LIKELY[chance.pick(list(LIKELY))](moment)
        self._send(moment, attempt if chance.often() else spoiled(moment, attempt))

    def _nothing_happens(self, chance: Chances) -> None:
        """What a failing example is shrunk to, step by step."""

    def _time_passes(self, chance: Chances) -> None:
        self.world.now += chance.pick(PASSING)

    def _chapter_meets(self, chance: Chances) -> None:
        self.meetings.append(named(f"meeting {len(self.meetings)}"))
        self._meets(attended=chance.often(), kind=chance.pick(("regular", "extraordinary")))

    def _meets(self, *, attended: bool, kind: str) -> None:
        now = self.world.now
        given: dict[str, Any] = {
            "meeting": self.meetings[-1],
            "chapter": b.CHAPTER,
            "kind": kind,
            "started_at": now - timedelta(minutes=120),
            "ended_at": now - timedelta(minutes=30),
        }
        actor, office = b.SECRETARY, b.CHAPTER
        if attended:
            actor, office = b.CADRE, b.PROVINCIAL_DEPARTMENT
            given["attended_by"] = b.CADRE
            self.attended.append(self.meetings[-1])
        self._handle([self._command("record-meeting", actor, office, **given)])

    def _deadlines_are_checked(self, chance: Chances) -> None:
        self._handle(
            [
                self._command("check-deadlines", SCHEDULER, None, issue=issue, channel="scheduler")
                for issue in self.issues
                if self.watch.issue(issue).version
            ]
        )

    def _another_takes_office(self, chance: Chances) -> None:
        """From today; the one before may come back later."""
        unit = chance.pick(("NB-H1-VP", "NB-H1-TT", "NB-TT", b.DEPARTMENT, b.CHAPTER))
        first, post = b.OFFICERS[unit]
        leaves = self.persons.get(first, first)
        comes = first if leaves != first else f"{first}2"
        day = {"unit": unit, "post": post, "valid_from": local_date(self.world.now)}
        founder: dict[str, Any] = {"province": b.PROVINCE, **day}
        self._handle(
            [
                self._command("end-appointment", b.FOUNDER, None, person=leaves, **founder),
                self._command("appoint-officer", b.FOUNDER, None, person=comes, **founder),
            ]
        )
        if self.world.desk.directory().holds(comes, unit, local_date(self.world.now)):
            self.persons[first] = comes

    def _sent_again(self, chance: Chances) -> None:
        """Any command so far: its first outcome, and not one fact more."""
        command = chance.pick(self.sent)
        first = self.world.store.outcome(command.id)
        head = self.world.store.head()
        assert first is not None
        assert self.world.desk.handle(command) == first.outcome
        assert self.world.store.head() == head

    def _several_at_once(self, chance: Chances) -> None:
        commands = []
        for _ in range(3):
            moment = self._moment(chance)
            attempt = LIKELY[chance.pick(next_triggers(moment.issue.status))](moment)
            commands += self._commands(moment, attempt)
        self._handle(commands)

    def _another_desk_looks_in(self, chance: Chances) -> None:
        """Nothing is kept outside the log, not even the organisation."""
        fresh = Desk(self.world.store, SimulatedClock(), simulation=True)
        assert fresh.directory() == self.world.desk.directory()

    def _send(self, moment: Moment, attempt: Try) -> None:
        self._handle(self._commands(moment, attempt))

    def _commands(self, moment: Moment, attempt: Try) -> list[Command]:
        """The attempt as a command; none where what was typed in is no command at all."""
        fields = dict(attempt.fields)
        if attempt.type != "submit-report":
            fields.setdefault("issue", moment.id)
        try:
            return [self._command(attempt.type, attempt.actor, attempt.office, **fields)]
        except ValidationError:
            return []

    def _command(self, type: str, actor: str, office: str | None, **fields: Any) -> Command:
        return self.world.command(type, self.persons.get(actor, actor), office, **fields)

    def _handle(self, commands: Sequence[Command]) -> None:
        if len(commands) == 1:
            outcomes = [self.world.desk.handle(commands[0])]
        else:
            outcomes = self.world.desk.handle_many(commands)
        for command, outcome in zip(commands, outcomes, strict=True):
            note(f"{command.model_dump(exclude_defaults=True)}\n  {outcome}")
        self.sent += commands
        self.watch.saw(commands, outcomes)
        self.issues += [issue for issue in self.watch.issues if issue not in self.issues]
        if all(self.watch.issue(issue).version for issue in self.issues):
            self.issues.append(named(f"issue {len(self.issues)}"))


def next_triggers(status: Status) -> list[str]:
    """What the table lists, the way to the end more often, and the ways out of everything less."""
    weighted = []
    for trigger in REGIME.triggers_from(status):
        leads_on = any(row.to is not status for row in REGIME.rows(trigger, status))
        weight = 6 if trigger in ONWARD else 2 if leads_on and trigger != "withdraw" else 1
        weighted += [trigger] * weight
    return weighted


def test_every_trigger_of_the_table_is_among_what_is_tried() -> None:
    assert set(LIKELY) == {row.trigger for row in REGIME.all_rows}


@pytest.mark.parametrize(
    ("regime", "examples", "states", "triggers"),
    [("ninh-binh", 40, 18, 36), ("simultaneous-copies", 10, 14, 22)],
)
def test_any_sequence_of_commands_keeps_the_invariants(
    regime: str, examples: int, states: int, triggers: int
) -> None:
    reached: Counter[Status] = Counter()
    accepted: Counter[str] = Counter()
    refused: Counter[str] = Counter()

    @settings(max_examples=examples)
    @given(st.binary(min_size=STEPS * CHOICES, max_size=STEPS * CHOICES), st.integers(0, 99))
    def lives(choices: bytes, prefix: int) -> None:
        life = Life(regime)
        for start in range(0, len(choices), CHOICES):
            life.step(Chances(choices[start : start + CHOICES]))
        life.watch.check_replay(prefix)
        for status in life.watch.reached:
            event(f"reached {status}")
        reached.update(life.watch.reached)
        accepted.update(life.watch.accepted)
        refused.update(life.watch.refused)

    lives()
    # Or else the run went nowhere and proved nothing.
    assert len(reached) >= states, reached
    assert len(accepted) >= triggers, accepted
    assert len(refused) >= 10, refused

"""Logs of small worlds in which chance decides who does what next, for every read model."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import is_weekend, local_date
from domain.fact import Fact, Recorded
from domain.issue import EMPTY, ENDED, Status, evolve
from domain.issue_facts import IssueFact, IssueRaised
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, named
from tests.decrees import decree
from tests.new_rules import CHANGED, NEXT, publish_next
from tests.regimes import chain
from tests.spec import AT
from tests.workflows.lives import LIKELY, Chances, Moment
from workflows.machine import Regime
from workflows.regime_files import load_regime

Log = list[Recorded[Fact]]

ODD_LADDER = """
id = "odd-ladder"
version = "1"
extends = { id = "ninh-binh", version = "2018.1" }
source = "Test"

[label]
vi = "Thử nghiệm: bậc thang khác thường"
en = "Test: an unusual ladder"

[deadlines.verification]
follows_ladder = true

[deadlines.receipt]
follows_ladder = false

[[ladder]]
rung = "early"
at = "-8wd"
act = "warn"
to = ["bearer", "holder"]

[[ladder]]
rung = "last-call"
at = "-1wd"
act = "warn"
to = ["bearer", "holder"]

[[ladder]]
rung = "breach"
at = "+1wd"
act = "breach"
to = ["bearer", "holder"]

[[ladder]]
rung = "superior"
at = "+1wd"
act = "suggest-escalation"
to = ["superior", "holder"]
"""
"""No rung at the due time itself, two warnings, and other kinds of deadlines that have none."""


def texts_of(regime: str) -> dict[str, str]:
    """The chain of a shipped or a test regime, or of the odd one."""
    if regime != "odd-ladder":
        return chain(regime)
    return {**chain("ninh-binh"), "odd-ladder 1": ODD_LADDER}


CHOICES = st.lists(st.binary(min_size=10, max_size=10), min_size=10, max_size=90)
"""One entry a step."""
CUTS = st.lists(st.integers(1, 40), min_size=1, max_size=12)
"""Sizes of batches."""

_MOVES = (
    ("NB-H1-X1", b.OTHER_DISTRICT),
    ("NB-H1-X1", b.PROVINCE),
    ("NB-H1-X1", b.DISTRICT),
    ("NB-H2-X1", b.DISTRICT),
    ("NB-H1-X1-C2", "NB-H2-X1"),
    ("NB-H1-X1-C2", "NB-H1-X1"),
    (b.DEPARTMENT, b.UBND),
    (b.UBND, b.DEPARTMENT),
    ("NB-H2", "NB-T2"),
)
"""A unit, and where it may move; some close a ring or have to wait for another."""
_TABLE = Regime(load_regime("ninh-binh"))
_PASSING = tuple(timedelta(days=days, hours=7) for days in (0, 1, 2, 3, 6, 11, 20, 47))
_SELDOM = frozenset(
    {
        *("withdraw", "decline", "divert", "declare-concern", "correct", "cluster"),
        *("inform", "name-area", "recompute", "adopt-regime", "succeed"),
    }
)
"""What ends a life early, or is done by the scheduler or a registrar at other times as well."""
_ONWARD = frozenset(
    {
        *("raise", "submit", "receive", "triage", "assign", "start", "propose-result"),
        *("accept-result", "reply", "pause", "resume", "ask-extension", "grant-extension"),
    }
)
"""The way through most states, which chance alone would rarely go."""


class Life:
    """A world that grows step by step; what is refused only takes its time."""

    def __init__(self, regime: str = "ninh-binh") -> None:
        self.world = World(regime=regime).found(texts_of).at(AT)
        publish_next(self.world, CHANGED, old=[*texts_of(regime)][-1])
        self.issues = {named("issue 0"): EMPTY, named("issue 1"): EMPTY}
        """Every issue as it stands; the last is not raised yet."""
        self.meetings: list[UUID] = []
        self._head = self.world.store.head()
        self._meet()

    def live(self, choices: Sequence[bytes]) -> "Life":
        for choice in choices:
            self.step(Chances(choice))
        return self

    @property
    def log(self) -> Log:
        return list(self.world.store.read())

    def step(self, chance: Chances) -> None:
        steps: list[Callable[[Chances], None]] = [
            self._time_passes,
            *[self._likely] * 16,
            lambda _: self._meet(),
            self._sweep,
            self._decree,
            self.organise,
            self._adopt,
        ]
        chance.pick(steps)(chance)
        self.world.now += timedelta(minutes=1)

    def _time_passes(self, chance: Chances) -> None:
        self.world.now += chance.pick(_PASSING)

    def _likely(self, chance: Chances) -> None:
        lively = [issue for issue, found in self.issues.items() if found.status not in ENDED]
        chosen = chance.pick((*lively[:2] * 6, *self.issues))
        issue = self.issues[chosen]
        held = (list(self.issues), self.meetings, self.meetings)
        moment = Moment(self.world, chosen, issue, *held, chance)
        attempt = LIKELY[chance.pick(_weighted(issue.status))](moment)
        fields = dict(attempt.fields)
        if attempt.type != "submit-report":
            fields.setdefault("issue", chosen)
        self._send(attempt.type, attempt.office, attempt.actor, **fields)

    def _meet(self) -> None:
        now, meeting = self.world.now, named(f"meeting {len(self.meetings)}")
        self.meetings.append(meeting)
        self._send(
            "record-meeting",
            b.PROVINCIAL_DEPARTMENT,
            b.CADRE,
            meeting=meeting,
            chapter=b.CHAPTER,
            kind="regular",
            started_at=now - timedelta(minutes=120),
            ended_at=now - timedelta(minutes=30),
            attended_by=b.CADRE,
        )

    def _sweep(self, chance: Chances) -> None:
        """Only some are looked at, so that much is late when somebody does."""
        for issue in list(self.issues):
            if chance.pick((True, False)):
                self._send("check-deadlines", None, SCHEDULER, issue=issue)

    def _decree(self, chance: Chances) -> None:
        """Other days are off or worked, and some of what is open is counted by that."""
        day = local_date(self.world.now) + timedelta(days=chance.pick((1, 4, 9, 17)))
        kind = "worked" if is_weekend(day) else "off"
        version = f"2018.{self.world.count}"
        fields = {"calendar": "vn", "version": version, "text": decree(version, **{kind: [day]})}
        self._send("publish-calendar", None, b.FOUNDER, province=b.PROVINCE, **fields)
        for issue in list(self.issues):
            if chance.often():
                self._send("recompute-deadlines", None, SCHEDULER, issue=issue)

    def _adopt(self, chance: Chances) -> None:
        """Other rules bind the province from today on, and some issues follow them."""
        day, next_rules = local_date(self.world.now), {"regime": NEXT.id, "version": NEXT.version}
        named = {"unit": b.PROVINCE, "province": b.PROVINCE, "valid_from": day}
        self._send("bind-regime", None, b.FOUNDER, **named, **next_rules)
        for issue in list(self.issues):
            if chance.pick((True, False)):
                asked = {"issue": issue, "regime": next_rules, "reason": "Có hiệu lực"}
                self._send("adopt-regime", None, b.FOUNDER, **asked)

    def organise(self, chance: Chances) -> None:
        """Something in the organisation changes, from some day before or after today."""
        day = local_date(self.world.now) + timedelta(days=chance.pick((0, 1, -30, 40, -3)))
        unit = chance.pick(("NB-H1-VP", "NB-H1", "NB", "NB-H1-X1-C2", b.CHAPTER, "NB-H2-X1"))
        made = f"NB-H1-M{self.world.count}"
        person = f"p-new{self.world.count}"
        options: list[tuple[str, dict[str, Any]]] = [
            ("rename-unit", {"unit": unit, "name": f"Tên {self.world.count}"}),
            (
                "establish-unit",
                {"unit": made, "kind": "agency", "name": made, "parent": b.DISTRICT},
            ),
            ("dissolve-unit", {"unit": chance.pick(("NB-H2-VP", "NB-H1-X1-C2", "NB-H2-X1-C1"))}),
            ("move-unit", dict(zip(("unit", "parent"), chance.pick(_MOVES), strict=True))),
            ("establish-province", {"unit": "NB-T2", "name": f"Tỉnh {self.world.count}"}),
            ("appoint-officer", {"person": person, "unit": "NB-H1-VP", "post": "officer"}),
            ("end-appointment", {"person": "p-h1clerk", "unit": "NB-H1-VP", "post": "officer"}),
            ("assign-cadre", {"cadre": b.CADRE, "chapter": "NB-H2-X1-C1", "ground": "field"}),
            ("end-assignment", {"cadre": b.CADRE, "chapter": "NB-H2-X1-C1"}),
            ("bind-regime", {"unit": unit, "regime": "ninh-binh", "version": "2018.1"}),
            ("bind-regime", {"unit": unit, "regime": NEXT.id, "version": NEXT.version}),
            ("name-acting-head", self._while({"person": person, "unit": b.DEPARTMENT}, day)),
            ("grant-delegation", self._while(self._delegation(chance), day)),
            ("revoke-delegation", {"delegation": named("delegation")}),
        ]
        type, fields = chance.pick(options)
        self._send(type, None, b.FOUNDER, province=b.PROVINCE, valid_from=day, **fields)

    def _delegation(self, chance: Chances) -> dict[str, Any]:
        return {
            "delegation": chance.pick((named("delegation"), named(f"d {self.world.count}"))),
            "delegator": "p-h1chair",
            "delegate": "p-h1clerk",
            "unit": "NB-H1-TT",
        }

    def _while(self, fields: dict[str, Any], day: date) -> dict[str, Any]:
        return {**fields, "valid_to": day + timedelta(days=20)}

    def _send(self, type: str, office: str | None, actor: str, **fields: Any) -> None:
        try:
            command = self.world.command(type, actor, office, **fields)
        except ValidationError:
            return
        self.world.outcomes.append(self.world.desk.handle(command))
        self.hear()

    def hear(self) -> None:
        """What was stored since the last time."""
        for recorded in self.world.store.read(after=self._head):
            self._head, stream = recorded.position, recorded.envelope.stream
            if isinstance(recorded.fact, IssueRaised) or stream in self.issues:
                before = self.issues.get(stream, EMPTY)
                self.issues[stream] = evolve(before, cast(Recorded[IssueFact], recorded))
        if all(issue.version for issue in self.issues.values()):
            self.issues[named(f"issue {len(self.issues)}")] = EMPTY


def _weighted(status: Status) -> list[str]:
    weighted = []
    for trigger in _TABLE.triggers_from(status):
        weight = 8 if trigger in _ONWARD else 1 if trigger in _SELDOM else 2
        weighted += [trigger] * weight
    return weighted

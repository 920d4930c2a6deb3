"""Whatever happens, nobody gains time that no fact tells of (acceptance 5 of issue 5)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from hypothesis import given, note, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.calendar import Calendar, SpanUnit, end_of, explain, is_weekend, local_date
from domain.deadline import (
    Deadline,
    DeadlineExtended,
    DeadlineId,
    DeadlineKind,
    DeadlinePaused,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineStatus,
    RecomputationCause,
    RegimeRef,
)
from domain.fact import Fact
from domain.issue import ENDED, Issue
from domain.issue_facts import IssueTriaged
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World
from tests.decrees import decree
from tests.new_rules import bind_next, publish_next
from tests.oracles.elapsed import WorkingDays
from tests.regimes import chain
from tests.steps import (
    ISSUE,
    MEETING,
    assigned,
    delivered,
    received,
    started,
    triaged,
)
from tests.workflows.lives import LIKELY, Chances, Moment
from workflows.calendar_files import parse_calendar
from workflows.machine import Regime
from workflows.regime_files import load_regime

K = DeadlineKind
TABLE = Regime(load_regime("ninh-binh"))
STEPS, CHOICES = 40, 10
IN_A_LEG = (
    *("pause", "resume", "ask", "clarify", "ask-extension", "grant-extension", "triage", "assign"),
    *("refuse-assignment", "start", "propose-result", "reject-result", "partial-reply", "direct"),
    *("receive", "co-operate"),
)
TO_ANOTHER_LEG = ("escalate", "take-over", "return-down")
NAMED = {K.DIRECTION, K.CO_OPERATION, K.NEXT_REPLY, K.REVIEW, K.DIRECTED_ANSWER}
"""Their dates are named by a body each time."""


def remaining(deadline: Deadline, at: datetime) -> timedelta:
    """Until it is due, never below nothing; a clock that stands still shows when it stopped."""
    return max(timedelta(0), deadline.due - (deadline.paused_at or at))


def days_over(deadline: Deadline, at: datetime) -> int:
    return max(0, (local_date(at) - deadline.last_day).days)


class Work:
    """An issue that a lead works on, and everything that stops, moves or lengthens its clocks."""

    def __init__(self) -> None:
        self.world = World().found(chain).at("2018-08-03 21:00")
        for one in delivered():
            one(self.world)
        self.world.at("2018-08-06 08:00")
        for one in (received(), triaged(severity=2), assigned(), started()):
            one(self.world)
        self.versions = 0
        self.grown: Counter[str] = Counter()

    @property
    def issue(self) -> Issue:
        return self.world.issue(ISSUE)

    def step(self, chance: Chances) -> None:
        before, head = self.issue, self.world.store.head()
        chance.pick(
            [
                self._time_passes,
                *[self._somebody_acts] * 6,
                self._decreed,
                self._other_rules,
                self._found_otherwise,
                self._checked,
            ]
        )(chance)
        facts = [one.fact for one in self.world.store.read(after=head)]
        self.check(before, self.issue, facts)
        self.world.now += timedelta(minutes=1)

    def _time_passes(self, chance: Chances) -> None:
        self.world.now += timedelta(days=chance.pick((1, 3, 6, 0, 20)), hours=chance.pick((0, 9)))

    def _somebody_acts(self, chance: Chances) -> None:
        issue = self.issue
        wanted = chance.pick((IN_A_LEG,) * 15 + (TO_ANOTHER_LEG,))
        possible = [trigger for trigger in wanted if TABLE.rows(trigger, issue.status)]
        if not possible:
            return
        moment = Moment(self.world, ISSUE, issue, [ISSUE], [MEETING], [MEETING], chance)
        attempt = LIKELY[chance.pick(possible)](moment)
        fields = {"issue": ISSUE, **attempt.fields}
        self._send(attempt.type, attempt.office, attempt.actor, **fields)

    def _found_otherwise(self, chance: Chances) -> None:
        """Back at the holder, who takes it for more or less urgent than before."""
        self._send("refuse-assignment", b.DEPARTMENT, "p-h1works", issue=ISSUE, reason="Nhầm nơi")
        finding = {"category": "GT", "authority": "middle-tier", "severity": chance.pick((3, 4, 1))}
        self._send("triage-issue", "NB-H1-TT", "p-h1chair", issue=ISSUE, **finding)

    def _checked(self, chance: Chances) -> None:
        self._send("check-deadlines", None, SCHEDULER, issue=ISSUE)

    def _decreed(self, chance: Chances) -> None:
        """Any days around today are off or worked; sometimes nobody counts by that yet."""
        self.versions += 1
        today, version = local_date(self.world.now), f"2018.{self.versions}"
        days = [today + timedelta(days=chance.pick(range(-15, 40))) for _ in range(4)]
        off = {day for day in days if not is_weekend(day)}
        text = decree(version, off=off, worked={*days} - off)
        organisation: dict[str, Any] = {"province": b.PROVINCE, "calendar": "vn"}
        self._send("publish-calendar", None, b.FOUNDER, version=version, text=text, **organisation)
        if chance.often():
            self._send("recompute-deadlines", None, SCHEDULER, issue=ISSUE)

    def _other_rules(self, chance: Chances) -> None:
        self.versions += 1
        new = RegimeRef(id="next", version=str(self.versions))
        urgent, other = chance.pick(("5wd", "20wd", "60d")), chance.pick(("12d", "25wd"))
        cases = f"[{{ severity = [1, 2], lasts = '{urgent}' }}, {{ lasts = '{other}' }}]"
        says = f"[deadlines.result]\ncases = {cases}\n[deadlines.notice]\nlasts = '{other}'"
        publish_next(self.world, says, new)
        bind_next(self.world, new=new)
        adopted = {"regime": new, "reason": "Quy chế mới có hiệu lực"}
        self._send("adopt-regime", None, b.FOUNDER, issue=ISSUE, **adopted)

    def _send(self, type: str, office: str | None, actor: str, **fields: Any) -> None:
        try:
            command = self.world.command(type, actor, office, **fields)
        except ValidationError:
            return
        outcome = self.world.desk.handle(command)
        note(f"{self.world.now} {command.model_dump(exclude={'text'})}\n  {outcome}")

    # ── What holds ────────────────────────────────────────────────────────────────────────────

    def check(self, before: Issue, after: Issue, facts: Sequence[Fact]) -> None:
        at = self.world.now
        was = {one.id: one for one in before.deadlines}
        for deadline in after.deadlines:
            known = was.get(deadline.id)
            if known is not None and known.is_open and deadline.is_open:
                self.check_grows_by_a_fact(known, deadline, facts)
            if known is None:
                self.check_set_anew(deadline, before, facts)
            self.check_apart(deadline, at)
            if deadline.status is DeadlineStatus.RUNNING and deadline.spans:
                self.check_sums(deadline)

    def check_grows_by_a_fact(
        self, before: Deadline, after: Deadline, facts: Sequence[Fact]
    ) -> None:
        at = self.world.now
        causes = set(_causes(after.id, facts))
        if not causes:
            assert (after.due, after.paused_at) == (before.due, before.paused_at)
            assert remaining(after, at) == remaining(before, at)
        elif after.due > before.due:
            self.grown.update(causes)

    def check_set_anew(self, new: Deadline, before: Issue, facts: Sequence[Fact]) -> None:
        """In the same leg a deadline is replaced by a triage alone, which found other severity."""
        if new.id.leg != before.leg:
            self.grown["new leg"] += 1
            return
        same = [d for d in before.deadlines if (d.id.leg, d.id.kind) == (new.id.leg, new.id.kind)]
        if new.id.kind not in NAMED and any(d.is_open for d in same):
            [triage] = [fact for fact in facts if isinstance(fact, IssueTriaged)]
            assert triage.severity is not before.severity
            self.grown["severity"] += 1

    def check_apart(self, deadline: Deadline, at: datetime) -> None:
        """What is over is shown beside nothing that remains, never as less than that."""
        if deadline.status is not DeadlineStatus.RUNNING:
            return
        over, nothing_left = days_over(deadline, at), not remaining(deadline, at)
        assert deadline.is_overdue(at) is nothing_left is (over > 0)
        self.grown["over"] += nothing_left

    def check_sums(self, deadline: Deadline) -> None:
        """The days that an explanation counts are those of the deadline, and end on its day."""
        calendar, days = self._calendars(deadline)
        notes = explain(deadline.started_on, deadline.spans, calendar, deadline.pauses)
        counted = Counter(one.span for one in notes if one.counted)
        for number, span in enumerate(deadline.spans):
            assert counted[number] == span.amount
        for one in notes:
            span = deadline.spans[one.span]
            assert one.paused == any(pause.covers(one.day) for pause in deadline.pauses)
            assert not (one.counted and one.paused)
            if one.counted and span.unit is SpanUnit.WORKING_DAYS:
                assert days.includes(one.day)
        last = notes[-1].day if notes else deadline.started_on
        assert (last, end_of(last)) == (deadline.last_day, deadline.due)
        assert days.includes(last)

    def _calendars(self, deadline: Deadline) -> tuple[Calendar, WorkingDays]:
        ref = deadline.calendar
        text = self.world.desk.directory().calendar_text(ref.id, ref.version)
        return _parsed(text or "")


@lru_cache(maxsize=16)
def _parsed(text: str) -> tuple[Calendar, WorkingDays]:
    return parse_calendar(text, "vn"), WorkingDays.of(text)


def _causes(deadline: DeadlineId, facts: Sequence[Fact]) -> Iterator[str]:
    for fact in facts:
        if getattr(fact, "deadline", None) != deadline:
            continue
        match fact:
            case DeadlineExtended():
                yield "extension"
            case DeadlinePaused() | DeadlineResumed():
                yield "pause"
            case DeadlineRecomputed(cause=cause):
                yield cause.value


def test_no_time_is_gained_but_by_a_fact_that_says_so_and_every_day_is_explained() -> None:
    found: Counter[str] = Counter()

    @settings(max_examples=25)
    @given(st.binary(min_size=STEPS * CHOICES, max_size=STEPS * CHOICES))
    def lives(choices: bytes) -> None:
        work = Work()
        for start in range(0, len(choices), CHOICES):
            if work.issue.status in ENDED:
                break
            work.step(Chances(choices[start : start + CHOICES]))
        found.update(work.grown)

    lives()
    # Or else the run proved nothing.
    causes = {"extension", "pause", "new leg", "severity", "over"}
    causes |= {RecomputationCause.CALENDAR.value, RecomputationCause.REGIME.value}
    assert causes <= {cause for cause, count in found.items() if count}, found

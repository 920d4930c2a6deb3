"""The deadlines read model: its rows, the list of what is overdue, and what a sweep must reach."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from domain import issue_facts as f
from domain.calendar import local_date
from domain.deadline import (
    DeadlineBreached,
    DeadlineCancelled,
    DeadlineExtended,
    DeadlineFact,
    DeadlineId,
    DeadlineKind,
    DeadlineMet,
    DeadlinePaused,
    DeadlineRecomputed,
    DeadlineResumed,
    DeadlineSet,
    DeadlineStatus,
    ExtensionAsked,
    ExtensionRefused,
    RungFact,
)
from domain.issue import Status
from domain.local_time import VIETNAM
from domain.meeting import MeetingHeld
from projections.deadlines import (
    CHECKS,
    Check,
    Deadline,
    Deadlines,
    Overdue,
    deadlines_of,
    due_for_check,
    overdue,
)
from projections.paging import BadCursor
from projections.rows import select
from tests.builders import CHAPTER, DEPARTMENT, DISTRICT, PROVINCE, World, document, named, vietnam
from tests.projections import sweeps
from tests.projections.harness import cut, folded, rows_of
from tests.projections.lives import CHOICES, CUTS, Life, Log
from tests.projections.upheavals import UpsetLife
from tests.regimes import chain
from tests.spec import given
from tests.steps import (
    ISSUE,
    MEETING,
    assigned,
    checked,
    days_from_now,
    delivered,
    in_progress,
    in_triage,
    meeting_held,
    on_issue,
    raised_by_secretary,
    received,
    submitted,
)
from tests.workflows.test_every_row import PATHS

REGIMES = ("ninh-binh", "odd-ladder", "simultaneous-copies")


@contextmanager
def deadlines(log: Log, *sizes: int) -> Iterator[str]:
    with folded(Deadlines(), cut(log, sizes or (2000,))) as alias:
        yield alias


def one_of(log: Log, kind: str, stream: UUID = ISSUE) -> Deadline:
    with deadlines(log) as alias:
        [found] = [one for one in deadlines_of(alias, stream) if one.id.kind.value == kind]
    return found


def log_of(world: World) -> Log:
    return list(world.store.read())


# ── The rows ──────────────────────────────────────────────────────────────────────────────────


class Expected:
    """The rows by a plain loop over the log, fact by fact."""

    def __init__(self, log: Log) -> None:
        self.rows: dict[tuple[UUID, DeadlineId], dict[str, Any]] = {}
        self.holder: dict[UUID, str | None] = {}
        self.ended: set[UUID] = set()
        self.since: dict[tuple[UUID, DeadlineId], date] = {}
        """When the latest pause began."""
        self.dated: set[tuple[UUID, DeadlineId]] = set()
        """What was given a date, and no time since."""
        self.begun: dict[UUID, tuple[str, int, str]] = {}
        for position, envelope, fact in log:
            stream, at = envelope.stream, envelope.recorded_at
            match fact:
                case f.IssueRaised(chapter=chapter):
                    self.begun[stream] = ("issue", position, chapter)
                case MeetingHeld(chapter=chapter):
                    self.begun[stream] = ("meeting", position, chapter)
                case DeadlineSet() | RungFact():
                    self._on_deadline(position, stream, at, fact)
                case _ if isinstance(fact, DeadlineFact):
                    self._on_deadline(position, stream, at, fact)
                case _:
                    self._on_issue(stream, fact)

    def _open(self, stream: UUID) -> list[dict[str, Any]]:
        return [
            row
            for (of, _), row in self.rows.items()
            if of == stream and row["status"] in ("running", "paused")
        ]

    def _on_issue(self, stream: UUID, fact: Any) -> None:
        match fact:
            case f.IssueReported(holder=unit) | f.IssueEscalated(to=unit):
                self.holder[stream] = unit
            case f.IssueTakenOver(by=unit) | f.IssueReturnedDown(to=unit):
                self.holder[stream] = unit
            case f.IssueCustodyTransferred(released_by=old, to=unit) if stream not in self.ended:
                self.holder[stream] = unit
                for row in self._open(stream):
                    row["holder"] = unit
                    row["bearer"] = unit if row["bearer"] == old else row["bearer"]
            case f.IssuePartySucceeded(released_by=old, to=unit):
                for row in self._open(stream):
                    row["bearer"] = unit if row["bearer"] == old else row["bearer"]
            case f.IssueAssigned(lead=lead):
                self._work_of(stream, lead)
            case f.AssignmentRefused():
                self._work_of(stream, self.holder.get(stream))
            case f.AnswerStood() | f.ResultVerified() | f.VerificationExpired():
                self.ended.add(stream)
            case f.IssueWithdrawn():
                self.ended.add(stream)
            case f.IssueReopened():
                self.ended.discard(stream)
            case _:
                pass

    def _work_of(self, stream: UUID, bearer: str | None) -> None:
        for row in self._open(stream):
            if row["id"].kind.value in ("result", "interim", "next-reply"):
                row["bearer"] = bearer

    def _on_deadline(self, position: int, stream: UUID, at: datetime, fact: Any) -> None:
        row = self.rows.get((stream, fact.deadline))
        match fact:
            case DeadlineSet():
                of, origin, chapter = self.begun[stream]
                if not fact.spans:
                    self.dated.add((stream, fact.deadline))
                self.rows[stream, fact.deadline] = {
                    "stream": stream,
                    "of": of,
                    "id": fact.deadline,
                    "position": position,
                    "origin": origin,
                    "chapter": chapter,
                    "started_on": fact.started_on,
                    "rule": fact.rule,
                    "regime": f"{fact.regime.id} {fact.regime.version}",
                    "calendar": f"{fact.calendar.id} {fact.calendar.version}",
                    "bearer": fact.bearer,
                    "holder": self.holder.get(stream),
                    "last_day": fact.last_day,
                    "due": fact.due,
                    "status": "running",
                    "on_time": None,
                    "breached": False,
                    "paused_at": None,
                    "ended_at": None,
                    "rungs": (),
                    "last_reminder": None,
                    "extensions": max(0, len(fact.spans) - 1),
                    "extension_asked": False,
                }
            case _ if row is None:
                raise AssertionError("the Desk speaks of deadlines that are there")
            case DeadlineMet(on_time=on_time):
                row.update(status="met", on_time=on_time, ended_at=at)
            case DeadlineCancelled(late=late):
                row.update(status="cancelled", ended_at=at, breached=row["breached"] or late)
            case DeadlinePaused(since=since):
                row.update(status="paused", paused_at=at)
                self.since[stream, fact.deadline] = since
            case DeadlineResumed(until=until, last_day=last_day, due=due):
                since = self.since[stream, fact.deadline]
                if since < row["started_on"]:
                    row.update(started_on=row["started_on"] + (until - since))
                row.update(status="running", paused_at=None)
                self._move(row, last_day, due)
            case DeadlineRecomputed(last_day=last_day, due=due):
                self._count_anew(stream, row, fact)
                self._move(row, last_day, due)
            case ExtensionAsked():
                row.update(extension_asked=True)
            case ExtensionRefused():
                row.update(extension_asked=False)
            case DeadlineExtended(last_day=last_day, due=due):
                row.update(extension_asked=False, extensions=row["extensions"] + 1)
                if (stream, fact.deadline) in self.dated:
                    self.dated.discard((stream, fact.deadline))
                    row.update(started_on=row["last_day"])
                self._move(row, last_day, due)
            case RungFact(rung=rung, notified=notified):
                reached = (rung, at, notified)
                breached = row["breached"] or isinstance(fact, DeadlineBreached)
                rungs = (*row["rungs"], reached)
                row.update(rungs=rungs, last_reminder=reached, breached=breached)

    def _count_anew(self, stream: UUID, row: dict[str, Any], fact: DeadlineRecomputed) -> None:
        row.update(
            started_on=fact.started_on,
            rule=fact.rule,
            regime=f"{fact.regime.id} {fact.regime.version}",
            calendar=f"{fact.calendar.id} {fact.calendar.version}",
        )
        key = (stream, fact.deadline)
        self.dated.discard(key)
        if not fact.spans:
            self.dated.add(key)
        for pause in fact.pauses:
            if pause.until is None:
                self.since[key] = pause.since

    def _move(self, row: dict[str, Any], last_day: Any, due: datetime) -> None:
        row.update(rungs=row["rungs"] if due == row["due"] else (), last_day=last_day, due=due)


def shown(deadline: Deadline) -> dict[str, Any]:
    return {
        name: value
        for name, value in deadline._asdict().items()
        if name not in ("next", "next_but_warnings")
    }


@settings(max_examples=15)
@examples(CHOICES, st.sampled_from(REGIMES), st.sampled_from((Life, UpsetLife)))
def test_the_rows_are_those_of_a_plain_loop_over_the_log(
    choices: list[bytes], regime: str, life: type[Life]
) -> None:
    log = life(regime).live(choices).log
    expected = Expected(log)
    with deadlines(log) as alias:
        found = {
            (one.stream, one.id): shown(one)
            for stream in expected.begun
            for one in deadlines_of(alias, stream)
        }
        stored = len(rows_of(alias)["deadline"])
    assert found == expected.rows
    assert stored == len(found)


@pytest.mark.parametrize("status", PATHS)
def test_every_way_to_a_state_leaves_the_rows_of_a_plain_loop(status: Status) -> None:
    """The shortest way to each state, and then a sweep that comes late."""
    world = given(*PATHS[status]).world
    world.now += timedelta(days=40)
    checked()(world)
    expected = Expected(log_of(world)).rows
    with deadlines(log_of(world)) as alias:
        found = [one for stream in (ISSUE, MEETING) for one in deadlines_of(alias, stream)]
    of_these = [row for row in expected.values() if row["stream"] in (ISSUE, MEETING)]
    by_position = sorted(found, key=lambda one: one.position)
    assert [shown(one) for one in by_position] == of_these


@settings(max_examples=15)
@examples(CHOICES, CUTS, st.sampled_from(REGIMES), st.sampled_from((Life, UpsetLife)))
def test_the_rows_are_equal_whatever_the_cuts(
    choices: list[bytes], sizes: list[int], regime: str, life: type[Life]
) -> None:
    log = life(regime).live(choices).log
    with deadlines(log) as whole, deadlines(log, *sizes) as parts:
        assert rows_of(parts) == rows_of(whole)


def test_facts_of_unknown_versions_concern_it_by_their_base_names() -> None:
    concerns = Deadlines().concerns
    assert concerns("deadline-set.v1")
    assert concerns("deadline-set.v2")
    assert concerns("issue-custody-transferred.v12")
    assert concerns("regime-published.v1")
    assert concerns("progress-noted.v2")
    assert not concerns("issue-text-corrected.v1")
    assert not concerns("deadline-set-aside.v1")


def test_facts_about_what_was_never_set_change_nothing() -> None:
    log = [one for one in log_of(given(*in_progress()).world) if one.envelope.stream == ISSUE]
    orphans = [one for one in log if not isinstance(one.fact, f.IssueRaised | DeadlineSet)]
    with deadlines(orphans) as alias:
        assert rows_of(alias)["deadline"] == []


def test_a_lead_who_follows_gets_what_is_left_of_the_clock() -> None:
    world = given(*in_progress(), assigned(lead="NB-H1-CA")).world
    result = one_of(log_of(world), "result")
    assert (result.bearer, result.holder) == ("NB-H1-CA", DISTRICT)


def test_what_is_owed_goes_with_custody_and_what_is_over_stays() -> None:
    custody = on_issue(
        "transfer-custody",
        "NB-TT",
        to=PROVINCE,
        basis="recusal",
        minutes=document("9-BB", PROVINCE),
    )
    world = given(*in_triage(), custody).world
    log = log_of(world)
    assert (one_of(log, "notice").bearer, one_of(log, "notice").holder) == (PROVINCE, PROVINCE)
    assert (one_of(log, "receipt").bearer, one_of(log, "receipt").holder) == (DISTRICT, DISTRICT)


def test_a_deadline_of_an_unpublished_regime_is_looked_at_when_it_is_due() -> None:
    log = log_of(given(*delivered()).world)
    unruled = [one for one in log if "published" not in one.fact.type]
    notice = one_of(unruled, "notice")
    assert notice.next == (None, notice.due)


# ── What is overdue ───────────────────────────────────────────────────────────────────────────


def test_the_overdue_list_tells_days_last_reminder_whom_and_what_comes_next() -> None:
    world = given(*in_progress(), at="2018-08-06 21:00").world
    result = one_of(log_of(world), "result")
    world.now = result.due + timedelta(days=3, hours=5)
    checked()(world)
    with deadlines(log_of(world)) as alias:
        [row] = overdue(alias, at=world.now).rows
    assert row.deadline.id == result.id
    assert row.days_over == (local_date(world.now) - result.last_day).days == 4
    last = row.deadline.last_reminder
    assert last is not None
    assert (last.rung, last.notified) == ("breach", (DEPARTMENT,))
    assert row.next_step is not None
    assert row.next_step.rung == "head"
    assert row.next_step.at > world.now


def test_a_deadline_is_overdue_from_the_end_of_its_last_day() -> None:
    world = given(*delivered()).world
    receipt = one_of(log_of(world), "receipt")
    with deadlines(log_of(world)) as alias:
        before = overdue(alias, at=receipt.due - timedelta(microseconds=1)).rows
        then = overdue(alias, at=receipt.due.astimezone(VIETNAM)).rows
    assert before == ()
    assert [one.deadline.id for one in then] == [receipt.id]
    assert then[0].days_over == 1


def test_what_is_paused_met_or_cancelled_is_not_overdue() -> None:
    pause = on_issue(
        "pause-issue",
        "NB-H1-TT",
        ground="other-body",
        review_on=days_from_now(80),
        document=document(),
    )
    world = given(*in_progress(), pause).world
    with deadlines(log_of(world)) as alias:
        rows = overdue(alias, at=world.now + timedelta(days=70)).rows
    assert rows == ()


@settings(max_examples=15)
@examples(CHOICES, st.integers(-5, 60), st.integers(1, 5))
def test_the_overdue_list_is_that_of_a_plain_loop_page_by_page(
    choices: list[bytes], days: int, limit: int
) -> None:
    life = Life().live(choices)
    at = life.world.now + timedelta(days=days)
    late = sorted(
        (row["due"], row["position"], row)
        for row in Expected(life.log).rows.values()
        if row["status"] == "running" and row["due"] <= at
    )
    with deadlines(life.log) as alias:
        everything = pages(alias, at, limit)
        assert [shown(one.deadline) for one in everything] == [row for _, _, row in late]
        for unit in (DISTRICT, PROVINCE, DEPARTMENT, CHAPTER):
            own = [row for _, _, row in late if unit in (row["bearer"], row["holder"])]
            assert [shown(one.deadline) for one in pages(alias, at, limit, unit)] == own


def pages(alias: str, at: datetime, limit: int, unit: str | None = None) -> list[Overdue]:
    rows: list[Overdue] = []
    page = overdue(alias, at=at, unit=unit, limit=limit)
    while True:
        assert len(page.rows) <= limit
        rows += page.rows
        if page.next is None:
            return rows
        page = overdue(alias, at=at, unit=unit, cursor=page.next, limit=limit)


@pytest.mark.parametrize("cursor", ["", "x", "bm90aGluZw", "é", "WyJjaGVja3MiLCIiLCIiXQ"])
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with deadlines([]) as alias:
        if cursor:
            with pytest.raises(BadCursor):
                overdue(alias, at=datetime.now(UTC), cursor=cursor)
        else:
            assert overdue(alias, at=datetime.now(UTC), cursor=cursor).rows == ()


# ── What a sweep must reach ───────────────────────────────────────────────────────────────────


def checks(alias: str, at: datetime, limit: int = 3) -> list[Check]:
    """Every page."""
    found: list[Check] = []
    page = due_for_check(alias, at, limit=limit)
    while True:
        found += page.rows
        if page.next is None:
            return found
        page = due_for_check(alias, at, page.next, limit)


@pytest.mark.parametrize("regime", REGIMES)
def test_a_sweep_by_the_model_raises_exactly_what_checking_everything_raises(regime: str) -> None:
    """Life, then several sweeps by the model alone, each compared with the Desk's own answer."""
    raised: Counter[tuple[str, str]] = Counter()

    @settings(max_examples=20)
    @examples(CHOICES, st.lists(st.tuples(st.integers(0, 9), st.integers(0, 23)), min_size=3))
    def sweeps_of_lives(choices: list[bytes], sweep_after: list[tuple[int, int]]) -> None:
        life = Life(regime).live(choices)
        for days, hours in sweep_after[:5]:
            life.world.now += timedelta(days=days, hours=hours)
            for facts in sweep(life).values():
                rungs = (one for one in facts if isinstance(one, RungFact))
                raised.update((one.deadline.kind.value, one.rung) for one in rungs)

    sweeps_of_lives()
    # Or else the run proved nothing.
    assert {rung for _, rung in raised} >= RUNGS[regime]
    assert len({kind for kind, _ in raised}) >= 4


RUNGS = {
    "ninh-binh": {"reminder", "breach", "head", "superior"},
    "odd-ladder": {"early", "last-call", "breach", "superior"},
    "simultaneous-copies": {"reminder", "breach", "head", "superior"},
}


def sweep(life: Life) -> Mapping[UUID, tuple[Any, ...]]:
    """What checking everything would raise; what the model names raises that and no more."""
    world, at = life.world, life.world.now
    expected = sweeps.of_everything(world, at)
    with deadlines(life.log) as alias:
        found = checks(alias, at)
    assert all(one.since <= at for one in found)
    assert {(one.stream, one.id, one.rung) for one in found} == {
        (stream, deadline, rungs[0])
        for stream, facts in expected.items()
        for deadline, rungs in by_deadline(facts).items()
    }
    assert sweeps.of_these(world, {one.stream: one.of for one in found}, at) == expected
    with deadlines(life.log) as alias:
        assert checks(alias, at) == []
    return expected


def by_deadline(facts: tuple[Any, ...]) -> dict[DeadlineId, list[str]]:
    """The rungs in the order in which they are raised."""
    found: dict[DeadlineId, list[str]] = {}
    for fact in facts:
        if isinstance(fact, RungFact):
            found.setdefault(fact.deadline, []).append(fact.rung)
    return found


def test_a_rung_is_to_be_raised_from_its_moment_on_and_not_again_once_it_is() -> None:
    """Notice of ten working days from 6/8/2018 ends on 20/8: three working days before is 15/8."""
    world = given(*delivered(), received(), at="2018-08-06 21:00").world
    reminder, breach = vietnam("2018-08-15 00:00"), vietnam("2018-08-21 00:00")
    with deadlines(log_of(world)) as alias:
        assert checks(alias, reminder - timedelta(microseconds=1)) == []
        [check] = checks(alias, reminder)
    assert (check.stream, check.of) == (ISSUE, "issue")
    assert (check.rung, check.since) == ("reminder", reminder)
    world.now = reminder
    checked()(world)
    with deadlines(log_of(world)) as alias:
        assert checks(alias, breach - timedelta(microseconds=1)) == []
        assert [one.rung for one in checks(alias, breach)] == ["breach"]


def test_a_late_sweep_warns_no_more_and_a_deadline_with_every_rung_rests() -> None:
    world = given(*delivered(), received(), at="2018-08-06 21:00").world
    world.at("2018-09-30 08:00")
    with deadlines(log_of(world)) as alias:
        assert [one.rung for one in checks(alias, world.now)] == ["breach"]
    checked()(world)
    notice = one_of(log_of(world), "notice")
    assert notice.status is DeadlineStatus.RUNNING
    assert notice.next is None


def test_a_meeting_is_checked_for_the_report_that_its_cadre_owes() -> None:
    world = given(meeting_held()).world
    with deadlines(log_of(world)) as alias:
        [check] = checks(alias, vietnam("2018-08-10 00:00"))
    assert (check.stream, check.of, check.rung) == (MEETING, "meeting", "breach")
    assert (check.id.kind, check.due) == (DeadlineKind.REPORT, vietnam("2018-08-10 00:00"))


def test_what_waits_longest_comes_first_and_the_next_page_stays_good_meanwhile() -> None:
    world = World().found(chain).at("2018-08-06 21:00")
    several = [named(f"issue {number}") for number in range(7)]
    for issue in several:
        raised_by_secretary(issue=issue)(world)
        submitted(issue=issue)(world)
        world.now += timedelta(days=1)
    at, seen = world.now + timedelta(days=60), list[Check]()
    page_of_log = log_of(world)
    with deadlines(page_of_log) as alias:
        page = due_for_check(alias, at, limit=3)
        whole = checks(alias, at, limit=100)
        while True:
            seen += page.rows
            head = world.store.head()
            sweeps.of_these(world, {one.stream: one.of for one in page.rows}, at)
            fold = Deadlines().fold(alias)
            fold.take(list(world.store.read(after=head)))
            fold.write()
            if page.next is None:
                break
            page = due_for_check(alias, at, page.next, limit=3)
        assert checks(alias, at) == []
    assert [one.since for one in whole] == sorted(one.since for one in whole)
    assert {one.stream for one in seen} == {one.stream for one in whole} == set(several)


def test_a_sweep_reads_by_the_index_of_what_is_to_be_checked() -> None:
    with deadlines([]) as alias:
        plan = select(alias, f"EXPLAIN QUERY PLAN {CHECKS}", ("", "", 0, "", "", 1))
    [(*_, detail)] = plan
    assert "USING INDEX deadline_to_check" in detail
    assert "next_check<?" in detail

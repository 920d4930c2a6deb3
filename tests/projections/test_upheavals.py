"""What the read models tell once rules changed and units ended, and of streams of new kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from domain import issue_facts as f
from domain.calendar import Pause, Span, end_of
from domain.conference import ConferencePlanned
from domain.deadline import (
    CalendarRef,
    DeadlineId,
    DeadlineKind,
    DeadlineRecomputed,
    RecomputationCause,
    RegimeRef,
)
from domain.duty import EvaluationContested, duty_year_id
from domain.meeting import BriefingHeld
from domain.regime_keys import EvaluationCriterion
from domain.report import SummarySubmitted
from domain.residence import ResidenceIntroduced
from domain.sealed import Sealed
from projections.deadlines import Deadline, Deadlines, deadlines_of, due_for_check, overdue
from projections.history import Entry, History, log_page
from projections.inbox import Inbox, InboxRow, inbox_page
from projections.not_submitted import RecordedOnly, waiting
from projections.ports import ReadModel
from tests import builders as b
from tests.builders import World, document, named
from tests.projections.harness import cut, folded
from tests.spec import given
from tests.steps import ISSUE, delivered, in_progress, meeting_held, on_issue, raised, reported
from workflows.outcome import Accepted

SUCCESSOR = "NB-H2-TT"
MINUTES = document("9-BB/HU")
REASON = Sealed(f"issue:{ISSUE}", "Theo nghị quyết")
NOTICE = DeadlineId(leg=1, kind=DeadlineKind.NOTICE, ordinal=1)
RESULT = DeadlineId(leg=1, kind=DeadlineKind.RESULT, ordinal=1)
REPORT = DeadlineId(leg=0, kind=DeadlineKind.REPORT, ordinal=1)
NINH_BINH, OTHER = RegimeRef(id="ninh-binh", version="2018.1"), RegimeRef(id="other", version="2")
VN = CalendarRef(id="vn", version="2026.1")
NEW_DECREE = CalendarRef(id="vn", version="2027.1")


@contextmanager
def read(world: World, model: ReadModel, *sizes: int) -> Iterator[str]:
    with folded(model, cut(world.store.read(), sizes or (2000,))) as alias:
        yield alias


def deadlines(world: World) -> dict[str, Deadline]:
    with read(world, Deadlines()) as alias:
        return {str(one.id): one for one in deadlines_of(alias, ISSUE)}


def history(world: World, stream: Any = ISSUE) -> list[Entry]:
    with read(world, History()) as alias:
        found = log_page(alias, world.store, limit=1000).rows
    return [one for one in found if one.recorded.envelope.stream == stream]


def inbox(world: World, unit: str) -> list[InboxRow]:
    with read(world, Inbox(), 7) as alias:
        return list(inbox_page(alias, unit).rows)


def roles(world: World, unit: str) -> list[tuple[str, ...]]:
    return [tuple(str(role) for role in row.roles) for row in inbox(world, unit)]


def succeeded(old: str, new: str = SUCCESSOR) -> f.IssuePartySucceeded:
    return f.IssuePartySucceeded(released_by=old, to=new, minutes=MINUTES)


def counted_anew(id: DeadlineId, last_day: date, **other: Any) -> DeadlineRecomputed:
    fields: dict[str, Any] = {
        "deadline": id,
        "cause": RecomputationCause.CALENDAR,
        "started_on": date(2018, 8, 3),
        "spans": (Span.parse("10wd"),),
        "pauses": (),
        "rule": "P",
        "regime": NINH_BINH,
        "calendar": VN,
        "last_day": last_day,
        "due": end_of(last_day),
    }
    return DeadlineRecomputed(**{**fields, **other})


# ── Deadlines ─────────────────────────────────────────────────────────────────────────────────


def test_a_deadline_counted_anew_shows_by_what_it_is_counted_now() -> None:
    world = given(*delivered()).world
    before = deadlines(world)["1/notice/1"]
    moved = before.last_day + timedelta(days=7)
    changes = {"rule": "11-QDi", "regime": OTHER, "calendar": NEW_DECREE}
    world.write(ISSUE, counted_anew(NOTICE, moved, started_on=date(2018, 8, 6), **changes))
    found = deadlines(world)["1/notice/1"]
    assert (found.last_day, found.due) == (moved, end_of(moved))
    assert (found.rule, found.regime, found.calendar) == ("11-QDi", "other 2", "vn 2027.1")
    assert found.started_on == date(2018, 8, 6)
    assert (found.status, found.bearer, found.position) == (
        before.status,
        before.bearer,
        before.position,
    )


def test_somebody_looks_at_it_when_its_new_ladder_says() -> None:
    world = given(*delivered()).world
    before = deadlines(world)["1/notice/1"]
    assert before.next is not None
    moved = before.last_day + timedelta(days=14)
    world.write(ISSUE, counted_anew(NOTICE, moved))
    found = deadlines(world)["1/notice/1"]
    assert found.next is not None
    assert (found.next.rung, found.next.at) == ("reminder", before.next.at + timedelta(days=14))
    unknown = {"regime": OTHER, "calendar": NEW_DECREE}
    world.write(ISSUE, counted_anew(NOTICE, moved, **unknown))
    assert deadlines(world)["1/notice/1"].next == (None, end_of(moved))


def test_what_was_late_before_it_moved_is_on_no_overdue_list() -> None:
    world = given(*delivered()).world
    notice = deadlines(world)["1/notice/1"]
    at = notice.due + timedelta(hours=1)
    moved = notice.last_day + timedelta(days=7)
    with read(world, Deadlines()) as alias:
        assert notice.id in [one.deadline.id for one in overdue(alias, at=at).rows]
    world.write(ISSUE, counted_anew(NOTICE, moved))
    with read(world, Deadlines()) as alias:
        assert notice.id not in [one.deadline.id for one in overdue(alias, at=at).rows]
        late = [one.deadline.id for one in overdue(alias, at=end_of(moved)).rows]
        assert notice.id in late
        assert NOTICE not in [one.id for one in due_for_check(alias, at).rows]


def test_a_pause_that_is_open_goes_on_from_where_the_recomputation_says() -> None:
    pause = on_issue(
        "pause-issue", "NB-H1-TT", ground="other-body", review_on="2018-09-20", document=MINUTES
    )
    world = given(*in_progress(), pause).world
    before = deadlines(world)["1/result/1"]
    since = date(2018, 7, 30)
    given_date = {"spans": (), "started_on": date(2018, 8, 10)}
    open_pause = (Pause(since=since, until=None),)
    world.write(ISSUE, counted_anew(RESULT, before.last_day, pauses=open_pause, **given_date))
    assert str(deadlines(world)["1/result/1"].status) == "paused"
    assert isinstance(on_issue("resume-issue", "NB-H1-TT")(world), Accepted)
    found = deadlines(world)["1/result/1"]
    issue = world.issue(ISSUE)
    [folded_one] = [one for one in issue.deadlines if one.id == RESULT]
    assert found.started_on == folded_one.started_on > date(2018, 8, 10)
    assert found.last_day == folded_one.last_day


def test_what_a_party_owed_its_successor_owes() -> None:
    world = given(*in_progress()).world
    at = world.now + timedelta(days=60)
    world.write(ISSUE, succeeded(b.DEPARTMENT))
    with read(world, Deadlines(), 5) as alias:
        owed = {one.deadline.id for one in overdue(alias, at=at, unit=SUCCESSOR).rows}
        before = overdue(alias, at=at, unit=b.DEPARTMENT).rows
    assert owed == {RESULT}
    assert before == ()
    assert deadlines(world)["1/notice/1"].bearer == b.DISTRICT


# ── Recorded only ─────────────────────────────────────────────────────────────────────────────


def test_what_waits_to_be_reported_waits_until_the_new_day() -> None:
    world = given(meeting_held(), raised()).world
    world.write(ISSUE, counted_anew(REPORT, date(2018, 8, 20), spans=()))
    with read(world, RecordedOnly()) as alias:
        [entry] = waiting(alias).rows
    assert (entry.last_day, entry.due) == (date(2018, 8, 20), end_of(date(2018, 8, 20)))


# ── Inbox ─────────────────────────────────────────────────────────────────────────────────────


def test_a_successor_has_the_issue_for_the_same_reason() -> None:
    world = given(*in_progress()).world
    assert roles(world, b.DEPARTMENT) == [("lead",)]
    world.write(ISSUE, succeeded(b.DEPARTMENT), succeeded("NB-TT", "NB-UBKT"))
    assert inbox(world, b.DEPARTMENT) == []
    assert roles(world, SUCCESSOR) == [("lead",)]
    assert roles(world, "NB-TT") == []
    assert roles(world, "NB-UBKT") == [("take-over",)]
    [row] = inbox(world, SUCCESSOR)
    assert "9-BB/HU" in row.documents
    assert row.due_kind is DeadlineKind.RESULT


def test_000_7_a_competent_body_that_was_told_finds_the_issue_for_information() -> None:
    told = f.CompetentBodyInformed(unit=b.POLICE, reason=REASON, document=document("7-CV/HU"))
    world = given(meeting_held(), raised()).world
    world.write(ISSUE, told)
    [row] = inbox(world, b.POLICE)
    assert ([str(role) for role in row.roles], row.queue) == (["informed"], "for-information")
    assert (row.holder, row.documents) == (None, ("7-CV/HU",))
    reported()(world)
    [row] = inbox(world, b.POLICE)
    assert ([str(role) for role in row.roles], row.holder) == (["informed"], b.DISTRICT)
    assert roles(world, b.DISTRICT) == [("holder",)]


def test_whoever_may_take_over_keeps_that_reason_when_it_is_told_as_well() -> None:
    world = given(*delivered()).world
    world.write(ISSUE, f.CompetentBodyInformed(unit="NB-TT", reason=REASON))
    assert roles(world, "NB-TT") == [("take-over",)]


# ── History ───────────────────────────────────────────────────────────────────────────────────


def test_streams_of_every_kind_are_told_as_what_they_are() -> None:
    world = given(meeting_held()).world
    begun, ended = datetime(2018, 8, 3, 1, tzinfo=UTC), datetime(2018, 8, 3, 3, tzinfo=UTC)
    year = duty_year_id(b.CADRE, 2018)
    facts = {
        named("briefing"): BriefingHeld(
            regime=NINH_BINH,
            committee="NB-H1-X1",
            participants=(b.CHAPTER,),
            started_at=begun,
            ended_at=ended,
        ),
        named("summary"): SummarySubmitted(
            name="annual",
            regime=OTHER,
            template="annual-1",
            cadre=b.CADRE,
            first=date(2018, 1, 1),
            last=date(2018, 12, 31),
            chapters=(b.CHAPTER,),
            recipients=(),
            received_at=ended,
            on_time=True,
            days_late=0,
        ),
        named("link"): ResidenceIntroduced(
            member="p-member", workplace=b.CHAPTER, residence="NB-H1-X1-C2"
        ),
        year: EvaluationContested(
            cadre=b.CADRE,
            year=2018,
            criterion=EvaluationCriterion.REPORTING,
            reason=Sealed(f"duty:{year}", "Đã gửi bằng giấy"),
        ),
        named("conference"): ConferencePlanned(unit=b.PROVINCE, on=date(2018, 9, 3)),
    }
    for stream, fact in facts.items():
        world.write(stream, fact)
    told = []
    for stream, fact in facts.items():
        [entry] = history(world, stream)
        assert entry.recorded.fact == fact
        assert (entry.before, entry.after) == (None, None)
        told.append(entry.of)
    assert told == ["meeting", "report", "residence", "duty", "conference"]

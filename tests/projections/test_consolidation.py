"""The monthly consolidation of a committee, against plain loops over the log (`002-5`)."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from domain.calendar import local_date
from domain.directory import EMPTY, Directory
from domain.directory import fold as fold_directory
from domain.organisation import organisation_id
from projections.consolidation import (
    Consolidation,
    MonthlyConsolidation,
    Notable,
    Reports,
    consolidation,
)
from tests import builders as b
from tests.builders import World, named, vietnam
from tests.projections.consolidation_oracle import Counted, Month, expected
from tests.projections.harness import cut, folded
from tests.projections.lives import CHOICES, CUTS, Life, Log
from tests.projections.upheavals import UpsetLife
from tests.spec import given
from tests.steps import (
    ISSUE,
    Step,
    accepted,
    assigned,
    chapter_met,
    delivered,
    escalated,
    in_triage,
    meeting_held,
    on_issue,
    proposed,
    raised,
    raised_by_secretary,
    received,
    replied,
    reported,
    resolved,
    started,
    submitted,
    triaged,
)

UNITS = (b.DISTRICT, b.OTHER_DISTRICT, b.PROVINCE, "NB-H1-X1")
AUGUST = date(2018, 8, 1)


def known_at(log: Log, at: datetime) -> tuple[Log, Directory]:
    known = [one for one in log if one.envelope.recorded_at <= at]
    stream = organisation_id(b.PROVINCE)
    facts: Any = [one for one in known if one.envelope.stream == stream]
    return known, fold_directory(EMPTY, facts)


def told(found: Consolidation | None) -> Counted | None:
    """In the words of the oracle."""
    if found is None:
        return None
    return Counted(
        found.chapters,
        tuple(found.meetings),
        tuple(found.reports),
        tuple(found.issues),
        [(one.issue, tuple(why.value for why in one.why)) for one in found.notable],
        [(one.issue, one.to, one.on) for one in found.requests],
    )


@settings(max_examples=25)
@examples(
    choices=CHOICES,
    sizes=CUTS,
    part=st.floats(0.3, 1),
    kind=st.sampled_from((Life, UpsetLife)),
)
def test_every_month_of_every_committee_is_that_of_plain_loops(
    choices: list[bytes], sizes: list[int], part: float, kind: type[Life]
) -> None:
    log = kind().live(choices).log
    at = log[int((len(log) - 1) * part)].envelope.recorded_at
    known, directory = known_at(log, at)
    with folded(MonthlyConsolidation(), cut(known, sizes)) as alias:
        for first in months_until(at):
            for unit in UNITS:
                month = Month(unit, first.year, first.month, every=1)
                found = consolidation(alias, directory, unit, first, at)
                assert told(found) == expected(log, at, month), (unit, first)


def months_until(at: datetime) -> list[date]:
    last = local_date(at)
    first, found = date(2018, 7, 1), list[date]()
    while first <= last:
        found.append(first)
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return found


def counted(
    *steps: Step | str, unit: str = b.DISTRICT, month: date = AUGUST, **world: Any
) -> Consolidation:
    """After the steps; a text among them is a time to go on at."""
    lived = given(**world).world
    for one in steps:
        if isinstance(one, str):
            lived.at(one)
        else:
            assert one(lived).outcome == "accepted", lived.outcomes[-1]
    return counted_in(lived, unit, month)


def counted_in(world: World, unit: str = b.DISTRICT, month: date = AUGUST) -> Consolidation:
    with folded(MonthlyConsolidation(), cut(list(world.store.read()), (9, 4))) as alias:
        found = consolidation(alias, world.desk.directory(), unit, month, world.now)
    assert found is not None
    return found


# Meetings


def test_002_5_every_chapter_is_due_to_meet_and_what_was_held_and_attended_is_counted() -> None:
    elsewhere = meeting_held(meeting=named("elsewhere"), chapter="NB-H1-X1-C2")

    found = counted(meeting_held(), elsewhere, chapter_met("alone"))

    assert found.chapters == 2
    assert found.meetings._asdict() == {"due": 2, "held": 3, "attended": 2, "missing": 0}


def test_a_chapter_that_held_none_is_missing_and_an_extraordinary_meeting_does_not_count() -> None:
    found = counted(meeting_held(kind="extraordinary"))

    assert found.meetings._asdict() == {"due": 2, "held": 1, "attended": 1, "missing": 2}


def test_003_1_where_meetings_are_half_yearly_they_are_due_in_june_and_december_only() -> None:
    """Vĩnh Long: any meeting of the half-year will do (`003-1`)."""
    steps: list[Step | str] = [chapter_met("march")]
    year = {"regime": "vinh-long", "shape": "three-tiers", "at": "2023-03-03 21:00"}

    march = counted(*steps, unit="NB-H1-X1", month=date(2023, 3, 1), **year)
    june = counted(*steps, "2023-06-30 08:00", unit="NB-H1-X1", month=date(2023, 6, 1), **year)

    assert march.meetings._asdict() == {"due": 0, "held": 1, "attended": 0, "missing": 0}
    assert june.meetings._asdict() == {"due": 2, "held": 0, "attended": 0, "missing": 1}


# Reports


@pytest.mark.parametrize(
    ("steps", "reports"),
    [
        ((), Reports(1, 0, 0, 0, 1)),
        (("2018-08-10 00:00",), Reports(1, 0, 0, 1, 0)),
        (("2018-08-09 23:59", reported()), Reports(1, 1, 0, 0, 0)),
        (("2018-08-10 00:00", reported()), Reports(1, 0, 1, 0, 0)),
    ],
    ids=["to come", "missing", "on time", "late"],
)
def test_a_report_is_counted_in_the_month_it_is_due_in(
    steps: tuple[Step | str, ...], reports: Reports
) -> None:
    """One meeting and its issue make one report (`002-4`)."""
    assert counted(meeting_held(), raised(), *steps).reports == reports


def test_what_the_secretary_recorded_of_an_attended_meeting_is_a_report_of_the_chapters() -> None:
    """It is missing; the cadre's own came in time."""
    theirs = raised_by_secretary(issue=named("theirs"), meeting=named("meeting"))
    steps = (meeting_held(), raised(), theirs, "2018-08-08 09:00", reported())

    assert counted(*steps, "2018-08-10 00:00").reports == Reports(2, 1, 0, 1, 0)


def test_what_is_due_next_month_counts_next_month() -> None:
    steps = ("2018-08-15 21:00", meeting_held())

    assert counted(*steps).reports == Reports(0, 0, 0, 0, 0)
    assert counted(*steps, month=date(2018, 9, 1)).reports == Reports(1, 0, 0, 0, 1)


# Issues


def test_issues_are_new_where_their_chapter_stands_and_open_with_whom_they_are() -> None:
    steps: list[Step | str] = [
        *in_triage(authority="province"),
        escalated(),
        raised_by_secretary(issue=named("waits")),
    ]

    district, province = counted(*steps), counted(*steps, unit=b.PROVINCE)

    assert district.issues._asdict() == {
        **{"new": 2, "answered": 0, "in_authority": 0, "escalated": 1, "resolved": 0},
        **{"open": 0, "overdue": 0},
    }
    assert [(one.issue, one.to) for one in district.requests] == [(ISSUE, b.PROVINCE)]
    assert (province.issues.new, province.issues.open, province.requests) == (2, 1, ())
    assert counted(*steps, unit=b.OTHER_DISTRICT).issues.new == 0


def test_what_the_unit_found_its_own_and_decided_is_counted_once_an_issue() -> None:
    found = counted(*in_triage(severity=3), triaged(severity=2), resolved())

    assert (found.issues.in_authority, found.issues.resolved) == (1, 1)


def test_a_result_that_was_accepted_is_resolved_too() -> None:
    found = counted(*in_triage(), assigned(), started(), proposed(), accepted())

    assert (found.issues.resolved, found.issues.open) == (1, 1)


def test_an_answer_at_the_meeting_is_counted_until_the_chapter_contests_it() -> None:
    answered = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
    contested = on_issue("contest-answer", b.CHAPTER, reason="Chưa thấy")

    assert counted(meeting_held(), raised(), answered).issues.answered == 1
    assert counted(meeting_held(), raised(), answered, contested).issues.answered == 0


def test_a_part_that_the_holder_made_is_no_new_issue_of_a_chapters() -> None:
    part = {"issue": str(named("part")), "title": "Lấn đường", "description": "Mương lấn lối đi"}
    split = on_issue("split-issue", "NB-H1-TT", parts=[part])

    found = counted(*in_triage(severity=3), triaged(severity=3), "2018-09-03 08:00", split)
    assert found.issues.new == 1
    later = counted(
        *in_triage(severity=3),
        triaged(severity=3),
        "2018-09-03 08:00",
        split,
        month=date(2018, 9, 1),
    )
    assert (later.issues.new, later.issues.open) == (0, 2)


def test_a_month_that_is_over_keeps_an_answer_that_is_contested_later() -> None:
    answered = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
    contested = on_issue("contest-answer", b.CHAPTER, reason="Chưa thấy")
    late_in_august = (meeting_held(), raised(), "2018-08-30 08:00", answered)

    assert counted(*late_in_august, "2018-09-01 08:00", contested).issues.answered == 1


@pytest.mark.parametrize(("found", "later", "urgent"), [(1, 3, True), (3, 1, False)])
def test_a_month_that_is_over_keeps_the_severity_of_then(
    found: int, later: int, urgent: bool
) -> None:
    over = counted(*in_triage(severity=found), "2018-09-03 08:00", triaged(severity=later))

    assert over.issues.open == 1
    named_for = {why for one in over.notable for why in one.why}
    assert (Notable.URGENT in named_for) is urgent


def test_open_issues_that_are_urgent_or_overdue_are_named() -> None:
    """Receipt was due on 7/8."""
    waiting = raised_by_secretary(issue=named("waits")), submitted(issue=named("waits"))
    found = counted(*waiting, *in_triage(severity=1), "2018-08-31 08:00")

    assert (found.issues.open, found.issues.overdue) == (2, 2)
    assert [(one.issue, one.why) for one in found.notable] == [
        (named("waits"), (Notable.OVERDUE,)),
        (ISSUE, (Notable.URGENT, Notable.OVERDUE)),
    ]


def test_a_month_stays_as_it_ended_whatever_is_done_later() -> None:
    """What was late then is late there, and what was open is open."""
    late: list[Step | str] = [*delivered(), "2018-09-20 08:00", received()]

    found = counted(*late, triaged(), resolved())

    assert (found.issues.open, found.issues.overdue, found.issues.resolved) == (1, 1, 0)
    assert found.is_over
    assert found.until == vietnam("2018-08-31 23:59:59.999999")


def test_nothing_is_overdue_while_the_clock_stands_still_and_late_again_once_it_runs() -> None:
    """Notice is due on 17/8 at first."""
    paused = on_issue(
        "pause-issue",
        "NB-H1-TT",
        ground="other-body",
        review_on=date(2018, 9, 28),
        document=b.document(),
    )
    steps: list[Step | str] = [*in_triage(), paused, "2018-09-03 08:00"]
    resumed = on_issue("resume-issue", "NB-H1-TT")

    september = date(2018, 9, 1)
    assert counted(*steps, "2018-09-20 08:00", month=september).issues.overdue == 0
    assert counted(*steps, resumed, "2018-09-30 08:00", month=september).issues.overdue == 1


def test_an_issue_that_is_reopened_is_with_its_holder_once() -> None:
    reopened = on_issue("reopen-issue", b.CHAPTER, ground="not-done", reason="Chưa làm xong")

    found = counted(*in_triage(), resolved(), replied(), reopened)

    assert (found.issues.open, found.issues.resolved) == (1, 1)


def test_a_month_that_is_not_over_is_counted_up_to_now() -> None:
    found = counted(*delivered())

    assert not found.is_over
    assert (found.until.month, found.days.last) == (8, date(2018, 8, 31))


def test_a_unit_counts_what_happened_while_its_chapters_stood_below_it() -> None:
    world = given(meeting_held(), raised(), reported()).world
    world.do(
        "move-unit",
        None,
        province=b.PROVINCE,
        unit="NB-H1-X1",
        parent=b.OTHER_DISTRICT,
        valid_from=date(2018, 8, 20),
    )
    world.at("2018-08-25 21:00")
    assert chapter_met("later")(world).outcome == "accepted"

    left, joined = counted_in(world), counted_in(world, b.OTHER_DISTRICT)

    assert (left.chapters, left.meetings.held, left.issues.new) == (0, 1, 1)
    assert (joined.chapters, joined.meetings.held, joined.issues.new) == (3, 1, 0)
    assert (left.reports.due, joined.reports.due) == (1, 0)

"""Recording an issue: who may, by which channel, and with which meeting, day and ids."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.calendar import local_date
from domain.deadline import DeadlineKind, DeadlineSet
from domain.issue import Status
from domain.issue_facts import IssueRaised
from domain.organisation import organisation_id
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import named
from tests.changes import acts_as_head, appointed, delegated, established, left_office
from tests.spec import given
from tests.steps import (
    ISSUE,
    MEETING,
    REPORT,
    chapter_met,
    meeting_held,
    raised,
    raised_by_secretary,
    reported,
    step,
    submitted,
)

C2, H2_CHAPTER = "NB-H1-X1-C2", "NB-H2-X1-C1"


def raises(office: str | None, actor: str = "", **fields: Any) -> Any:
    """What the cadre would raise, raised by somebody else."""
    said = {
        "issue": ISSUE,
        "via": "cadre-report",
        "chapter": b.CHAPTER,
        "meeting": MEETING,
        "source": "chapter",
        "title": "Đường liên xã sạt lở",
        "description": "Taluy sạt sau mưa, nối hai xã",
        "addressee": b.UBND,
        "category": "GT",
    }
    return step("raise-issue", office, actor, **{**said, **fields})


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.CHAPTER, ""),
        (C2, ""),
        ("NB-H1-TT", ""),
        ("NB-H1-VP", ""),
        (b.UBND, ""),
        ("NB-UBKT", ""),
        (None, SCHEDULER),
        (None, b.CADRE),
        (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
        ("NB-H1-TT", b.CADRE),
    ],
)
def test_by_the_cadres_report_only_the_cadre_who_attended_raises(
    office: str | None, actor: str
) -> None:
    given(meeting_held()).when(raises(office, actor)).then_rejected("not-entitled")


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        (C2, ""),
        (H2_CHAPTER, ""),
        ("NB-H1-TT", ""),
        ("NB-H1-VP", ""),
        (None, SCHEDULER),
        (b.CHAPTER, "p-secretary2"),
    ],
)
def test_by_the_chapters_channel_only_its_own_secretary_raises(
    office: str | None, actor: str
) -> None:
    told = given(meeting_held()).when(raises(office, actor, via="chapter"))
    told.then_rejected("not-entitled")


def test_a_member_of_the_chapter_without_a_leading_post_does_not_raise_for_it() -> None:
    life = given(appointed("p-ordinary", b.CHAPTER, "member"), meeting_held())
    life.when(raises(b.CHAPTER, "p-ordinary", via="chapter")).then_rejected("not-entitled")


def test_a_secretary_raises_until_the_last_day_in_office() -> None:
    life = given(left_office(b.SECRETARY, b.CHAPTER, "secretary"), at="2018-08-03 21:00")
    life.when(raised_by_secretary(), at="2018-08-03 23:59").then_accepted()
    later = raised_by_secretary(issue=named("another"))
    life.when(later, at="2018-08-04 00:00").then_rejected("not-entitled")


def test_a_cadre_who_left_office_after_the_meeting_raises_nothing_more() -> None:
    life = given(
        left_office(b.CADRE, b.PROVINCIAL_DEPARTMENT, "deputy-head"),
        meeting_held(),
        at="2018-08-03 21:00",
    )
    life.when(raised(), at="2018-08-04 08:00").then_rejected("not-entitled")


def test_a_delegate_raises_for_the_secretary_until_the_last_day_and_it_is_told() -> None:
    life = given(delegated(b.SECRETARY, "p-deputy", b.CHAPTER, date(2018, 8, 10)))
    told = life.when(raises(b.CHAPTER, "p-deputy", via="chapter", meeting=None))
    assert told.recorded[0].envelope.on_behalf_of == b.SECRETARY
    late = raises(b.CHAPTER, "p-deputy", via="chapter", meeting=None, issue=named("late"))
    life.when(late, at="2018-08-11 00:00").then_rejected("not-entitled")


def test_an_acting_secretary_raises_as_a_secretary_does() -> None:
    life = given(
        left_office(b.SECRETARY, b.CHAPTER, "secretary"),
        acts_as_head("p-acting", b.CHAPTER, date(2018, 9, 30)),
    )
    step = raises(b.CHAPTER, "p-acting", via="chapter", meeting=None)
    life.when(step, at="2018-08-05 08:00").then_accepted()
    again = raises(b.CHAPTER, "p-acting", via="chapter", meeting=None, issue=named("late"))
    life.when(again, at="2018-10-01 08:00").then_rejected("not-entitled")


def test_a_channel_that_the_regime_does_not_have_is_closed_to_everybody() -> None:
    life = given(meeting_held())
    life.when(raised(via="briefing")).then_rejected("channel-open")
    life.when(raised_by_secretary(via="resident-relay")).then_rejected("channel-open")


def test_a_board_or_a_commune_is_no_chapter_and_raises_nothing_of_its_own() -> None:
    for unit in ("NB-H1-TT", b.UBND, "NB-H1-X1"):
        life = given(appointed("p-leading", unit, "deputy-secretary"))
        step = raises(unit, "p-leading", via="chapter", chapter=unit, meeting=None)
        life.when(step).then_rejected("raised-in-the-chapter")


def test_the_meeting_named_is_one_of_the_chapter() -> None:
    life = given(meeting_held(), chapter_met("elsewhere", chapter=b.CHAPTER))
    life.when(raised(chapter=C2)).then_rejected("raised-in-the-chapter")
    life.when(raised(chapter=H2_CHAPTER)).then_rejected("raised-in-the-chapter")
    life.when(raised(meeting=named("elsewhere"))).then_rejected("not-entitled")
    life.when(raised(meeting=named("no meeting"))).then_rejected("not-entitled")
    unknown = raised_by_secretary(meeting=named("no meeting"))
    life.when(unknown).then_rejected("raised-in-the-chapter")


@pytest.mark.parametrize("field", ["issue", "predecessor", "meeting"])
@pytest.mark.parametrize("id", [MEETING, REPORT, organisation_id(b.PROVINCE), named("first")])
def test_an_id_of_something_else_is_refused_and_harms_nothing(field: str, id: UUID) -> None:
    first = raised(issue=named("first"))
    life = given(meeting_held(), first, reported(issues=[named("first")]))
    kinds = {MEETING: "meeting", named("first"): "issue"}
    fits = {"issue": "issue", "predecessor": "issue", "meeting": "meeting"}[field]
    told = life.when(raised_by_secretary(**{field: id}))
    if kinds.get(id) != fits:
        told.then_rejected("id-of-something-else")
    elif field == "issue":
        told.then_rejected("not-possible-now")
    else:
        told.then_accepted()
    life.when(raised_by_secretary(issue=named("afterwards"))).then_accepted()


def test_an_issue_is_not_its_own_meeting_or_predecessor() -> None:
    life = given(meeting_held())
    life.when(raised(predecessor=ISSUE)).then_rejected("predecessor-known")
    life.when(raised_by_secretary(meeting=ISSUE)).then_rejected("id-of-something-else")
    life.when(raised(predecessor=named("never raised"))).then_rejected("predecessor-known")


def test_a_recurrence_names_its_predecessor() -> None:
    life = given(meeting_held(), raised(issue=named("before")))
    told = life.when(raised(predecessor=named("before")))
    assert told.issue.predecessor == named("before")


def test_what_was_raised_without_a_meeting_has_its_age_from_the_day_named() -> None:
    life = given(at="2018-08-20 08:00")
    told = life.when(raised_by_secretary(raised_on=date(2018, 8, 3)))
    assert told.issue.raised_at is not None
    assert local_date(told.issue.raised_at) == date(2018, 8, 3)
    assert told.fact(DeadlineSet).last_day == date(2018, 8, 9)
    tomorrow = raised_by_secretary(issue=named("b"), raised_on=date(2018, 8, 21))
    life.when(tomorrow).then_rejected("not-raised-in-future")


def test_the_regime_of_the_day_on_which_it_was_raised_binds_it() -> None:
    """Not that of the time which the sender claims for the command."""
    life = given(at="2018-08-20 08:00")
    before = raised_by_secretary(raised_on=date(2017, 12, 31))
    life.when(before).then_rejected("no-regime")
    claimed = raised_by_secretary(occurred_at=b.vietnam("2017-12-31 08:00"))
    assert str(life.when(claimed).fact(IssueRaised).regime) == "ninh-binh 2018.1"


def test_an_issue_that_nobody_submits_stays_recorded_and_is_held_by_nobody() -> None:
    told = given(at="2018-08-03 21:00").when(raised_by_secretary())
    issue = told.and_status(Status.RAISED).issue
    assert (issue.holder, issue.legs, issue.recipients) == (None, (), ())
    assert [d.id.kind for d in issue.running] == [DeadlineKind.REPORT]


def test_an_issue_travels_by_its_own_channel_only() -> None:
    with_cadre = given(meeting_held(), raised())
    with_cadre.when(submitted()).then_rejected("not-entitled")
    alone = step("submit-issue", b.PROVINCIAL_DEPARTMENT, b.CADRE, issue=ISSUE)
    with_cadre.when(alone).then_rejected("travels-as-its-channel-says")

    with_secretary = given(meeting_held(), raised_by_secretary(meeting=MEETING))
    with_secretary.when(reported()).then_rejected("not-entitled")
    with_secretary.when(submitted()).then_accepted().and_status(Status.REPORTED)
    with_secretary.when(submitted()).then_rejected("not-possible-now")


def test_a_chapter_directly_under_the_province_has_no_district_to_submit_to() -> None:
    chapter = "NB-SXD-C1"
    life = given(
        established(chapter, "workplace-chapter", b.PROVINCIAL_DEPARTMENT),
        appointed("p-workplace", chapter, "secretary"),
    )
    alone = {"chapter": chapter, "meeting": None, "via": "chapter"}
    life.when(raises(chapter, "p-workplace", **alone)).then_accepted()
    submit = step("submit-issue", chapter, "p-workplace", issue=ISSUE)
    life.when(submit).then_rejected("no-middle-tier")

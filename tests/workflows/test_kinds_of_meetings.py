"""What kinds of meetings a regime knows, how long and how often they are, and who stands in."""

from datetime import date
from typing import Any

import pytest

from domain import meeting
from domain.issue import Status
from domain.meeting import AttendanceRecorded, MeetingHeld
from domain.regime_keys import MeetingRules, SmallChapter, keys_of
from domain.regime_layers import merged
from domain.values import SCHEDULER, MeetingKind
from tests import builders as b
from tests.builders import named
from tests.changes import appointed
from tests.regimes import chain
from tests.spec import Given, given
from tests.steps import Step, chapter_met, meeting_held, on_issue, raised, step
from workflows.outcome import Refused

REGULAR, EXTRAORDINARY, THEMATIC = MeetingKind


def rules(regime: str) -> MeetingRules:
    texts = chain(regime)
    return keys_of(merged(list(texts)[-1], texts)).meetings


def held(members: int | None = None, **fields: Any) -> meeting.Meeting:
    return meeting.Meeting(kind=REGULAR).model_copy(update={"members": members, **fields})


def in_vinh_long(*steps: Step, at: str = "2023-04-25 21:00") -> Given:
    return given(*steps, regime="vinh-long", shape="three-tiers", at=at)


def test_001_3_a_chapter_of_few_members_meets_for_the_adjusted_time() -> None:
    of_dong_thap = rules("dong-thap")
    assert meeting.least_minutes(held(10), of_dong_thap) == 90
    assert meeting.least_minutes(held(9), of_dong_thap) == 60
    assert meeting.least_minutes(held(9, combined=True), of_dong_thap) == 60
    assert meeting.least_minutes(held(), of_dong_thap) == 90
    assert meeting.least_minutes(held(10, kind=EXTRAORDINARY), of_dong_thap) == 0


def test_001_4_extraordinary_meetings_are_held_when_needed_and_are_no_regular_ones() -> None:
    assert rules("dong-thap").kinds == (REGULAR, EXTRAORDINARY, THEMATIC)
    life = in_vinh_long()
    life.when(chapter_met("needed", kind="extraordinary")).then(MeetingHeld)
    assert not meeting.counts_as_regular(EXTRAORDINARY)
    assert not meeting.counts_as_regular(THEMATIC)
    assert meeting.counts_as_regular(REGULAR)
    refused = life.when(chapter_met("other", kind="thematic")).then_rejected("meeting-kind")
    assert isinstance(refused.outcome, Refused)
    assert refused.outcome.params["kinds"] == ["regular", "extraordinary"]
    thematic = chapter_met("thematic", kind="thematic")
    given(at="2023-04-25 21:00", regime="dong-thap", shape="three-tiers").when(thematic).then(
        MeetingHeld
    )


def test_003_1_residence_meetings_are_every_six_months_and_others_when_needed_besides() -> None:
    of_vinh_long = rules("vinh-long")
    halves = ((date(2023, 1, 1), date(2023, 6, 30)), (date(2023, 7, 1), date(2023, 12, 31)))
    assert meeting.without_regular([], of_vinh_long, 2023) == halves
    assert meeting.without_regular([date(2023, 6, 30)], of_vinh_long, 2023) == halves[1:]
    assert meeting.without_regular([date(2022, 12, 31)], of_vinh_long, 2023) == halves
    days = [day for day, kind in MEETINGS if meeting.counts_as_regular(kind)]
    assert meeting.without_regular(days, of_vinh_long, 2023) == halves[1:]


MEETINGS = [(date(2023, 3, 4), REGULAR), (date(2023, 9, 4), EXTRAORDINARY)]


def test_002_1_chapters_meet_every_month() -> None:
    for regime in ("ninh-binh", "tuong-duong"):
        days = [date(2025, month, 3) for month in range(1, 12)]
        december = (date(2025, 12, 1), date(2025, 12, 31))
        assert meeting.without_regular(days, rules(regime), 2025) == (december,)


def test_001_4_only_a_regular_meeting_makes_an_answer_stand() -> None:
    """What is held when needed takes no place of the meeting at which the chapter contests."""

    def expired(meeting: str) -> Step:
        fields = {"meeting": named(meeting), "channel": "scheduler"}
        return on_issue("expire-contest", None, SCHEDULER, **fields)

    answer = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
    life = given(meeting_held(), raised(), answer)
    life.and_at("2018-08-20 21:00", chapter_met("needed", kind="extraordinary"))
    life.when(expired("needed")).then_rejected("next-meeting-over")
    life.and_at("2018-09-03 21:00", chapter_met("regular"))
    life.when(expired("regular")).then_accepted().and_status(Status.CLOSED)


@pytest.mark.parametrize(
    ("members", "combined", "least"),
    [(None, False, 90), (None, True, 120), (5, True, 45), (5, False, 45), (6, True, 120)],
)
def test_a_combined_meeting_lasts_longer_but_for_a_small_chapters(
    members: int | None, combined: bool, least: int
) -> None:
    ours = MeetingRules(
        least_minutes=90,
        least_minutes_combined=120,
        small=SmallChapter(fewer_than=6, least_minutes=45),
    )
    assert meeting.least_minutes(held(members, combined=combined), ours) == least
    assert meeting.least_minutes(held(members, combined=combined), MeetingRules()) == 0


def test_where_a_regime_says_nothing_of_regular_meetings_none_is_missing() -> None:
    assert meeting.without_regular([], MeetingRules(), 2023) == ()


def test_a_meeting_tells_how_many_members_there_were_and_came() -> None:
    told = given().when(chapter_met("full", members=12, present=11, combined=True))
    fact = told.fact(MeetingHeld)
    assert (fact.members, fact.present, fact.combined) == (12, 11, True)
    given().when(chapter_met("few", members=3, present=0)).then(MeetingHeld)
    given().when(chapter_met("silent", members=3)).then(MeetingHeld)
    for members, present in ((12, 13), (None, 1)):
        numbers = chapter_met("full", members=members, present=present)
        given().when(numbers).then_rejected("more-present-than-members")


def test_a_thematic_meeting_is_combined_with_a_regular_one_where_there_are_such() -> None:
    for kind in ("extraordinary", "thematic"):
        alone = chapter_met("alone", kind=kind, combined=True)
        given().when(alone).then_rejected("meeting-not-combined")
    combined = chapter_met("both", combined=True)
    in_vinh_long().when(combined).then_rejected("meeting-not-combined")


# ── Deputies ──────────────────────────────────────────────────────────────────────────────────


def assigned(cadre: str) -> Step:
    asked = {"cadre": cadre, "chapter": b.CHAPTER, "valid_from": date(2018, 8, 1)}
    return step("assign-cadre", None, b.FOUNDER, province=b.PROVINCE, **asked)


def test_002_2_the_deputy_attends_for_the_head_of_an_agency_and_for_no_leader() -> None:
    director = given(assigned("p-nbdirector"))
    told = director.when(meeting_held(in_place_of="p-nbdirector"))
    assert told.fact(AttendanceRecorded).in_place_of == "p-nbdirector"
    stranger = meeting_held(in_place_of="p-nbdirector", attended_by="p-nbmember")
    given(assigned("p-nbdirector")).when(stranger).then_rejected("deputy-may-not-attend")

    since = date(2018, 8, 1)
    leader = appointed("p-nbdirector", "NB-BTV", "member", valid_from=since)
    sits_there = given(leader, assigned("p-nbdirector"))
    refused = sits_there.when(meeting_held(in_place_of="p-nbdirector"))
    refused.then_rejected("deputy-may-not-attend")


def test_a_deputy_of_the_board_attends_for_nobody() -> None:
    """The standing board's duty names no substitutes, whoever leads it."""
    chair = appointed("p-chair", "NB-TT", "secretary", valid_from=date(2018, 8, 1))
    life = given(chair, assigned("p-chair"))
    by_deputy = step(
        "record-meeting",
        "NB-TT",
        "p-nbchair",
        meeting=named("meeting"),
        chapter=b.CHAPTER,
        kind="regular",
        started_at=b.vietnam("2018-08-03 19:00"),
        ended_at=b.vietnam("2018-08-03 20:30"),
        attended_by="p-nbchair",
        in_place_of="p-chair",
    )
    life.when(by_deputy).then_rejected("deputy-may-not-attend")

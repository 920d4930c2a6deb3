"""Scoring meetings: on the rubric of their regime, by whom, from which day on."""

from typing import Any

import pytest

from domain.meeting import MeetingScored
from tests import builders as b
from tests.at_once import at_once
from tests.builders import named
from tests.changes import delegated
from tests.spec import Given, given
from tests.steps import MEETING, Step, chapter_met, step
from tests.successions import COMMUNE, ends, registrar, rules_follow, take, three_tiers
from workflows.outcome import Accepted, Refused

OFFICE = "NB-H1-VP"
IN_DONG_THAP: dict[str, Any] = {"regime": "dong-thap", "shape": "three-tiers"}
WHOLE = {"preparation": 15, "attendance": 18, "conduct": 30, "conclusion": 12}
"""Of ninh-binh: 75 of 100."""
OF_DONG_THAP = {
    "preparation": 20,
    "attendance": 20,
    "content": 25,
    "discussion": 5,
    "conclusion": 20,
}


def scored(office: str = b.CHAPTER, actor: str = "", **fields: Any) -> Step:
    asked = {"meeting": MEETING, "points": WHOLE, **fields}
    return step("score-meeting", office, actor, **asked)


def met(at: str = "2018-12-05 21:00", **fields: Any) -> Given:
    return given(chapter_met("meeting"), at=at, **fields)


def test_001_6_a_meeting_is_graded_by_points_for_every_criterion_of_the_rubric() -> None:
    life = met("2023-04-25 21:00", **IN_DONG_THAP)
    told = life.when(scored(points=OF_DONG_THAP)).then(MeetingScored).fact(MeetingScored)
    assert (str(told.rubric), told.total, told.grade) == ("09-QDi-TU 1", 90, "good")
    assert told.points == OF_DONG_THAP
    for wrong in (
        {name: points for name, points in OF_DONG_THAP.items() if name != "content"},
        {**OF_DONG_THAP, "loyalty": 5},
        {**OF_DONG_THAP, "content": 26},
        {},
    ):
        life.when(scored(points=wrong)).then_rejected("points-off-the-rubric")


def test_002_9_meetings_are_scored_by_the_rubric_from_its_first_day_on() -> None:
    met("2018-12-03 23:00").when(scored()).then_rejected("rubric-not-in-force")
    told = met("2018-12-04 21:00").when(scored()).then(MeetingScored).fact(MeetingScored)
    assert (str(told.rubric), told.total, told.grade) == ("05-HD-TU 1", 75, "fair")


def test_a_meeting_of_the_eve_is_not_scored_later_either() -> None:
    """What counts is the day of the meeting, as it is in Vietnam."""
    life = met("2018-12-04 01:30")
    life.when(scored(), at="2019-01-03 08:00").then_rejected("rubric-not-in-force")


@pytest.mark.parametrize(
    ("total", "grade"), [(100, "good"), (90, "good"), (89, "fair"), (50, "average"), (49, "poor")]
)
def test_the_grade_is_the_best_that_the_total_reaches(total: int, grade: str) -> None:
    points = dict.fromkeys(WHOLE, 0)
    for name, most in (
        ("conduct", 40),
        ("preparation", 20),
        ("attendance", 20),
        ("conclusion", 20),
    ):
        points[name] = min(most, total - sum(points.values()))
    assert met().when(scored(points=points)).fact(MeetingScored).grade == grade


@pytest.mark.parametrize(("office", "by"), [(b.CHAPTER, "secretary"), (OFFICE, "committee-office")])
def test_the_secretary_scores_the_own_meeting_and_the_middle_tiers_office_any(
    office: str, by: str
) -> None:
    told = met().when(scored(office))
    assert told.fact(MeetingScored).scored_by == office
    assert told.recorded[0].envelope.role == by


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H1-X1-C2", ""),
        ("NB-H2-VP", ""),
        ("NB-VP", ""),
        ("NB-H1-TT", ""),
        (b.UBND, ""),
        (b.PROVINCIAL_DEPARTMENT, b.CADRE),
        (b.CHAPTER, "p-secretary2"),
        (OFFICE, "p-h2clerk"),
    ],
)
def test_nobody_else_scores_a_meeting(office: str, actor: str) -> None:
    met().when(scored(office, actor)).then_rejected("not-entitled")


def test_a_delegate_scores_on_behalf_of_the_secretary() -> None:
    lent = delegated(b.SECRETARY, "p-lent", b.CHAPTER, b.vietnam("2019-01-31 00:00").date())
    life = given(chapter_met("meeting"), lent, at="2018-12-05 21:00")
    told = life.when(scored(actor="p-lent")).then(MeetingScored)
    assert told.recorded[0].envelope.on_behalf_of == b.SECRETARY


def test_a_later_score_replaces_the_earlier_and_the_same_one_is_already_so() -> None:
    life = met()
    life.when(scored()).then(MeetingScored)
    life.when(scored()).then()
    better = {**WHOLE, "conduct": 40}
    assert life.when(scored(points=better)).fact(MeetingScored).total == 85
    life.when(scored(OFFICE)).then(MeetingScored)
    life.when(scored(OFFICE)).then()
    life.when(scored(OFFICE, points=better)).then(MeetingScored)


def test_a_chapter_does_not_change_what_the_committees_office_gave() -> None:
    life = met()
    life.when(scored(OFFICE)).then(MeetingScored)
    for points in (WHOLE, {**WHOLE, "conduct": 40}):
        refused = life.when(scored(points=points)).then_rejected("scored-above")
        assert isinstance(refused.outcome, Refused)
        assert refused.outcome.params == {"scored_by": OFFICE}


def test_a_chapter_that_another_went_into_scores_its_meetings_again_and_again() -> None:
    neighbour = f"{COMMUNE}-C2"
    joined = ends(b.CHAPTER, neighbour, kind="merged")
    world = take(three_tiers(), "2025-06-19 21:00", chapter_met("meeting"), scored())
    take(world, "2025-06-25 08:00", registrar("record-succession", units=[joined]), rules_follow())
    for conduct in (40, 39):
        better = {**WHOLE, "conduct": conduct}
        take(world, "2025-07-02 08:00", scored(neighbour, points=better))


def test_where_the_regime_has_no_rubric_and_where_no_meeting_was_there_is_no_score() -> None:
    plain = met("2018-12-05 21:00", regime="simultaneous-copies")
    plain.when(scored()).then_rejected("no-rubric")
    met().when(scored(meeting=named("never"))).then_rejected("meeting-unknown")


def test_a_score_that_came_in_between_is_seen() -> None:
    """The chapter read the meeting without a score; meanwhile the office gave one."""
    at = "2018-12-05 21:00"
    refused = at_once(scored(), scored(OFFICE), chapter_met("meeting"), at=at)
    assert isinstance(refused, Refused)
    assert refused.code == "scored-above"
    assert isinstance(at_once(scored(OFFICE), scored(), chapter_met("meeting"), at=at), Accepted)

"""The list "recorded, not submitted": what no committee ever got."""

from collections.abc import Sequence

import pytest

from projections.not_submitted import NotSubmitted, not_submitted
from tests.builders import CADRE, CHAPTER, PROVINCIAL_DEPARTMENT, SECRETARY, World, named, vietnam
from tests.regimes import chain
from tests.steps import (
    ISSUE,
    Step,
    meeting_held,
    on_issue,
    raised,
    raised_by_secretary,
    reported,
    submitted,
)

ANSWERED = on_issue("answer-at-meeting", PROVINCIAL_DEPARTMENT, CADRE, answer="Xã đã có kế hoạch")
CONTESTED = on_issue("contest-answer", CHAPTER, SECRETARY, reason="Không thể chờ")
WITHDRAWN = on_issue("withdraw-issue", CHAPTER, SECRETARY, reason="Đã tự làm xong")


def listed(*steps: Step) -> tuple[NotSubmitted, ...]:
    """The list after these steps, all of them accepted."""
    world = World().found(chain)
    world.at("2018-08-03 21:00")
    for step in steps:
        assert step(world).outcome == "accepted", world.outcomes[-1]
    return not_submitted(world.store.read())


def test_nothing_is_listed_before_anything_was_raised() -> None:
    assert listed() == ()


def test_an_issue_is_listed_with_all_that_finds_it_again() -> None:
    [entry] = listed(meeting_held(), raised())

    assert entry.issue == ISSUE
    assert entry.position > 1
    assert (entry.chapter, entry.via) == (CHAPTER, "cadre-report")
    assert entry.title.text == "Cầu nông thôn xuống cấp"
    assert entry.raised_at == vietnam("2018-08-03 20:30")


@pytest.mark.parametrize(
    "steps",
    [
        (meeting_held(), raised(), reported()),
        (raised_by_secretary(), submitted()),
        (raised_by_secretary(), WITHDRAWN),
        (meeting_held(), raised(), ANSWERED),
    ],
    ids=["reported", "submitted", "withdrawn", "answered"],
)
def test_what_was_delivered_withdrawn_or_answered_is_not_listed(steps: Sequence[Step]) -> None:
    assert listed(*steps) == ()


def test_an_answer_that_was_contested_leaves_the_issue_to_be_submitted() -> None:
    [entry] = listed(meeting_held(), raised(), ANSWERED, CONTESTED)

    assert entry.issue == ISSUE


def test_the_list_shows_the_corrected_title() -> None:
    corrected = on_issue(
        "correct-issue-text",
        CHAPTER,
        SECRETARY,
        field="title",
        text="Kênh nội đồng bị bồi lắng",
        reason="Thiếu chữ",
    )

    [entry] = listed(raised_by_secretary(), corrected)

    assert entry.title.text == "Kênh nội đồng bị bồi lắng"


def test_the_oldest_record_comes_first() -> None:
    first, second = listed(raised_by_secretary(), raised_by_secretary(issue=named("second")))

    assert (first.issue, second.issue) == (ISSUE, named("second"))
    assert first.position < second.position

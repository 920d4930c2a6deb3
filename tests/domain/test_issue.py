"""Folding issues: many facts at once come to the same as one by one."""

from functools import reduce
from typing import cast, get_args

import pytest

from domain.fact import Recorded
from domain.issue import _STATUS_AFTER, EMPTY, evolve, fold
from domain.issue_facts import IssueFact, StatusFact
from tests.builders import DEPARTMENT, document
from tests.spec import given
from tests.steps import (
    ISSUE,
    accepted,
    days_from_now,
    in_progress,
    on_issue,
    proposed,
    replied,
)
from workflows.outcome import Accepted


def _history() -> list[Recorded[IssueFact]]:
    pause = on_issue(
        "pause-issue",
        "NB-H1-TT",
        ground="other-body",
        review_on=days_from_now(20),
        document=document(),
    )
    told = given(*in_progress(), pause, on_issue("resume-issue", "NB-H1-TT"), proposed())
    told.and_at("2018-08-20 08:00", accepted(), replied())
    return cast(list[Recorded[IssueFact]], told.world.store.load({ISSUE: 0})[ISSUE])


def test_a_fold_equals_evolving_fact_by_fact_for_every_prefix() -> None:
    history = _history()
    assert len(history) > 20
    for length in range(len(history) + 1):
        assert fold(history[:length]) == reduce(evolve, history[:length], EMPTY)


def test_a_fold_leaves_the_empty_issue_empty() -> None:
    fold(_history())
    assert EMPTY.version == 0
    assert EMPTY.deadlines == ()


def test_every_fact_that_only_says_where_an_issue_stands_has_its_state() -> None:
    assert set(get_args(StatusFact)) == set(_STATUS_AFTER)


def test_an_issue_cannot_be_changed_in_place() -> None:
    told = given(*in_progress())
    with pytest.raises(ValueError, match="frozen"):
        setattr(told.world.issue(ISSUE), "version", 7)  # noqa: B010 - mypy knows it is frozen
    assert isinstance(told.world.do("note-progress", DEPARTMENT, issue=ISSUE, note="x"), Accepted)

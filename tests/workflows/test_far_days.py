"""Days and times so far off that nothing can be counted from them are no commands at all."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from domain.calendar import end_of
from tests import builders as b
from tests.builders import document
from tests.spec import given
from tests.steps import Step, assigned, in_triage, on_issue, plan, raised_by_secretary

LETTER = document("92-CV/HU", b.DISTRICT)
FAR = [date.min, date(1899, 12, 31), date(3000, 1, 1), date.max]


def directed(due: Any) -> Step:
    return on_issue("direct-issue", "NB-H1-BTV", addressee=b.UBND, due=due, text="Khẩn trương")


@pytest.mark.parametrize("day", FAR)
@pytest.mark.parametrize(
    "asked",
    [
        directed,
        lambda day: on_issue("direct-answer", None, b.CADRE, responsible=b.UBND, due=day),
        lambda day: on_issue(
            "give-partial-reply", b.DEPARTMENT, document=LETTER, text="Một phần", next_reply=day
        ),
        lambda day: on_issue(
            "pause-issue", "NB-H1-TT", ground="other-body", review_on=day, document=LETTER
        ),
        lambda day: assigned(plan=plan(until=day)),
        lambda day: assigned(co_operating=[{"unit": b.POLICE, "until": day}]),
        lambda day: raised_by_secretary(raised_on=day),
    ],
)
def test_a_day_out_of_all_bounds_is_bad_input(asked: Any, day: date) -> None:
    with pytest.raises(ValidationError):
        given().when(asked(day))


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00"])
def test_a_time_out_of_all_bounds_is_bad_input(at: str) -> None:
    with pytest.raises(ValidationError):
        given().when(on_issue("start-work", b.DEPARTMENT, occurred_at=at))


def test_from_the_last_day_of_all_one_can_still_count() -> None:
    last = date(2999, 12, 31)
    told = given(*in_triage()).when(assigned(co_operating=[{"unit": b.POLICE, "until": last}]))
    owed = max(d.due for d in told.issue.running)
    assert owed == end_of(last)
    assert owed < datetime.max.replace(tzinfo=UTC)

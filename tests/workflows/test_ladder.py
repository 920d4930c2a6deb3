"""Which rungs of the ladder are reached, and when."""

from domain.deadline import (
    DeadlineApproaching,
    DeadlineBreached,
    DeadlineKind,
    EscalationSuggested,
)
from tests.spec import Then, given
from tests.steps import checked, delivered, escalated, in_triage, received


def kinds(told: Then) -> set[DeadlineKind]:
    return {one.fact.deadline.kind for one in told.recorded}


def test_nobody_is_reminded_of_a_deadline_that_is_shorter_than_the_reminder() -> None:
    """Receipt lasts two working days: a reminder three before its end would come at once."""
    life = given(*delivered(), at="2018-08-06 21:00")
    life.when(checked(), at="2018-08-07 08:00").then()
    life.when(checked(), at="2018-08-08 23:59:59").then()
    told = life.when(checked(), at="2018-08-09 00:00").then(DeadlineBreached)
    assert kinds(told) == {DeadlineKind.RECEIPT}


def test_a_reminder_comes_as_its_day_begins_and_once() -> None:
    """Notice of ten working days from 6/8/2018 ends on 20/8: three working days before is 15/8."""
    life = given(*delivered(), received(), at="2018-08-06 21:00")
    life.when(checked(), at="2018-08-14 23:59:59").then()
    told = life.when(checked(), at="2018-08-15 00:00").then(DeadlineApproaching)
    assert kinds(told) == {DeadlineKind.NOTICE}
    life.when(checked(), at="2018-08-16 00:00").then()


def test_a_sweep_that_comes_late_breaches_and_warns_no_more() -> None:
    life = given(*delivered(), received(), at="2018-08-06 21:00")
    told = life.when(checked(), at="2018-08-21 00:00").then(DeadlineBreached)
    [notice] = [d for d in told.issue.deadlines if d.id.kind is DeadlineKind.NOTICE]
    assert notice.rungs == {"breach"}


def test_a_breach_at_the_province_is_brought_before_its_inspection_commission() -> None:
    """Nobody stands above the province."""
    life = given(*in_triage(authority="province"), escalated(), received(office="NB-VP"))
    told = life.when(checked(), at="2018-09-28 08:00")
    suggested = [one.fact for one in told.recorded if isinstance(one.fact, EscalationSuggested)]
    assert [fact.notified for fact in suggested] == [("NB-UBKT",)]

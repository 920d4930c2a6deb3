"""Mistakes are corrected with a reason, and the old value stays in the history."""

from typing import Any

import pytest

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.issue_facts import IssueRaised, IssueTextCorrected, IssueValueCorrected
from domain.values import SCHEDULER, Severity, Source
from tests import builders as b
from tests.builders import named
from tests.changes import appointed, left_office
from tests.spec import given
from tests.steps import (
    ISSUE,
    MEETING,
    Step,
    assigned,
    chapter_met,
    delivered,
    escalated,
    in_triage,
    meeting_held,
    on_issue,
    raised,
    raised_by_secretary,
    received,
    replied,
    reported,
    resolved,
    triaged,
)

BOARD = "NB-H1-TT"


def text(new: str, field: str = "title", office: str | None = "NB-H1-VP", actor: str = "") -> Step:
    said = {"field": field, "text": new, "reason": "Ghi nhầm"}
    return on_issue("correct-issue-text", office, actor, **said)


def value(new: str, field: str, office: str | None = "NB-H1-VP", actor: str = "") -> Step:
    said = {"field": field, "value": new, "reason": "Ghi nhầm"}
    return on_issue("correct-issue-value", office, actor, **said)


def test_the_old_text_stays_and_is_replayed() -> None:
    life = given(*delivered())
    before = life.world.issue(ISSUE).title
    told = life.when(text("Cầu xóm Đông xuống cấp"))
    fact = told.fact(IssueTextCorrected)
    assert fact.old == before
    assert told.issue.title == fact.new
    assert fact.reason.text == "Ghi nhầm"
    first = life.world.store.load({ISSUE: 0})[ISSUE][0].fact
    assert isinstance(first, IssueRaised)
    assert first.title == before


def test_a_text_that_was_not_there_has_no_old_value() -> None:
    told = given(meeting_held(), raised(proposal="")).when(
        text("Gia cố tạm", "proposal", b.PROVINCIAL_DEPARTMENT, b.CADRE)
    )
    assert told.fact(IssueTextCorrected).old is None
    assert told.issue.proposal == told.fact(IssueTextCorrected).new


def test_what_is_right_already_is_not_corrected() -> None:
    life = given(*delivered())
    title = life.world.issue(ISSUE).title
    assert title is not None
    life.when(text(str(title.text))).then()
    life.when(value("GT", "category")).then()


@pytest.mark.parametrize(
    ("field", "new"),
    [("category", "MT"), ("severity", "1"), ("addressee", b.POLICE)],
)
def test_old_and_new_value_stand_beside_each_other(field: str, new: str) -> None:
    life = given(*delivered())
    old = getattr(life.world.issue(ISSUE), field)
    told = life.when(value(new, field))
    fact = told.fact(IssueValueCorrected)
    assert (fact.old, fact.new) == (str(int(old)) if isinstance(old, Severity) else str(old), new)
    assert str(getattr(told.issue, field)) == str(new)


@pytest.mark.parametrize(
    ("field", "new"),
    [
        ("category", "XX"),
        ("severity", "5"),
        ("severity", "urgent"),
        ("addressee", "NB-H9-UBND"),
        ("addressee", "ai đó"),
    ],
)
def test_a_value_that_could_not_be_raised_is_no_correction(field: str, new: str) -> None:
    given(*delivered()).when(value(new, field)).then_rejected("value-not-allowed")


def test_the_source_stands_once_submitted() -> None:
    """Whose recommendation it is says who may withdraw it."""
    own: dict[str, Any] = {"office": b.PROVINCIAL_DEPARTMENT, "actor": b.CADRE}
    life = given(meeting_held(), raised())
    for wrong in ("somebody", "resident-group"):
        life.when(value(wrong, "source", **own)).then_rejected("value-not-allowed")
    told = life.when(value("cadre", "source", **own)).then(IssueValueCorrected)
    assert told.issue.source is Source.CADRE
    life.and_at("2018-08-06 08:00", reported(), received())
    for fields in (own, {}):
        step = value("members", "source", **fields)
        life.when(step).then_rejected("source-stands-once-submitted")
    life.and_at("2018-08-06 09:00", triaged())
    life.when(value("members", "source")).then_rejected("source-stands-once-submitted")


@pytest.mark.parametrize(
    ("field", "new"), [("category", "MT"), ("severity", "1"), ("addressee", b.POLICE)]
)
def test_what_was_triaged_only_the_board_corrects_and_nobody_concerned(
    field: str, new: str
) -> None:
    own: dict[str, Any] = {"office": b.PROVINCIAL_DEPARTMENT, "actor": b.CADRE}
    concerned = on_issue("declare-concern", b.CHAPTER, person="p-h1chair")
    life = given(*in_triage(), concerned)
    for fields in (own, {}):
        life.when(value(new, field, **fields)).then_rejected("not-entitled")
    life.when(value(new, field, BOARD)).then_rejected("not-concerned")
    life.when(value(new, field, "NB-H1-BTV")).then(IssueValueCorrected)


def test_a_corrected_addressee_lets_nobody_out_of_recusal() -> None:
    sits_in_both = appointed("p-h1chair", b.POLICE, "member")
    life = given(sits_in_both, meeting_held(), raised(addressee=b.POLICE), reported(), received())
    life.when(value(b.UBND, "addressee")).then(IssueValueCorrected)
    life.when(triaged()).then_rejected("not-concerned")
    life.when(triaged(office="NB-H1-BTV")).and_status(Status.TRIAGED)


def test_a_corrected_title_is_no_longer_than_a_title() -> None:
    life = given(*delivered())
    life.when(text("x" * 201)).then_rejected("value-not-allowed")
    life.when(text("x" * 200)).then_accepted()


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        (b.CHAPTER, ""),
        (b.PROVINCIAL_DEPARTMENT, "p-nbdirector"),
        ("NB-H1-TT", ""),
        ("NB-H2-VP", ""),
        ("NB-VP", ""),
        (b.UBND, ""),
        ("NB-UBKT", ""),
        (None, SCHEDULER),
    ],
)
def test_only_who_recorded_it_and_the_holders_office_correct(
    office: str | None, actor: str
) -> None:
    given(*delivered()).when(text("Khác", office=office, actor=actor)).then_rejected("not-entitled")


def test_who_recorded_it_corrects_as_long_as_in_office() -> None:
    life = given(*delivered(), left_office(b.CADRE, b.PROVINCIAL_DEPARTMENT, "deputy-head"))
    own: dict[str, Any] = {"office": b.PROVINCIAL_DEPARTMENT, "actor": b.CADRE}
    life.when(text("Một", **own), at="2018-08-03 23:00").then_accepted()
    life.when(text("Hai", **own), at="2018-08-04 00:00").then_rejected("not-entitled")


def test_the_secretary_corrects_what_the_secretary_recorded() -> None:
    life = given(raised_by_secretary())
    life.when(text("Kênh bồi lắng", office=b.CHAPTER)).then_accepted().and_status(Status.RAISED)
    life.when(text("Khác")).then_rejected("not-entitled")


def test_the_office_of_the_present_holder_corrects_and_that_of_the_last_one_no_more() -> None:
    life = given(*in_triage(authority="province"), escalated())
    life.when(text("Khác")).then_rejected("not-entitled")
    life.when(text("Khác", office="NB-VP")).and_status(Status.ESCALATED)


def test_a_correction_moves_no_state_no_clock_and_no_holder() -> None:
    """The date of the result follows the severity that was triaged, not a later correction."""
    life = given(*in_triage(), assigned())
    before = life.world.issue(ISSUE)
    after = life.when(value("1", "severity", BOARD)).then(IssueValueCorrected).issue
    assert after.running == before.running
    assert (after.status, after.holder, after.leg) == (before.status, before.holder, before.leg)
    assert not [d for d in after.running if d.id.kind is DeadlineKind.INTERIM]


def test_a_closed_or_withdrawn_issue_is_corrected_and_stays_ended() -> None:
    life = given(*delivered(), received())
    withdraw = on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm")
    life.when(withdraw).then_accepted()
    life.when(text("Khác")).then(IssueTextCorrected).and_status(Status.WITHDRAWN)
    closed = given(*in_triage(), resolved(), replied())
    closed.and_at("2018-09-03 21:00", chapter_met("september"))
    verify = on_issue("verify-result", b.CHAPTER, meeting=named("september"))
    closed.when(verify).then_accepted()
    closed.when(value("MT", "category", BOARD)).then(IssueValueCorrected).and_status(Status.CLOSED)


def test_what_was_never_recorded_is_not_corrected() -> None:
    given().when(text("Khác")).then_rejected("issue-unknown")
    given(meeting_held()).when(
        on_issue(
            "correct-issue-text",
            "NB-H1-VP",
            field="title",
            text="x",
            reason="y",
            issue=MEETING,
        )
    ).then_rejected("id-of-something-else")


def test_an_office_is_recused_by_nobody_for_it_decides_nothing() -> None:
    declared = on_issue("declare-concern", b.CHAPTER, person="p-h1clerk")
    life = given(*delivered(), declared)
    life.when(received()).and_status(Status.RECEIVED)
    life.when(text("Khác")).then_accepted()

"""Directions of the standing committee and of the superior: who gives, who answers (`002-10`)."""

from typing import Any

from domain.deadline import DeadlineExtended, DeadlineId, DeadlineKind, DeadlineMet
from domain.issue import Status
from tests import builders as b
from tests.builders import document, named
from tests.spec import given
from tests.steps import (
    chapter_met,
    days_from_now,
    escalated,
    in_progress,
    in_triage,
    on_issue,
    replied,
    resolved,
)


def directed(office: str, addressee: str = b.UBND, due: int = 10) -> Any:
    on = days_from_now(due)
    return on_issue("direct-issue", office, addressee=addressee, due=on, text="Khẩn trương")


def answered(office: str, which: int = 1, **fields: Any) -> Any:
    """An answer to the leg's direction of that number."""
    deadline = DeadlineId(leg=1, kind=DeadlineKind.DIRECTION, ordinal=which)
    given = {"deadline": deadline, "document": document("70/UBND", office), **fields}
    return on_issue("answer-direction", office, **given)


def test_002_10_standing_committee_and_superior_direct_and_others_do_not() -> None:
    life = given(*in_progress())
    for office in ("NB-H1-TT", "NB-H1-VP", "NB-UBKT", "NB-H2-TT", b.UBND, b.CHAPTER, "NB-VP"):
        life.when(directed(office)).then_rejected("not-entitled")
    for office in ("NB-H1-BTV", "NB-TT", "NB-BTV"):
        life.when(directed(office)).and_status(Status.IN_PROGRESS)


def test_002_10_a_committee_answers_a_direction_through_its_board_or_office_late_or_not() -> None:
    life = given(*in_progress(), directed("NB-TT", b.DISTRICT))
    for office in (b.UBND, "NB-H2-TT", "NB-UBKT", "NB-TT"):
        life.when(answered(office)).then_rejected("not-entitled")
    told = life.when(answered("NB-H1-VP"), at="2018-08-14 00:00")
    assert not told.fact(DeadlineMet).on_time
    assert told.issue.directed == ()
    life.when(answered("NB-H1-VP")).then_rejected("not-entitled")


def test_each_body_answers_its_own_direction() -> None:
    life = given(*in_progress(), directed("NB-H1-BTV"), directed("NB-H1-BTV", b.POLICE))
    told = life.when(answered(b.POLICE, which=2), at="2018-08-13 23:59:59")
    assert told.fact(DeadlineMet).on_time
    assert told.issue.directed == (b.UBND,)


def test_a_direction_needs_no_new_holder_and_ends_with_the_issue() -> None:
    life = given(*in_triage(), directed("NB-TT"), resolved(), replied())
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    verify = on_issue("verify-result", b.CHAPTER, meeting=named("september"))
    told = life.when(verify).and_status(Status.CLOSED)
    assert told.issue.running == ()


def test_a_body_that_was_directed_twice_answers_one_direction_at_a_time() -> None:
    life = given(*in_progress(), directed("NB-H1-BTV"), directed("NB-TT", due=20))
    life.when(answered(b.POLICE, which=2)).then_rejected("not-entitled")
    told = life.when(answered(b.UBND, which=2))
    assert told.fact(DeadlineMet).deadline.ordinal == 2
    assert told.issue.directed == (b.UBND,)
    life.when(answered(b.UBND, which=2)).then_rejected("direction-owed")
    notice = DeadlineId(leg=1, kind=DeadlineKind.NOTICE, ordinal=1)
    life.when(answered(b.UBND, deadline=notice)).then_rejected("direction-owed")
    assert life.when(answered(b.UBND)).issue.directed == ()


def test_a_direction_is_owed_by_its_addressee_whoever_holds_the_issue() -> None:
    life = given(
        *in_triage(authority="province"), directed("NB-H1-BTV"), directed("NB-TT", b.DISTRICT)
    )
    told = life.when(escalated())
    assert (told.issue.leg, told.issue.directed) == (2, (b.UBND, b.DISTRICT))
    assert life.when(answered(b.UBND)).fact(DeadlineMet).on_time
    assert life.when(answered("NB-H1-VP", which=2)).issue.directed == ()


def test_a_direction_to_the_holder_goes_along_with_custody() -> None:
    life = given(*in_triage(), directed("NB-TT", b.DISTRICT))
    minutes = document("9-BB", b.DISTRICT)
    moved: dict[str, Any] = {"to": b.PROVINCE, "basis": "recusal", "minutes": minutes}
    told = life.when(on_issue("transfer-custody", "NB-H1-TT", **moved)).then_accepted()
    assert told.issue.directed == (b.PROVINCE,)
    life.when(answered("NB-H1-VP")).then_rejected("not-entitled")
    assert life.when(answered("NB-VP")).issue.directed == ()


def test_time_for_a_direction_is_lengthened_by_whoever_gave_it_or_above() -> None:
    def extension(type: str, office: str, which: int, **fields: Any) -> Any:
        deadline = DeadlineId(leg=1, kind=DeadlineKind.DIRECTION, ordinal=which)
        return on_issue(type, office, deadline=deadline, **fields)

    life = given(*in_triage(), directed("NB-TT"), directed("NB-H1-BTV", b.POLICE))
    for office, which in ((b.UBND, 1), (b.POLICE, 2)):
        life.when(extension("ask-for-extension", office, which, reason="Mưa")).then_accepted()
    life.when(extension("grant-extension", "NB-H1-TT", 1)).then_rejected("approved-one-level-up")
    life.when(extension("grant-extension", "NB-TT", 2)).then_rejected("approved-one-level-up")
    life.when(extension("grant-extension", "NB-TT", 1)).then(DeadlineExtended)
    life.when(extension("grant-extension", "NB-H1-TT", 2)).then(DeadlineExtended)

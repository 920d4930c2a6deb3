"""Who is concerned decides nothing: by office, by delegation, by declaration; and who does then."""

from datetime import date
from typing import Any

import pytest

from domain.issue import Status
from domain.issue_facts import ConcernDeclared, ConcernRetracted, IssueCustodyTransferred
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import document, named
from tests.changes import acts_as_head, appointed, delegated, established, left_office
from tests.spec import given
from tests.steps import (
    ISSUE,
    Step,
    accepted,
    assigned,
    chapter_met,
    days_from_now,
    delivered,
    in_progress,
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
    triaged,
)

UBKT = "NB-UBKT"
MINUTES = document("3-BB/HU", b.DISTRICT)
PAUSE = on_issue(
    "pause-issue",
    "NB-H1-TT",
    ground="budget-cycle",
    review_on=days_from_now(9),
    document=MINUTES,
)
VICE_CHAIR = "p-h1ubnd"
BOTH = appointed(VICE_CHAIR, "NB-H1-TT", "member")
"""The vice-chair of the district's people's committee sits in the standing board too."""


def declared(person: str, office: str | None = b.CHAPTER, actor: str = "") -> Step:
    return on_issue("declare-concern", office, actor, person=person)


def triages(actor: str, office: str = "NB-H1-TT") -> Step:
    said: dict[str, Any] = {"category": "GT", "severity": 2, "authority": "middle-tier"}
    return on_issue("triage-issue", office, actor, **said)


def accepts(actor: str, office: str = "NB-H1-TT") -> Step:
    return on_issue("accept-result", office, actor)


def moved(to: str, office: str = "NB-H1-TT", **fields: Any) -> Step:
    given = {"to": to, "basis": "recusal", "minutes": MINUTES, **fields}
    return on_issue("transfer-custody", office, **given)


def test_who_stands_for_the_body_addressed_does_not_triage() -> None:
    life = given(BOTH, *delivered(), received())
    life.when(triages(VICE_CHAIR)).then_rejected("not-concerned")
    life.when(triages("p-h1chair")).and_status(Status.TRIAGED)


def test_who_stands_for_the_lead_or_a_co_operating_body_accepts_no_result() -> None:
    shared = assigned(co_operating=[{"unit": b.POLICE, "until": date(2018, 8, 20)}])
    for person in ("p-h1works", "p-h1police"):
        life = given(appointed(person, "NB-H1-TT", "member"), *in_triage(), shared, started())
        life.and_at("2018-08-10 08:00", proposed())
        life.when(accepts(person)).then_rejected("not-concerned")
        reject = on_issue("reject-result", "NB-H1-TT", person, reason="Thiếu")
        life.when(reject).then_rejected("not-concerned")


def test_who_stands_for_a_committee_that_leads_is_concerned_through_its_boards() -> None:
    """The commune's people may sit in its own bodies and in the district's board."""
    board = "NB-H1-X1-BTV"
    life = given(
        established(board, "standing-committee", "NB-H1-X1"),
        appointed("p-x1chair", board, "secretary"),
        appointed("p-x1chair", "NB-H1-TT", "member"),
        *in_triage(),
        assigned(lead="NB-H1-X1"),
    )
    life.and_at("2018-08-10 08:00", on_issue("start-work", board, "p-x1chair"))
    life.and_at("2018-08-10 09:00", proposed(office=board, actor="p-x1chair"))
    life.when(accepts("p-x1chair")).then_rejected("not-concerned")
    life.when(accepts("p-h1chair")).and_status(Status.RESOLVED)


def test_concern_ends_with_the_office_held() -> None:
    life = given(BOTH, left_office(VICE_CHAIR, b.UBND, "vice-chair"), *delivered(), received())
    life.when(triages(VICE_CHAIR)).then_rejected("not-concerned")
    life.when(triages(VICE_CHAIR), at="2018-08-04 00:00").and_status(Status.TRIAGED)


def test_concern_comes_with_a_delegation_and_goes_with_it() -> None:
    """Whoever acts for the agency as a delegate stands for it as long as that lasts."""
    lent = delegated("p-h1ubnd", "p-h1chair", b.UBND, date(2018, 8, 10))
    life = given(lent, *delivered(), received())
    life.when(triages("p-h1chair"), at="2018-08-10 23:00").then_rejected("not-concerned")
    life.when(triages("p-h1chair"), at="2018-08-11 00:00").and_status(Status.TRIAGED)


def test_a_delegate_decides_no_more_than_the_delegator_might() -> None:
    lent = delegated(VICE_CHAIR, "p-deputy", "NB-H1-TT", date(2018, 8, 31))
    life = given(BOTH, lent, *delivered(), received())
    life.when(triages("p-deputy")).then_rejected("not-concerned")


def test_a_delegate_and_an_acting_head_decide_until_their_last_day_and_it_is_told() -> None:
    life = given(
        delegated("p-h1chair", "p-deputy", "NB-H1-TT", date(2018, 8, 10)),
        acts_as_head("p-acting", "NB-H1-BTV", date(2018, 8, 10)),
        *delivered(),
        received(),
    )
    told = life.when(triages("p-deputy"), at="2018-08-10 23:00").and_status(Status.TRIAGED)
    assert told.recorded[0].envelope.on_behalf_of == "p-h1chair"
    life.when(triages("p-acting", "NB-H1-BTV")).and_status(Status.TRIAGED)
    life.when(triages("p-deputy"), at="2018-08-11 00:00").then_rejected("not-entitled")
    life.when(triages("p-acting", "NB-H1-BTV")).then_rejected("not-entitled")


def test_who_lacks_the_power_in_an_own_post_acts_by_a_lent_one() -> None:
    """A member of the chapter to whom its secretary, or who acts for one, lent the power."""
    member = appointed("p-member", b.CHAPTER, "member")
    acting = acts_as_head("p-acting", b.CHAPTER, date(2018, 8, 31))
    for before, lender in (([], b.SECRETARY), ([acting], "p-acting")):
        lent = delegated(lender, "p-member", b.CHAPTER, date(2018, 8, 31))
        told = given(member, *before, lent).when(raised_by_secretary(actor="p-member"))
        assert told.then_accepted().recorded[0].envelope.on_behalf_of == lender
        met = given(member, *before, lent).when(chapter_met("own", actor="p-member"))
        assert met.then_accepted().recorded[0].envelope.on_behalf_of == lender


def test_an_own_power_goes_before_a_lent_one() -> None:
    lent = delegated("p-h1chair", "p-both", "NB-H1-TT", date(2018, 8, 31))
    own = appointed("p-both", "NB-H1-TT", "member")
    told = given(own, lent, *delivered(), received()).when(triages("p-both"))
    assert told.then_accepted().recorded[0].envelope.on_behalf_of is None


def test_of_two_delegators_the_one_who_is_not_concerned_is_acted_for() -> None:
    last = date(2018, 8, 31)
    other = appointed("p-other", "NB-H1-TT", "member")
    lent = [delegated(who, "p-deputy", "NB-H1-TT", last) for who in ("p-h1chair", "p-other")]
    life = given(other, *lent, *delivered(), received(), declared("p-h1chair"))
    told = life.when(triages("p-deputy")).and_status(Status.TRIAGED)
    assert told.recorded[0].envelope.on_behalf_of == "p-other"


def test_a_declared_person_is_recused_at_the_holder_and_above() -> None:
    life = given(*in_progress(), proposed(), declared("p-h1chair"), declared("p-nbchair"))
    life.when(accepts("p-h1chair")).then_rejected("not-concerned")
    life.when(accepts("p-nbchair", "NB-TT")).then_rejected("not-concerned")
    life.when(accepts("p-h1member", "NB-H1-BTV")).and_status(Status.RESOLVED)


def test_a_recused_person_neither_declines_merges_pauses_assigns_nor_resolves() -> None:
    other = named("other")
    both = [*delivered()[:2], raised(issue=other), reported(issues=[ISSUE, other]), received()]
    life = given(*both, triaged(), declared("p-h1chair"))
    for step in (
        on_issue("decline-issue", "NB-H1-TT", reason="Không", legal_basis="QĐ 1"),
        on_issue("divert-issue", "NB-H1-TT", into="court", document=MINUTES),
        on_issue("merge-issue", "NB-H1-TT", into=other),
        PAUSE,
        assigned(),
        resolved(),
    ):
        life.when(step).then_rejected("not-concerned")


@pytest.mark.parametrize("office", ["NB-H1-TT", "NB-H1-VP", "NB-TT", UBKT, b.CHAPTER])
def test_concern_is_declared_by_holder_superior_and_chapter(office: str) -> None:
    told = given(*delivered()).when(declared("p-h1works", office)).then(ConcernDeclared)
    assert told.issue.concerned == {"p-h1works"}


@pytest.mark.parametrize(
    ("office", "actor"),
    [(b.UBND, ""), ("NB-H1-X1-C2", ""), ("NB-H2-TT", ""), (None, SCHEDULER)],
)
def test_nobody_else_declares_somebody_concerned(office: str | None, actor: str) -> None:
    given(*delivered()).when(declared("p-h1works", office, actor)).then_rejected("not-entitled")


def test_a_concern_is_declared_once() -> None:
    given(*delivered(), declared("p-h1works")).when(declared("p-h1works", "NB-TT")).then()


@pytest.mark.parametrize("office", ["NB-TT", "NB-BTV", UBKT])
def test_superior_or_inspection_accepts_where_the_holder_is_concerned(office: str) -> None:
    concerned = [declared("p-h1chair"), declared("p-h1member")]
    life = given(*in_progress(), proposed(), *concerned)
    life.when(accepted(office=office)).and_status(Status.RESOLVED)


@pytest.mark.parametrize("office", ["NB-TT", "NB-BTV", UBKT])
def test_above_nobody_decides_on_a_result_that_the_holder_can_decide_on(office: str) -> None:
    life = given(*in_progress(), proposed())
    reject = on_issue("reject-result", office, reason="Thiếu")
    for step in (accepted(office=office), reject):
        life.when(step).then_rejected("above-only-for-concern")
    life.and_at("2018-08-06 09:00", BOTH)
    life.when(reject).and_status(Status.IN_PROGRESS)


def test_where_nobody_is_left_to_decide_the_superior_does() -> None:
    life = given(*in_progress(), proposed())
    posts = [("p-h1chair", "NB-H1-TT", "deputy-secretary"), ("p-h1member", "NB-H1-BTV", "member")]
    life.and_at("2018-08-06 09:00", *(left_office(*post) for post in posts))
    life.when(accepted(office="NB-TT")).then_rejected("above-only-for-concern")
    life.when(accepted(office="NB-TT"), at="2018-08-07 09:00").and_status(Status.RESOLVED)


def test_who_serves_in_the_commune_addressed_or_its_boards_is_concerned() -> None:
    board = "NB-H1-X1-BTV"
    for unit in ("NB-H1-X1", board):
        life = given(
            established(board, "standing-committee", "NB-H1-X1"),
            appointed("p-h1chair", unit, "member"),
            meeting_held(),
            raised(addressee="NB-H1-X1"),
            reported(),
            received(),
        )
        life.when(triages("p-h1chair")).then_rejected("not-concerned")
        life.when(triages("p-h1member", "NB-H1-BTV")).and_status(Status.TRIAGED)


def test_the_holder_is_not_recused_because_it_is_addressed_itself() -> None:
    for unit in (b.DISTRICT, "NB-H1-TT"):
        life = given(meeting_held(), raised(addressee=unit), reported(), received())
        life.when(triages("p-h1chair")).and_status(Status.TRIAGED)


def retracted(person: str, office: str = "NB-TT", actor: str = "") -> Step:
    return on_issue("retract-concern", office, actor, person=person, reason="Trùng tên")


def test_a_wrong_declaration_is_taken_back_from_above_with_a_reason() -> None:
    life = given(*delivered(), received(), declared("p-h1chair"))
    for office in ("NB-H1-TT", "NB-H1-VP", b.CHAPTER, "NB-VP"):
        life.when(retracted("p-h1chair", office)).then_rejected("not-entitled")
    told = life.when(retracted("p-h1chair")).then(ConcernRetracted)
    assert told.fact(ConcernRetracted).reason.text == "Trùng tên"
    assert told.issue.concerned == frozenset()
    life.when(retracted("p-h1chair", UBKT)).then()
    life.when(triages("p-h1chair")).and_status(Status.TRIAGED)


def test_nobody_takes_back_that_they_are_concerned_themselves() -> None:
    life = given(*delivered(), declared("p-nbchair"))
    life.when(retracted("p-nbchair")).then_rejected("not-concerned")
    life.when(retracted("p-nbchair", UBKT)).then(ConcernRetracted)


def test_at_the_top_the_inspection_commission_takes_a_declaration_back() -> None:
    life = given(*delivered(), moved(b.PROVINCE), declared("p-nbchair"))
    life.when(retracted("p-nbchair")).then_rejected("not-entitled")
    life.when(retracted("p-nbchair", UBKT)).then(ConcernRetracted)


def test_a_secretary_who_declares_the_whole_board_concerned_blocks_nothing() -> None:
    whole = [declared("p-h1chair"), declared("p-h1member")]
    life = given(*delivered(), received(), *whole)
    life.when(triages("p-h1chair")).then_rejected("not-concerned")
    life.when(triages("p-h1member", "NB-H1-BTV")).then_rejected("not-concerned")
    life.when(retracted("p-h1member")).then_accepted()
    life.when(triages("p-h1member", "NB-H1-BTV")).and_status(Status.TRIAGED)
    above = given(*delivered(), received(), *whole, moved(b.PROVINCE))
    above.when(triages("p-nbchair", "NB-TT")).and_status(Status.TRIAGED)


def test_custody_goes_to_the_superior_or_its_inspection_commission_and_nowhere_else() -> None:
    life = given(*delivered(), received())
    for unit in (b.OTHER_DISTRICT, "NB-TT", b.UBND, b.CHAPTER, b.DISTRICT, "NB-H1-X1", "NB-H9"):
        life.when(moved(unit)).then_rejected("custody-moves")
    for office in ("NB-H1-VP", b.UBND, UBKT, "NB-H2-TT", b.CHAPTER):
        life.when(moved(UBKT, office)).then_rejected("not-entitled")
    told = life.when(moved(b.PROVINCE)).and_status(Status.RECEIVED)
    assert told.fact(IssueCustodyTransferred).released_by == b.DISTRICT
    assert told.issue.documents[-1] == MINUTES


def test_a_concerned_board_may_still_let_go() -> None:
    life = given(*delivered(), received(), declared("p-h1chair"))
    life.when(triaged()).then_rejected("not-concerned")
    life.when(moved(UBKT)).then_accepted()


def test_the_inspection_commission_carries_an_issue_to_its_end() -> None:
    life = given(*delivered(), moved(UBKT))
    life.when(received()).then_rejected("not-entitled")
    life.when(received(office="NB-VP")).then_rejected("not-entitled")
    life.and_at("2018-08-06 08:00", received(office=UBKT), triaged(office=UBKT))
    life.when(triaged()).then_rejected("not-entitled")
    life.and_at("2018-08-06 09:00", assigned(office=UBKT, lead=b.DEPARTMENT), started())
    life.and_at("2018-08-20 09:00", proposed())
    life.when(accepted()).then_rejected("not-entitled")
    life.and_at("2018-08-21 09:00", accepted(office=UBKT), replied(office=UBKT))
    life.and_at("2018-09-03 21:00", chapter_met("september"))
    verify = on_issue("verify-result", b.CHAPTER, meeting=named("september"))
    life.when(verify).and_status(Status.CLOSED)


def test_a_clerk_of_the_inspection_commission_registers_and_decides_nothing() -> None:
    life = given(appointed("p-ubktclerk", UBKT, "officer"), *delivered(), moved(UBKT))
    life.and_at("2018-08-06 08:00", received(office=UBKT, actor="p-ubktclerk"))
    life.when(triages("p-ubktclerk", UBKT)).then_rejected("not-entitled")
    life.when(triages("p-nbinspector", UBKT)).and_status(Status.TRIAGED)


def test_where_the_province_itself_is_concerned_its_inspection_commission_takes_the_issue() -> None:
    life = given(*delivered(), moved(b.PROVINCE))
    life.when(moved(UBKT, "NB-TT")).then_accepted()
    assert life.world.issue(ISSUE).holder == UBKT
    life.when(moved(b.DISTRICT, UBKT)).then_rejected("custody-moves")


def test_custody_moves_with_the_work_its_co_operation_and_its_clock() -> None:
    shared = assigned(co_operating=[{"unit": b.POLICE, "until": date(2018, 8, 20)}])
    life = given(*in_triage(), shared, started())
    before = life.world.issue(ISSUE)
    told = life.when(moved(UBKT)).then(IssueCustodyTransferred).and_status(Status.IN_PROGRESS)
    assert (told.issue.leg, told.issue.lead, told.issue.plan) == (2, b.DEPARTMENT, before.plan)
    assert told.issue.running == before.running
    life.when(on_issue("give-co-operation", b.POLICE)).then_accepted()
    life.when(on_issue("note-progress", b.DEPARTMENT, note="Đang vá")).then_accepted()


def test_custody_of_a_paused_or_merged_issue_moves_as_it_is() -> None:
    life = given(*in_progress(), PAUSE, moved(b.PROVINCE))
    review = [d.bearer for d in life.world.issue(ISSUE).running if d.bearer == b.PROVINCE]
    assert review == [b.PROVINCE]
    life.when(on_issue("resume-issue", "NB-TT")).and_status(Status.IN_PROGRESS)
    other = named("other")
    merged = [*delivered()[:2], raised(issue=other), reported(issues=[ISSUE, other])]
    told = given(
        *merged, received(), triaged(), on_issue("merge-issue", "NB-H1-TT", into=other)
    ).when(moved(UBKT))
    assert (told.issue.status, told.issue.merged_into) == (Status.MERGED, other)

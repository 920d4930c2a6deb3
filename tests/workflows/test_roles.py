"""In what capacity somebody acts: several at once, none yet, no longer, lent, or only claimed."""

from datetime import date

import pytest

from domain.issue import Status
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import named
from tests.changes import (
    acts_as_head,
    appointed,
    delegated,
    dissolved,
    established,
    in_turn,
    left_office,
)
from tests.spec import given
from tests.steps import (
    Step,
    days_from_now,
    delivered,
    in_triage,
    meeting_held,
    on_issue,
    raised,
    received,
    reported,
    step,
)

RECEIVED = [*delivered(), received()]


def triages(office: str | None, actor: str = "") -> Step:
    return on_issue(
        "triage-issue", office, actor, category="GT", severity=2, authority="middle-tier"
    )


def test_the_envelope_tells_actor_office_role_and_no_principal() -> None:
    told = given(*RECEIVED).when(triages("NB-H1-TT"))
    envelope = told.recorded[0].envelope
    assert (envelope.actor, envelope.office) == ("p-h1chair", "NB-H1-TT")
    assert (envelope.role, envelope.on_behalf_of) == ("holder-board", None)


def test_standing_board_and_standing_committee_decide_alike() -> None:
    for office in ("NB-H1-TT", "NB-H1-BTV"):
        given(*RECEIVED).when(triages(office)).and_status(Status.TRIAGED)


@pytest.mark.parametrize(
    ("office", "actor"),
    [
        ("NB-H1-TT", "p-h2chair"),
        ("NB-H1-TT", "p-h1clerk"),
        ("NB-H1-TT", b.FOUNDER),
        ("NB-H1-TT", "p-nobody"),
        ("NB-H1", "p-h1chair"),
        ("NB-H9-TT", "p-h1chair"),
        (None, "p-h1chair"),
    ],
)
def test_an_office_that_is_only_claimed_entitles_to_nothing(office: str | None, actor: str) -> None:
    given(*RECEIVED).when(triages(office, actor)).then_rejected("not-entitled")


def test_an_appointment_counts_from_its_first_day_to_its_last() -> None:
    tomorrow = {"valid_from": days_from_now(1), "valid_to": date(2018, 8, 10)}
    life = given(appointed("p-newcomer", "NB-H1-TT", "member", **tomorrow), *RECEIVED)
    life.when(triages("NB-H1-TT", "p-newcomer")).then_rejected("not-entitled")
    life.when(triages("NB-H1-TT", "p-newcomer"), at="2018-08-04 00:00").then_accepted()
    life.when(triages("NB-H1-TT", "p-newcomer"), at="2018-08-10 23:59").then_accepted()
    life.when(triages("NB-H1-TT", "p-newcomer"), at="2018-08-11 00:00").then_rejected(
        "not-entitled"
    )


def test_the_day_of_an_office_is_the_day_in_vietnam() -> None:
    """Ended after 3/8/2018; half past midnight in Vietnam is still the 3rd in UTC."""
    life = given(left_office("p-h1chair", "NB-H1-TT", "deputy-secretary"), *RECEIVED)
    life.when(triages("NB-H1-TT"), at="2018-08-03 23:30").then_accepted()
    life.when(triages("NB-H1-TT"), at="2018-08-04 00:30").then_rejected("not-entitled")


def test_an_office_given_back_the_same_day_is_held_once_more() -> None:
    life = given(
        left_office("p-h1chair", "NB-H1-TT", "deputy-secretary"),
        appointed("p-h1chair", "NB-H1-TT", "member", valid_from=days_from_now(1)),
        *RECEIVED,
    )
    life.when(triages("NB-H1-TT"), at="2018-08-04 08:00").and_status(Status.TRIAGED)


def test_what_a_clerk_may_is_what_a_clerks_delegate_may() -> None:
    life = given(
        appointed("p-boardclerk", "NB-H1-TT", "officer"),
        delegated("p-boardclerk", "p-helper", "NB-H1-TT", date(2018, 8, 31)),
        delegated("p-h1clerk", "p-helper", "NB-H1-VP", date(2018, 8, 31)),
        *delivered(),
    )
    receive = on_issue("receive-issue", "NB-H1-VP", "p-helper", incoming_number="1")
    told = life.when(receive).and_status(Status.RECEIVED)
    assert told.recorded[0].envelope.on_behalf_of == "p-h1clerk"
    life.when(triages("NB-H1-TT", "p-helper")).then_rejected("not-entitled")


def test_a_clerk_who_is_lent_a_members_power_decides_by_it_and_it_is_told() -> None:
    life = given(
        appointed("p-boardclerk", "NB-H1-TT", "officer"),
        delegated("p-h1chair", "p-boardclerk", "NB-H1-TT", date(2018, 8, 31)),
        *RECEIVED,
    )
    told = life.when(triages("NB-H1-TT", "p-boardclerk")).and_status(Status.TRIAGED)
    assert told.recorded[0].envelope.on_behalf_of == "p-h1chair"


def test_a_delegation_ends_with_the_office_of_who_gave_it() -> None:
    life = given(
        delegated("p-h1chair", "p-deputy", "NB-H1-TT", date(2018, 8, 31)),
        left_office("p-h1chair", "NB-H1-TT", "deputy-secretary"),
        *RECEIVED,
    )
    life.when(triages("NB-H1-TT", "p-deputy"), at="2018-08-03 23:59").then_accepted()
    life.when(triages("NB-H1-TT", "p-deputy"), at="2018-08-04 00:00").then_rejected("not-entitled")


def test_an_acting_head_of_the_office_is_no_board() -> None:
    life = given(acts_as_head("p-acting", "NB-H1-VP", date(2018, 8, 31)), *delivered())
    receive = on_issue("receive-issue", "NB-H1-VP", "p-acting", incoming_number="1")
    life.when(receive).and_status(Status.RECEIVED)
    life.when(triages("NB-H1-VP", "p-acting")).then_rejected("not-entitled")
    life.when(triages("NB-H1-TT", "p-acting")).then_rejected("not-entitled")


def test_a_board_set_up_anew_takes_the_place_of_the_dissolved_one() -> None:
    life = given(*RECEIVED, at="2018-08-03 08:00")
    renew = [
        left_office("p-h1chair", "NB-H1-TT", "deputy-secretary"),
        dissolved("NB-H1-TT"),
        established("NB-H1-TT2", "standing-board", b.DISTRICT, valid_from=days_from_now(1)),
        appointed("p-h1chair", "NB-H1-TT2", "deputy-secretary", valid_from=days_from_now(1)),
    ]
    life.and_at("2018-08-06 08:00", in_turn(*renew))
    life.when(triages("NB-H1-TT2"), at="2018-08-06 09:00").then_rejected("not-entitled")
    life.when(triages("NB-H1-TT"), at="2018-08-07 08:00").then_rejected("not-entitled")
    new = triages("NB-H1-TT2", "p-h1chair")
    life.when(new, at="2018-08-07 09:00").and_status(Status.TRIAGED)


def test_time_passes_in_nobodys_name() -> None:
    life = given(*in_triage(), meeting_held(meeting=named("second")))
    for office in ("NB-H1-TT", "NB-H1-VP", b.CHAPTER):
        life.when(on_issue("check-deadlines", office, SCHEDULER)).then_rejected("not-entitled")
        late = step("check-meeting-deadlines", office, SCHEDULER, meeting=named("second"))
        life.when(late).then_rejected("not-entitled")


@pytest.mark.parametrize("office", ["NB-UBKT", "NB-VP", b.PROVINCIAL_DEPARTMENT])
def test_who_only_looks_on_writes_nothing(office: str) -> None:
    """An auditor, the office above, a department: they read."""
    life = given(*RECEIVED)
    letter = b.document()
    for type, fields in (
        ("receive-issue", {"incoming_number": "1"}),
        ("triage-issue", {"category": "GT", "severity": 2, "authority": "province"}),
        ("take-over-issue", {"reason": "x"}),
        ("withdraw-issue", {"reason": "x"}),
        ("correct-issue-text", {"field": "title", "text": "x", "reason": "x"}),
        ("transfer-custody", {"to": b.PROVINCE, "basis": "recusal", "minutes": letter}),
        ("check-deadlines", {}),
    ):
        told = life.when(on_issue(type, office, **fields))
        assert told.outcome.model_dump()["code"] in ("not-entitled", "not-possible-now"), type
        assert told.recorded == []


def test_000_4_where_the_regime_asks_for_it_no_issue_goes_without_a_proposed_resolution() -> None:
    life = given(meeting_held(), raised(proposal=" "), regime="simultaneous-copies")
    life.when(reported()).then_rejected("proposal-given")
    added = on_issue(
        "correct-issue-text",
        b.PROVINCIAL_DEPARTMENT,
        b.CADRE,
        field="proposal",
        text="Gia cố tạm",
        reason="Còn thiếu",
    )
    life.when(added).then_accepted()
    life.when(reported()).and_status(Status.REPORTED)


def test_000_6_the_district_acts_on_its_copy_without_waiting_for_the_province() -> None:
    life = given(meeting_held(), raised(), reported(), regime="simultaneous-copies")
    life.and_at("2018-08-06 08:00", received())
    life.when(triages("NB-H1-TT")).and_status(Status.TRIAGED)
    life.when(triages("NB-TT")).then_rejected("not-entitled")

"""Who has an issue, why, in which queue and until when, step by step (docs/inbox.md)."""

from datetime import date
from typing import Any

import pytest

from domain.calendar import end_of
from domain.deadline import DeadlineId, DeadlineKind
from projections.inbox import Inbox, InboxRow, Queue, counts, inbox_page
from tests import builders as b
from tests.builders import World, document, named
from tests.projections.harness import cut, folded
from tests.spec import Given, given
from tests.steps import (
    Step,
    accepted,
    assigned,
    chapter_met,
    checked,
    days_from_now,
    delivered,
    escalated,
    in_progress,
    in_triage,
    meeting_held,
    on_issue,
    proposed,
    raised,
    raised_by_secretary,
    received,
    replied,
    resolved,
    returned,
    started,
    triaged,
)

LETTER = document("92-CV/HU")
BODIES = ["NB-TT", "NB-BTV"]
"""The province's bodies that every issue is sent to besides its holder."""

Standing = dict[str, tuple[str, str]]
"""By unit the queue, and the roles as they are named."""


def rows(world: World) -> dict[str, InboxRow]:
    """The one issue in every inbox that has it."""
    units = [*b.OFFICERS, b.PROVINCE, b.DISTRICT, b.OTHER_DISTRICT]
    with folded(Inbox(), cut(world.store.read(), (7, 2))) as alias:
        found = {unit: inbox_page(alias, unit).rows for unit in units}
        for unit, page in found.items():
            assert len(page) == (1 if page else 0)
            counted = {queue for queue, count in counts(alias, unit).items() if count}
            assert counted == {queue for row in page for queue in queues(row)}
        return {unit: page[0] for unit, page in found.items() if page}


def queues(row: InboxRow) -> set[Queue]:
    flags = {Queue.OVERDUE: row.overdue, Queue.DUE_SOON: row.due_soon}
    return {row.queue, *(queue for queue, flag in flags.items() if flag)}


def standing(world: World) -> Standing:
    return {unit: (row.queue.value, " ".join(row.roles)) for unit, row in rows(world).items()}


def informed(queue: str = "for-information", role: str = "take-over") -> Standing:
    """The province's bodies."""
    return dict.fromkeys(BODIES, (queue, role))


def after(*steps: Step) -> Standing:
    return standing(given(*steps).world)


def deadline(kind: DeadlineKind, leg: int = 1, ordinal: int = 1) -> dict[str, Any]:
    return DeadlineId(leg=leg, kind=kind, ordinal=ordinal).model_dump()


# ── Before there is a holder ──────────────────────────────────────────────────────────────────


def test_what_is_not_delivered_is_in_nobodys_inbox() -> None:
    assert after(meeting_held(), raised()) == {}
    assert after(raised_by_secretary()) == {}


def test_a_body_told_at_the_meeting_to_answer_has_work_to_do_until_the_issue_moves_on() -> None:
    told = on_issue(
        "direct-answer",
        b.PROVINCIAL_DEPARTMENT,
        b.CADRE,
        responsible=b.UBND,
        due=days_from_now(5),
    )
    answered = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã xong")

    assert after(meeting_held(), raised(), told) == {b.UBND: ("co-operation", "answering")}
    assert after(meeting_held(), raised(), told, answered) == {}


# ── With the holder ───────────────────────────────────────────────────────────────────────────


def test_what_is_delivered_waits_to_be_received_and_is_known_above() -> None:
    assert after(*delivered()) == {b.DISTRICT: ("to-receive", "holder"), **informed()}


@pytest.mark.parametrize("steps", [[received()], [received(), triaged()]])
def test_what_is_received_or_triaged_waits_for_a_decision(steps: list[Step]) -> None:
    assert after(*delivered(), *steps)[b.DISTRICT] == ("to-decide", "holder")


def test_a_question_to_the_chapter_leaves_the_holder_waiting() -> None:
    asked = on_issue("ask-for-clarification", "NB-H1-TT", questions="Ở đoạn nào?")
    world = given(*in_triage(), asked).world

    row = rows(world)[b.DISTRICT]
    assert row.queue is Queue.AWAITING
    assert row.due_kind is DeadlineKind.CLARIFICATION
    assert row.paused


@pytest.mark.parametrize(
    "decided",
    [
        resolved(),
        on_issue("decline-issue", "NB-H1-TT", reason="Ngoài phạm vi", legal_basis="Điều 3"),
        on_issue("divert-issue", "NB-H1-TT", into="complaint", document=LETTER),
    ],
)
def test_what_is_decided_waits_for_the_holders_reply(decided: Step) -> None:
    assert after(*in_triage(), decided)[b.DISTRICT] == ("to-decide", "holder")
    assert after(*in_triage(), decided, replied())[b.DISTRICT] == ("to-verify", "holder")


# ── With the lead and others ──────────────────────────────────────────────────────────────────


def with_police(world: World) -> Any:
    bodies = [{"unit": b.POLICE, "until": days_from_now(10)(world)}]
    return assigned(co_operating=bodies)(world)


def test_work_lies_with_lead_and_co_operating_bodies_while_the_holder_waits() -> None:
    for steps in ([with_police], [with_police, started()]):
        assert after(*in_triage(), *steps) == {
            b.DISTRICT: ("awaiting", "holder"),
            b.DEPARTMENT: ("co-operation", "lead"),
            b.POLICE: ("co-operation", "co-operating"),
            **informed(),
        }


def test_a_body_that_did_its_share_only_keeps_it_for_information() -> None:
    gave = on_issue("give-co-operation", b.POLICE)

    found = after(*in_triage(), with_police, started(), gave)

    assert found[b.POLICE] == ("for-information", "co-operating")
    assert found[b.DEPARTMENT] == ("co-operation", "lead")


def test_a_result_waits_for_the_holder_and_the_lead_for_its_answer() -> None:
    found = after(*in_triage(), with_police, started(), proposed())

    assert found[b.DISTRICT] == ("to-decide", "holder")
    assert found[b.DEPARTMENT] == ("awaiting", "lead")
    assert found[b.POLICE] == ("co-operation", "co-operating")


def test_a_pause_leaves_all_of_them_waiting() -> None:
    paused = on_issue(
        "pause-issue",
        "NB-H1-TT",
        ground="budget-cycle",
        review_on=days_from_now(30),
        document=LETTER,
    )
    waiting = after(*in_triage(), with_police, started(), paused)
    found = rows(given(*in_progress(), paused).world)

    assert {waiting[unit][0] for unit in (b.DISTRICT, b.DEPARTMENT, b.POLICE)} == {"awaiting"}
    assert found[b.DISTRICT].due_kind is DeadlineKind.REVIEW
    assert found[b.DEPARTMENT].paused
    assert found[b.DEPARTMENT].due is None


def test_a_refused_assignment_is_no_longer_the_leads() -> None:
    refused = on_issue("refuse-assignment", b.DEPARTMENT, reason="Không đúng chức năng")

    assert after(*in_triage(), with_police, refused) == {
        b.DISTRICT: ("to-decide", "holder"),
        **informed(),
    }


def test_what_is_replied_and_closed_ends_for_everybody() -> None:
    done = [*in_progress(), proposed(), accepted(), replied()]
    met = given(*done).and_at("2018-09-04 20:00", chapter_met("later"))
    verified = on_issue("verify-result", b.CHAPTER, meeting=named("later"))

    assert standing(met.world) == {
        b.DISTRICT: ("to-verify", "holder"),
        b.DEPARTMENT: ("for-information", "lead"),
        **informed(),
    }
    assert standing(met.when(verified).then_accepted().world) == {
        b.DISTRICT: ("ended", "holder"),
        b.DEPARTMENT: ("ended", "lead"),
        **informed("ended"),
    }


def test_what_is_withdrawn_ends_for_everybody() -> None:
    withdrawn = on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm")

    assert after(*delivered(), withdrawn) == {
        b.DISTRICT: ("ended", "holder"),
        **informed("ended"),
    }


# ── Directions and extensions ─────────────────────────────────────────────────────────────────


def directed(to: str, by: str = "NB-TT") -> Step:
    return on_issue("direct-issue", by, addressee=to, due=days_from_now(9), text="Khẩn trương")


def test_a_direction_is_work_for_its_addressee_until_it_is_answered() -> None:
    owed = deadline(DeadlineKind.DIRECTION)
    answer = on_issue("answer-direction", b.UBND, deadline=owed, document=LETTER)

    assert after(*in_triage(), directed(b.UBND))[b.UBND] == ("co-operation", "directed")
    found = after(*in_triage(), directed(b.UBND), answer)
    assert found[b.UBND] == ("for-information", "directed")


def test_work_of_its_own_comes_before_waiting_for_others() -> None:
    found = after(*in_progress(), directed(b.DISTRICT))

    assert found[b.DISTRICT] == ("co-operation", "directed holder")


def asked_to_extend(office: str, kind: DeadlineKind) -> Step:
    return on_issue("ask-for-extension", office, deadline=deadline(kind), reason="Mưa lũ")


def test_the_holder_decides_on_an_extension_of_its_agency() -> None:
    asked = asked_to_extend(b.DEPARTMENT, DeadlineKind.RESULT)
    refused = on_issue(
        "refuse-extension", "NB-H1-TT", deadline=deadline(DeadlineKind.RESULT), reason="Đủ"
    )

    found = after(*in_progress(), asked)
    assert found[b.DISTRICT] == ("to-decide", "holder")
    assert found["NB-TT"] == ("for-information", "take-over")
    assert after(*in_progress(), asked, refused)[b.DISTRICT] == ("awaiting", "holder")


def test_who_may_take_over_decides_on_an_extension_of_the_holders_own() -> None:
    asked = asked_to_extend("NB-H1-VP", DeadlineKind.NOTICE)

    found = after(*delivered(), received(), asked)

    assert found == {b.DISTRICT: ("to-decide", "holder"), **informed("to-decide")}


# ── Up, down and elsewhere ────────────────────────────────────────────────────────────────────


def test_an_escalated_issue_waits_above_and_is_known_below() -> None:
    found = after(*in_triage(authority="province"), escalated())

    assert found == {
        b.PROVINCE: ("to-receive", "holder"),
        b.DISTRICT: ("for-information", "previous-holder"),
        **informed(),
    }


def test_a_returned_issue_waits_below_and_is_known_above() -> None:
    up = [*in_triage(authority="province"), escalated(), received("NB-VP")]

    found = after(*up, returned())

    assert found[b.DISTRICT] == ("to-receive", "holder")
    assert found[b.PROVINCE] == ("for-information", "previous-holder")


def test_who_takes_over_has_it_received() -> None:
    taken = on_issue("take-over-issue", "NB-TT", reason="Liên huyện")

    found = after(*in_progress(), taken)

    assert found == {
        b.PROVINCE: ("to-decide", "holder"),
        b.DISTRICT: ("for-information", "previous-holder"),
        **informed(),
    }


def test_custody_goes_with_lead_and_clocks_and_leaves_nothing_behind() -> None:
    moved = on_issue(
        "transfer-custody", "NB-TT", to="NB-UBKT", basis="recusal", minutes=document("9-BB")
    )

    assert after(*in_progress(), moved) == {
        "NB-UBKT": ("awaiting", "holder"),
        b.DEPARTMENT: ("co-operation", "lead"),
        **informed(),
    }


def test_the_file_of_an_ended_issue_lies_in_its_archive() -> None:
    withdrawn = on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm")
    moved = on_issue(
        "transfer-custody", "NB-TT", to=b.PROVINCE, basis="succession", minutes=document("9-BB")
    )

    assert after(*delivered(), received(), withdrawn, moved) == {
        b.PROVINCE: ("ended", "archive"),
        **informed("ended"),
    }


# ── Until when ────────────────────────────────────────────────────────────────────────────────


def test_an_entry_shows_what_is_missed_first_of_what_concerns_the_unit() -> None:
    """`002` worked case 1: delivered 9/8, receipt 2 wd, notice 10 wd = 23/8."""
    told = given(*delivered()[:2]).and_at("2018-08-09 15:00", delivered()[2])

    row = rows(told.world)[b.DISTRICT]
    assert (row.due_kind, row.last_day) == (DeadlineKind.RECEIPT, date(2018, 8, 13))
    assert row.due == end_of(date(2018, 8, 13))
    row = rows(told.and_at("2018-08-10 09:00", received()).world)[b.DISTRICT]
    assert (row.due_kind, row.last_day) == (DeadlineKind.NOTICE, date(2018, 8, 23))


def test_an_agency_sees_its_own_deadline_the_holder_all_and_who_is_informed_none() -> None:
    found = rows(given(*in_triage(), with_police, started()).world)

    assert found[b.DEPARTMENT].due_kind is DeadlineKind.RESULT
    assert found[b.POLICE].due_kind is DeadlineKind.CO_OPERATION
    assert found[b.DISTRICT].due == found[b.POLICE].due
    assert found[b.POLICE].due != found[b.DEPARTMENT].due
    assert found["NB-TT"].due is None


def test_the_ladder_sets_the_flags_and_calls_the_superior() -> None:
    """DOMAIN 4, ladder: D-3 reminder, D breach, D+5 the superior's inbox."""
    told: Given = given(*in_progress())
    due = rows(told.world)[b.DEPARTMENT].last_day
    assert due == date(2018, 9, 4)

    soon = rows(told.and_at("2018-08-30 09:00", checked()).world)
    assert (soon[b.DEPARTMENT].due_soon, soon[b.DEPARTMENT].overdue) == (True, False)
    assert soon[b.DISTRICT].due_soon
    assert not soon["NB-TT"].due_soon

    late = rows(told.and_at("2018-09-06 09:00", checked()).world)
    assert (late[b.DEPARTMENT].due_soon, late[b.DEPARTMENT].overdue) == (False, True)
    assert b.PROVINCE not in late

    called = rows(told.and_at("2018-09-12 09:00", checked()).world)
    assert called[b.PROVINCE].queue is Queue.TO_DECIDE
    assert called[b.PROVINCE].roles == ("suggested",)
    assert called[b.PROVINCE].overdue
    assert called[b.PROVINCE].due_kind is DeadlineKind.RESULT
    assert standing(told.and_at("2018-09-12 10:00", proposed()).world).keys() >= {b.PROVINCE}


def test_a_deadline_that_stands_still_or_moved_has_no_flag() -> None:
    told = given(*in_progress()).and_at("2018-09-05 09:00", checked(), proposed())

    assert not rows(told.world)[b.DEPARTMENT].overdue
    assert rows(told.world)[b.DEPARTMENT].paused

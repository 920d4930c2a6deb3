"""Every row of the regime's table: decide from the source, evolve, land on the destination."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest

from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, document, named
from tests.changes import appointed, established
from tests.regimes import chain
from tests.spec import AT
from tests.steps import (
    ISSUE,
    Step,
    accepted,
    assigned,
    chapter_met,
    checked,
    days_from_now,
    escalated,
    meeting_held,
    on_issue,
    proposed,
    raised,
    received,
    replied,
    reported,
    resolved,
    returned,
    started,
    triaged,
)
from workflows.machine import Regime, Row
from workflows.outcome import Accepted, Outcome, Refused
from workflows.regime_files import load_regime

REGIME = Regime(load_regime("ninh-binh"))
OTHER = named("other")
LETTER = document("92-CV/HU", b.DISTRICT)


def board(world: World) -> str:
    return f"{world.issue(ISSUE).holder}-TT"


def clerk(world: World) -> str:
    return f"{world.issue(ISSUE).holder}-VP"


def standing_committee(world: World) -> str:
    return f"{world.issue(ISSUE).holder}-BTV"


def by(office: Callable[[World], str], type: str, **fields: Any) -> Step:
    """A command of whichever office is the holder's."""
    return lambda world: on_issue(type, office(world), **fields)(world)


def later(days: int, meeting: str = "later") -> Step:
    """Nothing but the passing of time, and a regular meeting of the chapter at its end."""

    def run(world: World) -> Outcome:
        world.now += timedelta(days=days)
        return chapter_met(meeting)(world)

    return run


DELIVERED: list[Step] = [meeting_held(), raised(), reported()]
RECEIVED = [*DELIVERED, received()]
BEYOND = [*RECEIVED, triaged(authority="province")]
ABOVE = [*BEYOND, escalated()]
TRIAGED = [*RECEIVED, triaged()]
ASSIGNED = [*TRIAGED, assigned()]
WORKING = [*ASSIGNED, started()]
REPLIED = [*TRIAGED, resolved(), replied()]
PAUSE = by(board, "pause-issue", ground="other-body", review_on=days_from_now(30), document=LETTER)
ANSWER = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
VERIFY = on_issue("verify-result", b.CHAPTER, meeting=named("later"))
WITHDRAW = on_issue("withdraw-issue", b.CHAPTER, reason="Đã tự làm")
DUPLICATE: list[Step] = [
    meeting_held(),
    raised(),
    raised(issue=OTHER),
    reported(issues=[ISSUE, OTHER]),
    received(issue=OTHER),
    triaged(issue=OTHER),
    received(),
    triaged(),
]
DECLINE = by(board, "decline-issue", reason="Không thuộc phạm vi", legal_basis="Quy chế")
DIVERT = by(board, "divert-issue", into="complaint", document=LETTER)

PATHS: dict[Status, list[Step]] = {
    Status.NEW: [meeting_held()],
    Status.RAISED: [meeting_held(), raised()],
    Status.ANSWERED_AT_MEETING: [meeting_held(), raised(), ANSWER],
    Status.REPORTED: DELIVERED,
    Status.RECEIVED: RECEIVED,
    Status.TRIAGED: TRIAGED,
    Status.NEEDS_CLARIFICATION: [*TRIAGED, by(board, "ask-for-clarification", questions="Ở đâu?")],
    Status.DIVERTED: [*TRIAGED, DIVERT],
    Status.MERGED: [*DUPLICATE, by(board, "merge-issue", into=OTHER)],
    Status.DECLINED: [*TRIAGED, DECLINE],
    Status.ASSIGNED: ASSIGNED,
    Status.IN_PROGRESS: WORKING,
    Status.PAUSED: [*WORKING, PAUSE],
    Status.RESULT_PROPOSED: [*WORKING, proposed()],
    Status.ESCALATED: ABOVE,
    Status.RETURNED_DOWN: [*ABOVE, received(office="NB-VP"), returned()],
    Status.RESOLVED: [*TRIAGED, resolved()],
    Status.REPLIED: REPLIED,
    Status.REOPENED: [
        *REPLIED,
        on_issue("reopen-issue", b.CHAPTER, ground="not-done", reason="Chưa làm"),
    ],
    Status.CLOSED: [*REPLIED, later(3), VERIFY],
    Status.WITHDRAWN: [*DELIVERED, WITHDRAW],
}
"""How an issue comes into each state, for a trigger that does not ask for another way."""

OTHER_WAYS: dict[tuple[str, Status], list[Step]] = {
    ("escalate", Status.TRIAGED): BEYOND,
    ("escalate", Status.IN_PROGRESS): [*BEYOND, assigned(), started()],
    ("escalate", Status.RESULT_PROPOSED): [*BEYOND, assigned(), started(), proposed()],
    ("return-down", Status.RECEIVED): [*ABOVE, received(office="NB-VP")],
    ("return-down", Status.TRIAGED): [
        *ABOVE,
        received(office="NB-VP"),
        triaged(office="NB-TT", authority="middle-tier"),
    ],
    ("assign", Status.RECEIVED): [*PATHS[Status.RETURNED_DOWN], received()],
    ("merge", Status.TRIAGED): DUPLICATE,
}
THREE_TIERS = [
    established("NB-H1-X1-TT", "standing-board", "NB-H1-X1"),
    appointed("p-x1chair", "NB-H1-X1-TT", "chair"),
    established("NB-H1-X1-VP", "committee-office", "NB-H1-X1"),
    appointed("p-x1clerk", "NB-H1-X1-VP", "officer"),
    *DELIVERED,
    received(office="NB-H1-X1-VP", actor="p-x1clerk"),
    triaged(office="NB-H1-X1-TT", actor="p-x1chair", authority="province"),
    escalated(office="NB-H1-X1-TT", actor="p-x1chair"),
]
"""What went up and still has somebody above it; in two tiers there is nobody."""
PAUSED_FROM = {
    Status.TRIAGED: [*TRIAGED, PAUSE],
    Status.ASSIGNED: [*ASSIGNED, PAUSE],
    Status.IN_PROGRESS: [*WORKING, PAUSE],
}

DIRECT = by(
    standing_committee,
    "direct-issue",
    addressee=b.UBND,
    due=days_from_now(20),
    text="Khẩn trương",
)


def _extension(type: str, **fields: Any) -> Step:
    """About the newest direction's deadline: by its addressee, more time decided by the holder."""

    def run(world: World) -> Outcome:
        issue = world.issue(ISSUE)
        deadline = [d.id for d in issue.deadlines if d.id.kind is DeadlineKind.DIRECTION][-1]
        decided = type in ("grant-extension", "refuse-extension")
        office = board(world) if decided else b.UBND
        return on_issue(type, office, deadline=deadline, **fields)(world)

    return run


ASK = _extension("ask-for-extension", reason="Chờ vốn")
CO_OPERATING = [{"unit": b.POLICE, "until": "2018-09-01"}]
PART = {"issue": named("part"), "title": "Phần hai", "description": "Tách riêng"}

COMMANDS: dict[str, list[Step]] = {
    "raise": [raised()],
    "answer-at-meeting": [ANSWER],
    "direct-answer": [
        on_issue(
            "direct-answer",
            b.PROVINCIAL_DEPARTMENT,
            b.CADRE,
            responsible=b.UBND,
            due=days_from_now(3),
        )
    ],
    "contest-answer": [on_issue("contest-answer", b.CHAPTER, reason="Chưa thấy")],
    "expire-contest": [
        later(31),
        on_issue("expire-contest", None, SCHEDULER, meeting=named("later")),
    ],
    "submit": [reported()],
    "receive": [by(clerk, "receive-issue", incoming_number="418")],
    "triage": [by(board, "triage-issue", category="GT", severity=2, authority="middle-tier")],
    "ask": [by(board, "ask-for-clarification", questions="Ở đâu?")],
    "clarify": [on_issue("clarify-issue", b.CHAPTER, answer="Đầu thôn")],
    "expire-clarification": [later(31), on_issue("expire-clarification", None, SCHEDULER)],
    "divert": [DIVERT],
    "decline": [DECLINE],
    "merge": [by(board, "merge-issue", into=OTHER)],
    "unmerge": [by(board, "unmerge-issue", into=OTHER)],
    "cluster": [by(board, "join-cluster", cluster=named("cluster"))],
    "split-off": [by(board, "split-issue", parts=[PART])],
    "resolve": [resolved()],
    "assign": [assigned(co_operating=CO_OPERATING)],
    "refuse-assignment": [
        on_issue("refuse-assignment", b.DEPARTMENT, reason="Không đúng chức năng")
    ],
    "start": [started()],
    "note-progress": [on_issue("note-progress", b.DEPARTMENT, note="Đã khảo sát")],
    "co-operate": [on_issue("give-co-operation", b.POLICE)],
    "interim-reply": [
        on_issue("give-interim-reply", b.DEPARTMENT, document=LETTER, text="Đang làm")
    ],
    "partial-reply": [
        on_issue(
            "give-partial-reply",
            b.DEPARTMENT,
            document=LETTER,
            text="Xong một nhịp",
            next_reply=days_from_now(10),
        )
    ],
    "propose-result": [proposed()],
    "accept-result": [accepted()],
    "reject-result": [by(board, "reject-result", reason="Chưa đủ hồ sơ")],
    "pause": [PAUSE],
    "resume": [by(board, "resume-issue")],
    "escalate": [escalated()],
    "take-over": [
        on_issue(
            "take-over-issue",
            "NB-TT",
            reason="Liên huyện",
            into=lambda world: world.issue(ISSUE).merged_into,
        )
    ],
    "return-down": [returned()],
    "direct": [DIRECT],
    "answer-direction": [DIRECT, _extension("answer-direction", document=LETTER)],
    "reply": [by(clerk, "reply-to-chapter", document=LETTER, text="Đã trả lời")],
    "verify": [later(3), VERIFY],
    "expire-verification": [
        later(46),
        on_issue("expire-verification", None, SCHEDULER, meeting=named("later")),
    ],
    "reopen": [on_issue("reopen-issue", b.CHAPTER, ground="new-facts", reason="Lại hỏng")],
    "withdraw": [WITHDRAW],
    "correct": [
        on_issue(
            "correct-issue-text",
            b.PROVINCIAL_DEPARTMENT,
            b.CADRE,
            field="title",
            text="Cầu xóm Đông xuống cấp",
            reason="Ghi nhầm",
        )
    ],
    "transfer-custody": [
        by(board, "transfer-custody", to="NB-UBKT", basis="recusal", minutes=LETTER)
    ],
    "declare-concern": [on_issue("declare-concern", b.CHAPTER, person="p-h1works")],
    "retract-concern": [
        on_issue("declare-concern", b.CHAPTER, person="p-h1works"),
        on_issue("retract-concern", "NB-UBKT", person="p-h1works", reason="Trùng tên"),
    ],
    "ask-extension": [DIRECT, ASK],
    "grant-extension": [DIRECT, ASK, _extension("grant-extension")],
    "refuse-extension": [DIRECT, ASK, _extension("refuse-extension", reason="Đủ thời gian")],
    "check-deadlines": [later(30, "much later"), checked()],
}
"""What carries out each trigger; the last step is the trigger itself."""


def path_to(row: Row) -> list[Step]:
    if row.trigger == "resume":
        return PAUSED_FROM[row.to]
    if (row.trigger, row.source) == ("take-over", Status.ESCALATED):
        return THREE_TIERS
    if row.trigger == "co-operate":
        shared = [*TRIAGED, assigned(co_operating=CO_OPERATING)]
        working = [*shared, started()]
        return {
            Status.ASSIGNED: shared,
            Status.IN_PROGRESS: working,
            Status.RESULT_PROPOSED: [*working, proposed()],
        }[row.source]
    return OTHER_WAYS.get((row.trigger, row.source), PATHS[row.source])


@pytest.mark.parametrize("row", REGIME.all_rows, ids=lambda r: f"{r.trigger}:{r.source}-{r.to}")
def test_a_row_is_decided_from_its_source_and_lands_on_its_destination(row: Row) -> None:
    steps = path_to(row)
    regime = "three-tiers" if steps is THREE_TIERS else "ninh-binh"
    world = World(regime=regime).found(chain).at(AT)
    for step in steps:
        assert isinstance(step(world), Accepted), world.outcomes[-1]
    assert world.issue(ISSUE).status is row.source
    *before, last = COMMANDS[row.trigger]
    for step in before:
        assert isinstance(step(world), Accepted), world.outcomes[-1]
    outcome = last(world)
    assert isinstance(outcome, Accepted), outcome
    assert world.issue(ISSUE).status is row.to


@pytest.mark.parametrize("status", Status)
def test_what_the_table_does_not_list_is_refused_and_what_is_possible_is_named(
    status: Status,
) -> None:
    world = World().found(chain).at(AT)
    for step in PATHS[status]:
        assert isinstance(step(world), Accepted), world.outcomes[-1]
    possible = set(REGIME.triggers_from(status))
    bare: dict[str, list[Step]] = {
        "start": [started()],
        "receive": [on_issue("receive-issue", "NB-H1-VP", incoming_number="1")],
        "resolve": [resolved()],
        "accept-result": [accepted()],
        "reply": [replied()],
        "answer-at-meeting": [ANSWER],
        "propose-result": [proposed()],
        "withdraw": [WITHDRAW],
    }
    tried = {trigger: steps for trigger, steps in bare.items() if trigger not in possible}
    for trigger, [step] in tried.items():
        outcome = step(world)
        assert isinstance(outcome, Refused)
        expected = "issue-unknown" if status is Status.NEW else "not-possible-now"
        assert outcome.code == expected, trigger
        if status is not Status.NEW:
            assert sorted(cast(list[str], outcome.params["possible"])) == sorted(possible)
    assert world.issue(ISSUE).status is status
    assert tried

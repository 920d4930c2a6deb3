"""Every row of every regime's table: decide from the source, evolve, land on the destination."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal, NamedTuple, cast

import pytest

from domain.calendar import local_date
from domain.deadline import DeadlineKind
from domain.issue import Status
from domain.organisation import UnitKind
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, document, named
from tests.decrees import decreed
from tests.new_rules import adopt, next_in_force
from tests.regimes import DATA, chain
from tests.spec import AT
from tests.steps import (
    ISSUE,
    MEETING,
    UBND,
    WORKS,
    Office,
    Step,
    accepted,
    assigned,
    chapter,
    chapter_met,
    checked,
    days_from_now,
    escalated,
    meeting_held,
    of_middle,
    on_issue,
    proposed,
    raised,
    raised_by_secretary,
    received,
    replied,
    reported,
    resolved,
    returned,
    started,
    submitted,
    triaged,
)
from tests.successions import ends, follow, moves, registrar
from workflows.machine import Regime, Row
from workflows.outcome import Accepted, Outcome, Refused
from workflows.regime_files import load_regime, shipped_regimes
from workflows.regime_flow import tiers_of

OTHER = named("other")
LETTER = document("92-CV/HU", b.DISTRICT)

Form = Literal["district", "three-tiers", "two-tiers"]


class Ruled(NamedTuple):
    """A regime with the kind of province that it is made for."""

    name: str
    regime: Regime
    shape: Form
    at: str
    """When its rules hold."""

    def world(self) -> World:
        return World(regime=self.name, shape=self.shape).found(chain).at(self.at)

    def __str__(self) -> str:
        return self.name


@cache
def ruled(name: str) -> Ruled:
    own = DATA / f"{name}.toml"
    spec = load_regime(own if own.exists() else name)
    shape: Form = "two-tiers"
    if spec.delivery.holder is UnitKind.DISTRICT:
        shape = "district"
    elif UnitKind.DISTRICT in tiers_of(spec):
        shape = "three-tiers"
    since = max(spec.effective_from or date.min, date.fromisoformat(AT[:10]))
    return Ruled(name, Regime(spec), shape, f"{since} {AT[11:]}")


SHIPPED = [f"{file.id}-{file.version}" for file in shipped_regimes() if not file.abstract]
RULED = [ruled(name) for name in (*SHIPPED, "three-tiers", "two-tiers")]


def _of_holder(suffix: str) -> Callable[[World], str]:
    return lambda world: f"{world.issue(ISSUE).holder}-{suffix}"


board, clerk, standing_committee = _of_holder("TT"), _of_holder("VP"), _of_holder("BTV")


def _above(suffix: str) -> Callable[[World], str]:
    """A body of the committee above the holder's; of the highest where nobody is above."""

    def office(world: World) -> str:
        parents = {unit: parent for unit, _, parent in world.shape.units}
        return f"{parents.get(str(world.issue(ISSUE).holder), b.PROVINCE)}-{suffix}"

    return office


def by(office: Office, type: str, **fields: Any) -> Step:
    """A command on the issue by whichever office it is."""
    return on_issue(type, office, **fields)


def reports(world: World) -> bool:
    """Whether issues travel with a cadre's report under the world's regime."""
    return "cadre-report" in ruled(world.regime).regime.spec.channels


def raise_it(**fields: Any) -> Step:
    def run(world: World) -> Outcome:
        of_the_meeting = {"meeting": MEETING, "proposal": "Nạo vét", "source": "chapter", **fields}
        return (raised(**fields) if reports(world) else raised_by_secretary(**of_the_meeting))(
            world
        )

    return run


def hand_on(issues: list[Any]) -> Step:
    """To the committee: all in one report, or one after the other."""

    def run(world: World) -> Outcome:
        if reports(world):
            return reported(issues=issues)(world)
        return [submitted(issue=issue)(world) for issue in issues][-1]

    return run


def later(days: int, meeting: str = "later") -> Step:
    """Nothing but the passing of time, and a regular meeting of the chapter at its end."""

    def run(world: World) -> Outcome:
        world.now += timedelta(days=days)
        return chapter_met(meeting)(world)

    return run


DELIVERED: list[Step] = [meeting_held(), raise_it(), hand_on([ISSUE])]
RECEIVED = [*DELIVERED, received()]
BEYOND = [*RECEIVED, triaged(authority="province")]
ABOVE = [*BEYOND, escalated()]
TRIAGED = [*RECEIVED, triaged()]
ASSIGNED = [*TRIAGED, assigned()]
WORKING = [*ASSIGNED, started()]
REPLIED = [*TRIAGED, resolved(), replied()]
PAUSE = by(board, "pause-issue", ground="other-body", review_on=days_from_now(30), document=LETTER)
ANSWER = on_issue("answer-at-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, answer="Đã có vốn")
VERIFY = on_issue("verify-result", chapter, meeting=named("later"))
WITHDRAW = on_issue("withdraw-issue", chapter, reason="Đã tự làm")
DUPLICATE: list[Step] = [
    meeting_held(),
    raise_it(),
    raise_it(issue=OTHER),
    hand_on([ISSUE, OTHER]),
    received(issue=OTHER),
    triaged(issue=OTHER),
    received(),
    triaged(),
]
DECLINE = by(board, "decline-issue", reason="Không thuộc phạm vi", legal_basis="Quy chế")
DIVERT = by(board, "divert-issue", into="complaint", document=LETTER)

PATHS: dict[Status, list[Step]] = {
    Status.NEW: [meeting_held()],
    Status.RAISED: [meeting_held(), raise_it()],
    Status.ANSWERED_AT_MEETING: [meeting_held(), raise_it(), ANSWER],
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
    Status.RETURNED_DOWN: [*ABOVE, received(office=clerk), returned(office=board)],
    Status.RESOLVED: [*TRIAGED, resolved()],
    Status.REPLIED: REPLIED,
    Status.REOPENED: [
        *REPLIED,
        on_issue("reopen-issue", chapter, ground="not-done", reason="Chưa làm"),
    ],
    Status.CLOSED: [*REPLIED, later(3), VERIFY],
    Status.WITHDRAWN: [*DELIVERED, WITHDRAW],
}
"""How an issue comes into each state, for a trigger that does not ask for another way."""

OTHER_WAYS: dict[tuple[str, Status], list[Step]] = {
    ("escalate", Status.TRIAGED): BEYOND,
    ("escalate", Status.IN_PROGRESS): [*BEYOND, assigned(), started()],
    ("escalate", Status.RESULT_PROPOSED): [*BEYOND, assigned(), started(), proposed()],
    ("return-down", Status.RECEIVED): [*ABOVE, received(office=clerk)],
    ("return-down", Status.TRIAGED): [
        *ABOVE,
        received(office=clerk),
        triaged(office=board, authority="middle-tier"),
    ],
    ("assign", Status.RECEIVED): [*PATHS[Status.RETURNED_DOWN], received()],
    ("merge", Status.TRIAGED): DUPLICATE,
}
PAUSED_FROM = {
    Status.TRIAGED: [*TRIAGED, PAUSE],
    Status.ASSIGNED: [*ASSIGNED, PAUSE],
    Status.IN_PROGRESS: [*WORKING, PAUSE],
}

DIRECT = by(
    standing_committee,
    "direct-issue",
    addressee=UBND,
    due=days_from_now(20),
    text="Khẩn trương",
)


def _extension(type: str, **fields: Any) -> Step:
    """About the newest direction's deadline: by its addressee, more time decided by the holder."""

    def run(world: World) -> Outcome:
        issue = world.issue(ISSUE)
        deadline = [d.id for d in issue.deadlines if d.id.kind is DeadlineKind.DIRECTION][-1]
        decided = type in ("grant-extension", "refuse-extension")
        office = board(world) if decided else UBND(world)
        return on_issue(type, office, deadline=deadline, **fields)(world)

    return run


ASK = _extension("ask-for-extension", reason="Chờ vốn")
POLICE = of_middle("CA")


def commune(world: World) -> list[str]:
    """That of the chapter."""
    return [unit for unit, kind, _ in world.shape.units if kind == "commune"][:1]


def co_operating(world: World) -> list[dict[str, Any]]:
    return [{"unit": POLICE(world), "until": days_from_now(28)(world)}]


PART = {"issue": named("part"), "title": "Phần hai", "description": "Tách riêng"}


def succeeded(world: World) -> Outcome:
    """What the issues are submitted to goes into its neighbour tomorrow."""
    ended, tomorrow = world.shape.middle, local_date(world.now) + timedelta(days=1)
    [kind] = [kind for unit, kind, _ in world.shape.units if unit == ended]
    into = next(one for one, its, _ in world.shape.units if its == kind and one != ended)
    below = [one for one, its, up in world.shape.units if up == ended and its in MOVED_ALONG]
    entry = ends(ended, into, kind="merged", valid_from=tomorrow)
    moved = [moves(unit, into, tomorrow) for unit in below]
    outcome = registrar("record-succession", units=[entry], moves=moved)(world)
    world.now += timedelta(days=1)
    return outcome


MOVED_ALONG = ("commune", "residential-chapter")


def follow_it(world: World) -> Outcome:
    issue = world.issue(ISSUE)
    merged = [*issue.duplicates, *filter(None, [issue.merged_into])]
    return follow(world.shape.middle, related=merged)(world)


COMMANDS: dict[str, list[Step]] = {
    "raise": [raise_it()],
    "answer-at-meeting": [ANSWER],
    "direct-answer": [
        on_issue(
            "direct-answer",
            b.PROVINCIAL_DEPARTMENT,
            b.CADRE,
            responsible=UBND,
            due=days_from_now(3),
        )
    ],
    "contest-answer": [on_issue("contest-answer", chapter, reason="Chưa thấy")],
    "expire-contest": [
        later(31),
        on_issue("expire-contest", None, SCHEDULER, meeting=named("later")),
    ],
    "submit": [hand_on([ISSUE])],
    "receive": [by(clerk, "receive-issue", incoming_number="418")],
    "triage": [by(board, "triage-issue", category="GT", severity=2, authority="middle-tier")],
    "ask": [by(board, "ask-for-clarification", questions="Ở đâu?")],
    "clarify": [on_issue("clarify-issue", chapter, answer="Đầu thôn")],
    "expire-clarification": [later(31), on_issue("expire-clarification", None, SCHEDULER)],
    "divert": [DIVERT],
    "decline": [DECLINE],
    "merge": [by(board, "merge-issue", into=OTHER)],
    "unmerge": [by(board, "unmerge-issue", into=OTHER)],
    "cluster": [by(board, "join-cluster", cluster=named("cluster"))],
    "split-off": [by(board, "split-issue", parts=[PART])],
    "resolve": [resolved()],
    "assign": [assigned(office=board, co_operating=co_operating)],
    "refuse-assignment": [on_issue("refuse-assignment", WORKS, reason="Không đúng chức năng")],
    "start": [started()],
    "note-progress": [on_issue("note-progress", WORKS, note="Đã khảo sát")],
    "co-operate": [on_issue("give-co-operation", POLICE)],
    "interim-reply": [on_issue("give-interim-reply", WORKS, document=LETTER, text="Đang làm")],
    "partial-reply": [
        on_issue(
            "give-partial-reply",
            WORKS,
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
            _above("TT"),
            reason="Liên huyện",
            into=lambda world: world.issue(ISSUE).merged_into,
        )
    ],
    "return-down": [returned(office=board)],
    "direct": [DIRECT],
    "answer-direction": [DIRECT, _extension("answer-direction", document=LETTER)],
    "reply": [by(clerk, "reply-to-chapter", document=LETTER, text="Đã trả lời")],
    "verify": [later(3), VERIFY],
    "expire-verification": [
        later(46),
        on_issue("expire-verification", None, SCHEDULER, meeting=named("later")),
    ],
    "reopen": [on_issue("reopen-issue", chapter, ground="new-facts", reason="Lại hỏng")],
    "withdraw": [WITHDRAW],
    "correct": [
        lambda world: on_issue(
            "correct-issue-text",
            b.PROVINCIAL_DEPARTMENT if reports(world) else chapter(world),
            b.CADRE if reports(world) else "",
            field="title",
            text="Cầu xóm Đông xuống cấp",
            reason="Ghi nhầm",
        )(world)
    ],
    "transfer-custody": [
        by(board, "transfer-custody", to=_above("UBKT"), basis="recusal", minutes=LETTER)
    ],
    "declare-concern": [on_issue("declare-concern", chapter, person="p-h1works")],
    "retract-concern": [
        on_issue("declare-concern", chapter, person="p-h1works"),
        on_issue("retract-concern", _above("UBKT"), person="p-h1works", reason="Trùng tên"),
    ],
    "ask-extension": [DIRECT, ASK],
    "grant-extension": [DIRECT, ASK, _extension("grant-extension")],
    "refuse-extension": [DIRECT, ASK, _extension("refuse-extension", reason="Đủ thời gian")],
    "inform": [
        on_issue("inform-competent-body", chapter, unit=POLICE, reason="Liên quan an ninh trật tự")
    ],
    "name-area": [by(clerk, "name-area", communes=commune)],
    "adopt-regime": [next_in_force("[deadlines.result]\nlasts = '20wd'"), adopt()],
    "succeed": [succeeded, follow_it],
    "check-deadlines": [later(30, "much later"), checked()],
    "recompute": [
        decreed("2018.9", off=[date(2018, 8, 15)]),
        on_issue("recompute-deadlines", None, SCHEDULER),
    ],
}
"""What carries out each trigger; the last step is the trigger itself."""


def path_to(row: Row) -> list[Step]:
    if row.trigger == "resume":
        return PAUSED_FROM[row.to]
    if row.trigger == "co-operate":
        shared = [*TRIAGED, assigned(co_operating=co_operating)]
        working = [*shared, started()]
        return {
            Status.ASSIGNED: shared,
            Status.IN_PROGRESS: working,
            Status.RESULT_PROPOSED: [*working, proposed()],
        }[row.source]
    return OTHER_WAYS.get((row.trigger, row.source), PATHS[row.source])


def where_it_can_be_walked(given: Ruled, row: Row) -> Ruled:
    """What went up in two tiers has nobody above it, so three are needed to take it over again."""
    nobody_above = len(tiers_of(given.regime.spec)) < 3
    went_up = (row.trigger, row.source) == ("take-over", Status.ESCALATED)
    return ruled("three-tiers") if went_up and nobody_above else given


ROWS = [
    pytest.param(given, row, id=f"{given}:{row.trigger}:{row.source}-{row.to}")
    for given in RULED
    for row in given.regime.all_rows
]


@pytest.mark.parametrize(("given", "row"), ROWS)
def test_a_row_is_decided_from_its_source_and_lands_on_its_destination(
    given: Ruled, row: Row
) -> None:
    world = where_it_can_be_walked(given, row).world()
    *before, last = COMMANDS[row.trigger]
    for step in path_to(row):
        assert isinstance(step(world), Accepted), world.outcomes[-1]
    assert world.issue(ISSUE).status is row.source
    for step in before:
        assert isinstance(step(world), Accepted), world.outcomes[-1]
    outcome = last(world)
    assert isinstance(outcome, Accepted), outcome
    assert world.issue(ISSUE).status is row.to


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("given", RULED, ids=str)
def test_what_the_table_does_not_list_is_refused_and_what_is_possible_is_named(
    given: Ruled, status: Status
) -> None:
    world = given.world()
    for step in PATHS[status]:
        assert isinstance(step(world), Accepted), world.outcomes[-1]
    possible = set(given.regime.triggers_from(status))
    bare: dict[str, list[Step]] = {
        "start": [started()],
        "receive": [on_issue("receive-issue", of_middle("VP"), incoming_number="1")],
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

"""Worked cases 3 and 4 of DOMAIN 4 as stories: a time, and the steps that are taken then."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain.deadline import DeadlineId, DeadlineKind
from domain.values import SCHEDULER
from tests.builders import World, document, named, vietnam
from tests.changes import appointed
from tests.regimes import chain
from tests.steps import (
    ISSUE,
    MEETING,
    REPORT,
    Step,
    accepted,
    assigned,
    chapter_met,
    on_issue,
    plan,
    proposed,
    received,
    replied,
    resolved,
    started,
    step,
    triaged,
)
from tests.successions import registrar
from tests.workflows.test_briefings import briefing_held, raised_there
from workflows.outcome import Accepted
from workflows.ports import EventStore

Story = Sequence[tuple[str, Sequence[Step]]]

RESULT = DeadlineId(leg=1, kind=DeadlineKind.RESULT, ordinal=1)

# Case 3: a briefing in dong-thap

WITHOUT_A_SOLUTION = assigned(plan=plan(solution=""))
MORE_TIME = on_issue("ask-for-extension", "NB-H1-X1-KTHT", deadline=RESULT, reason="Mưa kéo dài")
GRANTED = on_issue(
    "grant-extension",
    "NB-H1-X1-TT",
    deadline=RESULT,
    document=document("14-CV/DU", "NB-H1-X1"),
)
VERIFIED = on_issue("verify-result", "NB-H1-X1-C1", meeting=named("july"))

BRIEFED: Story = [
    (
        "2023-04-25 16:00",
        [
            briefing_held(),
            raised_there(severity=2),
            on_issue("submit-issue", "NB-H1-X1-VP"),
        ],
    ),
    ("2023-04-26 09:00", [received()]),
    ("2023-04-28 09:00", [triaged(severity=2)]),
]
ASSIGNED: Story = [("2023-05-05 09:00", [assigned(), started()])]
EXTENDED: Story = [("2023-05-25 16:00", [MORE_TIME]), ("2023-05-26 09:00", [GRANTED])]
DONE: Story = [
    ("2023-06-12 16:00", [proposed()]),
    ("2023-06-13 09:00", [accepted()]),
    ("2023-06-14 09:00", [replied()]),
    ("2023-07-03 21:00", [chapter_met("july")]),
    ("2023-07-03 21:30", [VERIFIED]),
]

# Case 4: a meeting in tuong-duong

MEMBER = "p-x1ubnd"
"""Vice-chair of the commune's people's committee, and a member of its standing committee."""
HOME, SEAT = "NB-X1-C1", "NB-X1-BTV"
ON_THE_SPOT, URGENT, OTHER = named("on the spot"), ISSUE, named("other")


def _recorded(issue: UUID, title: str, severity: int) -> Step:
    return step(
        "raise-issue",
        SEAT,
        MEMBER,
        issue=issue,
        via="cadre-report",
        chapter=HOME,
        meeting=MEETING,
        source="members",
        title=title,
        description="Chi bộ kiến nghị tại cuộc sinh hoạt",
        addressee="NB-X1-UBND",
        category="GT",
        severity=severity,
    )


ASSIGNED_MEMBER: Story = [
    (
        "2025-07-01 08:00",
        [
            appointed(MEMBER, SEAT, "member"),
            registrar(
                "assign-cadre",
                cadre=MEMBER,
                chapter=HOME,
                valid_from=date(2025, 7, 1),
                ground="residence",
            ),
        ],
    )
]
MET: Story = [
    (
        "2025-07-03 21:00",
        [
            step(
                "record-meeting",
                SEAT,
                MEMBER,
                meeting=MEETING,
                chapter=HOME,
                kind="regular",
                started_at=vietnam("2025-07-03 19:00"),
                ended_at=vietnam("2025-07-03 20:30"),
                attended_by=MEMBER,
            ),
            _recorded(ON_THE_SPOT, "Giờ mở cửa trạm y tế", 4),
            on_issue(
                "answer-at-meeting",
                SEAT,
                MEMBER,
                issue=ON_THE_SPOT,
                answer="Trạm mở cửa cả chiều thứ Bảy từ tuần này.",
            ),
            _recorded(URGENT, "Cầu treo đứt cáp", 1),
            _recorded(OTHER, "Đường vào bản lầy lội", 3),
        ],
    ),
]
REPORTED: Story = [
    (
        "2025-07-04 09:00",
        [
            step(
                "submit-report",
                SEAT,
                MEMBER,
                report=REPORT,
                meetings=[MEETING],
                issues=[URGENT, OTHER],
            ),
            received(issue=URGENT),
            received(issue=OTHER),
        ],
    ),
]
URGENTLY_ASSIGNED: Story = [
    (
        "2025-07-07 09:00",
        [
            triaged(issue=URGENT, severity=1),
            triaged(issue=OTHER, severity=3),
            assigned(issue=URGENT, lead="NB-X1-UBND"),
            started("NB-X1-UBND"),
        ],
    ),
]
PROPOSED: Story = [
    (
        "2025-07-10 16:00",
        [
            on_issue(
                "give-interim-reply",
                "NB-X1-UBND",
                text="Đã chặn hai đầu cầu",
                document=document("21/UBND", "NB-X1-UBND"),
            )
        ],
    ),
    ("2025-07-15 09:00", [resolved(issue=OTHER), replied(issue=OTHER)]),
    ("2025-07-25 16:00", [proposed("NB-X1-UBND")]),
]
ACCEPTED_BY_THE_MEMBER = on_issue("accept-result", SEAT, MEMBER)
CLOSED: Story = [
    ("2025-07-28 10:00", [accepted()]),
    ("2025-07-29 09:00", [replied()]),
    ("2025-08-03 21:00", [chapter_met("august")]),
    (
        "2025-08-03 21:30",
        [
            on_issue("verify-result", HOME, issue=issue, meeting=named("august"))
            for issue in (URGENT, OTHER)
        ],
    ),
    (
        "2025-08-04 08:00",
        [
            on_issue(
                "expire-contest",
                None,
                SCHEDULER,
                channel="scheduler",
                issue=ON_THE_SPOT,
                meeting=named("august"),
            )
        ],
    ),
]


def lived(world: World, *stories: Story) -> World:
    """Every step of the stories was taken, and accepted."""
    for at, steps in (part for story in stories for part in story):
        world.at(at)
        for one in steps:
            outcome = one(world)
            assert isinstance(outcome, Accepted), outcome
    return world


def in_dong_thap(*stories: Story, store: EventStore | None = None) -> World:
    return lived(World(store, "dong-thap", "three-tiers").found(chain), *stories)


def in_tuong_duong(*stories: Story, store: EventStore | None = None) -> World:
    world = World(store, "tuong-duong", "two-tiers").found(chain)
    return lived(world, ASSIGNED_MEMBER, *stories)

"""A district that ends in the middle of its work, with an issue in every state."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from tests import builders as b
from tests.builders import World, document, named
from tests.steps import (
    Step,
    assigned,
    chapter_met,
    escalated,
    on_issue,
    proposed,
    replied,
    resolved,
)
from tests.successions import (
    BOARD,
    COMMUNE,
    OFFICE,
    OTHER_CHAPTER,
    OTHER_COMMUNE,
    POLICE,
    STANDING,
    WORKS,
    abolished,
    found_by_the_district,
    handed_on,
    recommended,
    rules_follow,
    take,
    three_tiers,
)
from workflows.ports import EventStore

HOME, SECOND = b.CHAPTER, f"{COMMUNE}-C2"
LETTER = document("92-CV/HU", b.DISTRICT)
NAMES = (
    "recorded",
    "delivered",
    "found",
    "of the province",
    "of both communes",
    "in work",
    "paused",
    "proposed",
    "escalated",
    "directed",
    "asked",
    "replied",
    "withdrawn",
    "closed",
    "merged",
    "its target",
    "of the other commune",
    "of the second chapter",
)
ISSUES: Mapping[str, UUID] = {name: named(f"busy {name}") for name in NAMES}


def busy_district(
    rules: str = "tuong-duong", *, store: EventStore | None = None, **fields: Any
) -> World:
    """On 30 June, with everything recorded for the day after."""
    world = three_tiers(store)
    take(world, "2025-06-16 08:00", *_begun())
    take(world, "2025-06-18 08:00", *_worked())
    closed = on_issue("verify-result", HOME, issue=ISSUES["closed"], meeting=named("june"))
    take(world, "2025-06-20 21:00", chapter_met("june"), closed)
    take(world, "2025-06-25 08:00", rules_follow(rules), abolished(**fields))
    return world.at("2025-06-30 17:00")


def _begun() -> list[Step]:
    """Each recorded, and all but two found to be the district's."""
    steps = [
        recommended(ISSUES["recorded"], HOME),
        recommended(ISSUES["delivered"], HOME),
        handed_on(ISSUES["delivered"], HOME),
    ]
    elsewhere = {"of the other commune": OTHER_CHAPTER, "its target": OTHER_CHAPTER}
    elsewhere["of the second chapter"] = SECOND
    above = {"of the province", "escalated"}
    for name, issue in list(ISSUES.items())[2:]:
        chapter = elsewhere.get(name, HOME)
        authority = "province" if name in above else "middle-tier"
        steps += found_by_the_district(issue, chapter, authority=authority)
    return steps


def _worked() -> list[Step]:
    shares = [{"unit": POLICE, "until": date(2025, 7, 18)}]
    steps = [
        _on("of both communes", "name-area", OFFICE, communes=[COMMUNE, OTHER_COMMUNE]),
        _on("directed", "direct-issue", STANDING, addressee=WORKS, due=DUE, text="Khẩn trương"),
        _on("asked", "ask-for-clarification", BOARD, questions="Ở đâu?"),
        _on("merged", "merge-issue", BOARD, into=ISSUES["its target"]),
        _on("withdrawn", "withdraw-issue", HOME, reason="Đã tự làm"),
        escalated(STANDING, issue=ISSUES["escalated"]),
    ]
    for name in ("in work", "paused", "proposed"):
        given = {"lead": WORKS, "co_operating": shares, "issue": ISSUES[name]}
        steps += [assigned(BOARD, **given), _on(name, "start-work", WORKS)]
    for name in ("replied", "closed"):
        steps += [resolved(BOARD, issue=ISSUES[name]), replied(OFFICE, issue=ISSUES[name])]
    pause = {"ground": "other-body", "review_on": date(2025, 7, 18), "document": LETTER}
    return [
        *steps,
        _on("paused", "pause-issue", BOARD, **pause),
        proposed(WORKS, issue=ISSUES["proposed"]),
    ]


DUE = date(2025, 7, 20)


def _on(name: str, type: str, office: str, **fields: Any) -> Step:
    return on_issue(type, office, issue=ISSUES[name], **fields)

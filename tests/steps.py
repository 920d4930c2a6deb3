"""The steps of an issue's life, each with whatever a test does not care about."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from domain.calendar import local_date
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, document, named
from workflows.outcome import Outcome

ISSUE, MEETING, REPORT = named("issue"), named("meeting"), named("report")
Step = Callable[[World], Outcome]
Office = str | Callable[[World], str] | None


def step(type: str, office: Office, actor: str = "", **fields: Any) -> Step:
    """A command by its type; an office and fields that are callables are asked for the world."""

    def run(world: World) -> Outcome:
        asked = {key: value(world) if callable(value) else value for key, value in fields.items()}
        return world.send(type, office(world) if callable(office) else office, actor, **asked)

    return run


def of_middle(suffix: str) -> Callable[[World], str]:
    """A body of the committee to which issues are submitted, by the end of its code."""
    return lambda world: world.body(suffix)


CLERKS, BOARD, COMMITTEE = of_middle("VP"), of_middle("TT"), of_middle("BTV")
UBND, WORKS = of_middle("UBND"), of_middle("KTHT")


def chapter(world: World) -> str:
    return world.shape.chapter


def _on_issue(type: str, office: Office, actor: str = "", **fields: Any) -> Step:
    return step(type, office, actor, **{"issue": ISSUE, **fields})


def days_from_now(days: int) -> Callable[[World], date]:
    return lambda world: local_date(world.now) + timedelta(days=days)


def meeting_held(**fields: Any) -> Step:
    """A meeting of the chapter that ended half an hour ago, recorded by the attending cadre."""
    given = {
        "meeting": MEETING,
        "chapter": chapter,
        "kind": "regular",
        "started_at": lambda world: world.now - timedelta(minutes=120),
        "ended_at": lambda world: world.now - timedelta(minutes=30),
        "attended_by": b.CADRE,
        **fields,
    }
    return step("record-meeting", b.PROVINCIAL_DEPARTMENT, b.CADRE, **given)


def chapter_met(meeting: str, **fields: Any) -> Step:
    """A later meeting of the chapter, recorded by its secretary; no cadre attended."""
    given = {
        "meeting": named(meeting),
        "chapter": chapter,
        "kind": "regular",
        "started_at": lambda world: world.now - timedelta(minutes=120),
        "ended_at": lambda world: world.now - timedelta(minutes=30),
        **fields,
    }
    return step("record-meeting", chapter, **given)


def raised(**fields: Any) -> Step:
    """The cadre records an issue raised at the meeting attended."""
    given = {
        "issue": ISSUE,
        "via": "cadre-report",
        "chapter": chapter,
        "meeting": MEETING,
        "source": "chapter",
        "title": "Cầu nông thôn xuống cấp",
        "description": "Mặt cầu nứt, học sinh qua lại hằng ngày",
        "proposal": "Cắm biển, gia cố tạm, bố trí vốn",
        "addressee": UBND,
        "category": "GT",
        "severity": 3,
        **fields,
    }
    return step("raise-issue", b.PROVINCIAL_DEPARTMENT, b.CADRE, **given)


def raised_by_secretary(**fields: Any) -> Step:
    given = {
        "issue": ISSUE,
        "via": "chapter",
        "chapter": chapter,
        "source": "members",
        "title": "Kênh nội đồng bồi lắng",
        "description": "Vụ hè thu thiếu nước",
        "addressee": UBND,
        "category": "TL",
        **fields,
    }
    return step("raise-issue", chapter, **given)


def reported(**fields: Any) -> Step:
    given = {"report": REPORT, "meetings": [MEETING], "issues": [ISSUE], **fields}
    return step("submit-report", b.PROVINCIAL_DEPARTMENT, b.CADRE, **given)


def submitted(**fields: Any) -> Step:
    return _on_issue("submit-issue", chapter, **fields)


def received(office: Office = CLERKS, **fields: Any) -> Step:
    return _on_issue("receive-issue", office, **{"incoming_number": "417", **fields})


def triaged(office: Office = BOARD, **fields: Any) -> Step:
    given = {"category": "GT", "severity": 3, "authority": "middle-tier", **fields}
    return _on_issue("triage-issue", office, **given)


PLAN: dict[str, Any] = {
    "content": "Gia cố mặt cầu",
    "solution": "Cắm biển hạn chế tải trọng, vá mặt cầu",
    "until": days_from_now(14),
    "person": "p-h1works",
    "task": "Lập dự toán, thi công",
}


def plan(**fields: Any) -> Callable[[World], dict[str, Any]]:
    """A whole plan, or one that lacks what is given as empty."""
    merged = {**PLAN, **fields}
    return lambda world: {k: v(world) if callable(v) else v for k, v in merged.items()}


def assigned(office: Office = BOARD, **fields: Any) -> Step:
    given = {"lead": WORKS, "plan": plan(), **fields}
    return _on_issue("assign-issue", office, **given)


def started(office: Office = WORKS) -> Step:
    return _on_issue("start-work", office)


def proposed(office: Office = WORKS, **fields: Any) -> Step:
    given = {
        "outcome": "done",
        "evidence": "Biên bản nghiệm thu",
        "document": document("88/KTHT", b.DEPARTMENT),
        **fields,
    }
    return _on_issue("propose-result", office, **given)


def accepted(office: Office = BOARD, **fields: Any) -> Step:
    return _on_issue("accept-result", office, **fields)


def resolved(office: Office = BOARD, **fields: Any) -> Step:
    given = {
        "outcome": "done",
        "decision": "Đồng ý",
        "document": document("90-TB/HU", b.DISTRICT),
        **fields,
    }
    return _on_issue("resolve-issue", office, **given)


def escalated(office: Office = COMMITTEE, **fields: Any) -> Step:
    given = {
        "decision": document("91-CV/HU", b.DISTRICT),
        "reason": "Vượt thẩm quyền",
        "file_complete": True,
        **fields,
    }
    return _on_issue("escalate-issue", office, **given)


def returned(office: Office = "NB-TT", **fields: Any) -> Step:
    given = {"direction": "Huyện giải quyết", "document": document("5-CV/TU", b.PROVINCE), **fields}
    return _on_issue("return-issue-down", office, **given)


def replied(office: Office = CLERKS, **fields: Any) -> Step:
    given = {"text": "Đã sửa xong", "document": document("101-CV/HU", b.DISTRICT), **fields}
    return _on_issue("reply-to-chapter", office, **given)


def checked(**fields: Any) -> Step:
    """The scheduler looks at the issue's deadlines."""
    return _on_issue("check-deadlines", None, SCHEDULER, channel="scheduler", **fields)


def on_issue(type: str, office: Office, actor: str = "", **fields: Any) -> Step:
    """Any other command on the issue."""
    return _on_issue(type, office, actor, **fields)


def delivered(severity: int = 3) -> list[Step]:
    """From the meeting to the holder's desk."""
    return [meeting_held(), raised(severity=severity), reported()]


def in_triage(**fields: Any) -> list[Step]:
    return [*delivered(), received(), triaged(**fields)]


def in_progress(**fields: Any) -> list[Step]:
    return [*in_triage(**fields), assigned(), started()]

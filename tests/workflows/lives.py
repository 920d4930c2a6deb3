"""What somebody may try with an issue in any state, for tests that choose at random.

``LIKELY`` has one entry for each trigger of the table: a command that will often be accepted where
the trigger is possible at all. ``spoiled`` makes it one that often is not.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from domain.calendar import local_date
from domain.deadline import DeadlineId, DeadlineKind
from domain.issue import Issue
from domain.values import SCHEDULER
from tests import builders as b
from tests.builders import World, document, named
from tests.new_rules import NEXT
from tests.steps import PLAN

T = TypeVar("T")
EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)


class Chances:
    """Choices that a test made beforehand, one byte for each; none left means the first option."""

    def __init__(self, choices: bytes) -> None:
        self._left = list(choices)

    def pick(self, options: Sequence[T]) -> T:
        chosen = self._left.pop(0) if self._left else 0
        return options[chosen % len(options)]

    def often(self) -> bool:
        return self.pick((True, True, True, False))


class Moment(NamedTuple):
    """An issue as it stands, and whatever else there is in the world."""

    world: World
    id: UUID
    issue: Issue
    issues: Sequence[UUID]
    """All issues; some may not be raised yet."""
    meetings: Sequence[UUID]
    """All meetings, the latest last; of those that ``attended`` names the cadre was at them."""
    attended: Sequence[UUID]
    chance: Chances

    @property
    def today(self) -> date:
        return local_date(self.world.now)

    def new_id(self) -> UUID:
        return named(f"made by command {self.world.count}")

    def day(self, *days: int) -> date:
        """One of so many days from today."""
        return self.today + timedelta(days=self.chance.pick(days))


class Try(NamedTuple):
    """A command to be, with the fields that are its own."""

    type: str
    office: str | None
    actor: str
    fields: Mapping[str, Any]


def by(office: str | None, type: str, actor: str = "", **fields: Any) -> Try:
    return Try(type, office, actor or (b.OFFICERS[office][0] if office else SCHEDULER), fields)


def body(m: Moment, suffix: str) -> str:
    """A body of the committee that holds the issue, or the holder where it is a body itself."""
    found = f"{m.issue.holder}-{suffix}"
    return found if found in b.OFFICERS else own(m.issue.holder)


def own(unit: str | None) -> str:
    return unit if unit in b.OFFICERS else b.CHAPTER


def above(m: Moment) -> str:
    return "NB-TT" if m.issue.holder not in (b.PROVINCE, "NB-UBKT") else "NB-UBKT"


def letter(issuer: str = b.DISTRICT) -> dict[str, Any]:
    return {"document": document("92-CV/HU", issuer)}


def _cadre(type: str, **fields: Any) -> Try:
    return by(b.PROVINCIAL_DEPARTMENT, type, b.CADRE, **fields)


def _raise(m: Moment) -> Try:
    what: dict[str, Any] = {
        "chapter": b.CHAPTER,
        "source": m.chance.pick(("chapter", "members", "cadre")),
        "title": "Cầu nông thôn xuống cấp",
        "description": "Mặt cầu nứt, học sinh qua lại hằng ngày",
        "proposal": "Gia cố tạm",
        "addressee": m.chance.pick((b.UBND, b.DEPARTMENT)),
        "category": m.chance.pick(("GT", "TL", "ĐN")),
        "severity": m.chance.pick((3, 1, 2, 4)),
    }
    if m.attended and m.chance.often():
        return _cadre("raise-issue", via="cadre-report", meeting=m.attended[-1], **what)
    day = m.day(0, -1, -30)
    return by(b.CHAPTER, "raise-issue", via="chapter", raised_on=day, **what)


def _submit(m: Moment) -> Try:
    if m.issue.via != "cadre-report":
        return by(b.CHAPTER, "submit-issue")
    fields = {"report": m.new_id(), "meetings": [m.issue.meeting], "issues": [m.id]}
    return _cadre("submit-report", **fields)


def _deadline(m: Moment, *, asked: bool = False) -> DeadlineId:
    running = [d for d in m.issue.running if d.extension_asked or not asked]
    if not running:
        return DeadlineId(leg=1, kind=DeadlineKind.NOTICE, ordinal=1)
    return m.chance.pick(running).id


def _ask_extension(m: Moment) -> Try:
    wanted = _deadline(m)
    bearer = next((d.bearer for d in m.issue.running if d.id == wanted), None)
    office = bearer if bearer in b.OFFICERS else body(m, "VP")
    return by(office, "ask-for-extension", deadline=wanted, reason="Mưa lũ")


def _assign(m: Moment) -> Try:
    lead = m.chance.pick((b.DEPARTMENT, b.POLICE, b.PROVINCIAL_DEPARTMENT))
    plan = {**PLAN, "until": m.day(14, 30)}
    other = m.chance.pick(("", b.UBND))
    bodies = [{"unit": other, "until": m.day(7, 20)}] if other else []
    return by(body(m, "TT"), "assign-issue", lead=lead, plan=plan, co_operating=bodies)


def _split(m: Moment) -> Try:
    part = {"issue": m.new_id(), "title": "Phần hai", "description": "Tách riêng"}
    return by(body(m, "TT"), "split-issue", parts=[part])


def _co_operate(m: Moment) -> Try:
    bodies = [one.unit for one in m.issue.co_operating] or [b.UBND]
    return by(m.chance.pick(bodies), "give-co-operation")


CORRECTIONS = (
    ("severity", "2"),
    ("category", "TL"),
    ("addressee", b.POLICE),
    ("source", "members"),
)


def _correct(m: Moment) -> Try:
    """By the holder's office, or before there is a holder by whoever recorded the issue."""
    said: dict[str, Any] = {"field": "title", "text": f"Cầu {m.world.count}", "reason": "Ghi nhầm"}
    type = "correct-issue-text"
    if m.chance.pick((False, True)):
        del said["text"]
        type, (said["field"], said["value"]) = "correct-issue-value", m.chance.pick(CORRECTIONS)
    if m.issue.holder is None and m.issue.via == "cadre-report":
        return _cadre(type, **said)
    decided = m.issue.triaged and said.get("field") in ("severity", "category", "addressee")
    return by(body(m, "TT" if decided else "VP"), type, **said)


def _transfer(m: Moment) -> Try:
    to, basis = m.chance.pick(
        (
            (b.OTHER_DISTRICT, "succession"),
            (b.DISTRICT, "succession"),
            (b.PROVINCE, "recusal"),
            ("NB-UBKT", "recusal"),
        )
    )
    minutes = document("9-BB", b.DISTRICT)
    return by(body(m, "TT"), "transfer-custody", to=to, basis=basis, minutes=minutes)


def _direct(m: Moment) -> Try:
    given: dict[str, Any] = {"addressee": m.chance.pick((b.UBND, b.POLICE)), "due": m.day(10, 1)}
    return by(above(m), "direct-issue", text="Khẩn trương", **given)


def _answer_direction(m: Moment) -> Try:
    owed = [d for d in m.issue.running if d.id.kind is DeadlineKind.DIRECTION]
    wanted = m.chance.pick(owed).id if owed else _deadline(m)
    bearer = next((d.bearer for d in owed if d.id == wanted), None)
    office = bearer if bearer in b.OFFICERS else body(m, "VP")
    return by(office, "answer-direction", deadline=wanted, **letter())


def _pause(m: Moment) -> Try:
    given: dict[str, Any] = {"ground": "other-body", "review_on": m.day(30, 5, 90)}
    return by(body(m, "TT"), "pause-issue", **letter(), **given)


def _latest_meeting(m: Moment) -> UUID:
    return m.meetings[-1] if m.meetings else named("no meeting")


def _lead(m: Moment, type: str, **fields: Any) -> Try:
    return by(own(m.issue.lead), type, **fields)


def _triage(m: Moment) -> Try:
    given: dict[str, Any] = {"category": "GT", "severity": m.chance.pick((3, 1, 2, 4))}
    authority = m.chance.pick(("middle-tier", "province"))
    return by(body(m, "TT"), "triage-issue", authority=authority, **given)


LIKELY: dict[str, Callable[[Moment], Try]] = {
    "raise": _raise,
    "answer-at-meeting": lambda m: _cadre("answer-at-meeting", answer="Đã có vốn"),
    "direct-answer": lambda m: _cadre("direct-answer", responsible=b.UBND, due=m.day(3, 20)),
    "contest-answer": lambda m: by(b.CHAPTER, "contest-answer", reason="Chưa thấy"),
    "expire-contest": lambda m: by(None, "expire-contest", meeting=_latest_meeting(m)),
    "submit": _submit,
    "receive": lambda m: by(body(m, "VP"), "receive-issue", incoming_number="418"),
    "triage": _triage,
    "ask": lambda m: by(body(m, "TT"), "ask-for-clarification", questions="Ở đâu?"),
    "clarify": lambda m: by(b.CHAPTER, "clarify-issue", answer="Đầu thôn"),
    "expire-clarification": lambda m: by(None, "expire-clarification"),
    "divert": lambda m: by(body(m, "TT"), "divert-issue", into="complaint", **letter()),
    "decline": lambda m: by(
        body(m, "TT"), "decline-issue", reason="Ngoài phạm vi", legal_basis="Quy chế"
    ),
    "merge": lambda m: by(body(m, "TT"), "merge-issue", into=m.chance.pick(m.issues)),
    "unmerge": lambda m: by(body(m, "TT"), "unmerge-issue", into=m.issue.merged_into or m.id),
    "cluster": lambda m: by(
        body(m, "VP"),
        m.chance.pick(("join-cluster", "leave-cluster")),
        cluster=m.chance.pick((named("cluster"), named("another cluster"))),
    ),
    "split-off": _split,
    "resolve": lambda m: by(
        body(m, "TT"), "resolve-issue", outcome="done", decision="Đồng ý", **letter()
    ),
    "assign": _assign,
    "refuse-assignment": lambda m: _lead(m, "refuse-assignment", reason="Không đúng chức năng"),
    "start": lambda m: _lead(m, "start-work"),
    "note-progress": lambda m: _lead(m, "note-progress", note="Đã khảo sát"),
    "co-operate": _co_operate,
    "interim-reply": lambda m: _lead(m, "give-interim-reply", text="Đang làm", **letter()),
    "partial-reply": lambda m: _lead(
        m, "give-partial-reply", text="Xong một nhịp", next_reply=m.day(10, 2), **letter()
    ),
    "propose-result": lambda m: _lead(
        m, "propose-result", outcome="done", evidence="Biên bản", **letter()
    ),
    "accept-result": lambda m: by(body(m, "TT"), "accept-result"),
    "reject-result": lambda m: by(body(m, "TT"), "reject-result", reason="Chưa đủ hồ sơ"),
    "pause": _pause,
    "resume": lambda m: by(body(m, "TT"), "resume-issue"),
    "escalate": lambda m: by(
        body(m, "TT"),
        "escalate-issue",
        decision=document("91-CV/HU", b.DISTRICT),
        reason="Vượt thẩm quyền",
        file_complete=True,
    ),
    "take-over": lambda m: by(
        above(m), "take-over-issue", reason="Liên huyện", into=m.issue.merged_into
    ),
    "return-down": lambda m: by(
        body(m, "TT"), "return-issue-down", direction="Huyện giải quyết", **letter(b.PROVINCE)
    ),
    "direct": _direct,
    "answer-direction": _answer_direction,
    "reply": lambda m: by(body(m, "VP"), "reply-to-chapter", text="Đã trả lời", **letter()),
    "verify": lambda m: by(b.CHAPTER, "verify-result", meeting=_latest_meeting(m)),
    "expire-verification": lambda m: by(None, "expire-verification", meeting=_latest_meeting(m)),
    "reopen": lambda m: by(
        b.CHAPTER,
        "reopen-issue",
        ground="new-facts",
        reason="Lại hỏng",
        into=m.issue.merged_into,
    ),
    "withdraw": lambda m: by(b.CHAPTER, "withdraw-issue", reason="Đã tự làm"),
    "correct": _correct,
    "transfer-custody": _transfer,
    "declare-concern": lambda m: by(
        b.CHAPTER, "declare-concern", person=m.chance.pick(("p-h1works", "p-h1chair", "p-other"))
    ),
    "retract-concern": lambda m: by(
        above(m),
        "retract-concern",
        person=m.chance.pick((*sorted(m.issue.concerned), "p-other")),
        reason="Trùng tên",
    ),
    "ask-extension": _ask_extension,
    "grant-extension": lambda m: by(
        m.chance.pick((body(m, "TT"), above(m))),
        "grant-extension",
        deadline=_deadline(m, asked=True),
    ),
    "refuse-extension": lambda m: by(
        m.chance.pick((body(m, "TT"), above(m))),
        "refuse-extension",
        deadline=_deadline(m, asked=True),
        reason="Đủ thời gian",
    ),
    "inform": lambda m: by(
        body(m, "VP"), "inform-competent-body", unit=b.POLICE, reason="Liên quan an ninh trật tự"
    ),
    "name-area": lambda m: by(
        body(m, "VP"), "name-area", communes=m.chance.pick((["NB-H1-X1"], ["NB-H1-X1", "NB-H2-X1"]))
    ),
    "adopt-regime": lambda m: by(
        None,
        "adopt-regime",
        b.FOUNDER,
        regime=m.chance.pick((NEXT, m.issue.regime or NEXT)),
        reason="Quy chế mới có hiệu lực",
    ),
    "succeed": lambda m: by(
        None, "follow-succession", b.FOUNDER, unit=m.chance.pick((b.DISTRICT, b.OTHER_DISTRICT))
    ),
    "check-deadlines": lambda m: by(None, "check-deadlines", channel="scheduler"),
    "recompute": lambda m: by(None, "recompute-deadlines", channel="scheduler"),
}
"""By trigger: what would carry it out now."""


def spoiled(m: Moment, attempt: Try) -> Try:
    """The same by somebody else, or with something wrong in it."""
    if m.chance.pick((True, False)):
        office = m.chance.pick([*b.OFFICERS, None])
        actor = m.chance.pick([SCHEDULER, b.CADRE, *(person for person, _ in b.OFFICERS.values())])
        return attempt._replace(office=office, actor=actor)
    field = m.chance.pick([*attempt.fields, "expected_version", "occurred_at"])
    return attempt._replace(fields={**attempt.fields, field: m.chance.pick(_wrong(m, field))})


def _wrong(m: Moment, field: str) -> Sequence[Any]:
    match field:
        case "meeting" | "into" | "predecessor" | "report":
            return (*m.issues, *m.meetings, named("nothing"))
        case "due" | "raised_on" | "review_on" | "next_reply":
            return (m.today - timedelta(days=1), m.today, date(1900, 1, 1), date(2999, 12, 31))
        case "occurred_at":
            return (m.world.now + timedelta(days=1), m.world.now - timedelta(days=400), EARLIEST)
        case "expected_version":
            return (m.issue.version, 0, m.issue.version + 1)
        case "addressee" | "responsible" | "lead" | "to":
            return ("NB-H9", m.issue.holder, b.CHAPTER, *b.OFFICERS)
        case "meetings":
            return ([], [named("nothing")], [*m.meetings[:2]], [m.id])
        case "issues":
            return ([], [*m.issues], [named("nothing")])
        case "deadline":
            return [DeadlineId(leg=9, kind=kind, ordinal=1) for kind in DeadlineKind]
        case _:
            return ("", None, 0)

"""The stories of the golden histories; together they contain every fact there is.

A story is only run when its history is written for the first time; after that the history stands by
itself. So a story may be changed or removed when the commands change, a history never.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.deadline import DeadlineId, DeadlineKind, RegimeRef
from domain.values import SCHEDULER
from tests import builders as b
from tests import successions
from tests.builders import World, document, named
from tests.changes import acts_as_head, appointed, delegated, dissolved, established, left_office
from tests.decrees import decreed
from tests.new_rules import CHANGED, adopt, next_in_force
from tests.regimes import chain
from tests.residents import accepted_at_home, change_noted, introduced, workplace_founded
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
    raised_by_secretary,
    received,
    replied,
    reported,
    resolved,
    returned,
    started,
    step,
    submitted,
    triaged,
)
from workflows.outcome import Accepted

LETTER = document("92-CV/HU", b.DISTRICT)
DIRECTION = DeadlineId(leg=1, kind=DeadlineKind.DIRECTION, ordinal=1)
OTHER = named("other issue")
PART = named("part")

Story = Callable[[World], None]


def take(world: World, at: str, *steps: Step) -> None:
    world.at(at)
    for one in steps:
        outcome = one(world)
        assert isinstance(outcome, Accepted), outcome


def board(type: str, **fields: Any) -> Step:
    return on_issue(type, "NB-H1-TT", **fields)


def secretary(type: str, **fields: Any) -> Step:
    return on_issue(type, b.CHAPTER, **fields)


def lead(type: str, **fields: Any) -> Step:
    return on_issue(type, b.DEPARTMENT, **fields)


def cadre(type: str, **fields: Any) -> Step:
    return on_issue(type, b.PROVINCIAL_DEPARTMENT, b.CADRE, **fields)


def in_one_leg(world: World) -> None:
    """DOMAIN 4, worked case 1."""
    take(world, "2018-08-03 21:00", meeting_held(), raised())
    take(world, "2018-08-09 09:00", reported(summary="Một kiến nghị về cầu nông thôn"))
    take(world, "2018-08-20 08:00", received(), triaged(), assigned(document=LETTER), started())
    take(world, "2018-09-19 16:00", proposed())
    take(world, "2018-09-20 10:00", accepted())
    take(world, "2018-09-27 09:00", replied())
    take(world, "2018-10-03 21:00", chapter_met("october"))
    take(world, "2018-10-03 22:00", secretary("verify-result", meeting=named("october")))


def in_three_legs(world: World) -> None:
    """DOMAIN 4, worked case 2, until the answer; the province holds it in between."""
    take(world, "2019-04-03 21:00", meeting_held(), raised(severity=2))
    take(world, "2019-04-09 09:00", reported())
    take(world, "2019-04-24 08:00", received(), triaged(severity=2, authority="province"))
    take(world, "2019-04-24 15:00", escalated())
    take(world, "2019-05-10 08:00", received(office="NB-VP"), returned())
    take(world, "2019-05-10 14:00", received(), assigned(), started())
    take(world, "2019-05-30 08:00", proposed(), accepted(), replied())


def against_the_clock(world: World) -> None:
    """Pause, partial and interim replies, every answer to a request for time, the whole ladder."""
    result = DeadlineId(leg=1, kind=DeadlineKind.RESULT, ordinal=1)
    ask = lead("ask-for-extension", deadline=result, reason="Mưa lũ kéo dài")
    pause = {"ground": "budget-cycle", "review_on": date(2018, 9, 20), "document": LETTER}
    partial = {"text": "Đã vá mặt cầu", "next_reply": days_from_now(10), "document": LETTER}
    take(world, "2018-08-06 21:00", meeting_held(), raised(severity=1), reported())
    take(world, "2018-08-13 08:00", received(), triaged(severity=1), assigned(), started())
    take(world, "2018-08-14 08:00", lead("note-progress", note="Đã khảo sát hiện trường"))
    take(world, "2018-08-15 08:00", lead("give-interim-reply", text="Đang làm", document=LETTER))
    take(world, "2018-08-22 09:00", board("pause-issue", **pause))
    take(world, "2018-08-29 09:00", board("resume-issue"), lead("give-partial-reply", **partial))
    take(world, "2018-09-05 16:00", ask)
    take(
        world,
        "2018-09-06 08:00",
        board("refuse-extension", deadline=result, reason="Chưa đủ căn cứ"),
        ask,
        board("grant-extension", deadline=result, document=LETTER),
    )
    for day in ("2018-09-21 08:00", "2018-09-27 08:00", "2018-10-01 08:00", "2018-10-03 08:00"):
        take(world, day, checked())


def at_the_meeting(world: World) -> None:
    """An answer is directed, given, contested and given again, and stands; another is withdrawn."""
    again = raised(issue=OTHER, title="Rác tồn đọng", category="MT")
    direct = cadre("direct-answer", responsible=b.UBND, due=days_from_now(5))
    answer = cadre("answer-at-meeting", answer="Đã bố trí vốn năm nay")
    take(world, "2018-08-03 21:00", meeting_held(), raised(), again, direct)
    take(world, "2018-08-06 08:00", answer)
    take(world, "2018-08-07 08:00", secretary("contest-answer", reason="Chưa thấy làm"), answer)
    take(world, "2018-08-08 08:00", secretary("withdraw-issue", issue=OTHER, reason="Đã tự dọn"))
    take(world, "2018-09-03 21:00", chapter_met("september"))
    stands = {"meeting": named("september"), "channel": "scheduler"}
    take(world, "2018-09-03 22:00", on_issue("expire-contest", None, SCHEDULER, **stands))


def asked_declined_diverted(world: World) -> None:
    """Questions with and without an answer; a refusal that is replied to, expires and is reopened;
    then the way of a complaint."""
    expired = on_issue("expire-clarification", None, SCHEDULER, channel="scheduler")
    decline = {"reason": "Không thuộc phạm vi", "legal_basis": "Điều 4 Quy chế"}
    take(world, "2018-08-03 21:00", raised_by_secretary(), submitted())
    take(world, "2018-08-06 08:00", received(), triaged())
    take(world, "2018-08-07 08:00", board("ask-for-clarification", questions="Đoạn kênh nào?"))
    take(world, "2018-08-09 08:00", secretary("clarify-issue", answer="Đoạn đầu thôn"))
    take(world, "2018-08-27 08:00", board("decline-issue", **decline), replied())
    take(world, "2018-11-03 21:00", chapter_met("november"))
    closes = {"meeting": named("november"), "channel": "scheduler"}
    take(world, "2018-11-03 22:00", on_issue("expire-verification", None, SCHEDULER, **closes))
    reopen = secretary("reopen-issue", ground="new-facts", reason="Có hồ sơ mới")
    take(world, "2018-11-05 08:00", reopen, triaged())
    take(world, "2018-11-06 08:00", board("ask-for-clarification", questions="Hồ sơ nào?"))
    take(
        world, "2018-11-27 08:00", expired, board("divert-issue", into="complaint", document=LETTER)
    )


def together_and_apart(world: World) -> None:
    """A duplicate is merged and comes apart again; a cluster; a part that is split off."""
    part = {"issue": PART, "title": "Phần hai", "description": "Tách riêng", "category": "MT"}
    cluster = {"cluster": named("cluster")}
    both = [meeting_held(), raised(), raised(issue=OTHER), reported(issues=[ISSUE, OTHER])]
    take(world, "2018-08-03 21:00", *both)
    take(world, "2018-08-06 08:00", received(), received(issue=OTHER), triaged())
    take(world, "2018-08-07 08:00", triaged(issue=OTHER), board("merge-issue", into=OTHER))
    take(world, "2018-08-08 08:00", board("unmerge-issue", into=OTHER))
    take(world, "2018-08-09 08:00", board("join-cluster", **cluster))
    take(world, "2018-08-10 08:00", board("leave-cluster", **cluster))
    take(world, "2018-08-13 08:00", board("split-issue", parts=[part]))


def from_hand_to_hand(world: World) -> None:
    """A direction, a refused assignment, co-operation, a rejected result, corrections, a concern
    declared and taken back; the province takes over, and its inspection commission decides."""
    with_police = [{"unit": b.POLICE, "until": date(2018, 9, 10)}]
    direct = on_issue(
        "direct-issue",
        "NB-H1-BTV",
        addressee=b.UBND,
        due=days_from_now(10),
        text="Khẩn trương xử lý",
        document=LETTER,
    )
    corrected = {"field": "title", "text": "Cầu xóm Đông xuống cấp", "reason": "Ghi nhầm"}
    value = {"field": "severity", "value": "2", "reason": "Mùa mưa đến sớm"}
    moved: dict[str, Any] = {"to": "NB-UBKT", "basis": "recusal", "minutes": document("9-BB")}
    wrong: dict[str, Any] = {"person": "p-h1police", "reason": "Trùng tên"}
    take(world, "2018-08-03 21:00", meeting_held(), raised(), reported())
    take(world, "2018-08-06 08:00", received(), triaged(), direct)
    take(world, "2018-08-07 08:00", assigned(), lead("refuse-assignment", reason="Sai chức năng"))
    take(world, "2018-08-08 08:00", assigned(co_operating=with_police), started())
    take(
        world,
        "2018-08-09 08:00",
        on_issue("answer-direction", b.UBND, deadline=DIRECTION, document=LETTER),
    )
    take(world, "2018-08-10 08:00", on_issue("give-co-operation", b.POLICE, document=LETTER))
    take(world, "2018-08-13 08:00", proposed(), board("reject-result", reason="Chưa đủ hồ sơ"))
    take(world, "2018-08-14 08:00", cadre("correct-issue-text", **corrected))
    take(world, "2018-08-15 08:00", board("correct-issue-value", **value))
    take(world, "2018-08-16 08:00", secretary("declare-concern", person="p-h1police"))
    take(world, "2018-08-17 08:00", on_issue("retract-concern", "NB-TT", **wrong))
    take(world, "2018-08-20 08:00", on_issue("take-over-issue", "NB-TT", reason="Liên huyện"))
    take(world, "2018-08-21 08:00", on_issue("transfer-custody", "NB-TT", **moved))
    take(world, "2018-08-21 09:00", triaged(office="NB-UBKT", authority="province"))
    take(world, "2018-08-22 08:00", resolved(office="NB-UBKT"))


def organisation(world: World) -> None:
    """A province from its founding: who comes and goes, what is founded, renamed and dissolved."""

    def registrar(type: str, **fields: Any) -> Step:
        return step(type, None, b.FOUNDER, province=b.PROVINCE, **fields)

    delegation = named("p-nbchair to p-nbmember")
    take(
        world,
        "2018-09-03 08:00",
        registrar("name-registrar", person="p-registrar", valid_from=days_from_now(0)),
    )
    take(world, "2018-09-04 08:00", established("NB-H1-X2", "commune", b.DISTRICT))
    take(
        world,
        "2018-09-05 08:00",
        registrar(
            "rename-unit", unit="NB-H1-X2", name="Đảng ủy xã Hai", valid_from=days_from_now(1)
        ),
    )
    take(world, "2018-09-06 08:00", appointed("p-newcomer", "NB-H1-VP", "officer"))
    take(world, "2018-09-07 08:00", left_office("p-h1clerk", "NB-H1-VP", "officer"))
    take(
        world, "2018-09-10 08:00", delegated("p-nbchair", "p-nbmember", "NB-TT", date(2018, 9, 30))
    )
    take(
        world,
        "2018-09-12 08:00",
        registrar("revoke-delegation", delegation=delegation, valid_from=days_from_now(1)),
    )
    take(world, "2018-09-13 08:00", acts_as_head("p-h1works", b.UBND, date(2018, 12, 31)))
    take(
        world,
        "2018-09-14 08:00",
        registrar("end-assignment", cadre=b.CADRE, chapter=b.CHAPTER, valid_from=days_from_now(1)),
    )
    take(world, "2018-10-01 08:00", dissolved("NB-H1-X2"))


def abolition(world: World) -> None:
    """A district ends: a move corrected on the eve, one commune moved up, one divided, agencies and
    boards ended along; the province itself goes into another."""

    def registrar(type: str, **fields: Any) -> Step:
        return step(type, None, b.FOUNDER, province=b.PROVINCE, **fields)

    def moved(unit: str, parent: str) -> Step:
        return registrar("move-unit", unit=unit, parent=parent, valid_from=days_from_now(1))

    basis = document("15-QĐ/TU", b.PROVINCE)

    def ends(unit: str, *successors: str, **fields: Any) -> dict[str, Any]:
        common = {"above": b.PROVINCE, "unmapped_owner": b.PROVINCE, "archive": "NB-VP"}
        letters = {"basis": basis, "minutes": document("9-BB/HU", b.DISTRICT)}
        kind = "split" if len(successors) > 1 else "whole"
        given = {"unit": unit, "kind": kind, "successors": successors}
        return {**given, "valid_from": date(2025, 7, 1), **common, **letters, **fields}

    take(world, "2025-06-02 08:00", established("NB-X8", "commune", b.PROVINCE))
    take(world, "2025-06-02 09:00", established("NB-X9", "commune", b.PROVINCE))
    take(world, "2025-06-03 08:00", established("NB-BCH", "executive-committee", b.PROVINCE))
    cadre = registrar(
        "assign-cadre",
        cadre="p-nbmember",
        chapter=b.CHAPTER,
        valid_from=days_from_now(0),
        ground="field",
    )
    take(world, "2025-06-30 08:00", moved("NB-H2-X1", "NB-H1"), moved("NB-H2-X1", b.PROVINCE))
    chapters = {b.CHAPTER: "NB-X8", "NB-H1-X1-C2": "NB-X9"}
    moves = [
        {"unit": unit, "parent": parent, "valid_from": date(2025, 7, 1)}
        for unit, parent in chapters.items()
    ]
    shares = [{"unit": b.DEPARTMENT, "to": b.PROVINCIAL_DEPARTMENT}]
    units = [
        ends(b.OTHER_DISTRICT, "NB-X9"),
        ends("NB-H1-X1", "NB-X8", "NB-X9"),
        ends(b.DISTRICT, "NB-X8", "NB-X9", shares=shares),
    ]
    take(world, "2025-06-30 09:00", registrar("record-succession", units=units, moves=moves))
    new = {"unit": "NB-TINH", "name": "Tỉnh ủy mới", "valid_from": days_from_now(1)}
    take(world, "2025-07-14 08:00", registrar("establish-province", basis=basis, **new))
    bound = {"regime": "ninh-binh", "version": "2018.1", "valid_from": days_from_now(1)}
    take(world, "2025-07-14 08:30", registrar("bind-regime", unit="NB-TINH", **bound))
    take(world, "2025-07-14 08:45", cadre)
    take(world, "2025-07-14 09:00", *(moved(f"NB-X{number}", "NB-TINH") for number in (8, 9)))


def at_home_and_at_work(world: World) -> None:
    """A member is introduced, accepted, moves and leaves; of an issue the area is named and the
    competent body told; the district sums up the month."""
    told = {"unit": b.POLICE, "reason": "Có dấu hiệu tranh chấp", "document": LETTER}
    area = on_issue("name-area", "NB-H1-VP", communes=["NB-H1-X1", "NB-H2-X1"])
    summary = step(
        "submit-summary",
        "NB-H1-BTV",
        report=named("consolidation"),
        name="consolidation",
        first=date(2018, 8, 1),
        last=date(2018, 8, 31),
        chapters=[b.CHAPTER],
        summary="Một kiến nghị mới, đang giải quyết",
        document=document("31-BC/HU", b.DISTRICT),
    )
    take(world, "2018-08-01 08:00", workplace_founded(), introduced())
    take(world, "2018-08-02 08:00", accepted_at_home(), change_noted("moved"))
    take(world, "2018-08-03 21:00", meeting_held(), raised(), reported())
    take(world, "2018-08-06 08:00", received(), area, board("inform-competent-body", **told))
    take(world, "2018-08-20 08:00", change_noted("left"))
    take(world, "2018-09-03 08:00", summary)


def a_year_of_duties(world: World) -> None:
    """An absence, conferences, a meeting scored twice, figures contested; a commune that follows
    other rules holds its briefing, where an issue is raised."""

    def scored(office: str, conduct: int) -> Step:
        others = {"preparation": 15, "attendance": 18, "conclusion": 12}
        points = {**others, "conduct": conduct}
        return step("score-meeting", office, meeting=named("december"), points=points)

    def contest(type: str, office: str | None, actor: str, criterion: str, **fields: Any) -> Step:
        figure = {"cadre": b.CADRE, "year": 2018, "criterion": criterion}
        return step(type, office, actor, **figure, **fields)

    def conference(type: str, **fields: Any) -> Step:
        return step(type, b.UBND, conference=named("conference"), **fields)

    absent: dict[str, Any] = {
        "first": date(2018, 9, 1),
        "last": date(2018, 9, 30),
        "document": document("31-QĐ/TU", b.PROVINCE),
    }
    take(
        world,
        "2018-08-20 08:00",
        step("excuse-absence", "NB-VP", cadre=b.CADRE, **absent),
        conference("plan-conference", unit=b.UBND, on=date(2018, 9, 3)),
        conference("plan-conference", unit=b.UBND, on=date(2018, 9, 5)),
    )
    take(world, "2018-08-30 08:00", conference("cancel-conference"))
    take(world, "2018-12-05 21:00", chapter_met("december", members=12, present=11, combined=True))
    take(world, "2018-12-06 08:00", scored(b.CHAPTER, 40), scored("NB-H1-VP", 30))
    right = {"upheld": True, "reason": "Đã đối chiếu sổ của chi bộ"}
    take(
        world,
        "2019-01-10 08:00",
        contest("contest-evaluation", None, b.CADRE, "attendance", reason="Đã dự ba buổi"),
        contest("contest-evaluation", None, b.CADRE, "reporting", reason="Đã gửi bằng giấy"),
        contest("decide-contest", "NB-TT", "p-nbchair", "attendance", **right),
    )
    take(world, "2019-02-20 08:00", *_under_other_rules("NB-H1-X1", "dong-thap"))
    held: dict[str, Any] = {
        "started_at": b.vietnam("2019-02-25 14:00"),
        "ended_at": b.vietnam("2019-02-25 15:30"),
    }
    take(
        world,
        "2019-02-25 16:00",
        step(
            "record-briefing",
            "NB-H1-X1-VP",
            "p-newclerk",
            meeting=named("briefing"),
            committee="NB-H1-X1",
            participants=[b.CHAPTER, "NB-H1-X1-C2"],
            document=document("7-TB/DU", "NB-H1-X1"),
            **held,
        ),
        raised_by_secretary(via="briefing", meeting=named("briefing")),
    )


def _under_other_rules(commune: str, regime: str) -> list[Step]:
    """The commune gets an office and is bound to another of the shipped regimes."""

    def registrar(type: str, **fields: Any) -> Step:
        return step(type, None, b.FOUNDER, province=b.PROVINCE, **fields)

    ref, text = list(chain(regime).items())[-1]
    named_so = dict(zip(("regime", "version"), ref.split(), strict=True))
    return [
        established(f"{commune}-VP", "committee-office", commune),
        appointed("p-newclerk", f"{commune}-VP", "officer"),
        registrar("publish-regime", text=text, **named_so),
        registrar("bind-regime", unit=commune, valid_from=days_from_now(0), **named_so),
    ]


def handed_over(world: World) -> None:
    """A district ends: one issue follows it into a commune while the clock stands still, one has no
    successor until its owner places it, one is archived and opened again."""
    district, commune = successions, successions.COMMUNE
    second, closed = f"{commune}-C2", named("closed")
    shares = [{"unit": b.POLICE, "until": date(2025, 7, 18)}]
    minutes = document("11-BB/TU", b.PROVINCE)
    take(
        world,
        "2025-06-19 08:00",
        *district.in_work(co_operating=shares),
        *district.found_by_the_district(OTHER, second),
        *district.found_by_the_district(closed, b.CHAPTER),
        resolved(office=district.BOARD, issue=closed),
        replied(office=district.OFFICE, issue=closed),
    )
    verified = secretary("verify-result", issue=closed, meeting=named("june"))
    take(world, "2025-06-24 21:00", chapter_met("june"), verified)
    take(
        world,
        "2025-06-25 08:00",
        established("NB-X8", "commune", b.DISTRICT),
        district.rules_follow("handover"),
        district.registrar(
            "record-succession",
            units=[district.ends(b.DISTRICT, commune, "NB-X8", shares=district.SHARES)],
            moves=[
                district.moves(commune),
                district.moves("NB-X8"),
                district.moves(second, "NB-X8"),
            ],
        ),
    )
    issues = (ISSUE, OTHER, closed)
    take(world, "2025-07-01 08:00", *(district.follow(issue=issue) for issue in issues))
    placed: dict[str, Any] = {"to": commune, "basis": "succession", "minutes": minutes}
    take(world, "2025-07-02 08:00", on_issue("transfer-custody", "NB-TT", issue=OTHER, **placed))
    again = secretary("reopen-issue", issue=closed, ground="new-facts", reason="Lại hỏng")
    take(world, "2025-08-05 08:00", again)


def by_a_decree(world: World) -> None:
    """What runs, stands still or was given is counted by a new calendar; then nobody is left."""
    anew = on_issue("recompute-deadlines", None, SCHEDULER, channel="scheduler")
    of_meeting = step("recompute-meeting-deadlines", None, SCHEDULER, meeting=named("second"))
    bodies = [{"unit": b.POLICE, "until": date(2018, 8, 24)}]
    take(world, "2018-08-03 21:00", meeting_held(), raised(severity=2), reported())
    take(world, "2018-08-06 08:00", received(), triaged(severity=2), assigned(co_operating=bodies))
    take(world, "2018-08-06 20:00", meeting_held(meeting=named("second")))
    take(world, "2018-08-07 08:00", decreed("2018.9", off=[date(2018, 8, 9)]), anew, of_meeting)
    pause = {"ground": "budget-cycle", "review_on": date(2018, 8, 31), "document": LETTER}
    take(world, "2018-08-10 08:00", started(), board("pause-issue", **pause))
    take(world, "2018-08-13 08:00", decreed("2018.10", off=[date(2018, 8, 28)]), anew)
    take(world, "2018-08-20 08:00", board("resume-issue"))
    gone = [
        left_office("p-h1works", b.DEPARTMENT, "head"),
        left_office("p-h1chair", "NB-H1-TT", "deputy-secretary"),
        left_office("p-h1member", "NB-H1-BTV", "member"),
        left_office("p-nbchair", "NB-TT", "deputy-secretary"),
        left_office("p-nbmember", "NB-BTV", "member"),
        left_office("p-nbinspector", "NB-UBKT", "head"),
    ]
    take(world, "2018-08-21 08:00", *gone)
    take(world, "2018-09-20 08:00", checked())


def by_other_rules(world: World) -> None:
    """What runs, stands still or was extended follows another regime, which is then changed too."""
    second = named("second")
    take(world, "2018-08-03 21:00", meeting_held(), raised(severity=2), reported())
    take(world, "2018-08-03 21:30", raised_by_secretary(issue=second))
    take(world, "2018-08-06 08:00", received(), triaged(severity=2), assigned(), started())
    result = {"deadline": {"leg": 1, "kind": "result", "ordinal": 1}}
    take(world, "2018-08-07 08:00", lead("ask-for-extension", **result, reason="Mưa lũ kéo dài"))
    pause = {"ground": "other-body", "review_on": date(2018, 8, 31), "document": LETTER}
    take(world, "2018-08-08 08:00", board("grant-extension", **result))
    take(world, "2018-08-10 08:00", board("pause-issue", **pause))
    take(world, "2018-08-13 08:00", next_in_force(CHANGED), adopt(), adopt(issue=second))
    take(world, "2018-08-20 08:00", board("resume-issue"), submitted(issue=second))
    again = RegimeRef(id="again", version="1")
    take(world, "2018-08-21 08:00", next_in_force('[deadlines.receipt]\nlasts = "1wd"', again))
    take(world, "2018-08-21 09:00", adopt("NB-TT", "p-nbchair", issue=second, new=again))
    take(world, "2018-08-27 08:00", checked(issue=second), checked())


STORIES: dict[str, Story] = {
    "in-one-leg": in_one_leg,
    "in-three-legs": in_three_legs,
    "against-the-clock": against_the_clock,
    "at-the-meeting": at_the_meeting,
    "asked-declined-diverted": asked_declined_diverted,
    "together-and-apart": together_and_apart,
    "from-hand-to-hand": from_hand_to_hand,
    "at-home-and-at-work": at_home_and_at_work,
    "a-year-of-duties": a_year_of_duties,
    "organisation": organisation,
    "abolition": abolition,
    "handed-over": handed_over,
    "by-a-decree": by_a_decree,
    "by-other-rules": by_other_rules,
}
"""By the name of the history."""
OF_ORGANISATIONS = frozenset({"organisation", "abolition"})
"""Of these the history is that of the organisation alone, of the others all but that."""


OF_THREE_TIERS = frozenset({"handed-over"})


def told(name: str) -> World:
    """A world in which the story happened."""
    world = World(shape="three-tiers" if name in OF_THREE_TIERS else "district").found(chain)
    STORIES[name](world)
    return world

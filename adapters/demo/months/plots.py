"""What happens under every regime: work in time and late, up and down, other ways, what lies.

Days are working days after the evening on which the chapters met.
"""

from adapters.demo.case import DIRECTION
from adapters.demo.months.ways import Ways, addressee
from adapters.demo.registers import letter
from domain.issue_facts import DiversionChannel, Outcome, PauseGround
from domain.values import Authority, DocumentKind, Source
from workflows.issue_commands import (
    AnswerDirection,
    AskForClarification,
    ClarifyIssue,
    DirectIssue,
    DivertIssue,
    EscalateIssue,
    GrantExtension,
    InformCompetentBody,
    PauseIssue,
    ResumeIssue,
    ReturnIssueDown,
)


def inner_road(ways: Ways) -> None:
    """Done in time with a co-operating body; whoever must answer does not accept the result."""
    on, case = ways.book.on, ways.delivered(1)
    lead, helper = case.holder.agency("UBND"), case.holder.agency("CA")
    case.received(on(3, "09:30"))
    case.triaged(on(4, "09:00"), case.holder.office, refused="not-entitled")
    case.triaged(on(4, "09:20"), authority=Authority.MIDDLE_TIER)
    # `001-5`: a plan says how.
    unsolved = "plan-complete"
    case.assigned(on(5, "08:20"), addressee(case), on(18), refused=unsolved, solution="")
    bodies = {case.holder.unit("CA"): on(10)}
    case.assigned(on(5, "08:30"), addressee(case), on(18), co_operating=bodies)
    case.started(on(6, "08:10"), lead)
    case.co_operated(on(9, "15:20"), helper)
    case.proposed(on(14, "10:00"), lead, Outcome.PLANNED, "Dự toán đã lập, thi công quý tới.")
    case.accepted(on(15, "14:00"), case.holder.chair_on_board, refused="not-concerned")
    case.accepted(on(15, "15:30"))
    case.replied(on(16, "09:00"), "Đường nội khối được mở trong quý tới.")
    case.verified("3/9")


def bridge(ways: Ways) -> None:
    """Urgent: an interim reply, a direction of the standing committee (`002-10`), its answer."""
    on, case = ways.book.on, ways.delivered(2)
    lead = case.holder.agency("UBND")
    case.received(on(3, "08:20"))
    case.triaged(on(3, "10:00"))
    case.assigned(on(3, "15:00"), addressee(case), on(12))
    text = "Gia cố ngay, báo cáo Ban Thường vụ."
    direct = {"addressee": addressee(case), "text": text}
    undated = "direction-addressed-and-dated"
    case.does(on(4, "08:00"), case.holder.committee, DirectIssue, undated, **direct)
    due = ways.book.day(on(7))
    conclusion = letter(case.holder.code, DocumentKind.CONCLUSION, "Bí thư")
    told = {**direct, "due": due, "document": conclusion}
    case.does(on(4, "08:05"), case.holder.committee, DirectIssue, **told)
    case.started(on(4, "09:30"), lead)
    case.interim(on(5, "10:20"), lead, "Đã cắm biển hạn chế tải trọng.")
    answer = letter(addressee(case))
    case.does(on(7, "16:00"), lead, AnswerDirection, deadline=DIRECTION, document=answer)
    case.partly_replied(on(8, "09:30"), lead, "Đã gia cố tạm mặt cầu.", on(12))
    case.proposed(on(11, "15:00"), lead, Outcome.DONE, "Mặt cầu đã vá, lan can đã thay.")
    case.accepted(on(12, "10:15"))
    case.replied(on(13, "09:10"), "Cầu đã sửa, xe dưới 5 tấn qua lại được.")
    case.verified("3/9")


def canal(ways: Ways) -> None:
    """More time is asked for and given; a second time, too late, it is refused."""
    on, case = ways.book.on, ways.delivered(11)
    lead = case.holder.agency("UBND")
    case.received(on(3, "10:10"))
    case.triaged(on(4, "10:40"))
    case.assigned(on(5, "10:00"), addressee(case), on(15))
    case.started(on(6, "08:45"), lead)
    more = case.asked_for_more_time(on(14, "16:00"), lead, "Mưa kéo dài, máy không vào được.")
    case.does(on(15, "09:40"), case.holder.board, GrantExtension, deadline=more)
    case.progressed(on(18, "09:50"), lead, "Đã nạo vét được một nửa tuyến kênh.")
    case.proposed(on(33, "15:40"), lead, Outcome.DONE, "Toàn tuyến kênh đã nạo vét.")
    case.accepted(on(35, "09:10"))
    case.replied(on(36, "08:30"), "Kênh nội đồng đã thông, đủ nước cho vụ sau.")
    case.verified("3/10")


def reservoir(ways: Ways) -> None:
    """Beyond the holder: escalated, directed from above, returned, and finished below."""
    on, case = ways.book.on, ways.delivered(12)
    above, lead = case.superior, case.holder.agency("UBND")
    case.received(on(3, "08:45"))
    case.triaged(on(3, "10:30"), authority=Authority.PROVINCE)
    escalate = {
        "decision": letter(case.holder.code, DocumentKind.DECISION, "Phó Bí thư Thường trực"),
        "reason": "An toàn hồ đập vượt thẩm quyền của cấp này.",
    }
    case.does(on(4, "16:00"), case.holder.board, EscalateIssue, "file-complete", **escalate)
    case.does(on(4, "16:30"), case.holder.board, EscalateIssue, file_complete=True, **escalate)
    case.received(on(5, "08:10"), above)
    case.triaged(on(6, "14:00"), above.board, authority=Authority.MIDDLE_TIER)
    case.does(
        on(7, "10:00"),
        above.board,
        ReturnIssueDown,
        direction="Hạ mực nước ngay, xử lý thấm bằng kinh phí dự phòng được cấp.",
        document=letter(above.code, DocumentKind.DECISION, "Phó Bí thư Thường trực"),
    )
    case.received(on(8, "08:30"))
    case.assigned(on(9, "15:00"), addressee(case), on(20))
    case.started(on(10, "07:40"), lead)
    case.interim(on(11, "09:00"), lead, "Đã hạ mực nước hồ hai mét.")
    case.proposed(on(18, "14:30"), lead, Outcome.DONE, "Kết quả đo thấm đạt yêu cầu.")
    case.accepted(on(19, "09:00"))
    case.replied(on(19, "15:40"), "Đập đã xử lý thấm, hồ tích nước trở lại.")
    case.verified("3/9")


def poor_household(ways: Ways) -> None:
    """Is a complaint, so it goes another legal way, and the chapter is told so."""
    on, case = ways.book.on, ways.delivered(17)
    case.received(on(3, "11:40"))
    case.triaged(on(4, "10:30"))
    slip = letter(case.holder.code, DocumentKind.TRANSFER_SLIP)
    divert = {"into": DiversionChannel.COMPLAINT, "document": slip}
    case.does(on(5, "09:10"), case.holder.board, DivertIssue, **divert)
    case.replied(on(6, "14:00"), "Đơn đã chuyển để giải quyết theo Luật Khiếu nại.")
    case.verified("3/9")


def lodgers(ways: Ways) -> None:
    """A question stops the clock until the chapter answers; the holder decides itself."""
    on, case = ways.book.on, ways.delivered(9)
    case.received(on(3, "15:10"))
    case.triaged(on(4, "11:00"))
    questions = "Nhà trọ nào, bao nhiêu người chưa khai báo?"
    case.does(on(5, "10:20"), case.holder.office, AskForClarification, questions=questions)
    answer = "Ba nhà trọ ở cuối thôn, khoảng hai mươi người."
    case.does(on(8, "19:30"), case.secretary, ClarifyIssue, answer=answer)
    case.resolved(on(10, "10:10"), Outcome.DONE, "Công an xã rà soát, hướng dẫn khai báo.")
    case.replied(on(12, "08:20"), "Các nhà trọ đã được hướng dẫn khai báo.")
    case.verified("3/9")


def school(ways: Ways) -> None:
    """Waits for the budget, is told to the body that is competent (`000-7`), and stays in work."""
    on, case = ways.book.on, ways.delivered(19, authority=Authority.MIDDLE_TIER)
    lead = case.holder.agency("UBND")
    case.received(on(3, "11:20"))
    case.triaged(on(5, "10:10"), authority=Authority.MIDDLE_TIER)
    reason = "Thiếu phòng học ảnh hưởng nhiều điểm trường trong tỉnh."
    competent = case.province.unit("SGDDT")
    case.does(on(5, "14:00"), case.holder.board, InformCompetentBody, unit=competent, reason=reason)
    case.assigned(on(7, "10:30"), addressee(case), on(20))
    case.started(on(8, "09:00"), lead)
    document = letter(case.holder.code, DocumentKind.CONCLUSION)
    pause = {"ground": PauseGround.BUDGET_CYCLE, "document": document}
    review_on = ways.book.day(on(30))
    case.does(on(12, "09:10"), case.holder.board, PauseIssue, review_on=review_on, **pause)
    case.does(on(30, "08:40"), case.holder.board, ResumeIssue)
    case.progressed(on(34, "16:00"), lead, "Đã ghép vào kế hoạch đầu tư công năm sau.")


def clinic(ways: Ways) -> None:
    """Lies with the holder until the ladder suggests escalation, and then still."""
    on, case = ways.book.on, ways.delivered(20, authority=Authority.MIDDLE_TIER)
    case.received(on(4, "16:50"))


def rubbish(ways: Ways) -> None:
    """Not done, found so by the chapter at its meeting, reopened and in work again."""
    on, case = ways.book.on, ways.delivered(5)
    lead = case.holder.agency("UBND")
    case.received(on(3, "14:00"))
    case.triaged(on(4, "14:40"))
    case.assigned(on(5, "14:00"), addressee(case), on(14))
    case.started(on(6, "10:00"), lead)
    case.proposed(on(12, "10:20"), lead, Outcome.DONE, "Xe gom rác chạy hằng ngày.")
    case.accepted(on(13, "09:50"))
    case.replied(on(14, "14:10"), "Rác được gom hằng ngày.")
    # The meeting at which it was raised was before the reply.
    case.verified_early(on(15, "19:00"))
    ways.book.month.meeting(case.chapter, "3/9")
    case.reopened(ways.book.on(2, "09:30", "3/9"), "Xe gom vẫn ba ngày một lần.")
    case.triaged(ways.book.on(4, "10:30", "3/9"))
    case.assigned(ways.book.on(5, "08:30", "3/9"), addressee(case), ways.book.on(15, since="3/9"))
    case.started(ways.book.on(6, "14:00", "3/9"), lead)


def lamps(ways: Ways) -> None:
    """First without an addressee (`002-6`), and recorded in the end without being handed on."""
    case = ways.book.case(4, ways.book.month.village())
    said = {**case.told(), "via": "chapter", "source": Source.CHAPTER, "meeting": case.meeting.id}
    if "chapter" in ways.book.stage.setting.channels:
        unaddressed = "specific-and-addressed"
        at = case.after_the_meeting(4)
        case.recorded(at, case.secretary, unaddressed, addressee=None, **said)
        at = case.after_the_meeting(9)
        case.recorded(at, case.secretary, addressee=addressee(case), **said)
    else:
        at = case.after_the_meeting(4)
        case.recorded(at, case.secretary, "channel-open", addressee=addressee(case), **said)


PLOTS = (
    inner_road,
    bridge,
    canal,
    reservoir,
    poor_household,
    lodgers,
    school,
    clinic,
    rubbish,
    lamps,
)

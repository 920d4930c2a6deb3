"""Issues that an agency of the district works on: time, money and plans."""

from adapters.demo.case import DIRECTION, Book
from adapters.demo.registers import letter
from domain.issue_facts import Outcome, PauseGround, TextField, ValueField
from domain.values import Category, DocumentKind, Source
from workflows.issue_commands import (
    AnswerDirection,
    CorrectIssueText,
    CorrectIssueValue,
    DirectIssue,
    GrantExtension,
    PauseIssue,
    RefuseAssignment,
    RefuseExtension,
    ResolveIssue,
    ResumeIssue,
)
from workflows.organisation_commands import GrantDelegation, NameActingHead


def inner_road(book: Book) -> None:
    """Refused by its first lead, reassigned, and extended in time."""
    case = book.case(1, book.month.attended())
    district = case.district
    first, lead = district.agency("TNMT"), district.agency("UBND")
    case.raised(district.unit("UBND"), by_cadre=True)
    case.received("10/8 09:30")
    case.triaged("13/8 09:20")
    # `001-5`: a plan says how.
    case.assigned("14/8 08:30", district.unit("TNMT"), "5/9", refused="plan-complete", solution="")
    case.assigned("14/8 08:40", district.unit("TNMT"), "5/9")
    reason = "Đo đạc, lập dự toán đường giao thông không thuộc chức năng của phòng."
    case.does("15/8 10:10", first, RefuseAssignment, reason=reason)
    bodies = {district.unit("KTHT"): "31/8", district.unit("TNMT"): "27/8"}
    case.assigned("16/8 08:30", district.unit("UBND"), "5/9", co_operating=bodies)
    case.started("16/8 14:00", lead)
    case.co_operated("24/8 09:30", first)
    case.co_operated("30/8 15:20", district.agency("KTHT"))
    more = case.asked_for_more_time("30/8 16:00", lead, "Chờ các hộ ký biên bản hiến đất.")
    case.does("31/8 09:40", district.board, GrantExtension, deadline=more)
    case.proposed("18/9 10:00", lead, Outcome.PLANNED, "Dự toán đã lập, thi công quý tới.")
    # Whoever leads the body that must answer does not accept its result.
    case.accepted("19/9 14:00", district.chair_on_board, refused="not-concerned")
    case.accepted("20/9 08:30")
    case.replied("25/9 09:00", "Đường nội khối được mở trong quý tới.")
    case.verified("3/10")


def bridge(book: Book) -> None:
    """Urgent: interim and partial replies; a delegate of the standing board accepts the result."""
    case = book.case(2, book.month.attended())
    district = case.district
    lead = district.agency("KTHT")
    delegate = book.stage.delegate(district)
    case.raised(district.unit("KTHT"), by_cadre=True, source=Source.CADRE)
    case.received("10/8 09:35")
    case.triaged("10/8 15:10")
    case.assigned("13/8 08:15", district.unit("KTHT"), "31/8")
    case.started("13/8 13:30", lead)
    case.interim("14/8 10:20", lead, "Đã cắm biển hạn chế tải trọng.")
    book.stage.register(
        "17/8 16:00",
        GrantDelegation,
        delegation=book.stage.new_id(),
        delegator=district.board.person,
        delegate=delegate.person,
        unit=district.unit("TT"),
        valid_from=book.day("20/8"),
        valid_to=book.day("31/8"),
        basis=letter(district.code, DocumentKind.DECISION),
    )
    case.partly_replied("20/8 09:30", lead, "Đã gia cố tạm mặt cầu.", "31/8")
    case.proposed("28/8 15:00", lead, Outcome.DONE, "Mặt cầu đã vá, lan can đã thay.")
    case.accepted("30/8 10:15", delegate)
    case.replied("31/8 09:10", "Cầu đã sửa, xe dưới 5 tấn qua lại được.")
    case.verified("3/9")


def canal(book: Book) -> None:
    """Reported a moment late; the result is late too, and more time is asked for too late."""
    case = book.case(11, book.month.attended(alone=True))
    lead = case.district.agency("NN")
    case.raised(case.district.unit("NN"), by_cadre=True)
    book.month.report(case.meeting, "10/8 00:00:05")
    case.received("10/8 10:10")
    case.triaged("13/8 10:40")
    case.assigned("15/8 10:00", case.district.unit("NN"), "31/8")
    case.started("16/8 08:45", lead)
    case.progressed("27/8 09:50", lead, "Đã nạo vét được một nửa tuyến kênh.")
    late = "Mưa kéo dài, máy xúc không vào được."
    case.asked_for_more_time("10/9 08:30", lead, late, refused="asked-before-expiry")
    case.proposed("17/9 15:40", lead, Outcome.DONE, "Toàn tuyến kênh đã nạo vét.")
    case.accepted("19/9 09:10")
    case.replied("21/9 08:30", "Kênh nội đồng đã thông, đủ nước cho vụ sau.")
    case.verified("3/10")


def sagging_wire(book: Book) -> None:
    """Urgent: the standing committee directs (`002-10`), an acting head proposes the result."""
    case = book.case(14, book.month.attended())
    district = case.district
    lead, acting = district.agency("KTHT"), district.deputy("KTHT")
    case.raised(district.unit("KTHT"), by_cadre=True, title="Giây điện võng")
    case.does(
        "6/8 08:10",
        case.cadre,
        CorrectIssueText,
        field=TextField.TITLE,
        text=case.sample.title,
        reason="Viết sai chính tả.",
    )
    case.received("10/8 09:40")
    case.triaged("10/8 15:30")
    case.assigned("13/8 08:30", district.unit("KTHT"), "17/8")
    text = "Cắt điện, nâng dây ngay trong tuần; báo cáo Ban Thường vụ."
    direct = {"addressee": district.unit("KTHT"), "text": text}
    undated = "direction-addressed-and-dated"
    case.does("13/8 10:00", district.committee, DirectIssue, undated, **direct)
    conclusion = letter(district.code, DocumentKind.CONCLUSION, "Bí thư")
    case.does(
        "13/8 10:05",
        district.committee,
        DirectIssue,
        due=book.day("17/8"),
        document=conclusion,
        **direct,
    )
    book.stage.register(
        "13/8 16:20",
        NameActingHead,
        person=acting.person,
        unit=district.unit("KTHT"),
        in_place_of=lead.person,
        valid_from=book.day("14/8"),
        valid_to=book.day("24/8"),
    )
    case.started("14/8 07:30", acting)
    answer = letter(district.unit("KTHT"))
    case.does("16/8 16:00", acting, AnswerDirection, deadline=DIRECTION, document=answer)
    case.proposed("16/8 16:30", acting, Outcome.DONE, "Dây đã nâng lên 6 mét, có biên bản.")
    case.accepted("17/8 09:15")
    case.replied("20/8 08:35", "Đường dây qua sân nhà văn hóa đã an toàn.")
    case.verified("3/9")


def old_hall(book: Book) -> None:
    """Reported on paper; the category is corrected; more time is asked for and not given."""
    case = book.case(16, book.month.attended(alone=True))
    district = case.district
    lead = district.agency("TNMT")
    case.raised(district.unit("TNMT"), by_cadre=True, category=Category.VH)
    book.month.report(case.meeting, "10/8 08:20", paper="9/8 16:40")
    case.received("10/8 11:00")
    case.does(
        "10/8 11:10",
        district.office,
        CorrectIssueValue,
        field=ValueField.CATEGORY,
        value=Category.DD.value,
        reason="Là việc đất đai.",
    )
    case.triaged("14/8 09:10")
    case.assigned("16/8 09:00", district.unit("TNMT"), "14/9")
    case.started("17/8 08:10", lead)
    more = case.asked_for_more_time("7/9 10:00", lead, "Còn chờ ý kiến các hộ liền kề.")
    reason = "Việc lấy ý kiến đã đủ thời gian."
    case.does("10/9 09:00", district.board, RefuseExtension, deadline=more, reason=reason)
    case.proposed("14/9 15:00", lead, Outcome.EXPLAINED, "Khu đất đã có quy hoạch trạm y tế.")
    case.accepted("18/9 08:50")
    case.replied("20/9 09:20", "Đất đã quy hoạch; sân chơi được bố trí ở khu đất bên cạnh.")
    case.verified("3/10")


def water(book: Book) -> None:
    """Beyond the district's authority to decide; pauses for another body's decision, twice."""
    case = book.case(13, book.month.attended())
    district = case.district
    lead = district.agency("UBND")
    case.raised(district.unit("UBND"), by_cadre=True)
    case.received("10/8 11:15")
    case.triaged("14/8 09:40")
    case.does(
        "14/8 09:50",
        district.board,
        ResolveIssue,
        "within-authority",
        outcome=Outcome.PLANNED,
        decision="Thay ống cuối tuyến.",
        document=letter(district.code),
    )
    case.assigned("15/8 08:30", district.unit("UBND"), "5/9")
    case.started("15/8 14:10", lead)
    pause = {"ground": PauseGround.OTHER_BODY, "document": letter(district.code)}
    case.does("20/8 16:00", district.board, PauseIssue, review_on=book.day("3/9"), **pause)
    case.does("4/9 08:50", district.board, ResumeIssue)
    case.does("6/9 10:30", district.board, PauseIssue, review_on=book.day("28/9"), **pause)
    case.does("24/9 09:00", district.board, ResumeIssue)
    case.proposed("3/10 14:20", lead, Outcome.DONE, "Công ty cấp nước đã thay ống, tăng áp.")
    case.accepted("5/10 09:30")
    case.replied("9/10 08:30", "Cuối tuyến đã có nước giờ cao điểm.")
    case.verified("3/11")


def school(book: Book) -> None:
    """Waits for the budget; the chapter never says whether it is content."""
    case = book.case(19, book.month.attended())
    district = case.district
    lead, body = district.agency("GDDT"), district.agency("UBND")
    case.raised(district.unit("GDDT"), by_cadre=True)
    case.received("10/8 11:20")
    case.triaged("14/8 10:10")
    bodies = {district.unit("UBND"): "22/8"}
    case.assigned("16/8 10:30", district.unit("GDDT"), "6/9", co_operating=bodies)
    case.started("17/8 09:00", lead)
    case.co_operated("21/8 14:40", body)
    document = letter(district.code, DocumentKind.CONCLUSION)
    too_long = {"ground": PauseGround.BUDGET_CYCLE, "document": document}
    beyond = "review-date-within-limit"
    case.does(
        "22/8 09:00", district.board, PauseIssue, beyond, review_on=book.day("31/12"), **too_long
    )
    case.does("22/8 09:10", district.board, PauseIssue, review_on=book.day("28/9"), **too_long)
    case.does("28/9 08:40", district.board, ResumeIssue)
    case.proposed("4/10 16:00", lead, Outcome.PLANNED, "Đã ghép vào kế hoạch đầu tư công.")
    case.accepted("8/10 09:20")
    case.replied("10/10 08:50", "Điểm trường được xây thêm hai phòng năm sau.")
    case.never_verified("27/11 08:30", "3/11")

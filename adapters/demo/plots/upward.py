"""Issues that go up to the province: two escalated, one taken over, one moved for recusal."""

from adapters.demo.case import DIRECTION, Book
from adapters.demo.registers import letter
from domain.issue_facts import CustodyBasis, Outcome
from domain.values import Authority, DocumentKind
from workflows.issue_commands import (
    AnswerDirection,
    DeclareConcern,
    DirectIssue,
    EscalateIssue,
    RetractConcern,
    ReturnIssueDown,
    TakeOverIssue,
    TransferCustody,
)


def landslide(book: Book) -> None:
    """Escalated, returned down with a direction, and finished by the district."""
    case = book.case(3, book.month.attended(alone=True))
    district, province = case.district, case.province
    lead, commune = district.agency("UBND"), case.commune.agency("UBND")
    case.raised(district.unit("UBND"), by_cadre=True)
    book.month.report(case.meeting, "9/8 23:59:40")
    case.received("10/8 08:40")
    case.triaged("10/8 09:10", district.office, refused="not-entitled")
    case.triaged("10/8 14:00")
    escalate = {
        "decision": letter(district.code, DocumentKind.DECISION, "Phó Bí thư Thường trực"),
        "reason": "Đường nối hai xã, kinh phí vượt thẩm quyền của huyện.",
    }
    case.does("13/8 10:00", district.board, EscalateIssue, "file-complete", **escalate)
    case.does("13/8 16:00", district.board, EscalateIssue, file_complete=True, **escalate)
    case.received("14/8 08:50", province)
    case.triaged("15/8 09:00", province.board, authority=Authority.MIDDLE_TIER)
    case.does(
        "15/8 16:30",
        province.committee,
        DirectIssue,
        addressee=province.unit("SXD"),
        due=book.day("20/8"),
        text="Khảo sát taluy, báo cáo mức độ nguy hiểm.",
        document=letter(province.code, DocumentKind.CONCLUSION, "Bí thư"),
    )
    survey = letter(province.unit("SXD"), DocumentKind.REPORT)
    answer = {"deadline": DIRECTION.model_copy(update={"leg": 2}), "document": survey}
    case.does("17/8 15:10", province.agency("SXD"), AnswerDirection, **answer)
    case.does(
        "20/8 10:00",
        province.board,
        ReturnIssueDown,
        direction="Huyện rào chắn ngay, sửa chữa bằng kinh phí dự phòng được tỉnh cấp.",
        document=letter(province.code, DocumentKind.DECISION, "Phó Bí thư Thường trực"),
    )
    case.received("21/8 08:30")
    case.assigned(
        "21/8 15:00",
        district.unit("UBND"),
        "10/9",
        co_operating={case.commune.unit("UBND"): "30/8"} if commune != lead else None,
    )
    case.started("22/8 07:40", lead)
    case.interim("23/8 09:00", lead, "Đã rào chắn và cắm biển báo hai đầu.")
    if commune != lead:
        case.co_operated("29/8 10:30", commune)
    case.progressed("31/8 16:10", lead, "Đã gia cố một nửa mái taluy.")
    case.proposed("10/9 14:30", lead, Outcome.DONE, "Taluy đã gia cố, đường thông hai chiều.")
    case.accepted("12/9 09:00")
    case.replied("14/9 08:40", "Đường liên xã đã được gia cố và thông xe.")
    case.verified("3/10")


def reservoir(book: Book) -> None:
    """Escalated and decided by the province, with two co-operating bodies, one of them late."""
    case = book.case(12, book.month.attended())
    district, province = case.district, case.province
    lead, helper = province.agency("SNN"), district.agency("NN")
    case.raised(province.unit("SNN"), by_cadre=True)
    case.received("10/8 08:45")
    case.triaged("10/8 10:30")
    case.does(
        "10/8 16:30",
        district.board,
        EscalateIssue,
        decision=letter(district.code, DocumentKind.DECISION, "Phó Bí thư Thường trực"),
        reason="An toàn hồ đập thuộc thẩm quyền của tỉnh.",
        file_complete=True,
    )
    case.received("13/8 08:10", province)
    case.triaged("13/8 14:00", province.board)
    bodies = {province.unit("STNMT"): "17/8", district.unit("NN"): "20/8"}
    case.assigned(
        "14/8 09:00", province.unit("SNN"), "28/9", by=province.board, co_operating=bodies
    )
    case.started("14/8 15:00", lead)
    case.interim("16/8 10:00", lead, "Đã hạ mực nước hồ hai mét.")
    case.co_operated("16/8 16:20", province.agency("STNMT"))
    case.co_operated("23/8 11:00", helper)
    case.partly_replied("24/8 14:00", lead, "Đã kiểm định xong thân đập.", "14/9")
    case.proposed("11/9 15:00", lead, Outcome.UNDER_WAY, "Đã khoan phụt một phần thân đập.")
    case.rejected("13/9 09:30", "Chưa có kết quả đo thấm sau khoan phụt.", province.board)
    case.progressed("20/9 08:30", lead, "Đã đo thấm sau mưa, không còn rò rỉ.")
    case.proposed("24/9 15:30", lead, Outcome.DONE, "Kết quả đo thấm đạt yêu cầu.")
    case.accepted("27/9 10:00", province.board)
    case.replied("1/10 09:00", "Đập đã xử lý thấm, hồ tích nước trở lại.", province.office)
    case.verified("3/10")


def smoke(book: Book) -> None:
    """Concerns a secretary of the district, so the province's inspection commission gets it."""
    case = book.case(7, book.month.attended())
    district, inspection = case.district, case.province.inspection
    case.raised(case.province.unit("STNMT"), by_cadre=True)
    case.received("10/8 10:40")
    mistaken = district.committee.person
    case.does("13/8 08:10", district.office, DeclareConcern, person=mistaken)
    case.does("13/8 08:20", district.office, DeclareConcern, person=district.board.person)
    reason = "Ghi nhầm người liên quan."
    case.does("13/8 10:30", case.province.board, RetractConcern, person=mistaken, reason=reason)
    case.triaged("13/8 11:00", refused="not-concerned")
    case.does(
        "14/8 09:10",
        case.province.board,
        TransferCustody,
        to=case.province.unit("UBKT"),
        basis=CustodyBasis.RECUSAL,
        minutes=letter(case.province.code, DocumentKind.MINUTES),
    )
    case.triaged("15/8 14:30", inspection)
    case.resolved("21/8 09:00", Outcome.DONE, "Đình chỉ lò đốt, xử phạt theo quy định.", inspection)
    case.replied("22/8 10:00", "Lò đốt đã bị đình chỉ hoạt động.", inspection)
    case.verified("3/9")


def clinic(book: Book) -> None:
    """Lies untouched until the ladder suggests escalation; then the province takes it over."""
    case = book.case(20, book.month.attended())
    province = case.province
    lead, body = province.agency("SYT"), case.district.agency("YT")
    case.raised(case.district.unit("YT"), by_cadre=True)
    case.received("13/8 16:50")
    reason = "Quá hạn thông báo, cấp dưới chưa phân loại."
    case.does("31/8 09:00", province.board, TakeOverIssue, reason=reason)
    case.triaged("31/8 15:00", province.board)
    bodies = {case.district.unit("YT"): "14/9"}
    case.assigned("4/9 08:30", province.unit("SYT"), "28/9", by=province.board, co_operating=bodies)
    case.started("5/9 08:00", lead)
    case.co_operated("12/9 09:40", body)
    case.proposed("20/9 16:00", lead, Outcome.DONE, "Đã điều phối thuốc, khám lưu động hai đợt.")
    case.accepted("24/9 10:00", province.board)
    case.replied("26/9 08:20", "Trạm y tế đã đủ thuốc thiết yếu.", province.office)
    case.verified("3/10")

"""Issues of June that are still open, in one state or another, when the districts end."""

from typing import Any

from adapters.demo.case import DIRECTION, Book, Case
from adapters.demo.registers import letter
from adapters.demo.succession.organisation import (
    AN_LOC,
    BINH_THANH,
    CAM_PHU,
    D1,
    PHUC_LAM,
    QUANG_DONG,
    VAN_HAI,
)
from domain.issue_facts import CustodyBasis, Outcome, PauseGround, ReopenGround
from domain.values import Authority, DocumentKind, MeetingKind, Severity, UnitId
from workflows.issue_commands import (
    AnswerDirection,
    AskForClarification,
    ClarifyIssue,
    DeclareConcern,
    DirectIssue,
    EscalateIssue,
    GrantExtension,
    MergeIssue,
    NameArea,
    PauseIssue,
    RefuseAssignment,
    ResolveIssue,
    ResumeIssue,
    ReturnIssueDown,
    TransferCustody,
    WithdrawIssue,
)


def _raised(book: Book, sample: int, chapter: UnitId, *, later: bool = False, **of: Any) -> Case:
    """At the regular meeting of 3 June, or at an extraordinary one of 18 June."""
    case = book.case(sample, chapter)
    if later:
        extraordinary = MeetingKind.EXTRAORDINARY
        case.meeting = book.month.meeting(chapter, "18/6", kind=extraordinary)
    case.raised(case.district.unit("UBND"), **of)
    return case


def _received(book: Book, sample: int, chapter: UnitId, *, later: bool = False, **of: Any) -> Case:
    """Delivered the next day and entered by the district's office."""
    case = _raised(book, sample, chapter, later=later, **of)
    case.submitted("19/6 08:30" if later else "4/6 08:30")
    case.received("20/6 09:00" if later else "5/6 09:00")
    return case


def _found(
    book: Book,
    sample: int,
    chapter: UnitId,
    *,
    later: bool = False,
    authority: Authority = Authority.MIDDLE_TIER,
    **of: Any,
) -> Case:
    """The district has found out who is competent and how urgent it is."""
    case = _received(book, sample, chapter, later=later, **of)
    case.triaged("24/6 09:00" if later else "9/6 09:00", authority=authority, severity=_HIGH)
    return case


_HIGH = Severity.HIGH


def _follows(book: Book, case: Case, unit: UnitId) -> None:
    """From here on that committee holds it."""
    case.holder = book.stage.house(unit)


# Recorded, delivered, received


def recorded_only(book: Book) -> None:
    """The chapter hands it on in July: it goes to the commune at once."""
    case = _raised(book, 4, f"{AN_LOC}-C1", later=True)
    _follows(book, case, AN_LOC)
    case.submitted("3/7 08:00")
    case.received("4/7 09:00")
    case.triaged("7/7 09:00", authority=Authority.MIDDLE_TIER)
    case.resolved("9/7 15:00", Outcome.DONE, "Lắp 6 đèn năng lượng mặt trời trong tháng 7.")
    case.replied("11/7 09:00", "Sáu đèn đã lắp xong tại ngã ba.")
    case.verified("3/8")


def reported_late(book: Book) -> None:
    """A cadre's report of June comes in July, when the district is no more; then the issue lies.

    The decree of August gives its agency one day more.
    """
    case = book.case(25, next(one for one in _attended(book) if one.startswith(f"{D1}-X")))
    case.raised(case.commune.unit("UBND"), by_cadre=True)
    book.month.report(case.meeting, "2/7 09:40")
    _follows(book, case, BINH_THANH if "-X3-" in case.chapter else case.commune.code)
    case.received("3/7 09:00")
    case.triaged("8/7 09:00", authority=Authority.MIDDLE_TIER, severity=_HIGH)
    case.assigned("13/8 09:00", case.holder.unit("UBND"), "3/9")
    case.started("14/8 09:00", case.holder.agency("UBND"))


def _attended(book: Book) -> list[UnitId]:
    return [chapter for cadre in book.stage.cadres for chapter in cadre.chapters]


def delivered_on_the_eve(book: Book) -> None:
    """Not yet received when the district ends; one step done is not repeated."""
    case = _raised(book, 9, f"{BINH_THANH}-C1", later=True)
    case.submitted("27/6 16:00")
    _follows(book, case, BINH_THANH)
    case.received("1/7 10:00")
    case.triaged("7/7 10:00", authority=Authority.MIDDLE_TIER)
    case.assigned("8/7 09:00", case.holder.unit("UBND"), "30/7")
    lead = case.holder.agency("UBND")
    case.started("9/7 08:00", lead)
    case.proposed("24/7 10:00", lead, Outcome.DONE, "Đã rà soát, khai báo đủ.")
    case.accepted("28/7 09:00")
    case.replied("30/7 09:00", "Đã rà soát, hướng dẫn các nhà trọ khai báo.")
    case.verified("3/8")


def received(book: Book) -> None:
    """Delivered on 19 June: the notice is due on 3 July, whoever has it."""
    case = _received(book, 1, f"{AN_LOC}-C2", later=True)
    case.triaged("1/7 15:00", case.district.board, refused="not-entitled")
    _follows(book, case, AN_LOC)
    case.triaged("2/7 09:00", authority=Authority.MIDDLE_TIER, severity=_HIGH)
    case.assigned("3/7 09:00", case.holder.unit("KT"), "24/7")
    lead = case.holder.agency("KT")
    case.started("4/7 08:00", lead)
    case.progressed("18/7 08:00", lead, "Đã đo đạc xong toàn tuyến.")
    reason = "Chờ các hộ ký biên bản hiến đất."
    more = case.asked_for_more_time("23/7 08:30", lead, reason, leg=2)
    case.does("24/7 09:00", case.holder.board, GrantExtension, deadline=more)


# Found out and in work


def triaged(book: Book) -> None:
    case = _found(book, 5, f"{BINH_THANH}-C2", later=True)
    _follows(book, case, BINH_THANH)
    case.assigned("2/7 15:00", case.holder.unit("UBND"), "22/7")
    lead = case.holder.agency("UBND")
    case.started("3/7 08:00", lead)
    case.proposed("17/7 09:00", lead, Outcome.DONE, "Rác được gom hằng ngày.")
    case.accepted("21/7 09:00")
    case.replied("23/7 09:00", "Xe gom rác chạy hằng ngày từ 15/7.")
    case.verified("3/8")


def of_the_province(book: Book) -> None:
    """Beyond the district, so it goes up at its end."""
    case = _found(book, 12, f"{AN_LOC}-C3", later=True, authority=Authority.PROVINCE)
    _follows(book, case, "NB")
    lead = case.province.agency("SNN")
    case.assigned("12/8 09:00", case.province.unit("SNN"), "30/9")
    case.started("13/8 08:00", lead)
    case.progressed("20/8 08:00", lead, "Đã khoan phụt một phần thân đập.")


def of_two_communes(book: Book) -> None:
    """Of both communes, so the province gets it, directs it and hands it to one of them."""
    case = _found(book, 3, f"{AN_LOC}-C4", later=True)
    office = case.district.office
    case.does("25/6 09:00", office, NameArea, communes=(AN_LOC, BINH_THANH))
    _follows(book, case, "NB")
    case.does(
        "4/7 10:00",
        case.holder.board,
        ReturnIssueDown,
        to=AN_LOC,
        direction="Xã An Lộc chủ trì, phối hợp với xã Bình Thanh rào chắn, gia cố.",
        document=letter("NB", DocumentKind.DECISION, "Phó Bí thư Thường trực"),
    )
    _follows(book, case, AN_LOC)
    case.received("7/7 08:30")
    case.assigned(
        "8/7 15:00",
        case.holder.unit("KT"),
        "25/7",
        co_operating={f"{BINH_THANH}-KT": "18/7"},
    )
    lead = case.holder.agency("KT")
    case.started("9/7 07:40", lead)
    case.co_operated("17/7 10:30", book.stage.house(BINH_THANH).agency("KT"))
    case.proposed("24/7 14:30", lead, Outcome.DONE, "Taluy đã gia cố, đường thông hai chiều.")
    case.accepted("28/7 10:00")
    case.replied("30/7 08:40", "Đường liên xã đã được gia cố và thông xe.")
    case.verified("3/8")


def in_work(book: Book) -> None:
    """With an agency of the district, which a commune's follows; the co-operating one likewise."""
    case = _found(book, 6, f"{AN_LOC}-C1", later=True)
    district = case.district
    bodies = {district.unit("CA"): "15/7"}
    case.assigned("25/6 09:00", district.unit("TNMT"), "15/7", co_operating=bodies)
    case.started("26/6 08:00", district.agency("TNMT"))
    case.progressed("30/6 08:00", district.agency("TNMT"), "Đã kiểm tra trại chăn nuôi.")
    _follows(book, case, AN_LOC)
    lead = case.holder.agency("KT")
    case.co_operated("11/7 09:00", case.holder.agency("CA"))
    case.proposed("14/7 16:30", lead, Outcome.DONE, "Mẫu nước đạt; trại đã xây bể lắng.")
    case.accepted("16/7 09:40")
    case.replied("18/7 10:10", "Trại chăn nuôi đã có bể xử lý, nước mương trong trở lại.")
    case.verified("3/8")


def led_by_nobody_who_is_followed(book: Book) -> None:
    """Its lead has no successor of its own, so the commune names another; its village moved."""
    case = _found(book, 11, f"{CAM_PHU}-C1", later=True)
    case.assigned("26/6 10:00", case.district.unit("NN"), "20/7")
    case.started("27/6 08:00", case.district.agency("NN"))
    _follows(book, case, BINH_THANH)
    case.assigned("4/7 09:00", case.holder.unit("KT"), "25/7")
    lead = case.holder.agency("KT")
    case.started("7/7 08:00", lead)
    case.proposed("22/7 15:00", lead, Outcome.DONE, "Toàn tuyến kênh đã nạo vét.")
    case.accepted("25/7 09:00")
    case.replied("29/7 09:00", "Kênh nội đồng đã thông, đủ nước.")
    case.verified("3/8")


def paused(book: Book) -> None:
    """The review of the pause comes after the district's end, and goes on with who follows."""
    case = _found(book, 19, f"{BINH_THANH}-C3", later=True)
    case.assigned("25/6 10:30", case.district.unit("UBND"), "20/7")
    case.started("26/6 09:00", case.district.agency("UBND"))
    conclusion = letter(D1, DocumentKind.CONCLUSION)
    pause = {"ground": PauseGround.BUDGET_CYCLE, "document": conclusion}
    review_on = book.day("18/7")
    case.does("27/6 09:10", case.district.board, PauseIssue, review_on=review_on, **pause)
    _follows(book, case, BINH_THANH)
    case.does("17/7 08:40", case.holder.board, ResumeIssue)
    case.assigned("21/7 09:00", case.holder.unit("VHXH"), "15/8")
    case.started("22/7 08:00", case.holder.agency("VHXH"))


def proposed(book: Book) -> None:
    """The result of the district's agency is accepted by the commune."""
    case = _found(book, 2, f"{AN_LOC}-C3", later=True)
    case.assigned("24/6 15:00", case.district.unit("KTHT"), "30/6")
    lead = case.district.agency("KTHT")
    case.started("25/6 08:00", lead)
    case.proposed("30/6 15:00", lead, Outcome.DONE, "Mặt cầu đã vá, lan can đã thay.")
    _follows(book, case, AN_LOC)
    case.accepted("3/7 09:15")
    case.replied("4/7 09:10", "Cầu đã sửa, xe dưới 5 tấn qua lại được.")
    case.verified("3/8")


def directed(book: Book) -> None:
    """A direction is answered by who stands for its addressee."""
    case = _found(book, 14, f"{BINH_THANH}-C4", later=True)
    conclusion = letter(D1, DocumentKind.CONCLUSION, "Bí thư")
    text = "Nâng dây trước mùa mưa bão; báo cáo Ban Thường vụ."
    told = {"addressee": case.district.unit("KTHT"), "text": text, "document": conclusion}
    case.does("26/6 10:05", case.district.committee, DirectIssue, due=book.day("18/7"), **told)
    answer = letter(f"{AN_LOC}-KT")
    works = book.stage.house(AN_LOC).agency("KT")
    case.does("16/7 16:00", works, AnswerDirection, deadline=DIRECTION, document=answer)
    _follows(book, case, BINH_THANH)
    case.resolved("3/7 10:00", Outcome.DONE, "Đề nghị điện lực nâng dây ngay trong tháng 7.")
    case.replied("8/7 09:00", "Đường dây qua sân nhà văn hóa được nâng trong tháng 7.")
    case.verified("3/8")


# Up, over, aside


def escalated(book: Book) -> None:
    """Handed up on the eve, and received by the province after it."""
    case = _found(book, 13, f"{CAM_PHU}-C2", later=True, authority=Authority.PROVINCE)
    case.does(
        "27/6 16:00",
        case.district.board,
        EscalateIssue,
        decision=letter(D1, DocumentKind.DECISION, "Phó Bí thư Thường trực"),
        reason="Nhà máy nước do tỉnh quản lý.",
        file_complete=True,
    )
    _follows(book, case, "NB")
    case.received("1/7 09:00")
    case.triaged("3/7 14:00", authority=Authority.PROVINCE)
    case.resolved("8/7 10:00", Outcome.PLANNED, "Thay ống cuối tuyến trong quý III.")
    case.replied("10/7 09:00", "Công ty cấp nước thay ống trong quý III.")
    case.verified("3/8")


def asked(book: Book) -> None:
    """The chapter answers whom it was not asked by."""
    case = _found(book, 17, f"{CAM_PHU}-C3", later=True)
    questions = "Hộ nào, thu nhập thay đổi từ tháng nào?"
    case.does("26/6 14:00", case.district.office, AskForClarification, questions=questions)
    _follows(book, case, BINH_THANH)
    answer = "Hai hộ ở đầu thôn, từ tháng 3."
    case.does("3/7 19:30", case.secretary, ClarifyIssue, answer=answer)
    case.resolved("8/7 14:00", Outcome.DONE, "Rà soát lại, niêm yết tại nhà văn hóa.")
    case.replied("10/7 14:00", "Hai hộ đã được bổ sung vào danh sách.")
    case.verified("3/8")


def merged(book: Book) -> None:
    """Duplicates of two communes go together."""
    case = _found(book, 7, f"{AN_LOC}-C2", later=True)
    twin = _found(book, 7, f"{BINH_THANH}-C2", later=True, title="Đốt phế liệu ban đêm")
    twin.does("26/6 09:00", case.district.board, MergeIssue, into=case.id)
    _follows(book, case, "NB")
    _follows(book, twin, "NB")
    twin.replied("2/7 09:00", "Đã gộp với kiến nghị cùng nguyên nhân của xã An Lộc.")
    case.resolved("7/7 09:00", Outcome.DONE, "Đình chỉ lò đốt, xử phạt theo quy định.")
    case.replied("9/7 10:00", "Lò đốt đã bị đình chỉ hoạt động.")
    case.verified("3/8")
    twin.verified("3/8")


def contested(book: Book) -> None:
    """Nobody in the district is competent, says its last lead: it goes above."""
    case = _found(book, 22, f"{CAM_PHU}-C4", later=True)
    case.assigned("25/6 15:00", case.district.unit("NN"), "15/7")
    reason = "Kết nối tiêu thụ không thuộc chức năng của phòng."
    case.does("27/6 10:00", case.district.agency("NN"), RefuseAssignment, reason=reason)


# Ended


def replied(book: Book) -> None:
    case = _found(book, 21, f"{BINH_THANH}-C1")
    case.resolved("16/6 09:00", Outcome.DONE, "Nhắc nhở chủ quán, đưa vào quy ước thôn.")
    case.replied("19/6 09:00", "Quy ước thôn đã bổ sung giờ hát.")
    case.verified("3/7")


def closed_and_reopened(book: Book) -> None:
    """Archived with the district's files, and opened again with the commune."""
    case = _found(book, 18, f"{AN_LOC}-C4")
    case.resolved("11/6 09:00", Outcome.DONE, "Quỹ vì người nghèo hỗ trợ hai hộ.")
    case.replied("13/6 09:00", "Hai hộ đã nhận hỗ trợ sửa nhà.")
    book.month.meeting(case.chapter, "18/6", kind=MeetingKind.EXTRAORDINARY)
    case.verified("18/6")
    case.reopened("10/7 09:30", "Bão số 2 làm tốc mái một nhà khác.", ReopenGround.NEW_FACTS)
    _follows(book, case, AN_LOC)
    case.triaged("14/7 10:30", authority=Authority.MIDDLE_TIER)
    case.assigned("15/7 08:30", case.holder.unit("VHXH"), "5/8")
    lead = case.holder.agency("VHXH")
    case.started("16/7 14:00", lead)
    case.proposed("1/8 16:40", lead, Outcome.DONE, "Nhà tốc mái đã sửa xong.")
    case.accepted("5/8 10:00")
    case.replied("7/8 08:45", "Nhà tốc mái đã sửa xong.")


def withdrawn(book: Book) -> None:
    case = _received(book, 24, f"{AN_LOC}-C3")
    case.does("10/6 19:20", case.secretary, WithdrawIssue, reason="Chi bộ tự điều chỉnh giờ họp.")


# Without a successor


def unmapped_and_placed(book: Book) -> None:
    """Its chapter ended with an agency of the district: the province owns it until it is placed."""
    case = _found(book, 20, f"{D1}-YT-C1", later=True)
    _follows(book, case, "NB")
    case.does(
        "9/7 09:00",
        case.holder.board,
        TransferCustody,
        to=BINH_THANH,
        basis=CustodyBasis.SUCCESSION,
        minutes=letter("NB", DocumentKind.MINUTES),
    )
    _follows(book, case, BINH_THANH)
    case.assigned("11/7 09:00", case.holder.unit("VHXH"), "30/7")
    case.started("14/7 08:00", case.holder.agency("VHXH"))


def unmapped(book: Book) -> None:
    """Nobody has placed this one yet."""
    _found(book, 16, f"{D1}-KTHT-C1", later=True)


# In the district that goes over whole


def with_the_special_zone(book: Book) -> None:
    """What an agency of the coastal district began an agency of the zone ends."""
    case = _found(book, 10, f"{PHUC_LAM}-C1", later=True)
    case.assigned("25/6 11:00", case.district.unit("CA"), "20/7")
    case.started("26/6 11:00", case.district.agency("CA"))
    _follows(book, case, VAN_HAI)
    lead = case.holder.agency("CA")
    case.proposed("15/7 10:00", lead, Outcome.DONE, "Hồ sơ nộp trực tuyến, trả trong ngày.")
    case.accepted("17/7 10:00")
    case.replied("21/7 10:00", "Công an đặc khu hỗ trợ nộp hồ sơ trực tuyến.")
    case.verified("3/8")


def overdue_with_the_special_zone(book: Book) -> None:
    """Late before the districts end, and late still: no clock is reset."""
    case = _received(book, 8, f"{QUANG_DONG}-C1")
    _follows(book, case, VAN_HAI)
    case.triaged("4/7 10:00", authority=Authority.MIDDLE_TIER, severity=_HIGH)
    case.assigned("7/7 09:00", case.holder.unit("VHXH"), "28/7")
    case.started("8/7 09:00", case.holder.agency("VHXH"))


def stuck(book: Book) -> None:
    """Concerns all who could decide in the province, and nobody stands above it."""
    case = _found(book, 23, f"{QUANG_DONG}-C2", later=True, authority=Authority.PROVINCE)
    _follows(book, case, "NB")
    for number, person in enumerate(sorted(_deciding(book))):
        at = f"2/7 09:{number:02}"
        case.does(at, case.holder.office, DeclareConcern, person=person)
    decision = {"outcome": Outcome.EXPLAINED, "decision": "Giữ nguyên phương án."}
    decided = {**decision, "document": letter("NB", DocumentKind.CONCLUSION)}
    case.does("2/7 15:00", case.holder.board, ResolveIssue, "not-concerned", **decided)


def _deciding(book: Book) -> set[str]:
    province, stage = book.stage.province, book.stage
    seats = {stage.person(seat) for seat in stage.setting.province.seats()}
    officers = (province.board, province.committee, province.chair_on_board, province.inspection)
    return seats | {officer.person for officer in officers}


CASES = (
    recorded_only,
    reported_late,
    delivered_on_the_eve,
    received,
    triaged,
    of_the_province,
    of_two_communes,
    in_work,
    led_by_nobody_who_is_followed,
    paused,
    proposed,
    directed,
    escalated,
    asked,
    merged,
    contested,
    replied,
    closed_and_reopened,
    withdrawn,
    unmapped_and_placed,
    unmapped,
    with_the_special_zone,
    overdue_with_the_special_zone,
    stuck,
)

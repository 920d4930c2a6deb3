"""Issues that take another way than work and result: questions, other channels, duplicates."""

from adapters.demo.case import Book, Case
from adapters.demo.registers import letter
from domain.issue_facts import DiversionChannel, Outcome
from domain.values import DocumentKind, Source
from workflows.issue_commands import (
    AskForClarification,
    ClarifyIssue,
    DeclineIssue,
    DivertIssue,
    EscalateIssue,
    ExpireClarification,
    JoinCluster,
    LeaveCluster,
    MergeIssue,
    StartWork,
    UnmergeIssue,
    WithdrawIssue,
)


def lodgers(book: Book) -> None:
    """First without an addressee (`002-6`); then a question, an answer, and work."""
    case = book.case(9, book.month.unattended())
    lead = case.district.agency("CA")
    case.raised(None, refused="specific-and-addressed", source=Source.MEMBERS)
    case.raised(case.district.unit("CA"), minutes=9, source=Source.MEMBERS)
    case.submitted("6/8 08:20")
    case.received("6/8 15:10")
    case.triaged("8/8 09:00")
    questions = "Nhà trọ nào, bao nhiêu người chưa khai báo?"
    case.does("8/8 10:20", case.district.office, AskForClarification, questions=questions)
    answer = "Ba nhà trọ ở cuối thôn, khoảng hai mươi người."
    case.does("14/8 19:30", case.secretary, ClarifyIssue, answer=answer)
    case.assigned("16/8 10:10", case.district.unit("CA"), "14/9")
    case.started("16/8 15:00", lead)
    case.proposed("12/9 10:00", lead, Outcome.DONE, "Đã rà soát, khai báo đủ.")
    case.accepted("14/9 10:20")
    case.replied("17/9 08:20", "Công an đã rà soát, hướng dẫn các nhà trọ khai báo.")
    case.verified("3/10")


def residence_papers(book: Book) -> None:
    """The question stays without an answer; the issue is declined, and nobody verifies."""
    case = book.case(10, book.month.unattended())
    case.raised(case.district.unit("CA"))
    case.submitted("7/8 09:00")
    case.received("8/8 08:30")
    case.triaged("9/8 08:30")
    questions = "Hồ sơ nào, chậm ở khâu nào?"
    case.does("10/8 08:15", case.district.board, AskForClarification, questions=questions)
    case.time_is_up("25/8 08:30", ExpireClarification)
    case.does(
        "28/8 09:00",
        case.district.board,
        DeclineIssue,
        reason="Không nêu được hồ sơ cụ thể.",
        legal_basis="Quy chế tiếp nhận, xử lý kiến nghị.",
    )
    case.replied("30/8 10:00", "Chưa đủ thông tin để xem xét; chi bộ có thể kiến nghị lại.")
    case.never_verified("16/10 08:30", "3/10")


def poor_household(book: Book) -> None:
    """Is a complaint, so it goes another legal way, and the chapter is told so."""
    case = book.case(17, book.month.attended())
    district = case.district
    case.raised(district.unit("LDTBXH"), by_cadre=True)
    case.received("10/8 11:40")
    case.triaged("14/8 10:30")
    # Only what the district is not competent for goes up.
    case.does(
        "14/8 10:40",
        district.board,
        EscalateIssue,
        "beyond-authority",
        decision=letter(district.code, DocumentKind.DECISION),
        reason="Xin ý kiến tỉnh.",
        file_complete=True,
    )
    slip = letter(district.code, DocumentKind.TRANSFER_SLIP)
    case.does(
        "15/8 09:10", district.board, DivertIssue, into=DiversionChannel.COMPLAINT, document=slip
    )
    case.replied("17/8 14:00", "Đơn đã chuyển để giải quyết theo Luật Khiếu nại.")
    case.verified("3/9")


def market(book: Book) -> None:
    """Withdrawn by the chapter that raised it."""
    case = book.case(22, book.month.unattended())
    case.raised(case.district.unit("NN"))
    case.submitted("6/8 09:30")
    case.received("7/8 14:10")
    reason = "Hợp tác xã đã ký hợp đồng tiêu thụ."
    case.does("9/8 19:20", case.secretary, WithdrawIssue, reason=reason)
    case.triaged("10/8 08:35", refused="not-possible-now")


def pig_farm(book: Book) -> None:
    """A duplicate is merged into it, it is clustered with its neighbour, a result is rejected."""
    case = book.case(6, book.month.attended())
    district, lead = case.district, case.district.agency("TNMT")
    twin = book.case(6, book.month.unattended(near=case.chapter))
    case.raised(district.unit("TNMT"), by_cadre=True)
    twin.raised(
        district.unit("TNMT"),
        title="Nước thải trại lợn",
        description="Nước mương bốc mùi từ trại chăn nuôi phía trên",
    )
    twin.submitted("8/8 08:10")
    twin.received("9/8 09:00")
    twin.triaged("10/8 09:50")
    case.received("10/8 11:50")
    case.triaged("13/8 11:20")
    twin.does("14/8 09:00", district.board, MergeIssue, into=case.id)
    twin.replied("16/8 09:00", "Đã gộp với kiến nghị cùng nguyên nhân; kết quả sẽ được báo.")
    _clustered(book, case)
    case.assigned("15/8 11:00", district.unit("TNMT"), "5/9")
    case.started("16/8 09:10", lead)
    case.proposed("29/8 16:20", lead, Outcome.DONE, "Chủ trại cam kết khắc phục.")
    case.rejected("31/8 10:00", "Chưa có kết quả lấy mẫu nước.")
    case.progressed("5/9 15:00", lead, "Đã lấy mẫu nước ba vị trí.")
    case.proposed("7/9 16:30", lead, Outcome.DONE, "Mẫu nước đạt; trại đã xây bể lắng.")
    case.accepted("12/9 09:40")
    case.replied("14/9 10:10", "Trại chăn nuôi đã có bể xử lý, nước mương trong trở lại.")
    case.verified("3/10")
    twin.verified("3/9")


def _clustered(book: Book, case: Case) -> None:
    """Linked with a neighbour's issue, which turns out to have another cause."""
    cluster = book.stage.new_id()
    office = case.district.office
    other = book.case(5, book.month.unattended(near=case.chapter))
    other.raised(case.district.unit("TNMT"), title="Mương thoát nước tắc")
    other.submitted("8/8 10:00")
    other.received("9/8 10:30")
    case.does("14/8 10:00", office, JoinCluster, cluster=cluster)
    # A second time changes nothing and adds no fact.
    case.does("14/8 10:02", office, JoinCluster, cluster=cluster)
    other.does("14/8 10:05", office, JoinCluster, cluster=cluster)
    other.triaged("15/8 15:00")
    other.does("17/8 09:00", office, LeaveCluster, cluster=cluster)
    other.resolved("17/8 15:30", Outcome.DONE, "Xã huy động dân quân khơi thông mương.")
    other.replied("20/8 15:00", "Mương đã được khơi thông.")
    other.verified("3/9")


def karaoke(book: Book) -> None:
    """Merged with a like one and unmerged; settled; and two months later it is back."""
    case = book.case(21, book.month.attended())
    district = case.district
    like = book.case(21, book.month.unattended(near=case.chapter))
    case.raised(district.unit("CA"), by_cadre=True)
    like.raised(district.unit("CA"), title="Quán hát gây ồn")
    like.submitted("8/8 14:00")
    like.received("9/8 14:20")
    like.triaged("10/8 14:40")
    case.received("10/8 13:40")
    case.triaged("13/8 14:10")
    like.does("14/8 14:00", district.board, MergeIssue, into=case.id)
    like.does("16/8 14:30", district.board, UnmergeIssue, into=case.id)
    like.resolved("17/8 08:40", Outcome.DONE, "Công an xã nhắc nhở, lập biên bản.")
    like.replied("21/8 08:50", "Quán đã ký cam kết không hát quá giờ.")
    like.verified("3/9")
    case.resolved("17/8 08:50", Outcome.DONE, "Nhắc nhở chủ quán, đưa vào quy ước thôn.")
    case.replied("21/8 09:05", "Quy ước thôn đã bổ sung giờ hát.")
    case.verified("3/9")
    _karaoke_again(book, case)


def _karaoke_again(book: Book, earlier: Case) -> None:
    """The recurrence names its predecessor, and has a meeting and a report of its own."""
    lead = earlier.district.agency("CA")
    case = book.case(21, earlier.chapter)
    case.meeting = book.month.meeting(case.chapter, "3/10", earlier.cadre)
    case.raised(lead.office, by_cadre=True, predecessor=earlier.id)
    book.month.report(case.meeting, "8/10 16:40")
    case.received("9/10 08:45")
    case.triaged("10/10 15:00")
    case.assigned("12/10 09:00", lead.office or "", "9/11")
    case.started("12/10 14:30", lead)
    case.proposed("23/10 10:00", lead, Outcome.DONE, "Đã xử phạt, tạm đình chỉ một tháng.")
    case.accepted("25/10 09:00")
    case.replied("29/10 08:30", "Quán đã bị xử phạt và tạm đình chỉ.")
    case.verified("3/11")


def rubbish(book: Book) -> None:
    """Split in three, each part with its own clock; one of them is still not done in December."""
    case = book.case(5, book.month.attended())
    district, lead = case.district, case.district.agency("TNMT")
    case.raised(district.unit("TNMT"), by_cadre=True)
    case.received("10/8 14:00")
    case.triaged("13/8 14:40")
    site, crossing = case.split(
        "13/8 15:30",
        ("Dời điểm tập kết rác", "Điểm tập kết nằm sát nhà dân, bốc mùi"),
        ("Xe gom rác đỗ chắn đường", "Xe gom đỗ ở ngã ba giờ cao điểm"),
    )
    case.resolved("16/8 15:00", Outcome.DONE, "Xe gom rác chạy hằng ngày từ 20/8.")
    case.replied("20/8 16:00", "Rác được gom hằng ngày.")
    case.verified("3/9")
    crossing.received("14/8 15:00")
    crossing.triaged("16/8 15:20")
    crossing.resolved("17/8 16:00", Outcome.DONE, "Chuyển giờ gom sang 5 giờ sáng.")
    crossing.replied("21/8 14:00", "Xe gom không còn đỗ giờ cao điểm.")
    crossing.verified("3/9")
    site.received("14/8 15:05")
    site.triaged("16/8 15:30")
    site.assigned("17/8 10:40", district.unit("TNMT"), "7/9")
    site.started("20/8 08:10", lead)
    site.partly_replied("5/9 14:00", lead, "Đã chọn được hai vị trí mới.", "5/10")
    site.progressed("2/10 10:00", lead, "Chưa thống nhất được vị trí với các hộ.")
    site.partly_replied("4/10 15:00", lead, "Đang lấy ý kiến lần hai.", "14/12")
    # Work on what is not its own is not the chapter's to begin.
    site.does("5/10 08:00", site.secretary, StartWork, "not-entitled")


def leaking_houses(book: Book) -> None:
    """Replied, found not done at the next meeting, reopened and done."""
    case = book.case(18, book.month.attended())
    lead = case.district.agency("LDTBXH")
    case.raised(case.district.unit("LDTBXH"), by_cadre=True)
    case.received("10/8 14:20")
    case.triaged("13/8 15:50")
    case.assigned("15/8 14:00", case.district.unit("LDTBXH"), "31/8")
    case.started("16/8 10:00", lead)
    case.proposed("24/8 10:20", lead, Outcome.DONE, "Hai hộ đã được hỗ trợ.")
    case.accepted("27/8 09:50")
    case.replied("28/8 14:10", "Hai hộ đã nhận hỗ trợ sửa nhà.")
    # The meeting at which it was raised was before the reply.
    case.verified_early("29/8 19:00")
    book.month.meeting(case.chapter, "3/9")
    case.reopened("4/9 09:30", "Mới có một hộ được sửa nhà.")
    case.triaged("5/9 10:30")
    case.assigned("6/9 08:30", case.district.unit("LDTBXH"), "20/9")
    case.started("6/9 14:00", lead)
    case.proposed("18/9 16:40", lead, Outcome.DONE, "Hộ thứ hai đã sửa xong mái.")
    case.accepted("20/9 10:00")
    case.replied("24/9 08:45", "Cả hai nhà đã sửa xong.")
    case.verified("3/10")

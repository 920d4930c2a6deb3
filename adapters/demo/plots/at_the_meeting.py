"""Issues that are answered in the meeting (`002-7`), or never get beyond it."""

from adapters.demo.case import Book
from domain.issue_facts import Outcome
from workflows.issue_commands import (
    AnswerAtMeeting,
    ContestAnswer,
    DirectAnswer,
    ExpireContest,
    SubmitIssue,
)


def stream_bank(book: Book) -> None:
    """Answered on the spot; nobody contests it until the next meeting is over."""
    case = book.case(8, book.month.attended())
    case.raised(case.commune.unit("UBND"), by_cadre=True, on_report=False)
    book.stage.write(
        case.after_the_meeting(9),
        case.cadre,
        AnswerAtMeeting,
        issue=case.id,
        answer="Chi bộ phát động Ngày Chủ nhật xanh hằng tháng; xã cấp cây giống.",
    )
    september = book.month.meeting(case.chapter, "3/9")
    case.time_is_up("4/9 08:30", ExpireContest, meeting=september.id)


def street_light(book: Book) -> None:
    """Answered on the spot, contested three days later, and settled by the district."""
    case = book.case(4, book.month.attended())
    case.raised(case.district.unit("KTHT"), by_cadre=True)
    book.stage.write(
        case.after_the_meeting(11),
        case.cadre,
        AnswerAtMeeting,
        issue=case.id,
        answer="Xã đã có kế hoạch lắp đèn vào năm sau.",
    )
    reason = "Đoạn này đã có va chạm, không thể chờ đến năm sau."
    case.does("6/8 19:10", case.secretary, ContestAnswer, reason=reason)
    case.received("10/8 09:05")
    case.triaged("13/8 08:50", refused="stale-version", expected_version=3)
    case.triaged("13/8 08:55")
    case.resolved("17/8 10:20", Outcome.DONE, "Lắp 6 đèn năng lượng mặt trời trong tháng 8.")
    case.replied("20/8 09:15", "Sáu đèn đã lắp xong tại ngã ba.")
    case.verified("3/9")


def mobile_signal(book: Book) -> None:
    """An answer is directed with a body and a date; none comes, so it goes on the report."""
    case = book.case(25, book.month.attended())
    lead = case.district.agency("KTHT")
    case.raised(case.district.unit("UBND"), by_cadre=True)
    at = case.after_the_meeting(10)
    book.stage.write(at, case.cadre, DirectAnswer, "responsible-and-date-named", issue=case.id)
    responsible = case.district.unit("UBND")
    case.does("6/8 08:40", case.cadre, DirectAnswer, responsible=responsible, due=book.day("8/8"))
    case.received("10/8 09:20")
    case.triaged("13/8 10:05")
    case.assigned("15/8 09:30", case.district.unit("KTHT"), "14/9")
    case.started("16/8 08:20", lead)
    case.progressed("30/8 15:30", lead, "Nhà mạng đã khảo sát hai vị trí đặt trạm.")
    case.proposed("12/9 16:00", lead, Outcome.PLANNED, "Nhà mạng cam kết đặt trạm trong quý sau.")
    case.accepted("14/9 09:00")
    case.replied("18/9 08:45", "Trạm mới có trong kế hoạch quý sau của nhà mạng.")
    case.verified("3/10")


def few_members(book: Book) -> None:
    """The cadre never reports, so the issue is recorded and not submitted."""
    case = book.case(24, book.month.attended(alone=True))
    book.month.report(case.meeting, None)
    case.raised(case.commune.unit("UBND"), by_cadre=True, on_report=False)
    # A cadre's issue travels with the report that is owed, and with nothing else.
    case.does("21/8 17:05", case.cadre, SubmitIssue, "travels-as-its-channel-says")


def dark_lane(book: Book) -> None:
    """Raised by the secretary of a chapter without a cadre, who never submits it."""
    case = book.case(4, book.month.unattended())
    case.raised(
        case.commune.unit("UBND"),
        title="Ngõ tối sau trường học",
        description="Học sinh đi học về buổi tối không thấy đường",
        proposal="",
    )

"""What assigned cadres do beside working on issues: answers on the spot, reports, summaries."""

from adapters.demo.months.ways import Ways, addressee
from adapters.demo.people import Cadre
from adapters.demo.registers import letter
from domain.values import DocumentKind
from workflows.duty_commands import ExcuseAbsence
from workflows.issue_commands import AnswerAtMeeting, ContestAnswer, ExpireContest
from workflows.report_commands import SubmitReport, SubmitSummary


def stream_bank(ways: Ways) -> None:
    """Answered on the spot; nobody contests it until the next meeting is over."""
    book = ways.book
    case = book.case(8, book.month.village(attended=True))
    case.raised(addressee(case), by_cadre=True, on_report=False)
    answer = "Chi bộ phát động Ngày Chủ nhật xanh hằng tháng; xã cấp cây giống."
    at = case.after_the_meeting(9)
    book.stage.write(at, case.cadre, AnswerAtMeeting, issue=case.id, answer=answer)
    september = book.month.meeting(case.chapter, "3/9")
    case.time_is_up("4/9 08:30", ExpireContest, meeting=september.id)


def street_light(ways: Ways) -> None:
    """Answered on the spot, contested, reported too late, and no more than received.

    The late report is of a cadre who carries nobody else's issue.
    """
    book = ways.book
    alone = min(book.stage.cadres, key=lambda cadre: len(cadre.chapters))
    case = book.case(4, book.month.reserve(alone))
    case.raised(addressee(case), by_cadre=True)
    answer = "Xã đã có kế hoạch lắp đèn vào năm sau."
    at = case.after_the_meeting(11)
    book.stage.write(at, case.cadre, AnswerAtMeeting, issue=case.id, answer=answer)
    reason = "Đoạn này đã có va chạm, không thể chờ đến năm sau."
    case.does(book.on(1, "19:10"), case.secretary, ContestAnswer, reason=reason)
    book.month.report(case.meeting, book.on(5, "09:00"))
    case.received(book.on(6, "09:05"))


def few_members(ways: Ways) -> None:
    """`000-4`: without a proposed resolution the report is refused, and the issue stays there."""
    book = ways.book
    case = book.case(24, book.month.village(attended=True))
    case.raised(addressee(case), by_cadre=True, on_report=False, proposal="")
    book.stage.write(
        book.on(1, "16:20"),
        case.cadre,
        SubmitReport,
        "proposal-given",
        report=book.stage.new_id(),
        meetings=(case.meeting.id,),
        issues=(case.id,),
    )


def excused(ways: Ways) -> None:
    """One cadre is away in September; the office of the own committee records that."""
    book = ways.book
    cadre = book.stage.cadres[0].officer
    committee = (cadre.office or "").rpartition("-")[0]
    book.stage.write(
        "25/8 09:00",
        book.stage.house(committee).office,
        ExcuseAbsence,
        cadre=cadre.person,
        first=book.day("1/9"),
        last=book.day("30/9"),
        document=letter(committee, DocumentKind.DECISION),
    )


def annual(ways: Ways) -> None:
    """`000-8`, `000-9`: not before the year is over; by the cadre, and by the district."""
    book, cadre = ways.book, ways.book.stage.cadres[0]
    _sums_up(ways, cadre, "annual", "20/12 09:00", refused="period-not-over")
    _sums_up(ways, cadre, "annual", f"5/1/{book.stage.setting.year + 1} 09:00")
    district = book.stage.holder(cadre.chapters[0])
    book.stage.write(
        f"16/1/{book.stage.setting.year + 1} 10:00",
        district.board,
        SubmitSummary,
        report=book.stage.new_id(),
        name="consolidation",
        first=book.day("1/1"),
        last=book.day("31/12"),
        summary="Cấp ủy huyện đã xử lý các kiến nghị thuộc thẩm quyền.",
        document=letter(district.code, DocumentKind.REPORT),
    )


def quarterly(ways: Ways) -> None:
    """`004-3`: every member sums up the third quarter; one of them too late."""
    for number, cadre in enumerate(ways.book.stage.cadres):
        at = "20/10 08:00" if number == 1 else f"2/10 {8 + number % 8:02}:30"
        _sums_up(ways, cadre, "periodic", at)


_PERIODS = {"annual": ("1/1", "31/12"), "periodic": ("1/7", "30/9")}


def _sums_up(ways: Ways, cadre: Cadre, name: str, at: str, *, refused: str | None = None) -> None:
    book = ways.book
    first, last = _PERIODS[name]
    book.stage.write(
        at,
        cadre.officer,
        SubmitSummary,
        refused,
        report=book.stage.new_id(),
        name=name,
        first=book.day(first),
        last=book.day(last),
        chapters=cadre.chapters,
        summary=f"Đã dự sinh hoạt tại {len(cadre.chapters)} chi bộ.",
        document=letter(cadre.officer.office or "", DocumentKind.REPORT),
    )

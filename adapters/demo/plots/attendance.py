"""Who may attend a chapter in whose place (`002-2`)."""

from datetime import timedelta

from adapters.demo.case import Book
from domain.values import MeetingKind
from workflows.meeting import RecordMeeting


def deputy_for_a_head(book: Book) -> None:
    """The deputy who is assigned to it attends for the head of a department, and reports."""
    head = book.stage.cadres[1]
    chapter = book.month.reserve(head)
    department = head.officer.office or ""
    deputy = book.stage.deputy_of(department)
    book.month.meeting(chapter, "3/8", deputy, in_place_of=head.officer.person)


def deputy_for_a_member(book: Book) -> None:
    """Nobody attends for a member of the standing committee: recorded as not attended."""
    member = book.stage.cadres[0]
    chapter = book.month.reserve(member)
    held = book.month.meeting(chapter, "3/8")
    secretary, sent = book.stage.secretary(chapter), book.stage.province.head_of_office
    book.stage.write(
        held.recorded_at - timedelta(minutes=2),
        secretary,
        RecordMeeting,
        "deputy-may-not-attend",
        meeting=held.id,
        chapter=chapter,
        kind=MeetingKind.REGULAR,
        started_at=held.started_at,
        ended_at=held.ended_at,
        attended_by=sent.person,
        in_place_of=member.officer.person,
    )

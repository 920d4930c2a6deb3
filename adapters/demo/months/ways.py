"""The ways by which an issue comes in: each regime has some of them."""

from collections.abc import Callable
from itertools import cycle
from typing import Any
from uuid import UUID

from adapters.demo.case import Book, Case
from adapters.demo.people import Officer
from adapters.demo.registers import letter
from domain.values import DocumentKind, Source, UnitId
from workflows.issue_commands import SubmitIssue
from workflows.meeting_briefing import RecordBriefing
from workflows.residence_commands import AcceptMember, IntroduceMember


class Ways:
    """Lets one issue after the other come in by the regime's next channel."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._next = cycle(book.stage.setting.channels)
        self._briefings: dict[UnitId, UUID] = {}

    def delivered(self, sample: int, *, near: UnitId | None = None, **fields: Any) -> Case:
        """An issue of some village that its holder has by the second working day."""
        channel = next(self._next)
        by_cadre = channel == "cadre-report"
        case = self.book.case(sample, self.book.month.village(near, attended=by_cadre))
        self._handed_in(channel)(case, fields)
        return case

    def _handed_in(self, channel: str) -> Callable[[Case, dict[str, Any]], None]:
        ways = {
            "cadre-report": self._reported,
            "chapter": self._submitted,
            "briefing": self._briefed,
            "residence-relay": self._relayed,
        }
        return ways[channel]

    def _reported(self, case: Case, fields: dict[str, Any]) -> None:
        case.raised(addressee(case), by_cadre=True, **fields)

    def _submitted(self, case: Case, fields: dict[str, Any]) -> None:
        case.raised(addressee(case), **fields)
        case.submitted(self.book.on(1, "08:30"))

    def _briefed(self, case: Case, fields: dict[str, Any]) -> None:
        """`001-1`: raised at the commune's briefing, recorded and handed on by its office."""
        office = case.commune.office
        briefing = self._briefing(case)
        said = {**case.told(), "via": "briefing", **fields}
        case.recorded(
            self.book.on(1, "11:20"), office, meeting=briefing, addressee=addressee(case), **said
        )
        case.does(self.book.on(1, "14:00"), office, SubmitIssue)

    def _briefing(self, case: Case) -> UUID:
        """Held by the standing board on the morning after the chapters met, once a month."""
        known = self._briefings.get(case.commune.code)
        if known is not None:
            return known
        stage, commune = self.book.stage, case.commune
        briefing = self._briefings[commune.code] = stage.new_id()
        chapters = [one for one in stage.chapters if one.startswith(f"{commune.code}-")]
        moment = stage.setting.moment
        stage.write(
            self.book.on(1, "11:00"),
            commune.office,
            RecordBriefing,
            meeting=briefing,
            committee=commune.code,
            participants=(commune.unit("UBND"), *chapters),
            started_at=moment(self.book.on(1, "08:00")),
            ended_at=moment(self.book.on(1, "10:30")),
            document=letter(commune.code, DocumentKind.CONCLUSION),
        )
        return briefing

    def _relayed(self, case: Case, fields: dict[str, Any]) -> None:
        """`003-3`: by a member who lives there, whom the chapter has accepted (`003-5`)."""
        member, link = self.linked(case)
        said = {**case.told(), "via": "residence-relay", "source": Source.RESIDENT_GROUP}
        at = self.book.on(1, "18:40")
        case.recorded(at, member, addressee=addressee(case), link=link, **{**said, **fields})
        case.does(self.book.on(2, "07:50"), member, SubmitIssue, link=link)

    def linked(self, case: Case) -> tuple[Officer, UUID]:
        """Introduced by the chapter at work in July, and accepted by the one at home."""
        stage = self.book.stage
        work = next(one for one in stage.chapters if one.startswith(f"{case.district.code}-KTHT"))
        member = Officer(stage.person(f"{case.chapter}/resident"), None)
        link = stage.new_id()
        stage.write(
            "12/7 09:00",
            stage.secretary(work),
            IntroduceMember,
            link=link,
            member=member.person,
            residence=case.chapter,
            document=letter(work),
        )
        register = f"{case.chapter.rpartition('C')[2]}/2022"
        stage.write("20/7 19:30", case.secretary, AcceptMember, link=link, register_number=register)
        return member, link


def addressee(case: Case) -> UnitId:
    """Whom the recommendation names: the people's committee of the holder."""
    return case.holder.unit("UBND")

"""One issue of the story: what people do with it, in the words of the plots."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from adapters.demo.month import Gathering, Month
from adapters.demo.people import House, Officer
from adapters.demo.registers import incoming, letter
from adapters.demo.samples import Sample
from adapters.demo.stage import TIME, Stage
from domain.deadline import DeadlineId, DeadlineKind
from domain.issue_facts import CoOperation, Outcome, ReopenGround
from domain.values import Authority, DocumentKind, Severity, Source, UnitId
from workflows import issue_commands as c

DIRECTION = DeadlineId(leg=1, kind=DeadlineKind.DIRECTION, ordinal=1)
"""Of the first direction in the first leg."""


class Book(NamedTuple):
    """What every plot is written with."""

    stage: Stage
    month: Month
    samples: Mapping[int, Sample]

    def case(self, sample: int, chapter: UnitId) -> "Case":
        return Case(self.stage, self.month, self.samples[sample], chapter)

    def day(self, text: str) -> date:
        """``3/9`` of the year of the story."""
        return self.stage.setting.day(text)

    def on(self, number: int, clock: str = "", since: str = "3/8") -> str:
        """A day, and a time on it: so many working days after that evening."""
        return f"{self.stage.setting.working_day(number, since)} {clock}".strip()


class Case:
    """An issue, its chapter's meeting, and the houses that deal with it."""

    def __init__(self, stage: Stage, month: Month, sample: Sample, chapter: UnitId) -> None:
        self.stage = stage
        self.month = month
        self.sample = sample
        self.id: UUID = stage.new_id()
        self.chapter = chapter
        self.district: House = stage.district(chapter)
        self.commune: House = stage.commune(chapter)
        self.holder: House = stage.holder(chapter)
        """Who gets what the chapter submits; a story says so where that changes."""
        self.province: House = stage.province
        self.secretary: Officer = stage.secretary(chapter)
        self.meeting: Gathering = month.regular(chapter)

    @property
    def superior(self) -> House:
        """The committee one tier above the holder."""
        below_a_district = self.holder.code not in (self.district.code, self.province.code)
        return self.district if below_a_district else self.province

    @property
    def cadre(self) -> Officer:
        """Who attended the meeting."""
        assert self.meeting.cadre is not None, "a cadre attended"
        return self.meeting.cadre

    def does(
        self,
        at: str,
        officer: Officer,
        kind: type[c.IssueCommand],
        refused: str | None = None,
        /,
        **fields: Any,
    ) -> None:
        """Somebody sends a command on the issue."""
        self.stage.write(at, officer, kind, refused, issue=self.id, **fields)

    def time_is_up(self, at: str, kind: type[c.IssueCommand], **fields: Any) -> None:
        """An expiry that the regime names."""
        self.does(at, TIME, kind, **fields)

    # At the meeting

    def raised(
        self,
        addressee: UnitId | None,
        *,
        by_cadre: bool = False,
        on_report: bool = True,
        minutes: int = 4,
        refused: str | None = None,
        **fields: Any,
    ) -> None:
        """Recorded some minutes after the meeting; a cadre takes it along on the report."""
        via = "cadre-report" if by_cadre else "chapter"
        self.recorded(
            self.after_the_meeting(minutes),
            self.cadre if by_cadre else self.secretary,
            refused,
            **{**self.told(), "via": via, "meeting": self.meeting.id, **fields},
            addressee=addressee,
        )
        if by_cadre and on_report and refused is None:
            self.month.on_report(self.meeting, self.id)

    def told(self) -> dict[str, Any]:
        """What the sample says."""
        return {
            "source": Source.CHAPTER,
            "title": self.sample.title,
            "description": self.sample.description,
            "proposal": self.sample.proposed_resolution,
            "category": self.sample.category,
            "severity": self.sample.severity,
            "authority": self.sample.level,
        }

    def recorded(
        self, at: str | datetime, by: Officer, refused: str | None = None, /, **fields: Any
    ) -> None:
        """By whoever the channel lets record it."""
        told = {"issue": self.id, "chapter": self.chapter, **fields}
        self.stage.write(at, by, c.RaiseIssue, refused, **told)

    def after_the_meeting(self, minutes: int) -> datetime:
        return self.meeting.recorded_at + timedelta(minutes=minutes)

    def submitted(self, at: str) -> None:
        """By the chapter's secretary, without any cadre."""
        self.does(at, self.secretary, c.SubmitIssue)

    # With the holder, where no other house is named

    def received(self, at: str, house: House | None = None) -> None:
        office = (house or self.holder).office
        self.does(at, office, c.ReceiveIssue, incoming_number=incoming(office.office or ""))

    def triaged(
        self,
        at: str,
        by: Officer | None = None,
        *,
        authority: Authority | None = None,
        severity: Severity | None = None,
        refused: str | None = None,
        **fields: Any,
    ) -> None:
        self.does(
            at,
            by or self.holder.board,
            c.TriageIssue,
            refused,
            category=self.sample.category,
            severity=severity or self.sample.severity,
            authority=authority or self.sample.level,
            **fields,
        )

    def assigned(
        self,
        at: str,
        lead: UnitId,
        until: str,
        *,
        by: Officer | None = None,
        co_operating: dict[UnitId, str] | None = None,
        refused: str | None = None,
        solution: str | None = None,
    ) -> None:
        """With a plan that says who does what, how and until when (`001-5`)."""
        board = by or self.holder.board
        bodies = (co_operating or {}).items()
        plan = c.PlanText(
            content=self.sample.description,
            solution=self.sample.proposed_resolution if solution is None else solution,
            until=self.stage.setting.day(until),
            person=self.stage.head_of(lead).person,
            task=self.sample.title,
        )
        self.does(
            at,
            board,
            c.AssignIssue,
            refused,
            lead=lead,
            plan=plan,
            co_operating=tuple(
                CoOperation(unit=unit, until=self.stage.setting.day(on)) for unit, on in bodies
            ),
            document=letter(_committee(board)),
        )

    def split(self, at: str, *parts: tuple[str, str]) -> "tuple[Case, ...]":
        """Each part, named by title and description, becomes a case of its own."""
        cases = tuple(Case(self.stage, self.month, self.sample, self.chapter) for _ in parts)
        said = tuple(
            c.Part(issue=case.id, title=title, description=description)
            for case, (title, description) in zip(cases, parts, strict=True)
        )
        self.does(at, self.holder.board, c.SplitIssue, parts=said)
        return cases

    def resolved(self, at: str, outcome: Outcome, decision: str, by: Officer | None = None) -> None:
        board = by or self.holder.board
        document = letter(_committee(board), DocumentKind.CONCLUSION)
        self.does(at, board, c.ResolveIssue, outcome=outcome, decision=decision, document=document)

    def replied(self, at: str, text: str, by: Officer | None = None) -> None:
        """Written to the chapter, on the letterhead of the committee."""
        office = by or self.holder.office
        document = letter(_committee(office), post="Phó Bí thư Thường trực")
        self.does(at, office, c.ReplyToChapter, document=document, text=text)

    # With the lead

    def started(self, at: str, lead: Officer) -> None:
        self.does(at, lead, c.StartWork)

    def progressed(self, at: str, lead: Officer, note: str) -> None:
        self.does(at, lead, c.NoteProgress, note=note)

    def interim(self, at: str, lead: Officer, text: str) -> None:
        self.does(at, lead, c.GiveInterimReply, document=letter(lead.office or ""), text=text)

    def partly_replied(self, at: str, lead: Officer, text: str, next_reply: str) -> None:
        self.does(
            at,
            lead,
            c.GivePartialReply,
            document=letter(lead.office or ""),
            text=text,
            next_reply=self.stage.setting.day(next_reply),
        )

    def co_operated(self, at: str, body: Officer) -> None:
        self.does(at, body, c.GiveCoOperation, document=letter(body.office or ""))

    def proposed(self, at: str, lead: Officer, outcome: Outcome, evidence: str) -> None:
        self.does(
            at,
            lead,
            c.ProposeResult,
            outcome=outcome,
            evidence=evidence,
            document=letter(lead.office or ""),
        )

    def accepted(self, at: str, by: Officer | None = None, refused: str | None = None) -> None:
        self.does(at, by or self.holder.board, c.AcceptResult, refused)

    def rejected(self, at: str, reason: str, by: Officer | None = None) -> None:
        self.does(at, by or self.holder.board, c.RejectResult, reason=reason)

    def asked_for_more_time(
        self, at: str, lead: Officer, reason: str, *, leg: int = 1, refused: str | None = None
    ) -> DeadlineId:
        """For the result."""
        deadline = DeadlineId(leg=leg, kind=DeadlineKind.RESULT, ordinal=1)
        self.does(at, lead, c.AskForExtension, refused, deadline=deadline, reason=reason)
        return deadline

    # The end

    def verified(self, on: str) -> None:
        """The chapter finds the matter settled, at its meeting of that day."""
        meeting = self.month.meeting(self.chapter, on)
        at = meeting.recorded_at + timedelta(minutes=5)
        self.stage.write(at, self.secretary, c.VerifyResult, issue=self.id, meeting=meeting.id)

    def verified_early(self, at: str) -> None:
        """With a meeting that was before the reply; refused."""
        self.does(at, self.secretary, c.VerifyResult, "after-the-reply", meeting=self.meeting.id)

    def reopened(self, at: str, reason: str, ground: ReopenGround = ReopenGround.NOT_DONE) -> None:
        self.does(at, self.secretary, c.ReopenIssue, ground=ground, reason=reason)

    def never_verified(self, at: str, on: str) -> None:
        """The chapter met and said nothing, and its 45 days are over."""
        meeting = self.month.meeting(self.chapter, on)
        self.time_is_up(at, c.ExpireVerification, meeting=meeting.id)


def _committee(officer: Officer) -> UnitId:
    """Whose letterhead a body of a committee writes on; the inspection commission has its own."""
    office = officer.office or ""
    return office if office.endswith("-UBKT") else office.rpartition("-")[0]

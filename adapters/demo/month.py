"""The meetings of the chapters and the reports of those who attended them."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from adapters.demo.people import Cadre, Officer
from adapters.demo.province import commune_of
from adapters.demo.registers import Later, Registers, letter
from adapters.demo.stage import Stage
from domain.calendar import start_of
from domain.values import DocumentKind, MeetingKind, UnitId
from workflows.meeting import RecordMeeting
from workflows.report_commands import PaperReceipt, SubmitReport


class Gathering(NamedTuple):
    """A chapter's meeting, and the cadre who attended it."""

    id: UUID
    chapter: UnitId
    started_at: datetime
    ended_at: datetime
    recorded_at: datetime
    cadre: Officer | None


class _Report(NamedTuple):
    at: datetime
    paper: str | None
    """When it came on paper, where the office registers it."""


class Month:
    """Hands out chapters to the plots, and sees to it that their meetings are held and reported."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._gatherings: dict[tuple[UnitId, date], Gathering] = {}
        self._cadre_of = {chapter: cadre for cadre in stage.cadres for chapter in cadre.chapters}
        attended = list(self._cadre_of)
        self._taken: set[UnitId] = set()
        self._unattended = [c for c in stage.chapters if c not in self._cadre_of]
        self._alone = [c for c in attended if len(self._cadre_of[c].chapters) == 1]
        self._shared = [c for c in attended if len(self._cadre_of[c].chapters) > 1]
        for chapters in (self._unattended, self._alone, self._shared):
            stage.rng.shuffle(chapters)
        self._issues: defaultdict[UUID, list[UUID]] = defaultdict(list)
        self._reports: dict[UUID, _Report | None] = {}

    # Whose chapter

    def reserve(self, cadre: Cadre) -> UnitId:
        """The first chapter of a cadre, none of whose chapters is handed out from now on."""
        self._taken.update(cadre.chapters)
        return cadre.chapters[0]

    def village(self, near: UnitId | None = None, *, attended: bool = False) -> UnitId:
        """A village's chapter, of the same holder as ``near``; with a cadre where that is asked."""
        holder = f"{self._stage.setting.holder_of(near)}-" if near else ""
        villages = [one for one in self._stage.chapters if commune_of(one)]
        wanted = [one for one in villages if one in self._cadre_of or not attended]
        return self._take([one for one in wanted if one.startswith(holder)])

    def attended(self, *, alone: bool = False) -> UnitId:
        """A chapter with a cadre; ``alone`` is one whose cadre attends no other."""
        lists = (self._alone,) if alone else (self._shared, self._alone)
        return self._take([chapter for chapters in lists for chapter in chapters])

    def unattended(self, near: UnitId | None = None) -> UnitId:
        """A chapter without a cadre, of the same district as ``near``."""
        district = f"{self._stage.district(near).code}-" if near else ""
        return self._take([c for c in self._unattended if c.startswith(district)])

    def _take(self, chapters: list[UnitId]) -> UnitId:
        chapter = next(chapter for chapter in chapters if chapter not in self._taken)
        self._taken.add(chapter)
        return chapter

    # Meetings

    def regular(self, chapter: UnitId) -> Gathering:
        """The chapter's meeting of the story's month, on the evening of the 3rd or near it."""
        for known in self._gatherings.values():
            if known.chapter == chapter:
                return known
        days = self._stage.setting.meeting_days
        on = self._stage.rng.choices([*days], [*days.values()])[0]
        cadre = self._cadre_of.get(chapter)
        return self.meeting(chapter, on, cadre.officer if cadre else None)

    def meeting(
        self,
        chapter: UnitId,
        on: str,
        cadre: Officer | None = None,
        **told: Any,
    ) -> Gathering:
        """The chapter's meeting of that day, a regular one where nothing else is ``told``.

        It is held once, however often it is asked for.
        """
        day = self._stage.setting.day(on)
        return self._gatherings.get((chapter, day)) or self._hold(chapter, day, cadre, told)

    def _hold(
        self, chapter: UnitId, on: date, cadre: Officer | None, told: dict[str, Any]
    ) -> Gathering:
        stage, minutes = self._stage, self._stage.rng.randrange
        started_at = start_of(on) + timedelta(hours=19, minutes=5 * minutes(0, 10))
        ended_at = started_at + timedelta(minutes=5 * minutes(15, 22))
        recorded_at = ended_at + timedelta(minutes=minutes(4, 11))
        held = Gathering(stage.new_id(), chapter, started_at, ended_at, recorded_at, cadre)
        self._gatherings[chapter, on] = held
        stage.write(
            recorded_at,
            cadre or stage.secretary(chapter),
            RecordMeeting,
            **{
                "meeting": held.id,
                "chapter": chapter,
                "kind": MeetingKind.REGULAR,
                "started_at": started_at,
                "ended_at": ended_at,
                "attended_by": cadre.person if cadre else None,
                **told,
            },
        )
        return held

    def hold_all(self) -> None:
        """Every chapter that no plot speaks of meets as well, and every cadre attends."""
        for chapter in self._stage.chapters:
            self.regular(chapter)

    # Reports

    def on_report(self, gathering: Gathering, issue: UUID) -> None:
        """The issue travels with the report of the cadre who attended."""
        self._issues[gathering.id].append(issue)

    def report(self, gathering: Gathering, at: str | None, *, paper: str | None = None) -> None:
        """When the meeting's report goes, None for never; ``paper`` is when it came on paper."""
        moment = self._stage.setting.moment
        self._reports[gathering.id] = _Report(moment(at), paper) if at else None

    def report_all(self) -> None:
        """One report for each cadre, holder and month (`002-4`), where one is owed."""
        together: defaultdict[tuple[Officer, UnitId, int], list[Gathering]] = defaultdict(list)
        for held in self._gatherings.values():
            if held.cadre is not None:
                holder = self._stage.setting.holder_of(held.chapter)
                key = (held.cadre, holder, held.ended_at.month)
                together[key].append(held)
        for (cadre, *_), gatherings in together.items():
            if not self._owes(gatherings):
                continue
            planned = [self._reports[g.id] for g in gatherings if g.id in self._reports]
            report = planned[0] if planned else self._usual(gatherings)
            if report is not None:
                self._submit(report, cadre, gatherings)

    def _owes(self, gatherings: list[Gathering]) -> bool:
        """Where the rules want a report only of what was raised (`000-4`), there may be none."""
        raised = any(self._issues[held.id] for held in gatherings)
        return raised or self._stage.setting.reports_always

    def _usual(self, gatherings: list[Gathering]) -> _Report:
        """On the last day where there is something to tell, some days earlier else."""
        setting, rng = self._stage.setting, self._stage.rng
        with_issues, without = setting.reports_on
        anything = any(self._issues[held.id] for held in gatherings)
        on = with_issues if anything else rng.choice(without)
        minutes = timedelta(minutes=rng.randrange(8 * 60))
        return _Report(setting.moment(f"{on} 08:40") + minutes, None)

    def _submit(self, report: _Report, cadre: Officer, gatherings: list[Gathering]) -> None:
        stage = self._stage
        office = stage.holder(gatherings[0].chapter).office
        issues = [issue for held in gatherings for issue in self._issues[held.id]]
        stage.write(
            report.at,
            office if report.paper else cadre,
            SubmitReport,
            report=stage.new_id(),
            meetings=tuple(held.id for held in gatherings),
            issues=tuple(issues),
            summary=f"Đã dự {len(gatherings)} cuộc sinh hoạt, có {len(issues)} kiến nghị.",
            document=letter(cadre.office or "", DocumentKind.REPORT),
            paper=self._on_paper(cadre, office, report.paper) if report.paper else None,
        )

    def _on_paper(self, cadre: Officer, office: Officer, received_at: str) -> Later:
        def make(registers: Registers, _: datetime) -> PaperReceipt:
            return PaperReceipt(
                cadre=cadre.person,
                incoming_number=registers.incoming(office.office or ""),
                received_at=self._stage.setting.moment(received_at),
            )

        return Later(make)

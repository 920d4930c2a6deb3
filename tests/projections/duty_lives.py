"""Lives in which cadres attend, report, are excused and contest, told by facts written as they are.

Who may do so is a matter of the workflows; here anybody does anything, some of it twice.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from domain import organisation as o
from domain.calendar import end_of, local_date
from domain.deadline import (
    CalendarRef,
    DeadlineCancelled,
    DeadlineId,
    DeadlineKind,
    DeadlineMet,
    DeadlineRecomputed,
    DeadlineSet,
    RecomputationCause,
    RegimeRef,
)
from domain.duty import AbsenceExcused, ContestDecided, EvaluationContested, duty_year_id
from domain.fact import Fact
from domain.issue_facts import IssueTextCorrected, TextField
from domain.meeting import AttendanceRecorded, MeetingHeld, MeetingReported, MeetingScored
from domain.regime_keys import EvaluationCriterion, RubricRef
from domain.report import ReportSubmitted, SummarySubmitted
from domain.sealed import Sealed
from domain.values import MeetingKind
from tests import builders as b
from tests.builders import document, named
from tests.projections.upheavals import UpsetLife
from tests.workflows.lives import Chances

CADRES = (b.CADRE, "p-nbdirector", "p-nbmember", "p-h1chair", "p-h1clerk", "p-moving")
CHAPTERS = (b.CHAPTER, "NB-H1-X1-C2", "NB-H2-X1-C1", "NB-H1-CA-C1")
_SEATS = ("NB-BTV", "NB-TT", b.PROVINCIAL_DEPARTMENT, "NB-H1-BTV", "NB-VP", b.CHAPTER)
_POSTS = (o.Post.MEMBER, o.Post.HEAD, o.Post.OFFICER)
_BACK = tuple(timedelta(days=days) for days in (0, 1, 3, 9, 31, 80))
_CALENDAR = CalendarRef(id="vn", version="vn-2026.1")


class DutyLife(UpsetLife):
    """Between the steps of a life somebody's duty is done, excused, or called into question."""

    def __init__(self, regime: str = "ninh-binh") -> None:
        super().__init__(regime)
        self.held: list[UUID] = []
        self.bound = self.world.desk.directory().binding(b.PROVINCE, self._today) or ("", "")
        chapter = o.OrgUnitEstablished(
            unit="NB-H1-CA-C1",
            kind=o.UnitKind.WORKPLACE_CHAPTER,
            name="Chi bộ công an",
            parent=b.POLICE,
            valid_from=date(2018, 1, 2),
        )
        self._organise(chapter)

    @property
    def _today(self) -> date:
        return local_date(self.world.now)

    def live(self, choices: Sequence[bytes]) -> "DutyLife":
        for choice in choices:
            self.step(Chances(choice))
            self._duty(Chances(choice[::-1]))
        return self

    def _duty(self, chance: Chances) -> None:
        steps: list[Callable[[Chances], None]] = [
            *[self._hold, self._attend, self._report] * 2,
            *[self._score, self._correct, self._sum_up],
            *[self._excuse, self._contest, self._seat, self._assign],
        ]
        chance.pick(steps)(chance)
        self.hear()

    def _organise(self, *facts: Fact) -> None:
        self.world.write(o.organisation_id(b.PROVINCE), *facts)

    def _hold(self, chance: Chances) -> None:
        """Some days ago, as late records do."""
        ended = self.world.now - chance.pick(_BACK)
        members = chance.pick((None, 3, 9, 20))
        held = MeetingHeld(
            regime=RegimeRef(id=self.bound[0], version=self.bound[1]),
            chapter=chance.pick(CHAPTERS),
            kind=chance.pick([*MeetingKind]),
            started_at=ended - timedelta(minutes=chance.pick((30, 61, 95))),
            ended_at=ended,
            members=members,
            present=members and members - chance.pick((0, 1)),
            combined=chance.pick((False, True)),
        )
        meeting = named(f"held {len(self.held)}")
        self.held.append(meeting)
        self.world.write(meeting, held)
        if chance.pick((True, True, False)):
            self._visit(meeting, chance)

    def _attend(self, chance: Chances) -> None:
        if self.held:
            self._visit(chance.pick(self.held), chance)

    def _visit(self, meeting: UUID, chance: Chances) -> None:
        cadre, head = chance.pick(CADRES), chance.pick((None, None, *CADRES))
        owed = self._owed(chance) if chance.pick((True, False)) else ()
        self.world.write(meeting, AttendanceRecorded(cadre=cadre, in_place_of=head), *owed)

    def _owed(self, chance: Chances) -> tuple[Fact, ...]:
        """A report, of which the deadline may move or be dropped again."""
        self.world.count += 1
        deadline = DeadlineId(leg=0, kind=DeadlineKind.REPORT, ordinal=self.world.count)
        started, days = self._today - chance.pick(_BACK), chance.pick((2, 6, 30))
        rules: dict[str, Any] = {
            "deadline": deadline,
            "started_on": started,
            "spans": (),
            "pauses": (),
            "rule": "002-4",
            "regime": RegimeRef(id=self.bound[0], version=self.bound[1]),
            "calendar": _CALENDAR,
        }
        last = started + timedelta(days=days)
        set_ = DeadlineSet(bearer=chance.pick(_SEATS), last_day=last, due=end_of(last), **rules)
        later = last + timedelta(days=5)
        moved = DeadlineRecomputed(
            cause=RecomputationCause.CALENDAR, last_day=later, due=end_of(later), **rules
        )
        more: tuple[Fact | None, ...] = (
            *(None, None, moved),
            DeadlineMet(deadline=deadline, on_time=False),
            DeadlineCancelled(deadline=deadline, late=False),
        )
        found = chance.pick(more)
        return (set_, found) if found else (set_,)

    def _report(self, chance: Chances) -> None:
        """Of up to two meetings, each deadline met with it; now and then of issues as well."""
        meetings = tuple(dict.fromkeys(chance.pick(self.held) for _ in "12" if self.held))
        raised = [issue for issue, found in self.issues.items() if found.version]
        report, issues = named(f"report {self.world.count}"), tuple(raised[: chance.pick((0, 2))])
        self.world.write(
            report,
            ReportSubmitted(
                regime=RegimeRef(id=self.bound[0], version=self.bound[1]),
                template="1341-CV-TU",
                cadre=chance.pick(CADRES),
                meetings=meetings,
                issues=issues,
                holder=b.DISTRICT,
                recipients=(),
                received_at=self.world.now - timedelta(hours=chance.pick((0, 5))),
                on_time=True,
                days_late=0,
            ),
        )
        for meeting in meetings:
            facts = [one.fact for one in self.world.store.load({meeting: 0})[meeting]]
            over = {one.deadline for one in facts if isinstance(one, DeadlineMet)}
            over |= {one.deadline for one in facts if isinstance(one, DeadlineCancelled)}
            owed = [one.deadline for one in facts if isinstance(one, DeadlineSet)]
            met = [
                DeadlineMet(deadline=one, on_time=chance.pick((True, False)))
                for one in owed
                if one not in over
            ]
            said = MeetingReported(report=report, on_time=True, days_late=0)
            self.world.write(meeting, said, *met)

    def _score(self, chance: Chances) -> None:
        if self.held:
            total = chance.pick((40, 75, 95))
            scored = MeetingScored(
                rubric=RubricRef(id="05-HD-TU", version=chance.pick(("1", "2"))),
                points={"conduct": total, "preparation": 0},
                total=total,
                grade=chance.pick(("good", "poor")),
                scored_by=chance.pick((b.CHAPTER, "NB-H1-VP")),
            )
            self.world.write(chance.pick(self.held), scored)

    def _correct(self, chance: Chances) -> None:
        raised = [issue for issue, found in self.issues.items() if found.version]
        if raised:
            issue = chance.pick(raised)
            text = Sealed(f"issue:{issue}", "Sửa lại")
            fact = IssueTextCorrected(field=TextField.DESCRIPTION, old=None, new=text, reason=text)
            self.world.write(issue, fact)

    def _sum_up(self, chance: Chances) -> None:
        last = self._today - chance.pick(_BACK)
        whose = chance.pick(({"cadre": chance.pick(CADRES)}, {"unit": b.DISTRICT}))
        on_time = chance.pick((True, False))
        summary = SummarySubmitted(
            name=chance.pick(("annual", "consolidation")),
            regime=RegimeRef(id=self.bound[0], version=self.bound[1]),
            template="T-1",
            first=last - timedelta(days=29),
            last=last,
            chapters=(b.CHAPTER,),
            recipients=(),
            received_at=self.world.now,
            on_time=on_time,
            days_late=0 if on_time else 4,
            **whose,
        )
        self.world.write(named(f"summary {self.world.count}"), summary)

    def _excuse(self, chance: Chances) -> None:
        first, cadre = self._today - chance.pick(_BACK), chance.pick(CADRES)
        last = min(first + chance.pick(_BACK), date(first.year, 12, 31))
        absence = AbsenceExcused(
            cadre=cadre,
            chapter=chance.pick((None, *CHAPTERS)),
            first=first,
            last=last,
            document=document("3-QD"),
        )
        self.world.write(duty_year_id(cadre, first.year), absence)

    def _contest(self, chance: Chances) -> None:
        """Often decided at once; a decision may also stand alone."""
        cadre, year = chance.pick(CADRES), self._today.year
        stream = duty_year_id(cadre, year)
        reason = Sealed(f"duty:{stream}", "Có dự")
        for criterion in EvaluationCriterion:
            contested = EvaluationContested(
                cadre=cadre, year=year, criterion=criterion, reason=reason
            )
            upheld = chance.pick((True, False))
            decided = ContestDecided(criterion=criterion, upheld=upheld, reason=reason)
            told = ((contested,), (contested, decided), (decided,))
            self.world.write(stream, *chance.pick(told))

    def _seat(self, chance: Chances) -> None:
        """Somebody gets a post or gives one up, from a day before or after."""
        person, unit, post = chance.pick(CADRES), chance.pick(_SEATS), chance.pick(_POSTS)
        day = self._today - chance.pick(_BACK)
        until = chance.pick((None, day + timedelta(days=40)))
        facts: list[Fact] = [
            o.OfficerAppointed(person=person, unit=unit, post=post, valid_from=day, valid_to=until),
            o.AppointmentEnded(person=person, unit=unit, post=post, valid_from=day),
            o.ActingHeadNamed(
                person=person, unit=unit, valid_from=day, valid_to=day + timedelta(days=25)
            ),
        ]
        self._organise(chance.pick(facts))

    def _assign(self, chance: Chances) -> None:
        cadre, chapter = chance.pick(CADRES), chance.pick(CHAPTERS)
        day = self._today - chance.pick(_BACK)
        until = chance.pick((None, day + timedelta(days=20), day - timedelta(days=1)))
        facts: list[Fact] = [
            o.CadreAssigned(
                cadre=cadre,
                chapter=chapter,
                valid_from=day,
                valid_to=until,
                decision=chance.pick((None, document("912-QD"))),
                ground=chance.pick([*o.AssignmentGround]),
            ),
            o.AssignmentEnded(cadre=cadre, chapter=chapter, valid_from=day),
        ]
        self._organise(chance.pick(facts))
